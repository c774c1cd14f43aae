"""The MCP Python SDK, which nobody here wrote, signs in to an MCP server that Cardea protects: Examples/MCPServer.

Clients that an operator registered; dynamic ones are in test_mcp_registration.py."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from mcp.client.auth.extensions.client_credentials import ClientCredentialsOAuthProvider

from cardea.browser import Browser
from cardea.mcp import READ, WRITE, Memory, NotesServer, Person, call, connected, provider, registered
from cardea.notes import CALLBACK, agent, anyio_backend, notes, person, port, server_options  # noqa: F401, fixtures
from cardea.relying_party import steady_port
from cardea.tokens import audience, bearer, scopes, unverified
from cardea.waiting import let_pass

pytestmark = pytest.mark.anyio
METHODS = ["client_secret_basic", "client_secret_post"]


def asked(visit):
    """The parameters of an authorization URL."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visit).query).items()}


# People


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("method", METHODS)
async def test_a_person_signs_in(notes, person, user, agent, method, mode):
    auth = provider(notes, person, Memory(registered(agent, method)), token_endpoint_auth_method=method)
    async with connected(notes, auth, mode) as (client, traffic):
        me = await call(client, "who_am_i")
        assert await call(client, "list_notes") == []
    assert me["subject"] == str(user.user_id)
    assert me["client"] == agent.client_id
    assert READ in me["scope"].split() and WRITE not in me["scope"].split()
    claims = unverified(auth.context.current_tokens.access_token)[1]
    assert audience(claims) == {notes.resource}
    assert traffic.of("/mcp")[0].status_code == 401
    assert len(person.visits) == 1
    assert asked(person.visits[0])["resource"] == notes.resource


async def test_a_client_without_a_secret(server, notes, person, user):
    public = server.add_client(name="Phone", public=True, redirect_uris=(CALLBACK,), scope=f"openid {READ}")
    auth = provider(notes, person, Memory(registered(public)))
    async with connected(notes, auth) as (client, traffic):
        assert (await call(client, "who_am_i"))["subject"] == str(user.user_id)
    assert "client_secret" not in traffic.forms()[0]


async def test_a_person_who_declines_leaves_the_client_outside(server, user, notes, agent):
    person = Person(Browser(server, user), decision="deny")
    auth = provider(notes, person, Memory(registered(agent)), token_endpoint_auth_method=METHODS[0])
    with pytest.RaisesGroup(pytest.RaisesExc(AssertionError, match="access_denied"), flatten_subgroups=True):
        async with connected(notes, auth):
            pass
    assert auth.context.current_tokens is None


async def test_two_people_have_notes_of_their_own(server, notes, agent):
    seen = []
    for name in ("Ada", "Grace"):
        user = server.add_user(name=name)
        person = Person(Browser(server, user))
        auth = provider(notes, person, Memory(registered(agent)), token_endpoint_auth_method=METHODS[0])
        async with connected(notes, auth) as (client, _):
            await call(client, "add_note", text=f"written by {name}")
            seen.append(await call(client, "list_notes"))
    assert seen == [["written by Ada"], ["written by Grace"]]


# More scope


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_tool_that_needs_more_scope_asks_the_person_again(server, notes, agent, mode):
    person = Person(Browser(server, server.add_user()))
    auth = provider(notes, person, Memory(registered(agent)), token_endpoint_auth_method=METHODS[0])
    async with connected(notes, auth, mode) as (client, traffic):
        await call(client, "list_notes")
        assert await call(client, "add_note", text="water the plants") == 1
        assert await call(client, "list_notes") == ["water the plants"]
    refusal = next(answer for answer in traffic.of("/mcp") if answer.status_code == 403)
    challenge = refusal.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in challenge and f'scope="{READ} {WRITE}"' in challenge
    first, second = (set(asked(visit)["scope"].split()) for visit in person.visits)
    assert WRITE not in first and {READ, WRITE} <= second
    assert {READ, WRITE} <= scopes(unverified(auth.context.current_tokens.access_token)[1])
    assert WRITE not in person.pages[0].words and len(person.pages) == 2


async def test_more_scope_after_a_restart_of_the_client(server, notes, agent):
    """The stored token's scope is all that the client remembers of what it was granted."""
    person, memory = Person(Browser(server, server.add_user())), Memory(registered(agent))
    for tool, arguments in [("list_notes", {}), ("add_note", {"text": "again"})]:
        auth = provider(notes, person, memory, token_endpoint_auth_method=METHODS[0])
        async with connected(notes, auth) as (client, _):
            await call(client, tool, **arguments)
    assert len(person.visits) == 2
    assert {READ, WRITE} <= set(memory.tokens.scope.split())


async def test_a_scope_that_the_client_may_not_have_stays_out_of_reach(server, notes):
    """The step-up ends, and the client that was refused is told why."""
    reader = server.add_client(name="Reader", public=True, redirect_uris=(CALLBACK,), scope=f"openid {READ}")
    person = Person(Browser(server, server.add_user()))
    auth = provider(notes, person, Memory(registered(reader)))
    async with connected(notes, auth) as (client, traffic):
        with pytest.raises(Exception):
            await call(client, "add_note", text="never written")
    assert [answer.status_code for answer in traffic.of("/mcp")].count(403) == 2
    assert len(person.visits) == 2


# Expiry and revocation


async def test_an_expired_token_is_refreshed_without_the_person(server, notes, person, user):
    hasty = server.add_client(
        name="Hasty",
        redirect_uris=(CALLBACK,),
        scope=f"openid {READ} {WRITE}",
        metadata={"access_token_lifetime": 1},
    )
    auth = provider(notes, person, Memory(registered(hasty)), token_endpoint_auth_method=METHODS[0])
    async with connected(notes, auth) as (client, traffic):
        await call(client, "list_notes")
        first = auth.context.current_tokens
        let_pass(2.1)
        stale = httpx2.get(notes.resource, headers=bearer(first.access_token), trust_env=False)
        assert stale.status_code == 401
        assert (await call(client, "who_am_i"))["subject"] == str(user.user_id)
    refreshes = [form for form in traffic.forms() if form["grant_type"] == "refresh_token"]
    assert refreshes and all(form["resource"] == notes.resource for form in refreshes)
    second = auth.context.current_tokens
    assert second.access_token != first.access_token and second.refresh_token != first.refresh_token
    assert audience(unverified(second.access_token)[1]) == {notes.resource}
    assert len(person.visits) == 1


async def test_a_client_that_starts_again_goes_on_with_what_it_kept(server, notes, agent):
    person, memory = Person(Browser(server, server.add_user())), Memory(registered(agent))
    async with connected(notes, provider(notes, person, memory, token_endpoint_auth_method=METHODS[0])) as (client, _):
        await call(client, "list_notes")
    auth = provider(notes, person, memory, token_endpoint_auth_method=METHODS[0])
    async with connected(notes, auth) as (client, traffic):
        await call(client, "list_notes")
    assert len(person.visits) == 1 and not traffic.of("/v1/auth/oauthtoken")


async def test_a_refresh_token_that_was_revoked_means_signing_in_again(server, notes, agent):
    person = Person(Browser(server, server.add_user()))
    auth = provider(notes, person, Memory(registered(agent)), token_endpoint_auth_method=METHODS[0])
    async with connected(notes, auth) as (client, traffic):
        await call(client, "list_notes")
        assert agent.revoke(auth.context.current_tokens.refresh_token).status_code == 200
        auth.context.token_expiry_time = 1  # as if an hour had passed
        await call(client, "list_notes")
    statuses = [answer.status_code for answer in traffic.of("/v1/auth/oauthtoken")]
    assert list(zip((form["grant_type"] for form in traffic.forms()), statuses)) == [
        ("authorization_code", 200),
        ("refresh_token", 400),
        ("authorization_code", 200),
    ]
    assert len(person.visits) == 2


async def test_introspection_feels_a_revocation_at_once(server, agent, tmp_path):
    """The same server with INTROSPECTION_CLIENT: a client of its own, with `may_introspect`, asks about every token."""
    port = steady_port()
    resource = f"http://localhost:{port}/mcp"
    looker = server.add_client(
        name="Notes", redirect_uris=(), grants=("client_credentials",), metadata={"may_introspect": True}
    )
    opaque = server.add_client(
        *("--resource", resource),
        name="Agent",
        redirect_uris=(CALLBACK,),
        scope=f"openid {READ}",
        metadata={"access_token_format": "opaque"},
    )
    credentials = f"{looker.client_id}:{looker.client_secret}"
    notes = NotesServer(port, server.issuer, tmp_path / "output.log", INTROSPECTION_CLIENT=credentials).start()
    try:
        user = server.add_user()
        person = Person(Browser(server, user))
        auth = provider(notes, person, Memory(registered(opaque)), token_endpoint_auth_method=METHODS[0])
        async with connected(notes, auth) as (client, traffic):
            assert (await call(client, "who_am_i"))["subject"] == str(user.user_id)
            token = auth.context.current_tokens.access_token
            assert "." not in token
            assert opaque.revoke(token).status_code == 200
            await call(client, "list_notes")
        assert len(person.visits) == 2
        refresh_token = auth.context.current_tokens.refresh_token
        answer = httpx2.get(notes.resource, headers=bearer(refresh_token), trust_env=False)
        assert answer.status_code == 401, "a refresh token is not an access token"
    finally:
        notes.finish()


# Machines


@pytest.mark.parametrize("method", METHODS)
async def test_a_machine_signs_in_for_itself_and_steps_up(server, notes, method):
    worker = server.add_client(
        name="Nightly", redirect_uris=(), grants=("client_credentials",), scope=f"{READ} {WRITE}"
    )
    auth = ClientCredentialsOAuthProvider(
        notes.resource,
        Memory(),
        worker.client_id,
        worker.client_secret,
        token_endpoint_auth_method=method,
        issuer=server.issuer,
    )
    async with connected(notes, auth) as (client, traffic):
        me = await call(client, "who_am_i")
        assert me == {"subject": worker.client_id, "client": worker.client_id, "scope": READ}
        assert await call(client, "add_note", text="backup done") == 1
        auth.context.token_expiry_time = 1
        assert await call(client, "list_notes") == ["backup done"]
    assert [form["grant_type"] for form in traffic.forms()] == ["client_credentials"] * 3
    assert all(form["resource"] == notes.resource for form in traffic.forms())


# Tokens that are somebody else's


@pytest.fixture(scope="module")
def tokens(server, user, notes, agent):
    return agent.tokens(Browser(server, user), scope=f"openid {READ}", resource=notes.resource)


@pytest.fixture(scope="module")
def strangers(server, user, agent, tokens):
    """Tokens that are good somewhere, and must not be here."""
    header, claims, signature = tokens["access_token"].split(".")
    changed = ("A" if signature[4] != "A" else "B").join((signature[:4], signature[5:]))
    elsewhere = agent.tokens(Browser(server, user), scope=f"openid {READ}")
    return {
        "an ID token": tokens["id_token"],
        "a refresh token": tokens["refresh_token"],
        "a token for the issuer": elsewhere["access_token"],
        "a changed signature": f"{header}.{claims}.{changed}",
        "no signature": f"{header}.{claims}.",
        "nonsense": "nonsense",
        "empty parts": "..",
    }


async def test_a_good_token_is_taken(notes, tokens):
    assert initialize(notes, tokens["access_token"]).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "an ID token",
        "a refresh token",
        "a token for the issuer",
        "a changed signature",
        "no signature",
        "nonsense",
        "empty parts",
    ],
)
async def test_a_token_that_is_not_for_this_server_is_refused(notes, strangers, kind):
    answer = initialize(notes, strangers[kind])
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


async def test_the_refusal_leads_to_the_authorization_server(server, notes):
    """RFC 9728 §5.1: 401, the metadata of the resource, and from there to the issuer."""
    challenge = initialize(notes, None).headers["WWW-Authenticate"]
    url = challenge.split('resource_metadata="')[1].split('"')[0]
    metadata = httpx2.get(url, trust_env=False).json()
    assert metadata["resource"] == notes.resource
    assert metadata["authorization_servers"] == [server.issuer]
    assert metadata["scopes_supported"] == [READ]


async def test_a_page_on_the_persons_machine_may_be_the_client(notes):
    """The MCP Inspector: a browser asks first, and the page reads the challenge. Other pages are told nothing."""
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,mcp-protocol-version"}
    for origin, allowed in [("http://localhost:6274", True), ("https://elsewhere.example.com", False)]:
        preflight = httpx2.options(notes.resource, headers={"Origin": origin, **asks}, trust_env=False)
        assert (preflight.headers.get("Access-Control-Allow-Origin") == origin) is allowed
        answer = httpx2.post(notes.resource, headers={"Origin": origin}, trust_env=False)
        assert answer.status_code == 401
        assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
    exposed = httpx2.post(notes.resource, headers={"Origin": "http://localhost:6274"}, trust_env=False)
    assert "WWW-Authenticate" in exposed.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("wrap", [lambda call: call, lambda call: [call]], ids=["alone", "in a batch"])
async def test_a_token_to_read_with_does_not_write(notes, tokens, wrap):
    parameters = {"name": "add_note", "arguments": {"text": "x"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": parameters}
    answer = post(notes, tokens["access_token"], json.dumps(wrap(message)))
    assert answer.status_code == 403
    assert answer.json()["error"] == "insufficient_scope"
    assert f'scope="{READ} {WRITE}"' in answer.headers["WWW-Authenticate"]


def initialize(notes, token):
    parameters = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": parameters}
    return post(notes, token, json.dumps(message))


def post(notes, token, body):
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    headers |= bearer(token) if token else {}
    return httpx2.post(notes.resource, content=body, headers=headers, trust_env=False)
