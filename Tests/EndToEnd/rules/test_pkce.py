"""RFC 7636, S256 only; needed if and only if a challenge was sent."""

import pytest

from cardea.browser import Callback
from cardea.tokens import assert_error, assert_tokens, pkce


def challenged(application, browser):
    verifier, challenge = pkce()
    return application.code(browser, code_challenge=challenge, code_challenge_method="S256"), verifier


@pytest.fixture(params=["confidential", "public"])
def either(request, application, public_application):
    return application if request.param == "confidential" else public_application


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_the_right_verifier(either, signed_in, encoding):
    code, verifier = challenged(either, signed_in)
    assert_tokens(either.redeem(code, encoding, code_verifier=verifier))


def test_the_verifier_of_the_rfc_example(either, signed_in):
    """RFC 7636 appendix B."""
    code = either.code(
        signed_in, code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method="S256"
    )
    assert_tokens(either.redeem(code, code_verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))


def test_a_wrong_verifier_is_refused_and_the_code_stays_good(either, signed_in):
    code, verifier = challenged(either, signed_in)
    assert_error(either.redeem(code, code_verifier=pkce()[0]), 400, "invalid_grant")
    assert_error(either.redeem(code, code_verifier=verifier[:-1] + "~"), 400, "invalid_grant")
    assert_tokens(either.redeem(code, code_verifier=verifier))


def test_a_missing_verifier_is_no_way_around_a_challenge(either, signed_in):
    code, verifier = challenged(either, signed_in)
    assert_error(either.redeem(code), 400, "invalid_grant")
    assert_error(either.redeem(code, code_verifier=""), 400, "invalid_grant")
    assert_tokens(either.redeem(code, code_verifier=verifier))


def test_the_challenge_itself_is_not_a_verifier(either, signed_in):
    verifier, challenge = pkce()
    code = either.code(signed_in, code_challenge=challenge, code_challenge_method="S256")
    assert_error(either.redeem(code, code_verifier=challenge), 400, "invalid_grant")


def test_a_verifier_that_nobody_asked_for(application, signed_in):
    code = application.code(signed_in)
    assert_error(application.redeem(code, code_verifier=pkce()[0]), 400, "invalid_grant")
    assert_tokens(application.redeem(code))


@pytest.mark.parametrize(
    "verifier", ["v" * 42, "v" * 129, "v" * 42 + "+", "v" * 42 + "/", "v" * 42 + "=", "v" * 42 + " ", "é" * 43]
)
def test_a_verifier_of_bad_syntax(either, signed_in, verifier):
    code, _ = challenged(either, signed_in)
    assert_error(either.redeem(code, code_verifier=verifier), 400, "invalid_request")


@pytest.mark.parametrize(
    "parameters",
    [
        {"code_challenge": "c" * 43, "code_challenge_method": "plain"},
        {"code_challenge": "c" * 43},  # RFC 7636 §4.3: absent means plain
        {"code_challenge": "c" * 43, "code_challenge_method": "s256"},
        {"code_challenge": "c" * 42, "code_challenge_method": "S256"},
        {"code_challenge": "c" * 44, "code_challenge_method": "S256"},
        {"code_challenge": "c" * 42 + "!", "code_challenge_method": "S256"},
        {"code_challenge_method": "S256"},
    ],
    ids=lambda parameters: " ".join(f"{k[15:] or 'challenge'}={v[-3:]}" for k, v in parameters.items()),
)
def test_a_bad_challenge_is_refused_before_anyone_signs_in(either, signed_in, parameters):
    end = either.authorize(signed_in, **parameters)
    assert isinstance(end, Callback) and end.error == "invalid_request", end


def test_a_public_client_must_send_a_challenge(public_application, signed_in):
    end = public_application.authorize(signed_in)
    assert isinstance(end, Callback) and end.error == "invalid_request", end


def test_a_confidential_client_must_send_one_if_its_registration_asks_for_it(server, signed_in):
    strict = server.add_client(metadata={"require_pkce": True})
    end = strict.authorize(signed_in)
    assert isinstance(end, Callback) and end.error == "invalid_request", end
    code, verifier = challenged(strict, signed_in)
    assert_tokens(strict.redeem(code, code_verifier=verifier))


def test_the_verifier_of_one_code_is_not_the_verifier_of_another(either, signed_in):
    first, verifier = challenged(either, signed_in)
    second, _ = challenged(either, signed_in)
    assert_error(either.redeem(second, code_verifier=verifier), 400, "invalid_grant")
    assert_tokens(either.redeem(first, code_verifier=verifier))
