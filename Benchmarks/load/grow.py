"""Fills the database of a server that does not run with grants of people who have never been there."""

import os
import sqlite3
import time

GRANTS_OF_A_PERSON = 10
USER_IDS = 2**53  # how many there may be, among which the server chooses
STEP = 500_000  # grants between two lines of progress


def grow(path, grants, say):
    """Adds so many grants with their people and sessions, all valid, as copies of what the server wrote itself; and puts the
    grants that are there among them, in the order of their identifiers, so that hardly two share a page."""
    database = sqlite3.connect(path, isolation_level=None)
    database.create_function("timed_id", 1, timed_id)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000", "temp_store = MEMORY"):
        database.execute(f"PRAGMA {setting}")
    template = database.execute(
        "SELECT rowid, id, user_id, session_id FROM delegations WHERE session_id IS NOT NULL AND redeemed_at IS NOT NULL"
    ).fetchone()
    sessions = database.execute("SELECT max(rowid) FROM sessions").fetchone()[0]
    people = max(grants // GRANTS_OF_A_PERSON, 1)
    apart = (USER_IDS - 1) // people
    begin, end = living_seconds(database)
    # Made anew in the end, which is quicker than to keep them in order meanwhile.
    indexes = without_indexes(database, "delegations", "sessions")

    database.execute("BEGIN")
    scatter(database, grants, begin, end)
    copy_rows(database, "users", "id = ?", template[2], people, {
        "id": f"1 + n.i * {apart}", "username": "'somebody-' || n.i", "username_key": "'somebody-' || n.i",
        "email": "'somebody-' || n.i || '@example.com'", "email_key": "'somebody-' || n.i || '@example.com'",
    })  # fmt: skip
    copy_rows(database, "sessions", "id = ?", template[3], people, {
        "id": f"timed_id({begin} + n.i * {end - begin} / {people})", "digest": "randomblob(32)",
        "user_id": f"1 + n.i * {apart}",
    })  # fmt: skip
    database.execute("CREATE TEMP TABLE theirs (number INTEGER PRIMARY KEY, session BLOB)")
    database.execute(f"INSERT INTO theirs SELECT user_id / {apart}, id FROM sessions WHERE rowid > ?", (sessions,))
    began = time.monotonic()
    for done in range(0, grants, STEP):
        count = min(STEP, grants - done)
        number = f"({done} + n.i)"
        copy_rows(database, "delegations", "rowid = ?", moved(database, template[1]), count, {
            # Every second rowid, since those that were there have the odd ones.
            "rowid": f"2 * {number} + 2", "id": f"timed_id({begin} + {number} * {end - begin} / {grants})",
            # The grants of one person lie far from each other, as they do when people come back.
            "user_id": f"1 + {number} % {people} * {apart}",
            "session_id": f"(SELECT session FROM theirs WHERE number = {number} % {people})",
            "code_digest": "randomblob(32)",
        })  # fmt: skip
        say(f"  {done + count:,} grants after {time.monotonic() - began:.0f} s")
    database.execute("DROP TABLE theirs")
    database.execute("COMMIT")
    for index in indexes:
        database.execute(index)
    say(f"  indexed after {time.monotonic() - began:.0f} s")
    database.close()
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def timed_id(seconds):
    """An identifier of that second, as the server makes them: 5 octets of time, 11 random."""
    return int(seconds).to_bytes(5, "big") + os.urandom(11)


def living_seconds(database):
    """From when to when the grants were made that are there: the others' identifiers lie between theirs."""
    first, last = database.execute("SELECT min(id), max(id) FROM delegations").fetchone()
    return int.from_bytes(first[:5], "big"), int.from_bytes(last[:5], "big") + 1


def without_indexes(database, *tables):
    """Takes the indexes away that a statement made, and returns those statements."""
    marks = ", ".join("?" for _ in tables)
    asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})"
    found = database.execute(asked, tables).fetchall()
    for name, _ in found:
        database.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def scatter(database, grants, begin, end):
    """Gives each grant that is there an odd rowid where its identifier will be among the others'."""
    taken = set()
    rows = database.execute("SELECT rowid, id FROM delegations ORDER BY rowid DESC").fetchall()
    database.execute("UPDATE delegations SET rowid = -rowid")
    for rowid, identifier in rows:
        since = int.from_bytes(identifier[:5], "big") - begin + int.from_bytes(identifier[5:9], "big") / 2**32
        place = 2 * int(grants * since / (end - begin)) + 1
        while place in taken:
            place += 2
        taken.add(place)
        database.execute("UPDATE delegations SET rowid = ? WHERE rowid = ?", (place, -rowid))


def moved(database, identifier):
    return database.execute("SELECT rowid FROM delegations WHERE id = ?", (identifier,)).fetchone()[0]


def copy_rows(database, table, condition, key, count, changes):
    """Copies one row so many times, with the expressions of `changes`, in which `n.i` counts from 0."""
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    names = [*columns, *(name for name in changes if name not in columns)]
    values = ", ".join(changes.get(name, f"was.{name}") for name in names)
    database.execute(
        f"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})
        INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM n, (SELECT * FROM {table} WHERE {condition}) AS was
        """,
        (key,),
    )
