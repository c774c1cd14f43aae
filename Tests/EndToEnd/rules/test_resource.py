"""RFC 8707: a token is for the APIs that were asked for, among those that were authorised."""

import pytest

from cardea.tokens import assert_tokens, audience, unverified

ORDERS = "https://api.example.com/orders"
QUOTES = "https://quotes.example.com/"
NOTES = "https://notes.example.com/mcp"
WELL_KNOWN = "/.well-known/oauth-protected-resource"

CONFIGURATION = f"""
resources:
  - uri: {ORDERS}
    name: Orders
    scopes: [orders.read, orders.write]
  - uri: {QUOTES}
    name: Quotes
    describe: true
  - uri: {NOTES}
    scopes: [notes.read]
    describe: true
"""

@pytest.fixture(scope="module")
def server_options():
    return {"config": CONFIGURATION}


def granted(answer):
    return audience(unverified(assert_tokens(answer)["access_token"])[1])


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_one_of_those_that_were_authorised(application, signed_in, encoding):
    code = application.code(signed_in, resource=[ORDERS, QUOTES])
    tokens = assert_tokens(application.redeem(code, encoding, resource=QUOTES))
    assert audience(unverified(tokens["access_token"])[1]) == {QUOTES}
    # The grant keeps its width: a refresh may name the other one, or all.
    second = assert_tokens(application.refresh(tokens["refresh_token"], encoding, resource=ORDERS))
    assert audience(unverified(second["access_token"])[1]) == {ORDERS}
    assert granted(application.refresh(second["refresh_token"], encoding)) == {ORDERS, QUOTES}


def test_resources_are_described_at_their_place(server):
    """RFC 9728 §3.1. Quotes has no path, and so the place that would be the server's own."""
    for path, resource in {"": QUOTES, "/": QUOTES, "/mcp": NOTES}.items():
        answer = server.get(WELL_KNOWN + path, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 200 and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json()["resource"] == resource
        assert answer.json()["authorization_servers"] == [server.issuer]
        head = server.request("HEAD", WELL_KNOWN + path)
        assert head.status_code == 200 and head.headers["Content-Length"] == answer.headers["Content-Length"]
    for path in ("/orders", "/mcp/", "/MCP", "/unknown"):
        answer = server.get(WELL_KNOWN + path, headers={"Accept": "text/html"})
        assert answer.status_code == 404 and answer.headers["Content-Type"] == "application/json"
    listed = server.get("/.well-known/oauth-authorization-server").json()["protected_resources"]
    assert listed == [QUOTES, NOTES]
