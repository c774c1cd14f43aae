"""What Cardea signs and encrypts is verified and decrypted by independent code, by the published keys alone.

The reverse, what others sign for Cardea, is in test_jose_request_objects.py.
"""

import hashlib
import json
import time

import pytest
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from cardea.browser import Browser, Callback
from cardea.jose import SIGNATURES, decrypt, verify
from cardea.tokens import assert_alive, audience, b64, bearer, scopes, unverified
from cardea.waiting import eventually

ENCRYPTION_KEYS = {
    "RSA-OAEP": ("RSA-OAEP", lambda members: RSAKey.generate_key(2048, members)),
    "RSA-OAEP-256": ("RSA-OAEP-256", lambda members: RSAKey.generate_key(2048, members)),
    "ECDH-ES on P-256": ("ECDH-ES", lambda members: ECKey.generate_key("P-256", members)),
    "ECDH-ES on P-384": ("ECDH-ES", lambda members: ECKey.generate_key("P-384", members)),
    "ECDH-ES on X25519": ("ECDH-ES", lambda members: OKPKey.generate_key("X25519", members)),
    "ECDH-ES+A128KW": ("ECDH-ES+A128KW", lambda members: ECKey.generate_key("P-256", members)),
    "ECDH-ES+A256KW": ("ECDH-ES+A256KW", lambda members: OKPKey.generate_key("X25519", members)),
}
CONTENT = ("A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM")


@pytest.fixture(scope="module")
def server_options(listener):
    signing = f"tokens:\n  signing_algorithms: [{', '.join(SIGNATURES)}]\n"
    return {"config": f"{signing}outbound:\n  allow: ['{listener.place}']\n"}


@pytest.fixture(scope="module", params=SIGNATURES)
def algorithm(request):
    return request.param


@pytest.fixture(scope="module")
def client(server, listener, algorithm):
    """A client that wants everything signed by this algorithm."""
    return server.add_client(
        name=f"Signed {algorithm}",
        scope="openid profile email offline_access",
        metadata={
            "id_token_signed_response_alg": algorithm,
            "userinfo_signed_response_alg": algorithm,
            "authorization_signed_response_alg": algorithm,
            "introspection_signed_response_alg": algorithm,
            "may_introspect": True,
            "backchannel_logout_uri": listener.url(f"/{algorithm}"),
        },
    )


@pytest.fixture(scope="module")
def tokens(client, signed_in):
    return client.tokens(signed_in, nonce="n-0S6")


def access_token_hash(token, algorithm):
    """OpenID Connect Core §3.1.3.6: by the hash that the signature is made with; nobody has said which for ML-DSA."""
    hashes = {"ES384": hashlib.sha384, "EdDSA": hashlib.sha512, "ML-DSA-65": None}
    made = hashes.get(algorithm, hashlib.sha256)
    if made is None:
        return None
    digest = made(token.encode()).digest()
    return b64(digest[: len(digest) // 2])


def published(server):
    return server.get("/v1/auth/jwks").json()


class TestSignatures:
    def test_metadata_lists_it(self, server, algorithm):
        metadata = server.get("/.well-known/openid-configuration").json()
        for what in ("id_token", "userinfo", "request_object", "authorization", "introspection"):
            assert algorithm in metadata[f"{what}_signing_alg_values_supported"], what

    def test_the_id_token(self, server, user, client, tokens, algorithm):
        header, claims = verify(tokens["id_token"], published(server), algorithm)
        assert header.get("typ", "JWT") == "JWT"
        assert (claims["iss"], audience(claims)) == (server.issuer, {client.client_id})
        assert (claims["sub"], claims["nonce"]) == (str(user.user_id), "n-0S6")
        assert claims.get("at_hash") == access_token_hash(tokens["access_token"], algorithm)

    def test_another_content_does_not_verify(self, server, client, signed_in, tokens, algorithm):
        """The check itself can fail: this is what the tests above would look like if a signature were wrong."""
        other = client.tokens(signed_in)["id_token"]
        swapped = ".".join((*tokens["id_token"].split(".")[:2], other.rsplit(".", 1)[1]))
        with pytest.raises(BadSignatureError):
            verify(swapped, published(server), algorithm)

    def test_userinfo(self, server, user, client, tokens, algorithm):
        """OpenID Connect Core §5.3.2: `application/jwt`, with `iss` and `aud`."""
        answer = server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"]))
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "application/jwt")
        _, claims = verify(answer.text, published(server), algorithm)
        assert (claims["iss"], audience(claims)) == (server.issuer, {client.client_id})
        assert (claims["sub"], claims["email"]) == (str(user.user_id), user.email)

    def test_the_authorization_response(self, server, client, signed_in, algorithm):
        """JARM §2.1: the answer's parameters are claims of one parameter, `response`."""
        end = client.authorize(signed_in, response_mode="jwt", state="s")
        assert isinstance(end, Callback) and end.parameters.keys() == {"response"}, end
        _, claims = verify(end.parameters["response"], published(server), algorithm)
        assert (claims["iss"], audience(claims), claims["state"]) == (server.issuer, {client.client_id}, "s")
        assert time.time() < claims["exp"] <= time.time() + 600
        assert client.redeem(claims["code"]).status_code == 200

    def test_a_refusal(self, server, user, client, algorithm):
        end = client.authorize(Browser(server, user), response_mode="query.jwt", prompt="none", state="s")
        _, claims = verify(end.parameters["response"], published(server), algorithm)
        assert (claims["error"], claims["state"], claims["iss"]) == ("login_required", "s", server.issuer)
        assert audience(claims) == {client.client_id} and "code" not in claims

    def test_introspection(self, server, user, client, tokens, algorithm):
        """RFC 9701 §5."""
        answer = server.token(
            {"token": tokens["access_token"], **client.credentials},
            path="/v1/auth/introspect",
            headers={"Accept": "application/token-introspection+jwt"},
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"].split(";")[0] == "application/token-introspection+jwt"
        header, claims = verify(answer.text, published(server), algorithm)
        assert header["typ"] == "token-introspection+jwt"
        assert (claims["iss"], audience(claims)) == (server.issuer, {client.client_id})
        assert abs(claims["iat"] - time.time()) < 60
        assert claims["token_introspection"]["active"] is True
        assert claims["token_introspection"]["sub"] == str(user.user_id)
        assert scopes(claims["token_introspection"]) == {"openid", "profile", "email", "offline_access"}
        assert "sub" not in claims and "exp" not in claims, "§5: it must not pass for an access token"

    def test_the_logout_token(self, server, user, client, listener, algorithm):
        browser = Browser(server, user)
        identity = client.tokens(browser)["id_token"]
        end = browser.open(f"/v1/auth/logout?id_token_hint={identity}")
        if end.asks_consent:
            browser.decide(end, "logout")
        token = listener.next(f"/{algorithm}").fields["logout_token"]
        header, claims = verify(token, published(server), algorithm)
        assert (header["typ"], audience(claims)) == ("logout+jwt", {client.client_id})
        assert claims["sid"] == unverified(identity)[1]["sid"]


@pytest.mark.parametrize("encryption", CONTENT)
@pytest.mark.parametrize("kind", ENCRYPTION_KEYS)
class TestEncryption:
    def test_the_id_token(self, server, user, signed_in, kind, encryption):
        """OpenID Connect Core §10.2: signed, then encrypted to the client's own key."""
        algorithm, generate = ENCRYPTION_KEYS[kind]
        key = generate({"kid": "mine", "use": "enc", "alg": algorithm})
        signing = RSAKey.generate_key(2048, {"kid": "not this", "use": "sig", "alg": "RS256"})
        client = server.add_client(
            name=f"Sealed {kind} {encryption}",
            metadata={
                "id_token_encrypted_response_alg": algorithm,
                "id_token_encrypted_response_enc": encryption,
                "jwks": {"keys": [signing.as_dict(private=False), key.as_dict(private=False)]},
            },
        )
        token = client.tokens(signed_in, nonce="n-0S6")["id_token"]
        header, inner = decrypt(token, key, algorithm, encryption)
        assert (header["cty"], header["kid"]) == ("JWT", "mine")
        assert "epk" not in header or "d" not in header["epk"]
        _, claims = verify(inner, published(server), "RS256")
        assert (claims["iss"], audience(claims)) == (server.issuer, {client.client_id})
        assert (claims["sub"], claims["nonce"]) == (str(user.user_id), "n-0S6")
        with pytest.raises(JoseError):
            decrypt(token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"), key, algorithm, encryption)


class TestEncryptedAnswers:
    """OpenID Connect Core §5.3.2, JARM §2.2, RFC 9701 §5: signed, then encrypted, by what the client registered."""

    @pytest.fixture(scope="class")
    def key(self):
        return RSAKey.generate_key(2048, {"kid": "mine", "use": "enc"})

    @pytest.fixture(scope="class")
    def sealed(self, server, key):
        names = ("id_token", "userinfo", "authorization", "introspection")
        return server.add_client(
            name="Sealed",
            metadata={
                **{f"{name}_encrypted_response_alg": "RSA-OAEP" for name in names},
                "userinfo_encrypted_response_enc": "A256CBC-HS512",
                "userinfo_signed_response_alg": "ES256",
                "jwks": {"keys": [key.as_dict(private=False)]},
            },
        )

    @pytest.fixture(scope="class")
    def tokens(self, sealed, signed_in):
        return sealed.tokens(signed_in)

    def opened(self, server, key, text, algorithm="RS256", encryption="A128CBC-HS256"):
        header, inner = decrypt(text, key, "RSA-OAEP", encryption)
        assert (header["cty"], header["kid"]) == ("JWT", "mine")
        return verify(inner, published(server), algorithm)[1]

    def test_the_id_token_by_the_usual_encryption(self, server, user, key, tokens):
        assert self.opened(server, key, tokens["id_token"])["sub"] == str(user.user_id)

    def test_userinfo(self, server, user, key, tokens):
        answer = server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"]))
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "application/jwt")
        assert self.opened(server, key, answer.text, "ES256", "A256CBC-HS512")["email"] == user.email

    def test_userinfo_that_is_not_signed(self, server, user, key, signed_in):
        metadata = {"userinfo_encrypted_response_alg": "RSA-OAEP", "jwks": {"keys": [key.as_dict(private=False)]}}
        tokens = server.add_client(name="Sealed alone", metadata=metadata).tokens(signed_in)
        answer = server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"]))
        header, text = decrypt(answer.text, key, "RSA-OAEP", "A128CBC-HS256")
        assert "cty" not in header and json.loads(text)["email"] == user.email

    def test_the_authorization_response(self, server, key, sealed, signed_in):
        end = sealed.authorize(signed_in, response_mode="jwt", state="s")
        claims = self.opened(server, key, end.parameters["response"])
        assert claims["state"] == "s" and sealed.redeem(claims["code"]).status_code == 200

    def test_a_refusal(self, server, user, key, sealed):
        end = sealed.authorize(Browser(server, user), response_mode="query.jwt", prompt="none", state="s")
        assert self.opened(server, key, end.parameters["response"])["error"] == "login_required"

    @pytest.mark.parametrize("accept", ["application/token-introspection+jwt", "application/json"])
    def test_introspection(self, server, user, key, sealed, tokens, accept):
        fields = {"token": tokens["access_token"], **sealed.credentials}
        answer = server.token(fields, path="/v1/auth/introspect", headers={"Accept": accept})
        assert answer.headers["Content-Type"].split(";")[0] == "application/token-introspection+jwt"
        assert self.opened(server, key, answer.text)["token_introspection"]["active"] is True


def kinds(server):
    return {key["kty"] for key in published(server)["keys"]}


def test_keys_are_made_when_the_operator_wants_them_and_can_be_taken_away(start):
    """No key of a kind that old clients may stumble over is published before an operator's client asks for it."""
    server = start(config="tokens:\n  signing_algorithms: RS256 ES256 ML-DSA-65\n")
    browser = Browser(server, server.add_user())
    assert kinds(server) == {"RSA", "EC"}
    modern = server.add_client(metadata={"id_token_signed_response_alg": "ML-DSA-65"})
    eventually(lambda: "AKP" in kinds(server), within=1.5, because="the key is published before it signs")
    token = modern.tokens(browser)["id_token"]
    verify(token, published(server), "ML-DSA-65")
    assert kinds(server) == {"RSA", "EC", "AKP"}

    assert modern.client_id in server.commands.refused("key", "retire", "ML-DSA-65")
    server.commands.json("client", "remove", modern.client_id)
    listed = server.commands.json("key", "retire", "ML-DSA-65")
    assert [key["state"] for key in listed if key["alg"] == "ML-DSA-65"] == ["retired"]
    assert [key["retires_at"] for key in listed if key["alg"] == "ML-DSA-65"] != [None]
    verify(token, published(server), "ML-DSA-65")
    assert "RS256" in server.commands.refused("key", "retire", "RS256")
    server.commands.refused("key", "retire", "HS256", status=64)


def test_strangers_have_no_key_made(start):
    server = start(config="registration:\n  policy: open\n")
    before = published(server)
    stated = {"redirect_uris": ["http://127.0.0.1/cb"], "authorization_signed_response_alg": "ML-DSA-65"}
    answer = server.post("/v1/auth/register", json=stated)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")
    assert "ES256, RS256" in answer.json()["error_description"]
    error = {"response_mode": "jwt", "scope": "x", "code_challenge": "x" * 43, "code_challenge_method": "S256"}
    for algorithm in ("ES256", "PS256"):
        answer = server.post("/v1/auth/register", json={**stated, "authorization_signed_response_alg": algorithm})
        if algorithm == "ES256":
            parameters = {"client_id": answer.json()["client_id"], "redirect_uri": stated["redirect_uris"][0], **error}
            assert server.get("/oauth", params={**parameters, "response_type": "code"}).status_code in (302, 303)
        else:
            assert answer.status_code == 400
    # The successors of the first keys come by themselves; nothing of another algorithm does.
    assert {key.get("alg") for key in published(server)["keys"]} == {key.get("alg") for key in before["keys"]}


def test_an_algorithm_that_is_not_named_is_refused_with_the_place_to_name_it(start):
    said = start().commands.refused(
        *("client", "add", "--name", "Modern", "--redirect-uri", "https://app.example.com/cb"),
        *("--metadata", '{"id_token_signed_response_alg": "ML-DSA-65"}'),
    )
    assert "tokens.signing_algorithms" in said and "id_token_signed_response_alg" in said


def test_each_algorithm_rotates(server, client, signed_in, algorithm):
    """After a rotation both the old token and the new one verify, by different keys."""
    before = client.tokens(signed_in)["id_token"]
    assert server.commands.run("key", "rotate").returncode == 0
    old, _ = verify(before, published(server), algorithm)

    def by_another_key():
        header, _ = verify(client.tokens(signed_in)["id_token"], published(server), algorithm)
        return header["kid"] != old["kid"]

    eventually(by_another_key, within=3, because="the running server signs by the new key")
    verify(before, published(server), algorithm)


@pytest.mark.parametrize("chosen", [name for name in SIGNATURES if name not in ("ES256", "RS256")])
def test_access_tokens(start, chosen):
    """`tokens.access_algorithm`; the others sign access tokens in most of the tests elsewhere."""
    server = start(config=f"tokens:\n  access_algorithm: {chosen}\n")
    client = server.add_client()
    token = client.tokens(Browser(server, server.add_user()))["access_token"]
    header, claims = verify(token, published(server), chosen)
    assert (header["typ"], claims["client_id"]) == ("at+jwt", client.client_id)
    assert_alive(client, token)
