"""A Django project whose people sign in at Cardea by a library that nobody here wrote; the rest is in clients/django."""

import shutil
import sys

import pytest

from .commands import REPOSITORY
from .recipe import product
from .relying_party import RelyingParty
from .visitor import Visitor

SOURCES = REPOSITORY / "Tests/EndToEnd/clients/django"


class DjangoSite(RelyingParty):
    """Runs in a directory of its own, with `settings` as its settings.py."""

    def __init__(self, port, directory, settings):
        super().__init__(port, directory / "output.log")
        self.directory = shutil.copytree(SOURCES, directory / "site")
        (self.directory / "settings.py").write_text(f"from base import *\n\n{settings}")

    def start(self):
        return self.run([sys.executable, self.directory / "serve.py", self.port], cwd=self.directory)

    def page(self, path):
        return f"{self.origin}{path}"

    def account(self, page):
        """What the site knows of whoever is signed in, having led them to their own page."""
        assert page.url == self.page("/me")
        return page.response.json()

    def assert_shut(self, visitor):
        """Nobody is signed in."""
        assert visitor.open(self.page("/me")).status == 401


def django_site(heading, address):
    """The fixture `site` of a module: a project with a library as a section of docs/connecting sets it up."""

    @pytest.fixture(scope="module")
    def site(server, tmp_path_factory):
        with product(heading, address, server, tmp_path_factory.mktemp("django"), DjangoSite) as site:
            yield site

    return site


class SignsPeopleIn:
    """What every library must do. A module says by `enter(site, visitor, decision)` where its people begin."""

    def test_a_person_gets_an_account_with_their_address(self, site, server, user):
        visitor = Visitor(server, user)
        assert site.account(self.enter(site, visitor))["email"] == user.email
        [(_, request), *_] = visitor.requests_to("/oauth")
        assert request["code_challenge_method"] == "S256"

    def test_somebody_who_declines_stays_outside(self, site, server):
        visitor = Visitor(server, server.add_user())
        assert not self.enter(site, visitor, decision="deny").url.endswith("/me")
        site.assert_shut(visitor)
