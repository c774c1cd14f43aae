"""The MCP client in clients/mcp-typescript, run by node step by step, and a sign-in made of its steps."""

import json
import shutil
import subprocess

from .browser import Callback
from .commands import REPOSITORY, clean_environment

CLIENT = REPOSITORY / "Tests" / "EndToEnd" / "clients" / "mcp-typescript" / "client.mjs"


class Refused(Exception):
    """The OAuth error that a step was answered with."""

    def __init__(self, answer):
        super().__init__(f"{answer['status']} {answer['error']}: {answer.get('error_description')}")
        self.status = answer["status"]
        self.error = answer["error"]


def step(name, **arguments):
    """One step of the client. Raises `Refused` for an OAuth error, and fails for what is no answer that it takes."""
    if shutil.which("node") is None:
        raise RuntimeError("node is missing: run `scripts/bootstrap test`")
    done = subprocess.run(
        ["node", CLIENT, name],
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        env=clean_environment(),
        timeout=30,
    )
    assert done.returncode == 0, f"{name}: {done.stderr}"
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer.get("result")


class SignedIn:
    """A client with what it knows after a sign-in."""

    def __init__(self, metadata, client, resource):
        self.metadata = metadata
        self.client = client
        self.resource = resource
        self.tokens = None

    def ask(self, **fields):
        """A token request as the SDK makes it."""
        return step(
            "token",
            endpoint=self.metadata["token_endpoint"],
            supported=self.metadata["token_endpoint_auth_methods_supported"],
            client=self.client,
            resource=self.resource,
            fields=fields,
        )

    def sign_in(self, browser, redirect_url, scope=None):
        """Sends a person to the authorization endpoint and redeems what comes back; returns the callback."""
        sent = step(
            "authorize",
            endpoint=self.metadata["authorization_endpoint"],
            client=self.client,
            redirectUrl=redirect_url,
            scope=scope,
            resource=self.resource,
        )
        end = browser.walk(browser.open(sent["url"]))
        assert isinstance(end, Callback) and end.code, f"no code: {end}"
        assert end.parameters["state"] == sent["state"]
        self.tokens = self.ask(
            grant_type="authorization_code",
            code=end.code,
            code_verifier=sent["verifier"],
            redirect_uri=redirect_url,
        )
        return end

    def refresh(self):
        self.tokens = self.ask(grant_type="refresh_token", refresh_token=self.tokens["refresh_token"])
        return self.tokens
