"""`cardea bench`: what it says of the machine, and that it leaves everything as it was."""

import hashlib
import re
import signal
import subprocess
import time

import pytest
import yaml

from cardea import database
from cardea.commands import Commands, binary, clean_environment
from cardea.waiting import eventually

pytestmark = database.about_the_file


@pytest.fixture
def cardea(tmp_path):
    commands = Commands(tmp_path / "data")
    assert commands.run("migrate").returncode == 0
    return commands


def contents(folder):
    """Every file in a folder, with a digest of what it holds."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def numbers(value):
    if isinstance(value, dict):
        return [number for member in value.values() for number in numbers(member)]
    if isinstance(value, list):
        return [number for element in value for number in numbers(element)]
    return [value] if isinstance(value, (int, float)) else []


def test_it_measures_everything_and_leaves_everything(cardea):
    before = contents(cardea.data)
    began = time.monotonic()
    report = cardea.json("bench")
    assert time.monotonic() - began < 30, "some five seconds on a machine of its own"
    assert contents(cardea.data) == before
    assert report["commits"]["together"] > report["commits"]["one_at_a_time"]
    assert [signature["alg"] for signature in report["signatures"]] == ["ES256", "RS256", "PS256", "ES384", "EdDSA"]
    assert report["passwords"]["memory"] == 19 << 20
    assert report["passwords"]["passes"] == 2
    assert set(report["expected"]) == {"client_credentials", "refresh_rs256", "refresh_es256", "sign_ins"}
    assert all(number > 0 for number in numbers(report))


def test_the_proposal_can_be_pasted_into_the_configuration(cardea, tmp_path):
    # Far less than any machine should have: there is always something to change.
    cardea.config = tmp_path / "cardea.yaml"
    cardea.config.write_text(
        "passwords:\n  memory: 1 MiB\n  passes: 1\ntokens:\n  signing_algorithms: [ES256, RS256, ML-DSA-65]\n"
    )
    finished = cardea.run("bench")
    assert finished.returncode == 0, finished.stderr
    for word in ("ML-DSA-65", "Argon2id", "sign-ins with a password", "bound by"):
        assert word.upper() in finished.stdout.upper()
    assert f"now 1 MiB, set at {cardea.config}:2" in finished.stdout
    proposed = re.search(r"^passwords:\n(  .+\n)+", finished.stdout, re.MULTILINE).group()
    assert yaml.safe_load(proposed)["passwords"]["memory"].endswith(" MiB")
    cardea.config.write_text(proposed)
    checked = cardea.json("config", "check")
    assert "passwords.memory" in checked["settings"]


def test_a_machine_can_be_measured_before_there_is_anything(tmp_path):
    fresh = Commands(tmp_path / "later")
    assert fresh.json("bench")["commits"]["together"] > 0
    assert not fresh.data.exists()


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    said = Commands(tmp_path).refused("bench", "--database", f"sqlite:{tmp_path}/file/cardea.sqlite")
    assert f"nothing can be written in {tmp_path}/file" in said
    said = Commands(tmp_path).refused("bench", "--database", "sqlite:/proc/x.sqlite")
    assert "nothing can be written in /proc" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing_behind(cardea, number):
    before = contents(cardea.data)
    scratch = cardea.data / "cardea.sqlite-bench"
    # What a run that was killed has left goes with the next.
    (scratch / "database").mkdir(parents=True)
    (scratch / "database/cardea.sqlite").write_text("left behind")
    command = [binary(), "bench", "--data", cardea.data]
    process = subprocess.Popen(command, env=clean_environment(), stderr=subprocess.PIPE, text=True)
    assert eventually(lambda: (scratch / "database/cardea.sqlite-wal").exists())
    refusal = cardea.refused("bench")
    assert "another cardea bench measures" in refusal
    process.send_signal(number)
    assert "interrupted" in process.communicate(timeout=20)[1]
    assert process.returncode == 1
    assert contents(cardea.data) == before
