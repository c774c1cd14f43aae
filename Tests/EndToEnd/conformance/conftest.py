"""A server on https for each plan, as an operator who wants to be certified would set it up, and the clients for it."""

import secrets

import pytest

from cardea.server import tls_server

pytest.register_assert_rewrite("conformance.answers", "conformance.checks", "conformance.party")

from .party import Party  # noqa: E402  (after the line above, which must come before what it names)
from .person import add_person  # noqa: E402

REDIRECT_URI = "https://rp.example.com/test/a/cardea/callback"
LOGOUT_URI = "https://rp.example.com/test/a/cardea/post_logout_redirect"


@pytest.fixture(scope="module")
def server(tmp_path_factory, listener):
    config = f"outbound:\n  allow: ['{listener.place}']\n"
    server = tls_server(tmp_path_factory.mktemp("server"), config=config).start()
    yield server
    server.finish()


@pytest.fixture(scope="module")
def user(server):
    return add_person(server)


@pytest.fixture(scope="module")
def response_mode():
    """The plan's variant: None is the default of the response type."""
    return None


@pytest.fixture(scope="module")
def register(server, user, response_mode):
    """Registers a client as the suite's instructions for static clients say; returns what makes parties of it."""

    def register(*flags, **metadata):
        application = server.add_client(
            *flags,
            name=f"Conformance {secrets.token_hex(2)}",
            redirect_uris=(REDIRECT_URI,),
            grants=("authorization_code", "refresh_token"),
            scope="openid profile email address phone offline_access",
            skip_consent=False,
            metadata={"post_logout_redirect_uris": [LOGOUT_URI], **metadata},
        )
        return lambda authentication="client_secret_basic": Party(
            server, application, user, response_mode, authentication
        )

    return register


@pytest.fixture(scope="module")
def first_client(register, listener):
    """`client` of the suite's configuration. It may send unsigned request objects because it says so itself."""
    return register(request_object_signing_alg="none", request_uris=[listener.url("/request.jwt")])


@pytest.fixture(scope="module")
def second_client(register):
    """`client2` of the suite's configuration."""
    return register()


@pytest.fixture
def party(first_client):
    """The first client with a browser that nobody has used yet."""
    return first_client()


@pytest.fixture
def second_party(second_client):
    return second_client()
