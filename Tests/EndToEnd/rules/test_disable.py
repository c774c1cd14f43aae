"""Disabling or removing a user ends everything of theirs within a second (contract, Commands and Pages)."""

import pytest

from cardea.browser import Browser, Callback, Page
from cardea.tokens import assert_alive, assert_dead, assert_error, assert_tokens
from cardea.waiting import eventually


@pytest.fixture
def browser(server, person):
    return Browser(server, person)


@pytest.mark.parametrize("command", ["disable", "remove"])
def test_sessions_refresh_tokens_access_tokens_and_codes(server, application, browser, person, command):
    tokens, code = application.tokens(browser), application.code(browser)
    assert_alive(application, tokens["access_token"])

    server.commands.json("user", command, person.username)

    assert_dead(application, tokens["access_token"], tokens["refresh_token"])
    assert_error(application.redeem(code), 400, "invalid_grant")
    eventually(
        lambda: getattr(application.authorize(browser, prompt="none"), "error", None) == "login_required",
        within=1.0,
        because="the session has ended",
    )
    page = browser.sign_in(browser.open(application.authorization_url(prompt="login")))
    assert isinstance(page, Page) and page.asks_sign_in, "nobody signs in to it any more"


def test_by_id_as_well_as_by_name(server, application, browser, person):
    token = application.tokens(browser)["access_token"]
    server.commands.json("user", "disable", person.user_id)
    assert_dead(application, token)


def test_what_was_ended_stays_ended_when_the_user_is_enabled_again(server, application, browser, person):
    tokens = application.tokens(browser)
    server.commands.json("user", "disable", person.username)
    assert_dead(application, tokens["access_token"])
    server.commands.json("user", "enable", person.username)
    eventually(lambda: isinstance(application.authorize(Browser(server, person)), Callback), within=1.0)
    assert_dead(application, tokens["access_token"], tokens["refresh_token"])
    assert application.authorize(browser, prompt="none").error == "login_required"


def test_nobody_elses_end(server, application, signed_in, person):
    tokens = application.tokens(signed_in)
    server.commands.json("user", "disable", person.username)
    eventually(lambda: server.commands.json("user", "show", person.username)["disabled"] is True)
    assert_alive(application, tokens["access_token"])
    assert_tokens(application.refresh(tokens["refresh_token"]))
    assert application.code(signed_in)


def test_a_new_password_takes_the_place_of_the_old_one(server, application, person):
    server.commands.json("user", "set-password", person.username, "--password-stdin", stdin="another password\n")

    def signs_in(password):
        browser = Browser(server)
        return isinstance(
            browser.sign_in(browser.open(application.authorization_url()), person.username, password), Callback
        )

    eventually(lambda: signs_in("another password"), within=1.0)
    assert not signs_in(person.password)
