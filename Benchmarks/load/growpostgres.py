"""Fills a copy of a PostgreSQL database, which no server uses, with grants of people who have never been there."""

import subprocess
import urllib.parse

GRANTS_OF_A_PERSON = 10
USER_IDS = 2**53  # how many there may be, among which the server chooses
STEP = 5_000  # grants between which those that are there find their places
NAME = "grown"


def grow(address, grants, say):
    """The same as `grow.grow`. Returns the copy's address, and its size in octets."""
    parts = urllib.parse.urlsplit(address)
    ask(address, f'CREATE DATABASE {NAME} TEMPLATE "{parts.path[1:]}"')
    copy = parts._replace(path=f"/{NAME}").geturl()
    people = max(grants // GRANTS_OF_A_PERSON, 1)
    apart = (USER_IDS - 1) // people
    indexes = [line.split("|", 1) for line in ask(
        copy,
        "SELECT indexname || '|' || replace(indexdef, chr(10), ' ') FROM pg_indexes WHERE tablename IN ('delegations', 'sessions')"
        " AND indexdef NOT LIKE '%UNIQUE%'",
    ).splitlines()]  # fmt: skip
    seconds = "('x' || substr(encode(id, 'hex'), 1, 10))::bit(40)::bigint"
    begin, end = ask(copy, f"SELECT min({seconds}), max({seconds}) + 1 FROM delegations").split("|")
    moment = f"({begin} + n * ({end} - {begin}) / %d.0)::bigint"

    def timed_id(of):
        return f"decode(lpad(to_hex({moment % of}), 10, '0'), 'hex') || substr(uuid_send(gen_random_uuid()), 1, 11)"

    digest = "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"
    more = copied(copy, "delegations", "true", f"step * {STEP}", {
        "id": timed_id(grants), "user_id": f"1 + n % {people} * {apart}", "code_digest": digest,
        # The grants of one person lie far from each other, as they do when people come back.
        "session_id": f"(SELECT session FROM theirs WHERE number = n % {people})",
    }, source="model", end=f"least(step * {STEP} + {STEP}, {grants}) - 1")  # fmt: skip
    places = (
        "WITH moved AS (DELETE FROM living WHERE id <= (SELECT id FROM delegations ORDER BY id DESC LIMIT 1) RETURNING *)"
        " INSERT INTO delegations SELECT * FROM moved;"
    )
    ask(copy, "\n".join([
        "SET synchronous_commit = off;",
        *(f"DROP INDEX {name};" for name, _ in indexes),
        # One of each kind to copy, and the grants that are there, which find their places among the others.
        "CREATE TEMP TABLE model AS SELECT * FROM delegations"
        " WHERE session_id IS NOT NULL AND redeemed_at IS NOT NULL LIMIT 1;",
        "CREATE TEMP TABLE living AS SELECT * FROM delegations;",
        "TRUNCATE delegations;",
        copied(copy, "users", "id = (SELECT user_id FROM model)", people, {
            "id": f"1 + n * {apart}", "username": "'somebody-' || n", "username_key": "'somebody-' || n",
            "email": "'somebody-' || n || '@example.com'", "email_key": "'somebody-' || n || '@example.com'",
        }),
        copied(copy, "sessions", "id = (SELECT session_id FROM model)", people, {
            "id": timed_id(people), "digest": digest, "user_id": f"1 + n * {apart}",
        }),
        f"CREATE TEMP TABLE theirs AS SELECT (user_id - 1) / {apart} AS number, id AS session FROM sessions"
        f" WHERE (user_id - 1) % {apart} = 0;",
        "CREATE UNIQUE INDEX ON theirs (number); ANALYZE theirs;",
        f"DO $$ BEGIN FOR step IN 0..{(grants - 1) // STEP} LOOP {more} {places} END LOOP; END $$;",
        "INSERT INTO delegations SELECT * FROM living;",
    ]))  # fmt: skip
    say("  filled; indexes follow")
    ask(copy, ";\n".join(["SET maintenance_work_mem = '1GB'", *(sql for _, sql in indexes), "VACUUM ANALYZE", "CHECKPOINT"]))
    return copy, int(ask(copy, f"SELECT pg_database_size('{NAME}')"))


def copied(address, table, condition, count, changes, source=None, end=None):
    """A statement that copies one row so many times, with the expressions of `changes`, in which `n` counts from 0; with an
    `end`, from `count` to there."""
    columns = ask(
        address, f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
    ).splitlines()
    names = [name for name in columns if name != "rowid"]
    values = ", ".join(changes.get(name, f"was.{name}") for name in names)
    numbers = f"generate_series({count}, {end})" if end else f"generate_series(0, {count - 1})"
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {numbers} AS n,"
        f" (SELECT * FROM {source or table} WHERE {condition}) AS was;"
    )


def ask(address, sql):
    """What psql prints for statements, a line for a row."""
    words = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", address]
    done = subprocess.run(words, input=sql, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"psql ended with {done.returncode}: {done.stderr.strip()[:800]}")
    return done.stdout.strip()
