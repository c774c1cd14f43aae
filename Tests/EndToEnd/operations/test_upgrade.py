"""A server of the version before goes on while this one migrates beside it, and this one goes on with what that one made.

`version_before` holds what that version left in PostgreSQL, and every statement that it prepares. Both are made anew when a version
is released: from a server that a person signed in to once, and from its PostgreSQL's log with `log_statement=all`."""

import json
import subprocess
from pathlib import Path


from cardea import database
from cardea.application import Application
from cardea.server import Server
from cardea.tokens import assert_error, assert_tokens

pytestmark = database.only_on_postgres

BEFORE = Path(__file__).parent / "version_before"


def run(address, sql):
    """What psql says of statements, none of which may fail."""
    command = ["psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", address]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_version_before_goes_on_with_the_new_tables_and_this_one_with_the_old_rows(start):
    facts = json.loads((BEFORE / "facts.json").read_text())
    statements = (BEFORE / "statements.sql").read_text()

    def make(directory, *arguments, **options):
        server = Server(directory, *arguments, **options)
        server.data.mkdir(mode=0o700)
        (server.data / "master.key").write_text(facts["master_key"])
        (server.data / "master.key").chmod(0o600)
        address = database.address(str(server.data))
        run(address, (BEFORE / "database.sql").read_text())
        # None of it is to have expired.
        run(address, "UPDATE delegations SET expires_at = 4102444800, refresh_expires_at = 4102444800 WHERE redeemed_at IS NOT NULL")
        run(address, statements)
        return server

    server = start("--issuer", facts["issuer"], make=make)
    assert server.commands.json("migrate", "--check")["pending"] == []
    run(database.address(str(server.data)), statements)

    application = Application(server, *(facts[name] for name in ("client_id", "client_secret", "redirect_uri")))
    tokens = assert_tokens(application.refresh(facts["refresh_token"]), refresh=True)
    assert application.is_active(tokens["access_token"])
    assert_error(application.refresh(facts["revoked"]), 400, "invalid_grant")
    [user] = server.commands.json("user", "list")
    assert user["username"] == facts["username"]
    # Last, since it ends the family that goes on.
    assert_error(application.redeem(facts["spent_code"]), 400, "invalid_grant")
    assert not application.is_active(tokens["access_token"])
