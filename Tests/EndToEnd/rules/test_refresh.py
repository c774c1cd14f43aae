"""Refresh tokens rotate every time; a lost answer can be asked for again, a stolen token ends the family."""

import pytest

from cardea.browser import Browser
from cardea.server import Server
from cardea.tokens import assert_alive, assert_dead, assert_error, assert_tokens, pkce, scopes, unverified
from cardea.waiting import let_pass


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_a_refresh_gives_new_tokens(server, application, signed_in, encoding):
    first = application.tokens(signed_in)
    second = assert_tokens(application.refresh(first["refresh_token"], encoding), refresh=True)
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert unverified(second["access_token"])[1]["sub"] == unverified(first["access_token"])[1]["sub"]
    assert 1_209_590 <= second["refresh_token_expires_in"] <= 1_209_600
    assert_alive(application, second["access_token"])


def test_a_long_chain(application, signed_in):
    tokens = application.tokens(signed_in)
    seen = {tokens["refresh_token"]}
    for _ in range(10):
        tokens = assert_tokens(application.refresh(tokens["refresh_token"]), refresh=True)
        seen.add(tokens["refresh_token"])
    assert len(seen) == 11


def test_the_predecessor_shown_again_at_once_gets_the_same_successor(application, signed_in):
    first = application.tokens(signed_in)["refresh_token"]
    second = assert_tokens(application.refresh(first))
    again = assert_tokens(application.refresh(first))
    assert again["refresh_token"] == second["refresh_token"]
    assert again["access_token"] != second["access_token"]
    third = assert_tokens(application.refresh(second["refresh_token"]))
    assert third["refresh_token"] != second["refresh_token"]
    assert_alive(application, again["access_token"])


def test_once_the_successor_was_used_the_predecessor_ends_the_family(application, signed_in):
    first = application.tokens(signed_in)
    second = assert_tokens(application.refresh(first["refresh_token"]))
    third = assert_tokens(application.refresh(second["refresh_token"]))
    assert_error(application.refresh(first["refresh_token"]), 400, "invalid_grant")
    assert_dead(application, third["access_token"], third["refresh_token"])
    assert_dead(application, first["access_token"])
    assert_dead(application, second["access_token"], second["refresh_token"])


def test_another_clients_token_is_refused_and_nothing_is_revoked(application, other_application, signed_in):
    tokens = application.tokens(signed_in)
    assert_error(other_application.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    second = assert_tokens(application.refresh(tokens["refresh_token"]))
    # Not even the predecessor, which from its own client would have been a repeat.
    assert_error(other_application.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert_alive(application, tokens["access_token"])
    assert_tokens(application.refresh(second["refresh_token"]))


def test_other_families_of_the_same_user_live_on(application, signed_in):
    stolen, kept = application.tokens(signed_in), application.tokens(signed_in)
    second = assert_tokens(application.refresh(stolen["refresh_token"]))
    assert_tokens(application.refresh(second["refresh_token"]))
    assert_error(application.refresh(stolen["refresh_token"]), 400, "invalid_grant")
    assert_alive(application, kept["access_token"])
    assert_tokens(application.refresh(kept["refresh_token"]))


def test_a_narrower_scope_is_given_and_the_grant_stays_as_wide_as_it_was(application, signed_in):
    """RFC 6749 §6: the new refresh token has the scope of the old one."""
    first = application.tokens(signed_in, scope="openid profile email")
    narrow = assert_tokens(application.refresh(first["refresh_token"], scope="openid email"))
    assert scopes(unverified(narrow["access_token"])[1]) == {"openid", "email"}
    wide = assert_tokens(application.refresh(narrow["refresh_token"]))
    assert scopes(unverified(wide["access_token"])[1]) == {"openid", "profile", "email"}
    assert set(wide["scope"].split()) == {"openid", "profile", "email"}


@pytest.mark.parametrize("scope", ["openid email profile", "offline_access", "openid admin", "admin"])
def test_more_scope_than_was_granted_is_refused_and_spends_nothing(application, signed_in, scope):
    first = application.tokens(signed_in, scope="openid email")
    assert_error(application.refresh(first["refresh_token"], scope=scope), 400, "invalid_scope")
    assert_tokens(application.refresh(first["refresh_token"], scope="email openid"))


def test_the_repeat_is_judged_for_scope_like_the_first(application, signed_in):
    first = application.tokens(signed_in, scope="openid email")["refresh_token"]
    second = assert_tokens(application.refresh(first))
    assert_error(application.refresh(first, scope="openid profile"), 400, "invalid_scope")
    narrow = assert_tokens(application.refresh(first, scope="openid"))
    assert narrow["refresh_token"] == second["refresh_token"]
    assert scopes(unverified(narrow["access_token"])[1]) == {"openid"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t[:-1],
        lambda t: t + "A",
        lambda t: "A" + t,
        lambda t: t.swapcase(),
        lambda t: t + "=",
        lambda t: t + " ",
    ],
    ids=["cut", "longer", "prefixed", "other case", "padded", "spaced"],
)
def test_a_damaged_token_is_refused_and_revokes_nothing(application, signed_in, damage):
    token = application.tokens(signed_in)["refresh_token"]
    assert_error(application.refresh(damage(token)), 400, "invalid_grant")
    assert_tokens(application.refresh(token))


def test_a_client_without_the_grant_gets_no_refresh_token(server, signed_in):
    only_codes = server.add_client(grants=("authorization_code",))
    assert_tokens(only_codes.redeem(only_codes.code(signed_in)), refresh=False)


def test_a_public_clients_tokens_rotate_as_well(public_application, signed_in):
    verifier, challenge = pkce()
    code = public_application.code(signed_in, code_challenge=challenge, code_challenge_method="S256")
    first = assert_tokens(public_application.redeem(code, code_verifier=verifier), refresh=True)
    second = assert_tokens(public_application.refresh(first["refresh_token"]), refresh=True)
    third = assert_tokens(public_application.refresh(second["refresh_token"]), refresh=True)
    assert_error(public_application.refresh(first["refresh_token"]), 400, "invalid_grant")
    assert_error(public_application.refresh(third["refresh_token"]), 400, "invalid_grant")


class TestOtherLifetimes:
    @pytest.fixture(scope="class")
    def impatient(self, tmp_path_factory):
        environment = {"CARDEA_TOKENS_REFRESH_GRACE": "1", "CARDEA_TOKENS_REFRESH_ABSOLUTE": "60"}
        server = Server(tmp_path_factory.mktemp("impatient"), environment=environment).start()
        yield server.add_client(), Browser(server, server.add_user())
        server.finish()

    def test_after_the_window_the_predecessor_ends_the_family(self, impatient):
        application, browser = impatient
        first = application.tokens(browser)
        second = assert_tokens(application.refresh(first["refresh_token"]))
        let_pass(2.1)
        assert_error(application.refresh(first["refresh_token"]), 400, "invalid_grant")
        assert_dead(application, second["access_token"], second["refresh_token"])

    def test_the_end_of_all_refreshing_is_counted_from_the_sign_in(self, impatient):
        application, browser = impatient
        first = application.tokens(browser)
        assert first["refresh_token_expires_in"] <= 60
        let_pass(1.1)
        second = assert_tokens(application.refresh(first["refresh_token"]))
        assert second["refresh_token_expires_in"] < first["refresh_token_expires_in"]
        assert second["expires_in"] <= 3600

    def test_without_a_window_any_repeat_ends_the_family(self, start):
        server = start(environment={"CARDEA_TOKENS_REFRESH_GRACE": "0"})
        application, browser = server.add_client(), Browser(server, server.add_user())
        first = application.tokens(browser)
        second = assert_tokens(application.refresh(first["refresh_token"]))
        assert_error(application.refresh(first["refresh_token"]), 400, "invalid_grant")
        assert_dead(application, second["access_token"], second["refresh_token"])
