"""Client ID metadata documents: clients that are known by an address, which the server looks at."""

import json

import pytest

from cardea.application import Application
from cardea.browser import Browser
from cardea.site import Site
from cardea.tokens import assert_error, assert_tokens, bearer, proof_key
from cardea.waiting import eventually


@pytest.fixture(scope="module")
def site():
    with Site({}) as site:
        yield site


@pytest.fixture(scope="module")
def server_options(site):
    return {
        "config": f"""
registration:
  metadata_documents: on
outbound:
  allow: ["127.0.0.1:{site.port}"]
"""
    }


def publish(site, path, kind="application/json", **members):
    url = site.url(path)
    document = {"client_id": url, "client_name": "An agent", "redirect_uris": ["http://127.0.0.1/callback"], **members}
    site.pages[path] = (kind, json.dumps({k: v for k, v in document.items() if v is not None}).encode())
    return Application(None, url, None, "http://127.0.0.1:4777/callback")


def flow(server, application, browser, **parameters):
    application.server = server
    verifier, challenge = proof_key()
    end = application.authorize(browser, **challenge, **parameters)
    return end, verifier


def test_a_client_that_nobody_registered_signs_in_and_refreshes(server, site, browser):
    application = publish(site, "/agent.json")
    end, verifier = flow(server, application, browser)
    tokens = assert_tokens(application.redeem(end.code, code_verifier=verifier))
    refreshed = server.token(
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": application.client_id}
    )
    assert_tokens(refreshed)
    assert site.requested.count("/agent.json") == 1
    listed = server.commands.json("client", "list", "--origin", "document")
    assert application.client_id in [client["client_id"] for client in listed]


def test_an_operator_removes_the_clients_of_a_host(start, site):
    server = start(
        config=f'registration:\n  metadata_documents: on\noutbound:\n  allow: ["127.0.0.1:{site.port}"]\n'
    )
    browser = Browser(server, server.add_user())
    application = publish(site, "/removed.json")
    end, verifier = flow(server, application, browser)
    tokens = assert_tokens(application.redeem(end.code, code_verifier=verifier))
    assert server.commands.json("client", "remove", "--origin", "127.0.0.1")["removed"] == 1
    eventually(
        lambda: server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"])).status_code == 401,
        within=2, because="the token is still good",
    )
    refreshed = server.token(
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": application.client_id}
    )
    assert_error(refreshed, 400, "invalid_grant")
    # It may come back, and is asked about again.
    page = browser.open(application.authorization_url(**proof_key()[1]))
    assert page.asks_consent
