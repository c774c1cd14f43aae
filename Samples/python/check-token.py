"""What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.

Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.
The standard library cannot verify signatures: this needs PyJWT, by `pip install "pyjwt[crypto]"` or Debian's python3-jwt.
"""

import json
import os
import sys
import urllib.request

import jwt

ISSUER = os.environ["ISSUER"]
AUDIENCE = os.environ["AUDIENCE"]

with urllib.request.urlopen(f"{ISSUER}/.well-known/openid-configuration", timeout=10) as answer:
    metadata = json.load(answer)
keys = jwt.PyJWKClient(metadata["jwks_uri"])  # keep it: it fetches the keys again when they have changed


def claims_of(token):
    """What a good token says; raises jwt.PyJWTError for any other."""
    if jwt.get_unverified_header(token).get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("this is not an access token")
    return jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["ES256"],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": ["exp", "iss", "aud", "sub"]},
    )


try:
    print(json.dumps(claims_of(sys.stdin.read().strip())))
except jwt.PyJWTError as problem:
    sys.exit(f"invalid_token: {problem}")
