"""Request objects that independent code signs are taken; each kind of bad one is refused (RFC 9101 §6, RFC 8725)."""

import json
import string
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OctKey, RSAKey, import_key

from cardea.browser import Callback
from cardea.jose import SIGNATURES, Signer
from cardea.tokens import b64, unb64, verified

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


@pytest.fixture(scope="module")
def server_options(listener):
    return {"config": f"outbound:\n  allow: ['{listener.place}']\n"}


class Applicant:
    """A client that signs its requests by one algorithm."""

    def __init__(self, server, algorithm, **metadata):
        self.server = server
        self.signer = Signer(algorithm)
        keys = {} if "jwks_uri" in metadata else {"jwks": self.signer.jwks}
        self.application = server.add_client(name=f"Applicant {algorithm}", metadata={**keys, **metadata})

    def claims(self, **changes):
        """A good request as claims; None leaves one out."""
        application, now = self.application, int(time.time())
        usual = {
            "iss": application.client_id,
            "aud": self.server.issuer,
            "iat": now,
            "exp": now + 120,
            "client_id": application.client_id,
            "response_type": "code",
            "redirect_uri": application.redirect_uri,
            "scope": "openid",
            "state": "inner",
            "nonce": "n-0S6",
        }
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def send(self, browser, token):
        return self.application.authorize(browser, scope="openid", state="outer", request=token)


def accepted(applicant, browser, token):
    end = applicant.send(browser, token)
    assert isinstance(end, Callback) and end.code, f"not accepted: {end}"
    assert end.parameters["state"] == "inner"
    return end


def refused(applicant, browser, token):
    end = applicant.send(browser, token)
    assert isinstance(end, Callback), f"not sent back: {end}"
    assert end.error == "invalid_request_object" and end.code is None, end
    assert (end.parameters["state"], end.parameters["iss"]) == ("outer", applicant.server.issuer)


@pytest.mark.parametrize("algorithm", SIGNATURES)
class TestGood:
    def test_by_value(self, server, signed_in, algorithm):
        applicant = Applicant(server, algorithm, request_object_signing_alg=algorithm)
        end = accepted(applicant, signed_in, applicant.signer.sign(applicant.claims()))
        tokens = applicant.application.redeem(end.code).json()
        assert verified(server, tokens["id_token"], ["RS256"])["nonce"] == "n-0S6"

    def test_by_a_client_that_named_no_algorithm(self, server, signed_in, algorithm):
        applicant = Applicant(server, algorithm)
        accepted(applicant, signed_in, applicant.signer.sign(applicant.claims(), typ="oauth-authz-req+jwt"))

    def test_by_reference(self, server, listener, signed_in, algorithm):
        """`request_uri` and `jwks_uri` both lead to the client's own site."""
        request, keys = f"/{algorithm}.jwt", f"/{algorithm}.jwks"
        applicant = Applicant(
            server, algorithm, jwks_uri=listener.url(keys), request_uris=[listener.url(request)]
        )
        token = applicant.signer.sign(applicant.claims())
        listener.documents[keys] = ("application/jwk-set+json", json.dumps(applicant.signer.jwks).encode())
        listener.documents[request] = ("application/oauth-authz-req+jwt", token.encode())
        end = applicant.application.authorize(
            signed_in, scope="openid", state="outer", request_uri=listener.url(request)
        )
        assert isinstance(end, Callback) and end.code and end.parameters["state"] == "inner", end


# Each takes the applicant and the listener and makes a request object that nobody may believe.


def altered_signature(change):
    """The good object with its signature changed."""

    def make(applicant, _):
        content, _, signature = applicant.signer.sign(applicant.claims()).rpartition(".")
        return f"{content}.{b64(change(unb64(signature)))}"

    return make


def header(**parameters):
    """The good object, well signed, with these header parameters."""
    return lambda applicant, _: applicant.signer.sign(applicant.claims(), **parameters)


def claims(**changes):
    """A well signed object that says something else."""
    return lambda applicant, _: applicant.signer.sign(applicant.claims(**changes))


def texts(head, payload):
    """Well signed texts that are not what a JSON library writes."""

    def make(applicant, _):
        good_head = json.dumps({"alg": applicant.signer.algorithm, "kid": applicant.signer.kid})
        return applicant.signer.sign_text(head(good_head), payload(json.dumps(applicant.claims())))

    return make


def same(text):
    return text


def loose(segment):
    """The same octets with bits set that base64url leaves unused (RFC 4648 §3.5); None where it leaves none."""
    unused = {2: 0b1111, 3: 0b11}[len(segment) % 4]
    value = ALPHABET.index(segment[-1])
    assert value & unused == 0
    return segment[:-1] + ALPHABET[value | 1]


def segments(change, part):
    """The good object with one segment written otherwise, and signed so."""

    def make(applicant, _):
        signer = applicant.signer
        head = json.dumps({"alg": signer.algorithm, "kid": signer.kid})
        payload = json.dumps(applicant.claims(padding="?>~" * 3))
        texts = [text + " " * (1 if len(text) % 3 == 0 else 0) for text in (head, payload)]
        written = [b64(text.encode()) for text in texts]
        changed = change(written[part])
        assert change is same or changed != written[part]
        written[part] = changed
        return signer.sign_segments(*written)

    return make


def foreign(**parameters):
    """Signed by somebody else's key, which the header offers in one way or another."""

    def make(applicant, listener):
        # An ML-DSA-65 key beside an ML-DSA-65 signature is more than a parameter may hold.
        fits = not (applicant.signer.algorithm == "ML-DSA-65" and "jwk" in parameters)
        other = Signer(applicant.signer.algorithm if fits else "ES256", kid="foreign")
        listener.documents["/foreign.jwks"] = ("application/jwk-set+json", json.dumps(other.jwks).encode())
        offers = {"jku": listener.url("/foreign.jwks"), "x5u": listener.url("/foreign.jwks"), "jwk": other.jwk}
        return other.sign(applicant.claims(), **{name: offers[name] for name in parameters})

    return make


def impostor(applicant, _):
    return Signer(applicant.signer.algorithm, applicant.signer.kid).sign(applicant.claims())


def tampered(applicant, _):
    head, _, signature = applicant.signer.sign(applicant.claims()).split(".")
    return f"{head}.{b64(json.dumps(applicant.claims(state='tampered')).encode())}.{signature}"


def unsigned(algorithm):
    def make(applicant, _):
        head = json.dumps({"alg": algorithm, "kid": applicant.signer.kid})
        return f"{b64(head.encode())}.{b64(json.dumps(applicant.claims()).encode())}."

    return make


def symmetric(secret):
    """HS256 by something that is not secret, or not for this."""

    def make(applicant, _):
        head = {"alg": "HS256", "kid": applicant.signer.kid}
        key = OctKey.import_key(secret(applicant))
        return jws.serialize_compact(head, json.dumps(applicant.claims()), key, algorithms=["HS256"])

    return make


def json_serialization(applicant, _):
    head, payload, signature = applicant.signer.sign(applicant.claims()).split(".")
    return json.dumps({"protected": head, "payload": payload, "signature": signature})


def sealed(text, key, alg="ECDH-ES", enc="A128CBC-HS256", **header):
    """A compact JWE that joserfc makes."""
    protected = {"alg": alg, "enc": enc, "cty": "JWT", **header}
    return jwe.encrypt_compact(protected, text.encode(), key, algorithms=[alg, enc, "DEF"])


def server_key(server):
    """What the server publishes for others to encrypt to it."""
    [key] = [key for key in server.get("/v1/auth/jwks").json()["keys"] if key["use"] == "enc"]
    return import_key(key), key["kid"]


def encrypted(applicant, _):
    key = RSAKey.generate_key(2048)
    return sealed(applicant.signer.sign(applicant.claims()), key, "RSA-OAEP-256", "A128GCM")


def encrypted_to_another(applicant, _):
    return sealed(applicant.signer.sign(applicant.claims()), ECKey.generate_key("P-256"))


def encrypted_and_changed(applicant, _):
    key, kid = server_key(applicant.server)
    head, wrapped, vector, text, tag = sealed(applicant.signer.sign(applicant.claims()), key, kid=kid).split(".")
    return ".".join((head, wrapped, vector, ("A" if text[0] != "A" else "B") + text[1:], tag))


def encrypted_twice(applicant, _):
    key, kid = server_key(applicant.server)
    return sealed(sealed("{}", key, kid=kid), key, kid=kid)


def encrypted_and_compressed(applicant, _):
    key, kid = server_key(applicant.server)
    return sealed(applicant.signer.sign(applicant.claims()), key, kid=kid, zip="DEF")


BAD = {
    "crit, of something unknown": header(crit=["urn:example:x"], **{"urn:example:x": 1}),
    "crit, of something known": header(crit=["exp"], exp=4102444800),
    "crit, empty": header(crit=[]),
    "b64 false": header(b64=False, crit=["b64"]),
    "b64 true": header(b64=True, crit=["b64"]),
    "b64 without crit": header(b64=False),
    "jku, own key": lambda applicant, listener: applicant.signer.sign(
        applicant.claims(), jku=listener.url("/foreign.jwks")
    ),
    "jku, foreign key": foreign(jku=True),
    "x5u, foreign key": foreign(x5u=True),
    "jwk, foreign key": foreign(jwk=True),
    "foreign key, unknown kid": foreign(),
    "foreign key, known kid": impostor,
    "zip": header(zip="DEF"),
    "no alg": header(alg=None),
    "alg a number": header(alg=256),
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg empty": unsigned(""),
    "HS256 by the client's secret": symmetric(lambda applicant: applicant.application.client_secret),
    "HS256 by the public key": symmetric(lambda applicant: json.dumps(applicant.signer.jwk)),
    "tampered payload": tampered,
    "signature missing": altered_signature(lambda signature: b""),
    "signature cut": altered_signature(lambda signature: signature[:-1]),
    "signature longer": altered_signature(lambda signature: signature + b"\0"),
    "signature with one bit changed": altered_signature(
        lambda signature: signature[:5] + bytes([signature[5] ^ 1]) + signature[6:]
    ),
    "signature of zeros": altered_signature(lambda signature: bytes(len(signature))),
    "duplicate member of the header": texts(lambda head: '{"alg":"none",' + head[1:], same),
    "duplicate claim": texts(same, lambda payload: '{"state":"other",' + payload[1:]),
    "duplicate claim by an escape": texts(same, lambda payload: '{"st\\u0061te":"other",' + payload[1:]),
    "header not an object": texts(lambda head: f"[{head}]", same),
    "claims not an object": texts(same, lambda payload: f"[{payload}]"),
    "claims with something behind": texts(same, lambda payload: payload + "{}"),
    "claims with a comma too many": texts(same, lambda payload: payload[:-1] + ",}"),
    "loose base64url in the header": segments(loose, 0),
    "loose base64url in the claims": segments(loose, 1),
    "padded base64url in the claims": segments(lambda segment: segment + "=" * (-len(segment) % 4), 1),
    "base64 instead of base64url": segments(lambda segment: segment.replace("-", "+").replace("_", "/"), 1),
    "base64url with a line break": segments(lambda segment: segment[:8] + "\n" + segment[8:], 1),
    "base64url with a space behind": segments(lambda segment: segment + " ", 1),
    "two segments": lambda applicant, _: applicant.signer.sign(applicant.claims()).rpartition(".")[0],
    "four segments": lambda applicant, _: applicant.signer.sign(applicant.claims()) + ".e30",
    "no token at all": lambda *_: "request",
    "JSON serialization": json_serialization,
    "encrypted": encrypted,
    "encrypted to another key": encrypted_to_another,
    "encrypted and changed": encrypted_and_changed,
    "encrypted twice": encrypted_twice,
    "encrypted and compressed": encrypted_and_compressed,
    "another audience": claims(aud="https://somebody.example.com"),
    "another issuer": claims(iss="somebody-else"),
    "another client": claims(client_id="somebody-else"),
    "expired": claims(iat=1_000_000_000, exp=1_000_000_120),
    "not yet valid": claims(nbf=4_102_444_800),
    "exp not a number": claims(exp="soon"),
    "request within": claims(request="e30.e30."),
    "request_uri within": claims(request_uri="https://app.example.com/request.jwt"),
}


@pytest.fixture(scope="module", params=["ES256", "RS256", "EdDSA", "ML-DSA-65"])
def applicant(request, server):
    return Applicant(server, request.param, request_object_signing_alg=request.param)


@pytest.mark.parametrize("kind", BAD)
def test_bad(applicant, listener, signed_in, kind):
    refused(applicant, signed_in, BAD[kind](applicant, listener))
    assert not listener.asked("/foreign.jwks"), "a stranger's header sent the server somewhere"


def test_the_good_one_of_the_bad_ones_kind(applicant, signed_in):
    """What the bad ones are made from is accepted, also with the space that some of them carry."""
    accepted(applicant, signed_in, applicant.signer.sign(applicant.claims()))
    accepted(applicant, signed_in, segments(same, 0)(applicant, None))


def test_an_ecdsa_signature_in_der(server, signed_in):
    """RFC 7518 §3.4: two integers of fixed length, and nothing else."""
    applicant = Applicant(server, "ES256", request_object_signing_alg="ES256")
    content, _, signature = applicant.signer.sign(applicant.claims()).rpartition(".")
    r, s = (int.from_bytes(half, "big") for half in (unb64(signature)[:32], unb64(signature)[32:]))
    refused(applicant, signed_in, f"{content}.{b64(encode_dss_signature(r, s))}")


@pytest.mark.parametrize(("registered", "used"), [("RS256", "PS256"), ("PS256", "RS256"), ("ES256", "RS256")])
def test_another_algorithm_than_the_registered_one(server, signed_in, registered, used):
    """The client owns both keys, and its registration allows one algorithm."""
    other = Signer(used, kid="other")
    applicant = Applicant(server, registered)
    keys = {"keys": [*applicant.signer.jwks["keys"], other.jwk]}
    applicant = Applicant(server, registered, request_object_signing_alg=registered, jwks=keys)
    refused(applicant, signed_in, other.sign(applicant.claims()))


@pytest.mark.parametrize(("named", "used"), [("RS256", "PS256"), ("PS256", "RS256")])
def test_a_header_that_names_another_algorithm_than_was_used(server, signed_in, named, used):
    applicant = Applicant(server, used)
    refused(applicant, signed_in, applicant.signer.sign(applicant.claims(), alg=named))


@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"])
@pytest.mark.parametrize("algorithm", ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"])
def test_encrypted_to_the_server(server, signed_in, algorithm, encryption):
    """OpenID Connect Core §6.1: signed, then encrypted to the key that the server publishes."""
    metadata = server.get("/.well-known/openid-configuration").json()
    assert algorithm in metadata["request_object_encryption_alg_values_supported"]
    assert encryption in metadata["request_object_encryption_enc_values_supported"]
    applicant = Applicant(server, "ES256", request_object_encryption_alg=algorithm)
    key, kid = server_key(server)
    for header in ({"kid": kid}, {}):
        inner = applicant.signer.sign(applicant.claims())
        accepted(applicant, signed_in, sealed(inner, key, algorithm, encryption, **header))


def test_a_key_for_encryption_does_not_verify(server, signed_in):
    signer = Signer("RS256")
    applicant = Applicant(server, "RS256", jwks={"keys": [{**signer.jwk, "use": "enc", "alg": "RSA-OAEP-256"}]})
    refused(applicant, signed_in, signer.sign(applicant.claims()))


def test_an_unsigned_one_is_taken_only_from_a_client_that_said_so(server, signed_in):
    silent = Applicant(server, "ES256")
    refused(silent, signed_in, unsigned("none")(silent, None))
    candid = Applicant(server, "ES256", request_object_signing_alg="none")
    accepted(candid, signed_in, unsigned("none")(candid, None))


WEAK = {
    "RSA of 1024 bits": lambda: RSAKey.generate_key(1024, {"kid": "k"}, auto_kid=False).as_dict(private=False),
    "a private key": lambda: Signer("ES256").key.as_dict(private=True),
    "a symmetric key": lambda: {"kty": "oct", "kid": "k", "k": b64(b"0" * 32)},
    "a point off the curve": lambda: {**Signer("ES256").jwk, "x": b64(b"\1" * 32)},
    "ML-DSA-65, too short": lambda: {**Signer("ML-DSA-65").jwk, "pub": b64(b"\1" * 1951)},
}


@pytest.mark.parametrize("kind", WEAK)
def test_a_bad_key_is_refused_at_registration(server, kind):
    metadata = json.dumps({"jwks": {"keys": [WEAK[kind]()]}})
    redirect = ("--redirect-uri", "https://app.example.com/callback")
    server.commands.refused("client", "add", "--name", "Weak", *redirect, "--metadata", metadata)
