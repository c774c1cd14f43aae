"""RFC 7591 and 7592: clients that register themselves, as strangers do and as operators live with them."""

import pytest

from cardea.application import Application
from cardea.browser import Browser
from cardea.tokens import assert_error, assert_tokens, bearer, proof_key
from cardea.waiting import eventually

CONFIGURATION = """
registration:
  policy: open
resources:
  - uri: https://mcp.example.com
    scopes: [mcp.read, mcp.write]
    describe: true
"""

LOOPBACK = "http://127.0.0.1:3118/callback"


@pytest.fixture(scope="module")
def server_options():
    return {"config": CONFIGURATION}


def register(server, **members):
    return server.post("/register", json={"redirect_uris": ["http://127.0.0.1/callback"], **members})


def application(server, information, redirect_uri=LOOPBACK):
    return Application(server, information["client_id"], information.get("client_secret"), redirect_uri)


def signed_in_tokens(server, information, browser, **parameters):
    verifier, challenge = proof_key()
    app = application(server, information)
    return app, app.redeem(app.code(browser, **challenge, **parameters), code_verifier=verifier)


def has_null(value):
    if isinstance(value, dict):
        return any(has_null(item) for item in value.values())
    if isinstance(value, list):
        return any(has_null(item) for item in value)
    return value is None


def test_a_native_client_registers_signs_in_and_refreshes(server, browser):
    answer = register(server, client_name="An editor", token_endpoint_auth_method="none")
    assert answer.status_code == 201
    information = answer.json()
    assert "client_secret" not in information and not has_null(information)
    app, redeemed = signed_in_tokens(server, information, browser, scope="openid mcp.read", resource="https://mcp.example.com/")
    tokens = assert_tokens(redeemed)
    refreshed = server.token(
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": app.client_id}
    )
    assert_tokens(refreshed)


def test_a_registration_is_no_row_before_somebody_consents(server, browser):
    before = len(server.commands.json("client", "list"))
    information = register(server).json()
    assert len(server.commands.json("client", "list")) == before
    _, redeemed = signed_in_tokens(server, information, browser)
    assert_tokens(redeemed)
    listed = server.commands.json("client", "list", "--origin", "registration")
    mine = next(client for client in listed if client["client_id"] == information["client_id"])
    assert mine["origin"] == "registration" and mine["hosts"] == ["127.0.0.1"]


def test_the_last_use_is_noted(server, browser):
    information = register(server).json()
    _, redeemed = signed_in_tokens(server, information, browser)
    assert_tokens(redeemed)
    eventually(
        lambda: server.commands.json("client", "show", information["client_id"])["last_used_at"],
        because="the use was not noted",
    )


def test_a_client_looks_after_its_own_registration(server):
    information = register(server, redirect_uris=["https://web.example.com/cb"]).json()
    uri, token = information["registration_client_uri"], bearer(information["registration_access_token"])
    assert uri.startswith(server.issuer)
    path = uri.removeprefix(server.issuer)
    assert server.get(path, headers=token).json() == information
    assert server.get(path).status_code == 401
    assert server.get(path, headers=bearer("wrong")).status_code == 401
    change = {"client_id": information["client_id"], "redirect_uris": ["https://web.example.com/new"]}
    changed = server.request("PUT", path, json=change, headers=token)
    assert changed.status_code == 200 and changed.json()["redirect_uris"] == ["https://web.example.com/new"]
    assert server.request("DELETE", path, headers=token).status_code == 204
    assert server.get(path, headers=token).status_code == 401


def test_an_operator_removes_a_whole_origin(start):
    server = start(config=CONFIGURATION)
    browser = Browser(server, server.add_user())
    here = register(server).json()
    there = register(server, redirect_uris=["https://elsewhere.example.com/cb"]).json()
    unused = register(server).json()
    app, redeemed = signed_in_tokens(server, here, browser)
    tokens = assert_tokens(redeemed)
    assert server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"])).status_code == 200

    removed = server.commands.json("client", "remove", "--origin", "127.0.0.1")
    assert removed == {"origin": "127.0.0.1", "removed": 1}

    eventually(
        lambda: server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"])).status_code == 401,
        within=2, because="the token is still good",
    )
    probe = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert_error(server.token({**probe, "client_id": here["client_id"]}), 401, "invalid_client")
    assert_error(server.token({**probe, "client_id": unused["client_id"]}), 401, "invalid_client")
    known = server.token(probe, auth=(there["client_id"], there["client_secret"]))
    assert_error(known, 400, "invalid_grant")
    assert server.commands.json("client", "list", "--origin", "127.0.0.1") == []


def test_an_operator_removes_one_client_that_registered_itself(start):
    server = start(config=CONFIGURATION)
    information = register(server).json()
    assert server.commands.json("client", "remove", information["client_id"])["removed"] is True
    probe = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": information["client_id"]}
    eventually(lambda: server.token(probe).status_code == 401, within=2, because="it is still known")


def test_operators_do_not_remove_their_own_clients_by_the_dozen(server):
    assert "registered" in server.commands.refused("client", "remove", "--origin", "command")
    server.commands.refused("client", "remove", status=64)
    server.commands.refused("client", "remove", "a", "--origin", "b", status=64)


def test_with_the_policy_token_an_operator_hands_out_tokens_and_takes_them_back(start):
    server = start(config="registration:\n  policy: token\n")
    assert register(server).status_code == 401
    made = server.commands.json("client", "registration-token", "--name", "partner", "--lifetime", "1h")
    headers = bearer(made["initial_access_token"])
    body = {"grant_types": ["client_credentials"], "scope": "openid"}
    answer = server.post("/register", json=body, headers=headers)
    assert answer.status_code == 201
    information = answer.json()
    granted = server.token(
        {"grant_type": "client_credentials"}, auth=(information["client_id"], information["client_secret"])
    )
    assert_tokens(granted)
    server.commands.json("client", "registration-token", "--name", "partner", "--revoke")
    assert server.post("/register", json=body, headers=headers).status_code == 401


def test_registrations_survive_a_restart(start, tmp_path):
    server = start(config=CONFIGURATION)
    information = register(server).json()
    server.restart()
    browser = Browser(server, server.add_user())
    _, redeemed = signed_in_tokens(server, information, browser)
    assert_tokens(redeemed)


def test_configuration_that_contradicts_itself_is_refused(server, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("registration:\n  metadata_hosts: [a.example]\n")
    refused = server.commands.run("config", "check", "--config", str(file), places=False)
    assert refused.returncode != 0 and "metadata_documents" in refused.stderr
    file.write_text("registration:\n  polcy: open\n")
    refused = server.commands.run("config", "check", "--config", str(file), places=False)
    assert "registration.policy" in refused.stderr
