"""Pages for members behind mod_auth_openidc: the fixtures, and the questions that its tests ask."""

from urllib.parse import parse_qs, urlsplit

import pytest

from .apache import Apache, redirect_uri
from .relying_party import steady_port
from .visitor import Visitor


@pytest.fixture(scope="module")
def port():
    return steady_port()


@pytest.fixture(scope="module")
def server_options(port):
    signing = "tokens:\n  signing_algorithms: RS256 ES256 PS256 ES384 EdDSA ML-DSA-65\n"
    return {"config": f'{signing}outbound:\n  allow: ["localhost:{port}"]\n'}


@pytest.fixture(scope="module")
def callback(port):
    return redirect_uri(port)


@pytest.fixture
def protect(server, port, callback):
    """Registers a client and starts Apache as its application; keyword arguments are the module's directives.

    `files(application)` are the files that the directives name; a directive of None is left out.
    """
    started = []

    def protect(metadata=None, public=False, more="", files=None, **directives):
        application = server.add_client(
            name="Members", redirect_uris=(callback,), public=public, metadata=metadata, skip_consent=False
        )
        usual = {
            "OIDCProviderMetadataURL": f"{server.issuer}/.well-known/openid-configuration",
            "OIDCClientID": application.client_id,
            "OIDCClientSecret": application.client_secret,
            "OIDCRedirectURI": callback,
            "OIDCScope": "openid profile email",
            "OIDCPKCEMethod": "S256",
            "OIDCCryptoPassphrase": "not a secret, this is a test",
        }
        directives = {name: value for name, value in {**usual, **directives}.items() if value is not None}
        apache = Apache(port, application, directives, more, files(application) if files else None)
        started.append(apache)
        return apache.start()

    yield protect
    for apache in started:
        print(apache.log())  # pytest shows it when the test failed
        apache.finish()


@pytest.fixture
def visitor(server, user):
    return Visitor(server, user)


def knows(apache, visitor):
    """Whether the module lets this browser see the page without asking the server first."""
    headers = {"Accept": "text/html"}
    return visitor.session.get(apache.members, headers=headers, allow_redirects=False, timeout=30).status_code == 200


def refusal(page, apache):
    """The error that the module was told. What it says of it to people is its own affair."""
    assert page.url.startswith(f"{apache.redirect_uri}?") and "OIDC_CLAIM" not in page.text, page
    return parse_qs(urlsplit(page.url).query)["error"][0]
