"""JupyterHub with oauthenticator, as docs/connecting sets it up."""

import pytest

from cardea.jupyterhub import JupyterHub
from cardea.recipe import product
from cardea.visitor import Visitor


@pytest.fixture(scope="module")
def hub(server, tmp_path_factory):
    directory = tmp_path_factory.mktemp("hub")
    with product("JupyterHub", "https://hub.example.com", server, directory, JupyterHub) as hub:
        yield hub


def test_a_person_signs_in_under_their_user_name(hub, server, user):
    visitor = Visitor(server, user)
    page = visitor.visit(f"{hub.origin}/hub/oauth_login")
    assert page.url == f"{hub.origin}/hub/home"
    assert user.username in page.words
    [(_, request), *_] = visitor.requests_to("/oauth")
    assert request["code_challenge_method"] == "S256"


def test_somebody_who_declines_stays_outside(hub, server):
    page = Visitor(server, server.add_user()).visit(f"{hub.origin}/hub/oauth_login", decision="deny")
    assert page.url.startswith(f"{hub.origin}/hub/oauth_callback") and page.status in (400, 403)
