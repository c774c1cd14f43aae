"""Synapse, as docs/connecting sets it up. It insists on https, so the server has a certificate here."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from cardea.recipe import Recipe
from cardea.relying_party import running, steady_port
from cardea.server import tls_server
from cardea.synapse import Synapse
from cardea.visitor import Visitor

CLIENT = "https://element.example.com/"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = tls_server(tmp_path_factory.mktemp("server")).start()
    yield server
    server.finish()


@pytest.fixture(scope="module")
def synapse(server, tmp_path_factory):
    port = steady_port()
    recipe = Recipe("Synapse", {"https://matrix.example.com": f"http://localhost:{port}"})
    recipe.register(server)
    with running(Synapse(port, tmp_path_factory.mktemp("synapse"), recipe.block("yaml"), server.certificate)) as synapse:
        yield synapse


def test_a_person_gets_an_account_under_their_user_name(synapse, server, user):
    visitor = Visitor(server, user)
    login = f"{synapse.origin}/_matrix/client/v3/login/sso/redirect/oidc-cardea?{urlencode({'redirectUrl': CLIENT})}"
    page = visitor.visit(login)
    [onward] = [link["href"] for link in page.soup.find_all("a", href=True) if link["href"].startswith(CLIENT)]
    [token] = parse_qs(urlsplit(onward).query)["loginToken"]

    body = {"type": "m.login.token", "token": token}
    answer = requests.post(f"{synapse.origin}/_matrix/client/v3/login", json=body, timeout=30).json()
    assert answer["user_id"] == f"@{user.username}:localhost"
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    asked = requests.get(f"{synapse.origin}/_matrix/client/v3/account/3pid", headers=headers, timeout=30).json()
    assert [(known["medium"], known["address"]) for known in asked["threepids"]] == [("email", user.email)]
    name = requests.get(f"{synapse.origin}/_matrix/client/v3/profile/{answer['user_id']}/displayname", timeout=30).json()
    assert name["displayname"] == user.name
    assert visitor.requests_to("/oauth")[0][1]["code_challenge_method"] == "S256"
