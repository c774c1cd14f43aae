"""RFC 8414, OpenID Connect Discovery, RFC 7517: complete, and nothing that does not work."""

import pytest

from cardea.keyed import make_key, public_set
from cardea.server import Server, free_port
from cardea.tokens import token_error, unverified

DOCUMENTS = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
ENDPOINTS = {
    "authorization_endpoint": "/oauth",
    "token_endpoint": "/v1/auth/oauthtoken",
    "jwks_uri": "/v1/auth/jwks",
    "userinfo_endpoint": "/v1/auth/userinfo",
    "revocation_endpoint": "/v1/auth/revoke",
    "introspection_endpoint": "/v1/auth/introspect",
    "device_authorization_endpoint": "/v1/auth/device",
}


@pytest.fixture(scope="module", params=DOCUMENTS)
def metadata(request, server):
    answer = server.get(request.param)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


def test_where_everything_is(server, metadata):
    assert metadata["issuer"] == server.issuer
    for name, path in ENDPOINTS.items():
        assert metadata[name] == server.issuer + path


def test_what_the_server_can(metadata):
    assert metadata["response_types_supported"] == ["code"]
    assert set(metadata["grant_types_supported"]) >= {"authorization_code", "refresh_token", "client_credentials"}
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert set(metadata["subject_types_supported"]) == {"public", "pairwise"}
    assert {"client_secret_basic", "client_secret_post", "none"} <= set(
        metadata["token_endpoint_auth_methods_supported"]
    )
    assert "RS256" in metadata["id_token_signing_alg_values_supported"]
    assert {"openid", "profile", "email"} <= set(metadata["scopes_supported"])
    assert {"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "name", "email", "email_verified"} <= set(
        metadata["claims_supported"]
    )
    assert {"query", "fragment", "form_post", "query.jwt", "form_post.jwt"} <= set(metadata["response_modes_supported"])
    for flag in ("claims", "request", "request_uri"):
        assert metadata[f"{flag}_parameter_supported"] is True
    assert metadata["require_request_uri_registration"] is True
    assert metadata["backchannel_logout_supported"] is True
    assert metadata["backchannel_logout_session_supported"] is True


def test_the_documents_agree(server):
    first, second = (server.get(path).json() for path in DOCUMENTS)
    for name in first.keys() & second.keys():
        assert first[name] == second[name], name


def test_no_member_is_null_or_an_empty_list(metadata):
    """RFC 8414 §3.2: claims with zero elements must be omitted."""
    assert not [name for name, value in metadata.items() if value in (None, [], "")]


def test_every_endpoint_that_is_listed_answers(server, metadata):
    for name, url in metadata.items():
        if not (name.endswith("_endpoint") or name == "jwks_uri"):
            continue
        assert "?" not in url and "#" not in url
        statuses = {server.request(method, url).status_code for method in ("GET", "POST")}
        assert statuses - {404, 405, 501}, f"{name} is advertised, and nobody answers"


def test_every_grant_that_is_listed_is_known(server, metadata):
    for grant in metadata["grant_types_supported"]:
        answer = server.token({"grant_type": grant})
        assert token_error(answer) == "invalid_client", f"{grant}: {answer.text}"


def test_every_authentication_method_that_is_listed_can_be_registered(server, metadata, tmp_path):
    (tmp_path / "keys.json").write_text(public_set(make_key("ES256")))
    for number, method in enumerate(metadata["token_endpoint_auth_methods_supported"]):
        flags = ("--auth-method", method, "--redirect-uri", "https://app.example.com/callback")
        if method == "private_key_jwt":
            flags += ("--jwks", tmp_path / "keys.json")
        added = server.commands.run("client", "add", "--name", f"Method {number}", *flags, "--json")
        assert added.returncode == 0, f"{method}: {added.stderr}"


def test_what_does_not_exist_is_not_listed(metadata):
    text = str(metadata)
    for absent in (
        "token-exchange",
        "jwt-bearer",  # no issuer is trusted by this server
        "implicit",
        "password",
        "plain",
        "registration_endpoint",
        "pushed_authorization_request_endpoint",
        "check_session_iframe",
        "client_secret_jwt",
        "tls_client_auth",
        "id-jag",  # nor may anybody vouch for people
        "frontchannel",
        "dpop",
        "'HS256'",  # A128CBC-HS256 is content encryption
    ):
        assert absent not in text, absent
    assert "none" not in metadata.get("id_token_signing_alg_values_supported", [])
    assert metadata["prompt_values_supported"] == ["none", "login", "consent", "select_account"]


def test_head_and_caching(server):
    for path in (*DOCUMENTS, "/v1/auth/jwks"):
        get, head = server.get(path), server.request("HEAD", path)
        assert head.status_code == get.status_code == 200
        assert head.content == b""
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert "no-store" not in get.headers.get("Cache-Control", "")


class TestKeys:
    def test_they_are_public_and_say_what_they_are_for(self, server):
        keys = server.get("/v1/auth/jwks").json()["keys"]
        assert {"EC", "RSA"} <= {key["kty"] for key in keys}
        assert len({key["kid"] for key in keys}) == len(keys)
        assert [key["kty"] for key in keys if key["use"] == "enc"] == ["EC"]
        for key in keys:
            assert key["kid"] and key["use"] in ("sig", "enc")
            if key["use"] == "sig":
                assert key["alg"] == {"EC": "ES256", "RSA": "RS256"}.get(key["kty"], key["alg"])
            assert not {"d", "p", "q", "dp", "dq", "qi", "k", "oth"} & set(key), "a private member is published"

    def test_they_are_the_ones_that_sign(self, server, application, signed_in):
        tokens = application.tokens(signed_in)
        published = {key["kid"]: key for key in server.get("/v1/auth/jwks").json()["keys"] if key["use"] == "sig"}
        for name, algorithm in (("access_token", "ES256"), ("id_token", "RS256")):
            header, _ = unverified(tokens[name])
            assert header["alg"] == algorithm
            assert published[header["kid"]]["alg"] == algorithm

    def test_they_are_the_same_after_a_restart(self, start):
        server = start()
        before = server.get("/v1/auth/jwks").json()
        server.restart()
        assert server.get("/v1/auth/jwks").json() == before


class TestAnIssuerWithAPath:
    @pytest.fixture(scope="class")
    def tenant(self, tmp_path_factory):
        port = free_port()
        issuer = f"http://localhost:{port}/tenant"
        server = Server(tmp_path_factory.mktemp("tenant"), "--issuer", issuer, listen=f"127.0.0.1:{port}").start()
        assert server.issuer == issuer
        yield server
        server.finish()

    @pytest.mark.parametrize(
        "path",
        [
            "/.well-known/oauth-authorization-server/tenant",
            "/.well-known/openid-configuration/tenant",
            "/tenant/.well-known/openid-configuration",
            "/tenant/.well-known/oauth-authorization-server",
        ],
    )
    def test_its_metadata_is_at_the_inserted_and_at_the_appended_path(self, tenant, path):
        answer = tenant.get(path)
        assert answer.status_code == 200
        metadata = answer.json()
        assert metadata["issuer"] == tenant.issuer
        for name in ENDPOINTS:
            statuses = {tenant.request(method, metadata[name]).status_code for method in ("GET", "POST")}
            assert statuses - {404, 405}, f"{name} at {metadata[name]}"
