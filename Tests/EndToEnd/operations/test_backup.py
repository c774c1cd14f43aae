"""The commands of docs/operations/backup.md, as they stand there, and what is good again after them."""

import os
import subprocess

import pytest

from cardea import database
from cardea.browser import Browser
from cardea.commands import REPOSITORY, binary, clean_environment
from cardea.recipe import FENCE
from cardea.server import Server
from cardea.tokens import assert_alive, assert_tokens, token_error
from cardea.waiting import eventually

pytestmark = database.about_the_file

PAGE = (REPOSITORY / "docs/operations/backup.md").read_text()
BACKUP, KEY, RESTORE_KEY, RESTORE, LOOK, RESTORE_COPY, INSPECT = [text for kind, text in FENCE.findall(PAGE) if kind == "sh"]


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

    def shell(block, status=0):
        for old, new in {**places, "-o cardea -g cardea": owner, "http://127.0.0.1:8080": server.url}.items():
            block = block.replace(old, new)
        environment = clean_environment({"CARDEA_DATA": str(server.data)})
        environment["PATH"] = f"{tmp_path}/bin:{environment['PATH']}"
        command = ["sh", "-euc", block]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120)
        assert done.returncode == status, f"{block}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    return shell


def names(server):
    return {user["username"] for user in server.commands.json("user", "list")}


def is_signed_in(browser):
    return not browser.open("/account").asks_sign_in


def test_on_a_machine_that_has_nothing_left_everybody_signs_in_anew(server, shell, tmp_path):
    user, application = server.add_user(), server.add_client(scope="openid offline_access")
    browser = Browser(server, user)
    tokens = application.tokens(browser)
    assert "good" in shell(BACKUP)
    shell(KEY)
    for copy in ("backup/cardea.backup", "safe/master.key"):
        assert oct((tmp_path / copy).stat().st_mode & 0o777) == "0o600", copy
    spent = assert_tokens(application.refresh(tokens["refresh_token"]))
    later = server.add_user()
    server.kill()
    for file in list(server.data.iterdir()):
        file.unlink()
    shell(RESTORE_KEY)
    assert "nobody" in shell(RESTORE)
    server.start()
    assert shell(LOOK)
    assert user.username in names(server) and later.username not in names(server)
    notice = "what was issued before the restore does not count"
    eventually(lambda: notice in server.log(), because="the operator is told why tokens are refused")
    assert not is_signed_in(browser)
    for token in (tokens["refresh_token"], spent["refresh_token"]):
        assert token_error(application.refresh(token)) == "invalid_grant"
    for token in (tokens["access_token"], spent["access_token"]):
        assert application.introspect(token).json() == {"active": False}
    assert_alive(application, application.tokens(Browser(server, user))["access_token"])


def test_where_the_database_can_be_read_whoever_did_nothing_stays_signed_in(server, shell):
    application = server.add_client(scope="openid offline_access")
    idle, gone, refreshed = (Browser(server, server.add_user()) for _ in range(3))
    of_idle, of_gone, of_refreshed = (application.tokens(browser)["refresh_token"] for browser in (idle, gone, refreshed))
    shell(BACKUP)
    newest = assert_tokens(application.refresh(of_refreshed))["refresh_token"]
    assert application.revoke(of_gone).status_code == 200
    server.commands.json("user", "disable", gone.user.user_id)
    assert server.stop() == 0
    assert "whoever did nothing" in shell(RESTORE)
    server.start()
    assert is_signed_in(idle) and is_signed_in(refreshed)
    assert not is_signed_in(gone)
    assert_tokens(application.refresh(of_idle))
    assert_tokens(application.refresh(newest))
    assert token_error(application.refresh(of_gone)) == "invalid_grant"


def test_a_copy_is_asked_nothing_where_that_is_said(server, shell):
    browser = Browser(server, server.add_user())
    application = server.add_client(scope="openid offline_access")
    tokens = application.tokens(browser)
    shell(BACKUP)
    assert server.stop() == 0
    assert "nobody: as you said" in shell(RESTORE_COPY)
    server.start()
    assert not is_signed_in(browser)
    assert token_error(application.refresh(tokens["refresh_token"])) == "invalid_grant"


def test_two_restores_at_once_do_not_put_half_a_database_in_place(server, shell, tmp_path):
    users = {server.add_user().username for _ in range(5)}
    shell(BACKUP)
    assert server.stop() == 0
    command = [str(tmp_path / "bin/cardea"), "restore", str(tmp_path / "backup/cardea.backup"), "--data", str(server.data)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [(process.communicate(timeout=60), process.returncode) for process in started]
    assert any(status == 0 for _, status in ended), ended
    for (_, errors), status in ended:
        assert status == 0 or "try again" in errors or "stop the server" in errors, errors
    server.start()
    assert names(server) >= users


def test_two_backups_of_one_name_do_not_disturb_each_other(server, tmp_path, shell):
    server.add_user()
    command = [str(tmp_path / "bin/cardea"), "backup", str(tmp_path / "backup/cardea.backup"), "--data", str(server.data)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [(process.communicate(timeout=60), process.returncode) for process in started]
    assert sorted(status for _, status in ended) == [0, 1, 1, 1], ended
    assert all("there already" in errors for (_, errors), status in ended if status), ended
    assert "good" in shell(BACKUP.splitlines()[1])
    assert [file.name for file in (tmp_path / "backup").iterdir()] == ["cardea.backup"]


def test_a_database_that_is_in_use_is_not_replaced(server, shell):
    user = server.add_user()
    shell(BACKUP)
    browser = Browser(server, user)
    application = server.add_client()
    tokens = application.tokens(browser)
    assert "stop the server" in shell(RESTORE, status=1)
    assert_alive(application, tokens["access_token"])
    assert is_signed_in(browser)


def test_a_damaged_backup_is_found_and_changes_nothing(server, shell, tmp_path):
    user = server.add_user()
    shell(BACKUP)
    assert shell(INSPECT).count("sha256") == 1
    assert "there already" in shell(BACKUP, status=1)
    backup = tmp_path / "backup/cardea.backup"
    backup.chmod(0o600)
    backup.write_text(backup.read_text().replace(user.username, user.username[::-1]))
    assert "changed or damaged" in shell(BACKUP.splitlines()[1], status=1)
    assert server.stop() == 0
    assert "changed or damaged" in shell(RESTORE, status=1)
    server.start()
    assert user.username in names(server)
    assert not [file for file in server.data.iterdir() if "rest" in file.name or "replaced" in file.name]
