"""A client that authenticates with a key of its own (RFC 7523 §2.2): registered with the command, signing with joserfc."""

import json
import secrets
import time

from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def make_key(algorithm, kid="client-key-1"):
    parameters = {"kid": kid, "alg": algorithm, "use": "sig"}
    if algorithm.startswith(("RS", "PS")):
        return RSAKey.generate_key(2048, parameters)
    if algorithm == "EdDSA":
        return OKPKey.generate_key("Ed25519", parameters)
    return ECKey.generate_key("P-384" if algorithm == "ES384" else "P-256", parameters)


def public_set(*keys):
    """The public halves as a JWK Set, in JSON."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


class KeyedApplication:
    """Knows its private key, and signs assertions for one server."""

    def __init__(self, server, client_id, key, algorithm):
        self.server = server
        self.client_id = client_id
        self.key = key
        self.algorithm = algorithm

    @classmethod
    def register(cls, server, directory, *flags, algorithm="ES256", jwks_uri=None, key=None, **options):
        key = key or make_key(algorithm)
        if jwks_uri:
            where = ("--jwks-uri", jwks_uri)
        else:
            path = directory / f"keys-{secrets.token_hex(4)}.json"
            path.write_text(public_set(key))
            where = ("--jwks", path)
        added = server.add_client("--auth-method", "private_key_jwt", *where, *flags, **options)
        assert added.client_secret is None, "no secret is made"
        return cls(server, added.client_id, key, algorithm)

    def claims(self, **changes):
        now = int(time.time())
        usual = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.server.issuer,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(12),
        }
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def assertion(self, header=None, key=None, **changes):
        fields = {"alg": self.algorithm, "kid": self.key.kid, "typ": "client-authentication+jwt", **(header or {})}
        fields = {name: value for name, value in fields.items() if value is not None}
        return jwt.encode(fields, self.claims(**changes), key or self.key, algorithms=[fields["alg"]])

    def proof(self, assertion=None, **changes):
        """The fields of a request that authenticate the client."""
        return {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(**changes),
        }

    def client_credentials(self, proof=None, encoding="form", **fields):
        fields = {"grant_type": "client_credentials", **(proof or self.proof()), **fields}
        return self.server.token(fields, encoding)
