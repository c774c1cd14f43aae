"""Enterprise-managed authorization: an identity provider decides which client may act for whom, and where.

draft-ietf-oauth-identity-assertion-authz-grant (ID-JAG), and MCP's profile of it.
"""

import pytest

from cardea.issuer import TrustedIssuer
from cardea.keyed import KeyedApplication
from cardea.site import Site
from cardea.tokens import assert_error, assert_tokens, audience, bearer, scopes, unverified, verified

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
IDP = "https://acme.idp.example"
TOOLS, FILES = "https://mcp.example.com/tools", "https://mcp.example.com/files"


@pytest.fixture(scope="module")
def idp():
    return TrustedIssuer(IDP, "ES256")


@pytest.fixture(scope="module")
def idp_site(idp):
    with Site({"/jwks": ("application/json", idp.jwks.encode())}) as site:
        yield site


@pytest.fixture(scope="module")
def server_options(idp_site):
    return {
        "config": f"""
resources:
  - uri: {TOOLS}
    scopes: tools.read tools.write
    describe: true
  - uri: {FILES}
trusted_issuers:
  - issuer: {IDP}
    jwks_uri: {idp_site.url("/jwks")}
    algorithms: [ES256]
    create_accounts: true
outbound:
  allow: ["127.0.0.1:{idp_site.port}"]
"""
    }


@pytest.fixture(scope="module")
def agent(server, tmp_path_factory):
    """An MCP client, registered with a key as enterprises should."""
    options = {"grants": (GRANT,), "redirect_uris": (), "scope": "openid profile tools.read tools.write"}
    return KeyedApplication.register(server, tmp_path_factory.mktemp("keys"), **options)


@pytest.fixture(scope="module")
def grant(server, idp):
    """An identity assertion as the identity provider makes it for one client."""

    def grant(client_id, subject="U019488227", **changes):
        usual = {"client_id": client_id, "resource": TOOLS, "scope": "tools.read tools.write"}
        audience = changes.pop("aud", server.issuer)
        claims = idp.claims(audience, subject, **{**usual, **changes})
        return idp.sign(claims, typ="oauth-id-jag+jwt")

    return grant


@pytest.fixture(scope="module")
def present(server, agent):
    def present(assertion, **fields):
        return server.token({"grant_type": GRANT, "assertion": assertion, **agent.proof(), **fields})

    return present


def test_an_employee_uses_a_tool_without_having_been_here_before(server, agent, grant, present):
    answer = present(grant(agent.client_id, email="user@acme.example", auth_time=1_700_000_000, amr=["hwk", "user"]))
    tokens = assert_tokens(answer, refresh=False, identity=False)
    assert tokens["scope"] == "tools.read tools.write" and tokens["resource"] == TOOLS
    claims = verified(server, tokens["access_token"], ["ES256"])
    assert audience(claims) == {TOOLS} and scopes(claims) == {"tools.read", "tools.write"}
    assert claims["client_id"] == agent.client_id
    assert claims["auth_time"] == 1_700_000_000 and claims["amr"] == ["hwk", "user"]
    seen = server.token({"token": tokens["access_token"], **agent.proof()}, path="/v1/auth/introspect").json()
    assert seen["active"] is True and seen["aud"] == TOOLS and seen["username"] == "user"
    assert server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).status_code == 401, "it is for the tool"


def test_the_same_person_is_the_same_account(agent, grant, present):
    subjects = {
        unverified(assert_tokens(present(grant(agent.client_id, subject="U2")))["access_token"])[1]["sub"]
        for _ in range(3)
    }
    assert len(subjects) == 1
    other = unverified(assert_tokens(present(grant(agent.client_id, subject="U3")))["access_token"])[1]["sub"]
    assert other not in subjects


def test_less_may_be_asked_for_and_never_more(agent, grant, present):
    narrow = assert_tokens(present(grant(agent.client_id), scope="tools.read"))
    assert narrow["scope"] == "tools.read"
    assert_tokens(present(grant(agent.client_id), resource=TOOLS))
    assert_error(present(grant(agent.client_id), resource=FILES), 400, "invalid_target")
    assert_error(present(grant(agent.client_id, scope="tools.read"), scope="tools.write"), 400, "invalid_scope")
    ceiling = assert_tokens(present(grant(agent.client_id, scope="tools.read"), scope="tools.read tools.write"))
    assert ceiling["scope"] == "tools.read"


BAD = {
    "for another client": {"client_id": "somebody"},
    "for no client": {"client_id": None},
    "for another server": {"aud": "https://else.example"},
    "for several servers": {"aud": ["{issuer}", "https://else.example"]},
    "for the token endpoint": {"aud": "{issuer}/v1/auth/oauthtoken"},
    "for an unknown resource": {"resource": "https://mcp.example.com/unknown"},
    "for a scope that means nothing there": {"scope": "files.read"},
    "with details in place of a scope": {"scope": None, "authorization_details": [{"type": "tools_read"}]},
    "for an actor": {"act": {"sub": "agent"}},
    "bound to a key": {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}},
    "for a tenant of this server": {"aud_tenant": "acme"},
    "without iat": {"iat": None},
    "without jti": {"jti": None},
    "without exp": {"exp": None},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_is_not_for_this_is_refused(server, agent, grant, present, changes):
    def settle(value):
        if isinstance(value, list):
            return [settle(part) for part in value]
        return value.format(issuer=server.issuer) if isinstance(value, str) else value

    changes = {name: settle(value) for name, value in changes.items()}
    assertion = grant(changes.pop("client_id", agent.client_id), **changes)
    assert_error(present(assertion), 400, "invalid_grant")


def test_it_serves_once(agent, grant, present):
    assertion = grant(agent.client_id)
    assert_tokens(present(assertion))
    assert_error(present(assertion), 400, "invalid_grant")


def test_a_client_with_a_secret_may_bring_it_and_a_public_one_may_not(server, grant):
    options = {"grants": (GRANT,), "redirect_uris": (), "scope": "tools.read"}
    secretive = server.add_client(**options)
    fields = {"grant_type": GRANT, "assertion": grant(secretive.client_id), **secretive.credentials}
    assert_tokens(server.token(fields))
    public = server.add_client(public=True, **options)
    fields = {"grant_type": GRANT, "assertion": grant(public.client_id), "client_id": public.client_id}
    assert_error(server.token(fields), 400, "unauthorized_client")


def test_neither_proof_passes_for_the_other(server, agent, grant):
    """The identity assertion proves no client, and the client's proof vouches for nobody."""
    assertion = grant(agent.client_id, subject=agent.client_id)
    answer = server.token({"grant_type": GRANT, "assertion": grant(agent.client_id), **agent.proof(assertion)})
    assert_error(answer, 401, "invalid_client")
    answer = server.token({"grant_type": GRANT, "assertion": agent.assertion(), **agent.proof()})
    assert_error(answer, 400, "invalid_grant")


def test_the_profile_is_advertised(server):
    metadata = server.get("/.well-known/oauth-authorization-server").json()
    assert metadata["authorization_grant_profiles_supported"] == ["urn:ietf:params:oauth:grant-profile:id-jag"]
    assert GRANT in metadata["grant_types_supported"]
