"""The same requests with the two engines: one server keeps its data in SQLite, one in a PostgreSQL of its own."""

import contextlib
import subprocess

import machine
import report
from executable import Executable, running
from material import Material
from place import say
from workloads import WORKLOADS

TITLE = "PostgreSQL"
PEOPLE = 256  # whose codes and tokens they are
TEXT = (
    f"The codes and tokens of {PEOPLE} people. Against SQLite in the same round, the database on the same two cores. PostgreSQL runs with `fsync=on` and"
    " `synchronous_commit=on`: an answer leaves after it is on the disk, as with SQLite. The processor time is Cardea's alone;"
    " PostgreSQL's own, and that of the kernel between the two, come on top of it and are the rest."
)
MARKED = {"code exchange": 0.4, "refresh, rotating": 0.4, "authorization, signed in": None}
# Room for what is read often, and for a log that is not cut while it is measured; as anybody sets it who measures.
SETTINGS = ["fsync=on", "full_page_writes=on", "shared_buffers=256MB", "max_wal_size=4GB"]


@contextlib.contextmanager
def database(folder):
    """A PostgreSQL server, as long as it is needed; gives its address."""
    place = str(folder / "postgres")
    try:
        yield script("start", place, *SETTINGS)
    finally:
        script("remove", place)


def script(*words):
    done = subprocess.run(["scripts/postgres", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"scripts/postgres {' '.join(words)}\nended with {done.returncode}: {done.stderr}")
    return done.stdout.strip()


def measure(place):
    """Two servers of their own, begun with nothing."""
    results = []
    with database(place.folder) as address:
        ours = beginning(place, "data-postgres", address)
        theirs = beginning(place, "data-sqlite", None)
        with running(ours.executable, theirs.executable):
            for material in (ours, theirs):
                material.gather()
            for workload in WORKLOADS:
                if workload.name in MARKED:
                    results.append(in_turns(place, workload, ours, theirs))
    return report.Section(
        TITLE, [f"## {TITLE}", TEXT], report.HEADER, results, report.Result.row,
        [report.Mark(f"{result.name}, PostgreSQL", result.ratio, least=result.mark) for result in results if result.mark],
        "a part of the requests a second that SQLite has", report.Result.bar,
    )  # fmt: skip


def beginning(place, name, address):
    (place.folder / name).mkdir()
    executable = Executable(place.server.binary, place.folder / name / "data", database=address)
    return Material(executable, place.folder / name, place.options, busy=PEOPLE)


def in_turns(place, workload, ours, theirs):
    result = report.Result(workload.name, "SQLite", MARKED[workload.name])
    for number in range(place.options.rounds + 1):
        runs = []
        for material in (ours, theirs):
            run = workload.ask.prepare(material)
            # The first is to warm up.
            seconds = place.options.seconds if number else 1
            runs.append(machine.with_processor_time(material.executable.process, lambda: run(seconds)))
        if number:
            result.add(*runs)
    say(f"  {result}")
    return result
