"""Every field of the token request, wrong in every way (contract: Transport, Request fields of the token endpoint)."""

import json

import pytest

from cardea.browser import Browser
from cardea.tokens import assert_error, assert_tokens, basic, bearer, pkce, token_error
from cardea.waiting import let_pass

FIELDS = (
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "httpAuth",
    "refresh_token",
    "code_verifier",
    "resource",
    "assertion",
    "scope",
)
ENCODINGS = ("form", "json")
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture
def good(application, signed_in):
    """A complete code request that succeeds, made of the fields that a code needs, with PKCE."""
    verifier, challenge = pkce()
    return {
        "grant_type": "authorization_code",
        "code": application.code(signed_in, code_challenge=challenge, code_challenge_method="S256"),
        "redirect_uri": application.redirect_uri,
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "code_verifier": verifier,
    }


CODE_FIELDS = ("grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier")
MISSING = {
    "grant_type": (400, "invalid_request"),
    "code": (400, "invalid_request"),
    "redirect_uri": (400, "invalid_request"),
    "client_id": (401, "invalid_client"),
    "client_secret": (401, "invalid_client"),
    "code_verifier": (400, "invalid_grant"),
}
WRONG = {
    "grant_type": ("string", 400, "unsupported_grant_type"),
    "code": ("wrong", 400, "invalid_grant"),
    "redirect_uri": ("https://app.example.com/other", 400, "invalid_grant"),
    "client_id": ("nobody", 401, "invalid_client"),
    "client_secret": ("wrong", 401, "invalid_client"),
    "code_verifier": ("w" * 43, 400, "invalid_grant"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_good_request_gets_every_response_field(server, good, encoding):
    tokens = assert_tokens(server.token(good, encoding), refresh=True, identity=True)
    assert tokens["scope"]  # nothing was asked, so what was granted is said


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", CODE_FIELDS)
def test_a_missing_field(server, good, field, encoding):
    assert_error(server.token({**good, field: None}, encoding), *MISSING[field])
    assert_tokens(server.token(good, encoding))  # and the code was not spent by the mistake


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", CODE_FIELDS)
def test_an_empty_field_is_an_absent_one(server, good, field, encoding):
    assert_error(server.token({**good, field: ""}, encoding), *MISSING[field])
    assert_tokens(server.token(good, encoding))


@pytest.mark.parametrize("field", CODE_FIELDS)
def test_a_null_member_is_an_absent_one(server, good, field):
    body = json.dumps({**good, field: None})
    answer = server.post("/v1/auth/oauthtoken", data=body, headers={"Content-Type": "application/json"})
    assert_error(answer, *MISSING[field])
    assert_tokens(server.token(good, "json"))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", CODE_FIELDS)
def test_a_wrong_value_does_not_spend_the_code(server, good, field, encoding):
    value, status, error = WRONG[field]
    assert_error(server.token({**good, field: value}, encoding), status, error)
    assert_tokens(server.token(good, encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", [field for field in FIELDS if field != "resource"])
def test_a_repeated_field_is_refused_even_with_one_value(server, good, field, encoding):
    value = good.get(field, "x")
    pairs = [pair for pair in good.items() if pair[0] != field] + [(field, value), (field, value)]
    assert_error(server.token(pairs, encoding), 400, "invalid_request")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_repeated_unknown_field_is_refused_too(server, good, encoding):
    assert_error(server.token([*good.items(), ("colour", "red"), ("colour", "blue")], encoding), 400, "invalid_request")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", ["resource", "audience"])
def test_resource_and_audience_may_be_repeated(server, good, field, encoding):
    issuer = server.issuer
    pairs = [*good.items(), (field, issuer), (field, issuer)]
    answer = server.token(pairs, encoding)
    assert token_error(answer) != "invalid_request", answer.text


@pytest.mark.parametrize("value", [True, False, {}, {"a": 1}, [], ["x"], [1]])
@pytest.mark.parametrize("field", [field for field in FIELDS if field != "resource"])
def test_a_json_value_of_the_wrong_type(server, good, field, value):
    assert_error(server.token({**good, field: value}, "json"), 400, "invalid_request")


@pytest.mark.parametrize("value", [True, {}, {"a": "b"}, [1], [None], [["https://a.example"]], [{}]])
def test_a_resource_that_is_neither_a_string_nor_strings(server, good, value):
    assert_error(server.token({**good, "resource": value}, "json"), 400, "invalid_request")


@pytest.mark.parametrize("value", [1, 1.5, True, {"nested": {"deep": [1, None]}}, ["a", "b"], "text", ""])
def test_an_unknown_member_of_any_type_is_ignored(server, good, value):
    assert_tokens(server.token({**good, "colour": value}, "json"))


def test_a_number_serves_where_a_string_is_meant(server, signed_in):
    numbered = server.add_client(client_id="8", secret="0123456789012345678901234567890123456789")
    code = numbered.code(signed_in)
    assert_tokens(numbered.redeem(code, "json", client_id=8))
    assert_error(numbered.redeem(8, "json", client_id=8), 400, "invalid_grant")
    assert_error(numbered.client_credentials("json", grant_type=8, client_id=8), 400, "unsupported_grant_type")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_too_long(server, good, field, encoding):
    limit = 64 if field == "grant_type" else 8192
    assert_error(server.token({**good, field: "x" * (limit + 1)}, encoding), 400, "invalid_request")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_field_as_long_as_allowed_is_judged_for_what_it_says(server, good, encoding):
    assert_error(server.token({**good, "grant_type": "x" * 64}, encoding), 400, "unsupported_grant_type")
    assert_error(server.token({**good, "code": "x" * 8192}, encoding), 400, "invalid_grant")
    assert_tokens(server.token({**good, "n" * 128: "x"}, encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_name_that_is_too_long(server, good, encoding):
    assert_error(server.token({**good, "n" * 129: "x"}, encoding), 400, "invalid_request")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_sixty_four_parameters_are_taken_and_sixty_five_are_not(server, application, encoding):
    fields = {"grant_type": "client_credentials", **application.credentials}
    most = {**fields, **{f"extra{n}": "x" for n in range(64 - len(fields))}}
    assert_tokens(server.token(most, encoding))
    assert_error(server.token({**most, "one_more": "x"}, encoding), 400, "invalid_request")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_code_of_another_client_is_refused_and_stays_good(application, other_application, signed_in, encoding):
    code = application.code(signed_in)
    theirs = other_application.redeem(code, encoding, redirect_uri=application.redirect_uri)
    assert_error(theirs, 400, "invalid_grant")
    assert_error(other_application.redeem(code, encoding), 400, "invalid_grant")
    assert_tokens(application.redeem(code, encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_replayed_code(application, signed_in, encoding):
    code = application.code(signed_in)
    assert_tokens(application.redeem(code, encoding))
    assert_error(application.redeem(code, encoding), 400, "invalid_grant")
    assert_error(application.redeem(code, encoding), 400, "invalid_grant")


def test_a_refresh_token_is_not_a_code_and_a_code_is_not_a_refresh_token(application, signed_in):
    code = application.code(signed_in)
    tokens = assert_tokens(application.redeem(code))
    assert_error(application.redeem(tokens["refresh_token"]), 400, "invalid_grant")
    assert_error(application.redeem(tokens["access_token"]), 400, "invalid_grant")
    assert_error(application.refresh(application.code(signed_in)), 400, "invalid_grant")
    assert_error(application.refresh(tokens["access_token"]), 400, "invalid_grant")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_redirect_uri_that_was_not_sent_before_is_not_needed_now(application, signed_in, encoding):
    code = application.code(signed_in, redirect_uri=None)
    assert_error(application.redeem(code, encoding, redirect_uri="https://evil.example/"), 400, "invalid_grant")
    assert_tokens(application.redeem(code, encoding, redirect_uri=None))


class TestOrderOfJudgement:
    """Body, grant_type, client authentication, grant."""

    def test_the_body_comes_before_the_grant_type(self, server):
        assert_error(server.token([("grant_type", "string"), ("a", "1"), ("a", "2")]), 400, "invalid_request")

    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_the_grant_type_comes_before_the_client(self, server, encoding):
        assert_error(server.token({"grant_type": "string"}, encoding), 400, "unsupported_grant_type")
        wrong = {"grant_type": "string", "client_id": "nobody", "client_secret": "wrong"}
        assert_error(server.token(wrong, encoding), 400, "unsupported_grant_type")

    @pytest.mark.parametrize("grant", ["authorization_code", "refresh_token", "client_credentials"])
    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_the_client_comes_before_the_grant(self, server, grant, encoding):
        assert_error(server.token({"grant_type": grant}, encoding), 401, "invalid_client")

    @pytest.mark.parametrize(
        "grant",
        [
            JWT_BEARER,  # no issuer is trusted by this server
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "password",
            "implicit",
            "AUTHORIZATION_CODE",
            " authorization_code",
        ],
    )
    def test_a_grant_that_this_server_does_not_have(self, server, application, grant):
        answer = server.token({"grant_type": grant, **application.credentials})
        assert_error(answer, 400, "unsupported_grant_type")

    def test_a_grant_that_this_client_does_not_have(self, server):
        only_codes = server.add_client(grants=("authorization_code",))
        assert_error(only_codes.client_credentials(), 400, "unauthorized_client")
        assert_error(only_codes.refresh("anything"), 400, "unauthorized_client")


class TestExpiry:
    """Lifetimes are whole seconds that begin with the second, so one of 1 may be over at once: nothing that lives so
    briefly is used here before it has expired."""

    def test_an_expired_code(self, start):
        hasty = start(environment={"CARDEA_TOKENS_CODE_LIFETIME": "1"})
        application = hasty.add_client()
        code = application.code(Browser(hasty, hasty.add_user()))
        let_pass(1.1)
        assert_error(application.redeem(code), 400, "invalid_grant")

    def test_an_expired_refresh_token_and_an_expired_access_token(self, start):
        hasty = start(environment={"CARDEA_TOKENS_REFRESH_LIFETIME": "2", "CARDEA_TOKENS_ACCESS_LIFETIME": "1"})
        application = hasty.add_client()
        tokens = application.tokens(Browser(hasty, hasty.add_user()))
        assert tokens["expires_in"] == 1
        assert tokens["refresh_token_expires_in"] == 2
        let_pass(2.1)
        assert_error(application.refresh(tokens["refresh_token"]), 400, "invalid_grant")
        assert not application.is_active(tokens["access_token"])
        for path in ("/v1/auth/userinfo", "/v1/auth/me", "/v1/auth/renewaccesstoken"):
            assert hasty.get(path, headers=bearer(tokens["access_token"])).status_code == 401


def test_the_documented_status_can_be_had_for_confidential_clients(start):
    """`compatibility.error_status: documented` sends their token errors with the seed's only documented status."""
    server = start(config="compatibility:\n  error_status: documented\n")
    confidential, public = server.add_client(), server.add_client(public=True)
    answer = confidential.redeem("wrong")
    assert answer.status_code == 200
    assert token_error(answer) == "invalid_grant"
    assert_error(public.redeem("wrong", code_verifier="v" * 43), 400, "invalid_grant")


def test_the_alias_of_the_token_endpoint(server, application):
    fields = {"grant_type": "client_credentials", **application.credentials}
    assert_tokens(server.token(fields, path="/token"))
    assert_tokens(server.token(fields, path="/auth/OAuthToken"))


def test_an_authorization_header_of_another_kind_is_not_a_client(server, application):
    fields = {"grant_type": "client_credentials"}
    answer = server.token(fields, headers={"Authorization": "Bearer abc"})
    assert_error(answer, 401, "invalid_client")
    answer = server.token(fields, headers={"Authorization": basic("nobody", "wrong")})
    assert_error(answer, 401, "invalid_client")
