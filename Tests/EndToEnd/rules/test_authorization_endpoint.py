"""The authorization endpoint, rule by rule (contract, Authorization endpoint; RFC 6749 §4.1, RFC 9207, RFC 8252 §7.3)."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cardea.browser import Callback, Page
from cardea.tokens import assert_tokens, scopes, unverified

CALLBACK = "https://app.example.com/callback"


@pytest.fixture
def asking(server):
    """A client whose users are asked for consent, and to which nobody has consented yet."""
    return server.add_client(name="Ask First", skip_consent=False, redirect_uris=("https://ask.example.com/callback",))


def assert_refused_on_a_page(end):
    """Status 400, a page for people, and no way on."""
    assert isinstance(end, Page), f"redirected: {end}"
    assert end.status == 400
    assert end.headers["Content-Type"].startswith("text/html")
    assert "Location" not in end.headers and "Refresh" not in end.headers
    assert not end.forms
    for link in end.soup.find_all(href=True):
        assert "evil.example" not in link["href"]
    return end


def assert_redirected(end, server, error, state=None):
    """RFC 6749 §4.1.2.1 with RFC 9207's `iss`."""
    assert isinstance(end, Callback), f"not redirected: {end}"
    assert end.error == error, end
    assert end.parameters["error_description"]
    assert end.parameters["iss"] == server.issuer
    assert end.parameters.get("state") == state
    assert end.code is None
    return end


class TestAPageAndNeverARedirect:
    def test_an_unknown_client(self, application, browser):
        assert_refused_on_a_page(application.authorize(browser, client_id="nobody"))

    def test_no_client(self, application, browser):
        assert_refused_on_a_page(application.authorize(browser, client_id=None))
        assert_refused_on_a_page(browser.open("/oauth"))

    @pytest.mark.parametrize(
        "uri",
        [
            "https://evil.example/",
            CALLBACK + "/",
            CALLBACK + "?x=1",
            CALLBACK + "#",
            CALLBACK + "#part",
            CALLBACK.upper(),
            "https://APP.example.com/callback",
            "https://app.example.com:443/callback",
            "https://app.example.com/Callback",
            "https://app.example.com/call%62ack",
            "https://app.example.com/x/../callback",
            "https://app.example.com//callback",
            "https://app.example.com/callback/../../evil",
            "https://app.example.com.evil.example/callback",
            "https://app.example.com@evil.example/callback",
            "https://evil.example\\@app.example.com/callback",
            "https://evil.example/?https://app.example.com/callback",
            "http://app.example.com/callback",
            "//app.example.com/callback",
            "/callback",
            " " + CALLBACK,
            CALLBACK + "\t",
            CALLBACK + "\n",
            CALLBACK + "%00",
            "javascript:alert(1)//" + CALLBACK,
            "data:text/html,x",
            "x" * 9000,
        ],
        ids=lambda uri: uri[:60],
    )
    def test_a_redirect_uri_that_is_not_registered(self, application, browser, uri):
        assert_refused_on_a_page(application.authorize(browser, redirect_uri=uri))

    def test_a_repeated_client_id_or_redirect_uri(self, application, browser):
        twice = [application.client_id, application.client_id]
        assert_refused_on_a_page(application.authorize(browser, client_id=twice))
        assert_refused_on_a_page(application.authorize(browser, redirect_uri=[CALLBACK, CALLBACK]))
        assert_refused_on_a_page(application.authorize(browser, redirect_uri=[CALLBACK, "https://evil.example/"]))
        assert_refused_on_a_page(application.authorize(browser, redirect_uri=["https://evil.example/", CALLBACK]))

    def test_no_redirect_uri_where_several_are_registered(self, server, browser):
        several = server.add_client(redirect_uris=(CALLBACK, "https://app.example.com/other"))
        assert_refused_on_a_page(several.authorize(browser, redirect_uri=None))

    def test_the_page_does_not_repeat_what_was_sent(self, application, browser):
        page = application.authorize(browser, redirect_uri="https://evil.example/<script>alert(1)</script>")
        assert "<script>alert" not in assert_refused_on_a_page(page).text

    def test_another_error_changes_nothing_about_it(self, application, browser):
        page = application.authorize(browser, response_type="token", redirect_uri="https://evil.example/", scope="none")
        assert_refused_on_a_page(page)

    def test_posted_forms_as_well(self, application, browser):
        fields = application.authorization_parameters(redirect_uri="https://evil.example/")
        assert_refused_on_a_page(browser.open("/oauth", "POST", fields))


class TestARedirectWithAnError:
    @pytest.mark.parametrize(
        ("parameters", "error"),
        [
            ({"response_type": None}, "invalid_request"),
            ({"response_type": ""}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": "code token"}, "unsupported_response_type"),
            ({"response_type": "CODE"}, "unsupported_response_type"),
            ({"response_type": ["code", "code"]}, "invalid_request"),
            ({"scope": "admin"}, "invalid_scope"),
            ({"scope": ["openid", "email"]}, "invalid_request"),
            ({"prompt": "none login"}, "invalid_request"),
            ({"resource": "https://unknown.example.com"}, "invalid_target"),
            ({"colour": ["red", "blue"]}, "invalid_request"),
            ({"nonce": ["a", "b"]}, "invalid_request"),
            ({"max_age": "-1"}, "invalid_request"),
            ({"max_age": "soon"}, "invalid_request"),
            ({"response_mode": "carrier_pigeon"}, "invalid_request"),
        ],
        ids=lambda value: str(value),
    )
    def test_with_its_description_state_and_issuer(self, server, application, browser, parameters, error):
        end = assert_redirected(application.authorize(browser, state="s t", **parameters), server, error, "s t")
        assert end.target == CALLBACK

    def test_a_repeated_state_is_not_returned_twice(self, application, browser):
        end = application.authorize(browser, state=["a", "b"])
        assert isinstance(end, Callback) and end.error == "invalid_request"

    def test_a_client_without_the_code_grant(self, server, browser):
        service = server.add_client(grants=("client_credentials",))
        assert_redirected(service.authorize(browser), server, "unauthorized_client")

    def test_denied_by_the_user(self, server, asking, browser):
        end = asking.authorize(browser, decision="deny", state="mine")
        assert_redirected(end, server, "access_denied", "mine")

    def test_denied_once_is_not_denied_for_ever(self, asking, browser):
        assert asking.authorize(browser, decision="deny").error == "access_denied"
        assert asking.code(browser)

    def test_descriptions_stay_within_the_rfcs_characters(self, application, browser):
        """RFC 6749 §4.1.2.1: %x20-21 / %x23-5B / %x5D-7E."""
        end = application.authorize(browser, scope='admin"\\é')
        text = end.parameters["error_description"]
        assert text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


class TestWhatComesBack:
    @pytest.mark.parametrize(
        "state",
        [
            "simple",
            "a b+c%20&=?#/;:@,'\"<>",
            "é ü 漢字 \U0001f511",
            "%41%2B%zz",
            '{"json": [1, 2]}',
            "../../etc/passwd",
            "line\r\nbreak: header",
            "\t tab",
            "x" * 4000,
        ],
        ids=lambda state: repr(state[:20]),
    )
    def test_the_state_returns_as_it_was_sent(self, application, signed_in, state):
        end = application.authorize(signed_in, state=state)
        assert isinstance(end, Callback) and end.code
        assert parse_qs(urlsplit(end.url).query, strict_parsing=True)["state"] == [state]

    def test_without_a_state_there_is_none(self, server, application, signed_in):
        end = application.authorize(signed_in)
        assert set(end.parameters) == {"code", "iss"}
        assert end.parameters["iss"] == server.issuer

    def test_each_code_is_another_and_long_enough_to_be_unguessable(self, application, signed_in):
        codes = {application.code(signed_in) for _ in range(5)}
        assert len(codes) == 5
        assert all(len(code) >= 43 for code in codes)

    def test_a_query_that_the_redirect_uri_has_is_kept(self, server, signed_in):
        uri = "https://app.example.com/callback?tenant=7&empty=&x=%20"
        tenant = server.add_client(redirect_uris=(uri,))
        end = tenant.authorize(signed_in, state="s")
        assert end.url.startswith(uri + "&")
        assert end.code and end.parameters["state"] == "s"
        assert_tokens(tenant.redeem(end.code))
        assert tenant.authorize(signed_in, scope="admin").url.startswith(uri + "&")

    def test_the_redirect_is_not_kept_by_anyone(self, application, signed_in):
        end = application.authorize(signed_in)
        assert "no-store" in end.response.headers["Cache-Control"]
        assert end.response.headers.get("Referrer-Policy") in ("no-referrer", "same-origin", "strict-origin", "origin")

    def test_scopes_that_the_client_may_not_have_are_left_out(self, application, signed_in):
        tokens = application.tokens(signed_in, scope="openid admin email")
        assert set(tokens["scope"].split()) == {"openid", "email"}
        assert scopes(unverified(tokens["access_token"])[1]) == {"openid", "email"}


class TestRedirectURIs:
    def test_the_only_registered_one_need_not_be_named(self, application, signed_in):
        end = application.authorize(signed_in, redirect_uri=None)
        assert isinstance(end, Callback) and end.target == CALLBACK

    def test_each_registered_one_serves(self, server, signed_in):
        uris = (CALLBACK, "https://app.example.com/other", "com.example.app:/callback")
        several = server.add_client(redirect_uris=uris)
        for uri in uris[:2]:
            assert several.authorize(signed_in, redirect_uri=uri).target == uri

    @pytest.mark.parametrize("registered", ["http://127.0.0.1/cb", "http://localhost:3030/cb", "http://[::1]:1/cb"])
    @pytest.mark.parametrize("port", ["", ":1024", ":65535"])
    def test_a_loopback_uri_may_have_any_port(self, server, signed_in, registered, port):
        native = server.add_client(redirect_uris=(registered,))
        host = "[::1]" if "[" in registered else urlsplit(registered).hostname
        uri = f"http://{host}{port}/cb"
        end = native.authorize(signed_in, redirect_uri=uri)
        assert isinstance(end, Callback) and end.target == uri, end
        assert_tokens(native.redeem(end.code, redirect_uri=uri))

    @pytest.mark.parametrize(
        "uri",
        [
            "http://127.0.0.1:5555/other",
            "http://127.0.0.1:5555/cb?x=1",
            "http://127.0.0.1:5555/cb#x",
            "http://127.0.0.2:5555/cb",
            "http://localhost:5555/cb",
            "https://127.0.0.1:5555/cb",
            "http://127.0.0.1:5555@evil.example/cb",
            "http://127.0.0.1:x/cb",
            "http://127.0.0.1:99999999/cb",
            "http://127.0.0.1:-1/cb",
            "http://127.0.0.1:80:80/cb",
            "http://127.0.0.1.evil.example:5555/cb",
            "http://127.1:5555/cb",
            "http://user@127.0.0.1:5555/cb",
        ],
    )
    def test_and_nothing_but_the_port_may_differ(self, server, browser, uri):
        native = server.add_client(redirect_uris=("http://127.0.0.1/cb",))
        assert_refused_on_a_page(native.authorize(browser, redirect_uri=uri))

    def test_the_port_of_any_other_host_must_be_the_registered_one(self, application, browser):
        assert_refused_on_a_page(application.authorize(browser, redirect_uri="https://app.example.com:8443/callback"))

    def test_a_code_is_bound_to_the_port_it_was_asked_for(self, server, signed_in):
        native = server.add_client(redirect_uris=("http://127.0.0.1/cb",))
        code = native.code(signed_in, redirect_uri="http://127.0.0.1:1111/cb")
        assert native.redeem(code, redirect_uri="http://127.0.0.1:2222/cb").json()["error"] == "invalid_grant"
        assert_tokens(native.redeem(code, redirect_uri="http://127.0.0.1:1111/cb"))


class TestWays:
    @pytest.mark.parametrize("path", ["/oauth", "/oauth/authorize", "/authorize"])
    def test_each_path_serves(self, application, signed_in, path):
        end = signed_in.walk(signed_in.open(application.authorization_url(path)))
        assert isinstance(end, Callback) and end.code

    @pytest.mark.parametrize("path", ["/oauth", "/oauth/authorize", "/authorize"])
    def test_a_request_may_be_posted(self, application, browser, path):
        """OpenID Connect Core §3.1.2.1."""
        end = browser.walk(browser.open(path, "POST", application.authorization_parameters(state="posted")))
        assert isinstance(end, Callback) and end.code and end.parameters["state"] == "posted"

    def test_head_answers_like_get(self, server, application):
        for url in (application.authorization_url(), application.authorization_url(client_id="nobody")):
            get, head = server.get(url), server.request("HEAD", url)
            assert head.status_code == get.status_code
            assert head.content == b""

    def test_other_methods_are_not_allowed(self, server, application):
        answer = server.request("PUT", application.authorization_url())
        assert answer.status_code == 405
        assert {"GET", "POST"} <= {method.strip() for method in answer.headers["Allow"].split(",")}


def test_the_parameters_stay_on_the_server(asking, browser):
    """The browser carries a handle: nothing of the request is in a page or in the address of one."""
    url = asking.authorization_url(state="canary-state", nonce="canary-nonce", login_hint="")
    page = browser.open(url)
    consent = browser.sign_in(page)
    for shown in (page, consent):
        assert "canary" not in shown.text
        if shown.url != url:
            assert "canary" not in shown.url
            assert urlencode({"u": asking.redirect_uri})[2:] not in shown.url


def test_a_host_header_changes_nothing(server, application):
    answer = server.get(application.authorization_url(scope="admin"), headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers["Location"]
    metadata = server.get(
        "/.well-known/openid-configuration", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert "evil.example" not in metadata.text
