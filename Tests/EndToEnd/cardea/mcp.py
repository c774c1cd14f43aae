"""The MCP server of Examples/MCPServer, and MCP clients of the Python SDK that sign in to it."""

import sys
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import anyio
import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata

from .browser import Callback
from .commands import REPOSITORY
from .relying_party import RelyingParty

EXAMPLE = REPOSITORY / "Examples" / "MCPServer"
READ, WRITE = "notes:read", "notes:write"


def resource_of(port):
    return f"http://localhost:{port}/mcp"


def configuration(port, more=""):
    """A `resources:` entry for the notes on `port`, and `more` YAML."""
    return f"resources:\n  - uri: {resource_of(port)}\n    name: Notes\n    scopes: {READ} {WRITE}\n{more}"


class NotesServer(RelyingParty):
    """The example as a process; keyword arguments are its environment variables."""

    def __init__(self, port, issuer, output, **environment):
        super().__init__(port, output)
        self.resource = resource_of(port)
        self.environment = {"ISSUER": issuer, "RESOURCE": self.resource, "LISTEN": f"127.0.0.1:{port}", **environment}

    def start(self):
        return self.run([sys.executable, EXAMPLE / "server.py"], self.environment)


class Memory:
    """What a client keeps between two starts: the SDK's `TokenStorage`."""

    def __init__(self, client=None):
        self.client = client
        self.tokens = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


def registered(application, method="client_secret_basic"):
    """A client that an operator registered, in the SDK's words."""
    return OAuthClientInformationFull(
        client_id=application.client_id,
        client_secret=application.client_secret,
        redirect_uris=[application.redirect_uri] if application.redirect_uri else None,
        token_endpoint_auth_method=method if application.client_secret else "none",
    )


class Person:
    """Whoever sits before the client: signs in and allows, in a browser of the harness."""

    def __init__(self, browser, decision="allow"):
        self.browser = browser
        self.decision = decision
        self.visits = []  # every authorization URL that was opened
        self.pages = []  # what the consent pages said
        self.end = None

    async def open(self, url):
        self.visits.append(url)
        self.end = await anyio.to_thread.run_sync(self._walk, url)

    def _walk(self, url):
        page = self.browser.open(url)
        if not isinstance(page, Callback) and page.asks_sign_in:
            page = self.browser.sign_in(page)
        if not isinstance(page, Callback) and page.asks_consent:
            self.pages.append(page)
        return self.browser.walk(page, self.decision)

    async def come_back(self):
        assert isinstance(self.end, Callback) and self.end.code, f"no code: {self.end}"
        parameters = self.end.parameters
        return AuthorizationCodeResult(**{name: parameters.get(name) for name in ("code", "state", "iss")})


def provider(notes, person, memory=None, redirect_uri="http://localhost:41234/callback", url=None, **metadata):
    """The SDK's own provider for people; `metadata` is what the client says of itself."""
    usual = {"client_name": "Agent", "redirect_uris": [redirect_uri], "token_endpoint_auth_method": "none"}
    return OAuthClientProvider(
        notes.resource,
        OAuthClientMetadata(**{**usual, **metadata}),
        memory or Memory(),
        redirect_handler=person.open,
        callback_handler=person.come_back,
        client_metadata_url=url,
    )


class Traffic:
    """Every request that a client made, with its answer."""

    def __init__(self):
        self.answers = []

    async def note(self, response):
        self.answers.append(response)

    def of(self, path):
        """The answers of requests to `path`, the oldest first."""
        return [answer for answer in self.answers if urlsplit(str(answer.request.url)).path == path]

    def forms(self, path="/v1/auth/oauthtoken"):
        """The bodies of form posts to `path`, as dictionaries."""
        return [dict(httpx2.QueryParams(answer.request.content.decode())) for answer in self.of(path)]


@asynccontextmanager
async def connected(notes, auth, mode="auto"):
    """A session of the SDK's client, and its traffic."""
    traffic = Traffic()
    hooks = {"response": [traffic.note]}
    async with httpx2.AsyncClient(auth=auth, timeout=30, trust_env=False, event_hooks=hooks) as http:
        async with Client(streamable_http_client(notes.resource, http_client=http), mode=mode) as client:
            yield client, traffic


async def call(client, name, **arguments):
    """A tool's result; the tool must have said no error."""
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result
    answer = result.structured_content
    return answer["result"] if set(answer) == {"result"} else answer
