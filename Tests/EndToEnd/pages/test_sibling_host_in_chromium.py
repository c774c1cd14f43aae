"""A page on a sibling host cannot put a session of its own choosing into a real Chromium."""

import pytest

from cardea.chromium import chromium
from cardea.server import Server, free_port, make_certificate
from cardea.site import Site

COOKIE = "__Host-cardea-session"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    directory = tmp_path_factory.mktemp("server")
    port = free_port()
    certificate, key = make_certificate(directory, names="DNS:auth.shop.test")
    issuer = f"https://auth.shop.test:{port}"
    arguments = ("--tls-certificate", certificate, "--tls-key", key, "--issuer", issuer)
    server = Server(directory, *arguments, listen=f"127.0.0.1:{port}", certificate=certificate).start()
    yield server
    server.finish()


@pytest.fixture
def chrome(tmp_path):
    flags = ("host-resolver-rules=MAP *.shop.test 127.0.0.1", "ignore-certificate-errors")
    with chromium(tmp_path, *flags) as person:
        yield person


@pytest.mark.parametrize("mark", (";", "\u037e"), ids=("semicolon", "greek question mark"))
def test_a_session_that_a_sibling_host_planted_is_not_taken(chrome, server, mark):
    eve = server.add_user()
    chrome.open(f"{server.issuer}/login")
    chrome.sign_in(eve.username, eve.password)
    chrome.wait(lambda: chrome.driver.current_url.endswith("/account"), "the account page")
    session = chrome.driver.get_cookie(COOKIE)["value"]
    chrome.driver.delete_all_cookies()

    planted = f"theme=dark{mark} {COOKIE}={session}; Domain=shop.test; Path=/"
    page = ("text/html", b"<!doctype html>Hello", ("Set-Cookie", planted.encode().decode("latin-1")))
    with Site({"/": page}) as site:
        chrome.open(site.url("/", host="evil.shop.test"))
        assert any(cookie["name"] == "theme" for cookie in chrome.driver.get_cookies()), "Chromium took the cookie"
    chrome.open(f"{server.issuer}/account")
    assert chrome.driver.current_url == f"{server.issuer}/login"
