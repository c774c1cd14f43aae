"""HAProxy before an API, as docs/connecting sets it up, takes tokens that are for this API and no others."""

import subprocess
import sys

import pytest
import requests

from cardea.browser import Browser
from cardea.haproxy import HAProxy
from cardea.recipe import Recipe
from cardea.relying_party import running, steady_port
from cardea.tokens import bearer
from cardea.waiting import eventually, let_pass

API = "https://api.example.com"
ELSEWHERE = "https://elsewhere.example.com"


@pytest.fixture(scope="module")
def server_options():
    more = f"  - uri: {ELSEWHERE}\n    name: Elsewhere\n"
    return {"config": Recipe("Checking a token").block("yaml") + more}


@pytest.fixture(scope="module")
def fetch_keys(server, tmp_path_factory):
    """Runs the page's program; returns its exit status."""
    directory = tmp_path_factory.mktemp("keys")
    program = directory / "keys.py"
    program.write_text(Recipe("HAProxy").block("python"))

    def fetch_keys():
        command = [sys.executable, program, f"{server.issuer}/v1/auth/jwks", directory]
        return subprocess.run(command, timeout=30).returncode

    fetch_keys.directory = directory
    return fetch_keys


@pytest.fixture(scope="module")
def haproxy(server, fetch_keys, tmp_path_factory):
    assert fetch_keys() == 0
    port, api = steady_port(), f"127.0.0.1:{steady_port()}"
    places = {
        "https://auth.example.com": server.issuer,
        "/etc/haproxy/cardea": fetch_keys.directory,
        "127.0.0.1:8000": f"127.0.0.1:{port}",
        "127.0.0.1:8001": api,
    }
    settings = Recipe("HAProxy", places).block("haproxy")
    with running(HAProxy(port, tmp_path_factory.mktemp("haproxy"), settings, api)) as haproxy:
        yield haproxy


@pytest.fixture(scope="module")
def shop(server):
    return server.add_client(name="Shop", scope="openid profile orders.read orders.write")


@pytest.fixture
def tokens(server, user, shop):
    def tokens(scope="openid orders.read", **parameters):
        return shop.tokens(Browser(server, user), scope=scope, **parameters)

    return tokens


def ask(haproxy, token=None):
    return requests.get(haproxy.origin, headers=bearer(token) if token else {}, timeout=30)


def test_a_good_token_passes_and_says_whose_it_is(haproxy, tokens, user, shop):
    answer = ask(haproxy, tokens(resource=API)["access_token"])
    assert (answer.status_code, answer.text) == (200, f"{user.user_id} {shop.client_id}")


def test_a_client_that_cannot_name_a_resource_has_it_by_default(haproxy, server, user):
    silent = server.add_client(scope="openid orders.read", metadata={"default_resources": [API]})
    assert ask(haproxy, silent.tokens(Browser(server, user))["access_token"]).status_code == 200


def test_the_settings_need_nothing_that_the_page_does_not_say(haproxy):
    assert "[WARNING]" not in haproxy.complaints() and "[ALERT]" not in haproxy.complaints()


def test_no_token(haproxy):
    answer = ask(haproxy)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("kind", ["for the issuer", "for another API", "for both", "an ID token", "changed", "unsigned"])
def test_a_token_that_is_not_for_this_api(haproxy, tokens, kind):
    good = tokens(resource=API)["access_token"]
    header, claims, signature = good.split(".")
    token = {
        "for the issuer": lambda: tokens()["access_token"],
        "for another API": lambda: tokens(resource=ELSEWHERE)["access_token"],
        "for both": lambda: tokens(resource=[API, ELSEWHERE])["access_token"],
        "an ID token": lambda: tokens(resource=API)["id_token"],
        "changed": lambda: f"{header}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "unsigned": lambda: f"{header}.{claims}.",
    }[kind]()
    answer = ask(haproxy, token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_a_token_without_the_scope(haproxy, tokens):
    answer = ask(haproxy, tokens(scope="openid orders.write", resource=API)["access_token"])
    assert answer.status_code == 403 and 'scope="orders.read"' in answer.headers["WWW-Authenticate"]


def test_a_token_that_has_expired(haproxy, server, user):
    hasty = server.add_client(scope="openid orders.read", metadata={"access_token_lifetime": 1})
    token = hasty.tokens(Browser(server, user), resource=API)["access_token"]
    let_pass(2.1)
    assert ask(haproxy, token).status_code == 401


def test_the_program_says_whether_keys_have_changed(haproxy, server, fetch_keys):
    assert fetch_keys() == 3
    server.commands.json("key", "rotate")
    eventually(lambda: fetch_keys() == 0, because="a running server publishes another key")


def test_keys_that_are_rotated_three_times_in_a_day_have_a_place(server, fetch_keys):
    for _ in range(3):
        server.commands.json("key", "rotate")
    published = lambda: [key for key in server.get("/v1/auth/jwks").json()["keys"] if key.get("alg") == "ES256"]
    eventually(lambda: len(published()) >= 5, because="a running server publishes another key")
    assert fetch_keys() in (0, 3)
    settings = Recipe("HAProxy").block("haproxy")
    assert len(list(fetch_keys.directory.glob("*.pem"))) == settings.count("jwt_verify(") == 8
