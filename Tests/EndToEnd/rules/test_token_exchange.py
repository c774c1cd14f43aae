"""RFC 8693: the example of docs/operations/token-exchange.md, carried out as it stands there, and what becomes of the tokens."""

import json
import re
import subprocess
from types import SimpleNamespace

import pytest
from authlib.integrations.requests_client import OAuth2Session

from cardea.commands import REPOSITORY, clean_environment
from cardea.tokens import audience, scopes, unverified, verified

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
GATEWAY, ORDERS = "https://gateway.example.com", "https://orders.example.com"


def example(language):
    """The code blocks of one language on the page about exchange."""
    page = (REPOSITORY / "docs/operations/token-exchange.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def server_options():
    [policy] = example("yaml")
    return {"config": policy}


@pytest.fixture(scope="module")
def parties(server):
    """The application that people use, the gateway that it calls, and who may look at their tokens."""
    command, _ = example("sh")
    arguments = command.replace("\\\n", " ").split()
    assert arguments[:3] == ["cardea", "client", "add"]
    gateway = server.commands.json(*arguments[1:])
    auditor = server.add_client(metadata={"may_introspect": True})
    application = server.add_client("--resource", GATEWAY, scope="openid profile orders.read orders.write")
    return SimpleNamespace(gateway=gateway, auditor=auditor, application=application)


def user_token(parties, browser):
    tokens = parties.application.tokens(browser, resource=GATEWAY, scope="openid orders.read orders.write")
    return tokens["access_token"]


def test_the_manuals_example_by_curl(server, parties, signed_in, user):
    _, command = example("sh")
    token = user_token(parties, signed_in)
    environment = {"ISSUER": server.issuer, "GATEWAY_SECRET": parties.gateway["client_secret"], "USER_TOKEN": token}
    finished = subprocess.run(
        ["bash", "-euc", command], capture_output=True, text=True, env=clean_environment(environment), timeout=30
    )
    assert finished.returncode == 0, finished.stderr
    answer = json.loads(finished.stdout)
    shown = json.loads(example("json")[0])
    assert answer.keys() == shown.keys()
    assert {name: answer[name] for name in answer if name != "access_token"} == {
        name: shown[name] for name in shown if name != "access_token"
    }
    claims = verified(server, answer["access_token"], ["ES256"])
    assert claims["sub"] == str(user.user_id) and claims["client_id"] == "gateway"
    assert audience(claims) == {ORDERS} and scopes(claims) == {"orders.read"}
    assert claims["act"] == {"sub": "gateway", "client_id": "gateway"}


def test_authlib_exchanges(server, parties, signed_in):
    session = OAuth2Session("gateway", parties.gateway["client_secret"])
    session.trust_env = False
    token = session.fetch_token(
        f"{server.issuer}/v1/auth/oauthtoken",
        grant_type=GRANT,
        subject_token=user_token(parties, signed_in),
        subject_token_type=ACCESS_TOKEN,
        audience="Orders",
    )
    assert audience(unverified(token["access_token"])[1]) == {ORDERS}


def test_a_restart_forgets_no_exchange(server, parties, signed_in):
    fields = {"grant_type": GRANT, "subject_token": user_token(parties, signed_in), "subject_token_type": ACCESS_TOKEN}
    credentials = {key: parties.gateway[key] for key in ("client_id", "client_secret")}
    token = server.token({**fields, **credentials}).json()["access_token"]
    server.restart()
    assert parties.auditor.is_active(token)
