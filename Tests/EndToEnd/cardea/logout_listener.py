"""An application's back-channel logout endpoint on loopback: takes logout tokens, or does not."""

import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from .waiting import eventually


@dataclass(frozen=True)
class Delivery:
    """One POST that came."""

    at: float  # monotonic seconds
    path: str
    content_type: str
    fields: dict

    @property
    def token(self):
        return self.fields["logout_token"]


class LogoutListener:
    """Answers each path with the statuses that it was told, in order, and then with 200; remembers what came."""

    def __init__(self):
        self.deliveries = []
        self.answers = {}
        self.hang = threading.Event()
        self.hanging = set()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
                assert len(dict(pairs)) == len(pairs), body
                kind = self.headers.get("Content-Type", "")
                listener.deliveries.append(Delivery(time.monotonic(), self.path, kind, dict(pairs)))
                if self.path in listener.hanging:
                    listener.hang.wait(30)
                planned = listener.answers.get(self.path, [])
                status = planned.pop(0) if planned else 200
                try:
                    self.send_response(status)
                    if 300 <= status < 400:
                        self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # whoever asked has gone

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://{self.place}{path}"

    def at(self, path):
        """What came to this path so far."""
        return [delivery for delivery in self.deliveries if delivery.path == path]

    def wait(self, path, count=1, within=3.0):
        """What came to this path, once there are so many of them."""
        eventually(lambda: len(self.at(path)) >= count, within=within, because=f"{count} logout tokens at {path}")
        return self.at(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hang.set()
        self.server.shutdown()
        self.server.server_close()
