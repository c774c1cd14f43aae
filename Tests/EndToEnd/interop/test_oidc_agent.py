"""oidc-agent, which nobody here wrote, gets tokens for a person at a terminal."""

import shutil
import tempfile

import pytest
import requests

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


OPEN = "registration:\n  policy: open\n"


def used(server, agent, user):
    """The token is good, and can be had again without the person; returns the client that registered itself."""
    first, second = agent.token("demo"), agent.token("demo", "--force-new")
    assert first != second
    for token in (first, second):
        assert server.get("/v1/auth/userinfo", headers=bearer(token)).json()["preferred_username"] == user.username
    return server.commands.json("client", "show", unverified(first)[1]["client_id"])


@pytest.mark.parametrize("make", [Server, tls_server])
def test_by_dynamic_registration_and_a_browser(start, agent, make):
    """It registers for several ports of loopback and a scheme of its own, and listens at the first port that is free."""
    server = start(make=make, config=OPEN)
    user = server.add_user()

    def sign_in(url):
        browser = Browser(server, user)
        end = browser.walk(browser.open(url))
        assert requests.get(end.url, timeout=10).status_code == 200

    agent.generate(
        *("demo", server.issuer, "--flow=code", "--no-url-call", "--scope", SCOPE),
        on_url=sign_in, certificate=server.certificate,
    )
    client = used(server, agent, user)
    assert client["origin"] == "registration" and any(uri.startswith("http://localhost") for uri in client["redirect_uris"])


def test_by_dynamic_registration_and_a_code(start, agent):
    server = start(config=OPEN)
    user = server.add_user()

    def let_in(code):
        browser = Browser(server, user)
        page = confirmation(browser, f"{server.issuer}/device", code)
        assert "introduced itself" in page.words
        assert browser.submit(page.form("decision"), decision="allow").status == 200

    agent.generate("demo", server.issuer, "--flow=device", "--scope", SCOPE, on_code=let_in)
    assert used(server, agent, user)["origin"] == "registration"


def test_where_nobody_may_register_it_says_so(start, agent):
    server = start()
    with pytest.raises(AssertionError, match="(?i)regist"):
        agent.generate("demo", server.issuer, "--flow=code", "--no-url-call", "--scope", SCOPE)
