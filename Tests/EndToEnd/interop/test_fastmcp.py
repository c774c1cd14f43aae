"""FastMCP, as docs/connecting sets it up, and MCP clients that register themselves and sign a person in."""

import httpx2
import pytest

from cardea.browser import Browser
from cardea.fastmcp import FastMCPServer
from cardea.mcp import READ, WRITE, Person, call, connected, provider
from cardea.notes import anyio_backend, port  # noqa: F401, fixtures
from cardea.recipe import Recipe
from cardea.relying_party import running
from cardea.tokens import bearer, unverified

pytestmark = pytest.mark.anyio
NAMES = ["access_token", "id_token", "refresh_token"]


@pytest.fixture(scope="module")
def recipe(port):
    return Recipe("FastMCP", {"https://notes.example.com": f"http://localhost:{port}", "port=8000": f"port={port}"})


@pytest.fixture(scope="module")
def server_options(recipe):
    return {"config": recipe.block("yaml")}


@pytest.fixture(scope="module")
def notes(server, port, recipe, tmp_path_factory):
    recipe.places["https://auth.example.com"] = server.issuer
    with running(FastMCPServer(port, tmp_path_factory.mktemp("fastmcp"), recipe.block("python"))) as notes:
        yield notes


async def test_a_client_registers_itself_and_signs_a_person_in(notes, server, user):
    person = Person(Browser(server, user))
    auth = provider(notes, person)
    async with connected(notes, auth) as (client, traffic):
        assert await call(client, "who_am_i") == str(user.user_id)
    assert traffic.of("/mcp")[0].status_code == 401
    assert len(person.visits) == 1
    header, claims = unverified(auth.context.current_tokens.access_token)
    assert (header["alg"], claims["aud"]) == ("RS256", notes.resource)


async def test_a_token_for_something_else_opens_nothing(notes, server, application, signed_in):
    tokens = application.tokens(signed_in)
    writer = server.add_client(scope=f"openid {READ} {WRITE}")
    may_not_read = writer.tokens(signed_in, scope=WRITE, resource=notes.resource)
    for token in (*(tokens[name] for name in NAMES), may_not_read["access_token"]):
        assert ask(notes, token) == 401
    may_read = writer.tokens(signed_in, scope=f"{READ} {WRITE}", resource=notes.resource)
    assert ask(notes, may_read["access_token"]) == 200


def ask(notes, token):
    """The status of the first request of a session."""
    version = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": version}
    headers = {"Accept": "application/json, text/event-stream", **bearer(token)}
    return httpx2.post(notes.resource, json=message, headers=headers, trust_env=False, timeout=30).status_code
