"""What stands between a person and a stranger's page: CSRF tokens, handles, sessions, cookies, headers."""

import re

import pytest

from cardea.browser import Browser, Callback, Page
from cardea.server import tls_server


@pytest.fixture
def asking(server):
    return server.add_client(name="Ask First", skip_consent=False)


@pytest.fixture
def login(application, browser):
    """A browser that stands before the sign-in page."""
    page = browser.open(application.authorization_url())
    assert page.asks_sign_in, page
    return page


@pytest.fixture
def consent(asking, browser):
    """A browser that stands before the consent page."""
    page = browser.sign_in(browser.open(asking.authorization_url()))
    assert page.asks_consent, page
    return page


def garbled(value):
    return value[:-1] + ("A" if value[-1:] != "A" else "B")


def hidden_changes(form):
    """Every way to spoil the hidden fields: all left out, each left out or changed."""
    assert form.hidden, "a form without a hidden field has no protection"
    yield {name: None for name in form.hidden}
    yield {name: garbled(value) for name, value in form.hidden.items()}
    yield {name: "" for name in form.hidden}


def assert_refused(end):
    """A page that says no; nothing was granted."""
    assert isinstance(end, Page), f"let through: {end}"
    assert 400 <= end.status < 500, end
    assert end.headers["Content-Type"].startswith("text/html")


def is_signed_in(application, browser):
    end = browser.open(application.authorization_url(prompt="none"))
    assert isinstance(end, Callback)
    return end.error is None


class TestSignIn:
    def test_without_the_hidden_fields_or_with_wrong_ones(self, application, browser, login, user):
        form = login.form("password")
        for changes in hidden_changes(form):
            end = browser.submit(form, username=user.username, password=user.password, **changes)
            assert_refused(end)
            assert not is_signed_in(application, browser)

    def test_with_another_browsers_form(self, server, user, application, browser, login):
        """The attacker's own form, sent by the victim's browser, would sign the victim in as the attacker."""
        attacker = Browser(server, user)
        theirs = attacker.open(application.authorization_url()).form("password")
        assert_refused(browser.submit(theirs, username=user.username, password=user.password))
        assert not is_signed_in(application, browser)

    def test_without_any_cookie(self, user, application, browser, login):
        browser.session.cookies.clear()
        assert_refused(browser.submit(login.form("password"), username=user.username, password=user.password))
        assert not is_signed_in(application, browser)

    def test_from_another_origin(self, user, application, browser, login):
        end = browser.submit(
            login.form("password"),
            headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
            username=user.username,
            password=user.password,
        )
        assert_refused(end)
        assert not is_signed_in(application, browser)

    def test_fields_that_are_missing_empty_too_long_or_repeated(self, application, browser, login, user):
        form = login.form("password")
        for fields in (
            {"username": None, "password": user.password},
            {"username": user.username, "password": None},
            {"username": "", "password": ""},
            {"username": user.username, "password": "x" * 129},
            {"username": "x" * 9000, "password": user.password},
            {"username": [user.username, "admin"], "password": user.password},
            {"username": user.username + "\x00", "password": user.password},
        ):
            end = browser.submit(form, **fields)
            assert isinstance(end, Page) and end.status < 500, fields
            assert not is_signed_in(application, browser), fields

    def test_a_wrong_password_asks_again_and_says_nothing_about_which_part(self, browser, login, user):
        page = browser.sign_in(login, password="wrong")
        assert isinstance(page, Page) and page.asks_sign_in
        assert "wrong" not in [page.form("password").fields["password"]]
        assert browser.walk(page).code

    def test_what_was_typed_cannot_write_on_the_page(self, browser, login):
        page = browser.sign_in(login, username='"><script>alert(1)</script>', password="x")
        assert "<script>alert" not in page.text

    def test_signing_in_without_an_application_leads_to_the_account(self, server, browser):
        page = browser.open("/login")
        assert isinstance(page, Page) and page.asks_sign_in
        page = browser.sign_in(page)
        assert isinstance(page, Page) and page.status == 200
        assert not page.asks_sign_in
        assert browser.user.username in page.text or browser.user.name in page.text


class TestConsent:
    def test_without_the_hidden_fields_or_with_wrong_ones(self, asking, browser, consent):
        form = consent.form("decision")
        for changes in hidden_changes(form):
            assert_refused(browser.submit(form, decision="allow", **changes))
        assert browser.open(asking.authorization_url(prompt="none")).error == "consent_required"

    def test_with_another_browsers_form(self, server, user, asking, browser, consent):
        attacker = Browser(server, server.add_user())
        theirs = attacker.sign_in(attacker.open(asking.authorization_url())).form("decision")
        assert_refused(browser.submit(theirs, decision="allow"))
        assert browser.open(asking.authorization_url(prompt="none")).error == "consent_required"
        # Nor may the attacker's browser use the victim's.
        assert_refused(attacker.submit(consent.form("decision"), decision="allow"))
        assert browser.open(asking.authorization_url(prompt="none")).error == "consent_required"

    def test_of_the_same_person_in_another_browser(self, server, user, asking, browser, consent, application):
        second = Browser(server, user)
        application.code(second)
        assert_refused(second.submit(consent.form("decision"), decision="allow"))

    def test_without_any_cookie(self, asking, browser, consent):
        browser.session.cookies.clear()
        end = browser.submit(consent.form("decision"), decision="allow")
        assert not (isinstance(end, Callback) and end.code), end

    def test_from_another_origin(self, asking, browser, consent):
        foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert_refused(browser.submit(consent.form("decision"), headers=foreign, decision="allow"))
        assert browser.open(asking.authorization_url(prompt="none")).error == "consent_required"

    def test_a_decision_counts_once(self, browser, consent):
        form = consent.form("decision")
        first = browser.submit(form, decision="allow")
        assert isinstance(first, Callback) and first.code
        again = browser.submit(form, decision="allow")
        assert isinstance(again, Callback) and again.url == first.url, "one decision leads to one place"
        other = browser.submit(form, decision="deny")
        assert isinstance(other, Callback) and other.url == first.url, "the first decision counts"

    def test_a_link_is_no_consent(self, asking, browser, consent):
        form = consent.form("decision")
        query = "&".join(f"{name}={value}" for name, value in {**form.hidden, "decision": "allow"}.items())
        end = browser.open(f"{form.action}{'&' if '?' in form.action else '?'}{query}")
        assert not (isinstance(end, Callback) and end.code), end


class TestSession:
    def test_the_identifier_changes_at_each_sign_in(self, application, browser):
        page = browser.open(application.authorization_url())
        before = browser.session_cookie
        browser.sign_in(page)
        first = browser.session_cookie
        assert first and first != before
        browser.walk(browser.open(application.authorization_url(prompt="login")))
        second = browser.session_cookie
        assert second and second != first

    def test_the_old_identifier_is_worth_nothing(self, application, browser):
        """Session fixation: whoever planted or saw the cookie before the sign-in is not signed in by it."""
        page = browser.open(application.authorization_url())
        before = browser.copy()
        browser.sign_in(page)
        assert is_signed_in(application, browser)
        assert not is_signed_in(application, before)

        first = browser.copy()
        browser.walk(browser.open(application.authorization_url(prompt="login")))
        assert is_signed_in(application, browser)
        assert not is_signed_in(application, first)

    def test_a_cookie_that_somebody_made_up(self, server, application, user):
        for value in ("x", "A" * 43, "A" * 5000, "%00", "'--"):
            browser = Browser(server, user)
            browser.session.cookies.set("cardea-session", value, domain="localhost.local", path="/")
            assert not is_signed_in(application, browser)

    def test_a_changed_cookie(self, server, application, browser):
        application.code(browser)
        forged = Browser(server)
        forged.session.cookies.set(
            "cardea-session", garbled(browser.session_cookie), domain="localhost.local", path="/"
        )
        assert not is_signed_in(application, forged)

    def test_it_outlives_a_crash(self, start):
        server = start()
        application, browser = server.add_client(), Browser(server, server.add_user())
        application.code(browser)
        server.restart()
        assert is_signed_in(application, browser)


def set_cookies(browser):
    """Every Set-Cookie line that the browser was sent, as (name, value, attributes in lower case)."""
    for response in browser.history:
        for line in response.raw.headers.getlist("Set-Cookie"):
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, value = pair.split("=", 1)
            yield name, value, {attribute.lower() for attribute in attributes}


class TestCookies:
    def test_on_http_loopback(self, application, browser):
        application.code(browser)
        cookies = list(set_cookies(browser))
        assert "cardea-session" in {name for name, _, _ in cookies}
        for name, _, attributes in cookies:
            assert not name.startswith("__"), f"a browser refuses {name} over http"
            assert {"httponly", "samesite=lax", "path=/"} <= attributes or {
                "httponly",
                "samesite=strict",
            } <= attributes, name
            assert "secure" not in attributes
            assert not any(attribute.startswith("domain") for attribute in attributes)

    def test_on_https(self, start):
        server = start(make=tls_server)
        application, browser = server.add_client(), Browser(server, server.add_user())
        application.code(browser)
        cookies = list(set_cookies(browser))
        assert "__Host-cardea-session" in {name for name, _, _ in cookies}
        for name, _, attributes in cookies:
            assert name.startswith("__Host-"), name
            assert {"httponly", "secure", "path=/"} <= attributes
            assert attributes & {"samesite=lax", "samesite=strict"}
            assert not any(attribute.startswith("domain") for attribute in attributes)


class TestPages:
    @pytest.fixture(params=["login", "consent", "error", "account"])
    def page(self, request, application, browser):
        if request.param in ("login", "consent"):
            return request.getfixturevalue(request.param)
        if request.param == "error":
            return browser.open(application.authorization_url(client_id="nobody"))
        application.code(browser)
        page = browser.open("/account")
        assert page.status == 200, page
        return page

    def test_security_headers(self, page):
        policy = {
            words[0]: words[1:]
            for part in page.headers["Content-Security-Policy"].split(";")
            if (words := part.split())
        }
        assert policy["default-src"] in (["'none'"], ["'self'"])
        assert policy["frame-ancestors"] == ["'none'"]
        assert policy["base-uri"] in (["'none'"], ["'self'"])
        # A form that leads out of the site is not held to it: Chromium would hold every redirect behind it too.
        leads_out = page.form("password") or page.form("decision")
        assert policy.get("form-action") == (None if leads_out else ["'self'"])
        for directive, sources in policy.items():
            assert "'unsafe-inline'" not in sources and "'unsafe-eval'" not in sources
            assert not {"*", "http:", "https:"} & set(sources), directive
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")
        assert "no-store" in page.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in page.headers

    def test_no_script_and_nothing_from_elsewhere(self, server, page):
        assert not page.soup.find("script")
        assert not re.search(r"\son\w+=", page.text)
        for element in page.soup.find_all(src=True):
            assert element["src"].startswith(("/", "data:", server.issuer)), element
        for element in page.soup.find_all("link", href=True):
            assert element["href"].startswith(("/", "data:", server.issuer)), element

    def test_it_can_be_used_with_a_screen_reader(self, page):
        soup = page.soup
        assert soup.html["lang"]
        assert soup.title.get_text(strip=True)
        assert len(soup.find_all("h1")) == 1
        assert soup.find("main")
        viewport = soup.find("meta", attrs={"name": "viewport"})
        assert viewport and "user-scalable=no" not in viewport["content"]
        for control in soup.find_all("input"):
            if control.get("type") in ("hidden", "submit"):
                continue
            labelled = soup.find("label", attrs={"for": control.get("id")}) if control.get("id") else None
            assert labelled or control.find_parent("label") or control.get("aria-label"), control
        for image in soup.find_all("img"):
            assert image.has_attr("alt")

    def test_password_managers_know_the_fields(self, login):
        password = login.soup.find("input", attrs={"name": "password"})
        assert password["type"] == "password"
        assert password["autocomplete"] == "current-password"
        assert login.soup.find("input", attrs={"name": "username"})["autocomplete"].startswith("username")


class TestAccount:
    def test_nobody_sees_it_without_signing_in(self, browser):
        page = browser.open("/account")
        assert isinstance(page, Page) and (page.asks_sign_in or page.status in (401, 403))
        assert browser.user.email not in page.text

    def test_it_shows_who_is_signed_in(self, application, browser):
        application.code(browser)
        page = browser.open("/account")
        assert browser.user.email in page.text or browser.user.username in page.text
