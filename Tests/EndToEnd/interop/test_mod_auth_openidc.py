"""mod_auth_openidc, a relying party in C that nobody here wrote, protects a page with this server."""

import json
from urllib.parse import quote, urlencode, urlsplit

import pytest
from joserfc.jwk import ECKey, RSAKey

from cardea.apache import Apache, told
from cardea.members import callback, knows, port, protect, refusal, server_options, visitor  # noqa: F401, fixtures
from cardea.recipe import Recipe
from cardea.relying_party import running
from cardea.tokens import assert_alive, assert_dead, unb64, unverified
from cardea.visitor import Visitor
from cardea.waiting import eventually, let_pass

PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
ALWAYS = "7200"  # seconds, more than an access token lives: every view of the page asks for another one


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


def test_the_settings_of_the_page(server, port, user, visitor):
    recipe = Recipe("mod_auth_openidc", {"https://www.example.com": f"http://localhost:{port}"})
    application = recipe.register(server)
    with running(Apache(port, application, {}, recipe.blocks("apache")[0])) as apache:
        seen = told(visitor.visit(apache.members))
        assert (seen["REMOTE_USER"], seen["OIDC_CLAIM_email"]) == (user.username, user.email)


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


def test_what_changes_about_a_person_reaches_the_page(protect, server):
    apache = protect(OIDCUserInfoRefreshInterval="1")
    person = server.add_user()
    visitor = Visitor(server, person)
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_name"] == person.name
    server.commands.json("user", "update", person.username, "--name", "Gräfin Ada 伯爵夫人")
    let_pass(1.1)
    assert told(visitor.open(apache.members))["OIDC_CLAIM_name"] == "Gräfin Ada 伯爵夫人"


def test_a_disabled_account_loses_the_page(protect, server):
    apache = protect(OIDCRefreshAccessTokenBeforeExpiry=(ALWAYS, "logout_on_error"))
    leaver = server.add_user()
    visitor = Visitor(server, leaver)
    told(visitor.visit(apache.members))
    server.commands.json("user", "disable", leaver.username)
    eventually(lambda: not knows(apache, visitor), because="the refresh is refused")
    assert visitor.open(apache.members).asks_sign_in


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


# How answers come


def test_answers_by_form_post(protect, visitor, user, callback):
    apache = protect(OIDCResponseMode="form_post")
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_email"] == user.email
    assert ("POST", callback) in [(seen.request.method, seen.url) for seen in visitor.history]
    assert not [seen.url for seen in visitor.history if "code=" in seen.url]


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "ES384"])
def test_id_tokens_by_another_algorithm(protect, visitor, user, algorithm):
    apache = protect(
        {"id_token_signed_response_alg": algorithm},
        OIDCIDTokenSignedResponseAlg=algorithm,
        OIDCPassIDTokenAs=("claims", "serialized"),
    )
    seen = told(visitor.visit(apache.members))
    assert seen["OIDC_CLAIM_sub"] == str(user.user_id)
    assert unverified(seen["OIDC_id_token"])[0]["alg"] == algorithm


def test_keys_that_it_cannot_read_do_not_disturb_it(protect, visitor, user, server, signed_in):
    for algorithm, kind in (("EdDSA", "OKP"), ("ML-DSA-65", "AKP")):
        server.add_client(metadata={"id_token_signed_response_alg": algorithm}).tokens(signed_in)
        assert kind in {key["kty"] for key in server.get("/v1/auth/jwks").json()["keys"]}
    apache = protect()
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_sub"] == str(user.user_id)


@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"])
def test_encrypted_id_tokens(protect, visitor, user, server, signed_in, encryption):
    """Its configuration for many providers, as only that takes an EC key. Debian's cjose has no RSA-OAEP-256."""
    key = ECKey.generate_key("P-256", {"kid": "for-members", "use": "enc", "alg": "ECDH-ES"})

    def files(application):
        name = f"metadata/{quote(urlsplit(server.issuer).netloc, safe='')}"
        client = {"client_id": application.client_id, "client_secret": application.client_secret}
        return {
            f"{name}.provider": server.get("/.well-known/openid-configuration").text,
            f"{name}.client": json.dumps(client),
            f"{name}.conf": json.dumps({"keys": [key.as_dict(private=True)]}),
        }

    apache = protect(
        {
            "jwks": {"keys": [key.as_dict(private=False)]},
            "id_token_encrypted_response_alg": "ECDH-ES",
            "id_token_encrypted_response_enc": encryption,
        },
        files=files,
        OIDCMetadataDir="{directory}/metadata",
        OIDCProviderMetadataURL=None,
        OIDCClientID=None,
        OIDCClientSecret=None,
    )
    third_party = urlencode({"iss": server.issuer, "target_link_uri": apache.members})
    assert told(visitor.visit(f"{apache.redirect_uri}?{third_party}"))["OIDC_CLAIM_sub"] == str(user.user_id)
    token = apache.application.tokens(signed_in)["id_token"]
    header = json.loads(unb64(token.split(".")[0]))
    assert token.count(".") == 4
    assert (header["alg"], header["enc"], header["kid"]) == ("ECDH-ES", encryption, "for-members")


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_signed_userinfo(protect, visitor, user, algorithm):
    apache = protect(
        {"userinfo_signed_response_alg": algorithm},
        OIDCUserInfoSignedResponseAlg=algorithm,
        OIDCPassUserInfoAs=("claims", "jwt"),
    )
    seen = told(visitor.visit(apache.members))
    assert seen["OIDC_CLAIM_email"] == user.email
    header, claims = unverified(seen["OIDC_userinfo_jwt"])
    assert header["alg"] == algorithm
    assert claims["sub"] == str(user.user_id)


def test_a_pairwise_subject(protect, visitor, user):
    apache = protect({"subject_type": "pairwise"})
    first = told(visitor.visit(apache.members))
    visitor.session.cookies.clear()
    again = told(visitor.visit(apache.members))
    assert first["OIDC_CLAIM_email"] == user.email
    assert first["OIDC_CLAIM_sub"] == again["OIDC_CLAIM_sub"] != str(user.user_id)


# What it asks for


def test_claims_by_name(protect, visitor, user):
    wanted = json.dumps({"id_token": {"email": {"essential": True}}, "userinfo": {"name": None}})
    apache = protect(OIDCScope="openid", OIDCAuthRequestParams=f"claims={quote(wanted)}")
    seen = told(visitor.visit(apache.members))
    assert seen["OIDC_CLAIM_email"] == user.email
    assert seen["OIDC_CLAIM_name"] == user.name


def test_hints_for_the_sign_in_page(protect, visitor, user):
    hints = {"ui_locales": "de", "login_hint": user.username, "display": "page"}
    apache = protect(OIDCAuthRequestParams=urlencode(hints))
    page = visitor.open(apache.members)
    assert page.soup.html["lang"] == "de"
    assert page.form("password").fields["username"] == user.username


def test_a_page_for_those_who_typed_their_password_lately(protect, visitor):
    """RFC 9470, in the module's words: who has not that authentication is sent to get it."""
    vault = f"""
        <Location /protected/vault.html>
            Require claim acr:{PASSWORD}
            OIDCUnAutzAction auth
            OIDCPathAuthRequestParams {urlencode({"acr_values": PASSWORD})}
        </Location>
    """
    apache = protect(more=vault)
    told(visitor.visit(apache.members))
    seen = told(visitor.open(apache.vault))
    assert seen["OIDC_CLAIM_acr"] == PASSWORD
    assert seen["OIDC_CLAIM_amr"] == "pwd"


def request_object(algorithm, *moved):
    """The directive for a request object by value, with `moved` parameters in there and nowhere else."""
    copied = ["client_id", "response_type", "scope", "redirect_uri"]
    return json.dumps(
        {
            "request_object_type": "request",
            "crypto": {"sign_alg": algorithm},
            "copy_from_request": copied,
            "copy_and_remove_from_request": list(moved),
        }
    )


MOVED = ("state", "nonce", "code_challenge", "code_challenge_method")


@pytest.fixture(scope="module")
def signing_key():
    key = RSAKey.generate_key(2048)
    return {"private.pem": key.as_pem(private=True).decode(), "public.pem": key.as_pem(private=False).decode()}


KEYS = {
    "OIDCPrivateKeyFiles": "members-1#{directory}/private.pem",
    "OIDCPublicKeyFiles": "members-1#{directory}/public.pem",
}


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_signed_request_objects(protect, visitor, user, callback, signing_key, algorithm):
    """The server fetches the key that verifies them from the module itself."""
    apache = protect(
        {
            "jwks_uri": f"{callback}?jwks=rsa",
            "request_object_signing_alg": algorithm,
            "require_signed_request_object": True,
        },
        files=lambda _: signing_key,
        OIDCRequestObject=request_object(algorithm, *MOVED),
        **KEYS,
    )
    assert told(visitor.visit(apache.members))["OIDC_CLAIM_sub"] == str(user.user_id)
    request = visitor.requests_to("/oauth")[0][1]
    assert request["request"].count(".") == 2 and not set(MOVED) & set(request)


def test_a_request_object_without_a_signature_is_refused(protect, visitor, callback, signing_key):
    apache = protect(
        {"jwks_uri": f"{callback}?jwks=rsa", "request_object_signing_alg": "RS256"},
        files=lambda _: signing_key,
        OIDCRequestObject=request_object("none"),
        **KEYS,
    )
    assert refusal(visitor.open(apache.members), apache) == "invalid_request_object"
