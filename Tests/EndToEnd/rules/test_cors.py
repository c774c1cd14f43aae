"""Cross-origin requests: everything of the token family for scripts, nothing of the pages (contract, Transport)."""

import pytest

ORIGIN = {"Origin": "https://spa.example"}
OPEN = (
    "/v1/auth/oauthtoken",
    "/token",
    "/auth/oauthtoken",
    "/v1/auth/revoke",
    "/v1/auth/device",
    "/v1/auth/userinfo",
    "/v1/auth/me",
    "/v1/auth/renewaccesstoken",
    "/v1/auth/jwks",
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
)
CLOSED = ("/oauth", "/oauth/authorize", "/authorize", "/login", "/consent", "/account", "/device")


def assert_open(answer):
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", OPEN)
def test_a_preflight_is_answered(server, path):
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,dpop"}
    answer = server.request("OPTIONS", path, headers=asked)
    assert answer.status_code == 204
    assert_open(answer)
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert {"content-type", "authorization", "dpop", "mcp-protocol-version"} <= allowed
    assert {"traceparent", "tracestate", "baggage", "sentry-trace"} <= allowed
    assert answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("path", OPEN)
def test_answers_and_errors_are_readable(server, path):
    for method in ("GET", "POST"):
        assert_open(server.request(method, path, headers=ORIGIN))


def test_a_success_is_readable(server, application):
    answer = server.token({"grant_type": "client_credentials", **application.credentials}, headers=ORIGIN)
    assert answer.status_code == 200
    assert_open(answer)


def test_a_body_that_is_too_large_is_still_readable(server):
    headers = {**ORIGIN, "Content-Type": "application/json"}
    answer = server.post("/v1/auth/oauthtoken", data="x" * 65537, headers=headers)
    assert answer.status_code == 413
    assert_open(answer)


@pytest.mark.parametrize("path", CLOSED)
def test_pages_are_nobody_elses(server, path):
    for method in ("GET", "POST", "OPTIONS"):
        answer = server.request(method, path, headers={**ORIGIN, "Access-Control-Request-Method": "POST"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_introspection_is_for_servers(server):
    answer = server.post("/v1/auth/introspect", headers=ORIGIN)
    assert "Access-Control-Allow-Origin" not in answer.headers
