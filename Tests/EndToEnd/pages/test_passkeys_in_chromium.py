"""Passkeys in a real Chromium, whose authenticators are WebDriver's (WebAuthn Level 3 §11), photographed on the way."""

import pytest
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from cardea.tokens import assert_tokens, unverified


def plug_in(chrome, transport="internal", **options):
    """An authenticator that keeps passkeys and verifies who uses it."""
    wanted = VirtualAuthenticatorOptions(
        protocol="ctap2", transport=transport, has_resident_key=True, has_user_verification=True, is_user_verified=True, **options
    )
    chrome.driver.add_virtual_authenticator(wanted)


def sign_in_at(chrome, server, user, path="/login"):
    chrome.open(f"{server.issuer}{path}")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.driver.current_url.endswith("/account"), "the account page")


def add_passkey(chrome, server, name):
    chrome.open(f"{server.issuer}/account/security")
    field = chrome.find("#passkey-name")
    assert field.get_attribute("value") == "Chrome on Linux"
    field.clear()
    field.send_keys(name)
    chrome.click("[data-ceremony] button")
    chrome.wait(lambda: chrome.sees(f"input[name=name][value='{name}']"), "the passkey in the list")


def sign_out(chrome, server):
    chrome.open(f"{server.issuer}/v1/auth/logout")
    chrome.click("main form button")
    chrome.wait(lambda: "signed out" in chrome.text, "the word that nobody is signed in")


@pytest.mark.parametrize("transport", ["internal", "usb"])
def test_a_passkey_is_added_and_opens_an_application_without_a_name(chrome, server, site, transport):
    user = server.add_user()
    application = server.add_client(redirect_uris=(site.url("/callback"),), scope="openid profile")
    plug_in(chrome, transport)
    sign_in_at(chrome, server, user)
    add_passkey(chrome, server, "My key")
    if transport == "internal":
        chrome.photograph("security")
    sign_out(chrome, server)
    chrome.open(application.authorization_url())
    if not chrome.driver.current_url.startswith(site.url("/")):
        # Where the browser offers it in the field for the name, it has signed in by itself.
        chrome.wait(
            lambda: chrome.driver.current_url.startswith(site.url("/")) or chrome.find("[data-ceremony] button").is_displayed(),
            "the button or the application",
        )
        if not chrome.driver.current_url.startswith(site.url("/")):
            chrome.click("[data-ceremony] button")
    callback = chrome.returned(site)
    _, claims = unverified(assert_tokens(application.redeem(callback.code), identity=True)["id_token"])
    assert claims["acr"] == "phrh" and claims["amr"] == ["pop", "user", "hwk", "mfa"]
    assert claims["sub"] == str(user.user_id)


def test_one_that_was_removed_opens_nothing(chrome, server):
    user = server.add_user()
    plug_in(chrome)
    sign_in_at(chrome, server, user)
    add_passkey(chrome, server, "Old telephone")
    chrome.click("button[value=remove-passkey]")
    chrome.wait(lambda: not chrome.sees("button[value=remove-passkey]"), "the list without it")
    sign_out(chrome, server)
    chrome.open(f"{server.issuer}/login")
    chrome.click("[data-ceremony] button")
    chrome.wait(lambda: chrome.find("[data-ceremony] [role=alert]").is_displayed(), "the word that it did not work")
    chrome.photograph("login-passkey")
    chrome.open(f"{server.issuer}/account")
    assert chrome.sees("input[name=password]")


def test_without_an_authenticator_that_verifies_nobody_gets_in(chrome, server):
    user = server.add_user()
    plug_in(chrome)
    sign_in_at(chrome, server, user)
    add_passkey(chrome, server, "Found on the street")
    chrome.driver.set_user_verified(False)
    sign_out(chrome, server)
    chrome.open(f"{server.issuer}/login")
    chrome.click("[data-ceremony] button")
    chrome.wait(lambda: chrome.find("[data-ceremony] [role=alert]").is_displayed(), "the word that it did not work")


def test_one_of_another_site_is_not_offered(chrome, server, start):
    """Another port is another origin of the same RP ID, so that its challenge is refused; another host has none at all."""
    user = server.add_user()
    plug_in(chrome)
    sign_in_at(chrome, server, user)
    add_passkey(chrome, server, "Mine")
    sign_out(chrome, server)
    other = start()
    chrome.open(f"{other.issuer}/login")
    chrome.click("[data-ceremony] button")
    chrome.wait(lambda: chrome.find("[data-ceremony] [role=alert]").is_displayed(), "the word that it did not work")


@pytest.mark.parametrize(("language", "words"), [("ja", "パスキー"), ("ar", "مفتاح المرور")])
def test_in_another_language(chrome, server, language, words):
    user = server.add_user()
    plug_in(chrome)
    sign_in_at(chrome, server, user)
    chrome.read(f"{language}, en;q=0.5")
    chrome.open(f"{server.issuer}/account/security")
    assert words in chrome.text
    chrome.photograph_once(f"security-{language}")
    chrome.click("button[value=set-up-codes]")
    chrome.wait(lambda: chrome.sees("svg.qr"), "the picture of the secret")
    chrome.photograph_once(f"one-time-codes-{language}")


def test_the_pages_of_codes(chrome, server, user):
    sign_in_at(chrome, server, user)
    chrome.open(f"{server.issuer}/account/security")
    chrome.click("button[value=set-up-codes]")
    chrome.wait(lambda: chrome.sees("svg.qr"), "the picture of the secret")
    chrome.photograph("one-time-codes")
    from cardea.second_factor import Authenticator

    phone = Authenticator(chrome.find("code.key").text)
    chrome.type_in(code=phone.code(-1))
    chrome.click("button[value=confirm-codes]")
    chrome.wait(lambda: chrome.sees("ol.kept"), "the recovery codes")
    chrome.photograph("recovery-codes")
    sign_out(chrome, server)
    chrome.open(f"{server.issuer}/login")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("input[name=code]"), "the second step")
    assert chrome.driver.switch_to.active_element == chrome.find("input[name=code]")
    chrome.photograph("second-factor")
    chrome.type_in(code=phone.code())
    chrome.click("main form button")
    chrome.wait(lambda: chrome.driver.current_url.endswith("/account"), "the account page")
