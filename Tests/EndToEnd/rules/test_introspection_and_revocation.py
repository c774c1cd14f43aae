"""RFC 7662 and RFC 7009."""

import pytest

from cardea.tokens import (
    assert_alive,
    assert_dead,
    assert_error,
    assert_tokens,
    audience,
    basic,
    scopes,
)

INTROSPECT, REVOKE = "/v1/auth/introspect", "/v1/auth/revoke"


@pytest.fixture(scope="module")
def gateway(server):
    """An API's own client, which may look at everybody's tokens."""
    return server.add_client(
        name="Gateway", grants=("client_credentials",), redirect_uris=(), metadata={"may_introspect": True}
    )


@pytest.fixture
def tokens(application, signed_in):
    return application.tokens(signed_in, scope="openid email")


class TestIntrospection:
    def test_a_live_access_token(self, server, user, application, tokens):
        answer = application.introspect(tokens["access_token"])
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        claims = answer.json()
        assert claims["active"] is True
        assert claims["client_id"] == application.client_id
        assert claims["sub"] == str(user.user_id)
        assert scopes(claims) == {"openid", "email"}
        assert claims["iss"] == server.issuer
        assert audience(claims) == {server.issuer}
        assert claims["token_type"] == "Bearer"
        assert claims["exp"] - claims["iat"] == 3600
        assert None not in claims.values()

    def test_a_live_refresh_token(self, application, tokens):
        claims = application.introspect(tokens["refresh_token"]).json()
        assert claims["active"] is True
        assert claims["client_id"] == application.client_id

    def test_in_json_with_basic_and_with_any_hint(self, server, application, tokens):
        value = basic(application.client_id, application.client_secret)
        for hint in (None, "access_token", "refresh_token", "something"):
            fields = {"token": tokens["access_token"], "token_type_hint": hint}
            answer = server.token(fields, "json", INTROSPECT, headers={"Authorization": value})
            assert answer.status_code == 200 and answer.json()["active"] is True

    @pytest.mark.parametrize("text", ["x", "a.b.c", "é", "x" * 8000, "eyJhbGciOiJub25lIn0.e30."])
    def test_what_is_no_token_is_inactive_and_nothing_more_is_said(self, application, text):
        answer = application.introspect(text)
        assert answer.status_code == 200
        assert answer.json() == {"active": False}

    def test_somebody_elses_token_is_inactive(self, other_application, tokens):
        assert other_application.introspect(tokens["access_token"]).json() == {"active": False}
        assert other_application.introspect(tokens["refresh_token"]).json() == {"active": False}

    def test_a_client_that_may_introspect_sees_everybodys(self, gateway, tokens):
        assert gateway.introspect(tokens["access_token"]).json()["active"] is True

    def test_a_damaged_token_is_inactive(self, application, tokens):
        for token in (tokens["access_token"][:-3], tokens["access_token"] + "A", tokens["refresh_token"][:-1]):
            assert application.introspect(token).json() == {"active": False}

    def test_an_id_token_and_a_code_are_no_tokens_here(self, application, signed_in):
        tokens = application.tokens(signed_in)
        assert application.introspect(tokens["id_token"]).json() == {"active": False}
        assert application.introspect(application.code(signed_in)).json() == {"active": False}

    def test_only_for_clients(self, server, application, tokens):
        fields = {"token": tokens["access_token"]}
        assert_error(server.token(fields, path=INTROSPECT), 401, "invalid_client")
        wrong = {**fields, "client_id": application.client_id, "client_secret": "wrong"}
        assert_error(server.token(wrong, path=INTROSPECT), 401, "invalid_client")

    def test_a_rotated_refresh_token_is_inactive(self, application, tokens):
        second = assert_tokens(application.refresh(tokens["refresh_token"]))
        assert_tokens(application.refresh(second["refresh_token"]))
        assert application.introspect(tokens["refresh_token"]).json() == {"active": False}


class TestRevocation:
    def test_an_access_token(self, application, tokens):
        answer = application.revoke(tokens["access_token"])
        assert answer.status_code == 200
        assert_dead(application, tokens["access_token"])

    def test_a_refresh_token_takes_everything_along(self, application, tokens):
        second = assert_tokens(application.refresh(tokens["refresh_token"]))
        assert application.revoke(second["refresh_token"]).status_code == 200
        assert_dead(application, second["access_token"], second["refresh_token"])
        assert_dead(application, tokens["access_token"], tokens["refresh_token"])

    def test_the_predecessor_within_its_window_revokes_as_well(self, application, tokens):
        second = assert_tokens(application.refresh(tokens["refresh_token"]))
        assert application.revoke(tokens["refresh_token"]).status_code == 200
        assert_dead(application, second["access_token"], second["refresh_token"])
        assert_error(application.refresh(tokens["refresh_token"]), 400, "invalid_grant")

    @pytest.mark.parametrize("hint", ["access_token", "refresh_token", "something"])
    def test_a_wrong_hint_is_only_a_hint(self, application, tokens, hint):
        assert application.revoke(tokens["refresh_token"], token_type_hint=hint).status_code == 200
        assert_dead(application, tokens["access_token"], tokens["refresh_token"])

    def test_an_opaque_access_token(self, server, signed_in):
        opaque = server.add_client(metadata={"access_token_format": "opaque"})
        tokens = opaque.tokens(signed_in)
        assert_alive(opaque, tokens["access_token"])
        assert opaque.revoke(tokens["access_token"]).status_code == 200
        assert_dead(opaque, tokens["access_token"])

    @pytest.mark.parametrize("text", ["x", "a.b.c", "é", "x" * 8000])
    def test_what_is_no_token_is_revoked_already(self, application, text):
        """RFC 7009 §2.2: invalid tokens do not cause an error."""
        assert application.revoke(text).status_code == 200

    def test_twice(self, application, tokens):
        for _ in range(2):
            assert application.revoke(tokens["refresh_token"]).status_code == 200

    def test_somebody_elses_token_stays_alive(self, application, other_application, gateway, tokens):
        for stranger in (other_application, gateway):
            for token in (tokens["access_token"], tokens["refresh_token"]):
                assert stranger.revoke(token).status_code in (200, 400)
        assert_alive(application, tokens["access_token"])
        assert_tokens(application.refresh(tokens["refresh_token"]))

    def test_only_for_clients(self, server, application, tokens):
        assert_error(server.token({"token": tokens["refresh_token"]}, path=REVOKE), 401, "invalid_client")
        assert_alive(application, tokens["access_token"])

    def test_in_json(self, server, application, tokens):
        answer = server.token({"token": tokens["refresh_token"], **application.credentials}, "json", REVOKE)
        assert answer.status_code == 200
        assert_dead(application, tokens["access_token"])


@pytest.mark.parametrize("path", [INTROSPECT, REVOKE])
class TestBoth:
    @pytest.mark.parametrize("encoding", ["form", "json"])
    def test_no_token(self, server, application, path, encoding):
        assert_error(server.token(application.credentials, encoding, path), 400, "invalid_request")
        assert_error(server.token({"token": "", **application.credentials}, encoding, path), 400, "invalid_request")

    @pytest.mark.parametrize("encoding", ["form", "json"])
    def test_two_tokens(self, server, application, path, encoding):
        pairs = [("token", "a"), ("token", "b"), *application.credentials.items()]
        assert_error(server.token(pairs, encoding, path), 400, "invalid_request")

    def test_another_content_type(self, server, path):
        answer = server.post(path, data="token=x", headers={"Content-Type": "text/plain"})
        assert_error(answer, 400, "invalid_request")

    def test_a_token_in_the_query_string_is_not_seen(self, server, application, path):
        assert_error(server.token(application.credentials, path=f"{path}?token=x"), 400, "invalid_request")
