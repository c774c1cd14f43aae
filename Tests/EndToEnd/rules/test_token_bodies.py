"""The body of a token request as a whole: its type, its form, its size (contract, Transport)."""

import json

import pytest

from cardea.tokens import assert_error, assert_tokens, token_error

ENCODINGS = ("form", "json")


class TestBodies:
    FORM = "application/x-www-form-urlencoded"
    JSON = "application/json"

    def send(self, server, body, content_type, path="/v1/auth/oauthtoken", **headers):
        headers = {**headers, **({"Content-Type": content_type} if content_type else {})}
        return server.post(path, data=body, headers=headers)

    @pytest.mark.parametrize(
        "content_type",
        ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=UTF-8"],
    )
    def test_a_charset_and_the_case_of_the_type_do_not_matter_in_json(self, server, application, content_type):
        body = json.dumps({"grant_type": "client_credentials", **application.credentials})
        assert_tokens(self.send(server, body, content_type))

    @pytest.mark.parametrize("content_type", [FORM + "; charset=utf-8", FORM.upper()])
    def test_a_charset_and_the_case_of_the_type_do_not_matter_in_a_form(self, server, application, content_type):
        body = (
            f"grant_type=client_credentials&client_id={application.client_id}&client_secret={application.client_secret}"
        )
        assert_tokens(self.send(server, body, content_type))

    @pytest.mark.parametrize(
        "content_type",
        [None, "", "text/plain", "multipart/form-data; boundary=x", "application/xml", "application/jsonx", "json"],
    )
    def test_another_content_type_or_none(self, server, content_type):
        assert_error(self.send(server, b"grant_type=client_credentials", content_type), 400, "invalid_request")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b'"grant_type"',
            b"null",
            b"42",
            b"{",
            b'{"grant_type":"string"',
            b'{"grant_type":"string"}}',
            b'{"grant_type":"string",}',
            b"{'grant_type':'string'}",
            b'{"grant_type":"str\xff"}',
            b'{"grant_type":"\\ud800"}',
            b'[{"grant_type":"string"}]',
            b'{"grant_type":"string"} x',
            b"[" * 5000,
            b'{"a":' * 5000,
        ],
        ids=lambda body: body[:24].decode("latin-1"),
    )
    def test_what_is_not_a_json_object(self, server, body):
        assert_error(self.send(server, body, self.JSON), 400, "invalid_request")

    @pytest.mark.parametrize(
        "body", [b"", b"&", b"grant_type", b"=x", b"grant_type=%ff%fe", b"grant_type=%zz", b"grant_type=%4"]
    )
    def test_what_is_not_a_form_with_a_grant_type(self, server, body):
        assert_error(self.send(server, body, self.FORM), 400, "invalid_request")

    def test_json_sent_as_a_form_and_a_form_sent_as_json(self, server):
        assert_error(self.send(server, b'{"grant_type":"string"}', self.FORM), 400, "invalid_request")
        assert_error(self.send(server, b"grant_type=string", self.JSON), 400, "invalid_request")

    def test_a_plus_is_a_space_and_percent_signs_are_decoded_once(self, server, application):
        body = (
            f"grant_type=client%5Fcredentials&client_id={application.client_id}"
            f"&client_secret={application.client_secret}&scope=profile+email"
        )
        assert_tokens(self.send(server, body, self.FORM))
        assert_error(self.send(server, "grant_type=client%255Fcredentials", self.FORM), 400, "unsupported_grant_type")

    def test_sixty_four_kibibytes_are_taken_and_one_octet_more_is_not(self, server):
        start = "grant_type=string" + "".join(f"&p{n}=" + "x" * 8192 for n in range(7))
        body = start + "&last=" + "x" * (65536 - len(start) - len("&last="))
        assert len(body) == 65536
        assert_error(self.send(server, body, self.FORM), 400, "unsupported_grant_type")
        self.assert_too_large(self.send(server, body + "x", self.FORM))
        self.assert_too_large(self.send(server, (part for part in (body.encode(), b"x")), self.FORM))
        self.assert_too_large(self.send(server, body + "x", self.JSON))

    def assert_too_large(self, answer):
        assert answer.status_code == 413
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.json()["error"] == "invalid_request"
        assert answer.json()["error_description"]

    def test_parameters_in_the_query_string_are_not_parameters(self, server, application):
        query = f"?grant_type=client_credentials&client_id={application.client_id}&client_secret={application.client_secret}"
        assert_error(self.send(server, b"", self.FORM, "/v1/auth/oauthtoken" + query), 400, "invalid_request")
        wrong = "/v1/auth/oauthtoken?grant_type=string&client_id=nobody"
        fields = (
            f"grant_type=client_credentials&client_id={application.client_id}&client_secret={application.client_secret}"
        )
        assert_tokens(self.send(server, fields, self.FORM, wrong))

    @pytest.mark.parametrize("hostile", ["\x00", '"', "\\", "\r\n", "é", "\u202e", "<script>", "%0d%0a", "' OR 1=1 --"])
    @pytest.mark.parametrize("field", ["grant_type", "client_id", "code", "scope"])
    def test_hostile_text_is_refused_and_never_echoed(self, server, application, field, hostile):
        fields = {
            "grant_type": "authorization_code",
            "code": "x",
            **application.credentials,
            "redirect_uri": "https://a.example",
        }
        for encoding in ENCODINGS:
            answer = server.token({**fields, field: "canary" + hostile}, encoding)
            assert answer.status_code in (400, 401)
            assert_error(answer, answer.status_code, token_error(answer))
            assert "canary" not in answer.text
