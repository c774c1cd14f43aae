"""A real Chromium shows the pages in other languages and from right to left.

With CARDEA_SCREENSHOTS=1 the pictures go to docs/images; otherwise to the test's own directory.
"""

import pytest

from cardea.chromium import WIDE


def side(chrome, selector):
    """Whether an element stands in the left or in the right half of the window."""
    middle = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return (r.left + r.right) / 2"
    return "left" if chrome.driver.execute_script(middle, selector) < WIDE[0] / 2 else "right"


@pytest.mark.parametrize(
    ("language", "words", "brand"),
    [
        ("ja", ("ログイン", "許可する", "あなたの情報", "ログアウトしますか？"), "left"),
        ("ar", ("تسجيل الدخول", "السماح", "بياناتك", "هل تريد تسجيل الخروج؟"), "right"),
    ],
)
def test_the_way_through_in_another_language(chrome, server, site, asking, language, words, brand):
    user = server.add_user(name="Ada Lovelace")
    chrome.read(f"{language}, en;q=0.5")
    chrome.open(asking.authorization_url())
    root = chrome.find("html")
    direction = "rtl" if language == "ar" else "ltr"
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, direction)
    assert words[0] in chrome.text
    chrome.photograph_once(f"login-{language}")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    assert words[1] in chrome.text and "Chart Trader" in chrome.text
    # The answer that lets somebody in comes first, where lines begin.
    assert side(chrome, "[value=allow]") == brand
    chrome.photograph_once(f"consent-{language}")
    chrome.click("[name=decision][value=allow]")
    chrome.returned(site)

    chrome.open(f"{server.issuer}/account")
    assert words[2] in chrome.text and "Ada Lovelace" in chrome.text
    assert side(chrome, ".brand") == brand
    chrome.photograph_once(f"account-{language}")
    chrome.open(f"{server.issuer}/account/sessions")
    chrome.photograph_once(f"account-sessions-{language}")
    chrome.open(f"{server.issuer}/v1/auth/logout")
    assert words[3] in chrome.text
    chrome.photograph_once(f"logout-{language}")
