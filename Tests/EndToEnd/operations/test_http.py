"""Paths, methods, and what is neither (contract, HTTP)."""

import socket

import pytest

from cardea.tokens import bearer, token_error

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
POST_ONLY = ("/v1/auth/oauthtoken", "/token", "/v1/auth/revoke", "/v1/auth/introspect")
GET_ONLY = ("/v1/auth/jwks", "/v1/auth/me", "/.well-known/openid-configuration", "/healthz", "/readyz", "/metrics")


class TestUnknownPaths:
    @pytest.mark.parametrize(
        "path", ["/nothing", "/v1/auth/nothing", "/v1", "/v1/auth/", "/oauth/nothing", "/.well-known/nothing"]
    )
    def test_json_for_programs_and_a_page_for_people(self, server, path):
        for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
            answer = server.get(path, headers=headers)
            assert answer.status_code == 404
            assert answer.headers["Content-Type"].startswith("application/json")
            assert answer.json()
        answer = server.get(path, headers=HTML)
        assert answer.status_code == 404
        if path.startswith("/.well-known/"):
            assert answer.json(), "what is well known is for programs, whatever they say that they read"
            return
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Content-Security-Policy" in answer.headers

    @pytest.mark.parametrize(
        "path",
        [
            "/%2e%2e/%2e%2e/etc/passwd",
            "/<script>alert(1)</script>",
            "/%00",
            "/" + "a" * 5000,
            "/%zz",
            "//evil.example/",
        ],
    )
    def test_hostile_paths_are_just_unknown(self, server, path):
        for headers in ({}, HTML):
            answer = server.get(path, headers=headers)
            assert 400 <= answer.status_code < 500
            assert "<script>alert" not in answer.text
            assert "Location" not in answer.headers

    @pytest.mark.parametrize(
        "path", ["/v1/auth/register", "/register", "/v1/auth/par"]
    )
    def test_what_is_not_built_is_not_there(self, server, path):
        assert {server.request(method, path).status_code for method in ("GET", "POST")} == {404}


class TestMethods:
    @pytest.mark.parametrize("path", POST_ONLY)
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
    def test_post_only(self, server, path, method):
        answer = server.request(method, path)
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"] and "GET" not in answer.headers["Allow"]
        assert token_error(answer)

    @pytest.mark.parametrize("path", GET_ONLY)
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_get_only(self, server, path, method):
        answer = server.request(method, path)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"] and "POST" not in answer.headers["Allow"]

    @pytest.mark.parametrize(
        "path",
        [*GET_ONLY, "/v1/auth/userinfo", "/v1/auth/renewaccesstoken", "/oauth", "/login", "/account", "/nothing"],
    )
    def test_head_answers_wherever_get_does(self, server, path):
        get, head = server.get(path), server.request("HEAD", path)
        assert head.status_code == get.status_code
        assert head.content == b""

    def test_a_made_up_method(self, server):
        assert server.request("BREW", "/v1/auth/oauthtoken").status_code in (400, 405, 501)


class TestSpellings:
    @pytest.mark.parametrize(
        "path",
        [
            "/v1/auth/oauthtoken",
            "/auth/oauthtoken",
            "/v1/auth/oAuthToken",
            "/AUTH/OAUTHTOKEN",
            "/V1/Auth/OAuthToken",
            "/token",
        ],
    )
    def test_of_the_token_endpoint(self, server, path):
        assert token_error(server.token({"grant_type": "string"}, path=path)) == "unsupported_grant_type"

    @pytest.mark.parametrize("name", ["me", "userinfo", "renewaccesstoken"])
    def test_of_the_endpoints_for_users(self, server, application, signed_in, name):
        token = application.tokens(signed_in)["access_token"]
        for path in (
            f"/v1/auth/{name}",
            f"/auth/{name}",
            f"/auth/{name.upper()}",
            "/auth/" + name.replace("access", "Access"),
        ):
            assert server.get(path, headers=bearer(token)).status_code == 200, path

    @pytest.mark.parametrize("name", ["revoke", "introspect"])
    def test_of_the_endpoints_for_clients(self, server, application, name):
        for path in (f"/v1/auth/{name}", f"/auth/{name}", f"/v1/auth/{name.capitalize()}"):
            assert server.token({"token": "x", **application.credentials}, path=path).status_code == 200, path

    def test_of_the_keys(self, server):
        assert server.get("/auth/JWKS").json() == server.get("/v1/auth/jwks").json()

    def test_case_matters_everywhere_else(self, server):
        assert server.get("/OAuth").status_code == 404
        assert server.get("/Login").status_code == 404


def exchange(server, octets, half_close=True):
    """Sends raw octets and returns what comes back."""
    with socket.create_connection(server.address, timeout=10) as connection:
        connection.sendall(octets)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while part := connection.recv(65536):
                received += part
        except ConnectionResetError:
            pass
        return received


class TestRawOctets:
    @pytest.mark.parametrize(
        "octets",
        [
            b"\x00\x01\x02\x03\r\n\r\n",
            b"GET\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"POST /v1/auth/oauthtoken HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST /v1/auth/oauthtoken HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
            b"POST /v1/auth/oauthtoken HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            b"POST /v1/auth/oauthtoken HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"POST /v1/auth/oauthtoken HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\ncut short",
            b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Header: y\r\n" * 20_000 + b"\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
        ],
        ids=lambda octets: repr(octets[:40]),
    )
    def test_nothing_that_arrives_can_hurt(self, server, octets):
        received = exchange(server, octets)
        assert b" 200 " not in received.split(b"\r\n", 1)[0]
        assert server.get("/healthz").status_code == 200

    def test_a_body_far_too_large_is_cut_off(self, server):
        start = b"POST /v1/auth/oauthtoken HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        start += b"Content-Length: 50000000\r\n\r\n"
        try:
            received = exchange(server, start + b"x" * 5_000_000)
        except (BrokenPipeError, ConnectionResetError):
            received = b""
        assert received == b"" or b" 413 " in received.split(b"\r\n", 1)[0]
        assert server.get("/healthz").status_code == 200

    def test_several_requests_in_one_segment_are_answered_in_order(self, server):
        one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        two = (
            b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n"
            + b'{"grant_type":"string"}'
        )
        last = b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        received = exchange(server, one + two + last, half_close=False)
        assert received.count(b"HTTP/1.1 ") == 3, received
        assert received.index(b"HTTP/1.1 200") < received.index(b"HTTP/1.1 400") < received.index(b"HTTP/1.1 404")
