"""Who the user behind a token is: OpenID Connect Core §5.3, and the seed API's own shape."""

import pytest

from cardea.browser import Browser
from cardea.tokens import assert_tokens, bearer

PATHS = ("/v1/auth/userinfo", "/v1/auth/me")
MEMBERS_OF_ME = {"userId", "name", "fullName", "email", "emailVerified", "isTrial"}


@pytest.fixture
def token(application, signed_in):
    """An access token of a given scope."""
    return lambda scope: application.tokens(signed_in, scope=scope)["access_token"]


class TestUserinfo:
    def test_everything(self, server, user, token):
        for method in ("GET", "POST"):
            answer = server.request(method, "/v1/auth/userinfo", headers=bearer(token("openid profile email")))
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith("application/json")
            assert "no-store" in answer.headers["Cache-Control"]
            claims = answer.json()
            assert claims["sub"] == str(user.user_id)
            assert claims["name"] == user.name
            assert claims["preferred_username"] == user.username
            assert claims["email"] == user.email
            assert claims["email_verified"] is True
            assert None not in claims.values()

    @pytest.mark.parametrize(
        ("scope", "present", "absent"),
        [
            ("openid", {"sub"}, {"name", "preferred_username", "email", "email_verified"}),
            ("openid profile", {"sub", "name", "preferred_username"}, {"email", "email_verified"}),
            ("openid email", {"sub", "email", "email_verified"}, {"name", "preferred_username"}),
        ],
    )
    def test_by_scope(self, server, token, scope, present, absent):
        claims = server.get("/v1/auth/userinfo", headers=bearer(token(scope))).json()
        assert present <= set(claims)
        assert not absent & set(claims)

    def test_a_token_without_openid_is_not_enough(self, server, token):
        answer = server.get("/v1/auth/userinfo", headers=bearer(token("profile")))
        assert answer.status_code in (401, 403)
        assert "WWW-Authenticate" in answer.headers


class TestMe:
    def test_everything_and_nothing_else(self, server, user, token):
        answer = server.get("/v1/auth/me", headers=bearer(token("openid profile email")))
        assert answer.status_code == 200
        me = answer.json()
        assert set(me) == MEMBERS_OF_ME
        assert type(me["userId"]) is int and me["userId"] == user.user_id
        assert me["name"] == user.username
        assert me["fullName"] == user.name
        assert me["email"] == user.email
        assert me["emailVerified"] is True
        assert me["isTrial"] is False

    @pytest.mark.parametrize(
        ("scope", "members"),
        [
            ("openid", {"userId", "isTrial"}),
            ("profile", {"userId", "isTrial", "name", "fullName"}),
            ("email", {"userId", "isTrial", "email", "emailVerified"}),
        ],
    )
    def test_by_scope(self, server, token, scope, members):
        assert set(server.get("/v1/auth/me", headers=bearer(token(scope))).json()) == members

    def test_an_unverified_address_is_said_to_be_one(self, server, application):
        person = server.add_user(verified=False, name="Zoë O'Neil <b>")
        tokens = application.tokens(Browser(server, person))
        me = server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).json()
        assert me["emailVerified"] is False
        assert me["fullName"] == "Zoë O'Neil <b>"


class TestWithoutAGoodToken:
    @pytest.mark.parametrize("path", PATHS)
    def test_no_token_gets_a_bare_challenge(self, server, path):
        """RFC 6750 §3.1: no error code where no authentication was tried."""
        for headers in ({}, {"Authorization": "Basic eDp5"}):
            answer = server.get(path, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert "error=" not in answer.headers["WWW-Authenticate"]

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("value", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é", "x" * 9000])
    def test_a_bad_token_is_called_one(self, server, path, value):
        answer = server.get(path, headers={"Authorization": f"Bearer {value}".encode()})
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
        if path.endswith("me"):
            assert answer.json()["errorText"]

    @pytest.mark.parametrize("path", PATHS)
    def test_a_token_elsewhere_than_in_the_header_is_not_seen(self, server, path, token):
        assert server.get(f"{path}?access_token={token('openid')}").status_code == 401

    @pytest.mark.parametrize("path", PATHS)
    def test_other_tokens_do_not_serve(self, server, path, application, signed_in):
        tokens = application.tokens(signed_in)
        for other in (tokens["id_token"], tokens["refresh_token"], application.code(signed_in)):
            assert server.get(path, headers=bearer(other)).status_code == 401

    @pytest.mark.parametrize("path", PATHS)
    def test_a_damaged_token(self, server, path, token):
        good = token("openid profile")
        header, claims, signature = good.split(".")
        for damaged in (
            good[:-4],
            good + "A",
            f"{header}.{claims}.",
            f"{header}.{claims}",
            f"{header}.{claims[:-2]}AA.{signature}",
            f"{header}.{claims}.{signature}=",
            f"{header}.{claims}.{'A' * len(signature)}",
        ):
            assert server.get(path, headers=bearer(damaged)).status_code == 401, damaged

    @pytest.mark.parametrize("path", PATHS)
    def test_the_scheme_has_no_case(self, server, path, token):
        assert server.get(path, headers={"Authorization": f"bearer {token('openid')}"}).status_code == 200

    def test_an_opaque_token_serves_as_well(self, server, signed_in):
        opaque = server.add_client(metadata={"access_token_format": "opaque"})
        token = assert_tokens(opaque.redeem(opaque.code(signed_in)))["access_token"]
        for path in PATHS:
            assert server.get(path, headers=bearer(token)).status_code == 200
            assert server.get(path, headers=bearer(token[:-1])).status_code == 401
            assert server.get(path, headers=bearer(token + "A")).status_code == 401
