"""RFC 8707: a token is for the APIs that were asked for, among those that were authorised."""

import pytest

from cardea.browser import Browser, Callback
from cardea.tokens import assert_error, assert_tokens, audience, bearer, scopes, unverified

ORDERS = "https://api.example.com/orders"
QUOTES = "https://quotes.example.com/"
FILES = "https://files.example.com/"
SCOPE = "openid profile email orders.read"

CONFIGURATION = f"""
resources:
  - uri: {ORDERS}
    name: Orders
    scopes: [orders.read, orders.write]
  - uri: {QUOTES}
    name: Quotes
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
