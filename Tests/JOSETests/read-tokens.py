"""Reads our tokens with code that is not ours (joserfc; cryptography for ML-DSA). The reverse of make-vectors.py.

In comes one JSON object: {"signed": [{"token", "key"}], "encrypted": [{"token", "key"}]}, the keys as JWKs. Out goes a line
for each token, in order: what it says, if the signature is good or the key opens it, else `refused` and why.
"""

import base64
import json
import sys
import warnings

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key

warnings.simplefilter("ignore")

SIGNED_BY = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
ENCRYPTED_BY = [
    *("RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"),
    *("A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"),
]


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(token, key):
    if key["kty"] != "AKP":
        return jws.deserialize_compact(token, import_key(key), algorithms=SIGNED_BY).payload
    start, _, signature = token.rpartition(".")
    header, _, payload = start.partition(".")
    assert json.loads(decode(header))["alg"] == key["alg"] == "ML-DSA-65"
    MLDSA65PublicKey.from_public_bytes(decode(key["pub"])).verify(decode(signature), start.encode())
    return decode(payload)


def opened(token, key):
    return jwe.decrypt_compact(token, import_key(key), algorithms=ENCRYPTED_BY).plaintext


tokens = json.load(sys.stdin)
for read, kind in ((verified, "signed"), (opened, "encrypted")):
    for entry in tokens[kind]:
        try:
            print(read(entry["token"], entry["key"]).decode())
        except (JoseError, InvalidSignature, ValueError, AssertionError) as error:
            print("refused", type(error).__name__, error)
