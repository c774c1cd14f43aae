"""Somebody double-clicks in a real Chromium, goes back, or blocks cookies: the application gets its code, once, and whatever page
is left says what to do.
"""

import secrets

import pytest

from cardea.chromium import chromium
from cardea.device import Device, add_device_client
from cardea.tokens import assert_tokens

PASSWORD = "a password of one's own"


@pytest.fixture(scope="module")
def server_options():
    return {"config": "accounts:\n  registration: on\n"}


@pytest.fixture
def add(server, site):
    def add(**options):
        return server.add_client(redirect_uris=(site.url("/callback"),), **options)

    return add


def sessions(chrome, server):
    chrome.open(f"{server.issuer}/account/sessions")
    return len(chrome.driver.find_elements("css selector", "main form"))


def home(chrome, site, client):
    """The browser is at the application with a code that is good."""
    answer = chrome.returned(site)
    assert answer.parameters["state"] == "s"
    assert_tokens(client.redeem(answer.code))


def test_sign_in(chrome, server, site, add):
    client, user = add(), server.add_user()
    chrome.open(client.authorization_url(state="s"))
    chrome.type_in(username=user.username, password=user.password)
    chrome.double_click("form button[type=submit]")
    home(chrome, site, client)
    assert sessions(chrome, server) == 1


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_consent(chrome, server, site, add, decision):
    client, user = add(skip_consent=False), server.add_user()
    chrome.asked_for_leave(client, user, state="s")
    chrome.double_click(f"[name=decision][value={decision}]")
    if decision == "allow":
        return home(chrome, site, client)
    assert chrome.returned(site).error == "access_denied"


def test_new_account(chrome, server, site, add):
    client = add()
    chrome.open(client.authorization_url(state="s", prompt="create"))
    name = f"new-{secrets.token_hex(4)}"
    chrome.type_in(username=name, email=f"{name}@example.com", password=PASSWORD)
    chrome.double_click("form button[type=submit]")
    home(chrome, site, client)
    assert sessions(chrome, server) == 1


def test_device(chrome, server):
    user, device = server.add_user(), Device(add_device_client(server, name="Television"))
    chrome.open(f"{server.issuer}/login")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: not chrome.sees("input[name=password]"), "the account page")
    chrome.open(device.codes["verification_uri_complete"])
    chrome.double_click("main form button")
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the confirmation")
    chrome.double_click("[name=decision][value=allow]")
    chrome.wait(lambda: not chrome.sees("[name=decision]"), "the word that it is done")
    assert "Your device is connected" in chrome.text
    assert_tokens(device.poll())


def test_back_after_coming_home(chrome, server, site, add):
    client, user = add(skip_consent=False), server.add_user()
    chrome.asked_for_leave(client, user, state="s")
    chrome.click("[name=decision][value=allow]")
    tokens = assert_tokens(client.redeem(chrome.returned(site).code))
    chrome.driver.back()
    chrome.wait(lambda: "Back at the application" not in chrome.text, "the page before")
    if chrome.sees("[name=decision]"):
        chrome.click("[name=decision][value=allow]")
        chrome.wait(lambda: not chrome.sees("[name=decision]"), "the next page")
    assert "You have answered already" in chrome.text
    assert server.get("/v1/auth/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}).ok


def test_blocked_cookies(server, add, tmp_path):
    with chromium(tmp_path, preferences={"profile.default_content_setting_values.cookies": 2}) as person:
        person.open(add().authorization_url(state="s"))
        assert "Your browser sent no cookie" in person.text
