"""Somebody else's identity provider: keys, and assertions signed with them (RFC 7523)."""

import json
import secrets
import time

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey


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
