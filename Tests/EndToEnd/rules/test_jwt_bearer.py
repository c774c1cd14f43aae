"""The seed's `assertion`: a JWT from an issuer that the configuration trusts (RFC 7523)."""

import pytest

from cardea.issuer import TrustedIssuer
from cardea.server import Server
from cardea.site import Site
from cardea.tokens import assert_error, assert_tokens, bearer, unverified, verified

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
FILE_ISSUER, URL_ISSUER, NEW_ISSUER = (
    "https://file.issuer.example",
    "https://url.issuer.example",
    "https://new.issuer.example",
)


@pytest.fixture(scope="module")
def by_file():
    return TrustedIssuer(FILE_ISSUER, "ES256")


@pytest.fixture(scope="module")
def by_url():
    return TrustedIssuer(URL_ISSUER, "RS256")


@pytest.fixture(scope="module")
def by_new():
    return TrustedIssuer(NEW_ISSUER, "ES256")


@pytest.fixture(scope="module")
def server(tmp_path_factory, by_file, by_url, by_new):
    directory = tmp_path_factory.mktemp("server")
    (directory / "file.jwks").write_text(by_file.jwks)
    (directory / "new.jwks").write_text(by_new.jwks)
    with Site({"/jwks": ("application/json", by_url.jwks.encode())}) as site:
        configuration = f"""
trusted_issuers:
  - issuer: {FILE_ISSUER}
    jwks: {directory / "file.jwks"}
    algorithms: [ES256]
    scopes: [openid, profile, email]
  - issuer: {URL_ISSUER}
    jwks_uri: {site.url("/jwks")}
    algorithms: [RS256]
  - issuer: {NEW_ISSUER}
    jwks: {directory / "new.jwks"}
    algorithms: [ES256]
    create_accounts: true
outbound:
  allow: ["127.0.0.1:{site.port}"]
"""
        server = Server(directory, config=configuration).start()
        yield server
        server.finish()


@pytest.fixture(scope="module")
def application(server):
    return server.add_client(grants=(GRANT, "refresh_token", "authorization_code"), scope="openid profile email")


@pytest.fixture(scope="module")
def present(server, application):
    def present(assertion, encoding="form", **fields):
        return server.token(
            {"grant_type": GRANT, "assertion": assertion, **application.credentials, **fields}, encoding
        )

    return present


@pytest.mark.parametrize("encoding", ["form", "json"])
@pytest.mark.parametrize("where", ["by_file", "by_url"])
def test_an_assertion_gets_the_users_token_and_no_refresh_token(request, server, user, present, where, encoding):
    issuer = request.getfixturevalue(where)
    answer = present(issuer.assertion(server.issuer, user.username), encoding)
    tokens = assert_tokens(answer, refresh=False)
    claims = verified(server, tokens["access_token"], ["ES256"])
    assert claims["sub"] == str(user.user_id)
    me = server.get("/v1/auth/me", headers=bearer(tokens["access_token"])).json()
    assert me["userId"] == user.user_id


def test_a_jti_stays_spent_over_a_crash(server, user, present, by_file):
    assertion = by_file.assertion(server.issuer, user.username)
    assert_tokens(present(assertion))
    server.restart()
    assert_error(present(assertion), 400, "invalid_grant")


def account_of(server, answer):
    subject = unverified(assert_tokens(answer)["access_token"])[1]["sub"]
    return server.commands.json("user", "show", subject)


def test_a_newcomer_gets_an_account_and_keeps_it(server, present, by_new):
    claims = {"preferred_username": "hopper", "name": "Grace Hopper", "email": "hopper@corp.example"}
    first = account_of(server, present(by_new.assertion(server.issuer, "n-1", **claims, email_verified=True)))
    assert first["username"] == "hopper" and first["name"] == "Grace Hopper"
    assert first["email"] == "hopper@corp.example" and first["email_verified"] is False
    server.commands.json("user", "update", "hopper", "--username", "grace")
    again = account_of(server, present(by_new.assertion(server.issuer, "n-1", preferred_username="other")))
    assert again["user_id"] == first["user_id"] and again["username"] == "grace"
    server.restart()
    assert account_of(server, present(by_new.assertion(server.issuer, "n-1")))["user_id"] == first["user_id"]


def test_keys_are_not_fetched_from_loopback_unless_that_is_allowed(start, by_url):
    with Site({"/jwks": ("application/json", by_url.jwks.encode())}) as site:
        configuration = (
            f"trusted_issuers:\n  - issuer: {URL_ISSUER}\n    jwks_uri: https://127.0.0.1:{site.port}/jwks\n"
            "    algorithms: [RS256]\n"
        )
        server = start(config=configuration)
        application = server.add_client(grants=(GRANT,), redirect_uris=())
        someone = server.add_user()
        assertion = by_url.assertion(server.issuer, someone.username)
        answer = server.token({"grant_type": GRANT, "assertion": assertion, **application.credentials})
        assert answer.status_code in (400, 503), answer.text
        assert site.requested == []


def test_keys_that_the_issuer_changed_are_fetched_again(start):
    old, new = TrustedIssuer(URL_ISSUER, "ES256", kid="old"), TrustedIssuer(URL_ISSUER, "ES256", kid="new")
    pages = {"/jwks": ("application/json", old.jwks.encode())}
    with Site(pages) as site:
        configuration = (
            f"trusted_issuers:\n  - issuer: {URL_ISSUER}\n    jwks_uri: {site.url('/jwks')}\n    algorithms: [ES256]\n"
            f'outbound:\n  allow: ["127.0.0.1:{site.port}"]\n'
        )
        server = start(config=configuration)
        application = server.add_client(grants=(GRANT,), redirect_uris=())
        someone = server.add_user()
        fields = {"grant_type": GRANT, **application.credentials}
        assert_tokens(server.token({**fields, "assertion": old.assertion(server.issuer, someone.username)}))
        fetched = len(site.requested)
        for _ in range(3):
            assert_tokens(server.token({**fields, "assertion": old.assertion(server.issuer, someone.username)}))
        assert len(site.requested) == fetched, "known keys are kept"
        pages["/jwks"] = ("application/json", new.jwks.encode())
        assert_tokens(server.token({**fields, "assertion": new.assertion(server.issuer, someone.username)}))
