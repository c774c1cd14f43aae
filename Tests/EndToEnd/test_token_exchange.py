"""RFC 8693: the example of docs/operations/token-exchange.md, carried out as it stands there, and what becomes of the tokens."""

import json
import re
import subprocess
from types import SimpleNamespace

import pytest
from authlib.integrations.requests_client import OAuth2Session

from cardea.browser import Browser
from cardea.commands import REPOSITORY, clean_environment
from cardea.tokens import assert_error, assert_tokens, audience, scopes, unverified, verified
from cardea.waiting import eventually

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
JWT = "urn:ietf:params:oauth:token-type:jwt"
GATEWAY, ORDERS, STOCK = "https://gateway.example.com", "https://orders.example.com", "https://stock.example.com"


def example(language):
    """The code blocks of one language on the page about exchange."""
    page = (REPOSITORY / "docs/operations/token-exchange.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


MORE = f"""
  - client: orders
    subject_audience: {ORDERS}
    resource: [{STOCK}, {ORDERS}]
  - client: worker
    resource: {STOCK}
"""


@pytest.fixture(scope="module")
def server_options():
    [policy] = example("yaml")
    return {"config": policy.rstrip("\n") + MORE}


def api(server, client_id, scope):
    return server.add_client(
        client_id=client_id, name=client_id, redirect_uris=(), grants=(GRANT, "client_credentials"), scope=scope
    )


@pytest.fixture(scope="module")
def parties(server):
    """The application that people use, the gateway that it calls, and who is behind that."""
    command, _ = example("sh")
    arguments = command.replace("\\\n", " ").split()
    assert arguments[:3] == ["cardea", "client", "add"]
    gateway = server.commands.json(*arguments[1:])
    auditor = server.add_client(metadata={"may_introspect": True})
    application = server.add_client("--resource", GATEWAY, scope="openid profile orders.read orders.write")
    orders = api(server, "orders", "orders.read orders.write")
    worker = api(server, "worker", "openid profile orders.read")
    return SimpleNamespace(gateway=gateway, auditor=auditor, application=application, orders=orders, worker=worker)


@pytest.fixture(scope="module")
def exchange(server, parties):
    def exchange(token, client="gateway", encoding="form", **fields):
        party = getattr(parties, client)
        credentials = party.credentials if hasattr(party, "credentials") else party
        usual = {"grant_type": GRANT, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
        keys = ("client_id", "client_secret")
        return server.token({**usual, **{key: credentials[key] for key in keys}, **fields}, encoding)

    return exchange


def user_token(parties, browser, **parameters):
    usual = {"resource": GATEWAY, "scope": "openid orders.read orders.write"}
    return parties.application.tokens(browser, **{**usual, **parameters})


def test_the_manuals_example_by_curl(server, parties, signed_in, user):
    _, command = example("sh")
    token = user_token(parties, signed_in)["access_token"]
    environment = {"ISSUER": server.issuer, "GATEWAY_SECRET": parties.gateway["client_secret"], "USER_TOKEN": token}
    finished = subprocess.run(
        ["bash", "-euc", command], capture_output=True, text=True, env=clean_environment(environment), timeout=30
    )
    assert finished.returncode == 0, finished.stderr
    answer = json.loads(finished.stdout)
    shown = json.loads(example("json")[0])
    assert answer.keys() == shown.keys()
    assert {name: answer[name] for name in answer if name != "access_token"} == {
        name: shown[name] for name in shown if name != "access_token"
    }
    claims = verified(server, answer["access_token"], ["ES256"])
    assert claims["sub"] == str(user.user_id) and claims["client_id"] == "gateway"
    assert audience(claims) == {ORDERS} and scopes(claims) == {"orders.read"}
    assert claims["act"] == {"sub": "gateway", "client_id": "gateway"}


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_what_a_chain_of_exchanges_says(parties, exchange, signed_in, encoding):
    token = user_token(parties, signed_in)["access_token"]
    first = assert_tokens(exchange(token, encoding=encoding), refresh=False, identity=False)
    assert first["issued_token_type"] == ACCESS_TOKEN and first["scope"] == "orders.read"
    second = exchange(first["access_token"], "orders", encoding, resource=[STOCK], requested_token_type=JWT)
    claims = unverified(assert_tokens(second, refresh=False)["access_token"])[1]
    assert second.json()["issued_token_type"] == JWT
    assert claims["client_id"] == "orders" and audience(claims) == {STOCK}
    gateway = {"sub": "gateway", "client_id": "gateway"}
    # The policy of `orders` has no delegation; but the gateway acted before, and must not stand for what orders does.
    assert claims["act"] == {"sub": "orders", "client_id": "orders", "act": gateway}
    seen = parties.auditor.introspect(second.json()["access_token"]).json()
    assert seen["active"] and seen["act"] == claims["act"] and seen["scope"] == "orders.read"
    assert claims["exp"] <= unverified(token)[1]["exp"]


def test_authlib_exchanges(server, parties, signed_in):
    session = OAuth2Session("gateway", parties.gateway["client_secret"])
    session.trust_env = False
    token = session.fetch_token(
        f"{server.issuer}/v1/auth/oauthtoken",
        grant_type=GRANT,
        subject_token=user_token(parties, signed_in)["access_token"],
        subject_token_type=ACCESS_TOKEN,
        audience="Orders",
    )
    assert audience(unverified(token["access_token"])[1]) == {ORDERS}


def test_a_clients_own_token_for_the_server_itself(parties, exchange):
    """Without a `subject_audience` the policy is about tokens that were made without a resource."""
    own = parties.application.client_credentials(scope="orders.read").json()["access_token"]
    claims = unverified(assert_tokens(exchange(own, "worker"))["access_token"])[1]
    assert claims["sub"] == parties.application.client_id and claims["client_id"] == "worker"


def test_refusals(parties, exchange, signed_in):
    tokens = user_token(parties, signed_in)
    token = tokens["access_token"]
    assert_error(exchange(token, resource=STOCK), 400, "invalid_target")
    assert_error(exchange(token, scope="orders.write"), 400, "invalid_scope")
    assert_error(exchange(token, "orders", resource=STOCK), 400, "invalid_request")
    assert_error(exchange(token, "auditor"), 400, "unauthorized_client")
    assert_error(exchange(token, subject_token_type=None), 400, "invalid_request")
    assert_error(exchange(token, client_secret="wrong"), 401, "invalid_client")
    for other in (tokens["refresh_token"], tokens["id_token"], token[:-4], "x"):
        assert_error(exchange(other), 400, "invalid_request")
    first = exchange(token).json()["access_token"]
    assert_error(exchange(first, "orders"), 400, "invalid_target")


def test_whom_a_pairwise_client_knows_stays_within_its_sector(server, exchange, signed_in):
    discreet = server.add_client("--resource", GATEWAY, metadata={"subject_type": "pairwise"}, scope="openid orders.read")
    tokens = discreet.tokens(signed_in, resource=GATEWAY, scope="openid orders.read")
    refusal = exchange(tokens["access_token"])
    assert_error(refusal, 400, "invalid_request")
    assert "same sector" in refusal.json()["error_description"]


def test_an_actor_token_that_is_revoked_ends_what_came_of_it(server, parties, exchange, signed_in):
    server.commands.json("client", "update", "gateway", "--grant", GRANT, "--grant", "client_credentials")
    credentials = {key: parties.gateway[key] for key in ("client_id", "client_secret")}
    own = eventually(
        lambda: server.token({"grant_type": "client_credentials", **credentials}).json().get("access_token"),
        within=1.5,
        because="it has the grant now",
    )
    subject = user_token(parties, signed_in)["access_token"]
    token = exchange(subject, actor_token=own, actor_token_type=ACCESS_TOKEN).json()["access_token"]
    assert parties.auditor.is_active(token)
    assert server.post("/v1/auth/revoke", data={"token": own, **credentials}).status_code == 200
    assert not parties.auditor.is_active(token)
    assert parties.auditor.is_active(subject)


@pytest.mark.parametrize("ending", ["revoked token", "revoked family", "disabled user", "new password"])
def test_an_exchanged_token_is_dead_within_a_second(server, parties, exchange, ending):
    someone = server.add_user()
    tokens = user_token(parties, Browser(server, someone))
    first = exchange(tokens["access_token"]).json()["access_token"]
    second = exchange(first, "orders", resource=STOCK).json()["access_token"]
    assert parties.auditor.is_active(first) and parties.auditor.is_active(second)
    if ending == "revoked token":
        assert parties.application.revoke(tokens["access_token"]).status_code == 200
    elif ending == "revoked family":
        assert parties.application.revoke(tokens["refresh_token"]).status_code == 200
    elif ending == "disabled user":
        server.commands.json("user", "disable", someone.username)
    else:
        server.commands.run("user", "set-password", someone.username, "--password-stdin", stdin="another pass word\n")
    for token in (first, second):
        eventually(lambda token=token: not parties.auditor.is_active(token), within=1.0, because=ending)


def test_a_client_that_is_removed_ends_what_came_by_it_alone(server, parties, exchange, signed_in):
    first = exchange(user_token(parties, signed_in)["access_token"]).json()["access_token"]
    second = exchange(first, "orders", resource=STOCK).json()["access_token"]
    server.commands.json("client", "remove", "orders")
    eventually(lambda: not parties.auditor.is_active(second), within=1.0, because="its client is gone")
    assert parties.auditor.is_active(first)
    parties.orders = api(server, "orders", "orders.read orders.write")
    assert not parties.auditor.is_active(second), "a client of the same name is another one"


def test_a_restart_forgets_no_exchange(server, parties, exchange, signed_in):
    token = exchange(user_token(parties, signed_in)["access_token"]).json()["access_token"]
    server.restart()
    assert parties.auditor.is_active(token)


def test_the_grant_is_advertised_where_a_policy_is(server, start):
    path = "/.well-known/oauth-authorization-server"
    assert GRANT in server.get(path).json()["grant_types_supported"]
    other = start()
    assert GRANT not in other.get(path).json()["grant_types_supported"]
    application = other.add_client(grants=(GRANT,), redirect_uris=())
    fields = {"grant_type": GRANT, "subject_token": "x", "subject_token_type": ACCESS_TOKEN}
    assert_error(other.token({**fields, **application.credentials}), 400, "unsupported_grant_type")
