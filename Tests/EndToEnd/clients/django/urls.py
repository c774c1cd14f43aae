"""One page that says who is signed in, and whatever pages the settings' applications bring."""

from django.apps import apps
from django.http import HttpResponse, JsonResponse
from django.urls import include, path


def me(request):
    """Who is signed in; 401 for nobody."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return JsonResponse({"username": request.user.get_username(), "email": request.user.email})


urlpatterns = [path("me", me)]
if apps.is_installed("allauth"):
    urlpatterns.append(path("accounts/", include("allauth.urls")))
if apps.is_installed("mozilla_django_oidc"):
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))
