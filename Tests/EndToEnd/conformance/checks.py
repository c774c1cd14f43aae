"""The suite's conditions that every module shares, under the names of the clauses that they come from."""

import hashlib
import re
import time
from math import log2
from urllib.parse import urlsplit

from cardea.jose import published_key, verify
from cardea.tokens import audience, b64, unb64, unverified

from .answers import Answer

NEEDS_A_PERSON = ("interaction_required", "login_required", "account_selection_required", "consent_required")
SKEW = 300  # seconds, the suite's own allowance
TEXTS = (
    *("sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile"),
    *("picture", "website", "email", "gender", "birthdate", "zoneinfo", "locale", "phone_number"),
)
ADDRESS = {"formatted", "street_address", "locality", "region", "postal_code", "country"}


def configuration(server):
    """OpenID Connect Discovery §4: the document is there, is JSON, and speaks of the issuer that it was asked of."""
    answer = server.get(server.issuer + "/.well-known/openid-configuration")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    metadata = answer.json()
    assert metadata["issuer"] == server.issuer
    assert {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"} <= metadata.keys()
    return metadata


def keys(server, metadata):
    """RFC 7517, OpenID Connect Core §10.1: whole public keys, each with an id of its own."""
    answer = server.get(metadata["jwks_uri"])
    assert answer.status_code == 200
    jwks = answer.json()
    for key in jwks["keys"]:
        if key["use"] == "enc":  # what request objects are encrypted to
            assert key["kid"] and key["kty"] == "EC" and metadata["request_object_encryption_alg_values_supported"]
            continue
        published_key(jwks, key["kid"])
        assert key["use"] == "sig" and key["alg"] in metadata["id_token_signing_alg_values_supported"]
        members = {"RSA": ("n", "e"), "EC": ("x", "y"), "OKP": ("x",), "AKP": ("pub",)}[key["kty"]]
        for member in members:
            assert re.fullmatch(r"[A-Za-z0-9_-]+", key[member]) and b64(unb64(key[member])) == key[member]
        if key["kty"] == "RSA":
            assert len(unb64(key["n"])) >= 256
    return jwks


def success(party, request, answer):
    """RFC 6749 §4.1.2, RFC 9207: the answer is for this request, at this redirect URI, and from this issuer."""
    assert isinstance(answer, Answer), f"no answer: {answer}"
    assert answer.target == party.redirect_uri
    assert answer.error is None, answer
    assert answer.parameters["iss"] == party.metadata["issuer"]
    assert answer.parameters.get("state") == request.get("state")
    assert answer.code
    assert answer.parameters.keys() <= {"code", "state", "iss", "session_state"}


def refusal(party, request, answer, errors):
    """OpenID Connect Core §3.1.2.6: an error of those expected, said well, and no code beside it."""
    assert isinstance(answer, Answer), f"no answer: {answer}"
    assert answer.target == party.redirect_uri
    assert answer.error in errors, answer
    assert answer.parameters.get("state") == request.get("state")
    assert answer.parameters["iss"] == party.metadata["issuer"]
    assert answer.parameters.keys() <= {"error", "error_description", "error_uri", "state", "session_state", "iss"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer.parameters["error_description"])


def token_answer(answer):
    """RFC 6749 §5.1: a success that no cache keeps; returns its members."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"] and answer.headers["Pragma"] == "no-cache"
    tokens = answer.json()
    assert "error" not in tokens
    assert re.fullmatch(r"[\x20-\x7e]+", tokens["access_token"])
    assert tokens["token_type"].lower() == "bearer"
    assert type(tokens["expires_in"]) is int and tokens["expires_in"] > 0
    assert tokens["id_token"]
    return tokens


def token_refusal(answer, error="invalid_grant"):
    """RFC 6749 §5.2: status 400, JSON, this error, and a description in its alphabet."""
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    members = answer.json()
    assert members["error"] == error, members
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", members.get("error_description", "-"))
    assert re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", members.get("error_uri", "-"))


def identity(party, token, request, algorithm="RS256"):
    """OpenID Connect Core §2, §3.1.3.7: the ID token's signature by the key that it names, and its claims."""
    _, claims = verify(token, party.jwks, algorithm)
    now = time.time()
    assert claims["iss"] == party.metadata["issuer"]
    assert party.client_id in audience(claims)
    assert claims.get("azp", party.client_id) == party.client_id
    assert type(claims["exp"]) is int and claims["exp"] > now - SKEW
    assert type(claims["iat"]) is int and claims["iat"] < now + SKEW
    assert type(claims.get("auth_time", 0)) is int and claims.get("auth_time", 0) < now + SKEW
    assert claims.get("nonce") == request.get("nonce")
    assert claims["sub"] and len(claims["sub"]) <= 255 and claims["sub"].isascii()
    standard_claims(claims)
    return claims


def access_token_hash(tokens, claims):
    """OpenID Connect Core §3.1.3.6: optional at the token endpoint, and right if it is there."""
    algorithm = unverified(tokens["id_token"])[0]["alg"]
    digest = hashlib.new(f"sha{algorithm[2:]}", tokens["access_token"].encode()).digest()
    assert claims.get("at_hash", b64(digest[: len(digest) // 2])) == b64(digest[: len(digest) // 2])


def userinfo(answer, identity):
    """OpenID Connect Core §5.3.2: JSON, with the subject that the ID token names."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    claims = answer.json()
    assert claims["sub"] == identity["sub"]
    standard_claims(claims)
    return claims


def standard_claims(claims):
    """OpenID Connect Core §5.1: each standard claim that is there is of its type."""
    for name in TEXTS:
        assert isinstance(claims.get(name, ""), str), (name, claims)
    for name in ("email_verified", "phone_number_verified"):
        assert isinstance(claims.get(name, True), bool), (name, claims)
    if "address" in claims:
        assert claims["address"] and all(isinstance(claims["address"].get(part, ""), str) for part in ADDRESS)
    if "birthdate" in claims:
        assert re.fullmatch(r"\d{4}(-\d{2}-\d{2})?", claims["birthdate"])
    if "updated_at" in claims:
        assert type(claims["updated_at"]) is int and 0 < claims["updated_at"] < time.time() + SKEW
    assert None not in claims.values()


def entropy(code):
    """RFC 6749 §10.10: at least 128 bits long, and no fewer than 96 by Shannon's count, as the suite measures."""
    assert len(code) * 8 >= 128
    counts = [code.count(character) / len(code) for character in set(code)]
    assert -sum(share * log2(share) for share in counts) * len(code) >= 96


def https(metadata, name):
    """The suite wants every endpoint on https."""
    parts = urlsplit(metadata[name])
    assert parts.scheme == "https" and parts.netloc and not parts.fragment, metadata[name]
