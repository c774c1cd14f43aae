"""What people change of themselves, get as a file, and remove."""

import pytest

from cardea.browser import Browser
from cardea.second_factor import set_up


@pytest.fixture(scope="module")
def server_options():
    return {"config": "accounts:\n  removal: on\n  profile: [name, nickname, birthdate, locale]\n"}


@pytest.fixture
def browser(persons_browser):
    return persons_browser


def save(browser, **fields):
    return browser.submit(browser.open("/account/profile").form("nickname"), action="save", **fields)


def known(server, person):
    return server.commands.json("user", "show", person.username)


def test_claims_are_changed_and_taken_away(server, person, browser):
    page = save(browser, name="Ada King", nickname=" Countess ", birthdate="1815-12-10", locale="en-GB")
    assert page.status == 200 and "saved" in page.words
    shown = known(server, person)
    assert shown["name"] == "Ada King"
    assert shown["claims"] == {"nickname": "Countess", "birthdate": "1815-12-10", "locale": "en-GB"}
    save(browser, nickname="", birthdate="", name="")
    assert known(server, person)["claims"] == {"locale": "en-GB"} and known(server, person)["name"] is None


def test_no_other_claim_is(server, person, browser):
    before = known(server, person)
    page = save(
        browser, email_verified="true", email="x@example.com", username="root", roles='["admin"]', sub="1",
        phone_number="+1 555", user_id="1", disabled="false")
    assert page.status == 200 and known(server, person) == before


@pytest.mark.parametrize("fields", [{"birthdate": "yesterday"}, {"locale": "<b>"}, {"nickname": "a\nb"}, {"name": "x" * 257}])
def test_what_cannot_be_kept_is_said_and_changes_nothing(server, person, browser, fields):
    before = known(server, person)
    page = save(browser, **{"nickname": "kept back", **fields})
    assert page.status == 400 and page.soup.select_one("[aria-invalid]")["name"] in fields
    assert known(server, person) == before


def test_what_is_typed_is_text_on_the_page(server, person, browser):
    page = save(browser, nickname='"><script>alert(1)</script>')
    assert page.status == 200 and "<script>alert" not in browser.open("/account/profile").text


def test_all_that_is_known_is_a_file_without_secrets(server, person, browser):
    application = server.add_client(skip_consent=False)
    browser.walk(browser.open(application.authorization_url(scope="openid profile")))
    phone, codes = set_up(browser)
    page = browser.submit(browser.open("/account/profile").forms[-2], action="download")
    assert page.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    assert page.headers["Cache-Control"] == "no-store"
    data = page.response.json()
    assert data["username"] == person.username and data["email"] == person.email and data["user_id"] == person.user_id
    assert data["sessions"][0]["is_this_browser"] is True and data["recovery_codes_left"] == 10
    assert data["one_time_codes_since"] and [row["client_id"] for row in data["applications"]] == [application.client_id]
    for secret in [phone.secret, *codes, *browser.cookies.values(), person.password, "argon2"]:
        assert secret not in page.text


def test_an_account_is_removed_by_its_owner(server, person, browser):
    form = next(form for form in browser.open("/account/profile").forms if "username" in form.names)
    page = browser.submit(form, action="remove", username="somebody")
    assert page.status == 400 and known(server, person)
    page = browser.submit(form, action="remove", username=person.username.upper())
    assert page.asks_sign_in
    assert "no user" in server.commands.refused("user", "show", person.username)
    again = Browser(server, person)
    assert again.sign_in(again.open("/login")).form("password") is not None


def test_a_form_of_another_browser_changes_nothing(server, person, browser):
    form = browser.open("/account/profile").form("nickname")
    other = server.add_user()
    stranger = Browser(server, other)
    stranger.sign_in(stranger.open("/login"))
    assert stranger.submit(form, action="save", nickname="x").status == 403
    assert browser.submit(form, {"Origin": "https://evil.example"}, action="save", nickname="x").status == 403
    assert "claims" not in known(server, person)


def test_whoever_is_not_signed_in_sees_nothing(server):
    assert Browser(server).open("/account/profile").asks_sign_in


def test_removal_is_the_operators_to_allow(start):
    server = start()
    person = server.add_user()
    browser = Browser(server, person)
    browser.sign_in(browser.open("/login"))
    page = browser.open("/account/profile")
    assert not [form for form in page.forms if "username" in form.names]
    assert browser.submit(page.forms[0], action="remove", username=person.username).status == 403
    assert known(server, person)
