"""A real Chromium at the page for devices, photographed on the way.

With CARDEA_SCREENSHOTS=1 the pictures go to docs/images; otherwise to the test's own directory.
"""

import pytest

from cardea.device import Device, add_device_client
from cardea.tokens import assert_tokens


@pytest.fixture(scope="module")
def television(server):
    return add_device_client(server, name="Living-room television")


def test_from_the_code_to_the_tokens(chrome, server, user, television):
    device = Device(television, scope="openid profile email offline_access")
    chrome.open(device.codes["verification_uri"])
    assert not chrome.sees("svg.qr")
    field = chrome.find("input[name=user_code]")
    assert chrome.driver.switch_to.active_element == field
    chrome.open(device.codes["verification_uri_complete"])
    assert chrome.sees("svg.qr")
    chrome.photograph("device")
    chrome.click("main form button")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("input[name=user_code]"), "the page for devices again")
    assert chrome.find("input[name=user_code]").get_attribute("value") == device.user_code
    chrome.click("main form button")
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the confirmation")
    assert "Living-room television" in chrome.text and device.user_code in chrome.text
    chrome.photograph("device-consent")
    assert device.waits()
    chrome.click("[name=decision][value=allow]")
    chrome.wait(lambda: not chrome.sees("[name=decision]"), "the word that it is done")
    chrome.photograph("device-done")
    assert_tokens(device.poll(), identity=True)
    assert chrome.complaints() == []


def test_a_code_that_is_none(chrome, server, user):
    chrome.open(f"{server.issuer}/device")
    chrome.find("input[name=user_code]").send_keys("wdjb mjht")
    chrome.click("main form button")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("input[name=user_code]"), "the page for devices")
    chrome.click("main form button")
    chrome.wait(lambda: chrome.sees("[role=alert]"), "a message that screen readers announce")
    chrome.photograph("device-error")


@pytest.mark.parametrize(("language", "words"), [("ja", "デバイスを接続"), ("ar", "توصيل جهاز")])
def test_in_another_language(chrome, server, user, television, language, words):
    chrome.read(f"{language}, en;q=0.5")
    device = Device(television)
    chrome.open(device.codes["verification_uri_complete"])
    assert words in chrome.text
    chrome.photograph_once(f"device-{language}")
    chrome.click("main form button")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("input[name=user_code]"), "the page for devices again")
    chrome.click("main form button")
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the confirmation")
    assert device.user_code in chrome.text
    chrome.photograph_once(f"device-consent-{language}")
