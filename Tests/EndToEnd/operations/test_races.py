"""One code and one refresh token, shown a hundred times at one moment."""

import pytest

from cardea.browser import Browser
from cardea.race import all_at_once, token_request
from cardea.tokens import assert_dead, assert_error, assert_tokens, pkce, token_error

N = 100


def code_request(application, code, **fields):
    usual = {"grant_type": "authorization_code", "code": code, "redirect_uri": application.redirect_uri}
    return token_request(application.server, {**usual, **application.credentials, **fields})


def refresh_request(application, refresh_token):
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token, **application.credentials}
    return token_request(application.server, fields)


def winners(answers):
    """The successes; everything else must be `invalid_grant`."""
    lost = [answer for answer in answers if answer.status_code != 200]
    assert {(answer.status_code, token_error(answer)) for answer in lost} <= {(400, "invalid_grant")}
    return [answer.json() for answer in answers if answer.status_code == 200]


@pytest.mark.parametrize("round", range(3))
def test_a_code_shown_a_hundred_times_at_once_has_exactly_one_winner(server, application, signed_in, round):
    code = application.code(signed_in)
    won = winners(all_at_once(server, [code_request(application, code)] * N))
    assert len(won) == 1
    # The others were replays after a success, so what was won is lost again.
    assert_dead(application, won[0]["access_token"], won[0]["refresh_token"])


def test_right_and_wrong_requests_for_one_code_at_once(server, application, other_application, signed_in):
    verifier, challenge = pkce()
    code = application.code(signed_in, code_challenge=challenge, code_challenge_method="S256")
    right = [code_request(application, code, code_verifier=verifier)]
    wrong = [
        code_request(application, code, code_verifier="w" * 43),
        code_request(application, code),
        code_request(application, code, code_verifier=verifier, redirect_uri="https://evil.example/"),
        code_request(other_application, code, code_verifier=verifier),
    ]
    won = winners(all_at_once(server, (wrong * 5 + right + wrong * 5)))
    assert len(won) == 1


def test_a_refresh_token_shown_a_hundred_times_at_once_has_one_successor(server, application, signed_in):
    token = application.tokens(signed_in)["refresh_token"]
    won = winners(all_at_once(server, [refresh_request(application, token)] * N))
    assert len(won) == N, "within the window, with the successor unused, each of them is answered"
    assert len({answer["refresh_token"] for answer in won}) == 1
    assert len({answer["access_token"] for answer in won}) == N
    successor = won[0]["refresh_token"]
    assert successor != token
    assert_tokens(application.refresh(successor), refresh=True)
    assert_error(application.refresh(token), 400, "invalid_grant")


def test_without_the_window_a_refresh_token_has_exactly_one_winner(start):
    server = start(environment={"CARDEA_TOKENS_REFRESH_GRACE": "0"})
    application, browser = server.add_client(), Browser(server, server.add_user())
    for _ in range(3):
        token = application.tokens(browser)["refresh_token"]
        won = winners(all_at_once(server, [refresh_request(application, token)] * N))
        assert len(won) == 1
        assert_error(application.refresh(won[0]["refresh_token"]), 400, "invalid_grant")


def test_a_refresh_and_a_revocation_at_once_leave_nothing_alive(server, application, signed_in):
    for _ in range(5):
        token = application.tokens(signed_in)["refresh_token"]
        revocation = token_request(server, {"token": token, **application.credentials}, path="/v1/auth/revoke")
        refreshes = [refresh_request(application, token)] * 5
        answers = all_at_once(server, [*refreshes, revocation, *refreshes])
        assert answers[5].status_code == 200
        for answer in answers[:5] + answers[6:]:
            if answer.status_code == 200:
                assert_dead(application, answer.json()["access_token"], answer.json()["refresh_token"])
