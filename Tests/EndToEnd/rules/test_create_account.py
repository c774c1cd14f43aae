"""Accounts that people make for themselves (`accounts.registration`, `prompt=create`)."""

import secrets

import pytest

from cardea.browser import Browser, Callback, Page
from cardea.issuer import TrustedIssuer
from cardea.server import User
from cardea.tokens import assert_error, assert_tokens, unverified

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PASSWORD = "a password of one's own"


@pytest.fixture(scope="module")
def server_options():
    # Everybody here comes from one address; a proxy that is believed gives each test one of its own.
    return {"config": "accounts:\n  registration: on\ntrusted_proxies: [127.0.0.1]\n"}


@pytest.fixture
def newcomer(server):
    """A browser of somebody without an account, at an address that nobody else has."""
    browser = Browser(server)
    address = ".".join(["10"] + [str(secrets.randbelow(256)) for _ in range(3)])
    browser.session.headers["X-Forwarded-For"] = address
    return browser


def details(username=None, **fields):
    if username is None:
        username = f"new-{secrets.token_hex(4)}"
    return {
        **{"username": username, "email": f"{username}@example.com", "name": "New Comer", "password": PASSWORD},
        **fields,
    }


def register(browser, page, **fields):
    form = page.form("email")
    assert form is not None and {"username", "email", "name", "password", "csrf"} <= form.names, page
    return browser.submit(form, **details(**fields))


class TestTheWay:
    def test_from_prompt_create_to_a_code(self, server, application, newcomer):
        page = newcomer.open(application.authorization_url(prompt="create", state="s", scope="openid email"))
        assert page.url.startswith(f"{server.issuer}/create-account?request="), page
        fields = details()
        end = register(newcomer, page, **fields)
        assert isinstance(end, Callback) and end.code and end.parameters["state"] == "s", end
        tokens = application.redeem(end.code).json()
        claims = server.get("/v1/auth/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
        assert claims["email"] == fields["email"] and claims["email_verified"] is False
        shown = server.commands.json("user", "show", fields["username"])
        assert str(shown["user_id"]) == claims["sub"]
        assert shown["disabled"] is False and shown["email_verified"] is False and "claims" not in shown

    def test_from_the_sign_in_page(self, server, application, newcomer):
        page = newcomer.open(application.authorization_url())
        link = next(a["href"] for a in page.soup.find_all("a", href=True) if "/create-account" in a["href"])
        end = register(newcomer, newcomer.open(link))
        assert isinstance(end, Callback) and end.code

    def test_and_back_to_it(self, server, user, application, newcomer):
        newcomer.user = user
        page = newcomer.open(application.authorization_url(prompt="create"))
        link = next(a["href"] for a in page.soup.find_all("a", href=True) if "/login" in a["href"])
        end = newcomer.walk(newcomer.open(link))
        assert isinstance(end, Callback) and end.code

    def test_without_any_application(self, server, newcomer):
        fields = details()
        end = register(newcomer, newcomer.open("/create-account"), **fields)
        assert end.url == f"{server.issuer}/account"
        again = Browser(server, User(0, fields["username"], PASSWORD, fields["email"], ""))
        assert again.sign_in(again.open("/login")).url == f"{server.issuer}/account"

    def test_whoever_is_signed_in_becomes_the_new_one(self, server, user, application):
        browser = Browser(server, user)
        browser.sign_in(browser.open("/login"))
        before = browser.session_cookie
        end = register(browser, browser.open(application.authorization_url(prompt="create")))
        assert isinstance(end, Callback) and end.code
        assert browser.session_cookie != before

    def test_consent_is_asked_as_ever(self, server, newcomer):
        asking = server.add_client(name="Ask First", skip_consent=False)
        page = register(newcomer, newcomer.open(asking.authorization_url(prompt="create")))
        assert page.asks_consent
        assert newcomer.decide(page, "deny").error == "access_denied"


class TestRefusals:
    @pytest.mark.parametrize(
        "fields",
        [
            {"username": ""},
            {"username": "two words"},
            {"email": ""},
            {"email": "nowhere"},
            {"name": "a\nb"},
            {"password": ""},
            {"password": "qwertz7"},
            {"password": "x" * 129},
        ],
        ids=str,
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, newcomer, fields):
        typed = {**details(), **fields}
        end = register(newcomer, newcomer.open("/create-account"), **typed)
        assert isinstance(end, Page) and end.status == 400
        assert end.form("email").fields["password"] == ""
        if typed["password"]:
            assert typed["password"] not in end.text
        assert register(newcomer, end).url.endswith("/account"), "mended, it is good"

    def test_taken_names(self, server, user, newcomer):
        page = newcomer.open("/create-account")
        for taken in (
            {"username": user.username.upper()},
            {"email": user.email.upper()},
            {"username": user.email, "email": "other@example.com"},
        ):
            page = register(newcomer, page, **taken)
            assert page.status == 400, page

    @pytest.mark.parametrize("claim", ["sub", "user_id", "upn"])
    def test_a_name_that_an_assertion_may_bring_for_somebody_else(self, start, tmp_path, claim):
        issuer = TrustedIssuer("https://idp.example")
        (tmp_path / "idp.jwks").write_text(issuer.jwks)
        server = start(
            config=f"""
accounts:
  registration: on
trusted_issuers:
  - issuer: {issuer.name}
    jwks: {tmp_path / "idp.jwks"}
    algorithms: [ES256]
    subject: {claim}
"""
        )
        victim, application = server.add_user(), server.add_client(grants=(JWT_BEARER,), scope="openid profile email")
        browser = Browser(server)
        page = browser.open("/create-account")
        for username in (str(victim.user_id), "boss@corp.example"):
            page = register(browser, page, username=username, email="mallory@example.com")
            assert page.status == 400, page
        address = "boss@corp.example"
        assert register(browser, page, username=address, email=address).url == f"{server.issuer}/account"

        def subject_of(subject):
            assertion = issuer.assertion(server.issuer, "somebody", **{claim: subject})
            return server.token({"grant_type": JWT_BEARER, "assertion": assertion, **application.credentials})

        if claim != "upn":
            tokens = assert_tokens(subject_of(str(victim.user_id)), refresh=False)
            assert unverified(tokens["access_token"])[1]["sub"] == str(victim.user_id)
        assert_error(subject_of(address), 400, "invalid_grant")

    def test_without_our_token_or_from_elsewhere(self, server, newcomer):
        form = newcomer.open("/create-account").form("email")
        fields = details()
        assert newcomer.submit(form, **{**fields, "csrf": None}).status == 403
        assert newcomer.submit(form, **{**fields, "csrf": form.fields["csrf"][::-1]}).status == 403
        assert newcomer.submit(form, headers={"Origin": "https://evil.example"}, **fields).status == 403
        server.commands.refused("user", "show", fields["username"])

    def test_more_than_ten_from_one_address(self, server, newcomer):
        for _ in range(10):
            newcomer.session.cookies.clear()
            assert register(newcomer, newcomer.open("/create-account")).status == 200
        newcomer.session.cookies.clear()
        end = register(newcomer, newcomer.open("/create-account"))
        assert end.status == 429 and 3500 < int(end.headers["Retry-After"]) <= 3600

    def test_metadata_says_that_it_is_there(self, server):
        document = server.get("/.well-known/openid-configuration").json()
        assert "create" in document["prompt_values_supported"]


class TestOff:
    def test_there_is_nothing_of_it(self, start):
        server = start()
        application = server.add_client()
        browser = Browser(server)
        assert browser.open("/create-account").status == 404
        assert server.post("/create-account", data=details()).status_code == 404
        assert "create-account" not in browser.open(application.authorization_url()).text
        assert browser.open(application.authorization_url(prompt="create")).error == "invalid_request"
        document = server.get("/.well-known/openid-configuration").json()
        assert "create" not in document["prompt_values_supported"]

    @pytest.mark.parametrize(("value", "status"), [("on", 200), ("true", 200), ("off", 404), ("false", 404)])
    def test_the_switch(self, start, value, status):
        server = start(environment={"CARDEA_ACCOUNTS_REGISTRATION": value})
        assert Browser(server).open("/create-account").status == status
