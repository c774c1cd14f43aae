"""Passkeys as no browser would show them. PyPI's `webauthn` judges the same answers as a second opinion."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import webauthn
from fido2 import cbor
from fido2.utils import websafe_decode, websafe_encode
from webauthn.helpers.exceptions import WebAuthnException

from cardea.authenticator import FLAG, Authenticator, ask
from cardea.browser import Browser

SECURITY = "/account/security/passkeys"


@pytest.fixture
def browser(persons_browser):
    return persons_browser


def options(browser, path="/login/passkey"):
    answer = ask(browser, f"{path}/options", {})
    assert answer.status_code == 200, answer.text
    return answer.json()


def register(browser, authenticator, **change):
    return ask(browser, SECURITY, authenticator.registration(options(browser, SECURITY), **change))


def stranger(server):
    """A browser in which nobody is signed in."""
    browser = Browser(server)
    browser.open("/login")
    return browser


def is_signed_in(browser):
    return not browser.open("/account").asks_sign_in


@pytest.fixture
def passkey(server, browser):
    authenticator = Authenticator(server)
    assert register(browser, authenticator).status_code == 200
    return authenticator


@pytest.mark.parametrize("algorithm", [-7, -8, -257])
def test_every_algorithm_that_is_offered_opens_the_account(server, browser, algorithm):
    authenticator = Authenticator(server, algorithm)
    wanted = options(browser, SECURITY)
    assert algorithm in [one["alg"] for one in wanted["pubKeyCredParams"]]
    answer = authenticator.registration(wanted)
    assert ask(browser, SECURITY, answer).json() == {"location": "/account/security"}
    second = webauthn.verify_registration_response(
        credential=answer, expected_challenge=websafe_decode(wanted["challenge"]), expected_rp_id=authenticator.rp_id,
        expected_origin=authenticator.origin, require_user_verification=True,
    )  # fmt: skip
    visitor = stranger(server)
    wanted = options(visitor)
    answer = authenticator.authentication(wanted)
    assert ask(visitor, "/login/passkey", answer).json() == {"location": "/account"}
    assert is_signed_in(visitor)
    webauthn.verify_authentication_response(
        credential=answer, expected_challenge=websafe_decode(wanted["challenge"]), expected_rp_id=authenticator.rp_id,
        expected_origin=authenticator.origin, credential_public_key=second.credential_public_key,
        credential_current_sign_count=0, require_user_verification=True,
    )  # fmt: skip


WRONG = {
    "another origin": {"client": {"origin": "https://evil.example"}},
    "a longer host": {"client": {"origin": "http://localhost.evil.example"}},
    "another scheme": {"client": {"origin": "https://localhost"}},
    "a page within another": {"client": {"cross_origin": True}},
    "another kind": {"client": {"type": "webauthn.create"}},
    "another challenge": {"client": {"challenge": websafe_encode(b"\1" * 56)}},
    "another RP ID": {"rp_id": "evil.example"},
    "nobody verified": {"flags": FLAG.UP},
    "nobody present": {"flags": FLAG.UV},
    "backed up without being eligible": {"flags": FLAG.UP | FLAG.UV | FLAG.BS},
    "eligible all at once": {"flags": FLAG.UP | FLAG.UV | FLAG.BE},
    "a handle of another": {"handle": b"\2" * 32},
    "another signature": {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
    "octets behind": {"extra": b"\0"},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_wrong_opens_nothing_and_says_nothing(server, passkey, change):
    visitor = stranger(server)
    answer = ask(visitor, "/login/passkey", passkey.authentication(options(visitor), **change))
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_passkey"
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("name", ["another origin", "another RP ID", "nobody verified", "another challenge"])
def test_a_second_opinion_is_the_same(server, browser, passkey, name):
    """That `webauthn` refuses these too shows that it is their fault and not ours."""
    visitor = stranger(server)
    wanted = options(visitor)
    with pytest.raises(WebAuthnException):
        webauthn.verify_authentication_response(
            credential=passkey.authentication(wanted, **WRONG[name]), expected_challenge=websafe_decode(wanted["challenge"]),
            expected_rp_id=passkey.rp_id, expected_origin=passkey.origin, credential_public_key=cbor.encode(dict(passkey.public)),
            credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip


def test_an_answer_serves_once_however_often_it_is_shown(server, passkey):
    visitor = stranger(server)
    answer = passkey.authentication(options(visitor))
    cookies = visitor.session.cookies.copy()

    def show(_):
        one = Browser(server)
        one.session.cookies.update(cookies)
        return ask(one, "/login/passkey", answer).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(show, range(64)))
    assert statuses.count(200) == 1 and set(statuses) <= {200, 400, 429}


def test_a_challenge_is_of_one_browser_and_of_one_purpose(server, browser, passkey):
    visitor, other = stranger(server), stranger(server)
    assert ask(other, "/login/passkey", passkey.authentication(options(visitor))).status_code == 400
    wanted = {**options(browser, SECURITY)}
    assert ask(browser, "/login/passkey", passkey.authentication(wanted)).status_code == 400
    fresh = Authenticator(server)
    signing = {**options(browser, SECURITY), "challenge": options(browser)["challenge"]}
    assert ask(browser, SECURITY, fresh.registration(signing)).status_code == 400


@pytest.mark.parametrize("transports", [None, []])
def test_one_whose_browser_names_no_transports_is_added(server, browser, transports):
    answer = Authenticator(server).registration(options(browser, SECURITY))
    answer["response"]["transports"] = transports
    assert ask(browser, SECURITY, answer).status_code == 200


def test_what_strangers_send_keeps_nobody_out(server, passkey):
    """Whoever is behind the same address, and whatever they send."""
    visitor = stranger(server)
    for number in range(120):
        assert ask(visitor, "/login/passkey", {} if number % 2 else Authenticator(server).id.hex()).status_code == 400
    answer = ask(visitor, "/login/passkey", passkey.authentication(options(visitor)))
    assert answer.status_code == 200


def test_a_counter_that_goes_back_is_refused(server, browser):
    authenticator = Authenticator(server)
    authenticator.count = 5
    assert register(browser, authenticator).status_code == 200
    for count, status in ((6, 200), (6, 400), (5, 400), (7, 200)):
        visitor = stranger(server)
        answer = ask(visitor, "/login/passkey", authenticator.authentication(options(visitor), count=count))
        assert answer.status_code == status, count


@pytest.mark.parametrize("cut", [1, 2, 40, 100])
def test_a_registration_that_is_cut_or_longer_is_refused(server, browser, cut):
    answer = Authenticator(server).registration(options(browser, SECURITY))
    whole = websafe_decode(answer["response"]["attestationObject"])
    for octets in (whole[:-cut], whole + b"\0" * cut):
        answer["response"]["attestationObject"] = websafe_encode(octets)
        assert ask(browser, SECURITY, answer).status_code == 400


def test_nobody_adds_one_who_is_not_signed_in(server):
    visitor = stranger(server)
    answer = ask(visitor, f"{SECURITY}/options", {})
    assert answer.status_code == 403 and answer.json()["location"].startswith("/login?request=")


def test_other_sites_cannot_ask(server, browser):
    for headers in ({"Origin": "https://evil.example"},):
        answer = browser.session.post(f"{server.issuer}{SECURITY}/options", json={}, headers=headers, timeout=30)
        assert answer.status_code == 403
    answer = browser.session.post(f"{server.issuer}{SECURITY}/options", data="{}", headers={"Content-Type": "text/plain"}, timeout=30)
    assert answer.status_code == 400


def test_there_are_twenty_at_most(server, browser):
    for _ in range(20):
        assert register(browser, Authenticator(server)).status_code == 200
    answer = register(browser, Authenticator(server))
    assert answer.status_code == 400 and answer.json()["error"] == "too_many_passkeys"


class TestReset:
    def link(self, server, person):
        return server.commands.json("user", "reset", person.username)["link"].split("/reset-password", 1)[1]

    def test_a_link_begins_anew_and_signs_in_nobody(self, server, person, browser, passkey):
        path = "/reset-password" + self.link(server, person)
        visitor = Browser(server, person)
        for _ in range(2):
            page = visitor.open(path)
            assert page.form("new_password") is not None, "to look at it uses nothing up"
        assert is_signed_in(browser)
        again = visitor.submit(page.form("new_password"), new_password="short")
        assert again.status == 400
        page = visitor.submit(again.form("new_password"), new_password="an entirely new passphrase")
        assert page.asks_sign_in and not is_signed_in(visitor) and not is_signed_in(browser)
        assert visitor.open(path).status == 403
        other = stranger(server)
        assert ask(other, "/login/passkey", passkey.authentication(options(other))).status_code == 400
        visitor.sign_in(visitor.open("/login"), password="an entirely new passphrase")
        assert is_signed_in(visitor)

    def test_a_later_link_ends_an_earlier_one(self, server, person):
        first, second = (self.link(server, person) for _ in range(2))
        visitor = Browser(server, person)
        assert visitor.open("/reset-password" + first).status == 403
        assert visitor.open("/reset-password" + second).status == 200
        assert visitor.open("/reset-password?token=").status == 403

    def test_of_many_who_use_one_at_once_one_does(self, server, person):
        path = "/reset-password" + self.link(server, person)
        visitors = [Browser(server, person) for _ in range(16)]
        pages = [visitor.open(path) for visitor in visitors]

        def use(number):
            word = f"passphrase number {number}"
            page = visitors[number].submit(pages[number].form("new_password"), new_password=word)
            return word if page.asks_sign_in else None

        with ThreadPoolExecutor(16) as pool:
            words = [word for word in pool.map(use, range(16)) if word]
        assert len(words) == 1
        winner = Browser(server, person)
        winner.sign_in(winner.open("/login"), password=words[0])
        assert is_signed_in(winner)
