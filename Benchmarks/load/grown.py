"""What a request costs on a database with millions of grants, against the same server on one that is nearly empty."""

import collections
import os
import shutil
import statistics
import time

import engines
import growpostgres
import machine
import report
from executable import Executable, running
from grow import grow
from material import form
from place import say
from workloads import TOKEN, Ask, Authorize, service

HEADING = "\n## A grown database\n"
PEOPLE, GRANTS_OF_EACH = 16, 100  # that are alive, and asked about
START_TIMES = 10
WARM_UP = 1  # seconds
TEXT = (
    "What `make bench-grown` measured, with each engine: two servers with the same clients, keys, people and {living:,} grants that"
    " are used; the grown one has {grants:,} more, all valid, among which the others lie scattered. Cost is what one request or"
    " start takes on the grown database, as a multiple of the other. Both lie in the system's cache."
)
HEADER = [
    "work", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs", "against", "requests/s", "CPU µs", "cost",
    "CPU, times", "p99, times", "errors",
]  # fmt: skip


class Living:
    """Grants that are asked about, of several people, made before the database grows; each set of refresh tokens serves one
    round, on either of the servers."""

    def __init__(self, material, sets):
        self.folder, self.material = material.folder, material
        answers = []
        for number in range(PEOPLE):
            name = f"bench-{number}"
            material.add_person(name)
            browser, _ = material.sign_in(name)
            for code in material.codes(GRANTS_OF_EACH, browser).read_text().split():
                answers.append(material.ask(f"{material.forms['exchange']}&code={code}"))
        self.access_tokens = self.file("access-tokens", [answer["access_token"] for answer in answers])
        refresh_tokens = [answer["refresh_token"] for answer in answers]
        self.sets = [self.file(f"refresh-tokens-{number}", refresh_tokens[number::sets]) for number in range(sets)]
        self.count = len(answers)

    def file(self, name, lines):
        path = self.folder / name
        path.write_text("".join(line + "\n" for line in lines))
        return path


def measure(place, facts, page):
    """Returns the page's part, and whether all is well."""
    options = place.options
    sections = [compare(place, "SQLite", place.material, grown_sqlite, most=1.1)]
    with engines.database(place.folder) as address:
        material = engines.beginning(place, "data-postgres", address)
        sections.append(compare(place, "PostgreSQL", material, grown_postgres, most=1.2))
    facts = [
        *facts, *place.material.facts, ("PostgreSQL", " ".join(engines.SETTINGS)),
        ("load", f"wrk, 1 thread, {options.connections} connections, {options.rounds} rounds of {options.seconds} s"),
    ]  # fmt: skip
    marks = [mark for section in sections for mark in section.marks]
    verdict, good = report.judge(sections, marks)
    head = TEXT.format(living=PEOPLE * GRANTS_OF_EACH, grants=options.grown)
    text = HEADING + "\n" + report.page([head], facts, sections, marks, verdict)
    if options.save:
        page.write_text(page.read_text().partition(HEADING)[0] + text)
        say(f"Saved in {page}")
    return text, good


def compare(place, engine, material, make_grown, most):
    """One engine: a server that is nearly empty, and what `make_grown` makes of it, with its size in octets."""
    options, empty = place.options, material.executable
    say(f"{engine}: making grants that are asked about")
    with running(empty):
        material.gather()
        # The introspection of a token in turn: its form without the token.
        material.forms["introspect one"] = form(**material.application)
        living = Living(material, options.rounds + 1)
    say(f"Growing a copy by {options.grown:,} grants")
    began = time.monotonic()
    other, size = make_grown(empty, options.grown)
    took = time.monotonic() - began
    os.sync()
    made = f"{size / 2**30:.1f} GiB, made in {took:.0f} s"
    say(f"  {made}")

    with running(empty, other):
        results = [compared(material, name, ask, other) for name, ask in asks(living) if place.wants(name)]
    marks = [report.Mark(f"{engine}, cost of {result.name}", 1 / result.ratio, most=most) for result in results]
    starts = [start_in_turns(other, empty) for _ in range(START_TIMES)]
    grown_start, empty_start = (statistics.median(times) for times in zip(*starts))
    marks.append(report.Mark(f"{engine}, cost of a start", grown_start / empty_start, most=most))
    shutil.rmtree(other.data)
    text = (
        f"The grown database has {made}. The first answer comes {grown_start:.0f} ms after the start, of the empty one"
        f" {empty_start:.0f} ms (medians of {START_TIMES})."
    )
    return report.Section(engine, [f"### {engine}", text], HEADER, results, row, marks)


def grown_sqlite(empty, grants):
    other = empty.copy(empty.folder / "data-grown")
    file = other.data / "cardea.sqlite"
    grow(file, grants, say)
    return other, file.stat().st_size


def grown_postgres(empty, grants):
    data = empty.folder / "data-grown"
    shutil.copytree(empty.data, data)
    address, size = growpostgres.grow(empty.database, grants, say)
    return Executable(empty.binary, data, empty.issuer, database=address), size


def asks(living):
    sets = collections.defaultdict(lambda: iter(living.sets))  # of each server

    def turns(path, expect, field, body=None):
        return Ask(path, expect, body, lines=lambda *_: living.access_tokens, field=field, afterwards="again")

    def once(body, field, lines, afterwards=""):
        return Ask(TOKEN, '"id_token"', body, lines=lines, field=field, afterwards=afterwards)

    return [
        ("client_credentials, ES256", service("ES256")),
        ("introspection", turns("/v1/auth/introspect", '"active":true', "token", "introspect one")),
        ("userinfo", turns("/v1/auth/userinfo", '"sub"', "bearer")),
        ("authorization, signed in", Authorize()),
        ("code exchange", once("exchange", "code", lambda material, count: material.codes(count))),
        ("refresh, rotating", once(
            "refresh", "refresh_token", lambda material, _: next(sets[material.executable.data]), "renew"
        )),
    ]  # fmt: skip


def compared(material, name, ask, other):
    """The grown database and the empty one in turns."""
    result = report.Result(name, "empty")

    def load(server, seconds):
        run = ask.prepare(material.at(server))
        return machine.with_processor_time(server.process, lambda: run(seconds))

    empty, options = material.executable, material.options
    servers = (other, empty)
    for server in servers:
        load(server, WARM_UP)
    for number in range(options.rounds):
        # Each is the first in every second round.
        first, second = servers if number % 2 == 0 else servers[::-1]
        runs = {server: load(server, options.seconds) for server in (first, second)}
        result.add(runs[other], runs[empty])
    say(f"  {name}: cost {1 / result.ratio:.2f}, processor {result.work:.2f}, {result.errors} errors "
        f"{' '.join(result.complaints[:1])}")  # fmt: skip
    return result


def row(result):
    *columns, ratio, tail, errors = result.row()
    return [*columns, f"{1 / result.ratio:.2f}", f"{result.work:.2f}", tail, errors]


def start_in_turns(*servers):
    """Milliseconds to the first answer of each."""
    return [server.start_times(1)[1] for server in servers]
