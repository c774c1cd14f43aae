"""Paths, methods, and what is neither (contract, HTTP)."""

import socket

import pytest

from cardea.tokens import assert_error


class TestUnknownPaths:
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
        for headers in ({}, {"Accept": "text/html"}):
            answer = server.get(path, headers=headers)
            assert 400 <= answer.status_code < 500
            assert "<script>alert" not in answer.text
            assert "Location" not in answer.headers


def test_a_made_up_method(server):
    assert server.request("BREW", "/v1/auth/oauthtoken").status_code in (400, 405, 501)


def test_sixty_four_kibibytes_are_taken_and_one_octet_more_is_not(server):
    start = "grant_type=string" + "".join(f"&p{n}=" + "x" * 8192 for n in range(7))
    body = (start + "&last=" + "x" * (65536 - len(start) - len("&last="))).encode()
    assert len(body) == 65536
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://spa.example"}
    assert_error(server.post("/token", data=body, headers=headers), 400, "unsupported_grant_type")
    for longer in (body + b"x", (part for part in (body, b"x"))):  # by length, and in chunks
        answer = server.post("/token", data=longer, headers=headers)
        assert_error(answer, 413, "invalid_request")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


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
