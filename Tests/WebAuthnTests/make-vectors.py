"""Writes SpecificationVectors.swift and ForeignVectors.swift: ceremonies that code made which is not ours.

    python make-vectors.py SDIST

SDIST is the unpacked sdist of `webauthn` (py_webauthn) 3.0.1 from PyPI, whose tests hold what real authenticators and
browsers said. The vectors of WebAuthn Level 3 §16 are made anew as the specification says they were made: all chance is
HKDF-SHA-256 of the words `WebAuthn test vectors`, ECDSA is deterministic. The signatures that result must begin as the
published ones do. Needs the package `cryptography`. The files are checked in, so that the Swift tests need no Python.
"""

import base64
import json
import re
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = Path(__file__).parent
RP = sha256(b"example.org").digest()


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def text(value, indent=8):
    """A Swift literal of several lines that is one line."""
    lines = [value[at : at + 100] for at in range(0, len(value), 100)]
    space = " " * indent
    joined = f"\\#\n{space}".join(lines)
    return f'#"""\n{space}{joined}\n{space}"""#'


def compact(value):
    return json.dumps(value, separators=(",", ":"))


# MARK: WebAuthn Level 3 §16


def cbor(value):
    """As much CBOR as these need."""

    def head(kind, number):
        if number < 24:
            return bytes([kind << 5 | number])
        size = 1 if number < 256 else 2
        return bytes([kind << 5 | 23 + size]) + number.to_bytes(size, "big")

    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


class Chance:
    def __init__(self, info):
        self.info, self.salt = info, 0

    def octets(self, count):
        salt = bytes([self.salt])
        self.salt += 1
        return HKDF(hashes.SHA256(), count, salt, self.info.encode()).derive(b"WebAuthn test vectors")


def client_data(chance, kind, challenge, more):
    data = {"type": kind, "challenge": encode(challenge), "origin": "https://example.org", "crossOrigin": False}
    data.update(more)
    if chance.octets(1)[0] & 1:
        said = "clientDataJSON may be extended with additional fields in the future, such as this: "
        data["extraData"] = said + encode(chance.octets(16))
    return compact(data).encode()


def ecdsa(chance):
    key = ec.derive_private_key(int.from_bytes(chance.octets(32), "big"), ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    return cose, lambda signed: key.sign(signed, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def eddsa(chance):
    key = ed25519.Ed25519PrivateKey.from_private_bytes(chance.octets(32))
    return {1: 1, 3: -8, -1: 6, -2: key.public_key().public_bytes_raw()}, key.sign


def rs256(chance):
    p, q, e = 2**1279 - 1, 2**2203 - 1, 65537
    d = rsa.rsa_recover_private_exponent(e, p, q)
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), rsa.RSAPublicNumbers(e, p * q)
    )
    key = numbers.private_key()
    cose = {1: 3, 3: -257, -1: (p * q).to_bytes(436, "big"), -2: b"\x01\x00\x01"}
    return cose, lambda signed: key.sign(signed, padding.PKCS1v15(), hashes.SHA256())


def specified(info, make_key, published, id_length=32, skipped=0, more={}):
    """`skipped`: how many draws the attestation took, which we leave out: it is `none` in each of ours."""
    chance = Chance(info)
    challenge = chance.octets(32)
    cose, sign = make_key(chance)
    created = client_data(chance, "webauthn.create", challenge, more)
    aaguid, identity = chance.octets(16), chance.octets(id_length)
    flags = chance.octets(1)[0] & 0x1C
    flags &= 0x1C if flags & 0x08 else 0x04
    data = RP + bytes([flags | 0x41]) + bytes(4) + aaguid + len(identity).to_bytes(2, "big") + identity + cbor(cose)
    attestation = cbor({"fmt": "none", "attStmt": {}, "authData": data})
    for _ in range(skipped):
        chance.octets(1)
    asked = chance.octets(32)
    got = client_data(chance, "webauthn.get", asked, more)
    later = chance.octets(1)[0] & 0x14
    later &= 0x14 if flags & 0x08 else 0x04
    said = RP + bytes([later | flags & 0x08 | 0x01]) + bytes(4)
    signature = sign(said + sha256(got).digest())
    assert signature.hex().startswith(published), f"{info} is not as published: {signature.hex()}"
    common = {"id": encode(identity), "rawId": encode(identity), "type": "public-key", "clientExtensionResults": {}}
    registration = common | {"response": {"clientDataJSON": encode(created), "attestationObject": encode(attestation)}}
    authentication = common | {
        "response": {
            "authenticatorData": encode(said),
            "clientDataJSON": encode(got),
            "signature": encode(signature),
        }
    }
    return info, challenge, compact(registration), asked, compact(authentication)


SPECIFIED = [
    specified("none.ES256", ecdsa, "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38"),
    specified("none.ES256.long-credential-id", ecdsa, "30", id_length=1023),
    specified("packed.EdDSA", eddsa, "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cf", skipped=2),
    specified("packed.RS256", rs256, "01063d52d7c39b4d432fc7063c5d93e582bdcb16889cd71f888d67d880ea730a", skipped=2),
    specified(
        "none.ES256.crossOrigin",
        ecdsa,
        "3046022100eb12fcf23b12764c0f122e22371fab92e283879fd798f38ee1841c951b6e40e7",
        more={"crossOrigin": True},
    ),
    specified(
        "none.ES256.topOrigin",
        ecdsa,
        "3045022100b5a70c81780d5fcc9a4f2ae9caae99058f8accaf58b91fb59329646c28ac6ffc",
        more={"crossOrigin": True, "topOrigin": "https://example.com"},
    ),
]

lines = [
    "// Written by make-vectors.py.",
    "",
    "/// The test vectors of WebAuthn Level 3 §16, for `example.org`; the attestation of each is `none`.",
    "enum SpecificationVectors {",
    "    /// A registration and a use of what was registered, with the challenges of both in base64url.",
    "    struct Vector: Sendable {",
    "        let name: String",
    "        let registrationChallenge: String",
    "        let registration: String",
    "        let authenticationChallenge: String",
    "        let authentication: String",
    "    }",
    "",
    "    static let all = [",
]
for info, challenge, registration, asked, authentication in SPECIFIED:
    lines += [
        "        Vector(",
        f'            name: "{info}",',
        f'            registrationChallenge: "{encode(challenge)}",',
        f"            registration: {text(registration, 16)},",
        f'            authenticationChallenge: "{encode(asked)}",',
        f"            authentication: {text(authentication, 16)}),",
    ]
lines += ["    ]", "}"]
(HERE / "SpecificationVectors.swift").write_text("\n".join(lines) + "\n")


# MARK: py_webauthn


def foreign(file, test):
    source = (Path(sys.argv[1]) / "tests" / f"{file}.py").read_text()
    body = re.search(rf"def {test}\(.*?(?=\n    def |\Z)", source, re.DOTALL).group(0)
    credential = json.loads(re.search(r'credential = """(.*?)"""', body, re.DOTALL).group(1))
    # Some of them come from scripts that wrote base64, with padding, which we refuse.
    for name, value in credential["response"].items():
        credential["response"][name] = value.rstrip("=").replace("+", "-").replace("/", "_")
    find = lambda pattern: (re.search(pattern, body, re.DOTALL) or [None, None])[1]
    return {
        "name": test,
        "relyingParty": find(r'rp_id = "(.*?)"'),
        "origin": find(r'expected_origin = "(.*?)"'),
        "challenge": find(r'challenge = base64url_to_bytes\(\s*"(.*?)=*"\s*\)'),
        "publicKey": find(r'credential_public_key = base64url_to_bytes\(\s*"(.*?)"\s*\)'),
        "response": compact(credential),
    }


REGISTRATIONS = [
    foreign("test_verify_registration_response", "test_verifies_none_attestation_response"),
    foreign("test_verify_registration_response_packed", "test_verify_attestation_from_yubikey_firefox"),
    foreign("test_verify_registration_response_packed", "test_verify_attestation_with_okp_public_key"),
    foreign("test_verify_registration_response_apple", "test_verify_attestation_apple_passkey"),
    foreign("test_verify_registration_response_fido_u2f", "test_verify_attestation_from_yubikey_firefox"),
    foreign("test_verify_registration_response_tpm", "test_verify_attestation_surface_pro_4"),
    foreign("test_verify_registration_response_tpm", "test_verify_tpm_with_ecc_public_area_type"),
    foreign("test_verify_registration_response_android_key", "test_verify_attestation_android_key_hardware_authority"),
]
AUTHENTICATIONS = [
    foreign("test_verify_authentication_response", "test_verify_authentication_response_with_EC2_public_key"),
    foreign("test_verify_authentication_response", "test_verify_authentication_response_with_RSA_public_key"),
]


def swift(vector):
    result = ["        Vector("]
    result += [f'            name: "{vector["name"]}",']
    for name in ("relyingParty", "origin"):
        assert vector[name], vector
        result += [f'            {name}: "{vector[name]}",']
    result += [f"            challenge: {text(vector['challenge'], 16)},"]
    key = text(vector["publicKey"], 16) if vector["publicKey"] else '""'
    result += [f"            publicKey: {key},", f"            response: {text(vector['response'], 16)}),"]
    return result


lines = [
    "// Written by make-vectors.py.",
    "",
    "/// What real authenticators and browsers said, from the tests of py_webauthn 3.0.1 (BSD 3-Clause,",
    "/// Copyright (c) 2017-2021 Duo Security, Inc. All rights reserved).",
    "enum ForeignVectors {",
    "    /// The challenge and the public key, which only uses have, are in base64url.",
    "    struct Vector: Sendable {",
    "        let name: String",
    "        let relyingParty: String",
    "        let origin: String",
    "        let challenge: String",
    "        let publicKey: String",
    "        let response: String",
    "    }",
    "",
    "    static let registrations = [",
]
for vector in REGISTRATIONS:
    lines += swift(vector)
lines += ["    ]", "", "    static let authentications = ["]
for vector in AUTHENTICATIONS:
    lines += swift(vector)
lines += ["    ]", "}"]
(HERE / "ForeignVectors.swift").write_text("\n".join(lines) + "\n")
