"""The commands of docs/operations/backup.md, as they stand there: a copy of a server that works, put back over one that was killed."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from cardea.browser import Browser
from cardea.commands import REPOSITORY, binary, clean_environment
from cardea.recipe import FENCE
from cardea.server import Server
from cardea.tokens import assert_tokens, token_error
from cardea.waiting import eventually

PAGE = (REPOSITORY / "docs/operations/backup.md").read_text()
COPY, KEY, RESTORE, RESTORE_KEY, LOOK, END = [text for kind, text in FENCE.findall(PAGE) if kind == "sh"]


@pytest.fixture
def server(tmp_path):
    (tmp_path / "server").mkdir()
    server = Server(tmp_path / "server").start()
    yield server
    server.finish()


@pytest.fixture
def shell(server, tmp_path):
    """Runs a block of the page, with this machine's places in those of the page."""
    for name in ("backup", "safe", "bin"):
        (tmp_path / name).mkdir()
    (tmp_path / "bin/cardea").symlink_to(binary())
    owner = f"-o {os.geteuid()} -g {os.getegid()}"
    places = {"/var/lib/cardea/": f"{server.data}/", "/backup/": f"{tmp_path}/backup/", "/safe/": f"{tmp_path}/safe/"}

    def shell(block):
        for old, new in {**places, "-o cardea -g cardea": owner, "http://127.0.0.1:8080": server.url}.items():
            block = block.replace(old, new)
        environment = clean_environment({"CARDEA_DATA": str(server.data)})
        environment["PATH"] = f"{tmp_path}/bin:{environment['PATH']}"
        command = ["sh", "-euc", block]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120)
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        return done.stdout

    return shell


def names(server):
    return {user["username"] for user in server.commands.json("user", "list")}


def test_a_copy_of_a_running_server_takes_the_place_of_what_a_crash_left(server, shell, tmp_path):
    before = server.add_user()
    assert shell(COPY).strip().endswith("ok")
    shell(KEY)
    for copy in ("backup/cardea.sqlite", "safe/master.key"):
        assert oct((tmp_path / copy).stat().st_mode & 0o777) == "0o600", copy
    after = [server.add_user().username for _ in range(5)]
    server.kill()
    log = Path(f"{server.data}/cardea.sqlite-wal")
    assert log.stat().st_size > 0, "nothing was left to be played over the copy"
    (server.data / "master.key").unlink()
    shell(RESTORE)
    shell(RESTORE_KEY)
    server.start()
    assert shell(LOOK)
    assert names(server) >= {before.username} and not names(server) & set(after)


def test_what_was_revoked_since_the_copy_is_ended_by_the_loop_of_the_page_and_not_by_rotating(server, shell):
    user, application = server.add_user(), server.add_client(scope="openid offline_access")
    disabled = server.add_user()
    server.commands.json("user", "disable", disabled.user_id)
    refresh_token = application.tokens(Browser(server, user))["refresh_token"]
    shell(COPY)
    assert application.revoke(refresh_token).status_code == 200
    assert token_error(application.refresh(refresh_token)) == "invalid_grant"
    assert server.stop() == 0
    shell(RESTORE)
    server.start()
    server.commands.json("key", "rotate")
    server.commands.json("key", "rotate")
    tokens = assert_tokens(application.refresh(refresh_token))
    assert application.introspect(tokens["access_token"]).json()["active"]
    shell(END)
    eventually(
        lambda: not application.introspect(tokens["access_token"]).json()["active"],
        within=1.0,
        because="a running server sees the change within a second",
    )
    assert token_error(application.refresh(tokens["refresh_token"])) == "invalid_grant"
    state = {person["username"]: person["disabled"] for person in server.commands.json("user", "list")}
    assert state == {user.username: False, disabled.username: True}


def test_the_page_names_the_files_that_there_are(server):
    assert set(re.findall(r"`(cardea\.sqlite-\w+)`", PAGE)) <= {path.name for path in server.data.iterdir()}
