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


def test_the_metadata_names_the_endpoint_under_both_names(server):
    for name in ("openid-configuration", "oauth-authorization-server"):
        metadata = server.get(f"/.well-known/{name}").json()
        assert metadata["registration_endpoint"] == f"{server.issuer}/v1/auth/register"
        assert "none" in metadata["token_endpoint_auth_methods_supported"]
        assert metadata["code_challenge_methods_supported"] == ["S256"]


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


def test_the_consent_page_warns_of_what_nobody_vouches_for(server, browser):
    information = register(server, client_name="Totally Your Bank").json()
    _, challenge = proof_key()
    page = browser.open(application(server, information).authorization_url(**challenge))
    page = browser.sign_in(page) if page.asks_sign_in else page
    assert page.asks_consent
    assert "introduced itself" in page.words
    assert "your own device" in page.words
    assert "127.0.0.1:3118" in page.words


def test_a_web_client_gets_a_secret_that_is_good_in_each_place(server, browser):
    information = register(server, redirect_uris=["https://web.example.com/cb"]).json()
    assert information["token_endpoint_auth_method"] == "client_secret_basic"
    probe = {"grant_type": "refresh_token", "refresh_token": "none"}
    good = server.token(probe, auth=(information["client_id"], information["client_secret"]))
    assert_error(good, 400, "invalid_grant")
    assert_error(server.token(probe, auth=(information["client_id"], "wrong")), 401, "invalid_client")


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://evil.example.com/cb",
        "https://a.example.com/cb#x",
        "//a.example.com/cb",
        "myapp://cb",
        "https://a.example.com\\@evil.example.com/",
        "file:///etc/passwd",
        "",
        7,
        None,
    ],
)
def test_a_redirect_uri_that_nobody_should_be_sent_to_is_refused(server, uri):
    assert_error(register(server, redirect_uris=[uri]), 400, "invalid_redirect_uri")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("jwks_uri", "http://[::1"),
        ("jwks_uri", "file:///etc/passwd"),
        ("jwks_uri", "http://a.example.com/keys"),
        ("logo_uri", "javascript:alert(1)"),
        ("initiate_login_uri", "http://a.example.com/login"),
        ("backchannel_logout_uri", "http://a.example.com/logout"),
        ("scope", ["openid"]),
        ("grant_types", ["password"]),
        ("grant_types", "authorization_code"),
        ("response_types", ["token"]),
        ("client_name", "x" * 201),
        ("token_endpoint_auth_method", "magic"),
        ("jwks", {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]}),
        ("id_token_signed_response_alg", "none"),
        ("subject_type", "other"),
    ],
)
def test_a_bad_member_is_refused_by_name(server, member, value):
    answer = register(server, **{member: value})
    assert_error(answer, 400, "invalid_client_metadata")
    assert member in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("request_uris", ["requests/1.jwt"]),
        ("client_uri", 7),
        ("logo_uri", "/logo.png"),
        ("contacts", "me"),
        ("application_type", "desktop"),
    ],
)
def test_a_bad_value_of_what_it_can_do_without_is_left_out(server, member, value):
    answer = register(server, **{member: value})
    assert answer.status_code == 201, answer.text
    assert member not in answer.json()


@pytest.mark.parametrize(
    ("uri", "rule"),
    [
        ("https://*.example.com/callback", "has a *"),
        ("myapp://callback", "without a dot"),
        ("com.Example.app:/callback", "capitals"),
        ("http://192.168.1.5/callback", "private network"),
        ("http://app.localhost/callback", "under localhost"),
        ("http://app.example.com/callback", "plain http"),
    ],
)
def test_a_refusal_of_a_redirect_uri_says_which_rule(server, uri, rule):
    answer = register(server, redirect_uris=[uri])
    assert_error(answer, 400, "invalid_redirect_uri")
    assert rule in answer.json()["error_description"]


def test_unknown_members_are_ignored_and_accepted_ones_echoed(server):
    information = register(
        server, client_name="Echo", tos_uri="https://a.example.com/tos", x_vendor={"deep": [None]}, logo_uri="", jwks=None,
        software_id="abc", skip_consent=True, may_introspect=True,
    ).json()
    assert information["client_name"] == "Echo" and information["tos_uri"] == "https://a.example.com/tos"
    assert information["software_id"] == "abc"
    assert not {"x_vendor", "logo_uri", "jwks", "skip_consent", "may_introspect"} & set(information)


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '{"scope":"a","scope":"a"}'])
def test_a_body_that_is_no_json_object_is_refused(server, body):
    answer = server.post("/register", data=body, headers={"Content-Type": "application/json"})
    assert_error(answer, 400, "invalid_request")


def test_a_body_of_more_than_64_kib_is_refused(server):
    assert register(server, client_name="x" * 70_000).status_code == 413


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


def test_an_unknown_client_is_told_so_that_it_registers_again(server):
    answer = server.token({"grant_type": "refresh_token", "refresh_token": "x", "client_id": "reg-gone"})
    assert_error(answer, 401, "invalid_client")


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


def test_where_registration_is_off_there_is_no_endpoint(start):
    server = start()
    answer = register(server)
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


def test_configuration_that_contradicts_itself_is_refused(server, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("registration:\n  metadata_hosts: [a.example]\n")
    refused = server.commands.run("config", "check", "--config", str(file), places=False)
    assert refused.returncode != 0 and "metadata_documents" in refused.stderr
    file.write_text("registration:\n  polcy: open\n")
    refused = server.commands.run("config", "check", "--config", str(file), places=False)
    assert "registration.policy" in refused.stderr
