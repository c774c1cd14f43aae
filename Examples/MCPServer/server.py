"""Notes for AI agents: an MCP server whose users sign in at Cardea.

    python -m pip install -r requirements.txt
    python server.py

Copy this file and put tools of your own at its end. What stands before them is all that a resource server owes its
users: it says who issues its tokens (RFC 9728, served by the SDK), believes only tokens that were made for it (RFC 8707,
RFC 9068), and asks for more scope when a tool needs more (RFC 6750 §3.1), so that clients ask the person again and nobody
grants on the first day what is needed once a year.

Settings are environment variables:

    ISSUER                  whose tokens are believed, by default http://localhost:8080
    RESOURCE                the URL that people give to their clients, by default http://localhost:8000/mcp
    LISTEN                  where to listen, by default 127.0.0.1:8000; put a TLS proxy before it in production
    INTROSPECTION_CLIENT    `client_id:client_secret`: ask Cardea about every token instead of checking signatures, for
                            tokens that are opaque, or whose revocation must be felt at once
"""

import functools
import inspect
import json
import os
import time
from urllib.parse import urlsplit

import anyio
import httpx2
import jwt
import uvicorn
from mcp.server import MCPServer
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.routes import build_resource_metadata_url
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse

ISSUER = os.environ.get("ISSUER", "http://localhost:8080")
RESOURCE = os.environ.get("RESOURCE", "http://localhost:8000/mcp")
LISTEN = os.environ.get("LISTEN", "127.0.0.1:8000")
INTROSPECTION_CLIENT = os.environ.get("INTROSPECTION_CLIENT", "")

READ, WRITE = "notes:read", "notes:write"

# How tokens may name this server: a URL without a path is the same with its slash and without (RFC 3986 §6.2.3).
AUDIENCE = [RESOURCE] if urlsplit(RESOURCE).path.strip("/") else [RESOURCE.rstrip("/"), RESOURCE.rstrip("/") + "/"]


class Cardea:
    """What this server knows of the authorization server: its metadata and public keys, fetched when first needed."""

    REST = 30  # seconds between two looks for a key, however many tokens name keys that nobody has
    FRESH = 3600  # seconds after which keys are fetched again, so that one that was withdrawn is forgotten

    def __init__(self, issuer):
        self.issuer = issuer
        self.http = httpx2.AsyncClient(timeout=10)
        self.lock = anyio.Lock()
        self.document = None
        self.keys = {}
        self.looked = None

    async def get(self, url):
        answer = await self.http.get(url)
        answer.raise_for_status()
        return answer.json()

    async def metadata(self):
        """The document of RFC 8414. It must say that it is of the issuer that we believe (§3.3)."""
        if self.document is None:
            parts = urlsplit(self.issuer)
            path = "/.well-known/oauth-authorization-server" + parts.path.rstrip("/")
            document = await self.get(f"{parts.scheme}://{parts.netloc}{path}")
            if document["issuer"] != self.issuer:
                raise ValueError(f"{self.issuer} says that it is {document['issuer']}")
            self.document = document
        return self.document

    async def key(self, kid):
        """The public key of this name, or None. Keys rotate: a name that is not known is a reason to look again."""
        async with self.lock:
            age = None if self.looked is None else time.monotonic() - self.looked
            if age is None or age > self.FRESH or (kid not in self.keys and age > self.REST):
                document = await self.get((await self.metadata())["jwks_uri"])
                self.keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(document).keys}
                self.looked = time.monotonic()
            return self.keys.get(kid)


cardea = Cardea(ISSUER)


def access_token(token, claims):
    """A token that was found good, in the SDK's words."""
    return AccessToken(
        token=token,
        client_id=claims["client_id"],
        scopes=claims.get("scope", "").split(),
        expires_at=claims["exp"],
        resource=RESOURCE,
        subject=claims["sub"],
        claims=claims,
    )


class SignedTokens(TokenVerifier):
    """Believes JWTs that Cardea signed for this server (RFC 9068 §4); asks nobody about them."""

    async def verify_token(self, token):
        try:
            header = jwt.get_unverified_header(token)
            # An ID token is signed by the same keys, and is no access token.
            if header.get("typ", "").lower().removeprefix("application/") != "at+jwt":
                return None
            key = await cardea.key(header.get("kid"))
            if key is None:
                return None
            required = ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]
            # The key's own algorithm is the only one that is tried, whatever the token's header says.
            claims = jwt.decode(token, key, issuer=ISSUER, audience=AUDIENCE, options={"require": required})
        except jwt.InvalidTokenError:
            return None
        return access_token(token, claims)


class IntrospectedTokens(TokenVerifier):
    """Asks Cardea about each token (RFC 7662): a token that was revoked is dead with the next request."""

    def __init__(self, client_id, client_secret):
        self.credentials = (client_id, client_secret)

    async def verify_token(self, token):
        endpoint = (await cardea.metadata())["introspection_endpoint"]
        answer = await cardea.http.post(endpoint, data={"token": token}, auth=self.credentials)
        answer.raise_for_status()
        claims = answer.json()
        audience = claims.get("aud", [])
        audience = [audience] if isinstance(audience, str) else audience
        if not claims.get("active") or claims.get("iss") != ISSUER or not set(audience) & set(AUDIENCE):
            return None
        return access_token(token, claims)


mcp = MCPServer(
    "notes",
    instructions="Keeps short notes for the person who signed in.",
    token_verifier=(
        IntrospectedTokens(*INTROSPECTION_CLIENT.split(":", 1)) if INTROSPECTION_CLIENT else SignedTokens()
    ),
    auth=AuthSettings(
        issuer_url=ISSUER,
        resource_server_url=RESOURCE,
        required_scopes=[READ],  # what every request needs, and all that clients ask for at first
        validate_token_resource=True,
    ),
)

NEEDED = {}  # the scope that a tool needs beyond READ, by the tool's name


def tool(scope=READ):
    """Makes a function a tool that needs `scope`. This check is the one that counts; `StepUp` explains it to clients."""

    def register(function):
        @functools.wraps(function)
        async def checked(*arguments, **named):
            if scope not in get_access_token().scopes:
                raise ToolError(f"this needs the scope {scope}")
            result = function(*arguments, **named)
            return await result if inspect.isawaitable(result) else result

        NEEDED[function.__name__] = scope
        return mcp.tool()(checked)

    return register


class StepUp:
    """Answers a request that needs more scope with 403 and the scope to ask for (RFC 6750 §3.1), which is how MCP clients
    learn that the person has to be asked again. ASGI middleware, behind the SDK's own, which has read the token."""

    LARGEST = 4 << 20  # octets; the SDK refuses more than this

    def __init__(self, app):
        self.app = app
        self.metadata = build_resource_metadata_url(AnyHttpUrl(RESOURCE))

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["user"].is_authenticated:
            return await self.app(scope, receive, send)
        messages, body = [], b""
        while True:
            message = await receive()
            messages.append(message)
            body += message.get("body", b"")
            if not message.get("more_body") or len(body) > self.LARGEST:
                break
        needed = {READ, *self.needed(body)}
        if not needed <= set(scope["auth"].scopes):
            return await self.refuse(needed)(scope, receive, send)

        async def again():
            return messages.pop(0) if messages else await receive()

        await self.app(scope, again, send)

    def needed(self, body):
        """The scopes that the calls in this body need."""
        try:
            calls = json.loads(body)
            calls = calls if isinstance(calls, list) else [calls]
            return {NEEDED[call["params"]["name"]] for call in calls if call["method"] == "tools/call"}
        except (ValueError, KeyError, TypeError, RecursionError):
            return set()  # no call of a tool that there is: the SDK has an answer for it

    def refuse(self, needed):
        scope = " ".join(sorted(needed))
        error = {"error": "insufficient_scope", "error_description": f"this needs the scope {scope}"}
        challenge = {**error, "scope": scope, "resource_metadata": self.metadata}
        header = "Bearer " + ", ".join(f'{name}="{value}"' for name, value in challenge.items())
        return JSONResponse(error, status_code=403, headers={"WWW-Authenticate": header})


# From here on: the tools. Notes are kept by the issuer's name for a person, and gone when the server ends.

notes: dict[str, list[str]] = {}


def own_notes():
    return notes.setdefault(get_access_token().subject, [])


@tool()
def list_notes() -> list[str]:
    """The notes that you have written."""
    return own_notes()


@tool(scope=WRITE)
def add_note(text: str) -> int:
    """Writes a note down and returns how many there are."""
    own_notes().append(text)
    return len(own_notes())


@tool()
def who_am_i() -> dict[str, str]:
    """Whom this server takes you for, and which client acts for you."""
    token = get_access_token()
    return {"subject": token.subject, "client": token.client_id, "scope": " ".join(token.scopes)}


def app():
    """The whole as an ASGI application."""
    # Only requests for this server's own name are answered, so that no web page can reach it by a name of its own.
    names = {urlsplit(RESOURCE).netloc, "localhost:*", "127.0.0.1:*", "[::1]:*"}
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in names]
    security = TransportSecuritySettings(allowed_hosts=list(names), allowed_origins=origins)
    application = mcp.streamable_http_app(
        streamable_http_path=urlsplit(RESOURCE).path or "/", transport_security=security
    )
    application.user_middleware.append(Middleware(StepUp))  # innermost: the SDK has read the token by then
    # Clients that are pages on the person's own machine, such as the MCP Inspector. Cookies are of no use here, and every
    # request needs a token, so this opens nothing.
    application.add_middleware(
        CORSMiddleware,
        allow_origin_regex=r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?",
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        expose_headers=["WWW-Authenticate", "Mcp-Session-Id"],
    )
    return application


if __name__ == "__main__":
    host, port = LISTEN.rsplit(":", 1)
    uvicorn.run(app(), host=host, port=int(port), log_level="info")
