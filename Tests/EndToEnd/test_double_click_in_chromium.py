"""Somebody double-clicks in a real Chromium, goes back, or blocks cookies: the application gets its code, once, and whatever page
is left says what to do.
"""

import secrets

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from cardea.device import Device, add_device_client
from cardea.site import Site
from cardea.tokens import assert_tokens

from test_browser import chrome, start_chrome  # noqa: F401  (fixture)

PASSWORD = "a password of one's own"


@pytest.fixture(scope="module")
def server_options():
    return {"config": "accounts:\n  registration: on\n"}


@pytest.fixture(scope="module")
def site():
    page = b"<!doctype html><title>Application</title><h1>Back at the application</h1>"
    with Site({"/callback": ("text/html", page)}) as site:
        yield site


@pytest.fixture
def add(server, site):
    def add(**options):
        return server.add_client(redirect_uris=(site.url("/callback"),), **options)

    return add


def double_click(chrome, selector):  # noqa: F811
    ActionChains(chrome.driver).double_click(chrome.find(selector)).perform()


def type_in(chrome, **fields):  # noqa: F811
    for name, text in fields.items():
        chrome.find(f"input[name={name}]").send_keys(text)


def sessions(chrome, server):  # noqa: F811
    chrome.open(f"{server.issuer}/account/sessions")
    return len(chrome.driver.find_elements("css selector", "main form"))


def home(chrome, site, client):  # noqa: F811
    """The browser is at the application with a code that is good."""
    answer = chrome.returned(site)
    assert answer.parameters["state"] == "s"
    assert_tokens(client.redeem(answer.code))


def test_sign_in(chrome, server, site, add):  # noqa: F811
    client, user = add(), server.add_user()
    chrome.open(client.authorization_url(state="s"))
    type_in(chrome, username=user.username, password=user.password)
    double_click(chrome, "form button[type=submit]")
    home(chrome, site, client)
    assert sessions(chrome, server) == 1


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_consent(chrome, server, site, add, decision):  # noqa: F811
    client, user = add(skip_consent=False), server.add_user()
    chrome.open(client.authorization_url(state="s"))
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    double_click(chrome, f"[name=decision][value={decision}]")
    if decision == "allow":
        return home(chrome, site, client)
    assert chrome.returned(site).error == "access_denied"


def test_new_account(chrome, server, site, add):  # noqa: F811
    client = add()
    chrome.open(client.authorization_url(state="s", prompt="create"))
    name = f"new-{secrets.token_hex(4)}"
    type_in(chrome, username=name, email=f"{name}@example.com", password=PASSWORD)
    double_click(chrome, "form button[type=submit]")
    home(chrome, site, client)
    assert sessions(chrome, server) == 1


def test_device(chrome, server):  # noqa: F811
    user, device = server.add_user(), Device(add_device_client(server, name="Television"))
    chrome.open(f"{server.issuer}/login")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: not chrome.sees("input[name=password]"), "the account page")
    chrome.open(device.codes["verification_uri_complete"])
    double_click(chrome, "main form button")
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the confirmation")
    double_click(chrome, "[name=decision][value=allow]")
    chrome.wait(lambda: not chrome.sees("[name=decision]"), "the word that it is done")
    assert "Your device is connected" in chrome.text
    assert_tokens(device.poll())


def test_back_after_coming_home(chrome, server, site, add):  # noqa: F811
    client, user = add(skip_consent=False), server.add_user()
    chrome.open(client.authorization_url(state="s"))
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
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
    person = start_chrome(tmp_path, preferences={"profile.default_content_setting_values.cookies": 2})
    try:
        person.open(add().authorization_url(state="s"))
        assert "Your browser sent no cookie" in person.text
    finally:
        person.driver.quit()
