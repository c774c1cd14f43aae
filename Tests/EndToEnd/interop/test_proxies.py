"""Each proxy of Examples/Proxies in front of the server: TLS ends there, and nothing that the server says of clients is lost."""

import json
import subprocess
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from cardea.browser import Browser
from cardea.proxies import PROXIES, example
from cardea.relying_party import running
from cardea.server import Server, free_port, make_certificate
from cardea.waiting import eventually

LONG = 30_000  # octets
TOO_LONG = 70_000  # octets: more than the server takes


@pytest.fixture(scope="module", params=PROXIES, ids=str)
def pair(request, tmp_path_factory):
    """The proxy, and the server behind it, whose requests all go through the proxy."""
    directory = tmp_path_factory.mktemp("proxy")
    certificate, key = make_certificate(directory)
    upstream = f"127.0.0.1:{free_port()}"
    proxy = PROXIES[request.param](upstream, certificate, key)
    config = example("cardea.yaml", {"https://auth.example.com": proxy.issuer, "127.0.0.1:8080": upstream})
    server = Server(directory, config=config, listen=upstream, certificate=certificate).start()
    try:
        with running(proxy):
            yield proxy, server
    finally:
        server.finish()


@pytest.fixture(scope="module")
def proxy(pair):
    return pair[0]


@pytest.fixture(scope="module")
def server(pair):
    return pair[1]


class From(HTTPAdapter):
    """Connections from another address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **options)


@pytest.fixture
def browser_at(server, user):
    """Gives the browser of a person at an address."""

    def browser_at(address):
        browser = Browser(server, user)
        browser.session.mount("https://", From(address))
        return browser

    return browser_at


def test_everything_is_at_the_address_of_the_proxy(proxy, server):
    metadata = server.get("/.well-known/openid-configuration").json()
    places = [value for name, value in metadata.items() if name.endswith(("_endpoint", "_uri"))]
    assert metadata["issuer"] == proxy.issuer
    assert [place for place in places if not place.startswith(f"{proxy.issuer}/")] == []


def test_a_person_signs_in(server, user, application):
    tokens = application.tokens(Browser(server, user), scope="openid profile offline_access")
    again = application.refresh(tokens["refresh_token"])
    assert again.status_code == 200
    headers = {"Authorization": f"Bearer {again.json()['access_token']}"}
    assert server.get("/v1/auth/userinfo", headers=headers).json()["sub"] == str(user.user_id)


def test_the_log_has_the_address_of_the_client_and_not_what_it_claims(server, browser_at):
    page = browser_at("127.0.0.2").open("/oauth", headers={"X-Forwarded-For": "203.0.113.9"})

    def line():
        lines = [json.loads(line) for line in server.stderr.read_text().splitlines()]
        return next((line for line in lines if line.get("request_id") == page.headers["X-Request-ID"]), None)

    assert eventually(line)["address"] == "127.0.0.2"


def test_what_one_address_uses_up_is_not_taken_from_another(browser_at):
    """A wrong password for one account: five times in a quarter of an hour."""
    guesser = browser_at("127.0.0.3")
    pages = [guesser.open("/account")]
    for _ in range(6):
        pages.append(guesser.sign_in(pages[-1], password="wrong"))
    assert pages[-1].status == 429 and int(pages[-1].headers["Retry-After"]) > 0
    owner = browser_at("127.0.0.4")
    page = owner.sign_in(owner.open("/account"))
    assert page.status == 200 and not page.asks_sign_in, page


def test_a_long_request_comes_through(server):
    assert "X-Request-ID" in server.get(f"/oauth?client_id=nobody&claims={'x' * LONG}").headers


def test_what_is_too_long_is_refused_in_the_words_of_the_server(server):
    answer = server.post("/v1/auth/oauthtoken", data={"grant_type": "x" * TOO_LONG})
    assert answer.status_code == 413 and "X-Request-ID" in answer.headers


def test_http_2(server):
    path = f"{server.issuer}/.well-known/openid-configuration"
    command = ["curl", "-sS", "--http2", "--cacert", server.certificate, "-o", "/dev/null", "-w", "%{http_version}", path]
    assert subprocess.run(command, capture_output=True, text=True, timeout=30).stdout == "2"


def test_metrics_are_for_those_inside(server):
    assert server.get("/metrics").status_code == 404
    assert requests.get(f"{server.url}/metrics", timeout=30).status_code == 200


def test_http_leads_to_https(proxy):
    answer = requests.get(f"http://localhost:{proxy.plain}/account", allow_redirects=False, timeout=30)
    assert answer.status_code in (301, 308)
    there = urlsplit(answer.headers["Location"])
    assert (there.scheme, there.path) == ("https", "/account")
