"""JOSE by other people's code: joserfc, and `cryptography` itself for ML-DSA-65, which joserfc does not know yet."""

import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from joserfc import jwe, jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from .tokens import b64, unb64, unverified

SIGNATURES = ("RS256", "PS256", "ES256", "ES384", "EdDSA", "ML-DSA-65")


class MLDSAKey:
    """An ML-DSA-65 key as RFC 9964 writes it in a JWK: `kty` AKP, `pub`, and privately a seed."""

    def __init__(self, kid):
        self.private = MLDSA65PrivateKey.generate()
        self.kid = kid

    def as_dict(self, private=False):
        public = self.private.public_key().public_bytes_raw()
        members = {"kty": "AKP", "alg": "ML-DSA-65", "use": "sig", "kid": self.kid, "pub": b64(public)}
        return {**members, "priv": b64(self.private.private_bytes_raw())} if private else members


class Signer:
    """A client's own key of one algorithm: publishes its public half and signs whatever it is given."""

    def __init__(self, algorithm, kid="key-1"):
        self.algorithm = algorithm
        self.kid = kid
        members = {"kid": kid, "alg": algorithm, "use": "sig"}
        match algorithm:
            case "RS256" | "PS256":
                self.key = RSAKey.generate_key(2048, members)
            case "ES256":
                self.key = ECKey.generate_key("P-256", members)
            case "ES384":
                self.key = ECKey.generate_key("P-384", members)
            case "EdDSA":
                self.key = OKPKey.generate_key("Ed25519", members)
            case "ML-DSA-65":
                self.key = MLDSAKey(kid)

    @property
    def jwk(self):
        return self.key.as_dict(private=False)

    @property
    def jwks(self):
        return {"keys": [self.jwk]}

    def signature(self, octets):
        if self.algorithm == "ML-DSA-65":
            return self.key.private.sign(octets)
        return jws.JWSRegistry.algorithms[self.algorithm].sign(octets, self.key)

    def sign(self, claims, **header):
        """A compact JWS; a header parameter of None is left out."""
        usual = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **header}
        return self.sign_text(json.dumps({k: v for k, v in usual.items() if v is not None}), json.dumps(claims))

    def sign_text(self, header, payload):
        """A compact JWS of exactly this header and payload, which need not be JSON that any library would write."""
        return self.sign_segments(b64(header.encode()), b64(payload.encode()))

    def sign_segments(self, header, payload):
        """A compact JWS of exactly these segments, which need not be base64url that any library would write."""
        content = f"{header}.{payload}"
        return f"{content}.{b64(self.signature(content.encode()))}"


def published_key(jwks, kid):
    """The one published key of this id, without a private member."""
    matching = [key for key in jwks["keys"] if key.get("kid") == kid]
    assert len(matching) == 1, f"{len(matching)} keys named {kid} in {[key.get('kid') for key in jwks['keys']]}"
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} & matching[0].keys()
    return matching[0]


def verify(token, jwks, algorithm):
    """The header and claims of a JWS that the published key named in its header verifies, by exactly this algorithm."""
    header, claims = unverified(token)
    assert header["alg"] == algorithm, header
    key = published_key(jwks, header["kid"])
    assert key["alg"] == algorithm and key["use"] == "sig", key
    content, _, signature = token.rpartition(".")
    if algorithm == "ML-DSA-65":
        assert key["kty"] == "AKP"
        try:
            MLDSA65PublicKey.from_public_bytes(unb64(key["pub"])).verify(unb64(signature), content.encode())
        except InvalidSignature as error:
            raise BadSignatureError() from error
        return header, claims
    verified = jws.deserialize_compact(token, import_key(key), algorithms=[algorithm])
    return header, json.loads(verified.payload)


def decrypt(token, key, algorithm, encryption):
    """The header of a compact JWE and what is in it, decrypted by exactly these two algorithms."""
    decrypted = jwe.decrypt_compact(token, key, algorithms=[algorithm, encryption])
    assert (decrypted.protected["alg"], decrypted.protected["enc"]) == (algorithm, encryption)
    return decrypted.protected, decrypted.plaintext.decode()
