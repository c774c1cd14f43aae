"""A real Chromium leaves the site by each form that leads out of it: to a program's own scheme, straight and by way of a
callback that redirects on to one. Chromium judges the whole chain of redirects behind a form by the page's policy.
"""

import os
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from cardea.chromium import chromium
from cardea.tokens import assert_tokens

PASSWORD = "a password of one's own"
SCHEMES = ("cursor", "claude")
EDITOR = "cursor://anysphere.cursor-mcp/oauth/callback"


@pytest.fixture(scope="module")
def server_options():
    return {"config": "accounts:\n  registration: on\n"}


@pytest.fixture(scope="module")
def callback():
    """A web site's callback that hands whatever comes on to a program of the person's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.hand_on(urlsplit(self.path).query)

        def do_POST(self):
            self.hand_on(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def hand_on(self, fields):
            self.send_response(302)
            self.send_header("Location", f"claude://claude.ai/callback?{fields}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=listener.serve_forever, daemon=True).start()
    # Another host than the server's own, so that nothing passes for being of the same site.
    yield f"http://127.0.0.1:{listener.server_address[1]}/callback"
    listener.shutdown()
    listener.server_close()


@pytest.fixture(params=["scheme", "callback"])
def uri(request, callback):
    """Where the browser is sent: the program's own scheme, or the web site that hands on to one."""
    return {"scheme": EDITOR, "callback": callback}[request.param]


@pytest.fixture
def add(server, uri):
    def add(**options):
        return server.add_client(redirect_uris=(uri,), **options)

    return add


@pytest.fixture
def programs(tmp_path):
    """What opens links of unknown schemes on this system, in place of the real one: it writes down what it is given."""
    directory = tmp_path / "programs"
    directory.mkdir()
    opener = directory / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{directory}/opened"\n')
    opener.chmod(0o755)
    return directory


@pytest.fixture
def chrome(server, callback, tmp_path, programs):
    # As after "Always allow": nobody can be asked without a screen.
    parts = [urlsplit(url) for url in (server.issuer, callback)]
    allowed = {f"{part.scheme}://{part.netloc}": dict.fromkeys(SCHEMES, True) for part in parts}
    with chromium(
        tmp_path,
        preferences={"protocol_handler": {"allowed_origin_protocol_pairs": allowed}},
        environment={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
    ) as person:
        yield person


@pytest.fixture
def left(chrome, programs):
    """The parameters that the person's program was opened with."""

    def left():
        opened = programs / "opened"
        chrome.wait(lambda: opened.exists() and opened.read_text().endswith("\n"), "the program to be opened")
        (address,) = opened.read_text().splitlines()
        assert urlsplit(address).scheme in SCHEMES
        assert chrome.complaints() == []
        return dict(parse_qsl(urlsplit(address).query))

    return left


def sign_in(chrome, user):
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in(user.username, user.password)


def test_sign_in(chrome, user, add, left):
    client = add()
    chrome.open(client.authorization_url(state="s"))
    sign_in(chrome, user)
    answer = left()
    assert answer["state"] == "s"
    assert_tokens(client.redeem(answer["code"]))


@pytest.mark.parametrize(("decision", "brought"), [("allow", "code"), ("deny", "error")])
def test_consent(chrome, user, add, left, decision, brought):
    client = add(skip_consent=False)
    chrome.open(client.authorization_url(state="s"))
    sign_in(chrome, user)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click(f"[name=decision][value={decision}]")
    answer = left()
    assert answer["state"] == "s" and answer[brought]


def test_new_account(chrome, add, left):
    chrome.open(add().authorization_url(state="s", prompt="create"))
    name = f"new-{secrets.token_hex(4)}"
    for field, text in {"username": name, "email": f"{name}@example.com", "name": "New", "password": PASSWORD}.items():
        chrome.find(f"input[name={field}]").send_keys(text)
    chrome.click("form button[type=submit]")
    answer = left()
    assert answer["state"] == "s" and answer["code"]


def test_sign_out(chrome, server, user, add, uri, left):
    client = add(metadata={"post_logout_redirect_uris": [uri]})
    chrome.open(f"{server.issuer}/login")
    sign_in(chrome, user)
    chrome.wait(lambda: not chrome.sees("input[name=password]"), "the account page")
    chrome.open(f"{server.issuer}/v1/auth/logout?client_id={client.client_id}&state=s&post_logout_redirect_uri={uri}")
    chrome.click("[name=decision][value=logout]")
    assert left() == {"state": "s"}


def test_form_post(chrome, user, add, uri, left):
    chrome.open(add().authorization_url(state="s", response_mode="form_post"))
    sign_in(chrome, user)
    answer = left()
    # Chromium opens a program with an address and no body, so what was posted reaches it through a callback alone.
    if uri != EDITOR:
        assert answer["state"] == "s" and answer["code"]
