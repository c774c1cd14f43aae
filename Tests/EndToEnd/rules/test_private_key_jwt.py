"""Clients that authenticate with a key: `private_key_jwt` (RFC 7523 §2.2, OpenID Connect Core §9)."""

import json
import subprocess

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import RSAKey

from cardea.keyed import KeyedApplication, make_key, public_set
from cardea.race import all_at_once, token_request
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


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES384", "EdDSA"])
def test_every_algorithm(server, tmp_path, algorithm):
    application = KeyedApplication.register(server, tmp_path, algorithm=algorithm)
    assert_tokens(application.client_credentials())


def test_the_other_endpoints_where_clients_authenticate(server, keyed):
    token = assert_tokens(keyed.client_credentials())["access_token"]
    seen = server.token({"token": token, **keyed.proof()}, path="/v1/auth/introspect")
    assert seen.json()["active"] is True
    assert server.token({"token": token, **keyed.proof()}, path="/v1/auth/revoke").status_code == 200
    seen = server.token({"token": token, **keyed.proof()}, path="/v1/auth/introspect")
    assert seen.json()["active"] is False


def test_a_code_is_redeemed_with_a_key(server, keyed, signed_in):
    url = f"{server.issuer}/oauth?response_type=code&client_id={keyed.client_id}&scope=openid"
    callback = signed_in.walk(signed_in.open(url))
    fields = {"grant_type": "authorization_code", "code": callback.code}
    answer = server.token({**fields, **keyed.proof()})
    assert_tokens(answer, refresh=True, identity=True)
    refreshing = {"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]}
    assert_error(server.token({**refreshing, "client_id": keyed.client_id}), 401, "invalid_client")
    assert_tokens(server.token({**refreshing, **keyed.proof()}), refresh=True)


BAD_PROOFS = {
    "another server": {"aud": "https://else.example"},
    "another server too": {"aud": ["{issuer}", "https://else.example"]},
    "the token endpoint, under the newer type": {"aud": "{issuer}/v1/auth/oauthtoken"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "somebody"},
    "no subject": {"sub": None},
    "expired": {"exp": 1_700_000_000},
    "good for a day": {"exp": 86_400},
    "no expiry": {"exp": None},
    "no jti": {"jti": None},
    "an access token": {"header": {"typ": "at+jwt"}},
    "an unknown key": {"header": {"kid": "unknown"}},
}


@pytest.mark.parametrize("changes", BAD_PROOFS.values(), ids=BAD_PROOFS.keys())
def test_bad_proofs_are_refused_alike(server, keyed, changes):
    def settle(name, value):
        if name == "exp" and value == 86_400:
            return keyed.claims()["iat"] + value
        if isinstance(value, list):
            return [settle(name, part) for part in value]
        return value.format(issuer=server.issuer) if isinstance(value, str) else value

    answer = keyed.client_credentials(keyed.proof(**{name: settle(name, value) for name, value in changes.items()}))
    assert_error(answer, 401, "invalid_client")
    unknown = KeyedApplication(server, "nobody", keyed.key, keyed.algorithm)
    assert answer.json() == unknown.client_credentials().json(), "nobody learns which"


def test_older_clients_may_name_the_token_endpoint(server, keyed):
    """OpenID Connect Core §9 says that they should."""
    audience = f"{server.issuer}/v1/auth/oauthtoken"
    assert_tokens(keyed.client_credentials(keyed.proof(aud=audience, header={"typ": None})))


def test_the_slash_that_url_libraries_add_is_tolerated(server, keyed):
    assert_tokens(keyed.client_credentials(keyed.proof(aud=f"{server.issuer}/")))


def test_an_assertion_serves_once_even_over_a_crash(server, keyed):
    proof = keyed.proof()
    assert_tokens(keyed.client_credentials(proof))
    assert_error(keyed.client_credentials(proof), 401, "invalid_client")
    server.restart()
    assert_error(keyed.client_credentials(proof), 401, "invalid_client")
    assert_tokens(keyed.client_credentials())


def test_parallel_uses_of_one_assertion_have_one_winner(server, keyed):
    request = token_request(server, {"grant_type": "client_credentials", **keyed.proof()})
    answers = all_at_once(server, [request] * 40)
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 39


def test_half_a_proof_and_two_proofs(server, keyed, application):
    proof = keyed.proof()
    for fields in (
        {**proof, "client_assertion_type": None},
        {**proof, "client_assertion": None},
        {**proof, "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {**proof, "client_secret": "x"},
        {**proof, "client_id": application.client_id},
    ):
        answer = server.token({"grant_type": "client_credentials", **fields})
        assert_error(answer, 400, "invalid_request")
    assert_error(keyed.client_credentials({"client_id": keyed.client_id}), 401, "invalid_client")


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


def test_keys_that_cannot_be_had_are_trouble_and_no_verdict(server, keys, tmp_path):
    application = KeyedApplication.register(server, tmp_path, jwks_uri=keys.url("/gone"))
    answer = application.client_credentials()
    assert_error(answer, 503, "temporarily_unavailable")
    assert answer.headers["Retry-After"]


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


def test_the_metadata_says_so(server):
    metadata = server.get("/.well-known/openid-configuration").json()
    for endpoint in ("token", "revocation", "introspection"):
        assert "private_key_jwt" in metadata[f"{endpoint}_endpoint_auth_methods_supported"]
        algorithms = metadata[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]
        assert {"RS256", "PS256", "ES256", "ES384", "EdDSA", "ML-DSA-65"} == set(algorithms)


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
