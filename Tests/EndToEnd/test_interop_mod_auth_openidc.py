"""mod_auth_openidc, a relying party in C that nobody here wrote, protects a page with this server."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cardea.apache import Apache, redirect_uri, told
from cardea.relying_party import steady_port
from cardea.tokens import assert_alive, assert_dead, unverified
from cardea.visitor import Visitor
from cardea.waiting import eventually, let_pass

ALWAYS = "7200"  # seconds, more than an access token lives: every view of the page asks for another one


@pytest.fixture(scope="module")
def port():
    return steady_port()


@pytest.fixture(scope="module")
def server_options(port):
    return {"config": f'outbound:\n  allow: ["localhost:{port}"]\n'}


@pytest.fixture
def protect(server, port):
    """Registers a client and starts Apache as its application; keyword arguments are the module's directives."""
    started = []

    def protect(metadata=None, public=False, more="", files=None, **directives):
        callback = redirect_uri(port)
        application = server.add_client(
            name="Members", redirect_uris=(callback,), public=public, metadata=metadata, skip_consent=False
        )
        usual = {
            "OIDCProviderMetadataURL": f"{server.issuer}/.well-known/openid-configuration",
            "OIDCClientID": application.client_id,
            "OIDCClientSecret": application.client_secret,
            "OIDCRedirectURI": callback,
            "OIDCScope": "openid profile email",
            "OIDCPKCEMethod": "S256",
            "OIDCCryptoPassphrase": "not a secret, this is a test",
        }
        directives = {name: value for name, value in {**usual, **directives}.items() if value is not None}
        apache = Apache(port, application, directives, more, files)
        started.append(apache)
        return apache.start()

    yield protect
    for apache in started:
        print(apache.log())  # pytest shows it when the test failed
        apache.finish()


@pytest.fixture
def visitor(server, user):
    return Visitor(server, user)


def asks_to_sign_in(visitor, apache):
    """Whether this browser meets the sign-in page on its way to the members' page."""
    return visitor.open(apache.members).asks_sign_in


def refusal(page, apache):
    """The error that the module was told. What it says of it to people is its own affair."""
    assert page.url.startswith(f"{apache.redirect_uri}?") and "OIDC_CLAIM" not in page.text, page
    return parse_qs(urlsplit(page.url).query)["error"][0]


def test_sign_in_shows_the_page_and_says_who_it_is(protect, visitor, user):
    apache = protect()
    page = visitor.visit(apache.members)
    assert page.url == apache.members
    seen = told(page)
    assert seen["OIDC_CLAIM_sub"] == str(user.user_id)
    for claim, value in {"email": user.email, "email_verified": "1", "name": user.name}.items():
        assert seen[f"OIDC_CLAIM_{claim}"] == value
    assert page.headers["Told-By-Header-Email"] == user.email
    assert seen["OIDC_CLAIM_aud"] == apache.application.client_id
    assert_alive(apache.application, seen["OIDC_access_token"])

    [(method, request), *_] = visitor.requests_to("/oauth")
    assert method == "GET"
    assert request["code_challenge_method"] == "S256" and request["code_challenge"]
    assert request["nonce"] == seen["OIDC_CLAIM_nonce"]


def test_the_session_cookie_shows_the_page_again_without_another_sign_in(protect, visitor):
    apache = protect()
    visitor.visit(apache.members)
    asked = len(visitor.history)
    told(visitor.open(apache.members))
    assert len(visitor.history) == asked + 1


def test_single_sign_on_to_a_second_application(protect, visitor, server):
    apache = protect()
    other = server.add_client(name="Other", redirect_uris=(f"{apache.origin}/goodbye.html",))
    assert visitor.open(other.authorization_url()).asks_sign_in
    visitor.visit(other.authorization_url())
    assert visitor.open(apache.members).asks_consent


def test_somebody_who_declines_does_not_see_the_page(protect, visitor):
    apache = protect()
    page = visitor.visit(apache.members, decision="deny")
    assert refusal(page, apache) == "access_denied"


def test_silent_authentication_of_a_stranger_is_refused(protect, visitor):
    apache = protect(OIDCAuthRequestParams="prompt=none")
    assert refusal(visitor.open(apache.members), apache) == "login_required"


# How it talks to the server


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_client_authentication_by_secret(protect, visitor, user, method):
    apache = protect(OIDCProviderTokenEndpointAuth=method)
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_email"] == user.email


def test_a_public_client(protect, visitor, user):
    apache = protect(public=True, OIDCProviderTokenEndpointAuth="none")
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_email"] == user.email


def test_the_authentication_request_by_post(protect, visitor, user):
    apache = protect(OIDCProviderAuthRequestMethod="POST")
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_email"] == user.email
    assert visitor.requests_to("/oauth")[0][0] == "POST"


def test_userinfo_by_form_body(protect, visitor, user):
    apache = protect(OIDCUserInfoTokenMethod="post_param", OIDCPassUserInfoAs="json")
    assert f'"sub":"{user.user_id}"' in told(visitor.visit(apache.members))["OIDC_userinfo_json"]


# As time goes by


def test_the_access_token_is_refreshed_before_it_expires(protect, visitor):
    apache = protect(OIDCRefreshAccessTokenBeforeExpiry=ALWAYS)
    seen = [told(visitor.visit(apache.members))]
    seen += [told(visitor.open(apache.members)) for _ in range(3)]
    for name in ("OIDC_access_token", "OIDC_refresh_token"):
        assert len({page[name] for page in seen}) == 4
    assert_alive(apache.application, seen[-1]["OIDC_access_token"])


def test_the_refresh_hook(protect, visitor):
    apache = protect()
    before = told(visitor.visit(apache.members))
    hook = {"refresh": apache.members, "access_token": before["OIDC_access_token"]}
    after = told(visitor.open(f"{apache.redirect_uri}?{urlencode(hook)}"))
    assert after["OIDC_access_token"] != before["OIDC_access_token"]
    assert after["OIDC_refresh_token"] != before["OIDC_refresh_token"]


def test_a_refused_access_token_at_userinfo_is_replaced(protect, visitor):
    apache = protect(OIDCUserInfoRefreshInterval="1")
    before = told(visitor.visit(apache.members))
    assert apache.application.revoke(before["OIDC_access_token"]).status_code == 200
    assert_dead(apache.application, before["OIDC_access_token"])
    let_pass(1.1)
    after = told(visitor.open(apache.members))
    assert after["OIDC_access_token"] != before["OIDC_access_token"]
    assert_alive(apache.application, after["OIDC_access_token"])


def test_a_disabled_account_loses_the_page(protect, server):
    apache = protect(OIDCRefreshAccessTokenBeforeExpiry=(ALWAYS, "logout_on_error"))
    leaver = server.add_user()
    visitor = Visitor(server, leaver)
    told(visitor.visit(apache.members))
    server.commands.json("user", "disable", leaver.username)
    eventually(lambda: asks_to_sign_in(visitor, apache), because="the refresh is refused")


def test_signing_keys_that_it_has_never_seen_are_fetched(protect, visitor, server, application):
    apache = protect(OIDCPassIDTokenAs="serialized")
    before = kid(told(visitor.visit(apache.members))["OIDC_id_token"])
    published = {key["kid"] for key in server.get("/v1/auth/jwks").json()["keys"]}
    server.commands.json("key", "rotate")
    server.commands.json("key", "rotate")
    eventually(
        lambda: kid(application.tokens(visitor)["id_token"]) not in published,
        because="a running server signs with the new keys",
    )
    visitor.session.cookies.clear()
    after = kid(told(visitor.visit(apache.members))["OIDC_id_token"])
    assert before in published and after not in published


def kid(token):
    return unverified(token)[0]["kid"]
