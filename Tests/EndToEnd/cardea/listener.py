"""A relying party's own web server on loopback: publishes documents, takes logout tokens, remembers every request."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from .waiting import eventually


@dataclass(frozen=True)
class Request:
    """One request that the listener got."""

    method: str
    path: str
    headers: dict
    body: str

    @property
    def content_type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()

    @property
    def fields(self):
        """The body's form fields; none may be repeated."""
        pairs = parse_qsl(self.body, keep_blank_values=True, strict_parsing=True)
        assert len(dict(pairs)) == len(pairs), self.body
        return dict(pairs)


class Listener:
    """`documents` maps a path to (content type, octets); a POST to anywhere is answered with an empty 200."""

    def __init__(self):
        self.documents = {}
        self.requests = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.remember("")
                kind, body = listener.documents.get(self.path, (None, b""))
                self.answer(200 if kind else 404, kind or "text/plain", body)

            def do_POST(self):
                self.remember(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
                self.answer(200, "text/plain", b"")

            def remember(self, body):
                headers = {name.lower(): value for name, value in self.headers.items()}
                listener.requests.append(Request(self.command, self.path, headers, body))

            def answer(self, status, kind, body):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://{self.place}{path}"

    def asked(self, path):
        """What was asked of this path so far."""
        return [request for request in self.requests if request.path == path]

    def next(self, path, within=10.0):
        """The one request for `path`, waited for."""
        eventually(lambda: self.asked(path), within=within, because=f"nobody came to {path}")
        (request,) = self.asked(path)
        return request

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
