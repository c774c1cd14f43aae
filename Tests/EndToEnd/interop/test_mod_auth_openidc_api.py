"""mod_auth_openidc before an API, as docs/connecting sets it up. It fetches keys by https alone."""

import pytest
import requests

from cardea.apache import Apache
from cardea.browser import Browser
from cardea.recipe import Recipe
from cardea.relying_party import running, steady_port
from cardea.server import tls_server
from cardea.tokens import bearer

API, ELSEWHERE = "https://api.example.com", "https://elsewhere.example.com"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    resources = Recipe("Checking a token").block("yaml") + f"  - uri: {ELSEWHERE}\n    name: Elsewhere\n"
    server = tls_server(tmp_path_factory.mktemp("server"), config=resources).start()
    yield server
    server.finish()


@pytest.fixture(scope="module")
def shop(server):
    return server.add_client(name="Shop", scope="openid profile orders.read orders.write")


@pytest.fixture(scope="module")
def apache(server, shop):
    settings = Recipe("mod_auth_openidc", {"https://auth.example.com": server.issuer}).blocks("apache")[1]
    page = "<!DOCTYPE html><pre id='told'><!--#printenv --></pre>\n"
    files = {"site/api/index.html": page, "authority.pem": server.certificate.read_text()}
    trust = {"OIDCCABundlePath": "{directory}/authority.pem"}
    with running(Apache(steady_port(), shop, trust, settings, files)) as apache:
        yield apache


@pytest.fixture
def tokens(server, user, shop):
    def tokens(scope="openid orders.read", **parameters):
        return shop.tokens(Browser(server, user), scope=scope, **parameters)

    return tokens


def ask(apache, token=None):
    return requests.get(f"{apache.origin}/api/index.html", headers=bearer(token) if token else {}, timeout=30)


def test_a_good_token_passes_and_says_whose_it_is(apache, tokens, user, shop):
    for resource in (API, [API, ELSEWHERE]):
        answer = ask(apache, tokens(resource=resource)["access_token"])
        assert answer.status_code == 200
        assert f"REMOTE_USER={user.user_id}" in answer.text and f"OIDC_CLAIM_client_id={shop.client_id}" in answer.text


@pytest.mark.parametrize("kind", ["none", "for the issuer", "for another API", "without the scope", "an ID token", "changed"])
def test_what_is_no_token_for_this_api_does_not_pass(apache, tokens, kind):
    header, claims, signature = tokens(resource=API)["access_token"].split(".")
    token = {
        "none": lambda: None,
        "for the issuer": lambda: tokens()["access_token"],
        "for another API": lambda: tokens(resource=ELSEWHERE)["access_token"],
        "without the scope": lambda: tokens(scope="openid orders.write", resource=API)["access_token"],
        "an ID token": lambda: tokens(resource=API)["id_token"],
        "changed": lambda: f"{header}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
    }[kind]()
    assert ask(apache, token).status_code == 401
