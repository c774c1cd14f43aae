"""django-allauth, as docs/connecting.md sets it up."""

import pytest

from cardea.django_site import DjangoSite
from cardea.recipe import product
from cardea.visitor import Visitor


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    directory = tmp_path_factory.mktemp("allauth")
    with product("django-allauth", "https://shop.example.com", server, directory, DjangoSite) as site:
        yield site


def enter(site, visitor, decision="allow"):
    """Presses the button of allauth's own page, and does what comes after it."""
    page = visitor.open(f"{site.origin}/accounts/oidc/cardea/login/")
    [form] = page.forms
    return visitor.walk(visitor.submit(form), decision)


def test_a_person_gets_an_account_with_their_name_and_address(site, server, user):
    visitor = Visitor(server, user)
    page = enter(site, visitor)
    assert page.url == f"{site.origin}/me"
    assert page.response.json() == {"username": user.username, "email": user.email}
    [(_, request), *_] = visitor.requests_to("/oauth")
    assert request["code_challenge_method"] == "S256"


def test_the_same_person_finds_the_same_account_again(site, server, user):
    accounts = {enter(site, Visitor(server, user)).response.json()["username"] for _ in range(2)}
    assert accounts == {user.username}


def test_somebody_who_declines_stays_outside(site, server):
    visitor = Visitor(server, server.add_user())
    assert not enter(site, visitor, decision="deny").url.endswith("/me")
    assert visitor.open(f"{site.origin}/me").status == 401
