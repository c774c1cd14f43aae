"""Who may share pairwise identifiers (OpenID Connect Core §8.1, Registration §5), and what an operator is told."""

import json
import socket
import threading
import time

import pytest

from cardea.tokens import unverified

HOME, AWAY = "https://home.example.com/callback", "https://away.example.com/callback"


@pytest.fixture(scope="module")
def dripping():
    """A site that sends its document octet by octet and would take an hour."""
    with socket.create_server(("127.0.0.1", 0)) as site:

        def answer(connection):
            with connection:
                try:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 36000\r\n\r\n")
                    while True:
                        connection.sendall(b" ")
                        time.sleep(0.1)
                except OSError:
                    pass

        def serve():
            while True:
                try:
                    connection, _ = site.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{site.getsockname()[1]}"


@pytest.fixture(scope="module")
def server_options(listener, dripping):
    return {"config": f"outbound:\n  allow: ['{listener.place}', '{dripping}']\n"}


def pairwise(uri):
    return {"subject_type": "pairwise", "sector_identifier_uri": uri}


def publish(listener, *uris):
    listener.documents["/sector.json"] = ("application/json", json.dumps(uris).encode())
    return listener.url("/sector.json")


def add(server, *uris, **metadata):
    """The arguments of `client add`."""
    redirects = [argument for uri in uris for argument in ("--redirect-uri", uri)]
    return ("client", "add", "--name", "Sector", *redirects, "--metadata", json.dumps(metadata))


def subject(client, browser):
    return unverified(client.tokens(browser, scope="openid")["id_token"])[1]["sub"]


def test_clients_of_one_sector_know_a_person_by_one_name(server, listener, user, signed_in):
    sector = pairwise(publish(listener, HOME, AWAY))
    home = server.add_client(redirect_uris=(HOME,), metadata=sector)
    away = server.add_client(redirect_uris=(AWAY,), metadata=sector)
    alone = server.add_client(redirect_uris=(HOME,), metadata={"subject_type": "pairwise"})
    assert subject(home, signed_in) == subject(away, signed_in)
    assert subject(home, signed_in) not in (subject(alone, signed_in), str(user.user_id))


def test_a_sector_that_cannot_be_had_is_refused(server, listener):
    server.commands.refused(*add(server, HOME, **pairwise(listener.url("/missing.json"))))
    assert "special-use" in server.commands.refused(*add(server, HOME, **pairwise("https://127.0.0.1:1/")))


def test_a_publisher_cannot_hold_the_command_for_ever(server, dripping):
    before = time.monotonic()
    server.commands.refused(*add(server, HOME, **pairwise(f"http://{dripping}/sector.json")))
    assert time.monotonic() - before < 15


def test_the_operator_is_told_when_people_get_other_names(server, listener):
    client = server.add_client(redirect_uris=(HOME,), metadata=pairwise(publish(listener, HOME)))
    change = json.dumps({"sector_identifier_uri": None})
    done = server.commands.run("client", "update", client.client_id, "--json", "--metadata", change)
    assert done.returncode == 0 and json.loads(done.stdout)["client_id"] == client.client_id
    assert done.stderr.startswith("Warning:")
    assert "127.0.0.1" in done.stderr and "home.example.com" in done.stderr


def test_for_the_configuration_the_operator_vouches(start, listener):
    """Nothing is fetched, so a server starts although the sector is away."""
    config = f"""
outbound:
  allow: ["{listener.place}"]
clients:
  - client_id: vouched
    client_secret: a long enough secret for this
    redirect_uris: [{HOME}, {AWAY}]
    subject_type: pairwise
    sector_identifier_uri: {listener.url("/vouched.json")}
"""
    server = start(config=config)
    assert server.commands.json("client", "show", "vouched")["subject_type"] == "pairwise"
    assert not listener.asked("/vouched.json")
