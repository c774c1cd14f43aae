"""Notes behind an MCP server: the fixtures of the tests in which MCP clients sign in."""

import pytest

from .browser import Browser
from .mcp import READ, WRITE, NotesServer, Person, configuration
from .relying_party import steady_port

CALLBACK = "http://localhost:41234/callback"


@pytest.fixture
def anyio_backend():
    """What the SDK's own command line runs on."""
    return "asyncio"


@pytest.fixture(scope="module")
def port():
    return steady_port()


@pytest.fixture(scope="module")
def server_options(port):
    return {"config": configuration(port)}


@pytest.fixture(scope="module")
def notes(server, port, tmp_path_factory):
    """The example server, believing what the module's Cardea signs."""
    notes = NotesServer(port, server.issuer, tmp_path_factory.mktemp("notes") / "output.log").start()
    yield notes
    print(notes.log())  # pytest shows it when a test failed
    notes.finish()


@pytest.fixture
def person(server, user):
    """Somebody with an account, before a browser that nobody has used yet."""
    return Person(Browser(server, user))


@pytest.fixture(scope="module")
def agent(server):
    """An AI application that an operator registered."""
    return server.add_client(
        name="Agent",
        redirect_uris=(CALLBACK,),
        scope=f"openid profile {READ} {WRITE} offline_access",
        skip_consent=False,
    )
