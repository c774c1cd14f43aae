"""go-oidc, golang.org/x/oauth2 and go-jose, which nobody here wrote, do the protocol for an application in Go."""

import pytest

from cardea.go_oidc import GoApplication, build
from cardea.relying_party import steady_port
from cardea.tokens import assert_alive
from cardea.visitor import Visitor
from cardea.waiting import eventually


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return build(tmp_path_factory.mktemp("go-oidc"), tmp_path_factory.getbasetemp() / "go-cache")


@pytest.fixture(scope="module")
def port():
    return steady_port()


@pytest.fixture(scope="module")
def server_options(port):
    return {"config": f'outbound:\n  allow: ["localhost:{port}"]\n'}


@pytest.fixture
def run(server, program, port, tmp_path):
    """Registers a client and starts the application as that; keyword arguments are the application's flags."""
    started = []

    def run(metadata=None, public=False, **flags):
        client = server.add_client(
            name="Gopher",
            redirect_uris=(f"http://localhost:{port}/callback",),
            public=public,
            metadata=metadata,
            skip_consent=False,
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


def test_somebody_who_declines(run, visitor):
    gopher = run()
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
