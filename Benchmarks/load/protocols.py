"""The same requests with TLS and over HTTP/2, against the same server's plain HTTP/1.1."""

import dataclasses
import subprocess

import h2load
import machine
import report
from executable import running
from place import say
from workloads import USERINFO, service

TITLE = "TLS and HTTP/2"
TEXT = (
    "Loaded by h2load, which speaks all of them, so that the load costs alike; the ratio is to the same server's HTTP/1.1"
    " without TLS in the same round. TLS is 1.3, with a certificate on P-256, and connections that last."
)
HEADER = [
    "work", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs", "plain", "requests/s", "CPU µs", "ratio",
    "p99, times", "errors",
]  # fmt: skip
PROBE = 2_000  # requests that say how many fill the time


@dataclasses.dataclass
class Way:
    name: str
    protocol: tuple
    # Requests at once on a connection.
    streams: int


PLAIN = Way("HTTP/1.1", h2load.HTTP1, 1)
WAYS = [
    Way("HTTP/1.1, TLS", h2load.HTTP1, 1),
    Way("HTTP/2, TLS", h2load.HTTP2, 1),
    Way("HTTP/2, TLS, 8 streams", h2load.HTTP2, 8),
]


def measure(place):
    """With two servers of its own: the one of before, which does not run now, and a copy with a certificate."""
    key, certificate = certify(place.folder)
    tls = place.server.copy(place.folder / "data-tls", TLS_KEY=key, TLS_CERTIFICATE=certificate)
    results = []
    with running(place.server, tls):
        for name, ask in [("client_credentials, ES256", service("ES256")), ("userinfo", USERINFO)]:
            load = Loads(place, ask)
            ways = [report.Result(f"{name}, {way.name}", PLAIN.name) for way in WAYS]
            for _ in range(place.options.rounds):
                plain = load(place.server, PLAIN)
                for way, result in zip(WAYS, ways):
                    result.add(load(tls, way), plain)
            for result in ways:
                say(f"  {result}")
            results += ways
    return report.Section(
        TITLE, [f"## {TITLE}", TEXT], HEADER, results, report.Result.row,
        caption="a part of the requests a second that HTTP/1.1 without TLS has", bar=report.Result.bar,
    )  # fmt: skip


class Loads:
    """One kind of request, and how many of them fill the time."""

    def __init__(self, place, ask):
        self.place, self.ask, self.counts = place, ask, {}
        self.settings = ask.settings(place.material)
        headers = {"Content-Type": self.settings.get("CONTENT_TYPE"), "Authorization": self.settings.get("AUTHORIZATION")}
        headers = {name: value for name, value in headers.items() if value}
        method = self.settings.get("METHOD", "GET")
        status, _, body = place.server.request(method, ask.path, self.settings.get("BODY"), headers)
        if status != 200 or ask.expect not in body.decode():
            raise SystemExit(f"{ask.path} answered {status}: {body.decode()[:400]}")
        self.length = len(body)

    def __call__(self, server, way):
        place = self.place
        if way.name not in self.counts:
            self.counts[way.name] = int(self.run(server, way, PROBE).rate * place.options.seconds)
        return machine.with_processor_time(server.process, lambda: self.run(server, way, self.counts[way.name]))

    def run(self, server, way, count):
        connections = max(self.place.options.connections // way.streams, 1)
        return h2load.run(
            server.origin + self.ask.path, count, connections, way.streams, way.protocol, self.place.folder,
            self.length, **self.settings,
        )  # fmt: skip


def certify(folder):
    """A key and a certificate for it, of nobody in particular."""
    key, certificate = folder / "tls.key", folder / "tls.pem"
    words = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
    ]  # fmt: skip
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"openssl ended with {done.returncode}: {done.stderr}")
    return key, certificate
