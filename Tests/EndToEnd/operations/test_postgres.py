"""Several servers over one PostgreSQL database, and what they do while it is away."""

import itertools
import os
import signal
import subprocess

import pytest

from cardea import database
from cardea.browser import Browser
from cardea.nodes import another_node, at
from cardea.postgres import PostgresServer
from cardea.race import all_at_once, token_request
from cardea.server import Server
from cardea.tokens import assert_alive, assert_dead, assert_tokens, token_error
from cardea.waiting import eventually

pytestmark = database.only_on_postgres


@pytest.fixture
def nodes(start):
    first = start()
    return first, another_node(first, start)


def test_what_one_node_gives_the_other_takes(nodes):
    first, second = nodes
    application = first.add_client(scope="openid offline_access")
    browser = Browser(first, first.add_user())
    here, there = at(first, application), at(second, application)
    tokens = assert_tokens(there.redeem(here.code(browser)), refresh=True)
    assert_alive(here, tokens["access_token"])
    tokens = assert_tokens(here.refresh(tokens["refresh_token"]), refresh=True)
    assert_alive(there, tokens["access_token"])
    assert here.revoke(tokens["refresh_token"]).status_code == 200
    # What a node has found good counts there for a second.
    eventually(lambda: not there.is_active(tokens["access_token"]), within=3)
    assert_dead(there, tokens["access_token"], tokens["refresh_token"])


def test_a_code_that_is_shown_to_both_nodes_at_once_has_one_winner(nodes):
    application = nodes[0].add_client(scope="openid offline_access")
    browser = Browser(nodes[0], nodes[0].add_user())
    for _ in range(5):
        fields = {
            "grant_type": "authorization_code",
            "code": at(nodes[0], application).code(browser),
            "redirect_uri": application.redirect_uri,
            **application.credentials,
        }
        answers = race(nodes, fields, 20)
        won = [answer for answer in answers if answer.status_code == 200]
        lost = {(answer.status_code, token_error(answer)) for answer in answers if answer.status_code != 200}
        assert len(won) == 1 and lost == {(400, "invalid_grant")}


def race(nodes, fields, each):
    """The answers to so many requests to each node, all sent before any is read."""

    class Both:
        turns = itertools.cycle(nodes)

        @property
        def address(self):
            return next(self.turns).address

    return all_at_once(Both(), [token_request(nodes[0], fields)] * each * len(nodes))


def test_a_node_that_is_killed_takes_nothing_with_it(nodes):
    first, second = nodes
    application = first.add_client(scope="openid offline_access")
    browser = Browser(first, first.add_user())
    tokens = assert_tokens(at(first, application).redeem(at(first, application).code(browser)), refresh=True)
    first.kill()
    assert_alive(at(second, application), tokens["access_token"])
    assert_tokens(at(second, application).refresh(tokens["refresh_token"]), refresh=True)


def test_a_client_that_is_removed_is_unknown_to_both(nodes):
    first, second = nodes
    application = second.add_client(scope="openid")
    for node in nodes:
        assert_tokens(at(node, application).client_credentials())
    first.commands.json("client", "remove", application.client_id)
    for node in nodes:
        eventually(lambda: at(node, application).client_credentials().status_code == 401, within=3)


def test_a_node_without_the_master_key_does_not_start_and_says_what_it_lacks(start, tmp_path):
    server = start()
    place = {"CARDEA_DATABASE": database.address(str(server.data))}
    stranger = Server(tmp_path, "--issuer", server.issuer, environment=place)
    said = stranger.commands.refused("serve", "--issuer", server.issuer)
    assert "CARDEA_MASTER_KEY" in said and "master.key" in said
    assert not (stranger.data / "master.key").exists()


@pytest.fixture
def own_database():
    server = PostgresServer()
    yield server
    server.remove()


def test_while_the_database_is_away_a_server_says_so_and_comes_back_by_itself(own_database, start):
    server = start(environment={"CARDEA_DATABASE": own_database.address})
    application = server.add_client(scope="openid offline_access")
    browser = Browser(server, server.add_user())
    tokens = assert_tokens(application.redeem(application.code(browser)), refresh=True)
    for mode in "fast", "immediate":
        own_database.stop(mode)
        answer = application.refresh(tokens["refresh_token"])
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0, answer.text
        assert server.get("/readyz").status_code == 503
        assert server.get("/healthz").status_code == 200
        assert server.get("/.well-known/openid-configuration").status_code == 200
        assert len(server.get("/v1/auth/jwks").json()["keys"]) > 0
        own_database.start()
        eventually(lambda: server.get("/readyz").status_code == 200, within=20)
        tokens = assert_tokens(application.refresh(tokens["refresh_token"]), refresh=True)
        assert_alive(application, tokens["access_token"])
    assert own_database.password not in server.log(), "the password is in the log"


def test_a_database_that_does_not_answer_is_given_up_and_asked_again_when_it_does(own_database, start):
    server = start(environment={"CARDEA_DATABASE": own_database.address})
    application = server.add_client(scope="openid offline_access")
    browser = Browser(server, server.add_user())
    tokens = assert_tokens(application.redeem(application.code(browser)), refresh=True)
    processes = own_database.processes()
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        # It takes as long as the server has patience, and no longer.
        answer = application.refresh(tokens["refresh_token"])
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0, answer.text
        assert server.get("/.well-known/openid-configuration").status_code == 200
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    eventually(lambda: server.get("/readyz").status_code == 200, within=20)
    assert_tokens(application.refresh(tokens["refresh_token"]), refresh=True)


def test_a_database_that_speaks_tls_is_believed_by_its_certificate(own_database, start, tmp_path):
    authority = tmp_path / "authority.pem"
    authority.write_text(own_database.certify())
    address = f"{own_database.address}?sslmode=verify-full&sslrootcert={authority}"
    server = start(environment={"CARDEA_DATABASE": address})
    assert_tokens(server.add_client().client_credentials())
    for wrong in ("sslmode=disable", f"sslmode=verify-full&sslrootcert={other_authority(tmp_path)}"):
        place = {"CARDEA_DATABASE": f"{own_database.address}?{wrong}"}
        said = Server(tmp_path, environment=place).commands.refused("serve")
        assert "127.0.0.1" in said and own_database.password not in said


def other_authority(directory):
    path = directory / "other.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=other"]
    subprocess.run([*words, "-keyout", directory / "other.key", "-out", path], check=True, capture_output=True, timeout=30)
    return path


def test_a_backup_of_postgresql_is_restored_into_sqlite(start, tmp_path):
    server = start()
    application = server.add_client(scope="openid")
    user = server.add_user()
    file = tmp_path / "a.backup"
    made = server.commands.json("backup", file)
    assert made["rows"] > 0 and made["database"].startswith("postgres://127.0.0.1:")
    assert server.commands.run("backup", "verify", file, places=False).returncode == 0
    place = {"CARDEA_DATABASE": f"sqlite:{server.data}/cardea.sqlite"}
    server.stop()
    moved = Server(server.directory, environment=place)
    moved.commands.json("restore", file)
    moved.start()
    try:
        assert [each["username"] for each in moved.commands.json("user", "list")] == [user.username]
        there = at(moved, application)
        assert_tokens(there.redeem(there.code(Browser(moved, user))))
    finally:
        moved.finish()


def test_a_database_without_tables_is_not_one(start, tmp_path):
    commands = Server(tmp_path).commands
    assert "there is no database postgres://127.0.0.1:" in commands.refused("client", "rotate-secret", "shop")
    assert commands.json("user", "list") == []


def test_a_database_that_cannot_be_reached_keeps_a_server_from_starting(tmp_path):
    place = {"CARDEA_DATABASE": "postgres://somebody:secret-word@127.0.0.1:1/nothing"}
    said = Server(tmp_path, environment=place).commands.refused("serve")
    assert "127.0.0.1" in said and "secret-word" not in said


def test_an_address_that_libpq_does_not_understand_is_refused(tmp_path):
    place = {"CARDEA_DATABASE": "postgres://somebody:secret-word@127.0.0.1/nothing?sslmood=require"}
    said = Server(tmp_path, environment=place).commands.refused("serve")
    assert "sslmood" in said and "secret-word" not in said
