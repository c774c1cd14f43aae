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


def refused(end, error, state="outer"):
    assert isinstance(end, Callback), f"not sent back: {end}"
    assert (end.error, end.code, end.parameters.get("state")) == (error, None, state), end


def publish(listener, text, path="/request.jwt"):
    listener.documents[path] = ("application/oauth-authz-req+jwt", text.encode())


def identity(client, end):
    """The claims of the ID token that came of it."""
    assert isinstance(end, Callback) and end.code, f"no code: {end}"
    answer = client.redeem(end.code)
    assert answer.status_code == 200, answer.text
    return unverified(answer.json()["id_token"])[1]


def test_the_metadata_says_what_is_taken(server):
    metadata = server.get("/.well-known/openid-configuration").json()
    assert metadata["request_parameter_supported"] is True
    assert metadata["request_uri_parameter_supported"] is True
    assert metadata["require_request_uri_registration"] is True
    algorithms = metadata["request_object_signing_alg_values_supported"]
    assert set(algorithms) == {"RS256", "PS256", "ES256", "ES384", "EdDSA", "ML-DSA-65"}


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

    def test_what_the_object_leaves_open_is_taken_from_outside(self, client, signer, signed_in):
        request = signer.sign(claims(client, nonce=None, state=None))
        end = client.authorize(signed_in, scope="openid", state="outer", nonce="outer nonce", request=request)
        assert end.parameters["state"] == "outer"
        assert identity(client, end)["nonce"] == "outer nonce"

    def test_numbers_and_objects_are_what_a_query_would_have(self, client, signer, browser):
        wish = {"id_token": {"auth_time": {"essential": True}, "email": None}}
        request = signer.sign(claims(client, max_age=3600, claims=wish, scope="openid email"))
        token = identity(client, client.authorize(browser, scope="openid", request=request))
        assert abs(token["auth_time"] - time.time()) < 60
        assert token["email"]

    def test_by_post(self, client, signer, signed_in):
        fields = client.authorization_parameters(scope="openid", request=signer.sign(claims(client)))
        end = signed_in.walk(signed_in.open("/oauth", "POST", fields))
        assert end.parameters["state"] == "inner" and end.code

    @pytest.mark.parametrize(("name", "value"), [("response_type", "token"), ("client_id", "somebody-else")])
    def test_what_stands_twice_must_be_the_same(self, client, signer, signed_in, name, value):
        request = signer.sign(claims(client, **{name: value}))
        refused(client.authorize(signed_in, state="outer", request=request), "invalid_request_object")

    def test_errors_behind_the_object_are_answered_as_it_says(self, client, signer, signed_in):
        request = signer.sign(claims(client, prompt="none login"))
        refused(client.authorize(signed_in, state="outer", request=request), "invalid_request", state="inner")

    def test_a_refused_object_leads_nowhere_that_is_not_registered(self, client, signer, signed_in):
        elsewhere = "https://evil.example.com/"
        for request, outer in (
            (signer.sign(claims(client, redirect_uri=elsewhere)), client.redirect_uri),
            (Signer("ES256").sign(claims(client)), elsewhere),
        ):
            url = client.authorization_url(request=request, redirect_uri=outer)
            answer = signed_in.session.get(url, allow_redirects=False)
            assert answer.status_code == 400 and "Location" not in answer.headers


class TestByReference:
    def test_the_object_is_what_lies_there_now(self, client, signer, listener, signed_in):
        reference = {"scope": "openid", "state": "outer", "request_uri": listener.url("/request.jwt")}
        for nonce in ("first", "second"):
            publish(listener, signer.sign(claims(client, nonce=nonce)) + "\n")
            assert identity(client, client.authorize(signed_in, **reference))["nonce"] == nonce

    def test_a_fragment_is_for_caches(self, client, signer, listener, signed_in):
        publish(listener, signer.sign(claims(client)))
        end = client.authorize(signed_in, scope="openid", request_uri=listener.url("/request.jwt#hash"))
        assert end.code

    @pytest.mark.parametrize("path", ["/other.jwt", "/request.jwt?x", "/Request.jwt", "/request.jwt/", "//request.jwt"])
    def test_what_is_not_registered_is_never_fetched(self, client, signer, listener, signed_in, path):
        publish(listener, signer.sign(claims(client)), path)
        before = len(listener.requests)
        end = client.authorize(signed_in, state="outer", request_uri=listener.url(path))
        refused(end, "invalid_request_uri")
        assert len(listener.requests) == before

    def test_what_cannot_be_had(self, client, listener, signed_in):
        listener.documents.pop("/request.jwt", None)
        end = client.authorize(signed_in, state="outer", request_uri=listener.url("/request.jwt"))
        refused(end, "invalid_request_uri")
        assert "127.0.0.1" not in end.url

    def test_what_is_too_large(self, client, listener, signed_in):
        publish(listener, "a" * 70_000)
        end = client.authorize(signed_in, state="outer", request_uri=listener.url("/request.jwt"))
        refused(end, "invalid_request_uri")

    def test_not_both_at_once(self, client, signer, listener, signed_in):
        request = signer.sign(claims(client))
        end = client.authorize(
            signed_in, state="outer", request=request, request_uri=listener.url("/request.jwt")
        )
        refused(end, "invalid_request")

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


class TestOnlySigned:
    """`require_signed_request_object` (RFC 9101 §10.5)."""

    @pytest.fixture(scope="class")
    def strict(self, server, signer):
        return server.add_client(
            name="Strict", metadata={"jwks": signer.jwks, "require_signed_request_object": True}
        )

    def test_only_the_object_counts(self, strict, signer, signed_in):
        """RFC 9101 §6.3: what is added outside, or left out inside, is not there."""
        request = signer.sign(claims(strict, nonce=None))
        end = strict.authorize(
            signed_in, scope="openid", state="outer", nonce="added", prompt="none login", request=request
        )
        assert "nonce" not in identity(strict, end)

    def test_client_id_and_the_object_are_enough(self, strict, signer, signed_in):
        request = signer.sign(claims(strict))
        end = strict.authorize(signed_in, response_type=None, redirect_uri=None, request=request)
        assert end.code and end.parameters["state"] == "inner"

    def test_nothing_else_is_taken(self, strict, signed_in):
        refused(strict.authorize(signed_in, scope="openid", state="outer"), "invalid_request")


class TestPublishedKeys:
    """`jwks_uri`"""

    def test_a_new_key_is_found_at_once(self, server, listener, signed_in):
        client = server.add_client("--jwks-uri", listener.url("/keys"), name="Rotates")
        for kid in ("key-1", "key-2", "key-3"):
            signer = Signer("ES256", kid)
            listener.documents["/keys"] = ("application/json", json.dumps(signer.jwks).encode())
            request = signer.sign(claims(client))
            assert client.authorize(signed_in, scope="openid", request=request).code

    def test_keys_that_cannot_be_had_are_no_verdict(self, server, signer, listener, signed_in):
        client = server.add_client("--jwks-uri", listener.url("/no-keys"), name="Away")
        end = client.authorize(signed_in, state="outer", request=signer.sign(claims(client)))
        refused(end, "temporarily_unavailable")

    def test_keys_from_a_file_take_the_place_of_an_address(self, server, signer, tmp_path, signed_in, listener):
        client = server.add_client("--jwks-uri", listener.url("/no-keys"), name="Moves")
        file = tmp_path / "keys.json"
        file.write_text(json.dumps(signer.jwks))
        shown = server.commands.json("client", "update", client.client_id, "--jwks", file)
        assert shown["jwks"] == signer.jwks and "jwks_uri" not in shown
