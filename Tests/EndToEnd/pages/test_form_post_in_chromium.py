"""A real Chromium takes an answer home by `response_mode=form_post`, with its script and without."""

import pytest

from cardea.tokens import assert_tokens


def posted(listener, path):
    """What the browser brought: by POST, as a form, and nothing in the address."""
    request = listener.next(path)
    assert (request.method, request.content_type) == ("POST", "application/x-www-form-urlencoded")
    return request.fields


def test_the_page_sends_itself(chrome, server, user, listener):
    client = server.add_client(redirect_uris=(listener.url("/with-script"),), skip_consent=False)
    state = 'a "quoted" <state> & ünïcode'
    chrome.open(client.authorization_url(response_mode="form_post", state=state))
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=allow]")
    chrome.wait(lambda: listener.asked("/with-script"), "the application")
    fields = posted(listener, "/with-script")
    assert (fields["state"], fields["iss"]) == (state, server.issuer)
    assert_tokens(client.redeem(fields["code"]))
    assert chrome.complaints() == []


def test_without_scripts_there_is_a_button(chrome, server, user, listener):
    client = server.add_client(redirect_uris=(listener.url("/without-script"),))
    chrome.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chrome.open(client.authorization_url(response_mode="form_post", state="s"))
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("form[action^='http://127.0.0.1'] button"), "the button")
    assert not listener.asked("/without-script")
    chrome.click("button")
    chrome.wait(lambda: listener.asked("/without-script"), "the application")
    assert_tokens(client.redeem(posted(listener, "/without-script")["code"]))
