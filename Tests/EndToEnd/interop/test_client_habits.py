"""What AI applications are known to send, sent as they send it: registrations with their oddities, and the sign-in after it.

Read off their sources and off registrations that servers have logged. Hosts of theirs cannot be reached from here, and need
not be: a browser stops where it would leave for them."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from cardea.browser import Browser, Callback
from cardea.mcp import READ, WRITE, configuration, resource_of
from cardea.notes import port  # noqa: F401, fixture
from cardea.tokens import assert_tokens, audience, pkce, scopes, unverified

CODE_AND_REFRESH = ["authorization_code", "refresh_token"]
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Habit:
    """A client: what it registers with, and where it asks to be sent, if that is not the first of its redirect URIs."""

    registration: dict
    callback: str = None
    asked: dict = field(default_factory=dict)

    @property
    def redirect_uri(self):
        return self.callback or self.registration["redirect_uris"][0]


def public(name, *redirect_uris, **members):
    return {
        "client_name": name,
        "redirect_uris": list(redirect_uris),
        "grant_types": CODE_AND_REFRESH,
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        **members,
    }


HABITS = {
    # Claude on the web registers from its own servers, nowadays with a secret that it sends in the body.
    "claude.ai": Habit(
        public(
            "Claude",
            "https://claude.ai/api/mcp/auth_callback",
            token_endpoint_auth_method="client_secret_post",
            scope=f"{READ} {WRITE}",
        )
    ),
    "claude.ai, public": Habit(public("Claude", "https://claude.ai/api/mcp/auth_callback")),
    # Once with a scope of its own invention, here and in the request.
    "claude.ai, 2025": Habit(
        public("Claude", "https://claude.ai/api/mcp/auth_callback", scope="claudeai"),
        asked={"scope": f"claudeai {READ}"},
    ),
    # On loopback, on whichever port is free when it comes to it.
    "Claude Code": Habit(
        public("Claude Code (notes)", "http://localhost:3118/callback", application_type="native"),
        "http://localhost:56648/callback",
    ),
    # One registration for the desktop, the web and loopback; the scheme is older than the rule that it must have a dot.
    "Cursor": Habit(
        public(
            "Cursor",
            "cursor://anysphere.cursor-mcp/oauth/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback",
            "http://localhost:8787/callback",
        )
    ),
    "Cursor, on loopback": Habit(
        public("Cursor", "cursor://anysphere.cursor-mcp/oauth/callback", "http://localhost:8787/callback"),
        "http://localhost:8787/callback",
    ),
    # Native by its own word, with web callbacks; grants that it has a use for somewhere; any port on loopback.
    "Visual Studio Code": Habit(
        public(
            "Visual Studio Code",
            "https://insiders.vscode.dev/redirect",
            "https://vscode.dev/redirect",
            "http://127.0.0.1/",
            "http://127.0.0.1:33418/",
            client_uri="https://code.visualstudio.com",
            grant_types=[*CODE_AND_REFRESH, DEVICE_CODE],
            application_type="native",
            scope=READ,
        ),
        "http://127.0.0.1:59656/",
    ),
    "Visual Studio Code, by its site": Habit(
        public("Visual Studio Code", "http://127.0.0.1/", "https://vscode.dev/redirect", application_type="native"),
        "https://vscode.dev/redirect",
    ),
    "ChatGPT": Habit(public("ChatGPT", "https://chatgpt.com/connector_platform_oauth_redirect")),
    "Codex": Habit(
        public("Codex", "http://127.0.0.1:37819/callback/3f9a", application_type="native"),
        "http://127.0.0.1:40001/callback/3f9a",
    ),
    # Says nothing of how it authenticates: whoever lives on loopback keeps no secret.
    "OpenCode": Habit(
        {
            "client_name": "OpenCode",
            "client_uri": "https://opencode.ai",
            "redirect_uris": ["http://127.0.0.1:19876/mcp/oauth/callback"],
            "grant_types": CODE_AND_REFRESH,
            "response_types": ["code"],
        }
    ),
    "MCP Inspector": Habit(
        public(
            "MCP Inspector",
            "http://localhost:6274/oauth/callback",
            "http://localhost:6274/oauth/callback/debug",
            client_uri="https://github.com/modelcontextprotocol/inspector",
            scope="",
        )
    ),
    # Registers for the scopes of OpenID Connect and asks for those of the resource when it has seen its metadata.
    "mcp-remote": Habit(
        public(
            "MCP CLI Proxy",
            "http://localhost:3334/oauth/callback",
            client_uri="https://github.com/modelcontextprotocol/mcp-cli",
            software_id="2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
            software_version="0.1.29",
            scope="openid email profile",
        )
    ),
    # Members that nobody knows, of every type, and placeholders for what it does not have.
    "a talkative client": Habit(
        public(
            "Talkative",
            "http://127.0.0.1:9000/cb",
            grant_types=[*CODE_AND_REFRESH, "password", "urn:example:new"],
            response_types=["code", "code id_token"],
            contacts=["dev@example.com"],
            client_uri="",
            logo_uri="",
            tos_uri=None,
            policy_uri=None,
            jwks=None,
            x_vendor={"nested": [1, 2, {"deep": None}]},
            x_flag=True,
            x_number=1.5,
        )
    ),
    "a client of few words": Habit({"redirect_uris": ["http://127.0.0.1:9001/cb"]}),
}


@pytest.fixture(scope="module")
def server_options(port):
    described = configuration(port).replace("    name: Notes", "    name: Notes\n    describe: true")
    return {"config": f"{described}registration:\n  policy: open\n"}


def registered(server, habit):
    answer = server.post(
        "/v1/auth/register", data=json.dumps(habit.registration), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 201, f"{answer.status_code} {answer.text}"
    return answer


@pytest.mark.parametrize("name", HABITS)
def test_the_registration_is_answered_with_what_was_accepted(server, name):
    habit = HABITS[name]
    answer = registered(server, habit)
    client = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "null" not in answer.text.replace('"null"', "")
    assert isinstance(client["client_id"], str) and client["client_id"].isascii()
    assert ":" not in client["client_id"], "Basic is split at the first colon"
    assert isinstance(client["client_id_issued_at"], int)
    assert client["redirect_uris"] == habit.registration["redirect_uris"]
    assert client.get("client_name") == habit.registration.get("client_name")
    stated = habit.registration.get("token_endpoint_auth_method", "none")
    assert client["token_endpoint_auth_method"] == stated
    assert ("client_secret" in client) is (stated != "none")
    assert set(CODE_AND_REFRESH) <= set(client["grant_types"]) <= {*CODE_AND_REFRESH, DEVICE_CODE}
    assert client["response_types"] == ["code"]
    unknown = {member for member in habit.registration if member.startswith("x_")}
    assert not unknown & client.keys()


@pytest.mark.parametrize("name", HABITS)
def test_a_person_signs_in(server, user, port, name):
    habit = HABITS[name]
    client = registered(server, habit).json()
    verifier, challenge = pkce()
    usual = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": habit.redirect_uri,
        "scope": READ,
        "resource": resource_of(port),
        "state": "state of/the=client+",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    browser = Browser(server, user)
    page = browser.open(server.issuer + "/oauth?" + urlencode({**usual, **habit.asked}))
    page = browser.sign_in(page)
    assert page.asks_consent, page
    assert habit.registration.get("client_name", "") in page.words
    end = browser.decide(page)
    assert isinstance(end, Callback) and end.target == habit.redirect_uri, end
    assert end.parameters["state"] == usual["state"]
    assert end.parameters["iss"] == server.issuer

    credentials = {"client_id": client["client_id"], "client_secret": client.get("client_secret")}
    redeemed = server.token(
        {
            "grant_type": "authorization_code",
            "code": end.code,
            "redirect_uri": habit.redirect_uri,
            "code_verifier": verifier,
            "resource": resource_of(port),
            **credentials,
        }
    )
    tokens = assert_tokens(redeemed, refresh=True)
    claims = unverified(tokens["access_token"])[1]
    assert audience(claims) == {resource_of(port)} and scopes(claims) == {READ}
    assert claims["client_id"] == client["client_id"]

    refreshed = server.token(
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "resource": resource_of(port)}
        | credentials
    )
    assert assert_tokens(refreshed, refresh=True)["access_token"] != tokens["access_token"]


@pytest.mark.parametrize("name", ["Claude Code", "Cursor", "Visual Studio Code", "OpenCode"])
def test_the_consent_page_warns_where_only_the_persons_machine_vouches(server, user, port, name):
    habit = HABITS[name]
    client = registered(server, habit).json()
    parameters = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": habit.redirect_uri,
        "scope": READ,
        "code_challenge": pkce()[1],
        "code_challenge_method": "S256",
    }
    browser = Browser(server, user)
    page = browser.sign_in(browser.open(server.issuer + "/oauth?" + urlencode(parameters)))
    assert page.asks_consent
    assert "your own device" in page.words and "introduced itself" in page.words


BAD_REDIRECTS = {
    "plain http": "http://app.example.com/callback",
    "a script": "javascript:alert(1)",
    "data": "data:text/html,hello",
    "a scheme without a dot that no known editor has": "myapp://callback",
    "a fragment": "https://app.example.com/callback#part",
    "a host that only looks like loopback": "http://localhost.example.com/callback",
    "user information": "http://localhost@evil.example.com/callback",
    "a file": "file:///etc/passwd",
    "relative": "/callback",
}


@pytest.mark.parametrize("kind", BAD_REDIRECTS)
def test_one_bad_redirect_uri_spoils_the_registration(server, kind):
    members = public("App", "https://app.example.com/callback", BAD_REDIRECTS[kind])
    answer = server.post("/register", data=json.dumps(members), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")


def test_an_operator_may_let_in_these_and_no_others(start):
    """`registration.redirect_hosts` is about hosts: loopback and the schemes of editors are on the person's own machine."""
    hosts = "claude.ai, claude.com, chatgpt.com, www.cursor.com, vscode.dev, insiders.vscode.dev"
    server = start(config=f"registration:\n  policy: open\n  redirect_hosts: [{hosts}]\n")
    for habit in HABITS.values():
        members = {**habit.registration, "scope": "openid"}
        assert registered(server, Habit(members)).json()["client_id"]
    stranger = json.dumps(public("Stranger", "https://stranger.example.com/callback"))
    answer = server.post("/register", data=stranger, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")
