"""The device flow (RFC 8628): a device that has no browser, and a person who has one elsewhere."""

import json
import re
import subprocess

import pytest

from cardea.browser import Browser
from cardea.commands import binary, clean_environment
from cardea.device import GRANT, Device, add_device_client, confirmation, decide
from cardea.race import all_at_once, token_request
from cardea.server import tls_server
from cardea.tokens import assert_error, assert_tokens, audience, bearer, token_error, unverified
from cardea.waiting import eventually

USER_CODE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}")


@pytest.fixture(scope="module")
def television(server):
    return add_device_client(server)


@pytest.fixture(scope="module")
def box(server):
    """A confidential client."""
    return add_device_client(server, name="Set-top box", public=False)


class TestTheDevice:
    @pytest.mark.parametrize("encoding", ["form", "json"])
    def test_is_given_two_codes(self, server, television, encoding):
        codes = Device(television, encoding, scope="openid").codes
        assert set(codes) == {
            "device_code",
            "user_code",
            "verification_uri",
            "verification_uri_complete",
            "expires_in",
            "interval",
        }
        assert USER_CODE.fullmatch(codes["user_code"])
        assert len(codes["device_code"]) >= 43
        assert codes["verification_uri"] == f"{server.issuer}/device"
        assert codes["verification_uri_complete"] == f"{server.issuer}/device?user_code={codes['user_code']}"
        assert (codes["expires_in"], codes["interval"]) == (600, 5)

    def test_authenticates_as_it_is_registered(self, server, application, box):
        path = {"path": "/v1/auth/device"}
        assert Device(box).waits()
        assert_error(server.token({"client_id": box.client_id}, **path), 401, "invalid_client")
        assert_error(server.token({"client_id": "nobody"}, **path), 401, "invalid_client")
        assert_error(server.token(application.credentials, **path), 400, "unauthorized_client")

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

    def test_is_told_what_it_waits_for(self, server, television, user):
        device = Device(television)
        answers = [device.poll().json()["error"] for _ in range(2)]
        assert answers == ["authorization_pending", "slow_down"]
        decide(Browser(server, user), device, "deny")
        answer = device.poll()
        assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")

    def test_uses_its_code_once(self, server, box, user):
        device = Device(box)
        decide(Browser(server, user), device)
        fields = {"grant_type": GRANT, "device_code": device.codes["device_code"], **box.credentials}
        answers = all_at_once(server, [token_request(server, fields)] * 20)
        won = [answer for answer in answers if answer.status_code == 200]
        assert len(won) == 1
        assert [token_error(answer) for answer in answers if answer.status_code == 400] == ["invalid_grant"] * 19
        assert not box.is_active(won[0].json()["access_token"])

    def test_cannot_use_another_clients_code(self, server, television, box, user):
        device = Device(television)
        decide(Browser(server, user), device)
        theft = {"grant_type": GRANT, "device_code": device.codes["device_code"], **box.credentials}
        for encoding in ("form", "json"):
            assert_error(server.token(theft, encoding), 400, "invalid_grant")
        assert_tokens(device.poll())

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

    def test_gets_tokens_for_the_resource_that_it_asked_for(self, server, user):
        television = add_device_client(server, name="Films", metadata={"resources": ["https://films.example/"]})
        device = Device(television, resource="https://films.example")
        decide(Browser(server, user), device)
        assert_error(device.poll(resource="https://else.example"), 400, "invalid_target")
        assert audience(unverified(device.tokens()["access_token"])[1]) == {"https://films.example/"}


class TestThePerson:
    def test_signs_in_on_the_way(self, server, television, user):
        device = Device(television)
        browser = Browser(server, user)
        page = browser.open(device.codes["verification_uri_complete"])
        assert page.form("user_code").fields["user_code"] == device.user_code
        page = browser.submit(page.form("user_code"))
        assert page.asks_sign_in and device.user_code not in page.url
        page = browser.sign_in(page)
        assert page.url == device.codes["verification_uri_complete"]
        assert page.form("user_code").fields["user_code"] == device.user_code

    @pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code[:4]}.{code[5:]} "])
    def test_may_write_the_code_as_they_like(self, server, television, user, change):
        device = Device(television)
        page = confirmation(Browser(server, user), f"{server.issuer}/device", change(device.user_code))
        assert page.asks_consent and "Television" in page.words and user.username in page.words

    def test_is_asked_even_for_a_client_that_needs_no_consent(self, server, user):
        trusted = server.add_client(redirect_uris=(), grants=(GRANT,), public=True, name="Own")
        assert confirmation(Browser(server, user), Device(trusted).codes["verification_uri_complete"]).asks_consent

    def test_sees_the_same_for_every_code_that_is_none(self, server, television, user):
        browser = Browser(server, user)
        used = Device(television)
        decide(browser, used)
        texts = set()
        for code in (used.user_code, "WDJB-MJHT", "nonsense"):
            page = confirmation(browser, f"{server.issuer}/device", code)
            assert page.status == 400
            assert page.form("user_code").fields["user_code"] == code
            texts.add(page.words)
        assert len(texts) == 1

    def test_cannot_guess_for_long(self, server, television):
        guesser = Browser(server, server.add_user())
        statuses = [confirmation(guesser, f"{server.issuer}/device", "WDJB-MJHT").status for _ in range(12)]
        # The first page asked for a sign-in, and the code was judged after it.
        assert statuses == [400] * 10 + [429] * 2
        page = confirmation(guesser, Device(television).codes["verification_uri_complete"])
        assert page.status == 429 and 0 < int(page.headers["Retry-After"]) <= 60

    def test_lets_nothing_in_by_a_link_or_another_sites_form(self, server, television, user):
        device = Device(television)
        browser = Browser(server, user)
        page = confirmation(browser, device.codes["verification_uri_complete"])
        form = page.form("decision")
        browser.open(f"{device.codes['verification_uri_complete']}&decision=allow&csrf={form.fields['csrf']}")
        foreign = browser.submit(form, headers={"Origin": "https://evil.example"}, decision="allow")
        assert foreign.status == 403
        assert browser.submit(form, csrf="x", decision="allow").status == 403
        assert device.waits()

    def test_can_take_the_access_away_again(self, server, television, user):
        browser = Browser(server, user)
        device, second = Device(television), Device(television)
        decide(browser, device)
        tokens = device.tokens()
        assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).status_code == 200
        decide(browser, second)
        page = browser.open(f"{server.issuer}/account/applications")
        assert "Television" in page.words
        form = next(form for form in page.forms if form.fields.get("client_id") == television.client_id)
        browser.submit(form)
        eventually(
            lambda: server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).status_code == 401,
            within=1.0,
            because="the device's token is refused",
        )
        # The second had been let in by the same consent, and had not come in yet.
        assert second.poll().json()["error"] == "access_denied"


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
