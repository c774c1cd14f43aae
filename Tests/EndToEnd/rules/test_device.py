"""The device flow (RFC 8628): a device that has no browser, and a person who has one elsewhere."""

import json
import re
import subprocess

import pytest

from cardea.browser import Browser
from cardea.commands import binary, clean_environment
from cardea.device import Device, add_device_client, confirmation, decide
from cardea.server import tls_server
from cardea.tokens import assert_error, assert_tokens, bearer, unverified

USER_CODE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}")


@pytest.fixture(scope="module")
def television(server):
    return add_device_client(server)


@pytest.fixture(scope="module")
def box(server):
    """A confidential client."""
    return add_device_client(server, name="Set-top box", public=False)


class TestTheDevice:
    def test_gets_tokens_when_it_is_let_in(self, server, television, user):
        device = Device(television, scope="openid profile email offline_access")
        assert device.waits()
        page = decide(Browser(server, user), device)
        assert "go back to your device" in page.words
        tokens = assert_tokens(device.poll(), refresh=True, identity=True)
        assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).json()["userId"] == user.user_id
        assert unverified(tokens["id_token"])[1]["auth_time"] > 0
        refreshed = television.refresh(tokens["refresh_token"])
        assert_tokens(refreshed, refresh=True)

    def test_survives_a_crash_of_the_server(self, start):
        server = start()
        user, television = server.add_user(), add_device_client(server)
        device, other = Device(television), Device(television)
        decide(Browser(server, user), device)
        server.restart()
        assert other.waits()
        tokens = assert_tokens(device.poll())
        server.restart()
        assert_error(device.poll(), 400, "invalid_grant")
        assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).status_code == 401


class TestTheCommand:
    """`cardea sign-in`, a client for any server."""

    def sign_in(self, server, *arguments, stdin="", environment=None):
        return subprocess.Popen(
            [binary(), "sign-in", server.issuer, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=clean_environment(environment),
        )

    def code(self, process):
        """What it says until it waits, and the code in it."""
        said = ""
        for line in process.stderr:
            said += line
            if line.startswith("Waiting"):
                break
        return said, USER_CODE.search(said).group()

    def test_shows_the_code_and_prints_the_tokens(self, server, television, user):
        process = self.sign_in(server, "--client-id", television.client_id, "--scope", "openid profile")
        said, code = self.code(process)
        assert f"{server.issuer}/device\n" in said
        assert "\u2588" in said and "\033" not in said  # the QR code, and no colours where there is no terminal
        browser = page_browser(server, user, code)
        browser.submit(browser.page.form("decision"), decision="allow")
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        tokens = json.loads(out)
        assert tokens["token_type"] == "Bearer" and tokens["refresh_token"] and tokens["id_token"]
        assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).json()["name"] == user.username

    def test_says_that_it_was_denied(self, server, box, user):
        process = self.sign_in(server, "--client-id", box.client_id, "--client-secret-stdin")
        process.stdin.write(box.client_secret + "\n")
        process.stdin.close()
        _, code = self.code(process)
        browser = page_browser(server, user, code)
        browser.submit(browser.page.form("decision"), decision="deny")
        assert process.wait(timeout=60) == 1
        assert "it was denied in the browser" in process.stderr.read()
        assert process.stdout.read() == ""

    @pytest.mark.parametrize(
        ("arguments", "status", "words"),
        [
            (("--client-id", "nobody"), 1, "invalid_client"),
            (("--scope", "openid"), 64, "--client-id"),
        ],
    )
    def test_says_why_it_cannot(self, server, arguments, status, words):
        process = self.sign_in(server, *arguments)
        _, err = process.communicate(timeout=60)
        assert process.returncode == status and words in err, err

    def test_says_that_nobody_is_there(self, server):
        finished = subprocess.run(
            [binary(), "sign-in", "http://localhost:9", "--client-id", "x"],
            capture_output=True, text=True, timeout=60, env=clean_environment(),
        )
        assert finished.returncode == 1 and "cannot be reached" in finished.stderr


def page_browser(server, user, code):
    """A browser that stands at the confirmation of `code`."""
    browser = Browser(server, user)
    browser.page = confirmation(browser, f"{server.issuer}/device", code)
    assert browser.page.asks_consent, browser.page
    return browser


def test_over_tls_the_addresses_are_https(start):
    server = start(make=tls_server)
    user, television = server.add_user(), add_device_client(server)
    device = Device(television)
    assert device.codes["verification_uri_complete"].startswith("https://localhost:")
    browser = Browser(server, user)
    decide(browser, device)
    assert "__Host-cardea-session" in browser.cookies
    tokens = device.tokens()
    assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).status_code == 200
