"""Dynamic MCP clients: the Python SDK registers, or names a document, and signs in to Examples/MCPServer."""

import json
import re
import subprocess
import sys

import pytest

from cardea.browser import Browser
from cardea.commands import REPOSITORY, clean_environment
from cardea.mcp import EXAMPLE, READ, WRITE, Memory, NotesServer, Person, call, configuration, connected, provider
from cardea.notes import CALLBACK, anyio_backend, notes, person, port  # noqa: F401, fixtures
from cardea.relying_party import steady_port
from cardea.site import Site
from cardea.tokens import audience, scopes, token_error, unverified
from cardea.waiting import eventually

pytestmark = pytest.mark.anyio
REGISTER = "/v1/auth/register"
DOCUMENT = "/agents/notes.json"


@pytest.fixture(scope="module")
def site():
    """Where a client's maker publishes its metadata."""
    with Site({}) as site:
        document = {
            "client_id": site.url(DOCUMENT),
            "client_name": "Published Agent",
            "client_uri": site.url("/"),
            "redirect_uris": ["http://127.0.0.1/callback", CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        }
        site.pages[DOCUMENT] = ("application/json", json.dumps(document).encode())
        yield site


@pytest.fixture(scope="module")
def server_options(port, site):
    registration = f"registration:\n  policy: open\n  scopes: offline_access {READ} {WRITE}\n  metadata_documents: on\n"
    return {"config": configuration(port, f'{registration}outbound:\n  allow: ["127.0.0.1:{site.port}"]\n')}


# By dynamic registration


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_that_nobody_knew_registers_and_signs_in(notes, person, user, mode):
    memory = Memory()
    auth = provider(notes, person, memory, client_name="Wanderer")
    async with connected(notes, auth, mode) as (client, traffic):
        assert (await call(client, "who_am_i"))["subject"] == str(user.user_id)
    assert [answer.status_code for answer in traffic.of(REGISTER)] == [201]
    assert memory.client.client_id and memory.client.client_secret is None
    assert "Wanderer" in person.pages[0].words
    claims = unverified(auth.context.current_tokens.access_token)[1]
    assert claims["client_id"] == memory.client.client_id
    assert audience(claims) == {notes.resource}


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", None])
async def test_a_client_may_ask_for_a_secret(notes, person, user, method):
    """The SDK says nothing by default; a client on loopback then has no secret."""
    memory = Memory()
    auth = provider(notes, person, memory, token_endpoint_auth_method=method)
    async with connected(notes, auth) as (client, traffic):
        assert (await call(client, "who_am_i"))["subject"] == str(user.user_id)
        auth.context.token_expiry_time = 1  # as if an hour had passed
        await call(client, "list_notes")
    assert memory.client.token_endpoint_auth_method == (method or "none")
    assert bool(memory.client.client_secret) is (method is not None)
    assert [form["grant_type"] for form in traffic.forms()] == ["authorization_code", "refresh_token"]
    assert len(person.visits) == 1


async def test_a_client_on_a_site_gets_a_secret_unless_it_says_otherwise(notes, person, user):
    memory = Memory()
    auth = provider(
        *(notes, person, memory, "https://agent.example.com/callback"),
        token_endpoint_auth_method=None,
        application_type="web",
    )
    async with connected(notes, auth) as (client, _):
        assert (await call(client, "who_am_i"))["subject"] == str(user.user_id)
    assert memory.client.client_secret and memory.client.token_endpoint_auth_method == "client_secret_basic"


async def test_a_client_steps_up_to_a_scope_that_it_did_not_register_for(server, notes):
    """It registers with the scope of the first challenge; the second comes when somebody wants to write."""
    person, memory = Person(Browser(server, server.add_user())), Memory()
    auth = provider(notes, person, memory)
    async with connected(notes, auth) as (client, traffic):
        await call(client, "list_notes")
        assert WRITE not in json.loads(traffic.of(REGISTER)[0].request.content)["scope"].split()
        assert await call(client, "add_note", text="stepped up") == 1
    assert len(traffic.of(REGISTER)) == 1 and len(person.visits) == 2
    assert {READ, WRITE} <= scopes(unverified(auth.context.current_tokens.access_token)[1])


async def test_a_client_registers_once_and_comes_back(server, notes):
    person, memory = Person(Browser(server, server.add_user())), Memory()
    for visit in range(2):
        memory.tokens = None
        async with connected(notes, provider(notes, person, memory)) as (client, traffic):
            await call(client, "list_notes")
        assert len(traffic.of(REGISTER)) == (1 if visit == 0 else 0)


async def test_a_registration_outlives_the_server(start, user, tmp_path):
    """What was sealed into a client_id is good after a restart, and costs no row until somebody consents."""
    port = steady_port()
    server = start(config=configuration(port, f"registration:\n  policy: open\n  scopes: {READ}\n"))
    notes = NotesServer(port, server.issuer, tmp_path / "output.log").start()
    try:
        memory = Memory()
        undecided = Person(Browser(server, server.add_user()), decision="deny")
        with pytest.RaisesGroup(pytest.RaisesExc(AssertionError, match="access_denied"), flatten_subgroups=True):
            async with connected(notes, provider(notes, undecided, memory)):
                pass
        client_id = memory.client.client_id
        assert client_id not in {client["client_id"] for client in server.commands.json("client", "list")}
        server.restart()
        person = Person(Browser(server, server.add_user()))
        async with connected(notes, provider(notes, person, memory)) as (client, traffic):
            await call(client, "list_notes")
        assert not traffic.of(REGISTER)
        assert client_id in {client["client_id"] for client in server.commands.json("client", "list")}
    finally:
        notes.finish()


async def test_a_client_that_the_operator_removed_is_told_so(server, notes):
    """401 invalid_client: what makes clients forget their registration and make another."""
    person, memory = Person(Browser(server, server.add_user())), Memory()
    auth = provider(notes, person, memory)
    async with connected(notes, auth) as (client, traffic):
        await call(client, "list_notes")
        removed = memory.client.client_id
        assert server.commands.run("client", "remove", removed).returncode == 0

        def refusal():
            fields = {"grant_type": "refresh_token", "refresh_token": memory.tokens.refresh_token, "client_id": removed}
            answer = server.token(fields)
            return token_error(answer) == "invalid_client" and answer.status_code

        assert eventually(refusal, within=1.0, because="a removed client is unknown within a second") == 401


# By a metadata document


def published(notes, person, site, memory=None, **metadata):
    """The SDK insists on https for the document's address; here it lies on loopback, where the server is told that it may."""
    auth = provider(notes, person, memory, **metadata)
    auth.context.client_metadata_url = site.url(DOCUMENT)
    return auth


async def test_a_client_with_a_document_does_not_register(notes, person, user, site):
    memory = Memory()
    auth = published(notes, person, site, memory)
    async with connected(notes, auth) as (client, traffic):
        me = await call(client, "who_am_i")
        auth.context.token_expiry_time = 1
        await call(client, "list_notes")
    assert me["subject"] == str(user.user_id)
    assert me["client"] == memory.client.client_id == site.url(DOCUMENT)
    assert not traffic.of(REGISTER)
    assert [form["grant_type"] for form in traffic.forms()] == ["authorization_code", "refresh_token"]
    page = person.pages[0].words
    assert "Published Agent" in page and "described by 127.0.0.1" in page


async def test_a_client_with_a_document_steps_up(server, notes, site):
    person = Person(Browser(server, server.add_user()))
    async with connected(notes, published(notes, person, site)) as (client, _):
        await call(client, "list_notes")
        assert await call(client, "add_note", text="by a document") == 1
    assert len(person.visits) == 2


async def test_a_document_is_not_fetched_for_every_request(server, notes, site):
    before = site.requested.count(DOCUMENT)
    for _ in range(2):
        person = Person(Browser(server, server.add_user()))
        async with connected(notes, published(notes, person, site)) as (client, _):
            await call(client, "list_notes")
    assert site.requested.count(DOCUMENT) - before <= 1


async def test_the_metadata_says_that_documents_are_taken(server):
    for name in ("oauth-authorization-server", "openid-configuration"):
        assert server.get(f"/.well-known/{name}").json()["client_id_metadata_document_supported"] is True


# By the README


def test_the_readme_of_the_example_holds(start, tmp_path):
    """Its configuration, its user, its server and its client, with two ports changed."""
    readme = (EXAMPLE / "README.md").read_text()
    [config] = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    port = steady_port()
    server = start(config=config.replace(":8000", f":{port}"))
    user = server.add_user()
    notes = NotesServer(port, server.issuer, tmp_path / "output.log").start()
    try:
        browser = f"{sys.executable} {REPOSITORY / 'Tests/EndToEnd/cardea/errand.py'} %s"
        errand = {"BROWSER": browser, "ERRAND_USERNAME": user.username, "ERRAND_PASSWORD": user.password}
        done = subprocess.run(
            [sys.executable, EXAMPLE / "client.py", notes.resource],
            capture_output=True,
            text=True,
            env=clean_environment(errand),
            timeout=60,
        )
    finally:
        notes.finish()
    assert done.returncode == 0, done.stdout + done.stderr + notes.log()
    said = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert [name for name in said if not name.startswith("Sign in")] == ["who_am_i", "add_note", "list_notes"]
    assert sum(name.startswith("Sign in") for name in said) == 2
    assert f"'subject': '{user.user_id}'" in done.stdout and "water the plants" in done.stdout
