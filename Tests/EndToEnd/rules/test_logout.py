"""Signing out by way of an application, and telling applications that somebody signed out (OpenID Connect RP-Initiated
Logout 1.0, Back-Channel Logout 1.0)."""

import itertools
import re
import time
from urllib.parse import urlencode

import pytest

from cardea.browser import Browser, Callback, Page
from cardea.logout_listener import LogoutListener
from cardea.server import Server
from cardea.tokens import assert_alive, assert_dead, bearer, unverified, verified
from cardea.waiting import eventually, let_pass

EVENT = "http://schemas.openid.net/event/backchannel-logout"
BACK = "https://app.example.com/signed-out?tab=1"
numbers = itertools.count()


@pytest.fixture(scope="module")
def listener():
    with LogoutListener() as listener:
        yield listener


@pytest.fixture(scope="module")
def server(tmp_path_factory, listener):
    server = Server(tmp_path_factory.mktemp("server"), config=allowing(listener)).start()
    yield server
    server.finish()


def allowing(listener):
    return f'outbound:\n  allow: ["{listener.place}"]\n'


def add_application(server, listener, path=None, **metadata):
    """A client that wants logout tokens, at a path of its own."""
    path = path or f"/logout/{next(numbers)}"
    application = server.add_client(
        scope="openid profile offline_access",
        metadata={
            "backchannel_logout_uri": listener.url(path),
            "backchannel_logout_session_required": True,
            "post_logout_redirect_uris": [BACK],
            **metadata,
        },
    )
    application.path = path
    return application


def sign_out(browser, **parameters):
    """Opens the logout endpoint and says yes where it asks."""
    outcome = browser.open(f"/v1/auth/logout?{urlencode(parameters)}" if parameters else "/v1/auth/logout")
    return browser.decide(outcome, "logout") if isinstance(outcome, Page) and outcome.asks_consent else outcome


def metric(server, name):
    found = re.search(rf"^{re.escape(name)} (\S+)$", server.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else None


def counted(server, outcome):
    return metric(server, f'cardea_backchannel_logout_total{{outcome="{outcome}"}}')


@pytest.fixture
def browser(server, person):
    return Browser(server, person)


@pytest.fixture
def application(server, listener):
    return add_application(server, listener)


def test_an_application_signs_the_person_out_and_gets_them_back(server, browser, application):
    tokens = application.tokens(browser, scope="openid profile", nonce="n-1")
    request = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": BACK, "state": "a b&c"}
    page = browser.open(f"/v1/auth/logout?{urlencode(request)}")
    assert page.status == 200 and page.asks_consent
    assert application.name in page.words
    assert_alive(application, tokens["access_token"])

    end = browser.decide(page, "logout")

    assert isinstance(end, Callback) and end.response.status_code == 303
    assert end.url == f"{BACK}&state=a+b%26c"
    assert_dead(application, tokens["access_token"], tokens["refresh_token"])
    assert browser.open(application.authorization_url()).asks_sign_in


def test_the_application_is_told_within_about_a_second(server, listener, browser, application):
    identity = verified(server, application.tokens(browser, scope="openid")["id_token"], ["RS256"])

    sign_out(browser)

    (delivery,) = listener.wait(application.path)
    assert delivery.content_type == "application/x-www-form-urlencoded"
    assert delivery.fields.keys() == {"logout_token"}
    header, _ = unverified(delivery.token)
    assert header["typ"] == "logout+jwt"
    claims = verified(server, delivery.token, ["RS256"])
    assert claims["iss"] == server.issuer
    assert claims["aud"] == application.client_id
    assert claims["sub"] == identity["sub"] and claims["sid"] == identity["sid"]
    assert abs(claims["iat"] - time.time()) < 10 and claims["exp"] == claims["iat"] + 120
    assert claims["events"] == {EVENT: {}}
    assert claims["jti"] and "nonce" not in claims
    # A logout token signs nobody in, and is not an access token.
    assert server.get("/v1/auth/userinfo", headers=bearer(delivery.token)).status_code == 401


def test_an_application_that_is_away_is_tried_again_until_it_answers(server, listener, browser, application):
    application.tokens(browser, scope="openid")
    listener.answers[application.path] = [503, 503]
    before = {outcome: counted(server, outcome) for outcome in ("retried", "delivered")}

    sign_out(browser)

    listener.wait(application.path, 2, within=5)
    eventually(lambda: metric(server, "cardea_backchannel_logout_pending") >= 1, because="it still waits")
    first, second, third = listener.wait(application.path, 3, within=12)
    assert second.at - first.at > 0.5, "about a second between the first two"
    assert third.at - second.at > 3, "about five before the third"
    claims = [verified(server, delivery.token, ["RS256"]) for delivery in (first, second, third)]
    assert len({said["jti"] for said in claims}) == 3, "each attempt has a token of its own"
    assert len({said["sid"] for said in claims}) == 1
    eventually(lambda: counted(server, "delivered") == before["delivered"] + 1)
    assert counted(server, "retried") == before["retried"] + 2
    eventually(lambda: metric(server, "cardea_backchannel_logout_pending") == 0)
    let_pass(1.5)
    assert len(listener.at(application.path)) == 3


def test_an_application_that_refuses_is_not_asked_again_and_the_log_says_so(server, listener, browser, application):
    application.tokens(browser, scope="openid")
    listener.answers[application.path] = [400]
    before = counted(server, "refused")

    sign_out(browser)

    (delivery,) = listener.wait(application.path)
    eventually(lambda: counted(server, "refused") == before + 1)
    let_pass(2.5)
    assert len(listener.at(application.path)) == 1
    line = next(line for line in server.log().splitlines() if "refused to end" in line)
    assert application.client_id in server.log() and "127.0.0.1" in line
    assert delivery.token not in server.log() and delivery.token.split(".")[2] not in server.log()


def test_an_application_that_hangs_holds_up_nobody(server, listener, person, application):
    dead = add_application(server, listener, path="/hangs")
    listener.hanging.add("/hangs")
    for _ in range(3):
        stuck = Browser(server, person)
        dead.tokens(stuck, scope="openid")
        sign_out(stuck)
    listener.wait("/hangs")
    browser = Browser(server, person)
    application.tokens(browser, scope="openid")
    sign_out(browser)
    listener.wait(application.path)
    assert len(listener.at("/hangs")) == 1, "and is not asked twice at once"
    listener.hanging.clear()
    listener.hang.set()
    listener.wait("/hangs", 3, within=15)


@pytest.mark.parametrize("command", ["disable", "remove", "set-password", "sessions"])
def test_every_way_in_which_a_session_ends_is_told(server, listener, browser, person, application, command):
    identity = verified(server, application.tokens(browser, scope="openid")["id_token"], ["RS256"])
    if command == "sessions":
        page = browser.open("/account/sessions")
        browser.submit(page.form("id"))
    elif command == "set-password":
        server.commands.json("user", command, person.username, "--password-stdin", stdin="another pass word 7\n")
    else:
        server.commands.json("user", command, person.username)
    (delivery,) = listener.wait(application.path)
    claims = verified(server, delivery.token, ["RS256"])
    assert (claims["sub"], claims["sid"]) == (identity["sub"], identity["sid"])


def test_what_was_not_delivered_before_a_crash_is_delivered_after_it(start, listener):
    server = start(config=allowing(listener))
    application = add_application(server, listener)
    browser = Browser(server, server.add_user())
    identity = verified(server, application.tokens(browser, scope="openid")["id_token"], ["RS256"])
    listener.answers[application.path] = [503]
    sign_out(browser)
    listener.wait(application.path)
    # Between the answer and its note the server holds the notice, and it would take a minute to be somebody else's.
    eventually(lambda: counted(server, "retried") == 1)
    server.restart()
    listener.wait(application.path, 2, within=8)
    assert verified(server, listener.at(application.path)[1].token, ["RS256"])["sid"] == identity["sid"]


def test_no_application_makes_the_server_speak_to_its_neighbours(server, browser, listener):
    with LogoutListener() as neighbour:
        application = add_application(server, neighbour)
        application.tokens(browser, scope="openid")
        sign_out(browser)
        eventually(lambda: f"{application.client_id}" in server.log() and "outbound.allow" in server.log(), within=4)
        assert neighbour.deliveries == []


def test_a_server_that_is_told_to_stop_does_not_wait_for_an_application(start, listener):
    server = start(config=allowing(listener))
    application = add_application(server, listener, path="/hangs-at-the-end")
    listener.hang.clear()
    listener.hanging.add(application.path)
    browser = Browser(server, server.add_user())
    application.tokens(browser, scope="openid")
    sign_out(browser)
    listener.wait(application.path)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 4
    listener.hang.set()
