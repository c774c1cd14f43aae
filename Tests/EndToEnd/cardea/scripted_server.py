"""Servers on loopback that answer as a test says, for `cardea doctor` to look at."""

import json
import ssl
import threading
import time
import warnings
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class ScriptedServer:
    """Answers each `METHOD /path` as told; subclasses say how, by `answer(request)`, which returns what `reply` made."""

    def __init__(self, context=None):
        self.requests = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                length = int(self.headers.get("Content-Length", 0))
                request = Request(self.command, self.path, dict(self.headers), self.rfile.read(length).decode())
                server.requests.append(request)
                status, headers, body = server.answer(request)
                try:
                    self.send_response(status)
                    for name, value in headers:
                        self.send_header(name, value)
                    if not callable(body):
                        self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    if callable(body):
                        self.close_connection = True
                        body(self.wfile)
                    elif self.command != "HEAD":
                        self.wfile.write(body)
                except OSError:
                    pass  # the doctor has seen enough

            do_GET = do_POST = do_OPTIONS = do_DELETE = handle_one

            def log_message(self, *_):
                pass

        self.listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.listener.daemon_threads = True
        scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
        if context:
            self.listener.socket = context.wrap_socket(
                self.listener.socket, server_side=True, do_handshake_on_connect=False
            )
        self.origin = f"{scheme}://{host}:{self.listener.server_address[1]}"
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()

    def answer(self, request):
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown()
        self.listener.server_close()


class Request:
    def __init__(self, method, target, headers, body):
        self.method = method
        self.path = urlsplit(target).path
        self.query = dict(parse_qsl(urlsplit(target).query))
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body

    @property
    def place(self):
        return f"{self.method} {self.path}"


def reply(status, body=b"", kind=None, *headers):
    return status, ([("Content-Type", kind)] if kind else []) + list(headers), body


def reply_json(status, value, *headers):
    return reply(status, json.dumps(value).encode(), "application/json", *headers)


PAGE = b"<!doctype html><title>Welcome</title><div id=app></div>"


class Broken(ScriptedServer):
    """An authorization server that gets nearly everything wrong, as servers in the field do, one or two each."""

    def answer(self, request):
        match request.place:
            case "GET /.well-known/oauth-authorization-server":
                return reply(302, b"", None, ("Location", "/metadata"))
            case "GET /.well-known/openid-configuration":
                return reply(200, json.dumps(self.metadata).encode(), "text/plain")
            case "GET /jwks":
                return reply_json(200, {"keys": [{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}, {"kty": "RSA", "kid": "a"}]})
            case "GET /authorize":
                return reply(302, b"", None, ("Location", request.query.get("redirect_uri", "/") + "?error=access_denied"))
            case "POST /token":
                return reply_json(500, {"error": {"message": "\x1b[31mNullPointerException"}, "error_description": None})
            case "GET /userinfo":
                return reply_json(200, {"sub": None})
            case "POST /introspect":
                return reply_json(200, {"active": False})
            case "POST /revoke":
                return reply(500, PAGE, "text/html")
            case "POST /register":
                return reply_json(200, {**json.loads(request.body), "client_id": "c", "client_secret": "s", "logo_uri": None})
            case _ if request.method == "OPTIONS":
                return reply(404, PAGE, "text/html")
            case _:  # a single-page application answers every path with itself
                return reply(200, PAGE, "text/html")

    @property
    def metadata(self):
        return {
            "issuer": "https://auth.example.com",
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "registration_endpoint": f"{self.origin}/register",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "introspection_endpoint": f"{self.origin}/introspect",
            "revocation_endpoint": f"{self.origin}/revoke",
            "end_session_endpoint": "/logout",
            "jwks_uri": f"{self.origin}/jwks",
            "response_types_supported": ["token"],
            "grant_types_supported": ["password", "authorization_code"],
            "scopes_supported": "openid",
            "code_challenge_methods_supported": None,
            "ui_locales_supported": [],
            "id_token_signing_alg_values_supported": ["none"],
        }


class Outdated(ScriptedServer):
    """Speaks TLS 1.1 too, with a certificate that has expired, and has nothing to say."""

    def __init__(self, directory):
        self.certificate, key = expired_certificate(directory)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.load_cert_chain(self.certificate, key)
        super().__init__(context)

    def answer(self, request):
        return reply_json(404, {"error": "not_found"})


def expired_certificate(directory):
    """A self-signed certificate for localhost that ended three days ago; returns (certificate, key) paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=90)).not_valid_after(now - timedelta(days=3))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    certificate_file, key_file = directory / "expired.crt", directory / "expired.key"
    certificate_file.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(pem))
    key_file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


class Resource(ScriptedServer):
    """An MCP server, as far as somebody without a token sees it."""

    def __init__(self, authorization_server):
        self.authorization_server = authorization_server
        self.has_challenge = True
        self.names = None
        super().__init__()

    @property
    def url(self):
        return f"{self.origin}/mcp"

    def answer(self, request):
        open_to_pages = ("Access-Control-Allow-Origin", "*")
        match request.place:
            case "POST /mcp":
                error = 'error="invalid_token", ' if "authorization" in request.headers else ""
                challenge = f'Bearer {error}resource_metadata="{self.metadata_url}", scope="orders.read"'
                headers = [open_to_pages, ("Access-Control-Expose-Headers", "WWW-Authenticate")]
                if self.has_challenge:
                    headers.append(("WWW-Authenticate", challenge))
                return reply_json(401, {"error": "invalid_token"}, *headers)
            case "GET /.well-known/oauth-protected-resource/mcp":
                document = {
                    "resource": self.names or self.url,
                    "authorization_servers": [self.authorization_server],
                    "scopes_supported": ["orders.read"],
                    "bearer_methods_supported": ["header"],
                }
                return reply_json(200, document, open_to_pages)
            case "OPTIONS /mcp":
                allowed = ("Access-Control-Allow-Headers", "authorization, content-type, mcp-protocol-version")
                return reply(204, b"", None, open_to_pages, allowed)
            case _:
                return reply_json(404, {"error": "not_found"})

    @property
    def metadata_url(self):
        return f"{self.origin}/.well-known/oauth-protected-resource/mcp"


class Hostile(ScriptedServer):
    """Means harm to whoever examines it: `how` is `endless`, `slow`, `escapes` or `deep`."""

    def __init__(self, how):
        self.how = how
        super().__init__()

    def answer(self, request):
        if request.method != "GET" or not request.path.startswith("/.well-known/o"):
            return reply(404)
        match self.how:
            case "endless":
                return reply(200, self.pour, "application/json")
            case "slow":
                return reply(200, self.drip, "application/json")
            case "escapes":
                evil = "\x1b]0;owned\x07\x1b[2J\u202egpj.exe"
                return reply_json(200, {"issuer": evil, "token_endpoint": evil, "scopes_supported": [evil]})
            case "deep":
                return reply(200, b"[" * 60_000, "application/json")

    def pour(self, out):
        while True:
            out.write(b'{"a":' * 10_000)

    def drip(self, out):
        for _ in range(30):
            out.write(b" ")
            out.flush()
            time.sleep(0.5)
