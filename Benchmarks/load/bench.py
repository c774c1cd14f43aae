"""Measures the real executable on this machine. Started by scripts/bench, from the repository's root."""

import argparse
import base64
import hashlib
import json
import pathlib
import shutil
import sys
import urllib.parse

import machine
import wrk
from browser import Browser
from executable import Executable, Memory, stop
from report import Mark, page

REDIRECT_URI = "http://127.0.0.1:9/callback"
USERNAME, PASSWORD = "bench", "a long password for the bench"
VERIFIER = "bench-" + "v" * 60
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TOKEN = "/v1/auth/oauthtoken"

WARM_UP = 2  # seconds
WARM_UP_CODES = 1000
PATIENCE = 60  # seconds, the most that preparing or spending the codes may take
START_TIMES = 10


def main():
    options = parse_options()
    folder = pathlib.Path(".build/bench").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    executable = Executable(options.binary, folder / "data")
    bench = Bench(executable, folder, options)

    say("Registering a service, an application and a person")
    bench.register()
    facts = [("version", executable.version()), *machine.description(folder)]
    with open(folder / "server.out", "wb") as output:
        process = executable.serve(output)
    try:
        executable.wait_until_it_answers(process)
        memory = Memory(process)
        idle = memory.now()
        with memory:
            bench.measure()
        after = memory.now()
        stop(process)
    finally:
        process.kill()
    say(f"Starting {START_TIMES} times on the database that is there now")
    line, answer = executable.start_times(START_TIMES)

    facts += bench.facts
    facts += [
        ("start to the line that says it listens", f"{line:.1f} ms (median of {START_TIMES})"),
        ("start to the first answer", f"{answer:.1f} ms (median of {START_TIMES})"),
        ("resident memory", f"{idle:.1f} MB idle, {memory.most:.1f} MB at most under load, {after:.1f} MB after it"),
    ]
    marks = bench.marks + [
        Mark("start to the first answer", answer, "ms", under=100),
        Mark("resident memory under load", memory.most, "MB", under=60),
    ]
    verdict, good = judge(bench.runs, marks)
    text = page(facts, bench.runs, marks, verdict)
    print("\n" + text)
    if options.save:
        pathlib.Path("docs").mkdir(exist_ok=True)
        pathlib.Path("docs/benchmarks.md").write_text(text)
        print("Saved as docs/benchmarks.md")
    if good:
        shutil.rmtree(folder)
    sys.exit(0 if good else 1)


def parse_options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--binary", default=".build/release/cardea", help="the executable to measure")
    parser.add_argument("--seconds", type=int, default=10, help="how long each endpoint is loaded (default 10)")
    parser.add_argument("--codes", type=int, default=60_000, help="codes to exchange, for each of two runs")
    parser.add_argument("--save", action="store_true", help="write docs/benchmarks.md too")
    options = parser.parse_args()
    options.binary = str(pathlib.Path(options.binary).resolve())
    return options


def judge(runs, marks):
    failed = [name for name, run, _ in runs if run.errors]
    if failed:
        return f"INVALID: errors in {', '.join(failed)}", False
    missed = [mark.name for mark in marks if not mark.reached]
    if missed:
        return f"MISSED {len(missed)} of {len(marks)} marks: {', '.join(missed)}", False
    return f"REACHED all {len(marks)} marks", True


def say(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """The runs, one after another; a later one uses what an earlier one made."""

    def __init__(self, executable, folder, options):
        self.executable, self.folder, self.options = executable, folder, options
        self.runs, self.marks, self.facts = [], [], []

    def register(self):
        add = ("client", "add")
        service = self.executable.command(
            *add, "--name", "Bench service", "--grant", "client_credentials", "--scope", "orders.read"
        )
        application = self.executable.command(
            *add, "--name", "Bench application", "--redirect-uri", REDIRECT_URI,
            "--grant", "authorization_code", "--grant", "refresh_token", "--scope", "openid profile email",
            "--skip-consent", "--metadata", json.dumps({"id_token_signed_response_alg": "ES256"}),
        )  # fmt: skip
        self.service = {name: service[name] for name in ("client_id", "client_secret")}
        self.application = {name: application[name] for name in ("client_id", "client_secret")}
        self.executable.command(
            "user", "add", "--username", USERNAME, "--email", "bench@example.com", "--name", "Bench", "--password-stdin",
            secret=PASSWORD,
        )  # fmt: skip

    def measure(self):
        browser = Browser(self.executable)
        callback = browser.sign_in(self.authorize_path(), USERNAME, PASSWORD)
        tokens = self.first_tokens(callback)
        service_request = json.dumps({"grant_type": "client_credentials"} | self.service)
        self.describe(tokens, service_request)

        json_request = {"METHOD": "POST", "CONTENT_TYPE": JSON, "BODY": service_request}
        rate = self.fetch("client_credentials, JSON body", TOKEN, **json_request)
        self.marks.append(Mark("client_credentials", rate, "/s", least=9000))

        # Before the codes: of one account and one client only the latest grants stay.
        authorization = f"Bearer {tokens['access_token']}"
        self.fetch("userinfo", "/v1/auth/userinfo", AUTHORIZATION=authorization)
        self.fetch("JWKS", "/v1/auth/jwks")
        self.fetch("discovery", "/.well-known/openid-configuration")

        self.prepare_codes("codes", self.authorize_path(), browser)
        self.split_codes()
        self.warm_up_exchange()
        rate = self.refresh()
        self.marks.append(Mark("refresh", rate, "/s", least=4000))

        rate = self.exchange("code exchange", "codes", self.exchange_form())
        self.marks.append(Mark("code exchange", rate, "/s", least=4000))

        self.prepare_codes("codes-s256", self.authorize_path(challenge=True), browser)
        rate = self.exchange("code exchange with PKCE S256", "codes-s256", self.exchange_form(code_verifier=VERIFIER))
        self.marks.append(Mark("code exchange with PKCE", rate, "/s", least=4000))

    def describe(self, tokens, service_request):
        """States what the numbers depend on, read from the answers where the answers show it."""
        service_answer = self.ask(TOKEN, service_request, **{"Content-Type": JSON})
        journal = machine.journal_mode(self.executable.data / "cardea.sqlite")
        self.facts += [
            ("durability", f"SQLite journal_mode={journal}, synchronous=FULL: an answer leaves after its fsync"),
            ("access token", f"{algorithm(service_answer['access_token'])} JWT"),
            ("ID token", f"{algorithm(tokens['id_token'])} JWT, with each exchange and refresh that grants openid"),
            ("client secret", "256 random bits, kept as one SHA-256 digest"),
            ("load", f"wrk, 1 thread, {wrk.CONNECTIONS} connections, {self.options.seconds} s for each endpoint"),
        ]

    def ask(self, path, body=None, **headers):
        """One request that must succeed, and its JSON."""
        method = "GET" if body is None else "POST"
        status, _, answer = self.executable.request(method, path, body, headers)
        if status != 200:
            raise SystemExit(f"{method} {path} answered {status}: {answer.decode(errors='replace')[:400]}")
        return json.loads(answer)

    def authorize_path(self, challenge=False):
        parameters = {
            "response_type": "code", "client_id": self.application["client_id"], "redirect_uri": REDIRECT_URI,
            "scope": "openid profile email", "state": "bench",
        }  # fmt: skip
        if challenge:
            parameters |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        return "/oauth?" + urllib.parse.urlencode(parameters)

    def exchange_form(self, **more):
        fields = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI} | self.application | more
        return urllib.parse.urlencode(fields)

    def first_tokens(self, callback):
        parameters = urllib.parse.parse_qs(urllib.parse.urlsplit(callback).query)
        if not callback.startswith(REDIRECT_URI) or "code" not in parameters:
            raise SystemExit(f"signing in led to {callback}")
        return self.ask(TOKEN, self.exchange_form(code=parameters["code"][0]), **{"Content-Type": FORM})

    def fetch(self, name, path, **settings):
        """Loads one address with one request, which must be answered well before anybody measures how fast."""
        say(f"Loading {name}")
        headers = {"Content-Type": settings.get("CONTENT_TYPE"), "Authorization": settings.get("AUTHORIZATION")}
        self.ask(path, settings.get("BODY"), **{key: value for key, value in headers.items() if value})
        url = self.executable.origin + path
        wrk.run(url, "fetch.lua", WARM_UP, **settings)
        return self.keep(name, lambda: wrk.run(url, "fetch.lua", self.options.seconds, **settings))

    def prepare_codes(self, file, path, browser):
        say(f"Collecting {self.options.codes:,} codes from the authorization endpoint")
        url = self.executable.origin + path
        settings = {"OUTPUT": self.folder / file, "LIMIT": self.options.codes, "COOKIE": browser.cookie()}
        name = "authorization, signed in" + (", PKCE S256" if "code_challenge" in path else "")
        self.keep(name, lambda: wrk.run(url, "authorize.lua", PATIENCE, **settings), durable=True)

    def split_codes(self):
        lines = (self.folder / "codes").read_text().splitlines(keepends=True)
        (self.folder / "codes-warm-up").write_text("".join(lines[:WARM_UP_CODES]))
        (self.folder / "codes").write_text("".join(lines[WARM_UP_CODES:]))

    def warm_up_exchange(self):
        """Warms the exchange up and keeps its answers, whose refresh tokens the refresh run begins with."""
        answers = self.folder / "answers"
        settings = {"CODES": self.folder / "codes-warm-up", "FORM": self.exchange_form(), "OUTPUT": answers}
        wrk.run(self.executable.origin + TOKEN, "exchange.lua", PATIENCE, **settings)
        answers = [json.loads(line) for line in answers.read_text().splitlines()]
        tokens = [answer["refresh_token"] for answer in answers if "refresh_token" in answer]
        if len(tokens) < 2 * wrk.CONNECTIONS:
            raise SystemExit(f"{len(tokens)} of {len(answers)} exchanges gave a refresh token; the last: {answers[-1:]}")
        (self.folder / "refresh-tokens").write_text("\n".join(tokens[-2 * wrk.CONNECTIONS :]) + "\n")

    def exchange(self, name, file, form):
        say(f"Loading {name}")
        settings = {"CODES": self.folder / file, "FORM": form}
        url = self.executable.origin + TOKEN
        return self.keep(name, lambda: wrk.run(url, "exchange.lua", self.options.seconds, **settings), durable=True)

    def refresh(self):
        say("Loading refresh")
        form = urllib.parse.urlencode({"grant_type": "refresh_token"} | self.application)
        settings = {"TOKENS": self.folder / "refresh-tokens", "FORM": form}
        url = self.executable.origin + TOKEN
        seconds = self.options.seconds
        return self.keep("refresh, rotating", lambda: wrk.run(url, "refresh.lua", seconds, **settings), durable=True)

    def keep(self, name, measure, durable=False):
        before = machine.flushes(self.folder)
        run = measure()
        flushes = machine.flushes(self.folder) - before if durable and before is not None else None
        self.runs.append((name, run, flushes))
        if run.complaint:
            say(f"  {run.complaint}")
        say(f"  {run.rate:,.0f}/s, p50 {run.p50:.2f} ms, p99 {run.p99:.2f} ms, {run.errors} errors")
        return run.rate


def algorithm(token):
    header = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["alg"]


if __name__ == "__main__":
    main()
