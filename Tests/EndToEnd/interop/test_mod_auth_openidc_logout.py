"""Sessions behind mod_auth_openidc end when ours do, and ours when those do."""

from urllib.parse import urlencode

import pytest

from cardea.apache import goodbye, told
from cardea.members import callback, knows, port, protect, server_options, visitor  # noqa: F401, fixtures
from cardea.tokens import assert_dead, unverified
from cardea.visitor import Visitor
from cardea.waiting import eventually

DELIVERY = 10  # seconds in which a logout token must have come


def test_logout_here_is_logout_there_and_comes_back(protect, visitor, port):
    apache = protect({"post_logout_redirect_uris": [goodbye(port)]})
    seen = told(visitor.visit(apache.members))
    page = visitor.visit(f"{apache.redirect_uri}?{urlencode({'logout': apache.goodbye})}", decision="logout")
    assert page.url == apache.goodbye and "come again" in page.words
    _, request = visitor.requests_to("/v1/auth/logout")[0]
    assert request["post_logout_redirect_uri"] == apache.goodbye
    assert unverified(request["id_token_hint"])[1]["sub"] == seen["OIDC_CLAIM_sub"]
    assert_dead(apache.application, seen["OIDC_access_token"], seen["OIDC_refresh_token"])
    assert visitor.open(apache.members).asks_sign_in


def test_somebody_who_rather_stays_is_still_signed_in_at_the_server(protect, visitor, port):
    apache = protect({"post_logout_redirect_uris": [goodbye(port)]})
    told(visitor.visit(apache.members))
    page = visitor.visit(f"{apache.redirect_uri}?{urlencode({'logout': apache.goodbye})}", decision="stay")
    assert page.url != apache.goodbye
    assert not knows(apache, visitor)
    told(visitor.open(apache.members))


def test_logout_does_not_go_where_nobody_registered(protect, visitor, server):
    apache = protect()
    told(visitor.visit(apache.members))
    page = visitor.visit(f"{apache.redirect_uri}?{urlencode({'logout': apache.goodbye})}", decision="logout")
    assert page.url.startswith(server.issuer)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_sign_out_at_the_server_ends_that_session_and_no_other(protect, server, user, callback, algorithm):
    apache = protect(
        {**ended_by_the_server(callback), "id_token_signed_response_alg": algorithm},
        OIDCIDTokenSignedResponseAlg=algorithm,
    )
    here, elsewhere = Visitor(server, user), Visitor(server, user)
    for browser in (here, elsewhere):
        told(browser.visit(apache.members))
    assert knows(apache, here)
    here.visit("/v1/auth/logout", decision="logout")
    eventually(lambda: not knows(apache, here), within=DELIVERY, because="the logout token reaches the module")
    assert here.open(apache.members).asks_sign_in
    assert knows(apache, elsewhere)


def test_logout_from_another_application_ends_the_session_here(protect, visitor, server, callback):
    apache = protect(ended_by_the_server(callback))
    other = server.add_client(name="Other", metadata={"post_logout_redirect_uris": ["https://app.example.com/bye"]})
    told(visitor.visit(apache.members))
    hint = other.tokens(visitor)["id_token"]
    end = {"id_token_hint": hint, "post_logout_redirect_uri": "https://app.example.com/bye", "state": "so long"}
    left = visitor.visit(f"/v1/auth/logout?{urlencode(end)}", decision="logout")
    assert left.target == "https://app.example.com/bye" and left.parameters["state"] == "so long"
    eventually(lambda: not knows(apache, visitor), within=DELIVERY, because="the logout token reaches the module")


@pytest.mark.parametrize("command", [("disable",), ("set-password", "--password-stdin"), ("remove",)])
def test_what_an_operator_ends_ends_here_as_well(protect, server, callback, command):
    apache = protect(ended_by_the_server(callback))
    leaver = server.add_user()
    visitor = Visitor(server, leaver)
    told(visitor.visit(apache.members))
    verb, *flags = command
    server.commands.json("user", verb, leaver.username, *flags, stdin="another pass word 1815\n" if flags else None)
    eventually(lambda: not knows(apache, visitor), within=DELIVERY, because="the logout token reaches the module")


def ended_by_the_server(callback):
    return {"backchannel_logout_uri": f"{callback}?logout=backchannel", "backchannel_logout_session_required": True}
