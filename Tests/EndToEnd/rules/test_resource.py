"""RFC 8707: a token is for the APIs that were asked for, among those that were authorised."""

import pytest

from cardea.browser import Browser, Callback
from cardea.tokens import assert_error, assert_tokens, audience, bearer, scopes, unverified

ORDERS = "https://api.example.com/orders"
QUOTES = "https://quotes.example.com/"
TOOL = "https://tools.example.com/limited"
FILES = "https://files.example.com/"
NOTES = "https://notes.example.com/mcp"
SCOPE = "openid profile email orders.read notes.read"
WELL_KNOWN = "/.well-known/oauth-protected-resource"

CONFIGURATION = f"""
resources:
  - uri: {ORDERS}
    name: Orders
    scopes: [orders.read, orders.write]
  - uri: {QUOTES}
    name: Quotes
    describe: true
  - uri: {NOTES}
    scopes: [notes.read]
    describe: true
  - uri: {TOOL}
    scopes: [tool.use]
    access_lifetime: 300
    access_format: opaque
resource_hosts: [Tools.example.com]
"""


@pytest.fixture(scope="module")
def server_options():
    return {"config": CONFIGURATION}


@pytest.fixture(scope="module")
def application(server):
    return server.add_client("--resource", FILES, scope=SCOPE)


def granted(answer):
    return audience(unverified(assert_tokens(answer)["access_token"])[1])


def test_without_a_resource_the_token_is_for_the_issuer(server, application, signed_in):
    assert granted(application.redeem(application.code(signed_in))) == {server.issuer}


@pytest.mark.parametrize("encoding", ["form", "json"])
@pytest.mark.parametrize("resource", [ORDERS, QUOTES, FILES])
def test_a_resource_that_is_known_by_configuration_or_by_the_client(application, signed_in, resource, encoding):
    code = application.code(signed_in, resource=resource, scope="openid orders.read")
    assert granted(application.redeem(code, encoding, resource=resource)) == {resource}


def test_a_token_for_a_resource_says_what_may_be_done_there(application, signed_in):
    code = application.code(signed_in, resource=ORDERS, scope="openid orders.read")
    claims = unverified(assert_tokens(application.redeem(code))["access_token"])[1]
    assert "orders.read" in scopes(claims)


def test_an_absent_resource_means_all_that_was_authorised(application, signed_in):
    code = application.code(signed_in, resource=[ORDERS, QUOTES])
    assert granted(application.redeem(code)) == {ORDERS, QUOTES}


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_one_of_those_that_were_authorised(application, signed_in, encoding):
    code = application.code(signed_in, resource=[ORDERS, QUOTES])
    tokens = assert_tokens(application.redeem(code, encoding, resource=QUOTES))
    assert audience(unverified(tokens["access_token"])[1]) == {QUOTES}
    # The grant keeps its width: a refresh may name the other one, or all.
    second = assert_tokens(application.refresh(tokens["refresh_token"], encoding, resource=ORDERS))
    assert audience(unverified(second["access_token"])[1]) == {ORDERS}
    assert granted(application.refresh(second["refresh_token"], encoding)) == {ORDERS, QUOTES}


def test_several_at_once_as_repeated_fields_or_as_an_array(application, signed_in):
    for encoding in ("form", "json"):
        code = application.code(signed_in, resource=[ORDERS, QUOTES, FILES])
        assert granted(application.redeem(code, encoding, resource=[ORDERS, QUOTES])) == {ORDERS, QUOTES}


def test_a_resource_that_was_not_authorised_is_refused_and_spends_nothing(application, signed_in):
    code = application.code(signed_in, resource=ORDERS)
    assert_error(application.redeem(code, resource=QUOTES), 400, "invalid_target")
    assert_error(application.redeem(code, resource=[ORDERS, QUOTES]), 400, "invalid_target")
    tokens = assert_tokens(application.redeem(code))
    assert_error(application.refresh(tokens["refresh_token"], resource=QUOTES), 400, "invalid_target")
    assert granted(application.refresh(tokens["refresh_token"])) == {ORDERS}


def test_a_repeated_refresh_is_judged_for_its_resource_as_well(application, signed_in):
    tokens = application.tokens(signed_in, resource=ORDERS)
    assert_tokens(application.refresh(tokens["refresh_token"]))
    assert_error(application.refresh(tokens["refresh_token"], resource=QUOTES), 400, "invalid_target")


def test_a_host_with_and_without_its_slash_are_one(application, signed_in):
    for asked in (QUOTES, QUOTES.rstrip("/")):
        code = application.code(signed_in, resource=asked)
        for named in (QUOTES, QUOTES.rstrip("/")):
            assert len(granted(application.redeem(code, resource=named))) == 1
            code = application.code(signed_in, resource=asked)


def test_a_path_with_and_without_its_slash_are_two(application, signed_in):
    end = application.authorize(signed_in, resource=ORDERS + "/")
    assert isinstance(end, Callback) and end.error == "invalid_target", end


BAD = {
    "unknown": "https://unknown.example.com/",
    "with a fragment": ORDERS + "#part",
    "relative": "/orders",
    "no scheme": "api.example.com/orders",
    "other scheme": "http://api.example.com/orders",
    "other case in the path": "https://api.example.com/Orders",
    "javascript": "javascript:alert(1)",
}


@pytest.mark.parametrize("resource", BAD.values(), ids=BAD.keys())
def test_a_bad_resource_at_the_authorization_endpoint(application, signed_in, resource):
    end = application.authorize(signed_in, resource=resource)
    assert isinstance(end, Callback) and end.error == "invalid_target", end


@pytest.mark.parametrize("encoding", ["form", "json"])
@pytest.mark.parametrize("resource", BAD.values(), ids=BAD.keys())
def test_a_bad_resource_at_the_token_endpoint(application, signed_in, resource, encoding):
    assert_error(application.client_credentials(encoding, resource=resource), 400, "invalid_target")
    code = application.code(signed_in)
    assert_error(application.redeem(code, encoding, resource=resource), 400, "invalid_target")
    assert_tokens(application.redeem(code, encoding))


def test_a_resource_of_one_client_is_not_another_clients(other_application, signed_in):
    end = other_application.authorize(signed_in, resource=FILES)
    assert isinstance(end, Callback) and end.error == "invalid_target", end
    assert_error(other_application.client_credentials(resource=FILES), 400, "invalid_target")


def test_client_credentials_for_a_resource(application):
    assert granted(application.client_credentials(resource=ORDERS, scope="orders.read")) == {ORDERS}


def test_a_token_for_an_api_opens_none_of_our_own_doors(server, application, signed_in):
    """userinfo and me need the issuer in the audience; renewaccesstoken refuses resource-bound tokens."""
    tokens = application.tokens(signed_in, resource=ORDERS)
    assert application.is_active(tokens["access_token"])
    for path in ("/v1/auth/userinfo", "/v1/auth/me", "/v1/auth/renewaccesstoken"):
        answer = server.get(path, headers=bearer(tokens["access_token"]))
        assert answer.status_code in (401, 403), f"{path} took a token for somebody else"


def test_the_consent_page_is_shown_again_when_another_api_is_wanted(server, user):
    asking = server.add_client(skip_consent=False, scope=SCOPE)
    browser = Browser(server, user)
    assert asking.code(browser, resource=ORDERS)
    page = browser.open(asking.authorization_url(resource=[ORDERS, QUOTES]))
    assert not isinstance(page, Callback) and page.asks_consent
    assert isinstance(browser.open(asking.authorization_url(resource=ORDERS)), Callback)


@pytest.mark.parametrize(
    "resource", ["https://tools.example.com/a", "https://tools.example.com:8443/b?c=d", "https://tools.example.com"]
)
def test_any_https_resource_on_an_open_host_on_any_port(application, signed_in, resource):
    code = application.code(signed_in, resource=resource)
    assert granted(application.redeem(code, resource=resource)) == {resource}
    assert granted(application.client_credentials(resource=resource)) == {resource}
    for other in (resource.replace("https:", "http:"), resource.replace("tools", "my.tools")):
        assert_error(application.client_credentials(resource=other), 400, "invalid_target")


def test_limits_are_not_evaded_by_another_spelling(server):
    """What is configured on an open host is known by its configuration alone, and so is what lies below it."""
    application = server.add_client(scope="tool.use orders.read")
    tokens = assert_tokens(application.client_credentials(resource=TOOL), identity=False, refresh=False)
    assert tokens["expires_in"] == 300 and "." not in tokens["access_token"] and tokens["scope"] == "tool.use"
    for evasion in ("/", "?", "/x", "/../limited", ";x", "%2Fx"):
        assert_error(application.client_credentials(resource=TOOL + evasion), 400, "invalid_target")
    for evasion in ("/%6cimited", "//limited", "/x/../limited", "/%2e/limited", "/LIMITED"):
        assert_error(application.client_credentials(resource="https://tools.example.com" + evasion), 400, "invalid_target")
    assert granted(application.client_credentials(resource=TOOL + "-not")) == {TOOL + "-not"}


@pytest.mark.parametrize("spelling", ["https://quotes.example.com:443", "HTTPS://Quotes.Example.COM/"])
def test_what_a_browser_makes_one_url_of_is_one_resource(application, signed_in, spelling):
    code = application.code(signed_in, resource=spelling)
    assert granted(application.redeem(code, resource=spelling)) == {QUOTES}


def test_a_token_for_fewer_resources_has_fewer_scopes(application, signed_in):
    code = application.code(signed_in, resource=[ORDERS, NOTES], scope="openid orders.read notes.read")
    first = assert_tokens(application.redeem(code, resource=NOTES))
    assert first["scope"] == "openid notes.read"
    second = assert_tokens(application.refresh(first["refresh_token"], resource=ORDERS))
    assert second["scope"] == "openid orders.read"
    whole = assert_tokens(application.refresh(second["refresh_token"]))
    assert scopes(unverified(whole["access_token"])[1]) == {"openid", "orders.read", "notes.read"}


def test_a_refusal_says_what_would_do_to_whoever_may_know(application, signed_in):
    end = application.authorize(signed_in, resource="https://unknown.example.com/")
    described = end.parameters["error_description"]
    assert QUOTES in described and NOTES in described
    assert ORDERS not in described and FILES not in described
    told = application.client_credentials(resource="https://unknown.example.com/").json()["error_description"]
    assert FILES in told and QUOTES in told and ORDERS not in told and len(told) < 500
    code = application.code(signed_in, resource=ORDERS)
    assert ORDERS in application.redeem(code, resource=QUOTES).json()["error_description"]


def test_resources_are_described_at_their_place(server):
    """RFC 9728 §3.1. Quotes has no path, and so the place that would be the server's own."""
    for path, resource in {"": QUOTES, "/": QUOTES, "/mcp": NOTES}.items():
        answer = server.get(WELL_KNOWN + path, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 200 and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json()["resource"] == resource
        assert answer.json()["authorization_servers"] == [server.issuer]
        head = server.request("HEAD", WELL_KNOWN + path)
        assert head.status_code == 200 and head.headers["Content-Length"] == answer.headers["Content-Length"]
    for path in ("/orders", "/mcp/", "/MCP", "/unknown"):
        answer = server.get(WELL_KNOWN + path, headers={"Accept": "text/html"})
        assert answer.status_code == 404 and answer.headers["Content-Type"] == "application/json"
    listed = server.get("/.well-known/oauth-authorization-server").json()["protected_resources"]
    assert listed == [QUOTES, NOTES]


def test_the_server_describes_itself_and_its_challenges_point_there(start):
    server = start()
    own = server.get(WELL_KNOWN).json()
    assert own["resource"] == server.issuer and own["authorization_servers"] == [server.issuer]
    assert {"openid", "profile", "email"} <= set(own["scopes_supported"])
    pointer = f'resource_metadata="{server.issuer}{WELL_KNOWN}"'
    for path in ("/v1/auth/userinfo", "/v1/auth/me", "/v1/auth/renewaccesstoken"):
        assert server.get(path).headers["WWW-Authenticate"] == f"Bearer {pointer}"
        refused = server.get(path, headers=bearer("x"))
        assert refused.headers["WWW-Authenticate"] == f'Bearer error="invalid_token", {pointer}'
    application = server.add_client()
    someone = Browser(server, server.add_user())
    token = application.tokens(someone, scope="profile")["access_token"]
    refused = server.get("/v1/auth/userinfo", headers=bearer(token))
    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="openid", {pointer}'
