"""What the two signed tokens say (OpenID Connect Core §2, RFC 9068)."""

import hashlib

from cardea.tokens import assert_tokens, audience, b64, scopes, unverified, verified


def test_it_says_who_for_whom_and_when(server, user, application, signed_in):
    """OpenID Connect Core §2, §3.1.3.6."""
    tokens = application.tokens(signed_in, nonce="n-0S6 é", scope="openid")
    header, _ = unverified(tokens["id_token"])
    claims = verified(server, tokens["id_token"], ["RS256"])
    assert header["alg"] == "RS256"
    assert claims["iss"] == server.issuer
    assert claims["sub"] == str(user.user_id)
    assert audience(claims) == {application.client_id}
    assert claims["nonce"] == "n-0S6 é"
    assert claims["exp"] > claims["iat"] >= claims["auth_time"]
    assert claims.get("azp", application.client_id) == application.client_id


def test_its_hash_fits_the_access_token(server, application, signed_in):
    tokens = application.tokens(signed_in)
    claims = verified(server, tokens["id_token"], ["RS256"])
    assert claims["at_hash"] == b64(hashlib.sha256(tokens["access_token"].encode()).digest()[:16])


def test_without_openid_there_is_none(application, signed_in):
    assert_tokens(application.redeem(application.code(signed_in, scope="profile")), identity=False)


def test_the_algorithm_is_the_clients_own(server, signed_in):
    modern = server.add_client(metadata={"id_token_signed_response_alg": "ES256"})
    tokens = modern.tokens(signed_in)
    assert unverified(tokens["id_token"])[0]["alg"] == "ES256"
    verified(server, tokens["id_token"], ["ES256"])


def test_the_access_token_has_the_claims_of_rfc_9068(server, user, application, signed_in):
    tokens = application.tokens(signed_in, scope="openid email")
    header, _ = unverified(tokens["access_token"])
    claims = verified(server, tokens["access_token"], ["ES256"])
    assert header["typ"] == "at+jwt"
    assert claims["iss"] == server.issuer
    assert claims["sub"] == str(user.user_id)
    assert audience(claims) == {server.issuer}
    assert claims["client_id"] == application.client_id
    assert scopes(claims) == {"openid", "email"}
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["jti"] and claims["auth_time"] <= claims["iat"]
