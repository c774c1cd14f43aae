"""Requests as JWTs of the client, by value and by reference (OpenID Connect Core §6, RFC 9101)."""

import json
import time

import pytest

from cardea.browser import Callback
from cardea.jose import Signer
from cardea.tokens import unverified


@pytest.fixture(scope="module")
def server_options(listener):
    return {"config": f"outbound:\n  allow: ['{listener.place}']\n"}


@pytest.fixture(scope="module")
def signer():
    return Signer("ES256")


@pytest.fixture(scope="module")
def client(server, signer, listener):
    metadata = {"jwks": signer.jwks, "request_uris": [listener.url("/request.jwt")]}
    return server.add_client(name="Signs its requests", metadata=metadata)


def claims(client, **changes):
    """A good request as claims; None leaves one out."""
    usual = {
        "iss": client.client_id,
        "aud": client.server.issuer,
        "exp": int(time.time()) + 120,
        "client_id": client.client_id,
        "response_type": "code",
        "redirect_uri": client.redirect_uri,
        "scope": "openid",
        "state": "inner",
        "nonce": "inner nonce",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def publish(listener, text, path="/request.jwt"):
    listener.documents[path] = ("application/oauth-authz-req+jwt", text.encode())


def identity(client, end):
    """The claims of the ID token that came of it."""
    assert isinstance(end, Callback) and end.code, f"no code: {end}"
    answer = client.redeem(end.code)
    assert answer.status_code == 200, answer.text
    return unverified(answer.json()["id_token"])[1]


class TestByValue:
    def test_what_the_object_says_supersedes_the_rest(self, client, signer, signed_in):
        """§6.1, the redirect URI included: the outer one is not even registered."""
        request = signer.sign(claims(client))
        end = client.authorize(
            signed_in,
            scope="openid email",
            state="outer",
            nonce="outer nonce",
            redirect_uri="https://not-registered.example.com/",
            request=request,
        )
        assert end.target == client.redirect_uri and end.parameters["state"] == "inner"
        assert identity(client, end)["nonce"] == "inner nonce"


class TestByReference:
    def test_the_object_is_what_lies_there_now(self, client, signer, listener, signed_in):
        reference = {"scope": "openid", "state": "outer", "request_uri": listener.url("/request.jwt")}
        for nonce in ("first", "second"):
            publish(listener, signer.sign(claims(client, nonce=nonce)) + "\n")
            assert identity(client, client.authorize(signed_in, **reference))["nonce"] == nonce

    def test_plain_http_and_private_addresses_need_leave(self, start, signer, listener):
        """Without `outbound.allow`, not even what is registered."""
        server = start()
        uri = listener.url("/request.jwt")
        client = server.add_client(metadata={"jwks": signer.jwks, "request_uris": [uri]})
        publish(listener, signer.sign(claims(client)))
        before = len(listener.requests)
        answer = server.get("/oauth", params=client.authorization_parameters(request_uri=uri), allow_redirects=False)
        assert "error=invalid_request_uri" in answer.headers["Location"]
        assert len(listener.requests) == before


class TestPublishedKeys:
    """`jwks_uri`"""

    def test_a_new_key_is_found_at_once(self, server, listener, signed_in):
        client = server.add_client("--jwks-uri", listener.url("/keys"), name="Rotates")
        for kid in ("key-1", "key-2", "key-3"):
            signer = Signer("ES256", kid)
            listener.documents["/keys"] = ("application/json", json.dumps(signer.jwks).encode())
            request = signer.sign(claims(client))
            assert client.authorize(signed_in, scope="openid", request=request).code

    def test_keys_from_a_file_take_the_place_of_an_address(self, server, signer, tmp_path, signed_in, listener):
        client = server.add_client("--jwks-uri", listener.url("/no-keys"), name="Moves")
        file = tmp_path / "keys.json"
        file.write_text(json.dumps(signer.jwks))
        shown = server.commands.json("client", "update", client.client_id, "--jwks", file)
        assert shown["jwks"] == signer.jwks and "jwks_uri" not in shown
