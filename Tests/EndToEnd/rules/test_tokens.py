"""Each endpoint that gives or takes tokens, once over real HTTP, and lifetimes by a real clock."""

import re
from datetime import datetime, timedelta, timezone

import pytest

from cardea.browser import Browser
from cardea.tokens import (
    assert_alive,
    assert_dead,
    assert_error,
    assert_tokens,
    audience,
    bearer,
    proof_key,
    scopes,
    unverified,
    verified,
)
from cardea.waiting import let_pass

RENEWAL = "/v1/auth/renewaccesstoken"


@pytest.fixture
def tokens(application, signed_in):
    return application.tokens(signed_in, scope="openid profile email")


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_a_code_becomes_tokens(public_application, signed_in, encoding):
    verifier, challenge = proof_key()
    code = public_application.code(signed_in, **challenge)
    assert_error(public_application.redeem(code, encoding, code_verifier="w" * 43), 400, "invalid_grant")
    assert_tokens(public_application.redeem(code, encoding, code_verifier=verifier), refresh=True, identity=True)


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_a_refresh_token_becomes_new_ones(application, tokens, encoding):
    second = assert_tokens(application.refresh(tokens["refresh_token"], encoding), refresh=True)
    assert second["refresh_token"] != tokens["refresh_token"]
    assert second["access_token"] != tokens["access_token"]
    assert 1_209_590 <= second["refresh_token_expires_in"] <= 1_209_600
    assert_alive(application, second["access_token"])


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_a_client_gets_a_token_for_itself(server, application, encoding):
    answer = application.client_credentials(encoding, scope="email")
    tokens = assert_tokens(answer, refresh=False, identity=False)
    claims = verified(server, tokens["access_token"], ["ES256"])
    assert unverified(tokens["access_token"])[0]["typ"] == "at+jwt"
    assert claims["iss"] == server.issuer and audience(claims) == {server.issuer}
    assert claims["sub"] == claims["client_id"] == application.client_id
    assert claims["exp"] - claims["iat"] == tokens["expires_in"] == 3600
    assert application.revoke(tokens["access_token"]).status_code == 200
    assert not application.is_active(tokens["access_token"])


def test_introspection_describes_a_token(server, user, application, tokens):
    answer = application.introspect(tokens["access_token"])
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    claims = answer.json()
    assert claims["active"] is True and claims["client_id"] == application.client_id
    assert claims["sub"] == str(user.user_id) and scopes(claims) == {"openid", "profile", "email"}
    assert claims["iss"] == server.issuer and claims["token_type"] == "Bearer"


def test_revocation_takes_a_family_along(application, tokens):
    second = assert_tokens(application.refresh(tokens["refresh_token"]))
    assert application.revoke(second["refresh_token"]).status_code == 200
    assert_dead(application, second["access_token"], second["refresh_token"])
    assert_dead(application, tokens["access_token"], tokens["refresh_token"])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_userinfo_says_who_it_is(server, user, tokens, method):
    answer = server.request(method, "/v1/auth/userinfo", headers=bearer(tokens["access_token"]))
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/json")
    claims = answer.json()
    assert claims["sub"] == str(user.user_id) and claims["preferred_username"] == user.username
    assert (claims["name"], claims["email"], claims["email_verified"]) == (user.name, user.email, True)


def test_me_says_so_in_its_own_shape(server, user, tokens):
    assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).json() == {
        "userId": user.user_id,
        "name": user.username,
        "fullName": user.name,
        "email": user.email,
        "emailVerified": True,
        "isTrial": False,
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_renewal_gives_a_fresh_token(server, user, application, tokens, method):
    answer = server.request(method, RENEWAL, headers=bearer(tokens["access_token"]))
    assert answer.status_code == 200
    renewed = answer.json()
    assert set(renewed) == {"accessToken", "expirationTime", "userId", "name", "userStatus"}
    assert renewed["accessToken"] != tokens["access_token"]
    assert renewed["userId"] == user.user_id and renewed["name"] == user.username
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", renewed["expirationTime"])
    expires = datetime.strptime(renewed["expirationTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    assert abs(expires - datetime.now(timezone.utc) - timedelta(hours=1)) < timedelta(seconds=30)
    assert_alive(application, renewed["accessToken"])


@pytest.mark.parametrize("path", ["/v1/auth/userinfo", "/v1/auth/me", RENEWAL])
@pytest.mark.parametrize("value", ["x", "a.b.c", "é", "x" * 9000])
def test_a_bad_token_is_called_one(server, path, value):
    answer = server.get(path, headers={"Authorization": f"Bearer {value}".encode()})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_lifetimes_end_by_the_clock(start):
    """Lifetimes are whole seconds that begin with the second, so one of 1 may be over at once: nothing that lives so
    briefly is used here before it has expired."""
    hasty = start(environment={"CARDEA_TOKENS_REFRESH_LIFETIME": "2", "CARDEA_TOKENS_ACCESS_LIFETIME": "1"})
    application = hasty.add_client()
    tokens = application.tokens(Browser(hasty, hasty.add_user()))
    assert (tokens["expires_in"], tokens["refresh_token_expires_in"]) == (1, 2)
    let_pass(2.1)
    assert_error(application.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert not application.is_active(tokens["access_token"])


def test_the_window_for_repeats_ends_by_the_clock(start):
    server = start(environment={"CARDEA_TOKENS_REFRESH_GRACE": "1"})
    application = server.add_client()
    first = application.tokens(Browser(server, server.add_user()))
    second = assert_tokens(application.refresh(first["refresh_token"]))
    let_pass(2.1)
    assert_error(application.refresh(first["refresh_token"]), 400, "invalid_grant")
    assert_dead(application, second["access_token"], second["refresh_token"])
