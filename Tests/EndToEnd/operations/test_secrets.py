"""Canaries: every secret of a long run, looked for in the log and in the database (threats.md row 21)."""

import base64
import re

import pytest

from cardea import database
from cardea.browser import Browser, Callback
from cardea.issuer import TrustedIssuer
from cardea.server import Server
from cardea.tokens import basic, bearer, pkce, unb64

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def shapes(secret):
    """The forms in which a secret could lie somewhere: as it is, in base 64 or hexadecimal, and the octets it stands for."""
    raw = secret.encode()
    yield raw
    for offset in range(3):  # base 64 of something longer that contains it
        encoded = base64.b64encode(b"\x00" * offset + raw)
        start, end = {0: 0, 1: 2, 2: 3}[offset], len(encoded) - (4 if (len(raw) + offset) % 3 else 0)
        if end - start >= 12:
            yield encoded[start:end]
            yield encoded[start:end].translate(bytes.maketrans(b"+/", b"-_"))
    yield raw.hex().encode()
    if re.fullmatch(r"[A-Za-z0-9_-]{22,}", secret):
        octets = unb64(secret)
        yield octets
        yield octets.hex().encode()


class Canaries:
    """Secrets by what they are."""

    def __init__(self):
        self.secrets = {}

    def add(self, what, secret):
        if secret:
            self.secrets[secret] = what
        return secret

    def add_tokens(self, tokens):
        for name in ("access_token", "refresh_token", "id_token", "accessToken"):
            token = self.add(name, tokens.get(name))
            if token and token.count(".") == 2:
                self.add(f"{name}'s signature", token.split(".")[2])
        return tokens

    def add_cookies(self, browser):
        for name, value in browser.cookies.items():
            self.add(f"cookie {name}", value)

    def found_in(self, octets):
        return sorted(
            {what for secret, what in self.secrets.items() if any(shape in octets for shape in shapes(secret))}
        )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A server at its most talkative, and everything that people do to it, right and wrong."""
    directory = tmp_path_factory.mktemp("secrets")
    issuer = TrustedIssuer("https://idp.example")
    (directory / "jwks.json").write_text(issuer.jwks)
    configuration = (
        f"trusted_issuers:\n  - issuer: {issuer.name}\n    jwks: {directory / 'jwks.json'}\n    algorithms: [ES256]\n"
    )
    environment = {"CARDEA_LOG_LEVEL": "trace"}
    server = Server(directory, config=configuration, environment=environment).start()
    canaries = Canaries()
    confidential = server.add_client(grants=("authorization_code", "refresh_token", "client_credentials", JWT_BEARER))
    opaque = server.add_client(metadata={"access_token_format": "opaque"}, skip_consent=False)
    chosen = server.add_client(secret="a-secret-that-somebody-chose-elsewhere")
    person = server.add_user(password="correct horse battery staple")
    canaries.add("password", person.password)
    for application in (confidential, opaque, chosen):
        canaries.add("client secret", application.client_secret)

    people(server, canaries, person, (confidential, opaque, chosen))
    machines(server, canaries, person, confidential, issuer)
    mistakes(server, canaries, person, confidential)
    operators(server, canaries, person, confidential)
    yield server, canaries
    if server.is_running:
        server.finish()


def people(server, canaries, person, applications):
    for application in applications:
        browser = Browser(server, person)
        url = application.authorization_url(state="canary-state-0123456789", nonce="canary-nonce-0123456789")
        page = browser.open(url)
        canaries.add_cookies(browser)
        for value in page.form("password").hidden.values():
            canaries.add("a hidden field of the sign-in page", value)
        outcome = browser.sign_in(page, password=canaries.add("wrong password", "mistyped-passphrase-canary"))
        outcome = browser.sign_in(outcome)
        canaries.add_cookies(browser)
        if not isinstance(outcome, Callback):
            for value in outcome.form("decision").hidden.values():
                canaries.add("a hidden field of the consent page", value)
            outcome = browser.decide(outcome)
        code = canaries.add("code", outcome.code)
        tokens = canaries.add_tokens(application.redeem(code).json())
        for path in ("/v1/auth/me", "/v1/auth/userinfo"):
            assert server.get(path, headers=bearer(tokens["access_token"])).status_code == 200
        renewed = server.get("/v1/auth/renewaccesstoken", headers=bearer(tokens["access_token"]))
        canaries.add_tokens(renewed.json())
        second = canaries.add_tokens(application.refresh(tokens["refresh_token"]).json())
        canaries.add_tokens(application.refresh(tokens["refresh_token"]).json())
        application.introspect(second["access_token"])
        canaries.add_tokens(application.refresh(second["refresh_token"]).json())
        application.redeem(code)  # a replay
        application.revoke(second["refresh_token"])
    canaries.add("state", "canary-state-0123456789")


def machines(server, canaries, person, application, issuer):
    canaries.add_tokens(application.client_credentials().json())
    value = basic(application.client_id, application.client_secret)
    canaries.add("httpAuth", value)
    canaries.add("httpAuth credentials", value.split()[1])
    assert server.token({"grant_type": "client_credentials", "httpAuth": value}, "json").status_code == 200
    assert server.token({"grant_type": "client_credentials"}, headers={"Authorization": value}).status_code == 200
    assertion = canaries.add("assertion", issuer.assertion(server.issuer, person.username))
    answer = server.token({"grant_type": JWT_BEARER, "assertion": assertion, **application.credentials})
    assert answer.status_code == 200, answer.text
    canaries.add_tokens(answer.json())


def mistakes(server, canaries, person, application):
    """Wrong in every place where a careless program logs what it was sent."""
    browser = Browser(server, person)
    verifier, challenge = pkce()
    canaries.add("code verifier", verifier)
    code = canaries.add("code", application.code(browser, code_challenge=challenge, code_challenge_method="S256"))
    application.redeem(code, code_verifier=canaries.add("code verifier", "w" * 20 + "canary-verifier-0123456789"))
    application.redeem(code, redirect_uri="https://evil.example/", code_verifier=verifier)
    wrong = canaries.add("wrong secret", "canary-wrong-secret-0123456789")
    application.client_credentials(client_secret=wrong)
    server.token({"grant_type": "client_credentials"}, headers={"Authorization": basic(application.client_id, wrong)})
    server.token({"grant_type": "client_credentials", "httpAuth": "Basic " + wrong})
    for encoding in ("form", "json"):
        server.token([("grant_type", "x"), ("client_secret", wrong), ("client_secret", wrong)], encoding)
        application.redeem(wrong, encoding)
        application.refresh(wrong, encoding)
        application.refresh(wrong + "\x00\x01", encoding)
    server.post(
        "/v1/auth/oauthtoken", data=f'{{"client_secret": "{wrong}', headers={"Content-Type": "application/json"}
    )
    server.post("/v1/auth/oauthtoken", data=f"client_secret={wrong}", headers={"Content-Type": "text/plain"})
    server.post(f"/v1/auth/oauthtoken?client_secret={wrong}&code={code}")
    for path in ("/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken", "/nothing"):
        server.get(path, headers=bearer(wrong))
        server.get(f"{path}?access_token={wrong}")
        server.get(f"{path}/{wrong}")
    server.token({"token": wrong}, path="/v1/auth/introspect")
    server.get(application.authorization_url(state=wrong, redirect_uri=f"https://evil.example/{wrong}"))
    assert application.redeem(code, code_verifier=verifier).status_code == 200
    canaries.add_cookies(browser)


def operators(server, canaries, person, application):
    rotated = server.commands.json("client", "rotate-secret", application.client_id, "--overlap", "1h")
    canaries.add("rotated secret", rotated["client_secret"])
    new = canaries.add("new password", "another correct horse battery")
    server.commands.json("user", "set-password", person.username, "--password-stdin", stdin=new + "\n")
    server.commands.json("key", "rotate")


def test_there_was_something_to_find(run):
    server, canaries = run
    assert len(canaries.secrets) > 40
    assert len(server.log().splitlines()) > 20, "the log says too little to prove anything"


def test_a_canary_would_be_found(run):
    _, canaries = run
    secret = next(secret for secret, what in canaries.secrets.items() if what == "refresh_token")
    assert canaries.found_in(b"xx" + secret.encode() + b"yy") == ["refresh_token"]
    assert canaries.found_in(base64.b64encode(b"user:" + secret.encode() + b"!")) == ["refresh_token"]


def test_no_secret_is_in_the_log(run):
    server, canaries = run
    assert canaries.found_in(server.log().encode()) == []


def test_no_secret_is_in_the_metrics(run):
    server, canaries = run
    assert canaries.found_in(server.get("/metrics").content) == []


def test_no_secret_is_in_the_database(run):
    """Digests only. What a page carries is compared there as well; `state` has to be kept until it is returned."""
    server, canaries = run
    server.stop()
    octets = database.octets(server.data)
    assert len(octets) > 10_000
    assert [what for what in canaries.found_in(octets) if what != "state"] == []


def test_private_keys_are_sealed(run):
    server, _ = run
    octets = database.octets(server.data)
    assert b"PRIVATE KEY" not in octets
    assert b'"d":"' not in octets
