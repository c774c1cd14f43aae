"""What tokens and the answers that carry them must look like."""

import base64
import hashlib
import json
import secrets

from joserfc import jwt
from joserfc.jwk import KeySet

from .waiting import eventually

# And those of RFC 7591 §3.2.2.
RFC6749_ERRORS = {
    "invalid_client_metadata",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_target",
    "unsupported_token_type",
    "server_error",
    "temporarily_unavailable",
}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def basic(client_id, secret):
    """An Authorization header value as given, neither part encoded."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def pkce():
    """A verifier and its S256 challenge (RFC 7636 §4)."""
    verifier = secrets.token_urlsafe(48)
    return verifier, b64(hashlib.sha256(verifier.encode()).digest())


def proof_key():
    """A verifier, and the parameters with which an authorization request names its challenge."""
    verifier, challenge = pkce()
    return verifier, {"code_challenge": challenge, "code_challenge_method": "S256"}


def token_error(answer):
    """The `error` of a token answer, or None."""
    try:
        return answer.json().get("error")
    except ValueError:
        return None


def assert_token_family_headers(answer):
    """Contract, Transport: what every answer of the token family carries."""
    assert answer.headers["Content-Type"].split(";")[0].strip() == "application/json", answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"


def assert_error(answer, status, error):
    """An RFC 6749 §5.2 error, exactly: status, code, headers, and a description that says something harmless."""
    __tracebackhide__ = True
    assert (answer.status_code, token_error(answer)) == (status, error), f"{answer.status_code} {answer.text}"
    assert_token_family_headers(answer)
    body = answer.json()
    assert body["error"] in RFC6749_ERRORS
    description = body["error_description"]
    assert description and description.isascii() and description.isprintable()
    assert '"' not in description and "\\" not in description
    assert None not in body.values()
    assert "access_token" not in body and "refresh_token" not in body
    assert set(body) <= {"error", "error_description", "error_uri"}


def assert_tokens(answer, refresh=None, identity=None):
    """A success of RFC 6749 §5.1; returns its members. `refresh` and `identity` say whether those tokens must be there."""
    __tracebackhide__ = True
    assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
    assert_token_family_headers(answer)
    body = answer.json()
    assert None not in body.values() and "" not in body.values()
    assert "error" not in body and "error_description" not in body
    assert isinstance(body["access_token"], str) and len(body["access_token"]) <= 8192
    assert body["token_type"] == "Bearer"
    assert type(body["expires_in"]) is int and body["expires_in"] > 0
    if "refresh_token" in body:
        assert type(body["refresh_token_expires_in"]) is int and body["refresh_token_expires_in"] > 0
    if refresh is not None:
        assert ("refresh_token" in body) is refresh
        assert ("refresh_token_expires_in" in body) is refresh
    if identity is not None:
        assert ("id_token" in body) is identity
    return body


def unverified(token):
    """The header and claims of a JWT, its signature not looked at."""
    header, claims, _ = token.split(".")
    return json.loads(unb64(header)), json.loads(unb64(claims))


def verified(server, token, algorithms):
    """The claims of a JWT that the server's published keys verify."""
    keys = KeySet.import_key_set(server.get("/v1/auth/jwks").json())
    return jwt.decode(token, keys, algorithms=algorithms).claims


def audience(claims):
    """`aud` as a set; one audience may stand as a plain string."""
    return {claims["aud"]} if isinstance(claims["aud"], str) else set(claims["aud"])


def scopes(claims):
    return set(claims.get("scope", "").split())


USER_PATHS = ("/v1/auth/userinfo", "/v1/auth/me", "/v1/auth/renewaccesstoken")


def assert_alive(application, access_token):
    """Every endpoint of ours takes this user's token."""
    for path in USER_PATHS:
        answer = application.server.get(path, headers=bearer(access_token))
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    assert application.is_active(access_token)


def assert_dead(application, access_token=None, refresh_token=None, within=1.0):
    """Every endpoint of ours refuses these tokens within a second (contract, Pages, last line)."""
    server = application.server
    if access_token:
        for path in USER_PATHS:
            eventually(
                lambda path=path: server.get(path, headers=bearer(access_token)).status_code == 401,
                within=within,
                because=f"{path} refuses a revoked token",
            )
        eventually(
            lambda: not application.is_active(access_token), within=within, because="introspection says inactive"
        )
    if refresh_token:
        eventually(
            lambda: not application.is_active(refresh_token), within=within, because="introspection says inactive"
        )
        assert_error(application.refresh(refresh_token), 400, "invalid_grant")
