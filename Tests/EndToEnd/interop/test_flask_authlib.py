"""Flask with Authlib, as docs/connecting sets it up."""

import sys

import pytest

from cardea.recipe import product
from cardea.relying_party import RelyingParty
from cardea.visitor import Visitor


class FlaskSite(RelyingParty):
    """Runs the page's program as it stands there."""

    def __init__(self, port, directory, program):
        super().__init__(port, directory / "output.log")
        self.directory = directory
        (directory / "app.py").write_text(program)

    def start(self):
        return self.run([sys.executable, "-m", "flask", "--app", "app", "run", "--port", self.port], cwd=self.directory)


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    directory = tmp_path_factory.mktemp("flask")
    with product("Flask with Authlib", "https://library.example.com", server, directory, FlaskSite) as site:
        yield site


def test_a_person_is_greeted_by_name_and_address_and_signs_out_at_both(site, server, user):
    visitor = Visitor(server, user)
    page = visitor.visit(f"{site.origin}/login")
    assert page.url == f"{site.origin}/"
    assert user.name in page.response.text and user.email in page.response.text
    [(_, request), *_] = visitor.requests_to("/oauth")
    assert request["code_challenge_method"] == "S256"

    page = visitor.open(f"{site.origin}/logout")
    assert page.url.startswith(server.issuer), page.url
    page = visitor.decide(page, "logout")
    assert page.url == f"{site.origin}/" and user.name not in page.response.text
    assert visitor.open(f"{site.origin}/login").asks_sign_in


def test_somebody_who_declines_stays_outside(site, server):
    page = Visitor(server, server.add_user()).visit(f"{site.origin}/login", decision="deny")
    assert page.status == 403 and "not signed in" in page.response.text
    assert page.url.startswith(f"{site.origin}/callback")
