"""A client for the notes that stands in for an AI application: it knows nothing but the server's URL.

    python client.py [URL]

It discovers where to sign in, registers itself there, and opens a browser for you to sign in with; the SDK does all that.
Then it writes a note. That needs more scope than reading, so the browser opens once more and asks for it.
"""

import asyncio
import sys
import webbrowser
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

URL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000/mcp"


class Memory:
    """Keeps tokens and the registration until the program ends; yours would keep them in the system's keyring."""

    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Callback:
    """The page on this machine that the browser comes back to (RFC 8252 §7.3): any port will do."""

    async def start(self):
        self.answer = asyncio.Queue()
        self.listener = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.listener.sockets[0].getsockname()[1]}/callback"

    async def serve(self, reader, writer):
        target = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        words = b"Done. You can close this window." if target.startswith("/callback?") else b""
        status = b"200 OK" if words else b"404 Not Found"
        writer.write(b"HTTP/1.1 %b\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n%b" % (status, words))
        await writer.drain()
        writer.close()
        if words:
            self.answer.put_nowait({name: values[0] for name, values in parse_qs(urlsplit(target).query).items()})

    async def open(self, url):
        print(f"Sign in at {url}")
        await asyncio.to_thread(webbrowser.open, url)

    async def wait(self):
        answer = await self.answer.get()
        if "code" not in answer:
            raise SystemExit(f"not signed in: {answer.get('error_description', answer.get('error'))}")
        return AuthorizationCodeResult(code=answer["code"], state=answer.get("state"), iss=answer.get("iss"))


async def main():
    callback = Callback()
    await callback.start()
    auth = OAuthClientProvider(
        URL,
        OAuthClientMetadata(
            client_name="Notes in a terminal", redirect_uris=[callback.url], token_endpoint_auth_method="none"
        ),
        Memory(),
        redirect_handler=callback.open,
        callback_handler=callback.wait,
    )
    async with httpx2.AsyncClient(auth=auth, timeout=30) as http:
        async with Client(streamable_http_client(URL, http_client=http)) as notes:
            for name, arguments in [("who_am_i", {}), ("add_note", {"text": "water the plants"}), ("list_notes", {})]:
                result = await notes.call_tool(name, arguments)
                print(f"{name}: {result.structured_content}")


asyncio.run(main())
