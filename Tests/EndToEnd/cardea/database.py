"""Which engine the servers under test keep things in: SQLite, or with `TEST_ENGINE=postgres` a schema for each data directory
on the server that `TEST_POSTGRES` names, which `scripts/test` starts."""

import functools
import hashlib
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest


def is_postgres():
    return os.environ.get("TEST_ENGINE") == "postgres"


# Tests of what only a database in a file has: where it is, that it is made, its disk, its copies.
about_the_file = pytest.mark.skipif(is_postgres(), reason="the database is not a file here")
only_on_postgres = pytest.mark.skipif(
    not is_postgres(), reason="TEST_ENGINE=postgres and TEST_POSTGRES name a server"
)


def settings(data):
    """The environment that names the database of a data directory; nothing for SQLite, which is found there."""
    return {"CARDEA_DATABASE": address(str(data))} if is_postgres() else {}


@functools.cache
def address(data):
    """The address of a data directory's schema, which is made when it is first asked for."""
    server = os.environ["TEST_POSTGRES"]
    schema = "e2e_" + hashlib.sha256(data.encode()).hexdigest()[:24]
    psql(server, f"CREATE SCHEMA IF NOT EXISTS {schema}")
    return f"{server}?options=-csearch_path%3D{schema}"


def count(data, query):
    """The one number that a query finds in the database of a data directory."""
    if is_postgres():
        return int(psql(address(str(data)), query))
    return sqlite3.connect(data / "cardea.sqlite").execute(query).fetchone()[0]


def octets(data):
    """All that is kept for a data directory, as it lies on the disk or as PostgreSQL writes it out."""
    if not is_postgres():
        return b"".join(path.read_bytes() for path in sorted(Path(data).glob("*sqlite*")))
    place, schema = address(str(data)).split("?options=-csearch_path%3D")
    command = ["pg_dump", "--data-only", "--schema", schema, "--dbname", place]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def is_sound(data):
    """Whether a SQLite file is whole; PostgreSQL looks at what is its own."""
    if is_postgres():
        return True
    return sqlite3.connect(data / "cardea.sqlite").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def psql(place, statement):
    command = ["psql", "--quiet", "--no-psqlrc", "--tuples-only", "--dbname", place, "--command", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
