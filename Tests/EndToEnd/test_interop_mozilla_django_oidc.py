"""mozilla-django-oidc, as docs/connecting.md sets it up."""

import pytest

from cardea.django_site import DjangoSite
from cardea.recipe import product
from cardea.visitor import Visitor


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    directory = tmp_path_factory.mktemp("mozilla")
    with product("mozilla-django-oidc", "https://wiki.example.com", server, directory, DjangoSite) as site:
        yield site


def test_a_person_gets_an_account_with_their_address(site, server, user):
    visitor = Visitor(server, user)
    page = visitor.visit(f"{site.origin}/oidc/authenticate/")
    assert page.url == f"{site.origin}/me"
    assert page.response.json()["email"] == user.email
    [(_, request), *_] = visitor.requests_to("/oauth")
    assert request["code_challenge_method"] == "S256" and request["nonce"]


def test_somebody_who_declines_stays_outside(site, server):
    visitor = Visitor(server, server.add_user())
    visitor.visit(f"{site.origin}/oidc/authenticate/", decision="deny")
    assert visitor.open(f"{site.origin}/me").status == 401
