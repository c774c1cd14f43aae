"""Back-Channel Logout OP: `oidcc-backchannel-rp-initiated-logout-certification-test-plan`."""

import time

from cardea.browser import Callback
from cardea.jose import verify
from cardea.tokens import audience

from . import checks
from .conftest import LOGOUT_URI
from .party import random_text

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def test_oidcc_backchannel_logout_discovery_endpoint_verification(server):
    metadata = checks.configuration(server)
    for name in metadata:
        if name.endswith("_endpoint"):
            checks.https(metadata, name)
    assert metadata["backchannel_logout_supported"] is True
    assert metadata["backchannel_logout_session_supported"] is True
    checks.https(metadata, "end_session_endpoint")


def test_oidcc_backchannel_rp_initiated_logout(register, listener):
    party = register(
        backchannel_logout_uri=listener.url("/backchannel_logout"), backchannel_logout_session_required=True
    )()
    flow = party.flow()
    state = random_text(128)
    end = party.end_session(
        id_token_hint=flow.tokens["id_token"], post_logout_redirect_uri=LOGOUT_URI, state=state
    )
    if not isinstance(end, Callback):
        end = party.browser.decide(end, "logout")
    assert (end.target, end.parameters) == (LOGOUT_URI, {"state": state})

    request = listener.next("/backchannel_logout")
    assert (request.method, request.content_type) == ("POST", "application/x-www-form-urlencoded")
    assert request.fields.keys() == {"logout_token"}
    assert_logout_token(party, flow, request.fields["logout_token"])
    assert not party.is_signed_in()
    assert len(listener.asked("/backchannel_logout")) == 1, "told again although it was taken"


def assert_logout_token(party, flow, token):
    """Back-Channel Logout §2.4: whose session ended, for whom, said once and soon, and no ID token."""
    header, claims = verify(token, party.jwks, "RS256")
    now = time.time()
    assert header["typ"] == "logout+jwt"
    assert claims["iss"] == party.metadata["issuer"]
    assert audience(claims) == {party.client_id}
    assert abs(claims["iat"] - now) < checks.SKEW
    assert now < claims["exp"] <= claims["iat"] + 120, "§2.4 asks for at most two minutes"
    assert claims["jti"]
    assert claims["events"] == {EVENT: {}}
    assert claims["sub"] == flow.identity["sub"]
    assert claims["sid"] == flow.identity["sid"]
    assert "nonce" not in claims
