"""A server for each module, on a free port, in a directory of its own; nothing is shared between modules."""

import pytest

from cardea.browser import Browser
from cardea.listener import Listener
from cardea.server import Server


@pytest.fixture
def chrome(tmp_path):
    """Somebody before a Chromium that nobody has used yet."""
    from cardea.chromium import chromium  # only where there is one

    with chromium(tmp_path) as person:
        yield person


@pytest.fixture(scope="module")
def site():
    """The application that a Chromium comes back to."""
    from cardea.chromium import application_site

    with application_site() as site:
        yield site


@pytest.fixture
def asking(server, site):
    """A client whose page the browser can really reach, and to which nobody has consented yet."""
    return server.add_client(name="Chart Trader", redirect_uris=(site.url("/callback"),), skip_consent=False)


@pytest.fixture(scope="module")
def listener():
    """A relying party's own web server."""
    with Listener() as listener:
        yield listener


@pytest.fixture(scope="module")
def server_options():
    """What a module's server is started with: `arguments`, and `config`, `environment`. Modules override this."""
    return {}


@pytest.fixture(scope="module")
def server(tmp_path_factory, server_options):
    options = dict(server_options)
    arguments = options.pop("arguments", ())
    server = Server(tmp_path_factory.mktemp("server"), *arguments, **options).start()
    yield server
    server.finish()


@pytest.fixture
def person(server):
    """Somebody who has an account."""
    return server.add_user()


@pytest.fixture
def persons_browser(server, person):
    """A browser in which they are signed in."""
    browser = Browser(server, person)
    browser.sign_in(browser.open("/login"))
    return browser


@pytest.fixture
def start(tmp_path):
    """Starts a server for one test: `start("--dev", config=…, environment=…)`."""
    started = []

    def start(*arguments, make=Server, **options):
        directory = tmp_path / f"server-{len(started)}"
        directory.mkdir()
        server = make(directory, *arguments, **options)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        if server.is_running:
            server.finish()


@pytest.fixture(scope="module")
def user(server):
    return server.add_user()


@pytest.fixture(scope="module")
def application(server):
    """A confidential client that needs no consent page."""
    return server.add_client(scope="openid profile email offline_access")


@pytest.fixture(scope="module")
def other_application(server):
    return server.add_client(name="Somebody else", redirect_uris=("https://other.example.com/callback",))


@pytest.fixture(scope="module")
def public_application(server):
    return server.add_client(name="Phone", public=True, redirect_uris=("https://phone.example.com/callback",))


@pytest.fixture(scope="module")
def signed_in(server, user):
    """A browser that stays signed in for the module: the quick way to codes."""
    return Browser(server, user)


@pytest.fixture
def browser(server, user):
    """A browser that nobody has used yet."""
    return Browser(server, user)
