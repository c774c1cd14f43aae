"""MCP clients that sign what they say: the Python SDK by private_key_jwt, and by identity assertion (enterprise-managed
authorization), where a company's identity provider decides and its people are not asked."""

import secrets

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mcp.client.auth import OAuthTokenError
from mcp.client.auth.extensions.client_credentials import PrivateKeyJWTOAuthProvider, SignedJWTParameters
from mcp.client.auth.extensions.identity_assertion import IdentityAssertionOAuthProvider

from cardea.issuer import TrustedIssuer
from cardea.mcp import READ, WRITE, Memory, call, configuration, connected
from cardea.notes import anyio_backend, notes, port  # noqa: F401, fixtures
from cardea.tokens import audience, scopes, unverified

pytestmark = pytest.mark.anyio
IDP = "https://idp.example.com"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ID_JAG = "oauth-id-jag+jwt"


@pytest.fixture(scope="module")
def idp():
    return TrustedIssuer(IDP)


@pytest.fixture(scope="module")
def server_options(port, idp, tmp_path_factory):
    keys = tmp_path_factory.mktemp("idp") / "jwks.json"
    keys.write_text(idp.jwks)
    trusted = f"trusted_issuers:\n  - issuer: {IDP}\n    jwks: {keys}\n    algorithms: [ES256]\n    scopes: {READ} {WRITE}\n"
    return {"config": configuration(port, trusted)}


# By private_key_jwt


def pem(key):
    return key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module", params=["ES256", "RS256"])
def worker(request, server, tmp_path_factory):
    """A machine with a key of its own, and what the SDK signs with it."""
    owner = TrustedIssuer("worker", algorithm=request.param)
    keys = tmp_path_factory.mktemp("worker") / "jwks.json"
    keys.write_text(owner.jwks)
    application = server.add_client(
        *("--auth-method", "private_key_jwt", "--jwks", keys),
        name="Nightly",
        redirect_uris=(),
        grants=("client_credentials",),
        scope=f"{READ} {WRITE}",
    )
    parameters = SignedJWTParameters(
        issuer=application.client_id,
        subject=application.client_id,
        signing_key=pem(owner.key),
        signing_algorithm=request.param,
    )
    return application, parameters


async def test_a_machine_signs_in_with_a_key_and_steps_up(server, notes, worker):
    application, parameters = worker
    auth = PrivateKeyJWTOAuthProvider(
        notes.resource, Memory(), application.client_id, parameters.create_assertion_provider(), issuer=server.issuer
    )
    async with connected(notes, auth) as (client, traffic):
        assert (await call(client, "who_am_i"))["client"] == application.client_id
        count = await call(client, "add_note", text="signed")
        auth.context.token_expiry_time = 1  # as if an hour had passed: there is no refresh token, and it signs anew
        assert len(await call(client, "list_notes")) == count
    assert [form["grant_type"] for form in traffic.forms()] == ["client_credentials"] * 3
    assert all("client_secret" not in form and "client_id" not in form for form in traffic.forms())
    claims = unverified(auth.context.current_tokens.access_token)[1]
    assert claims["sub"] == application.client_id and audience(claims) == {notes.resource}


async def test_an_assertion_that_was_used_opens_nothing(server, notes, worker):
    application, parameters = worker
    once = await parameters.create_assertion_provider()(server.issuer)

    async def the_same_again(_):
        return once

    fresh = lambda: PrivateKeyJWTOAuthProvider(  # noqa: E731
        notes.resource, Memory(), application.client_id, the_same_again, issuer=server.issuer
    )
    async with connected(notes, fresh()) as (client, _):
        await call(client, "list_notes")
    with pytest.RaisesGroup(pytest.RaisesExc(OAuthTokenError, match="invalid_client"), flatten_subgroups=True):
        async with connected(notes, fresh()):
            pass


async def test_the_metadata_says_how_to_sign(server):
    for name in ("oauth-authorization-server", "openid-configuration"):
        metadata = server.get(f"/.well-known/{name}").json()
        assert "private_key_jwt" in metadata["token_endpoint_auth_methods_supported"]
        assert {"ES256", "RS256"} <= set(metadata["token_endpoint_auth_signing_alg_values_supported"])


# By identity assertion


@pytest.fixture(scope="module")
def desk(server):
    """The company's own client, which its people use without being asked."""
    return server.add_client(name="Desk", redirect_uris=(), grants=(JWT_BEARER,), scope=f"{READ} {WRITE}")


def enterprise(server, notes, desk, idp, user, memory=None, ask=None, method="client_secret_post", **changes):
    """The SDK's provider; `changes` are of the claims that the identity provider makes."""

    async def assertion(audience, resource):
        claims = {"client_id": desk.client_id, "resource": resource, "scope": f"{READ} {WRITE}", **changes}
        return idp.sign(idp.claims(claims.pop("aud", audience), user.username, **claims), typ=ID_JAG)

    return IdentityAssertionOAuthProvider(
        notes.resource,
        memory or Memory(),
        desk.client_id,
        desk.client_secret,
        server.issuer,
        assertion,
        scope=ask,
        token_endpoint_auth_method=method,
    )


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_the_companys_word_signs_its_people_in(server, notes, desk, idp, user, method):
    memory = Memory()
    auth = enterprise(server, notes, desk, idp, user, memory, ask=READ, method=method)
    async with connected(notes, auth) as (client, traffic):
        me = await call(client, "who_am_i")
    assert me == {"subject": str(user.user_id), "client": desk.client_id, "scope": READ}
    assert memory.tokens.refresh_token is None
    claims = unverified(memory.tokens.access_token)[1]
    assert audience(claims) == {notes.resource} and scopes(claims) == {READ}
    assert [form["grant_type"] for form in traffic.forms()] == [JWT_BEARER]


async def test_the_company_client_steps_up_with_another_assertion(server, notes, desk, idp):
    user = server.add_user()
    auth = enterprise(server, notes, desk, idp, user, ask=READ)
    async with connected(notes, auth) as (client, traffic):
        await call(client, "list_notes")
        assert await call(client, "add_note", text="allowed by the company") == 1
    assert len(traffic.forms()) == 2
    assert traffic.forms()[0]["assertion"] != traffic.forms()[1]["assertion"]


async def test_the_companys_scope_is_the_most_that_there_is(server, notes, desk, idp, user):
    memory = Memory()
    auth = enterprise(server, notes, desk, idp, user, memory, ask=f"{READ} {WRITE}", scope=READ)
    async with connected(notes, auth) as (client, _):
        await call(client, "who_am_i")
    assert scopes(unverified(memory.tokens.access_token)[1]) == {READ}


WRONG = {
    "for another client": {"client_id": "somebody-else"},
    "for another server": {"aud": "https://auth.example.com"},
    "for another resource": {"resource": "https://other.example.com/mcp"},
    "expired": {"exp": 1_700_000_000},
    "without jti": {"jti": None},
    "without the client": {"client_id": None},
    "for nobody here": {"sub": "nobody-here"},
}


@pytest.mark.parametrize("kind", WRONG)
async def test_an_assertion_that_is_not_for_this_opens_nothing(server, notes, desk, idp, user, kind):
    auth = enterprise(server, notes, desk, idp, user, **WRONG[kind])
    with pytest.RaisesGroup(pytest.RaisesExc(OAuthTokenError, match="invalid_(grant|target)"), flatten_subgroups=True):
        async with connected(notes, auth):
            pass


async def test_an_identity_assertion_is_good_once(server, notes, desk, idp, user):
    jti = secrets.token_urlsafe(12)
    async with connected(notes, enterprise(server, notes, desk, idp, user, jti=jti)) as (client, _):
        await call(client, "list_notes")
    with pytest.RaisesGroup(pytest.RaisesExc(OAuthTokenError, match="invalid_grant"), flatten_subgroups=True):
        async with connected(notes, enterprise(server, notes, desk, idp, user, jti=jti)):
            pass


async def test_the_metadata_says_that_identity_assertions_are_taken(server):
    metadata = server.get("/.well-known/oauth-authorization-server").json()
    assert JWT_BEARER in metadata["grant_types_supported"]
    assert "urn:ietf:params:oauth:grant-profile:id-jag" in metadata["authorization_grant_profiles_supported"]
