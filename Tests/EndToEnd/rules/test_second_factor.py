"""Codes of an authenticator application (made by oathtool), recovery codes, and browsers that are remembered."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cardea.browser import Browser, Callback
from cardea.device import Device, add_device_client
from cardea.second_factor import Authenticator, set_up
from cardea.server import Server
from cardea.tokens import assert_tokens, unverified

MULTI_FACTOR = "https://refeds.org/profile/mfa"


@pytest.fixture
def phone(browser):
    return set_up(browser)[0]


@pytest.fixture
def browser(persons_browser):
    return persons_browser


def halfway(server, person, path="/login"):
    """A browser in which the password was right."""
    browser = Browser(server, person)
    page = browser.sign_in(browser.open(path))
    assert page.form("code") is not None, page
    return browser, page


def is_signed_in(browser):
    return not browser.open("/account").asks_sign_in


def test_a_code_after_the_password(server, person, phone, application):
    browser, page = halfway(server, person, application.authorization_url())
    assert not is_signed_in(browser)
    outcome = browser.submit(page.form("code"), code=phone.code())
    assert isinstance(outcome, Callback)
    _, claims = unverified(assert_tokens(application.redeem(outcome.code), identity=True)["id_token"])
    assert claims["acr"] == MULTI_FACTOR and claims["amr"] == ["pwd", "otp", "mfa"]


@pytest.mark.parametrize("code", ["000000", "", "12345", "abcdef", "1" * 5000, "１２３４５６"])
def test_a_wrong_one_opens_nothing_and_says_nothing(server, person, phone, code):
    browser, page = halfway(server, person)
    page = browser.submit(page.form("code"), code=code)
    assert page.status == 400 and "not right" in page.words
    assert not is_signed_in(browser)


def test_a_code_serves_once_however_many_show_it(server, person, phone):
    halves = [halfway(server, person) for _ in range(16)]
    code = phone.code()
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda half: half[0].submit(half[1].form("code"), code=code), halves))
    assert sum(page.form("code") is None for page in outcomes) == 1
    assert sum(is_signed_in(browser) for browser, _ in halves) == 1


def test_guessing_is_stopped_and_the_password_is_not_shut(server, person, phone):
    browser, page = halfway(server, person)
    for _ in range(5):
        page = browser.submit(page.form("code"), code="000000")
    page = browser.submit(page.form("code"), code=phone.code())
    assert page.status == 429 and int(page.headers["Retry-After"]) > 600
    halfway(server, person)


def test_a_recovery_code_instead_serves_once(server, person, browser):
    _, codes = set_up(browser)
    half, page = halfway(server, person)
    half.submit(page.form("recovery_code"), recovery_code=codes[0].lower().replace("-", " "))
    assert is_signed_in(half)
    assert "9 codes are left" in half.open("/account/security").words
    half, page = halfway(server, person)
    page = half.submit(page.form("recovery_code"), recovery_code=codes[0])
    assert page.status == 400 and not is_signed_in(half)


def test_a_browser_is_remembered_until_it_is_forgotten(server, person, phone):
    half, page = halfway(server, person)
    half.submit(page.form("code"), code=phone.code(), remember="on")
    half.open("/v1/auth/logout")
    half.session.cookies.pop("cardea-session")
    half.sign_in(half.open("/login"))
    assert is_signed_in(half)
    page = half.open("/account/sessions")
    half.submit(page.form("remembered"))
    half.session.cookies.pop("cardea-session")
    assert half.sign_in(half.open("/login")).form("code") is not None


def test_in_a_remembered_browser_a_password_alone_changes_nothing(server, person, phone):
    half, page = halfway(server, person)
    half.submit(page.form("code"), code=phone.code(), remember="on")
    half.session.cookies.pop("cardea-session")
    half.sign_in(half.open("/login"))
    page = half.open("/account/security")
    page = half.submit(page.form("new_password"), action="remove-codes", new_password=None)
    assert page.form("code") is not None
    halfway(server, person)


def test_step_up_asks_only_for_what_is_missing(server, person, browser, application):
    url = application.authorization_url(acr_values=MULTI_FACTOR)
    page = browser.open(url)
    assert "codes from an app" in page.words, "who has nothing is told to set it up"
    phone, _ = set_up(browser)
    half, page = halfway(server, person)
    half.submit(page.form("code"), code=phone.code(), remember="on")
    half.session.cookies.pop("cardea-session")
    half.sign_in(half.open("/login"))
    before = half.open(application.authorization_url())
    signed_in_at = unverified(assert_tokens(application.redeem(before.code), identity=True)["id_token"])[1]["auth_time"]
    page = half.open(url)
    assert page.form("code") is not None and not page.asks_sign_in
    outcome = half.submit(page.form("code"), code=phone.code(1))
    _, claims = unverified(assert_tokens(application.redeem(outcome.code), identity=True)["id_token"])
    assert claims["acr"] == MULTI_FACTOR
    assert claims["auth_time"] == signed_in_at, "or a stolen cookie and one code would be a sign-in of now"


def test_setting_codes_up_ends_the_sessions_that_began_without(server, person, browser):
    other = Browser(server, person)
    other.sign_in(other.open("/login"))
    set_up(browser)
    assert is_signed_in(browser) and not is_signed_in(other)


def test_a_device_asks_for_it_once(server, person, browser):
    client = add_device_client(server, metadata={"default_acr_values": [MULTI_FACTOR]})
    phone, _ = set_up(browser)
    half, page = halfway(server, person)
    half.submit(page.form("code"), code=phone.code(), remember="on")
    half.session.cookies.pop("cardea-session")
    half.sign_in(half.open("/login"))
    device = Device(client)
    page = half.open(device.codes["verification_uri_complete"])
    page = half.submit(page.form("user_code"))
    assert page.form("code") is not None
    page = half.submit(page.form("code"), code=phone.code(1))
    page = half.submit(page.form("user_code"))
    assert page.asks_consent, page


def test_a_form_that_is_sent_twice_leads_where_the_first_led(server, person, phone):
    half, page = halfway(server, person)
    twice = Browser(server, person)
    twice.session.cookies.update(half.session.cookies.copy())
    code = phone.code()
    for browser in (half, twice):
        browser.submit(page.form("code"), code=code)
        assert is_signed_in(browser)


def test_the_same_form_of_somebody_else_leads_nowhere(server, person, phone):
    """Who knows the password and the browser's cookie of before comes to no cookie that the code has begun."""
    owner = Browser(server, person)
    owner.open("/login")
    thief = Browser(server, person)
    thief.session.cookies.update(owner.session.cookies.copy())
    stolen = thief.sign_in(thief.open("/login"))
    page = owner.sign_in(owner.open("/login"))
    code = phone.code()
    owner.submit(page.form("code"), code=code)
    assert is_signed_in(owner)
    for fields in ({"code": code}, {"code": "000000"}, {"code": None, "recovery_code": "x"}):
        thief.submit(stolen.form("code"), **fields)
        assert not is_signed_in(thief), fields


def test_many_sessions_are_no_way_to_guess(server, person, phone, application):
    half, page = halfway(server, person)
    half.submit(page.form("code"), code=phone.code(), remember="on")
    remembered = half.session.cookies["cardea-remembered"]
    statuses = []
    for _ in range(6):
        one = Browser(server, person)
        one.session.cookies.set("cardea-remembered", remembered)
        page = one.sign_in(one.open(application.authorization_url(acr_values=MULTI_FACTOR)))
        for _ in range(4):
            page = one.submit(page.form("code"), code="000000")
            statuses.append(page.status)
    assert statuses == [400] * 20 + [429] * 4
    half, page = halfway(server, person)
    half.submit(page.form("code"), code=phone.code(1))
    assert is_signed_in(half), "after a password it counts apart"


def test_an_old_form_brings_nothing_back(server, person, browser):
    page = browser.open("/account/security")
    page = browser.submit(page.form("new_password"), action="set-up-codes", new_password=None)
    phone = Authenticator(page.soup.select_one("code.key").get_text())
    form = page.form("code")
    shown = browser.submit(form, action="confirm-codes", code=phone.code(-1))
    assert shown.soup.select("ol.kept code")
    security = browser.open("/account/security")
    browser.submit(security.form("new_password"), action="remove-codes", new_password=None)
    csrf = browser.open("/account/security").form("new_password").hidden["csrf"]
    again = browser.submit(form, action="confirm-codes", code=phone.code(), csrf=csrf)
    assert not again.soup.select("ol.kept code")
    assert "Set up codes" in browser.open("/account/security").words


def test_where_it_is_off_a_password_takes_nothing_of_it_away(start, tmp_path):
    server = start(config="accounts:\n  second_factor: off\n")
    person = server.add_user()
    browser = Browser(server, person)
    browser.sign_in(browser.open("/login"))
    page = browser.open("/account/security")
    for action in ("remove-codes", "renew-recovery-codes", "set-up-codes"):
        assert browser.submit(page.form("new_password"), action=action).status == 403


def test_what_was_shown_once_is_good_for_no_other_session(server, person, browser):
    page = browser.open("/account/security")
    page = browser.submit(page.form("new_password"), action="set-up-codes", new_password=None)
    secret = page.soup.select_one("code.key").get_text()
    carried = page.form("code").hidden["setup"]
    other = Browser(server, person)
    other.sign_in(other.open("/login"))
    page = other.open("/account/security")
    page = other.submit(
        page.form("new_password"), action="confirm-codes", code=Authenticator(secret).code(), setup=carried, new_password=None
    )
    assert page.status == 403


def test_another_password_ends_all_but_this_browser(server, person, browser):
    other = Browser(server, person)
    other.sign_in(other.open("/login"))
    page = browser.open("/account/security")
    short = browser.submit(page.form("new_password"), action="change-password", new_password="short")
    assert short.status == 400 and is_signed_in(other)
    page = browser.submit(page.form("new_password"), action="change-password", new_password="a whole new passphrase")
    assert "was changed" in page.words
    assert is_signed_in(browser) and not is_signed_in(other)


class TestRequired:
    @pytest.fixture(scope="class")
    def strict(self, tmp_path_factory):
        server = Server(
            tmp_path_factory.mktemp("strict"), config="accounts:\n  second_factor: required\n"
        ).start()
        yield server
        server.finish()

    def test_nobody_gets_to_an_application_without(self, strict):
        person, application = strict.add_user(), strict.add_client()
        browser = Browser(strict, person)
        page = browser.sign_in(browser.open(application.authorization_url()))
        assert "codes from an app" in page.words
        set_up_page = browser.submit(page.form("new_password"), action="set-up-codes", new_password=None)
        phone = Authenticator(set_up_page.soup.select_one("code.key").get_text())
        page = browser.submit(set_up_page.form("code"), action="confirm-codes", code=phone.code())
        outcome = browser.open(page.soup.select_one("a.button")["href"])
        assert isinstance(outcome, Callback) and outcome.code

    def test_off_it_is_neither_asked_for_nor_offered(self, start):
        server = start(config="accounts:\n  second_factor: off\n")
        person = server.add_user()
        browser = Browser(server, person)
        browser.sign_in(browser.open("/login"))
        assert "set-up-codes" not in browser.open("/account/security").text
        metadata = server.get("/.well-known/openid-configuration").json()
        assert MULTI_FACTOR not in metadata["acr_values_supported"]
