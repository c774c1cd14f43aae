"""A full disk: said at once, nothing lost, and over without a hand. The disk is a small file system in memory."""

import errno
import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from cardea import database
from cardea.browser import Browser
from cardea.commands import Commands
from cardea.server import Server
from cardea.waiting import eventually

pytestmark = database.about_the_file

SIZE = 64  # mebibytes: more than the reserve twice
LIFETIME = 5  # seconds of an access token, after which its revocation may leave


@pytest.fixture
def disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def server(tmp_path, disk):
    server = Server(tmp_path, config=f"tokens:\n  access_lifetime: {LIFETIME}\n")
    server.data = disk / "data"
    server.commands = Commands(server.data, server.config, server.environment)
    server.start()
    yield server
    server.finish()


def fill(disk):
    """Leaves not one octet."""
    with open(disk / "filler", "wb", buffering=0) as filler:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC


def writable(server):
    line = next(x for x in server.get("/metrics").text.splitlines() if x.startswith("cardea_database_writable"))
    return line.split()[-1] == "1"


def test_a_full_disk_is_said_and_over_when_there_is_room(server, disk):
    user = server.add_user()
    application = server.add_client()
    tokens = application.tokens(Browser(server, user))
    assert (disk / "data" / "cardea.sqlite-reserve").stat().st_blocks * 512 >= 16 << 20
    assert writable(server)
    (disk / "data" / "cardea.sqlite-reserve").unlink()  # as if it had been given up before
    fill(disk)

    refused = application.refresh(tokens["refresh_token"])
    while refused.status_code == 200:  # what the log's file still has room for
        tokens = refused.json()
        refused = application.refresh(tokens["refresh_token"])
    assert refused.status_code == 503
    assert refused.json()["error"] == "temporarily_unavailable"
    assert int(refused.headers["Retry-After"]) > 0
    ready = server.get("/readyz")
    assert ready.status_code == 503
    assert "disk is full" in ready.json()["error_description"]
    assert not writable(server)
    assert server.get("/v1/auth/jwks").status_code == 200
    eventually(lambda: "the database cannot be written" in server.log())

    os.unlink(disk / "filler")
    eventually(lambda: server.get("/readyz").status_code == 200, because="there is room again")
    assert application.refresh(tokens["refresh_token"]).status_code == 200
    assert writable(server)
    eventually((disk / "data" / "cardea.sqlite-reserve").exists, within=15, because="the reserve was not taken back")


def test_rows_that_expire_on_a_full_disk_leave_and_make_room(server, disk):
    application = server.add_client()
    for _ in range(100):
        token = application.client_credentials().json()["access_token"]
        assert application.revoke(token).status_code == 200
    fill(disk)

    def kept():
        with closing(sqlite3.connect(f"file:{disk}/data/cardea.sqlite?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM revoked_tokens").fetchone()[0]

    eventually(lambda: kept() == 0, within=LIFETIME + 30, because="what has expired did not leave")
    assert server.get("/readyz").status_code == 200
    token = application.client_credentials().json()["access_token"]
    assert application.revoke(token).status_code == 200
