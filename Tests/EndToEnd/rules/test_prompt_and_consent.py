"""When a person is asked to sign in or to consent, and when not (OpenID Connect Core §3.1.2.1, §3.1.2.4)."""

import pytest

from cardea.browser import Browser, Callback, Page


@pytest.fixture
def asking(server):
    """A client whose users are asked for consent, and to which nobody has consented yet."""
    return server.add_client(name="Ask First", skip_consent=False, redirect_uris=("https://ask.example.com/callback",))


def assert_redirected(end, server, error, state=None):
    """RFC 6749 §4.1.2.1 with RFC 9207's `iss`."""
    assert isinstance(end, Callback), f"not redirected: {end}"
    assert end.error == error, end
    assert end.parameters["error_description"]
    assert end.parameters["iss"] == server.issuer
    assert end.parameters.get("state") == state
    assert end.code is None
    return end


class TestPrompt:
    def test_none_without_a_sign_in(self, server, application, browser):
        assert_redirected(application.authorize(browser, prompt="none", state="s"), server, "login_required", "s")

    def test_none_without_a_consent(self, server, asking, application, browser):
        application.code(browser)
        end = asking.authorize(browser, prompt="none", state="s")
        assert_redirected(end, server, "consent_required", "s")

    def test_none_with_everything_in_place(self, asking, browser):
        asking.code(browser)
        end = asking.authorize(browser, prompt="none")
        assert isinstance(end, Callback) and end.code

    def test_login_asks_again(self, application, browser):
        application.code(browser)
        page = browser.open(application.authorization_url(prompt="login"))
        assert isinstance(page, Page) and page.asks_sign_in
        assert browser.walk(page).code

    def test_consent_asks_again(self, asking, browser):
        asking.code(browser)
        page = browser.open(asking.authorization_url(prompt="consent"))
        assert isinstance(page, Page) and page.asks_consent
        assert browser.walk(page).code

    def test_a_greatest_age_asks_again_when_the_sign_in_is_older(self, application, browser):
        application.code(browser)
        assert isinstance(browser.open(application.authorization_url(max_age="1000")), Callback)
        page = browser.open(application.authorization_url(max_age="0"))
        assert isinstance(page, Page) and page.asks_sign_in
        assert browser.walk(page).code


class TestConsent:
    def test_the_page_names_the_client_and_where_it_leads(self, asking, browser):
        page = browser.sign_in(browser.open(asking.authorization_url()))
        assert page.asks_consent
        assert "Ask First" in page.words
        assert "ask.example.com" in page.words

    def test_it_is_remembered(self, asking, browser):
        assert asking.code(browser)
        assert isinstance(browser.open(asking.authorization_url()), Callback)

    def test_less_is_covered_by_it(self, asking, browser):
        assert asking.code(browser, scope="openid profile email")
        assert isinstance(browser.open(asking.authorization_url(scope="openid")), Callback)

    def test_more_is_asked_again(self, server):
        person = server.add_user()
        asking = server.add_client(skip_consent=False)
        browser = Browser(server, person)
        assert asking.code(browser, scope="openid")
        page = browser.open(asking.authorization_url(scope="openid email"))
        assert isinstance(page, Page) and page.asks_consent
        assert browser.decide(page).code
        assert isinstance(browser.open(asking.authorization_url(scope="openid email")), Callback)

    def test_a_refusal_of_more_keeps_what_was_given(self, server):
        person = server.add_user()
        asking = server.add_client(skip_consent=False)
        browser = Browser(server, person)
        assert asking.code(browser, scope="openid")
        assert asking.authorize(browser, decision="deny", scope="openid email").error == "access_denied"
        assert isinstance(browser.open(asking.authorization_url(scope="openid")), Callback)

    def test_one_persons_consent_is_not_anothers(self, server, asking, browser):
        asking.code(browser)
        stranger = Browser(server, server.add_user())
        page = stranger.sign_in(stranger.open(asking.authorization_url()))
        assert isinstance(page, Page) and page.asks_consent

    def test_a_client_of_that_name_cannot_write_on_the_page(self, server, browser):
        hostile = server.add_client(name='<script>alert(1)</script>"><img src=x>', skip_consent=False)
        page = browser.sign_in(browser.open(hostile.authorization_url()))
        assert page.asks_consent
        assert "<script>alert" not in page.text and not page.soup.find("img", src="x")
        assert "<script>alert(1)</script>" in page.words

    def test_any_other_decision_is_no_consent(self, asking, browser):
        page = browser.sign_in(browser.open(asking.authorization_url()))
        for decision in ("yes", "", "ALLOW", None):
            end = browser.decide(page, decision)
            assert not (isinstance(end, Callback) and end.code), decision
