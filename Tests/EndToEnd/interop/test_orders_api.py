"""The APIs of Examples/OrdersAPI take tokens that are for them, and no others."""

import pytest
import requests

from cardea.orders import API, EXAMPLES, PROGRAMS, OrdersAPI
from cardea.recipe import FENCE
from cardea.relying_party import running
from cardea.server import free_port
from cardea.tokens import bearer, unverified
from cardea.waiting import eventually, let_pass

ELSEWHERE = "https://elsewhere.example.com"
SCOPE = "openid orders.read"


@pytest.fixture(scope="module")
def server_options():
    [resources] = [text for kind, text in FENCE.findall((EXAMPLES / "README.md").read_text()) if kind == "yaml"]
    return {"config": f"{resources}  - uri: {ELSEWHERE}\n    name: Elsewhere\n"}


@pytest.fixture(scope="module", params=PROGRAMS)
def api(request, server, tmp_path_factory):
    with running(OrdersAPI(request.param, server.issuer, tmp_path_factory.mktemp("orders"))) as api:
        yield api


@pytest.fixture(scope="module")
def shop(server):
    return server.add_client(name="Shop", scope="openid orders.read orders.write")


@pytest.fixture
def tokens(shop, signed_in):
    return lambda scope=SCOPE, **parameters: shop.tokens(signed_in, scope=scope, **parameters)


def ask(api, token=None):
    return requests.get(f"{api.origin}/orders", headers=bearer(token) if token else {}, timeout=30)


@pytest.mark.parametrize("resource", [API, [API, ELSEWHERE]], ids=["alone", "among others"])
def test_a_good_token(api, tokens, user, resource):
    answer = ask(api, tokens(resource=resource)["access_token"])
    assert (answer.status_code, answer.json()["of"]) == (200, str(user.user_id))


def test_no_token(api):
    answer = ask(api)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.fixture(scope="module")
def bad_tokens(server, shop, signed_in):
    hasty = server.add_client(scope=SCOPE, metadata={"access_token_lifetime": 1})
    expired = hasty.tokens(signed_in, scope=SCOPE, resource=API)["access_token"]
    namesake = server.add_client(client_id=API, scope=SCOPE, metadata={"id_token_signed_response_alg": "ES256"})
    by_rs256 = server.add_client(scope=SCOPE, metadata={"access_token_signed_response_alg": "RS256"})
    good = shop.tokens(signed_in, scope=SCOPE, resource=API)
    header, claims, signature = good["access_token"].split(".")
    let_pass(2.1)
    return {
        "expired": expired,
        "an ID token": namesake.tokens(signed_in, scope=SCOPE)["id_token"],
        "a refresh token": good["refresh_token"],
        "by RS256": by_rs256.tokens(signed_in, scope=SCOPE, resource=API)["access_token"],
        "for the issuer": shop.tokens(signed_in, scope=SCOPE)["access_token"],
        "for another API": shop.tokens(signed_in, scope=SCOPE, resource=ELSEWHERE)["access_token"],
        "changed": f"{header}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "unsigned": f"{header}.{claims}.",
        "not JSON": "e30.e30.e30",
        "no token": "guess",
    }


def test_tokens_that_are_no_good(api, bad_tokens):
    said = {kind: ask(api, token) for kind, token in bad_tokens.items()}
    refused = (401, 'Bearer error="invalid_token"')
    answers = {kind: (answer.status_code, answer.headers.get("WWW-Authenticate")) for kind, answer in said.items()}
    assert answers == {kind: refused for kind in bad_tokens}


def test_a_token_without_the_scope(api, tokens):
    answer = ask(api, tokens(scope="openid orders.write", resource=API)["access_token"])
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="orders.read"'


def test_a_token_by_the_next_key(api, server, tokens):
    before = kid(tokens(resource=API))
    server.commands.json("key", "rotate")
    eventually(lambda: kid(tokens(resource=API)) != before, because="a running server signs with the next key")
    assert ask(api, tokens(resource=API)["access_token"]).status_code == 200


def kid(answer):
    return unverified(answer["access_token"])[0]["kid"]


def test_keys_that_nobody_has_seen_are_fetched(api, server, tokens):
    """Rotated twice; the examples fetch again when five seconds have passed."""
    published = {key["kid"] for key in server.get("/v1/auth/jwks").json()["keys"]}
    server.commands.json("key", "rotate")
    server.commands.json("key", "rotate")
    eventually(lambda: kid(tokens(resource=API)) not in published, because="a running server signs with the new key")
    eventually(lambda: ask(api, tokens(resource=API)["access_token"]).status_code == 200, within=8)


@pytest.mark.parametrize("name", PROGRAMS)
def test_where_no_keys_can_be_had_nobody_knows(name, tokens, tmp_path):
    with running(OrdersAPI(name, f"http://localhost:{free_port()}", tmp_path)) as api:
        answer = ask(api, tokens(resource=API)["access_token"])
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
