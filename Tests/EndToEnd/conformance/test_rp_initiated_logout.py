"""RP-Initiated Logout OP: `oidcc-rp-initiated-logout-certification-test-plan`."""

import time

import pytest

from cardea.browser import Callback, Page
from cardea.jose import Signer
from cardea.tokens import b64

from . import checks
from .answers import assert_page
from .conftest import LOGOUT_URI
from .party import random_text


@pytest.fixture
def flow(party):
    """Every module starts with a whole sign-in."""
    return party.flow()


@pytest.fixture
def good(flow):
    """The request that every module changes in its own way."""
    return {
        "id_token_hint": flow.tokens["id_token"],
        "post_logout_redirect_uri": LOGOUT_URI,
        "state": random_text(128),
    }


def logged_out(party, outcome):
    """Says yes where the person is asked; returns where that ended."""
    if isinstance(outcome, Page) and outcome.asks_consent:
        outcome = party.browser.decide(outcome, "logout")
    return outcome


def assert_returned(outcome, parameters):
    """The browser is at the post-logout URI with these parameters and no others."""
    assert isinstance(outcome, Callback), f"not sent back: {outcome}"
    assert outcome.target == LOGOUT_URI
    assert outcome.parameters == parameters


def assert_stays(party, outcome):
    """Not sent back: an error, with the person still signed in, or a question; and answering it sends nobody back."""
    assert isinstance(outcome, Page), f"sent back: {outcome}"
    assert party.is_signed_in(), "signed out by a request that nobody vouched for"
    if outcome.asks_consent:
        assert_page(logged_out(party, outcome), 200)
    else:
        assert_page(outcome)


def assert_ends_here(party, outcome):
    """Signed out, which a page says; nothing was asked that could send the browser anywhere."""
    assert_page(logged_out(party, outcome), 200)
    assert not party.is_signed_in()


def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(server):
    metadata = checks.configuration(server)
    for name in metadata:
        if name.endswith("_endpoint"):
            checks.https(metadata, name)
    checks.https(metadata, "end_session_endpoint")


def test_oidcc_rp_initiated_logout(party, good):
    assert_returned(logged_out(party, party.end_session(**good)), {"state": good["state"]})
    assert not party.is_signed_in()


def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(party, good):
    bad = LOGOUT_URI.replace("post_logout_redirect", "bad_post_logout_redirect_uri")
    assert_stays(party, party.end_session(**{**good, "post_logout_redirect_uri": bad}))


def test_oidcc_rp_initiated_logout_modified_id_token_hint(party, good):
    _, payload, _ = good["id_token_hint"].split(".")
    modified = ".".join((b64(b'{"alg": "none"}'), payload, ""))
    assert_stays(party, party.end_session(**{**good, "id_token_hint": modified}))


def test_oidcc_rp_initiated_logout_no_id_token_hint(party, good):
    assert_stays(party, party.end_session(**{**good, "id_token_hint": None}))


def test_oidcc_rp_initiated_logout_no_params(party, flow):
    assert_ends_here(party, party.end_session())


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(party, good):
    assert_ends_here(party, party.end_session(**{**good, "post_logout_redirect_uri": None}))


def test_oidcc_rp_initiated_logout_no_state(party, good):
    assert_returned(logged_out(party, party.end_session(**{**good, "state": None})), {})
    assert not party.is_signed_in()


def test_oidcc_rp_initiated_logout_only_state(party, good):
    assert_ends_here(party, party.end_session(state=good["state"]))


def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(party, good):
    assert_stays(party, party.end_session(**{**good, "post_logout_redirect_uri": f"{LOGOUT_URI}?foo=bar"}))


def test_oidcc_rp_initiated_logout_bad_id_token_hint(party, good):
    """Signed by the suite, which says that the client issued it to the server."""
    now = int(time.time())
    claims = {"iss": party.client_id, "sub": "SubjectID", "aud": party.metadata["issuer"], "nonce": "flibble"}
    forged = Signer("RS256").sign({**claims, "iat": now, "exp": now + 300})
    assert_stays(party, party.end_session(**{**good, "id_token_hint": forged}))
