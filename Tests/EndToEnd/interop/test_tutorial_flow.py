"""The flow of the seed page's tutorial, on the demo data, as a newcomer plays it."""

import json
import subprocess
from urllib.parse import urlencode

import pytest

from cardea.application import Application
from cardea.browser import Browser, Callback, Page
from cardea.commands import REPOSITORY, clean_environment
from cardea.recipe import FENCE
from cardea.server import User
from cardea.tokens import assert_alive, assert_dead, assert_error, assert_tokens, bearer

REDIRECT_URI = "http://localhost:3030/oauth/tradovate/callback"


@pytest.fixture(scope="module")
def server_options():
    return {"arguments": ("--dev",)}


@pytest.fixture
def demo(server):
    return Application(server, "demo", "demo-secret", REDIRECT_URI)


@pytest.fixture
def trader(server):
    return Browser(server, User(0, "demo", "demo-password", "demo@example.com", "Demo Trader"))


def code_by_the_tutorial(server, trader):
    query = urlencode({"response_type": "code", "client_id": "demo", "redirect_uri": REDIRECT_URI})
    page = trader.open(f"{server.issuer}/oauth?{query}")
    return trader.walk(page)


def test_authorize_sign_in_consent_exchange_and_read_who_it_is(server, trader):
    query = urlencode({"response_type": "code", "client_id": "demo", "redirect_uri": REDIRECT_URI})
    page = trader.open(f"{server.issuer}/oauth?{query}")
    assert isinstance(page, Page) and page.asks_sign_in, page
    page = trader.sign_in(page)
    assert isinstance(page, Page) and page.asks_consent, page
    callback = trader.decide(page)
    assert isinstance(callback, Callback), callback
    assert callback.target == REDIRECT_URI
    assert set(callback.parameters) == {"code", "iss"}
    assert callback.parameters["iss"] == server.issuer

    answer = server.token(
        {
            "grant_type": "authorization_code",
            "client_id": "demo",
            "client_secret": "demo-secret",
            "redirect_uri": REDIRECT_URI,
            "code": callback.code,
        }
    )
    tokens = assert_tokens(answer, refresh=True, identity=True)
    assert tokens["expires_in"] == 3600
    assert 1_209_590 <= tokens["refresh_token_expires_in"] <= 1_209_600

    me = server.get("/auth/me", headers=bearer(tokens["access_token"]))
    assert me.status_code == 200
    who = me.json()
    assert who["fullName"] == "Demo Trader"
    assert type(who["userId"]) is int and 0 < who["userId"] < 2**53
    assert who["email"] == "demo@example.com"
    assert who["emailVerified"] is True
    assert who["isTrial"] is False


def test_a_replayed_code_is_an_error_and_the_first_tokens_die(server, demo, trader):
    code = code_by_the_tutorial(server, trader).code
    first = assert_tokens(demo.redeem(code))
    assert_alive(demo, first["access_token"])
    renewed = server.get("/auth/renewAccessToken", headers=bearer(first["access_token"])).json()["accessToken"]
    assert_alive(demo, renewed)

    assert_error(demo.redeem(code), 400, "invalid_grant")

    assert_dead(demo, first["access_token"], first["refresh_token"])
    assert_dead(demo, renewed)


def test_the_tokens_of_a_refresh_die_with_a_replayed_code_as_well(server, demo, trader):
    code = code_by_the_tutorial(server, trader).code
    first = assert_tokens(demo.redeem(code))
    second = assert_tokens(demo.refresh(first["refresh_token"]))
    assert_error(demo.redeem(code), 400, "invalid_grant")
    assert_dead(demo, first["access_token"])
    assert_dead(demo, second["access_token"], second["refresh_token"])


def test_the_second_time_nobody_is_asked_again(server, trader):
    assert code_by_the_tutorial(server, trader).code
    again = trader.open(
        f"{server.issuer}/oauth?"
        + urlencode({"response_type": "code", "client_id": "demo", "redirect_uri": REDIRECT_URI})
    )
    assert isinstance(again, Callback) and again.code


def test_the_first_request_that_dev_prints_can_be_pasted(server):
    [first, *_] = [text for kind, text in FENCE.findall((REPOSITORY / "README.md").read_text()) if "curl" in text]
    printed = " ".join(server.log().split())
    assert " ".join(first.replace("http://localhost:8080", server.issuer).split()) in printed
    assert f"{server.issuer}/docs" in printed and server.get("/docs").status_code == 200
    command = first.replace("http://localhost:8080", server.issuer)
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=clean_environment(), timeout=30)
    assert done.returncode == 0, done.stderr
    token = json.loads(done.stdout)
    assert token["token_type"] == "Bearer" and "offline_access" not in token["scope"]
