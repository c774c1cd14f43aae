"""Measures the real executable on this machine, in turns with the least that a server has to do (Benchmarks/Floor).

Started by scripts/bench, from the repository's root."""

import argparse
import pathlib
import resource
import shutil
import sys

import connections
import engines
import fixedrate
import grown
import machine
import passwords
import plot
import protocols
import report
from executable import Executable, Floor, Memory, running
from material import Material
from place import Place, say
from workloads import WORKLOADS

START_TIMES = 10
WARM_UP = 1  # seconds
PAGE = pathlib.Path("docs/benchmarks.md")
PLOT = pathlib.Path("docs/images/benchmarks.svg")
INTRODUCTION = (
    "What `make bench` measured: the release executable, loaded over loopback by a second process, in turns with the *floor*, "
    "the least that a server has to do for such an answer (`Benchmarks/Floor`). The ratios compare; the rates are this "
    "machine's, which is shared."
)
TITLE = "As fast as they can"
TEXT = (
    "Each connection asks again as soon as it was answered, so a latency is mostly the time that the others take, and says no"
    " more than the rate."
)


def main():
    options = parse_options()
    # A thousand connections are a thousand files, of each of them.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    folder = pathlib.Path(".build/bench").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    server = Executable(options.binary, folder / "data")
    workloads = [workload for workload in WORKLOADS if not options.only or options.only in workload.name]
    place = Place(server, Floor(options.floor, folder), Material(server, folder, options), options, workloads)
    facts = [("version", server.version()), *machine.description(folder)]
    text, good = grown.measure(place, facts, PAGE) if options.grown else measure(place, facts)
    print("\n" + text)
    if good:
        shutil.rmtree(folder)
    sys.exit(0 if good else 1)


def parse_options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--binary", default=".build-dist/release/cardea", help="the executable to measure")
    parser.add_argument("--floor", default=".build-dist/release/BenchmarkFloor", help="what it is measured against")
    parser.add_argument("--pace", default=".build-dist/release/BenchmarkPace", help="what asks at a fixed rate")
    parser.add_argument("--seconds", type=int, default=3, help="how long each is loaded at a time (default 3)")
    parser.add_argument("--rounds", type=int, default=3, help="how often the two take turns (default 3)")
    parser.add_argument("--connections", type=int, default=64, help="how many connections load them (default 64)")
    parser.add_argument("--codes", type=int, help="codes to exchange in a round (default 7,000 a second, 19,000 at most)")
    parser.add_argument("--only", help="workloads and tables that have this in their names")
    parser.add_argument("--grown", type=int, metavar="GRANTS", help="compare an empty database with one of so many instead")
    parser.add_argument("--save", action="store_true", help="write docs/benchmarks.md too")
    options = parser.parse_args()
    options.codes = options.codes or min(7_000 * options.seconds, 19_000)
    for name in ("binary", "floor", "pace"):
        setattr(options, name, str(pathlib.Path(getattr(options, name)).resolve()))
    return options


def measure(place, facts):
    """Everything but the grown database. Returns the page's text, and whether all is well."""
    server, options = place.server, place.options
    with running(server, place.floor):
        memory = Memory(server.process)
        idle = memory.now()
        with memory:
            place.material.gather()
            say(TITLE)
            results = [throughput(place, workload) for workload in place.workloads]
        after = memory.now()
        sections = [
            report.Section(
                TITLE, [f"## {TITLE}", TEXT], report.HEADER, results, report.Result.row,
                [report.Mark(result.name, result.ratio, least=result.mark) for result in results if result.mark],
                "a part of the floor's requests a second; the line is the mark", report.Result.bar,
            )
        ]  # fmt: skip
        say(fixedrate.TITLE)
        sections.append(fixedrate.measure(place, results))
        crowded = Memory(server.process)
        if place.wants(connections.TITLE):
            say(connections.TITLE)
            with crowded:
                sections.append(connections.measure(place))
        if place.wants(passwords.TITLE):
            say(passwords.TITLE)
            sections.append(passwords.measure(place))
    say(f"Starting {START_TIMES} times on the database that is there now")
    line, answer = server.start_times(START_TIMES)
    alone = server.command_time(START_TIMES)
    if place.wants(protocols.TITLE):
        say(protocols.TITLE)
        sections.append(protocols.measure(place))
    if place.wants(engines.TITLE):
        say(engines.TITLE)
        sections.append(engines.measure(place))
    sections = [section for section in sections if section.results]

    rounds = f"{options.rounds} rounds of {options.seconds} s"
    facts += place.material.facts + [
        ("load", f"wrk, 1 thread, {options.connections} connections where nothing else is said, {rounds}"),
        (
            "start to the line that says it listens",
            f"{line:.0f} ms; `cardea version` takes {alone:.0f} ms (medians of {START_TIMES})",
        ),
        ("start to the first answer", f"{answer:.0f} ms"),
        ("resident memory", f"{idle:.0f} MiB idle, {memory.most:.0f} at most under load, {after:.0f} after it"),
    ]
    if crowded.most:
        facts.append(("resident memory with 1,000 connections", f"{crowded.most:.0f} MiB at most"))
    marks = [mark for section in sections for mark in section.marks] + [
        report.Mark("start, as a multiple of `cardea version`", line / alone, most=2),
        report.Mark("resident memory idle, MiB", idle, most=30),
        report.Mark("resident memory under load, MiB", memory.most, most=45),
    ]
    verdict, good = report.judge(sections, marks)
    head = ["# Benchmarks", INTRODUCTION, f"![Cardea and what it is measured against](images/{PLOT.name})"]
    text = report.page(head, facts, sections, marks, verdict)
    if options.save:
        _, heading, kept = PAGE.read_text().partition(grown.HEADING)
        PAGE.write_text(text + heading + kept)
        PLOT.write_text(plot.plot([section for section in sections if section.bar]))
        say(f"Saved as {PAGE}")
    return text, good


def throughput(place, workload):
    """A workload and the floor in turns, each over as many connections as are busy all the time."""
    result = report.Result(workload.name, workload.floor, workload.mark)
    workload.ask.prepare(place.material)(WARM_UP)
    for _ in range(place.options.rounds):
        run = workload.ask.prepare(place.material)
        place.in_turns(
            result, run, lambda seconds: place.floor.load(workload.floor, seconds, place.options.connections)
        )
    say(f"  {result}")
    return result


if __name__ == "__main__":
    main()
