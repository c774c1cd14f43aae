"""requests-oauthlib, which nobody here wrote, does the protocol."""

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from oauthlib.oauth2 import BackendApplicationClient, InvalidGrantError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session


@pytest.fixture(autouse=True)
def http_on_loopback(monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def metadata(server):
    return server.get("/.well-known/openid-configuration").json()


@pytest.fixture
def session(application):
    session = OAuth2Session(
        application.client_id, redirect_uri=application.redirect_uri, scope=["openid", "profile", "email"], pkce="S256"
    )
    session.trust_env = False
    return session


def authorize(session, browser, metadata):
    url, state = session.authorization_url(metadata["authorization_endpoint"], nonce="n1")
    callback = browser.walk(browser.open(url))
    assert callback.parameters["state"] == state
    return callback


@pytest.mark.parametrize("in_the_body", [True, False])
def test_code_with_pkce_id_token_userinfo_and_refresh(
    server, user, application, metadata, session, browser, in_the_body
):
    callback = authorize(session, browser, metadata)
    token = session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=callback.url,
        client_secret=application.client_secret,
        include_client_id=in_the_body,
    )
    keys = KeySet.import_key_set(server.get(metadata["jwks_uri"]).json())
    claims = jwt.decode(token["id_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"]).claims
    JWTClaimsRegistry(
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": application.client_id},
        sub={"essential": True, "value": str(user.user_id)},
        nonce={"essential": True, "value": "n1"},
        exp={"essential": True},
    ).validate(claims)

    assert session.get(metadata["userinfo_endpoint"]).json()["email"] == user.email

    refreshed = session.refresh_token(
        metadata["token_endpoint"], client_id=application.client_id, client_secret=application.client_secret
    )
    assert refreshed["refresh_token"] != token["refresh_token"]
    assert session.get(metadata["userinfo_endpoint"]).status_code == 200


def test_an_error_is_the_one_that_the_library_knows(application, metadata, session, browser):
    callback = authorize(session, browser, metadata)
    session.redirect_uri = "https://app.example.com/other"
    with pytest.raises(InvalidGrantError):
        session.fetch_token(
            metadata["token_endpoint"], authorization_response=callback.url, client_secret=application.client_secret
        )


def test_client_credentials(application, metadata):
    session = OAuth2Session(client=BackendApplicationClient(application.client_id))
    session.trust_env = False
    auth = HTTPBasicAuth(application.client_id, application.client_secret)
    token = session.fetch_token(metadata["token_endpoint"], auth=auth)
    assert token["token_type"] == "Bearer"
    assert "refresh_token" not in token
