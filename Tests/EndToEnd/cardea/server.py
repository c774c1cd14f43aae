"""A `cardea serve` process with a data directory of its own."""

import json
import re
import secrets
import signal
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import requests

from .application import Application
from .commands import Commands, binary, clean_environment
from .database import settings
from .waiting import eventually

READY = re.compile(r"^cardea listening on (?P<url>https?://\S+) issuer (?P<issuer>\S+)$", re.MULTILINE)
STARTING = 30  # seconds; the first start makes signing keys, in a debug build


def free_port():
    """A port that was free a moment ago, for issuers that must be known before the server starts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass(frozen=True)
class User:
    """A person with an account, and the password that they type."""

    user_id: int
    username: str
    password: str
    email: str
    name: str


class Server:
    """Starts, stops, kills and restarts the executable on one directory, and makes requests of it."""

    def __init__(self, directory, *arguments, config=None, environment=None, listen="127.0.0.1:0", certificate=None):
        self.directory = Path(directory)
        self.data = self.directory / "data"
        self.arguments = arguments
        self.environment = environment or {}
        self.listen = listen
        self.certificate = certificate
        self.config = None
        if config is not None:
            self.config = self.directory / "cardea.yaml"
            self.config.write_text(config)
        self.stdout = self.directory / "stdout.log"
        self.stderr = self.directory / "stderr.log"
        self.commands = Commands(self.data, self.config, self.environment)
        self.process = None
        self.url = self.issuer = None
        self._sessions = threading.local()

    # Life

    def start(self):
        """Starts the process and returns when it has said that it listens."""
        command = [binary(), "serve", "--listen", self.listen, "--data", str(self.data), *map(str, self.arguments)]
        if self.config:
            command += ["--config", str(self.config)]
        already = self.stdout.stat().st_size if self.stdout.exists() else 0
        with self.stdout.open("ab") as out, self.stderr.open("ab") as err:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=clean_environment({**settings(self.data), **self.environment})
            )
        try:
            ready = eventually(lambda: self._ready(already), within=STARTING, because="the server did not get ready")
        except BaseException:
            self.kill()
            raise
        self.url, self.issuer = ready["url"], ready["issuer"]
        self.listen = urlsplit(self.url).netloc  # a restart keeps the port, and with it the issuer
        return self

    def _ready(self, already):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode} at its start\n{self.log()}")
        with self.stdout.open("rb") as out:
            out.seek(already)
            return READY.search(out.read().decode())

    def stop(self):
        """Sends SIGTERM and returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)

    def hang_up(self):
        """SIGHUP: read the configuration's clients again."""
        self.process.send_signal(signal.SIGHUP)

    def kill(self):
        """kill -9, as a crash or a lost machine would."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def restart(self):
        self.kill()
        return self.start()

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def finish(self):
        """The end of a test: the server must have survived everything, and must stop when told."""
        if self.process is None:
            return
        died = self.process.poll()
        if died is not None:
            raise AssertionError(f"the server died with {died} during the tests\n{self.log()[-4000:]}")
        try:
            status = self.stop()
        finally:
            self.kill()
        assert status == 0, f"exit status {status} after SIGTERM\n{self.log()[-4000:]}"

    def log(self):
        """Everything the process wrote to standard output and standard error."""
        return "".join(path.read_text(errors="replace") for path in (self.stdout, self.stderr) if path.exists())

    @property
    def address(self):
        parts = urlsplit(self.url)
        return parts.hostname, parts.port

    # Requests

    @property
    def session(self):
        """This thread's connections; cookies are for browsers and are not kept."""
        if not hasattr(self._sessions, "session"):
            session = requests.Session()
            session.trust_env = False
            if self.certificate:
                session.verify = str(self.certificate)
            self._sessions.session = session
        return self._sessions.session

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, **options):
        return self.request("POST", path, **options)

    def request(self, method, path, **options):
        options.setdefault("allow_redirects", False)
        options.setdefault("timeout", 30)
        url = path if "://" in path else (self.issuer if self.certificate else self.url) + path
        session = self.session
        session.cookies.clear()
        return session.request(method, url, **options)

    def token(self, fields, encoding="form", path="/v1/auth/oauthtoken", headers=None, **options):
        """A token request. `fields` is a dictionary or a list of pairs (repeats allowed); None leaves a field out."""
        pairs = [(k, v) for k, v in (fields.items() if isinstance(fields, dict) else fields) if v is not None]
        if encoding == "json":
            members = ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs)
            body, content_type = "{" + members + "}", "application/json"
        else:
            body, content_type = urlencode(pairs, doseq=True), "application/x-www-form-urlencoded"
        return self.post(path, data=body.encode(), headers={"Content-Type": content_type, **(headers or {})}, **options)

    # People and clients

    def add_user(self, username=None, password=None, email=None, name="Ada Lovelace", verified=True):
        username = username or f"ada-{secrets.token_hex(4)}"
        email = email or f"{username}@example.com"
        password = password or f"pass word {secrets.token_hex(6)}"
        flags = ["--email-verified"] if verified else []
        added = self.commands.json(
            *("user", "add", "--username", username, "--email", email, "--name", name, "--password-stdin", *flags),
            stdin=password + "\n",
        )
        return User(added["user_id"], username, password, email, name)

    def add_client(
        self,
        *flags,
        name="Charts",
        redirect_uris=("https://app.example.com/callback",),
        grants=("authorization_code", "refresh_token", "client_credentials"),
        scope=None,
        client_id=None,
        secret=None,
        public=False,
        skip_consent=True,
        metadata=None,
    ):
        """Registers a client with the command and returns it once the running server knows it."""
        if public:
            grants = [grant for grant in grants if grant != "client_credentials"]
        arguments = ["client", "add", "--name", name]
        for uri in redirect_uris:
            arguments += ["--redirect-uri", uri]
        for grant in grants:
            arguments += ["--grant", grant]
        if scope is not None:
            arguments += ["--scope", scope]
        if client_id is not None:
            arguments += ["--id", client_id]
        if secret is not None:
            arguments += ["--secret-stdin"]
        if public:
            arguments += ["--auth-method", "none"]
        if skip_consent:
            arguments += ["--skip-consent"]
        if metadata is not None:
            arguments += ["--metadata", json.dumps(metadata)]
        added = self.commands.json(*arguments, *flags, stdin=None if secret is None else secret + "\n")
        application = Application(
            self,
            added["client_id"],
            added.get("client_secret", secret),
            redirect_uris[0] if redirect_uris else None,
            name,
        )
        # Whoever has neither secret nor key to show cannot be asked for; a name that was unknown is looked up each time.
        if self.is_running and (public or application.client_secret):
            eventually(application.is_known, within=1.0, because="a new client is seen within a second")
        return application


def make_certificate(directory, names="DNS:localhost,IP:127.0.0.1"):
    """A self-signed certificate for localhost, made for this run; returns (certificate, key) paths."""
    certificate, key = Path(directory) / "localhost.crt", Path(directory) / "localhost.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"]
        + ["-addext", f"subjectAltName={names}"],
        check=True,
        capture_output=True,
    )
    return certificate, key


def tls_server(directory, *arguments, **options):
    """A server on https://localhost with a certificate made for this run; the port is chosen beforehand."""
    directory = Path(directory)
    certificate, key = make_certificate(directory)
    port = free_port()
    return Server(
        directory,
        *("--tls-certificate", certificate, "--tls-key", key, "--issuer", f"https://localhost:{port}", *arguments),
        listen=f"127.0.0.1:{port}",
        certificate=certificate,
        **options,
    )
