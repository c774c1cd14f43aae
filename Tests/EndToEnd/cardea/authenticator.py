"""An authenticator of our own, out of the parts of PyPI's `fido2`: it says whatever a test wants, as no browser would."""

import hashlib
import os
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2.cose import ES256, RS256, EdDSA
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


class Authenticator:
    """One passkey for one server."""

    def __init__(self, server, algorithm=-7, synced=False):
        self.origin = server.issuer
        self.rp_id = urlsplit(server.issuer).hostname
        self.id = os.urandom(32)
        self.algorithm = algorithm
        self.flags = FLAG.UP | FLAG.UV | (FLAG.BE | FLAG.BS if synced else FLAG(0))
        self.count = 0
        self.handle = None
        if algorithm == -7:
            self.key = ec.generate_private_key(ec.SECP256R1())
            self.public = ES256.from_cryptography_key(self.key.public_key())
        elif algorithm == -8:
            self.key = ed25519.Ed25519PrivateKey.generate()
            self.public = EdDSA.from_cryptography_key(self.key.public_key())
        else:
            self.key = rsa.generate_private_key(65537, 2048)
            self.public = RS256.from_cryptography_key(self.key.public_key())

    def sign(self, octets):
        if self.algorithm == -7:
            return self.key.sign(octets, ec.ECDSA(hashes.SHA256()))
        if self.algorithm == -8:
            return self.key.sign(octets)
        return self.key.sign(octets, padding.PKCS1v15(), hashes.SHA256())

    def client_data(self, kind, asked, change):
        said = {"type": kind, "challenge": asked, "origin": self.origin, "cross_origin": False, **change}
        return CollectedClientData.create(**said)

    def data(self, credential=b"", flags=None, rp_id=None, count=None, extra=b""):
        digest = hashlib.sha256((rp_id or self.rp_id).encode()).digest()
        flags = self.flags if flags is None else flags
        made = AuthenticatorData.create(digest, flags, self.count if count is None else count, credential)
        return AuthenticatorData(bytes(made)) if not extra else bytes(made) + extra

    def registration(self, options, public=None, client=None, **change):
        """`RegistrationResponseJSON` for these options."""
        self.handle = websafe_decode(options["user"]["id"])
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public or self.public)
        flags = change.pop("flags", self.flags) | FLAG.AT
        attestation = AttestationObject.create("none", self.data(credential, flags=flags, **change), {})
        client_data = self.client_data("webauthn.create", options["challenge"], client or {})
        return {
            "id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(client_data), "attestationObject": websafe_encode(bytes(attestation)),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        }  # fmt: skip

    def authentication(self, options, client=None, handle=None, signature=None, **change):
        """`AuthenticationResponseJSON` for these options."""
        client_data = self.client_data("webauthn.get", options["challenge"], client or {})
        data = bytes(self.data(**change))
        signed = signature or self.sign(data + hashlib.sha256(client_data).digest())
        return {
            "id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(client_data), "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signed), "userHandle": websafe_encode(handle or self.handle),
            },
            "clientExtensionResults": {},
        }  # fmt: skip


def ask(browser, path, body):
    """What the script of the pages sends."""
    return browser.session.post(
        f"{browser.server.issuer}{path}", json=body, timeout=30, headers={"Origin": browser.server.issuer}
    )
