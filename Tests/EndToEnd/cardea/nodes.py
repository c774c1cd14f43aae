"""Several servers over one database."""

import copy
import shutil
import threading

from . import database
from .application import Application
from .server import Server


def another_node(server, start, address=None, **options):
    """One more server over the same database, with the same master key and under the same name."""

    def make(directory, *arguments, **options):
        node = Server(directory, *arguments, **options)
        node.data.mkdir(mode=0o700)
        shutil.copy(server.data / "master.key", node.data / "master.key")
        return node

    place = address or server.environment.get("CARDEA_DATABASE") or database.address(str(server.data))
    return start("--issuer", server.issuer, make=make, environment={"CARDEA_DATABASE": place}, **options)


def at(node, application):
    """The application as it speaks to this node."""
    return Application(node, application.client_id, application.client_secret, application.redirect_uri)


def reached_at(server, url):
    """The server as it is reached by another address, of a balancer in front of it."""
    front = copy.copy(server)
    front.url = url
    front._sessions = threading.local()
    return front
