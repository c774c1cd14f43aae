"""How a client proves who it is: Basic, body, httpAuth, none (RFC 6749 §2.3, contract, Request fields)."""

from urllib.parse import quote, quote_plus

import pytest

from cardea.tokens import assert_dead, assert_error, assert_tokens, basic, pkce, token_error
from cardea.waiting import eventually

GRANT = {"grant_type": "client_credentials"}
ODD_SECRET = "Odd+secret%41 with:colon/and=more&~-32 octets"


@pytest.fixture(scope="module")
def odd(server):
    """A client whose secret has every character that libraries disagree about."""
    return server.add_client(secret=ODD_SECRET)


def header(value):
    return {"Authorization": value}


def test_basic_with_the_secret_as_it_is(server, application):
    assert_tokens(server.token(GRANT, headers=header(basic(application.client_id, application.client_secret))))


def test_basic_with_both_parts_encoded_as_the_rfc_says(server, odd):
    value = basic(quote_plus(odd.client_id), quote_plus(ODD_SECRET))
    assert_tokens(server.token(GRANT, headers=header(value)))


def test_basic_with_spaces_as_percent_twenty(server, odd):
    assert_tokens(server.token(GRANT, headers=header(basic(odd.client_id, quote(ODD_SECRET, safe="")))))


def test_basic_with_an_odd_secret_as_it_is(server, odd):
    assert_tokens(server.token(GRANT, headers=header(basic(odd.client_id, ODD_SECRET))))


def test_an_odd_secret_in_a_body(server, odd):
    for encoding in ("form", "json"):
        assert_tokens(server.token({**GRANT, "client_id": odd.client_id, "client_secret": ODD_SECRET}, encoding))


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_has_no_case(server, application, scheme):
    value = basic(application.client_id, application.client_secret).replace("Basic", scheme)
    assert_tokens(server.token(GRANT, headers=header(value)))


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_http_auth_in_the_body_counts_as_the_header(server, application, encoding):
    value = basic(application.client_id, application.client_secret)
    assert_tokens(server.token({**GRANT, "httpAuth": value}, encoding))
    assert_tokens(server.token({**GRANT, "httpAuth": value, "client_id": application.client_id}, encoding))
    assert_tokens(server.token({**GRANT, "httpAuth": value}, encoding, headers=header(value)))


@pytest.mark.parametrize("encoding", ["form", "json"])
@pytest.mark.parametrize("value", ["Bearer abc", "Basic", "Basic !!!", "Digest x", "c2VjcmV0", "Basic bm9jb2xvbg=="])
def test_http_auth_that_is_not_basic(server, value, encoding):
    assert_error(server.token({**GRANT, "httpAuth": value}, encoding), 400, "invalid_request")


def test_http_auth_that_differs_from_the_header(server, application):
    right = basic(application.client_id, application.client_secret)
    wrong = basic(application.client_id, "another")
    assert_error(server.token({**GRANT, "httpAuth": wrong}, headers=header(right)), 400, "invalid_request")
    assert_error(server.token({**GRANT, "httpAuth": right}, headers=header(wrong)), 400, "invalid_request")


def test_an_empty_http_auth_is_absent(server, application):
    assert_tokens(server.token({**GRANT, "httpAuth": "", **application.credentials}))


@pytest.mark.parametrize("secret", ["the same", "another"])
def test_a_secret_in_two_places(server, application, secret):
    secret = application.client_secret if secret == "the same" else secret
    value = basic(application.client_id, application.client_secret)
    assert_error(server.token({**GRANT, "client_secret": secret}, headers=header(value)), 400, "invalid_request")
    assert_error(server.token({**GRANT, "client_secret": secret, "httpAuth": value}), 400, "invalid_request")


def test_client_ids_that_disagree(server, application, other_application):
    value = basic(application.client_id, application.client_secret)
    theirs = {"client_id": other_application.client_id}
    assert_error(server.token({**GRANT, **theirs}, headers=header(value)), 400, "invalid_request")
    assert_error(server.token({**GRANT, **theirs, "httpAuth": value}), 400, "invalid_request")
    assert_tokens(server.token({**GRANT, "client_id": application.client_id}, headers=header(value)))


def test_a_failure_with_a_header_names_the_scheme_to_use(server, application):
    answer = server.token(GRANT, headers=header(basic(application.client_id, "wrong")))
    assert_error(answer, 401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "fields",
    [{"client_id": "nobody", "client_secret": "wrong"}, {"client_id": "nobody"}, {"client_secret": "wrong"}, {}],
    ids=["unknown", "unknown, no secret", "only a secret", "nothing"],
)
def test_a_failure_without_a_header_opens_no_password_box(server, fields):
    answer = server.token({**GRANT, **fields})
    assert_error(answer, 401, "invalid_client")
    assert "WWW-Authenticate" not in answer.headers


def test_an_unknown_client_and_a_wrong_secret_get_the_same_answer(server, application):
    unknown = server.token({**GRANT, "client_id": "nobody", "client_secret": "wrong"})
    wrong = server.token({**GRANT, "client_id": application.client_id, "client_secret": "wrong"})
    assert unknown.content == wrong.content
    assert unknown.status_code == wrong.status_code == 401


@pytest.mark.parametrize(
    "value", ["Basic", "Basic ", "Basic !!!", "Basic bm9jb2xvbg==", "Basic Og==", "Basic " + "A" * 20000]
)
def test_a_malformed_header_is_refused(server, value):
    answer = server.token(GRANT, headers=header(value))
    assert answer.status_code in (400, 401, 431)
    if answer.status_code != 431:
        assert token_error(answer) in ("invalid_client", "invalid_request")


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda s: s + " ", lambda s: s[:-1], lambda s: s + "x"])
def test_a_secret_is_compared_whole_and_exactly(server, application, change):
    secret = change(application.client_secret)
    assert secret != application.client_secret
    assert_error(application.client_credentials(client_secret=secret), 401, "invalid_client")


def test_a_public_client_needs_only_its_name(public_application, signed_in):
    verifier, challenge = pkce()
    code = public_application.code(signed_in, code_challenge=challenge, code_challenge_method="S256")
    assert_tokens(public_application.redeem(code, code_verifier=verifier))


def test_a_confidential_client_cannot_pass_for_a_public_one(application):
    answer = application.client_credentials(client_secret=None)
    assert_error(answer, 401, "invalid_client")


class TestRotation:
    def test_both_secrets_work_while_they_overlap(self, server):
        application = server.add_client()
        rotated = server.commands.json("client", "rotate-secret", application.client_id, "--overlap", "24h")
        assert rotated["client_secret"] != application.client_secret
        eventually(
            lambda: application.client_credentials(client_secret=rotated["client_secret"]).status_code == 200,
            within=1.0,
        )
        assert_tokens(application.client_credentials())

    def test_without_an_overlap_the_old_secret_ends_within_a_second(self, server):
        application = server.add_client()
        rotated = server.commands.json("client", "rotate-secret", application.client_id, "--overlap", "0")
        eventually(lambda: token_error(application.client_credentials()) == "invalid_client", within=1.0)
        assert_tokens(application.client_credentials(client_secret=rotated["client_secret"]))

    def test_an_overlap_ends_by_itself(self, server):
        application = server.add_client()
        server.commands.json("client", "rotate-secret", application.client_id, "--overlap", "2")
        eventually(lambda: token_error(application.client_credentials()) == "invalid_client", within=4.0)


def test_removing_a_client_ends_its_tokens_within_a_second(server, signed_in):
    doomed = server.add_client(name="Doomed")
    watcher = server.add_client(name="Watcher", metadata={"may_introspect": True})
    tokens = doomed.tokens(signed_in)
    assert watcher.is_active(tokens["access_token"])

    server.commands.json("client", "remove", doomed.client_id)

    eventually(lambda: token_error(doomed.refresh(tokens["refresh_token"])) == "invalid_client", within=1.0)
    assert_dead(watcher, tokens["access_token"])
    assert not watcher.is_active(tokens["refresh_token"])
