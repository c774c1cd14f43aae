"""Somebody else's identity provider: keys, and assertions signed with them (RFC 7523)."""

import hashlib
import hmac
import json
import secrets
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from .tokens import b64


class TrustedIssuer:
    """Signs assertions for people; its public keys go into a file or onto a site."""

    def __init__(self, name, algorithm="ES256", kid="key-1"):
        self.name = name
        self.algorithm = algorithm
        parameters = {"kid": kid, "alg": algorithm, "use": "sig"}
        if algorithm.startswith("RS"):
            self.key = RSAKey.generate_key(2048, parameters)
        else:
            self.key = ECKey.generate_key("P-256", parameters)

    @property
    def jwks(self):
        """The public keys as a JWK set, in JSON."""
        return json.dumps({"keys": [self.key.as_dict(private=False)]})

    def claims(self, audience, subject, **changes):
        """A good set of claims with `changes` on top; None leaves a claim out."""
        now = int(time.time())
        usual = {
            "iss": self.name,
            "sub": subject,
            "aud": audience,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_urlsafe(12),
        }
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def sign(self, claims, **header):
        fields = {"alg": self.algorithm, "kid": self.key.kid, "typ": "JWT", **header}
        return jwt.encode(
            {k: v for k, v in fields.items() if v is not None}, claims, self.key, algorithms=[self.algorithm]
        )

    def assertion(self, audience, subject, **changes):
        return self.sign(self.claims(audience, subject, **changes))

    def sign_es256(self, claims, **header):
        """A good ES256 signature (RFC 7518 §3.4) under headers or claims that a library would refuse to write."""
        fields = {"alg": "ES256", "kid": self.key.kid, **header}
        claims = claims if isinstance(claims, str) else json.dumps(claims)
        signed = f"{b64(json.dumps(fields).encode())}.{b64(claims.encode())}"
        r, s = decode_dss_signature(self.key.private_key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def unsigned(self, claims):
        """`alg` none, RFC 7519 §6."""
        return f"{b64(json.dumps({'alg': 'none'}).encode())}.{b64(json.dumps(claims).encode())}."

    def signed_with_the_public_key(self, claims):
        """HS256 with the published key as its secret: the old confusion of algorithms."""
        signed = f"{b64(json.dumps({'alg': 'HS256', 'kid': self.key.kid}).encode())}.{b64(json.dumps(claims).encode())}"
        secret = self.key.as_pem(private=False)
        return f"{signed}.{b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"
