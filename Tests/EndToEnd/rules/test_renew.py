"""A fresh access token for a live one, in the seed API's own shape (contract, me and renewaccesstoken)."""

import re
from datetime import datetime, timedelta, timezone

import pytest

from cardea.browser import Browser
from cardea.tokens import assert_alive, assert_dead, bearer, scopes, unverified

PATH = "/v1/auth/renewaccesstoken"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_live_token_gets_a_fresh_one(server, user, application, signed_in, method):
    first = application.tokens(signed_in)["access_token"]
    answer = server.request(method, PATH, headers=bearer(first))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    renewed = answer.json()
    assert set(renewed) == {"accessToken", "expirationTime", "userId", "name", "userStatus"}
    assert renewed["accessToken"] != first
    assert renewed["userId"] == user.user_id and type(renewed["userId"]) is int
    assert renewed["name"] == user.username
    assert renewed["userStatus"] == "Active"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", renewed["expirationTime"])
    expires = datetime.strptime(renewed["expirationTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    assert abs(expires - datetime.now(timezone.utc) - timedelta(hours=1)) < timedelta(seconds=30)
    assert int(expires.timestamp()) == unverified(renewed["accessToken"])[1]["exp"]
    assert_alive(application, renewed["accessToken"])


def test_it_may_do_what_the_first_may_and_no_more(server, application, signed_in):
    first = application.tokens(signed_in, scope="openid email")["access_token"]
    renewed = server.get(PATH, headers=bearer(first)).json()["accessToken"]
    claims = unverified(renewed)[1]
    assert scopes(claims) == {"openid", "email"}
    assert claims["client_id"] == application.client_id


def test_a_renewed_token_can_be_renewed(server, application, signed_in):
    token = application.tokens(signed_in)["access_token"]
    for _ in range(3):
        token = server.get(PATH, headers=bearer(token)).json()["accessToken"]
    assert_alive(application, token)


def test_no_token_and_a_bad_one(server):
    assert server.get(PATH).status_code == 401
    answer = server.get(PATH, headers=bearer("wrong"))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_family_cannot_be_renewed_and_takes_renewed_tokens_along(server, application, signed_in):
    tokens = application.tokens(signed_in)
    renewed = server.get(PATH, headers=bearer(tokens["access_token"])).json()["accessToken"]
    assert application.revoke(tokens["refresh_token"]).status_code == 200
    assert_dead(application, tokens["access_token"])
    assert_dead(application, renewed)


def test_never_past_the_sessions_end(start):
    server = start(environment={"CARDEA_SESSIONS_LIFETIME": "120", "CARDEA_TOKENS_REFRESH_ABSOLUTE": "120"})
    application, browser = server.add_client(), Browser(server, server.add_user())
    claims = unverified(application.tokens(browser)["access_token"])[1]
    token = application.tokens(browser)["access_token"]
    renewed = unverified(server.get(PATH, headers=bearer(token)).json()["accessToken"])[1]
    assert renewed["exp"] <= claims["auth_time"] + 120 + 1


def test_it_can_be_switched_off(start):
    server = start(config="compatibility:\n  renew: false\n")
    application, browser = server.add_client(), Browser(server, server.add_user())
    token = application.tokens(browser)["access_token"]
    assert server.get("/v1/auth/me", headers=bearer(token)).status_code == 200
    assert server.get(PATH, headers=bearer(token)).status_code == 404


def test_a_disabled_user_is_not_active(server, application):
    person = server.add_user()
    token = application.tokens(Browser(server, person))["access_token"]
    server.commands.json("user", "disable", person.username)
    assert_dead(application, token)
