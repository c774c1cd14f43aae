"""Basic OP: `oidcc-basic-certification-test-plan` with `response_type=code` and a static client.

What each module sends and demands is told in docs/conformance.md. `Party` makes, in every step of every module, the
checks that the suite makes in all of them.
"""

import json
import time

import pytest

from cardea.tokens import audience, b64, pkce, unverified
from cardea.waiting import let_pass

from . import checks
from .answers import assert_page
from .party import random_text
from .person import CLAIMS

SIGN_IN, CONSENT = "sign-in", "consent"
UNSIGNED = b64(b'{"alg":"none"}')
PROFILE = (
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture"),
    *("website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"),
)
SCOPES = {
    "profile": PROFILE,
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}


@pytest.fixture(scope="module", autouse=True)
def spent(first_client):
    """A code redeemed as the plan begins, with its time, so that half a minute passes while other modules play."""
    party = first_client()
    return party, party.flow(), time.monotonic()


def test_oidcc_server(party):
    flow = party.flow()
    checks.access_token_hash(flow.tokens, flow.identity)
    checks.entropy(flow.answer.code)
    assert "c_hash" not in flow.identity and "name" not in flow.identity


def test_oidcc_response_type_missing(party):
    party.refused("invalid_request", "unsupported_response_type", response_type=None)


def test_oidcc_idtoken_signature(party):
    token = party.flow().tokens["id_token"]
    header, _ = unverified(token)
    assert header["alg"] == "RS256" and header["kid"]


def test_oidcc_idtoken_unsigned(server, party):
    """The suite skips this where `none` is not listed; then it must not be had either."""
    assert "none" not in party.metadata["id_token_signing_alg_values_supported"]
    metadata = json.dumps({"id_token_signed_response_alg": "none"})
    server.commands.refused(
        *("client", "add", "--name", "Unsigned", "--redirect-uri", party.redirect_uri, "--metadata", metadata)
    )


def test_oidcc_userinfo_get(party):
    flow = party.flow()
    checks.userinfo(party.userinfo(flow.tokens["access_token"]), flow.identity)


def test_oidcc_userinfo_post_header(party):
    flow = party.flow()
    checks.userinfo(party.userinfo(flow.tokens["access_token"], method="POST"), flow.identity)


def test_oidcc_userinfo_post_body(party):
    flow = party.flow()
    checks.userinfo(party.userinfo(flow.tokens["access_token"], method="POST", in_body=True), flow.identity)


def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(party):
    assert "nonce" not in party.flow(nonce=None).identity


def assert_scope(flow):
    """Every standard claim of the requested scopes is in userinfo, with the value that the account has."""
    for scope in flow.request["scope"].split():
        for claim in SCOPES.get(scope, ()):
            assert claim in flow.userinfo, f"{claim} of {scope} is missing in {flow.userinfo}"
            assert flow.userinfo[claim] == CLAIMS.get(claim, flow.userinfo[claim])


@pytest.fixture
def supported(party):
    """The suite skips a scope that is not listed; here all are."""
    assert {"openid", *SCOPES} <= set(party.metadata["scopes_supported"])


def test_oidcc_scope_profile(party, supported):
    assert_scope(party.flow(scope="openid profile"))


def test_oidcc_scope_email(party, supported):
    assert_scope(party.flow(scope="openid email"))


def test_oidcc_scope_address(party, supported):
    assert_scope(party.flow(scope="openid address"))


def test_oidcc_scope_phone(party, supported):
    assert_scope(party.flow(scope="openid phone"))


def test_oidcc_scope_all(party, supported):
    assert_scope(party.flow(scope="openid address email phone profile"))


def test_oidcc_ensure_other_scope_order_succeeds(party, supported):
    assert_scope(party.flow(scope="email openid"))


def test_oidcc_display_page(party):
    assert SIGN_IN in party.flow(display="page").pages


def test_oidcc_display_popup(party):
    assert SIGN_IN in party.flow(display="popup").pages


def test_oidcc_prompt_login(party):
    first = party.flow()
    let_pass(1)
    second = party.flow(prompt="login")
    assert SIGN_IN in second.pages
    assert second.identity["auth_time"] > first.identity["auth_time"]


def test_oidcc_prompt_none_not_logged_in(party):
    party.refused(*checks.NEEDS_A_PERSON, prompt="none", state=random_text(128))


def assert_same_sign_in(first, second):
    """Nobody was asked anything, and both ID tokens speak of one person and one moment."""
    assert second.pages == []
    assert second.identity["sub"] == first.identity["sub"]
    assert second.identity.get("auth_time") == first.identity.get("auth_time")


def test_oidcc_prompt_none_logged_in(party):
    assert_same_sign_in(party.flow(), party.flow(prompt="none"))


def test_oidcc_max_age_1(party):
    first = party.flow()
    let_pass(2)
    second = party.flow(max_age="1")
    assert SIGN_IN in second.pages
    assert second.identity["auth_time"] > first.identity["auth_time"]
    assert second.identity["auth_time"] > time.time() - checks.SKEW - 1


def test_oidcc_max_age_10000(party):
    first, second = party.flow(max_age="15000"), party.flow(max_age="10000")
    assert "auth_time" in first.identity and "auth_time" in second.identity
    assert_same_sign_in(first, second)


def test_oidcc_ensure_request_with_unknown_parameter_succeeds(party):
    party.flow(extra="foobar")


def test_oidcc_id_token_hint(party):
    first = party.flow()
    assert_same_sign_in(first, party.flow(prompt="none", id_token_hint=first.tokens["id_token"]))


def test_oidcc_login_hint(party):
    assert SIGN_IN in party.flow(login_hint=f"buffy@{party.server.issuer.split('//')[1]}").pages


def test_oidcc_ui_locales(party):
    assert SIGN_IN in party.flow(ui_locales="se").pages


def test_oidcc_claims_locales(party):
    party.flow(claims_locales="se")


def test_oidcc_ensure_request_with_acr_values_succeeds(party):
    supported = party.metadata["acr_values_supported"]
    assert party.flow(acr_values=" ".join(supported)).identity["acr"] in supported


def test_oidcc_codereuse(party):
    flow = party.flow()
    checks.token_refusal(party.redeem(flow.answer))


def test_oidcc_ensure_registered_redirect_uri(party):
    request = party.request(redirect_uri=f"{party.redirect_uri}/{random_text(10)}")
    assert_page(party.send(request))


def test_oidcc_ensure_post_request_succeeds(party):
    assert SIGN_IN in party.flow("POST").pages


def test_oidcc_server_client_secret_post(register):
    party = register("--auth-method", "client_secret_post")("client_secret_post")
    party.flow()


def unsigned(claims):
    """A request object as the suite serialises it with the algorithm `none`."""
    return ".".join((UNSIGNED, b64(json.dumps(claims).encode()), ""))


def outside(request, /, **parameters):
    """What the suite leaves outside of the object: what OAuth itself requires, and neither `state` nor `nonce`."""
    kept = ("response_type", "client_id", "scope", "redirect_uri")
    return {**{name: request[name] for name in kept}, **parameters}


def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(party, listener):
    assert party.metadata["request_uri_parameter_supported"] is True
    # Not listed, since only a client that registered it may send one.
    assert "none" not in party.metadata["request_object_signing_alg_values_supported"]
    request = party.request()
    listener.documents["/request.jwt"] = ("application/oauth-authz-req+jwt", unsigned(request).encode())
    answer = party.send(outside(request, request_uri=listener.url("/request.jwt")))
    checks.success(party, request, answer)
    party.finish(request, answer)
    assert listener.asked("/request.jwt")


def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(party):
    assert party.metadata["request_parameter_supported"] is True
    # Not listed, since only a client that registered it may send one.
    assert "none" not in party.metadata["request_object_signing_alg_values_supported"]
    request = party.request()
    answer = party.send(outside(request, request=unsigned(request)))
    checks.success(party, request, answer)
    party.finish(request, answer)


def test_oidcc_claims_essential(party):
    assert party.metadata["claims_parameter_supported"] is True
    flow = party.flow(claims=json.dumps({"userinfo": {"name": {"essential": True}}}))
    assert flow.userinfo["name"] == party.browser.user.name
    assert "name" not in flow.identity


def test_oidcc_ensure_request_object_with_redirect_uri(party):
    request = party.request()
    sent = outside(request, request=unsigned(request), redirect_uri=f"{party.redirect_uri}_invalid")
    answer = party.send(sent)
    checks.success(party, request, answer)
    party.finish(request, answer)


def refreshed(party, flow, **fields):
    """One refresh, a second later; its ID token says what the first one said (OpenID Connect Core §12.2)."""
    let_pass(1)
    tokens = checks.token_answer(
        party.token({"grant_type": "refresh_token", "refresh_token": flow.tokens["refresh_token"], **fields})
    )
    checks.entropy(tokens["refresh_token"])
    assert tokens["access_token"] != flow.tokens["access_token"]
    _, first = unverified(flow.tokens["id_token"])
    second = checks.identity(party, tokens["id_token"], {"nonce": unverified(tokens["id_token"])[1].get("nonce")})
    for name in ("iss", "sub", "auth_time", "azp"):
        assert second.get(name) == first.get(name), name
    assert audience(second) == audience(first)
    assert second["iat"] > first["iat"]
    assert second.get("nonce") in (None, first["nonce"])
    checks.userinfo(party.userinfo(tokens["access_token"]), second)
    return tokens["refresh_token"]


def test_oidcc_refresh_token(party, second_party):
    assert "refresh_token" in party.metadata["grant_types_supported"]
    asked = {"scope": "openid offline_access", "prompt": "consent"}
    first = party.flow(**asked)
    assert CONSENT in first.pages
    refreshed(party, first, scope=asked["scope"])
    second = second_party.flow(**asked, nonce=random_text(43))
    token = refreshed(second_party, second)
    checks.token_refusal(party.token({"grant_type": "refresh_token", "refresh_token": token}))


def test_oidcc_ensure_request_with_valid_pkce_succeeds(party):
    verifier, challenge = pkce()
    parameters = {"code_challenge": challenge, "code_challenge_method": "S256"}
    party.flow(fields={"code_verifier": verifier}, **parameters)


def test_oidcc_codereuse_30seconds(spent):
    party, flow, redeemed = spent
    let_pass(max(0, redeemed + 30 - time.monotonic()))
    checks.token_refusal(party.redeem(flow.answer))
    assert 400 <= party.userinfo(flow.tokens["access_token"]).status_code < 500
