"""The seed's `assertion`: a JWT from an issuer that the configuration trusts (RFC 7523)."""

import json
import time

import pytest

from cardea.issuer import TrustedIssuer
from cardea.race import all_at_once, token_request
from cardea.server import Server
from cardea.site import Site
from cardea.tokens import assert_error, assert_tokens, b64, bearer, token_error, unverified, verified

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
FILE_ISSUER, URL_ISSUER, MAIL_ISSUER, NEW_ISSUER = (
    "https://file.issuer.example",
    "https://url.issuer.example",
    "https://mail.issuer.example",
    "https://new.issuer.example",
)


@pytest.fixture(scope="module")
def by_file():
    return TrustedIssuer(FILE_ISSUER, "ES256")


@pytest.fixture(scope="module")
def by_url():
    return TrustedIssuer(URL_ISSUER, "RS256")


@pytest.fixture(scope="module")
def by_mail():
    return TrustedIssuer(MAIL_ISSUER, "ES256")


@pytest.fixture(scope="module")
def by_new():
    return TrustedIssuer(NEW_ISSUER, "ES256")


@pytest.fixture(scope="module")
def server(tmp_path_factory, by_file, by_url, by_mail, by_new):
    directory = tmp_path_factory.mktemp("server")
    (directory / "file.jwks").write_text(by_file.jwks)
    (directory / "mail.jwks").write_text(by_mail.jwks)
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
  - issuer: {MAIL_ISSUER}
    jwks: {directory / "mail.jwks"}
    algorithms: [ES256]
    subject: email
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


def test_the_subject_is_read_from_the_claim_that_is_configured(server, user, present, by_mail):
    tokens = assert_tokens(present(by_mail.assertion(server.issuer, "anything", email=user.email)))
    assert unverified(tokens["access_token"])[1]["sub"] == str(user.user_id)
    assert_error(present(by_mail.assertion(server.issuer, user.username)), 400, "invalid_grant")
    unproved = by_mail.assertion(server.issuer, "anything", email=user.email, email_verified=False)
    assert_error(present(unproved), 400, "invalid_grant")


def test_the_token_endpoint_is_an_audience_too(server, user, present, by_file):
    """RFC 7523 §3: the token endpoint URL may name the authorization server."""
    assert_tokens(present(by_file.assertion(f"{server.issuer}/v1/auth/oauthtoken", user.username)))
    assert_tokens(present(by_file.assertion(["https://else.example", server.issuer], user.username)))
    both = [server.issuer, f"{server.issuer}/v1/auth/oauthtoken"]
    assert_tokens(present(by_file.assertion(both, user.username)))
    assert_tokens(present(by_file.sign(by_file.claims(both, user.username), typ="authorization-grant+jwt")))


def test_a_narrower_scope(server, user, present, by_file):
    tokens = assert_tokens(present(by_file.assertion(server.issuer, user.username), scope="openid"))
    assert unverified(tokens["access_token"])[1]["scope"] == "openid"
    assert_error(present(by_file.assertion(server.issuer, user.username), scope="admin"), 400, "invalid_scope")


BAD_CLAIMS = {
    "another audience": {"aud": "https://else.example"},
    "no audience": {"aud": None},
    "several others": {"aud": ["https://else.example", "https://other.example"]},
    "bound to a key": {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}},
    "an empty audience": {"aud": []},
    "an audience that only begins alike": {"aud": "{issuer}.evil.example"},
    "expired": {"exp": -30, "iat": -300},
    "no expiry": {"exp": None},
    "an expiry that is text": {"exp": "tomorrow"},
    "not yet": {"nbf": 3600},
    "no jti": {"jti": None},
    "no subject": {"sub": None},
    "an unknown subject": {"sub": "nobody-of-this-name"},
    "a subject that is a number": {"sub": 7},
    "no issuer": {"iss": None},
    "an unknown issuer": {"iss": "https://evil.example"},
    "an issuer with a slash more": {"iss": FILE_ISSUER + "/"},
    "the other trusted issuer": {"iss": URL_ISSUER},
}


@pytest.mark.parametrize("changes", BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
def test_bad_claims(server, user, present, by_file, changes):
    def settle(name, value):
        if isinstance(value, int) and name in ("exp", "iat", "nbf"):
            return int(time.time()) + value
        if isinstance(value, list):
            return [settle(name, part) for part in value]
        return value.format(issuer=server.issuer) if isinstance(value, str) else value

    changes = {name: settle(name, value) for name, value in changes.items()}
    assert_error(present(by_file.assertion(server.issuer, user.username, **changes)), 400, "invalid_grant")


def test_a_jti_serves_once(server, user, present, by_file):
    assertion = by_file.assertion(server.issuer, user.username)
    assert_tokens(present(assertion))
    assert_error(present(assertion), 400, "invalid_grant")
    jti = unverified(assertion)[1]["jti"]
    assert_error(present(by_file.assertion(server.issuer, user.username, jti=jti)), 400, "invalid_grant")


def test_the_jti_of_one_issuer_is_not_the_jti_of_another(server, user, present, by_file, by_url):
    assert_tokens(present(by_file.assertion(server.issuer, user.username, jti="shared")))
    assert_tokens(present(by_url.assertion(server.issuer, user.username, jti="shared")))


def test_a_refused_assertion_is_not_spent(server, user, present, by_file):
    assertion = by_file.assertion(server.issuer, user.username)
    assert_error(present(assertion, scope="admin"), 400, "invalid_scope")
    assert_tokens(present(assertion))


def test_a_jti_stays_spent_over_a_crash(server, user, present, by_file):
    assertion = by_file.assertion(server.issuer, user.username)
    assert_tokens(present(assertion))
    server.restart()
    assert_error(present(assertion), 400, "invalid_grant")


def test_a_signature_by_another_key(server, user, present, by_file):
    forger = TrustedIssuer(FILE_ISSUER, "ES256")
    assert_error(present(forger.assertion(server.issuer, user.username)), 400, "invalid_grant")


def test_an_unknown_key_id(server, user, present, by_file, by_url):
    for issuer in (by_file, by_url):
        claims = issuer.claims(server.issuer, user.username)
        assert_error(present(issuer.sign(claims, kid="unknown")), 400, "invalid_grant")


def test_no_signature_and_a_confused_algorithm(server, user, present, by_file, by_url):
    for issuer in (by_file, by_url):
        claims = issuer.claims(server.issuer, user.username)
        assert_error(present(issuer.unsigned(claims)), 400, "invalid_grant")
        assert_error(present(issuer.signed_with_the_public_key(claims)), 400, "invalid_grant")


def test_an_algorithm_that_the_configuration_does_not_list(server, user, present, by_file):
    """The keys of the file issuer are believed for ES256 only, whatever the header says."""
    rsa = TrustedIssuer(FILE_ISSUER, "RS256")
    assert_error(present(rsa.assertion(server.issuer, user.username)), 400, "invalid_grant")


def test_keys_named_in_the_assertion_are_not_used(server, user, present, by_file):
    forger = TrustedIssuer(FILE_ISSUER, "ES256")
    claims = forger.claims(server.issuer, user.username)
    own_key = forger.sign(claims, jwk=forger.key.as_dict(private=False), kid=None)
    assert_error(present(own_key), 400, "invalid_grant")


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_what_is_not_a_jwt(present, encoding):
    for text in ("x", "a.b", "a.b.c", "....", "eyJhbGciOiJFUzI1NiJ9.e30.", "a.b.c.d.e", "é.é.é"):
        assert_error(present(text, encoding), 400, "invalid_grant")
    assert_error(present(None, encoding), 400, "invalid_request")
    assert_error(present("", encoding), 400, "invalid_request")


def test_a_damaged_assertion(server, user, present, by_file):
    good = by_file.assertion(server.issuer, user.username)
    header, claims, signature = good.split(".")
    other = b64(json.dumps({**unverified(good)[1], "sub": "admin"}).encode())
    damaged = [
        f"{header}.{claims}.{signature[:-2]}",
        f"{header}.{claims}.",
        f"{header}.{claims}",
        f"{header}.{other}.{signature}",
        f"{header}=.{claims}.{signature}",
        f"{header}.{claims}.{signature}=",
        f" {good}",
        f"{good}.",
    ]
    for assertion in damaged:
        assert_error(present(assertion), 400, "invalid_grant")
    assert_tokens(present(good))


def test_a_critical_header_that_nobody_understands(server, user, present, by_file):
    """RFC 7515 §4.1.11. The signature is good, so nothing else can be the reason."""
    claims = by_file.claims(server.issuer, user.username)
    assert_error(present(by_file.sign_es256(claims, crit=["x"], x=1)), 400, "invalid_grant")
    assert_tokens(present(by_file.sign_es256(claims)))


def test_a_member_that_stands_twice(server, user, present, by_file):
    """RFC 7519 §4 lets us choose; two readers must never see two different subjects."""
    claims = json.dumps(by_file.claims(server.issuer, user.username))
    twice = claims[:-1] + ', "sub": "admin"}'
    assert_error(present(by_file.sign_es256(twice)), 400, "invalid_grant")


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


def test_a_newcomer_takes_nothing_from_anybody(server, user, present, by_new):
    claims = {"preferred_username": user.username, "email": user.email, "email_verified": True}
    made = account_of(server, present(by_new.assertion(server.issuer, user.username, **claims)))
    assert made["user_id"] != user.user_id
    assert made["username"].startswith(f"{user.username}-") and not made.get("email")
    assert server.commands.json("user", "show", user.username)["user_id"] == user.user_id


def test_an_account_that_was_made_for_one_person_is_found_by_no_name(server, present, by_new, by_file, by_mail):
    claims = {"preferred_username": "lovell", "email": "lovell@corp.example", "email_verified": True}
    made = account_of(server, present(by_new.assertion(server.issuer, "n-7", **claims)))
    server.commands.json("user", "update", "lovell", "--email-verified")
    assert account_of(server, present(by_new.assertion(server.issuer, "n-8", **claims)))["user_id"] != made["user_id"]
    for namesake in (
        by_file.assertion(server.issuer, "lovell"),
        by_file.assertion(server.issuer, str(made["user_id"])),
        by_mail.assertion(server.issuer, "anything", **claims),
    ):
        assert_error(present(namesake), 400, "invalid_grant")
    assert account_of(server, present(by_new.assertion(server.issuer, "n-7")))["user_id"] == made["user_id"]


def test_newcomers_who_come_many_at_once_get_one_account(server, application, by_new):
    fields = {"grant_type": GRANT, **application.credentials}
    requests = [
        token_request(server, {**fields, "assertion": by_new.assertion(server.issuer, "n-2")}) for _ in range(30)
    ]
    answers = all_at_once(server, requests)
    assert {answer.status_code for answer in answers} == {200}
    assert len({unverified(answer.json()["access_token"])[1]["sub"] for answer in answers}) == 1


def test_a_replayed_assertion_of_a_newcomer_leaves_no_account(server, present, by_new):
    assertion = by_new.assertion(server.issuer, "n-3")
    assert_tokens(present(assertion))
    people = len(server.commands.json("user", "list"))
    jti = unverified(assertion)[1]["jti"]
    assert_error(present(by_new.assertion(server.issuer, "n-4", jti=jti)), 400, "invalid_grant")
    assert len(server.commands.json("user", "list")) == people


def test_a_newcomer_who_is_disabled_stays_out_and_one_who_is_removed_begins_anew(server, present, by_new):
    made = account_of(server, present(by_new.assertion(server.issuer, "n-5", preferred_username="five")))
    server.commands.json("user", "disable", "five")
    assert_error(present(by_new.assertion(server.issuer, "n-5")), 400, "invalid_grant")
    server.commands.run("user", "remove", "five")
    again = account_of(server, present(by_new.assertion(server.issuer, "n-5", preferred_username="five")))
    assert again["username"] == "five" and again["user_id"] != made["user_id"]


def test_a_disabled_user_gets_no_token(server, present, by_file):
    gone = server.add_user()
    server.commands.json("user", "disable", gone.username)
    assert_error(present(by_file.assertion(server.issuer, gone.username)), 400, "invalid_grant")


def test_the_grant_must_be_registered(server, user, by_file, other_application):
    fields = {"grant_type": GRANT, "assertion": by_file.assertion(server.issuer, user.username)}
    assert_error(server.token({**fields, **other_application.credentials}), 400, "unauthorized_client")
    assert_error(server.token(fields), 401, "invalid_client")


def test_parallel_uses_of_one_jti_have_one_winner(server, user, application, by_file):
    assertion = by_file.assertion(server.issuer, user.username)
    request = token_request(server, {"grant_type": GRANT, "assertion": assertion, **application.credentials})
    answers = all_at_once(server, [request] * 40)
    assert [answer.status_code for answer in answers].count(200) == 1
    assert {token_error(answer) for answer in answers if answer.status_code != 200} == {"invalid_grant"}


def test_the_grant_is_advertised(server):
    grants = server.get("/.well-known/oauth-authorization-server").json()["grant_types_supported"]
    assert GRANT in grants


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
