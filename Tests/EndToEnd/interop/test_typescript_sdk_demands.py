"""What the MCP TypeScript SDK asks of a server, each demand by itself: clients/mcp-typescript has its habits, and node its URLs.

The SDK comes from npm, which tests cannot reach; shapes.mjs says what its schemas do."""


import httpx2
import pytest

from cardea.browser import Browser
from cardea.mcp import READ, WRITE, configuration
from cardea.notes import CALLBACK, notes, port  # noqa: F401, fixtures
from cardea.server import free_port
from cardea.tokens import audience, bearer, scopes, unverified
from cardea.typescript import Refused, SignedIn, step

ORIGIN_RESOURCE = "https://origin.example.com"
DOCUMENTS = {"oauth-authorization-server": "oauth", "openid-configuration": "oidc"}
OPEN = f"registration:\n  policy: open\n  scopes: openid offline_access {READ} {WRITE}\n"


@pytest.fixture(scope="module")
def server_options(port):
    return {"config": configuration(port, f"  - uri: {ORIGIN_RESOURCE}\n{OPEN}")}


@pytest.fixture(scope="module")
def metadata(server):
    return step("discover", issuer=server.issuer)["document"]


@pytest.fixture(scope="module")
def confidential(server):
    return server.add_client(name="Agent", redirect_uris=(CALLBACK,), scope=f"openid {READ} {WRITE} offline_access")


def information(application):
    """What the SDK keeps of a client that was registered by hand: no method is known."""
    known = {"client_id": application.client_id}
    return known if application.client_secret is None else {**known, "client_secret": application.client_secret}


def register(metadata, **members):
    usual = {"redirect_uris": [CALLBACK], "client_name": "Agent", "token_endpoint_auth_method": "none"}
    return step("register", endpoint=metadata["registration_endpoint"], metadata={**usual, **members})


# Discovery


def test_the_way_from_a_stranger_to_the_authorization_server(server, notes):
    challenge = step("challenge", url=notes.resource)
    assert (challenge["status"], challenge["bearer"]) == (401, True)
    resource = step("resource", serverUrl=notes.resource, resourceMetadata=challenge["resourceMetadata"])
    assert resource["resource"] == notes.resource
    [issuer] = resource["document"]["authorization_servers"]
    found = step("discover", issuer=issuer)
    assert found["document"]["issuer"] == issuer == server.issuer
    assert [status for _, status in found["tried"]] == [200]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_is_complete_under_either_name(server, metadata, name):
    document = step("document", url=f"{server.issuer}/.well-known/{name}", shape=DOCUMENTS[name])
    assert document["issuer"] == server.issuer
    assert document["registration_endpoint"]
    assert "code" in document["response_types_supported"]
    assert "S256" in document["code_challenge_methods_supported"]
    assert {"authorization_code", "refresh_token"} <= set(document["grant_types_supported"])
    methods = set(document["token_endpoint_auth_methods_supported"])
    assert {"none", "client_secret_basic", "client_secret_post"} <= methods
    assert document["authorization_response_iss_parameter_supported"] is True
    for member in metadata.keys() & document.keys():
        assert metadata[member] == document[member], member


@pytest.mark.parametrize("wanted", [0, 1, 2], ids=["oauth, inserted", "openid, inserted", "openid, appended"])
def test_an_issuer_with_a_path_is_found_at_every_place(start, wanted):
    issuer = f"http://localhost:{(port := free_port())}/tenant"
    server = start("--issuer", issuer, listen=f"127.0.0.1:{port}")
    places = [
        ("/.well-known/oauth-authorization-server/tenant", "oauth"),
        ("/.well-known/openid-configuration/tenant", "oidc"),
        ("/tenant/.well-known/openid-configuration", "oidc"),
    ]
    path, shape = places[wanted]
    document = step("document", url=server.url + path, shape=shape)
    assert document["issuer"] == issuer
    assert document["token_endpoint"].startswith(issuer + "/")


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/oauth-authorization-server/mcp",
        "/.well-known/openid-configuration/mcp",
        "/mcp/.well-known/openid-configuration",
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/nothing-of-the-kind",
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "*/*", None])
def test_a_place_where_nothing_is_says_so_in_json(server, path, accept):
    """A page here would be taken for a broken document, and end the discovery."""
    answer = server.get(path, headers={"Accept": accept, "Origin": "https://inspector.example.com"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/json")
    assert isinstance(answer.json()["error"], str)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_our_own_protected_endpoints_lead_to_their_metadata(server):
    for path in ("/v1/auth/userinfo", "/v1/auth/me"):
        challenge = step("challenge", url=server.issuer + path, method="GET")
        assert (challenge["status"], challenge["bearer"]) == (401, True)
        assert challenge["resourceMetadata"], path
        resource = step("resource", serverUrl=server.issuer, resourceMetadata=challenge["resourceMetadata"])
        assert resource["document"]["authorization_servers"] == [server.issuer]


# In browsers: the MCP inspector and every web application


@pytest.mark.parametrize(
    "path, method",
    [
        ("/.well-known/oauth-authorization-server", "GET"),
        ("/.well-known/openid-configuration", "GET"),
        ("/v1/auth/register", "POST"),
        ("/v1/auth/oauthtoken", "POST"),
        ("/v1/auth/revoke", "POST"),
        ("/v1/auth/jwks", "GET"),
    ],
)
def test_a_browser_may_ask(server, path, method):
    origin = {"Origin": "http://localhost:6274"}
    wanted = "authorization, content-type, mcp-protocol-version"
    preflight = server.request(
        "OPTIONS",
        path,
        headers={**origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": wanted},
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in allowed for name in wanted.split(", "))
    answer = server.request(method, path, headers={**origin, "MCP-Protocol-Version": "2025-11-25"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*", f"errors too: {answer.status_code}"


# Registration


def test_a_public_client_registers_signs_in_refreshes_and_is_let_in(notes, metadata, server, user):
    client = register(metadata)
    assert "client_secret" not in client
    signed_in = SignedIn(metadata, client, notes.resource)
    end = signed_in.sign_in(Browser(server, user), CALLBACK, scope=READ)
    assert end.parameters["iss"] == server.issuer
    first = signed_in.tokens
    second = signed_in.refresh()
    assert second["refresh_token"] != first["refresh_token"]
    claims = unverified(second["access_token"])[1]
    assert audience(claims) == {notes.resource} and scopes(claims) == {READ}
    headers = {"Accept": "application/json, text/event-stream", **bearer(second["access_token"])}
    parameters = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": parameters}
    assert httpx2.post(notes.resource, json=message, headers=headers, trust_env=False).status_code == 200


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_confidential_client_registers_and_signs_in(notes, metadata, server, user, method):
    client = register(metadata, token_endpoint_auth_method=method)
    assert client["token_endpoint_auth_method"] == method
    assert client["client_secret"]
    assert isinstance(client["client_id_issued_at"], int)
    assert isinstance(client["client_secret_expires_at"], int), "RFC 7591 §3.2.1: required with a secret"
    signed_in = SignedIn(metadata, client, notes.resource)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=READ)
    assert signed_in.refresh()["access_token"]


def test_older_versions_prefer_basic_whatever_was_registered(notes, metadata, server, user):
    """Until 1.22 the SDK looked at what the server supports, and not at what it had registered."""
    client = register(metadata, token_endpoint_auth_method="client_secret_post")
    del client["token_endpoint_auth_method"]
    signed_in = SignedIn(metadata, client, notes.resource)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=READ)
    assert signed_in.tokens["access_token"]


def test_empty_strings_are_nothing(metadata):
    """The SDK lets an application write "" for a URL that it does not have."""
    client = register(metadata, client_uri="", logo_uri="", tos_uri="", policy_uri="", scope="", software_id="")
    assert not {"client_uri", "logo_uri", "tos_uri", "policy_uri"} & client.keys()


def test_a_refused_registration_is_an_error_that_the_sdk_reads(metadata):
    with pytest.raises(Refused) as refused:
        register(metadata, redirect_uris=["http://plain.example.com/callback"])
    assert (refused.value.status, refused.value.error) == (400, "invalid_redirect_uri")
    with pytest.raises(Refused) as refused:
        register(metadata, grant_types="authorization_code")
    assert (refused.value.status, refused.value.error) == (400, "invalid_client_metadata")


# Where nothing was discovered: the specification of 2025-03-26


def test_the_endpoints_of_a_server_without_metadata(server, user):
    """`/authorize`, `/token` and `/register`, as the SDK and claude.ai guess them."""
    guessed = {
        "authorization_endpoint": f"{server.issuer}/authorize",
        "token_endpoint": f"{server.issuer}/token",
        "registration_endpoint": f"{server.issuer}/register",
        "token_endpoint_auth_methods_supported": [],
    }
    signed_in = SignedIn(guessed, register(guessed), None)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=f"openid {READ}")
    assert signed_in.refresh()["access_token"]


# Resources as URLs write them


def test_an_origin_is_asked_for_with_its_slash(server, metadata, confidential, user):
    assert step("href", url=ORIGIN_RESOURCE) == ORIGIN_RESOURCE + "/"
    signed_in = SignedIn(metadata, information(confidential), ORIGIN_RESOURCE)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=READ)
    assert audience(unverified(signed_in.tokens["access_token"])[1]) == {ORIGIN_RESOURCE}
    assert audience(unverified(signed_in.refresh()["access_token"])[1]) == {ORIGIN_RESOURCE}


@pytest.mark.parametrize("written", ["HTTPS://Origin.Example.COM", "https://origin.example.com:443/", "https://origin.example.com/a/.."])
def test_a_resource_is_the_same_however_a_configuration_writes_it(server, metadata, confidential, user, written):
    assert step("href", url=written) == ORIGIN_RESOURCE + "/"
    signed_in = SignedIn(metadata, information(confidential), written)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=READ)
    assert audience(unverified(signed_in.tokens["access_token"])[1]) == {ORIGIN_RESOURCE}


# Client authentication


@pytest.mark.parametrize("secret", ["plain-secret-0123456789", "with:colons:and spaces 01", "100%41percent+plus/slash==", 'quotes"and\\backslashes01'])
def test_basic_without_percent_encoding(server, metadata, secret):
    """`btoa(id + ":" + secret)`, where RFC 6749 §2.3.1 asks for both to be encoded first."""
    service = server.add_client(name="Service", redirect_uris=(), grants=("client_credentials",), secret=secret, scope=READ)
    tokens = step(
        "token",
        endpoint=metadata["token_endpoint"],
        client=information(service),
        method="client_secret_basic",
        fields={"grant_type": "client_credentials"},
    )
    assert tokens["scope"] == READ


# Errors that the SDK acts on


def test_an_unknown_client_is_told_so_that_it_registers_again(metadata):
    for client in ({"client_id": "gone"}, {"client_id": "gone", "client_secret": "secret"}):
        with pytest.raises(Refused) as refused:
            step(
                "token",
                endpoint=metadata["token_endpoint"],
                client=client,
                fields={"grant_type": "refresh_token", "refresh_token": "x"},
            )
        assert (refused.value.status, refused.value.error) == (401, "invalid_client")


def test_a_client_without_the_grant_is_told_unauthorized_client(server, metadata):
    service = server.add_client(name="Service", redirect_uris=(), grants=("client_credentials",), scope=READ)
    with pytest.raises(Refused) as refused:
        step(
            "token",
            endpoint=metadata["token_endpoint"],
            client=information(service),
            fields={"grant_type": "refresh_token", "refresh_token": "x"},
        )
    assert (refused.value.status, refused.value.error) == (400, "unauthorized_client")


def test_a_dead_refresh_token_is_an_invalid_grant(server, metadata, confidential, user, notes):
    """The SDK forgets its tokens, keeps its registration, and sends the person to sign in."""
    signed_in = SignedIn(metadata, information(confidential), notes.resource)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=READ)
    confidential.revoke(signed_in.tokens["refresh_token"])
    with pytest.raises(Refused) as refused:
        signed_in.refresh()
    assert (refused.value.status, refused.value.error) == (400, "invalid_grant")


# Sign-in


def test_offline_access_makes_the_sdk_ask_for_consent(server, metadata, confidential, user, notes):
    """It looks for the word anywhere in the scope, and appends `prompt=consent`."""
    signed_in = SignedIn(metadata, information(confidential), notes.resource)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=f"{READ} offline_access")
    assert signed_in.tokens["refresh_token"]


def test_scopes_are_strings_and_times_are_numbers(server, metadata, confidential, user, notes):
    signed_in = SignedIn(metadata, information(confidential), notes.resource)
    signed_in.sign_in(Browser(server, user), CALLBACK, scope=f"{READ} unheard-of")
    assert signed_in.tokens["scope"] == READ
    assert type(signed_in.tokens["expires_in"]) is int
    assert signed_in.tokens["token_type"] == "Bearer"
