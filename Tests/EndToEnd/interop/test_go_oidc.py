"""go-oidc, golang.org/x/oauth2 and go-jose, which nobody here wrote, do the protocol for an application in Go."""

import pytest
from joserfc.jwk import ECKey, RSAKey

from cardea.go_oidc import GoApplication, build
from cardea.relying_party import steady_port
from cardea.tokens import assert_alive, assert_dead
from cardea.visitor import Visitor
from cardea.waiting import eventually

DELIVERY = 10  # seconds in which a logout token must have come


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return build(tmp_path_factory.mktemp("go-oidc"), tmp_path_factory.getbasetemp() / "go-cache")


@pytest.fixture(scope="module")
def port():
    return steady_port()


@pytest.fixture(scope="module")
def origin(port):
    return f"http://localhost:{port}"


@pytest.fixture(scope="module")
def server_options(port):
    return {"config": f'outbound:\n  allow: ["localhost:{port}"]\n'}


@pytest.fixture
def run(server, program, port, origin, tmp_path):
    """Registers a client and starts the application as that; keyword arguments are the application's flags."""
    started = []

    def run(metadata=None, public=False, **flags):
        client = server.add_client(
            name="Gopher", redirect_uris=(f"{origin}/callback",), public=public, metadata=metadata, skip_consent=False
        )
        application = GoApplication(program, port, client, tmp_path / f"go-{len(started)}.log", **flags)
        started.append(application)
        return application.start()

    yield run
    for application in started:
        print(application.log())  # pytest shows it when the test failed
        application.finish()


@pytest.fixture
def visitor(server, user):
    return Visitor(server, user)


def session(page):
    """What the application knows of who is signed in."""
    assert page.status == 200, page
    return page.response.json()


def knows(gopher, visitor):
    """Whether the application still knows this browser, without asking the server."""
    return visitor.session.get(gopher.page(), allow_redirects=False, timeout=30).status_code == 200


def test_code_with_pkce_and_nonce_then_userinfo(run, visitor, user):
    gopher = run()
    page = visitor.visit(gopher.page())
    assert page.url == gopher.page()
    seen = session(page)
    assert seen["algorithm"] == "RS256"
    assert seen["id_token"]["sub"] == seen["userinfo"]["sub"] == str(user.user_id)
    assert seen["userinfo"]["email"] == user.email
    assert seen["userinfo"]["name"] == user.name
    assert_alive(gopher.application, seen["access_token"])

    [(_, request), *_] = visitor.requests_to("/oauth")
    assert request["code_challenge_method"] == "S256"
    assert request["nonce"] == seen["id_token"]["nonce"]


def test_a_public_client(run, visitor, user):
    gopher = run(public=True)
    assert session(visitor.visit(gopher.page()))["userinfo"]["email"] == user.email


@pytest.mark.parametrize("flags", [{}, {"response_mode": "form_post"}], ids=["by query", "by form_post"])
def test_somebody_who_declines(run, visitor, flags):
    gopher = run(**flags)
    page = visitor.visit(gopher.page(), decision="deny")
    assert (page.status, page.response.json()) == (403, {"error": "access_denied"})


def test_refresh(run, visitor):
    gopher = run()
    seen = [session(visitor.visit(gopher.page()))]
    seen += [session(visitor.open(gopher.page("/refresh"))) for _ in range(3)]
    for name in ("access_token", "refresh_token"):
        assert len({page[name] for page in seen}) == 4
    assert_alive(gopher.application, seen[-1]["access_token"])


def test_refresh_for_an_account_that_is_disabled(run, server):
    gopher = run()
    leaver = server.add_user()
    visitor = Visitor(server, leaver)
    session(visitor.visit(gopher.page()))
    server.commands.json("user", "disable", leaver.username)
    eventually(lambda: visitor.open(gopher.page("/refresh")).status == 502, because="the refresh is refused")
    assert "invalid_grant" in visitor.open(gopher.page("/refresh")).response.json()["error"]


def test_answers_by_form_post(run, visitor, user, origin):
    gopher = run(response_mode="form_post")
    assert session(visitor.visit(gopher.page()))["userinfo"]["email"] == user.email
    assert ("POST", f"{origin}/callback") in [(seen.request.method, seen.url) for seen in visitor.history]
    assert not [seen.url for seen in visitor.history if "code=" in seen.url]


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "ES384"])
def test_id_tokens_by_another_algorithm(run, visitor, algorithm):
    gopher = run({"id_token_signed_response_alg": algorithm}, algorithm=algorithm)
    assert session(visitor.visit(gopher.page()))["algorithm"] == algorithm
    assert session(visitor.open(gopher.page("/refresh")))["algorithm"] == algorithm


@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"])
@pytest.mark.parametrize(("algorithm", "kind", "size"), [("RSA-OAEP-256", RSAKey, 2048), ("ECDH-ES", ECKey, "P-384")])
def test_encrypted_id_tokens(run, visitor, user, origin, tmp_path, algorithm, kind, size, encryption):
    key = kind.generate_key(size, {"use": "enc", "alg": algorithm})
    (tmp_path / "key.pem").write_bytes(key.as_pem(private=True))
    metadata = {
        "jwks": {"keys": [key.as_dict(private=False)]},
        "id_token_encrypted_response_alg": algorithm,
        "id_token_encrypted_response_enc": encryption,
        "post_logout_redirect_uris": [f"{origin}/goodbye"],
    }
    gopher = run(metadata, key=tmp_path / "key.pem")
    seen = session(visitor.visit(gopher.page()))
    assert seen["encryption"] == algorithm
    assert seen["id_token"]["sub"] == str(user.user_id)
    assert session(visitor.open(gopher.page("/refresh")))["encryption"] == algorithm
    assert visitor.visit(gopher.page("/logout"), decision="logout").url.startswith(gopher.goodbye)


def test_a_pairwise_subject(run, visitor, user):
    gopher = run({"subject_type": "pairwise"})
    seen = session(visitor.visit(gopher.page()))
    assert seen["id_token"]["sub"] == seen["userinfo"]["sub"] != str(user.user_id)


def test_logout_here_is_logout_there_and_comes_back(run, visitor, origin):
    gopher = run({"post_logout_redirect_uris": [f"{origin}/goodbye"]})
    seen = session(visitor.visit(gopher.page()))
    page = visitor.visit(gopher.page("/logout"), decision="logout")
    assert page.url == f"{gopher.goodbye}?state=see-you"
    assert_dead(gopher.application, seen["access_token"], seen["refresh_token"])
    assert visitor.open(gopher.page()).asks_sign_in


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_logout_token_ends_that_session_and_no_other(run, server, user, origin, algorithm):
    gopher = run(
        {
            "backchannel_logout_uri": f"{origin}/backchannel",
            "backchannel_logout_session_required": True,
            "id_token_signed_response_alg": algorithm,
        },
        algorithm=algorithm,
    )
    here, elsewhere = Visitor(server, user), Visitor(server, user)
    for visitor in (here, elsewhere):
        session(visitor.visit(gopher.page()))
    here.visit("/v1/auth/logout", decision="logout")
    eventually(lambda: not knows(gopher, here), within=DELIVERY, because="the logout token reaches the application")
    assert here.open(gopher.page()).asks_sign_in
    assert knows(gopher, elsewhere)
