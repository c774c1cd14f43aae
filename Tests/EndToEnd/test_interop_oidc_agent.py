"""oidc-agent, which nobody here wrote, gets tokens for a person at a terminal."""

import shutil
import tempfile

import pytest

from cardea.browser import Browser
from cardea.device import add_device_client, confirmation
from cardea.oidc_agent import OIDCAgent
from cardea.server import Server, tls_server
from cardea.tokens import bearer, scopes, unverified

SCOPE = "openid profile email offline_access"


@pytest.fixture
def agent():
    # Not pytest's own directory: the path of a socket has at most 107 octets.
    home = tempfile.mkdtemp(prefix="oidc-")
    agent = OIDCAgent(home)
    yield agent
    agent.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize("make", [Server, tls_server])
@pytest.mark.parametrize("public", [True, False])
def test_by_device_flow(start, agent, make, public):
    server = start(make=make)
    user = server.add_user()
    client = add_device_client(server, name="oidc-agent", public=public)

    def let_in(code):
        browser = Browser(server, user)
        page = confirmation(browser, f"{server.issuer}/device", code)
        assert "oidc-agent" in page.words
        assert browser.submit(page.form("decision"), decision="allow").status == 200

    agent.generate(
        "demo", server.issuer,
        *("--manual", "--flow=device", "--scope", SCOPE),
        *("--client-id", client.client_id, "--client-secret", client.client_secret or ""),
        on_code=let_in, certificate=server.certificate,
    )
    first = agent.token("demo")
    assert server.get("/v1/auth/userinfo", headers=bearer(first)).json()["preferred_username"] == user.username
    assert scopes(unverified(first)[1]) == set(SCOPE.split())

    # It refreshes, and keeps the refresh token that came with that.
    second = agent.token("demo", "--force-new")
    third = agent.token("demo", "--force-new")
    assert len({first, second, third}) == 3
    for token in (second, third):
        assert server.get("/v1/auth/userinfo", headers=bearer(token)).status_code == 200
    narrow = agent.token("demo", "--force-new", "--scope", "openid")
    assert scopes(unverified(narrow)[1]) == {"openid"}
