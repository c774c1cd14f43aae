"""From SQLite to PostgreSQL and back: `cardea database copy`."""

import json
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from cardea import database
from cardea.browser import Browser
from cardea.commands import binary, clean_environment
from cardea.nodes import at
from cardea.rotation import Rotation
from cardea.server import Server
from cardea.tokens import assert_alive, assert_tokens
from cardea.waiting import eventually

pytestmark = database.only_on_postgres


@pytest.fixture
def small(start):
    """A server that keeps its data in SQLite."""

    def make(directory, *arguments, **options):
        place = f"sqlite:{directory}/data/cardea.sqlite"
        return Server(directory, *arguments, environment={"CARDEA_DATABASE": place}, **options)

    return start(make=make)


def place_of(server):
    return server.environment["CARDEA_DATABASE"]


def node_of(server, directory, address):
    """A server that keeps its data there, with the same master key and under the same name; it does not run yet."""
    directory.mkdir()
    node = Server(directory, "--issuer", server.issuer, environment={"CARDEA_DATABASE": address})
    node.data.mkdir(mode=0o700)
    shutil.copy(server.data / "master.key", node.data / "master.key")
    return node


@contextmanager
def live_copy(server, there, *options):
    """A live copy that has all, and waits for the line that says it may move."""
    command = [binary(), "database", "copy", "--live", *options, place_of(server), there]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=clean_environment(), **pipes) as copying:
        eventually(lambda: "Press Enter" in copying.stderr.readline(), within=20)
        yield copying


def test_a_copy_signs_nobody_out_and_goes_both_ways(small, tmp_path):
    application = small.add_client(scope="openid offline_access")
    user = small.add_user()
    browser = Browser(small, user)
    tokens = assert_tokens(application.redeem(application.code(browser)), refresh=True)
    small.stop()
    there = database.address(str(tmp_path / "there"))
    done = small.commands.run("database", "copy", place_of(small), there, "--json", places=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verified"] is True
    node = node_of(small, tmp_path / "node", there).start()
    try:
        tokens = assert_tokens(at(node, application).refresh(tokens["refresh_token"]), refresh=True)
        assert_alive(at(node, application), tokens["access_token"])
    finally:
        node.finish()
    # It is in use now, and nothing is written over it.
    again = small.commands.run("database", "copy", place_of(small), there, places=False)
    assert again.returncode == 1 and "replaces nothing" in again.stderr
    back = f"sqlite:{tmp_path}/back.sqlite"
    done = small.commands.run("database", "copy", there, back, places=False)
    assert done.returncode == 0, done.stderr
    home = node_of(small, tmp_path / "home", back).start()
    try:
        assert_tokens(at(home, application).refresh(tokens["refresh_token"]), refresh=True)
    finally:
        home.finish()


def test_a_live_move_is_a_moment_in_which_nothing_is_lost(small, tmp_path):
    application = small.add_client(scope="openid offline_access")
    browser = Browser(small, small.add_user())
    tokens = [assert_tokens(application.redeem(application.code(browser)), refresh=True) for _ in range(4)]
    there = database.address(str(tmp_path / "there"))
    node = node_of(small, tmp_path / "node", there)
    started = [Rotation([application], each["refresh_token"]) for each in tokens]
    for rotation in started:
        rotation.start()
    with live_copy(small, there, "--json") as copying:
        starting = threading.Thread(target=node.start)
        starting.start()
        eventually(lambda: "waiting until the copy" in node.log(), within=20)
        before = [rotation.answers for rotation in started]
        eventually(lambda: all(now.has_gone_on(then) for now, then in zip(started, before)), within=20)
        began = time.monotonic()
        copying.stdin.write("\n")
        copying.stdin.close()
        starting.join(20)
        report = json.loads(copying.stdout.read())
        assert copying.wait(20) == 0
    took = time.monotonic() - began
    assert report["verified"] is True and report["moved_in_milliseconds"] < 1_000 and took < 5
    try:
        for rotation in started:
            # Where applications go when the old one refuses, as a balancer would send them.
            rotation.applications.append(at(node, application))
        before = [rotation.answers for rotation in started]
        eventually(lambda: all(now.has_gone_on(then + 2) for now, then in zip(started, before)), within=20)
        for rotation in started:
            rotation.finish()
            assert_alive(at(node, application), rotation.access_token)
        # The old one, which would go by what it held, ends by itself, and commands say where it went.
        assert small.process.wait(timeout=10) == 0
        assert "its database has moved" in small.log()
        for command in (["serve", "--issuer", small.issuer], ["user", "disable", "nobody"]):
            said = small.commands.run(*command).stderr
            assert "has moved" in said and "postgres://127.0.0.1" in said
    finally:
        node.finish()


def test_a_copy_that_was_given_up_leaves_a_database_that_no_server_takes_for_whole(small, tmp_path):
    small.add_user()
    there = database.address(str(tmp_path / "there"))
    with live_copy(small, there) as copying:
        copying.kill()
    said = Server(tmp_path, environment={"CARDEA_DATABASE": there}).commands.refused("user", "list")
    assert "is being filled" in said
    # The next one takes up what is there, and does not end while somebody goes on with the source.
    small.add_user()
    refused = small.commands.run("database", "copy", place_of(small), there, places=False)
    assert refused.returncode == 1 and "is in use" in refused.stderr
    assert "is being filled" in Server(tmp_path, environment={"CARDEA_DATABASE": there}).commands.refused("user", "list")
    small.stop()
    done = small.commands.run("database", "copy", place_of(small), there, places=False)
    assert done.returncode == 0, done.stderr


def test_an_interrupted_copy_leaves_nothing_in_what_it_copied(small, tmp_path):
    there = database.address(str(tmp_path / "there"))
    with live_copy(small, there) as copying:
        assert names(small) != []
        copying.send_signal(signal.SIGINT)
        assert copying.wait(10) == 1
        assert "interrupted" in copying.stderr.read()
    assert names(small) == []
    # Nobody said that it may move.
    ended = small.commands.run("database", "copy", "--live", place_of(small), there, places=False)
    assert ended.returncode == 1 and "ended without a line" in ended.stderr
    assert names(small) == []
    small.add_user()


def names(server):
    """What a move makes in the database that it copies."""
    with sqlite3.connect(server.data / "cardea.sqlite") as connection:
        return connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'cardea%'").fetchall()


def test_what_cannot_be_copied_is_said(small, tmp_path):
    for source, target, words in [
        ("sqlite:/nowhere/cardea.sqlite", "sqlite:/tmp/x.sqlite", "there is no database"),
        (place_of(small), place_of(small), "the same database"),
        (place_of(small), "mysql://there", "is no database"),
    ]:
        done = small.commands.run("database", "copy", source, target, places=False)
        assert done.returncode != 0 and words in done.stderr, done.stderr
