"""Clients that authenticate with a key: `private_key_jwt` (RFC 7523 §2.2, OpenID Connect Core §9)."""

import json
import subprocess

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import RSAKey

from cardea.keyed import KeyedApplication, make_key, public_set
from cardea.site import Site
from cardea.tokens import assert_error, assert_tokens, b64, unverified
from cardea.waiting import eventually


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Where a client publishes its keys."""
    with Site({}) as site:
        yield site


@pytest.fixture(scope="module")
def server_options(keys):
    return {"config": f'outbound:\n  allow: ["127.0.0.1:{keys.port}"]\n'}


@pytest.fixture(scope="module")
def keyed(server, tmp_path_factory):
    return KeyedApplication.register(server, tmp_path_factory.mktemp("keys"), scope="openid profile email")


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_a_key_takes_the_place_of_a_secret(keyed, encoding):
    tokens = assert_tokens(keyed.client_credentials(encoding=encoding))
    assert unverified(tokens["access_token"])[1]["client_id"] == keyed.client_id
    assert_tokens(keyed.client_credentials(encoding=encoding, client_id=keyed.client_id))


def test_an_assertion_serves_once_even_over_a_crash(server, keyed):
    proof = keyed.proof()
    assert_tokens(keyed.client_credentials(proof))
    assert_error(keyed.client_credentials(proof), 401, "invalid_client")
    server.restart()
    assert_error(keyed.client_credentials(proof), 401, "invalid_client")
    assert_tokens(keyed.client_credentials())


def test_published_keys_are_followed_when_they_change(server, keys, tmp_path):
    first, second = make_key("ES256", "first"), make_key("ES256", "second")
    keys.pages["/keys"] = ("application/json", public_set(first).encode())
    application = KeyedApplication.register(server, tmp_path, jwks_uri=keys.url("/keys"), key=first)
    assert_tokens(application.client_credentials())
    fetched = len(keys.requested)
    for _ in range(3):
        assert_tokens(application.client_credentials())
    assert len(keys.requested) == fetched, "known keys are kept"
    keys.pages["/keys"] = ("application/json", public_set(second).encode())
    application.key = second
    assert_tokens(application.client_credentials())
    application.key = first
    assert_error(application.client_credentials(), 401, "invalid_client")


def test_the_commands(server, tmp_path):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [make_key("ES256").as_dict(private=True)]}))
    flags = ("--auth-method", "private_key_jwt", "--redirect-uri", "https://a.example/cb")
    assert "needs jwks or jwks_uri" in server.commands.refused("client", "add", *flags)
    flags += ("--jwks", path)
    assert "public keys only" in server.commands.refused("client", "add", *flags)
    path.write_text(public_set(make_key("ES256")))
    added = server.commands.json("client", "add", *flags)
    assert "client_secret" not in added and added["token_endpoint_auth_method"] == "private_key_jwt"
    assert "private_key_jwt" in server.commands.refused("client", "rotate-secret", added["client_id"])
    wrong = ("--metadata", json.dumps({"token_endpoint_auth_signing_alg": "RS256"}))
    assert "no key for RS256" in server.commands.refused("client", "update", added["client_id"], *wrong)


def test_a_client_gives_up_its_secret_for_a_key(server, tmp_path):
    application = server.add_client()
    assert_tokens(application.client_credentials())
    key, path = make_key("ES256"), tmp_path / "keys.json"
    path.write_text(public_set(key))
    flags = ("--auth-method", "private_key_jwt", "--jwks", path)
    server.commands.json("client", "update", application.client_id, *flags)
    keyed = KeyedApplication(server, application.client_id, key, "ES256")
    eventually(
        lambda: keyed.client_credentials().status_code == 200, within=1.5, because="a change is seen within a second"
    )
    assert_error(application.client_credentials(), 401, "invalid_client")


def test_authlib_authenticates_with_its_own_assertion(server, tmp_path):
    """Authlib, which nobody here wrote, makes the assertion: `typ` JWT, the token endpoint as `aud`."""
    application = KeyedApplication.register(server, tmp_path, algorithm="RS256")
    endpoint = f"{server.issuer}/v1/auth/oauthtoken"
    session = OAuth2Session(
        application.client_id,
        application.key.as_pem(private=True),
        token_endpoint_auth_method=PrivateKeyJWT(endpoint, headers={"kid": application.key.kid}),
    )
    session.trust_env = False
    for _ in range(2):
        token = session.fetch_token(endpoint, grant_type="client_credentials")
        assert token["token_type"] == "Bearer"


def openssl_key(directory):
    path = directory / "client.pem"
    command = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


def test_the_example_of_the_operations_manual(server, tmp_path):
    key = RSAKey.import_key(openssl_key(tmp_path).read_text(), {"kid": "2027-01", "alg": "RS256", "use": "sig"})
    application = KeyedApplication.register(server, tmp_path, algorithm="RS256", key=key, client_id="robot")
    assert_tokens(application.client_credentials())


def test_openssl_alone_is_enough(server, tmp_path):
    key = openssl_key(tmp_path)
    modulus = subprocess.run(
        ["openssl", "rsa", "-in", str(key), "-noout", "-modulus"], check=True, capture_output=True, text=True
    ).stdout.split("=")[1]
    jwk = {"kty": "RSA", "n": b64(bytes.fromhex(modulus)), "e": "AQAB", "alg": "RS256"}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [jwk]}))
    flags = ("--auth-method", "private_key_jwt", "--jwks", tmp_path / "keys.json")
    application = KeyedApplication(server, server.add_client(*flags).client_id, None, "RS256")
    signed = f"{b64(json.dumps({'alg': 'RS256'}).encode())}.{b64(json.dumps(application.claims()).encode())}"
    signature = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", str(key)], input=signed.encode(), check=True, capture_output=True
    ).stdout
    assert_tokens(application.client_credentials(application.proof(f"{signed}.{b64(signature)}")))
