"""What the workloads need: clients, a person who is signed in, tokens, codes."""

import base64
import copy
import hashlib
import json
import urllib.parse

import machine
import wrk
from browser import Browser
from workloads import FORM, TOKEN

REDIRECT_URI = "http://127.0.0.1:9/callback"
QUIET = "bench-quiet"
PASSWORD = "a long password for the bench"
VERIFIER = "bench-" + "v" * 60
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PATIENCE = 60  # seconds that collecting codes may take


class Material:
    def __init__(self, executable, folder, options, busy=1):
        self.executable, self.folder, self.options = executable, folder, options
        self.facts = []
        add = ("client", "add")
        machine_client = (*add, "--grant", "client_credentials", "--scope", "orders.read")
        services = {
            "ES256": self.executable.command(*machine_client, "--name", "Bench service"),
            "EdDSA": self._service(machine_client, access_token_signed_response_alg="EdDSA"),
            "RS256": self._service(machine_client, access_token_signed_response_alg="RS256"),
            "opaque": self._service(machine_client, access_token_format="opaque"),
        }
        self.application = credentials(
            self.executable.command(
                *add, "--name", "Bench application", "--redirect-uri", REDIRECT_URI,
                "--grant", "authorization_code", "--grant", "refresh_token", "--scope", "openid profile email",
                "--skip-consent", "--metadata", json.dumps({"id_token_signed_response_alg": "ES256"}),
            )  # fmt: skip
        )
        # Who lets the application in again and again, so that grants leave, and who does it once.
        self.busy = [f"bench-busy-{number}" for number in range(busy)]
        for name in (*self.busy, QUIET):
            self.add_person(name)
        self.forms = {
            f"service {name}": form(grant_type="client_credentials", **credentials(client))
            for name, client in services.items()
        } | {
            "exchange": form(
                grant_type="authorization_code", redirect_uri=REDIRECT_URI, code_verifier=VERIFIER, **self.application
            ),
            "refresh": form(grant_type="refresh_token", **self.application),
        }

    def _service(self, words, **metadata):
        name = " ".join(metadata.values())
        return self.executable.command(*words, "--name", f"Bench service, {name}", "--metadata", json.dumps(metadata))

    def add_person(self, name):
        self.executable.command(
            "user", "add", "--username", name, "--email", f"{name}@example.com", "--name", "Bench", "--password-stdin",
            secret=PASSWORD,
        )  # fmt: skip

    def sign_in(self, name):
        """The browser of a person who is signed in now, and the first code."""
        browser = Browser(self.executable)
        callback = browser.sign_in(self.authorize_path(), name, PASSWORD)
        parameters = urllib.parse.parse_qs(urllib.parse.urlsplit(callback).query)
        if not callback.startswith(REDIRECT_URI) or "code" not in parameters:
            raise SystemExit(f"signing in led to {callback}")
        return browser, parameters["code"][0]

    def gather(self):
        """Signs people in and gets the first tokens, from which it reads what the figures depend on."""
        self.browsers = [self.sign_in(name)[0] for name in self.busy]
        _, code = self.sign_in(QUIET)
        self.tokens = self.ask(f"{self.forms['exchange']}&code={code}")
        self.forms["introspect"] = form(token=self.tokens["access_token"], **self.application)
        service = self.ask(self.forms["service ES256"])["access_token"]
        if not self.executable.database:
            journal = machine.journal_mode(self.executable.data / "cardea.sqlite")
            durability = f"SQLite journal_mode={journal}, synchronous=FULL: an answer leaves after its fsync"
            self.facts.append(("durability", durability))
        self.facts += [
            ("access token", f"{algorithm(service)} JWT, unless said otherwise"),
            ("ID token", f"{algorithm(self.tokens['id_token'])} JWT, with each exchange and refresh"),
            ("client secret", "256 random bits, kept as one SHA-256 digest"),
        ]

    def ask(self, body):
        """One token request that must succeed, and its JSON."""
        status, _, answer = self.executable.request("POST", TOKEN, body, {"Content-Type": FORM})
        if status != 200:
            raise SystemExit(f"POST {TOKEN} answered {status}: {answer.decode(errors='replace')[:400]}")
        return json.loads(answer)

    def at(self, executable):
        """The same for another server that has the same clients, people and keys."""
        there = copy.copy(self)
        there.executable = executable
        return there

    def load(self, path, script, seconds, connections=None, **settings):
        connections = connections or self.options.connections
        return wrk.run(self.executable.origin + path, script, seconds, connections, **settings)

    def authorize_path(self):
        parameters = {
            "response_type": "code", "client_id": self.application["client_id"], "redirect_uri": REDIRECT_URI,
            "scope": "openid profile email", "state": "bench", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }  # fmt: skip
        return "/oauth?" + urllib.parse.urlencode(parameters)

    def cookies(self):
        return "\n".join(browser.cookie() for browser in self.browsers)

    def codes(self, count=None, browser=None):
        """A file of fresh codes, from the authorization endpoint."""
        file = self.folder / "codes"
        settings = {
            "OUTPUT": file, "LIMIT": min(count or self.options.codes, self.options.codes),
            "COOKIES": browser.cookie() if browser else self.cookies(),
        }  # fmt: skip
        run = self.load(self.authorize_path(), "authorize.lua", PATIENCE, **settings)
        if run.errors:
            raise SystemExit(f"collecting codes: {run.errors} errors, {run.complaint}")
        return file

    def refresh_tokens(self):
        """A file of refresh tokens that are alive, two for each connection."""
        codes = self.codes(2 * self.options.connections).read_text().split()
        answers = [self.ask(f"{self.forms['exchange']}&code={code}") for code in codes]
        file = self.folder / "refresh-tokens"
        file.write_text("".join(answer["refresh_token"] + "\n" for answer in answers))
        return file


def credentials(client):
    return {name: client[name] for name in ("client_id", "client_secret")}


def form(**fields):
    return urllib.parse.urlencode(fields)


def algorithm(token):
    header = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["alg"]
