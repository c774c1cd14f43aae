"""A client acting for itself (RFC 6749 §4.4)."""

import pytest

from cardea.tokens import (
    assert_error,
    assert_tokens,
    audience,
    bearer,
    scopes,
    unverified,
    verified,
)


@pytest.fixture(scope="module")
def service(server):
    return server.add_client(
        "--default-scope",
        "orders.read",
        grants=("client_credentials",),
        redirect_uris=(),
        scope="orders.read orders.write",
    )


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_the_token_speaks_of_the_client(server, service, encoding):
    tokens = assert_tokens(service.client_credentials(encoding), refresh=False, identity=False)
    header, _ = unverified(tokens["access_token"])
    claims = verified(server, tokens["access_token"], ["ES256"])
    assert header["typ"] == "at+jwt" and header["alg"] == "ES256" and header["kid"]
    assert claims["iss"] == server.issuer
    assert claims["sub"] == claims["client_id"] == service.client_id
    assert audience(claims) == {server.issuer}
    assert claims["exp"] - claims["iat"] == tokens["expires_in"] == 3600
    assert claims["jti"]


def test_no_scope_asked_gets_the_default_and_is_told(service):
    tokens = assert_tokens(service.client_credentials())
    assert tokens["scope"] == "orders.read"
    assert scopes(unverified(tokens["access_token"])[1]) == {"orders.read"}


def test_exactly_what_was_asked_is_not_repeated(service):
    tokens = assert_tokens(service.client_credentials(scope="orders.write"))
    assert "scope" not in tokens
    assert scopes(unverified(tokens["access_token"])[1]) == {"orders.write"}


def test_what_the_client_may_not_have_is_left_out_and_it_is_told(service):
    tokens = assert_tokens(service.client_credentials(scope="orders.read admin"))
    assert tokens["scope"] == "orders.read"
    assert scopes(unverified(tokens["access_token"])[1]) == {"orders.read"}


@pytest.mark.parametrize("scope", ["admin", "admin root", "ORDERS.READ", "orders", "orders.readorders.write"])
def test_nothing_left_is_an_invalid_scope(service, scope):
    assert_error(service.client_credentials(scope=scope), 400, "invalid_scope")


@pytest.mark.parametrize("scope", ['orders.read "x"', "orders.read\\", "orders.read é", "orders.read\tadmin"])
def test_scope_of_bad_syntax(service, scope):
    """RFC 6749 §3.3: scope-token = %x21 / %x23-5B / %x5D-7E."""
    answer = service.client_credentials(scope=scope)
    assert answer.status_code == 400
    assert answer.json()["error"] in ("invalid_scope", "invalid_request")


def test_each_token_is_another(service):
    first, second = (unverified(assert_tokens(service.client_credentials())["access_token"])[1] for _ in range(2))
    assert first["jti"] != second["jti"]


def test_the_token_is_nobodys_at_the_endpoints_for_users(server, application):
    token = assert_tokens(application.client_credentials())["access_token"]
    for path in ("/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken"):
        assert server.get(path, headers=bearer(token)).status_code in (401, 403), path


def test_the_token_can_be_introspected_and_revoked(application):
    token = assert_tokens(application.client_credentials())["access_token"]
    assert application.is_active(token)
    assert application.revoke(token).status_code == 200
    assert not application.is_active(token)


def test_a_lifetime_and_a_format_of_the_clients_own(server):
    short = server.add_client(metadata={"access_token_lifetime": 120, "access_token_format": "opaque"})
    tokens = assert_tokens(short.client_credentials())
    assert tokens["expires_in"] == 120
    assert "." not in tokens["access_token"]
    assert short.is_active(tokens["access_token"])
