"""Links in messages, and the profile, as somebody meets them in a real Chromium; photographed on the way."""

from base64 import b64encode

import pytest

from cardea.mail_server import MailServer

NEW = "another pass word 7"


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    with MailServer(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture(scope="module")
def server_options(post):
    accounts = "accounts:\n  removal: on\n  profile: [name, nickname, locale]\n"
    return {"config": accounts + post.config()}


def sign_in(chrome, server, user, password=None):
    chrome.open(f"{server.issuer}/login")
    chrome.sign_in(user.username, password or user.password)
    chrome.wait(lambda: chrome.driver.current_url.endswith("/account"), "the account page")


def show(chrome, mail, name, photograph=None):
    """Shows the HTML of a message, as a program for mail would."""
    chrome.driver.get("data:text/html;charset=utf-8;base64," + b64encode(mail.html.encode()).decode())
    (photograph or chrome.photograph)(name)


def test_from_a_forgotten_password_to_the_account(chrome, server, post):
    user = server.add_user()
    chrome.open(f"{server.issuer}/login")
    chrome.click("a[href='/forgot-password']")
    chrome.photograph("forgot-password")
    chrome.find("input[name=username]").send_keys(user.username)
    chrome.click("main form button")
    chrome.wait(lambda: "on its way" in chrome.text, "the word that a link is on its way")
    chrome.photograph("mail-sent")
    mail = post.wait_for(user.email)
    show(chrome, mail, "mail")
    chrome.open(mail.link)
    chrome.photograph("new-password")
    chrome.find("input[name=new_password]").send_keys(NEW)
    chrome.click("main form button")
    chrome.wait(lambda: chrome.driver.current_url.endswith("/login"), "the sign-in page")
    sign_in(chrome, server, user, NEW)


def test_another_address_and_what_is_known(chrome, server, post):
    user = server.add_user()
    sign_in(chrome, server, user)
    chrome.click("a[href='/account/profile']")
    field = chrome.find("input[name=nickname]")
    field.send_keys("Countess")
    chrome.click("button[value=save]")
    chrome.wait(lambda: "was saved" in chrome.text, "the word that it was saved")
    address = f"new-{user.username}@example.org"
    chrome.find("input[name=email]").send_keys(address)
    chrome.click("button[value=change-email]")
    chrome.wait(lambda: "on its way to" in chrome.text, "the word that a link is on its way")
    chrome.photograph("profile")
    chrome.open(post.wait_for(address).link)
    chrome.photograph("verify-email")
    chrome.click("main form button")
    chrome.wait(lambda: chrome.driver.current_url.endswith("/account/profile"), "the profile")
    assert address in chrome.text
    shown = server.commands.json("user", "show", user.username)
    assert shown["claims"] == {"nickname": "Countess"} and shown["email"] == address


def test_an_invitation(chrome, server, post):
    server.commands.json("user", "invite", "--email", "guest@example.net")
    chrome.open(post.wait_for("guest@example.net").link)
    chrome.photograph("invitation")
    chrome.find("input[name=username]").send_keys("guest")
    chrome.find("input[name=new_password]").send_keys(NEW)
    chrome.click("main form button")
    chrome.wait(lambda: chrome.driver.current_url.endswith("/account"), "the account page")
    assert "guest@example.net" in chrome.text


@pytest.mark.parametrize("language", ["ja", "ar"])
def test_in_other_languages(chrome, server, post, language):
    user = server.add_user()
    chrome.read(f"{language}, en;q=0.5")
    chrome.open(f"{server.issuer}/forgot-password")
    chrome.photograph_once(f"forgot-password-{language}")
    chrome.find("input[name=username]").send_keys(user.username)
    chrome.click("main form button")
    mail = post.wait_for(user.email)
    show(chrome, mail, f"mail-{language}", chrome.photograph_once)
    chrome.open(mail.link)
    chrome.photograph_once(f"new-password-{language}")
    sign_in(chrome, server, user)
    chrome.open(f"{server.issuer}/account/profile")
    chrome.photograph_once(f"profile-{language}")
