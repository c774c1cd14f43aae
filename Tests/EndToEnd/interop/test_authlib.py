"""Authlib, which nobody here wrote, does the protocol."""

import time

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import KeySet

from cardea.tokens import pkce


@pytest.fixture
def metadata(server):
    answer = server.get(get_well_known_url(server.issuer, external=True))
    return OpenIDProviderMetadata(answer.json())


@pytest.fixture
def session(application, metadata):
    def session(**options):
        usual = {"redirect_uri": application.redirect_uri, "scope": "openid profile email"}
        session = OAuth2Session(application.client_id, application.client_secret, **{**usual, **options})
        session.trust_env = False
        return session

    return session


def relaxed(validate):
    """Authlib insists on https even for loopback, as RFC 8414 does; every other rule is left to it."""
    try:
        validate()
    except ValueError as complaint:
        if "https" not in str(complaint):
            raise


def test_the_metadata_is_valid(metadata, server):
    plain = AuthorizationServerMetadata(server.get("/.well-known/oauth-authorization-server").json())
    for document in (metadata, plain):
        for name in document.REGISTRY_KEYS:
            relaxed(getattr(document, f"validate_{name}", lambda: None))


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_code_with_pkce_id_token_userinfo_and_refresh(server, user, application, metadata, session, browser, method):
    verifier, _ = pkce()
    client = session(code_challenge_method="S256", token_endpoint_auth_method=method)
    nonce = "authlib-nonce"
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    callback = browser.walk(browser.open(url))
    assert callback.parameters["state"] == state

    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=callback.url, state=state, code_verifier=verifier
    )
    assert token["expires_at"] > time.time()

    keys = KeySet.import_key_set(server.get(metadata["jwks_uri"]).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"])
    options = {
        "iss": {"essential": True, "value": metadata["issuer"]},
        "aud": {"essential": True, "value": application.client_id},
    }
    parameters = {"nonce": nonce, "client_id": application.client_id, "access_token": token["access_token"]}
    claims = CodeIDToken(decoded.claims, decoded.header, options, parameters)
    claims.validate()
    assert claims["sub"] == str(user.user_id)

    assert client.get(metadata["userinfo_endpoint"]).json()["email"] == user.email

    refreshed = client.refresh_token(metadata["token_endpoint"])
    assert refreshed["access_token"] != token["access_token"]
    assert refreshed["refresh_token"] != token["refresh_token"]
    assert client.get(metadata["userinfo_endpoint"]).status_code == 200

    seen = client.introspect_token(metadata["introspection_endpoint"], token=refreshed["access_token"])
    assert seen.json()["active"] is True
    assert client.revoke_token(metadata["revocation_endpoint"], token=refreshed["refresh_token"]).status_code == 200
    seen = client.introspect_token(metadata["introspection_endpoint"], token=refreshed["access_token"])
    assert seen.json()["active"] is False


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_client_credentials(metadata, session, method):
    client = session(token_endpoint_auth_method=method, redirect_uri=None, scope=None)
    token = client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert token["token_type"] == "Bearer"
    assert "refresh_token" not in token


def test_a_public_client(server, metadata, public_application, browser):
    verifier, _ = pkce()
    client = OAuth2Session(
        public_application.client_id,
        redirect_uri=public_application.redirect_uri,
        scope="openid",
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
    )
    url, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    callback = browser.walk(browser.open(url))
    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=callback.url, state=state, code_verifier=verifier
    )
    assert token["id_token"]
