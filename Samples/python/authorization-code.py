"""Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), with the standard library alone.

Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

ISSUER = os.environ["ISSUER"]


def ask(url, fields=None):
    """GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program."""
    body = urlencode({name: value for name, value in fields.items() if value}).encode() if fields else None
    try:
        with urllib.request.urlopen(url, body, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        said = json.load(refusal)
        sys.exit(f"{said['error']}: {said.get('error_description', '')}")


class Callback(BaseHTTPRequestHandler):
    def do_GET(self):
        target = urlsplit(self.path)
        answer = dict(parse_qsl(target.query))
        ours = target.path == "/callback" and answer.get("state") == state  # somebody else's answer is not looked at
        self.send_response(200 if ours else 400)
        self.end_headers()
        self.wfile.write(b"You may close this window.\n" if ours else b"This is not the answer.\n")
        if ours:
            self.server.answer = answer

    def log_message(self, *_):
        pass  # the code is in the path


metadata = ask(f"{ISSUER}/.well-known/openid-configuration")
state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

server = HTTPServer(("127.0.0.1", 0), Callback)
server.answer = None
client = {"client_id": os.environ["CLIENT_ID"], "redirect_uri": f"http://127.0.0.1:{server.server_port}/callback"}
request = {
    **client,
    "response_type": "code",
    "scope": os.environ.get("SCOPE", "openid"),
    "state": state,
    "code_challenge": challenge,
    "code_challenge_method": "S256",
}
if "RESOURCE" in os.environ:
    request["resource"] = os.environ["RESOURCE"]
print(f"Open {metadata['authorization_endpoint']}?{urlencode(request)}", file=sys.stderr, flush=True)

while server.answer is None:
    server.handle_request()
answer = server.answer
if answer.get("iss") != ISSUER:  # RFC 9207
    sys.exit("the answer is another server's")
if "code" not in answer:
    sys.exit(f"{answer.get('error')}: {answer.get('error_description', '')}")
tokens = ask(
    metadata["token_endpoint"],
    {
        **client,
        "grant_type": "authorization_code",
        "code": answer["code"],
        "code_verifier": verifier,
        "client_secret": os.environ.get("CLIENT_SECRET"),
    },
)
print(json.dumps(tokens))
