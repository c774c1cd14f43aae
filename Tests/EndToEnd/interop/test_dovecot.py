"""Dovecot, as docs/connecting sets it up, lets people into their mail by the tokens that a mail program brings."""

import imaplib
from urllib.parse import urlsplit

import pytest

from cardea.browser import Browser
from cardea.dovecot import Dovecot
from cardea.recipe import Recipe
from cardea.relying_party import running, steady_port

MECHANISMS = ["XOAUTH2", "OAUTHBEARER"]


@pytest.fixture(scope="module")
def webmail(server):
    """Roundcube's registration, whose tokens these are."""
    return Recipe("Roundcube").register(server)


@pytest.fixture(scope="module")
def dovecot(server):
    address = urlsplit(server.issuer)
    places = {
        "https://CLIENT_ID": f"{address.scheme}://CLIENT_ID",
        "CLIENT_SECRET@auth.example.com": f"CLIENT_SECRET@{address.netloc}",
    }
    recipe = Recipe("Dovecot", places)
    recipe.register(server)
    with running(Dovecot(steady_port(), *recipe.blocks("conf"))) as dovecot:
        yield dovecot


@pytest.fixture
def token(server, user, webmail):
    return webmail.tokens(Browser(server, user), scope="openid profile mail")["access_token"]


def refusal(dovecot, mechanism, username, token):
    with pytest.raises(imaplib.IMAP4.error) as refused:
        dovecot.sign_in(mechanism, username, token)
    return str(refused.value)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_token_opens_the_mailbox_of_its_user(dovecot, user, token, mechanism):
    assert dovecot.sign_in(mechanism, user.username, token) == "OK"


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_and_nobody_elses(dovecot, server, token, mechanism):
    assert "AUTHENTICATIONFAILED" in refusal(dovecot, mechanism, server.add_user().username, token)


def test_another_applications_token_opens_no_mailbox(dovecot, user, application, signed_in):
    token = application.tokens(signed_in, scope="openid profile")["access_token"]
    assert "AUTHENTICATIONFAILED" in refusal(dovecot, "XOAUTH2", user.username, token)


def test_a_revoked_token_opens_nothing_any_more(dovecot, user, webmail, token):
    assert dovecot.sign_in("XOAUTH2", user.username, token) == "OK"
    assert webmail.revoke(token).status_code == 200
    assert "AUTHENTICATIONFAILED" in refusal(dovecot, "XOAUTH2", user.username, token)
