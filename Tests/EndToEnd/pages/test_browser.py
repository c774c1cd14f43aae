"""A real Chromium signs in, consents, denies; the pages are photographed on the way.

With CARDEA_SCREENSHOTS=1 the pictures go to docs/images, for the README; otherwise to the test's own directory.
"""

import pytest
from selenium.webdriver.common.keys import Keys

from cardea.tokens import assert_error, assert_tokens


@pytest.fixture(scope="module")
def server_options():
    return {"arguments": ("--dev",)}


def test_sign_in_and_consent(chrome, server, site, user, asking):
    chrome.open(asking.authorization_url(state="s-1"))
    chrome.photograph("login")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    assert "Chart Trader" in chrome.text
    assert "127.0.0.1" in chrome.text
    chrome.photograph("consent")
    chrome.click("[name=decision][value=allow]")
    callback = chrome.returned(site)
    assert callback.parameters["state"] == "s-1"
    assert callback.parameters["iss"] == server.issuer
    assert_tokens(asking.redeem(callback.code), identity=True)
    assert chrome.complaints() == []


def test_the_session_cookie_is_out_of_reach_of_scripts(chrome, server, site, user, asking):
    chrome.asked_for_leave(asking, user)
    assert chrome.driver.execute_script("return document.cookie") == ""
    assert chrome.driver.get_cookie("cardea-session")["httpOnly"] is True


def test_deny(chrome, site, user, asking):
    chrome.asked_for_leave(asking, user, state="s-2")
    chrome.click("[name=decision][value=deny]")
    callback = chrome.returned(site)
    assert callback.error == "access_denied"
    assert callback.parameters["state"] == "s-2"


def test_a_wrong_password_and_then_the_right_one(chrome, site, user, asking):
    chrome.open(asking.authorization_url())
    chrome.sign_in(user.username, "wrong")
    chrome.wait(lambda: chrome.sees("[role=alert]"), "a message that screen readers announce")
    chrome.photograph("login-error")
    assert chrome.find("input[name=password]").get_attribute("value") == ""
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")


def test_by_keyboard_alone(chrome, site, user, asking):
    chrome.open(asking.authorization_url())
    chrome.tab_to(lambda element: element.get_attribute("name") == "username")
    chrome.press(user.username)
    chrome.tab_to(lambda element: element.get_attribute("name") == "password")
    chrome.press(user.password, Keys.ENTER)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    button = chrome.tab_to(lambda element: element.get_attribute("value") == "allow")
    outline = chrome.driver.execute_script(
        "const s = getComputedStyle(arguments[0]); return s.outlineStyle + s.boxShadow", button
    )
    assert outline != "nonenone", "the focus cannot be seen"
    chrome.press(Keys.ENTER)
    assert chrome.returned(site).code


def test_back_and_forward_do_no_harm(chrome, site, user, asking):
    chrome.asked_for_leave(asking, user)
    chrome.click("[name=decision][value=allow]")
    chrome.returned(site)
    chrome.driver.back()
    chrome.driver.refresh()
    assert chrome.sees("main") or chrome.driver.current_url.startswith(site.url("/"))


def test_the_error_page(chrome, asking):
    chrome.open(asking.authorization_url(client_id="nobody"))
    assert chrome.sees("main h1")
    chrome.photograph("error")


def test_the_page_for_an_unknown_path(chrome, server):
    chrome.open(f"{server.issuer}/nothing/here")
    assert chrome.sees("main h1")
    chrome.photograph("not-found")


def test_the_account_page(chrome, server, site, user, asking):
    chrome.open(f"{server.issuer}/account")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: not chrome.sees("input[name=password]"), "the account page")
    assert user.email in chrome.text or user.username in chrome.text
    chrome.photograph("account")


def test_what_a_person_can_end(chrome, server, site, asking):
    """Access is taken away, and the person signs out: each is asked for, done, and shown to be done."""
    user = server.add_user()
    chrome.asked_for_leave(asking, user)
    chrome.click("[name=decision][value=allow]")
    tokens = assert_tokens(asking.redeem(chrome.returned(site).code), identity=True)

    chrome.open(f"{server.issuer}/account/sessions")
    chrome.photograph("account-sessions")
    chrome.open(f"{server.issuer}/account/applications")
    assert "Chart Trader" in chrome.text
    chrome.photograph("account-applications")
    chrome.click("main form button")
    chrome.wait(lambda: "Chart Trader" not in chrome.text, "the application to be gone")
    assert_error(asking.refresh(tokens["refresh_token"]), 400, "invalid_grant")

    chrome.open(f"{server.issuer}/v1/auth/logout")
    chrome.photograph("logout")
    chrome.click("[name=decision][value=logout]")
    chrome.wait(lambda: not chrome.sees("[name=decision]"), "the word that it is done")
    chrome.photograph("signed-out")
    chrome.open(f"{server.issuer}/account")
    assert chrome.sees("input[name=password]")


def test_without_scripts_everything_works(chrome, site, user, asking):
    chrome.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chrome.asked_for_leave(asking, user)
    chrome.click("[name=decision][value=allow]")
    assert chrome.returned(site).code


def test_the_playground_from_its_button_to_decoded_tokens(chrome, server):
    chrome.open(f"{server.issuer}/")
    chrome.photograph("playground")
    chrome.click("main form button, main a.button, main button")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in("demo", "demo-password")
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=allow]")
    chrome.wait(lambda: "access_token" in chrome.text, "the playground with its tokens")
    for shown in ("curl", "code", "id_token", "refresh_token", server.issuer, "at+jwt", "ES256", "RS256"):
        assert shown in chrome.text, shown
    chrome.photograph("playground-tokens")


def test_there_is_no_playground_without_dev(start):
    server = start()
    answer = server.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 404
