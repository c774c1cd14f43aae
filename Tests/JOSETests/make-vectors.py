"""Writes IndependentVectors.swift: keys and tokens made by code that is not ours (joserfc; cryptography for ML-DSA).

    .venv/bin/python Tests/JOSETests/make-vectors.py > Tests/JOSETests/IndependentVectors.swift

Each run makes other keys. The file is checked in, so that the Swift tests need no Python.
"""

import base64
import json

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

PAYLOAD = b'{"iss":"https://issuer.example","sub":"8"}'


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def signed(algorithm, key):
    token = jws.serialize_compact({"alg": algorithm, "kid": "vector"}, PAYLOAD, key, algorithms=[algorithm])
    return algorithm, token, key.as_dict(private=False)


def signed_with_ml_dsa():
    key = MLDSA65PrivateKey.generate()
    header = encode(json.dumps({"alg": "ML-DSA-65", "kid": "vector"}).encode())
    start = f"{header}.{encode(PAYLOAD)}"
    public = {"kty": "AKP", "alg": "ML-DSA-65", "pub": encode(key.public_key().public_bytes_raw())}
    return "ML-DSA-65", f"{start}.{encode(key.sign(start.encode()))}", public


def encrypted(algorithm, encryption, key, more={}):
    header = {"alg": algorithm, "enc": encryption, "kid": "vector", "cty": "JWT", **more}
    return jwe.encrypt_compact(header, PAYLOAD, key, algorithms=[algorithm, encryption])


def text(value, indent):
    """A Swift literal of several lines that is one line."""
    lines = [value[at : at + 100] for at in range(0, len(value), 100)]
    space = " " * indent
    joined = f"\\#\n{space}".join(lines)
    return f'#"""\n{space}{joined}\n{space}"""#'


SIGNERS = [
    signed("RS256", RSAKey.generate_key(2048)),
    signed("PS256", RSAKey.generate_key(2048)),
    signed("ES256", ECKey.generate_key("P-256")),
    signed("ES384", ECKey.generate_key("P-384")),
    signed("EdDSA", OKPKey.generate_key("Ed25519")),
    signed_with_ml_dsa(),
]
ENCRYPTING = [
    ("RSA-OAEP", "A128CBC-HS256"),
    ("RSA-OAEP", "A256GCM"),
    ("RSA-OAEP-256", "A256CBC-HS512"),
    ("RSA-OAEP-256", "A128GCM"),
]
AGREEING = [
    ("ECDH-ES", "A256CBC-HS512"),
    ("ECDH-ES", "A128GCM"),
    ("ECDH-ES+A128KW", "A128CBC-HS256"),
    ("ECDH-ES+A256KW", "A256GCM"),
]
READERS = [
    ("rsa", ENCRYPTING, RSAKey.generate_key(2048)),
    ("p256", AGREEING, ECKey.generate_key("P-256")),
    ("p384", AGREEING, ECKey.generate_key("P-384")),
    ("p521", AGREEING, ECKey.generate_key("P-521")),
    ("x25519", AGREEING, OKPKey.generate_key("X25519")),
]
PARTIES = {"apu": encode(b"Alice"), "apv": encode(b"Bob")}

print("// Written by make-vectors.py: joserfc and cryptography made what is here.")
print()
print("/// Keys and tokens that code made which is not ours. All say `payload`.")
print("enum IndependentVectors {")
print("    static let payload = ", text(PAYLOAD.decode(), 8), sep="")
print()
print("    /// `alg`, the token, the public JWK.")
print("    static let signed: [(algorithm: String, token: String, key: String)] = [")
for algorithm, token, key in SIGNERS:
    key = json.dumps(key, separators=(",", ":"))
    print(f'        (\n            "{algorithm}",\n            {text(token, 12)},\n            {text(key, 12)}\n        ),')
print("    ]")
print()
print("    /// The private JWK, the tokens encrypted to its public half by every algorithm of ours for such keys.")
print("    static let encrypted: [(reader: String, key: String, tokens: [String])] = [")
for name, algorithms, key in READERS:
    tokens = [encrypted(algorithm, encryption, key) for algorithm, encryption in algorithms]
    if name == "p256":
        tokens += [encrypted(algorithm, encryption, key, PARTIES) for algorithm, encryption in algorithms[1:3]]
    key = json.dumps(key.as_dict(private=True), separators=(",", ":"))
    print(f'        (\n            "{name}",\n            {text(key, 12)},')
    print("            [")
    for token in tokens:
        print(f"                {text(token, 16)},")
    print("            ]\n        ),")
print("    ]")
print("}")
