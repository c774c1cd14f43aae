"""Measures the real executable on this machine, in turns with the least that a server has to do (Benchmarks/Floor).

Started by scripts/bench, from the repository's root."""

import argparse
import pathlib
import shutil
import sys

import machine
import report
from executable import Executable, Floor, Memory, stop
from material import Material
from workloads import WORKLOADS

START_TIMES = 10
WARM_UP = 1  # seconds


def main():
    options = parse_options()
    folder = pathlib.Path(".build/bench").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    executable = Executable(options.binary, folder / "data")
    floor = Floor(options.floor, folder)
    workloads = [workload for workload in WORKLOADS if not options.only or options.only in workload.name]

    say("Registering services, an application and a person")
    material = Material(executable, folder, options)
    facts = [("version", executable.version()), *machine.description(folder)]
    with open(folder / "server.out", "wb") as output:
        processes = [executable.serve(output), floor.serve(output)]
    try:
        executable.wait_until_it_answers(processes[0])
        floor.wait_until_it_answers(processes[1])
        memory = Memory(processes[0])
        idle = memory.now()
        with memory:
            material.gather()
            results = [measure(workload, material, floor, processes, options) for workload in workloads]
        after = memory.now()
        stop(processes[0])
    finally:
        for process in processes:
            process.kill()
    say(f"Starting {START_TIMES} times on the database that is there now")
    line, answer = executable.start_times(START_TIMES)
    alone = executable.command_time(START_TIMES)

    facts += material.facts + [
        ("load", f"wrk, 1 thread, {options.connections} connections, {options.rounds} rounds of {options.seconds} s"),
        ("start to the line that says it listens", f"{line:.0f} ms; `cardea version` takes {alone:.0f} ms (medians of {START_TIMES})"),
        ("start to the first answer", f"{answer:.0f} ms"),
        ("resident memory", f"{idle:.0f} MiB idle, {memory.most:.0f} at most under load, {after:.0f} after it"),
    ]
    marks = [report.Mark(r.workload.name, r.ratio, least=r.workload.mark) for r in results if r.workload.mark]
    marks += [report.Mark(f"p99 of {r.workload.name}", r.tail, most=1.5) for r in results if r.workload.mark]
    marks += [
        report.Mark("start, as a multiple of `cardea version`", line / alone, most=2),
        report.Mark("resident memory idle, MiB", idle, most=30),
        report.Mark("resident memory under load, MiB", memory.most, most=45),
    ]
    verdict, good = report.judge(results, marks)
    text = report.page(facts, results, marks, verdict)
    print("\n" + text)
    if options.save:
        pathlib.Path("docs/benchmarks.md").write_text(text)
        pathlib.Path("docs/images/benchmarks.svg").write_text(report.plot(results))
        print("Saved as docs/benchmarks.md")
    if good:
        shutil.rmtree(folder)
    sys.exit(0 if good else 1)


def parse_options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--binary", default=".build/release/cardea", help="the executable to measure")
    parser.add_argument("--floor", default=".build/release/BenchmarkFloor", help="what it is measured against")
    parser.add_argument("--seconds", type=int, default=5, help="how long each is loaded at a time (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="how often the two take turns (default 3)")
    parser.add_argument("--connections", type=int, default=64, help="how many connections load them (default 64)")
    parser.add_argument("--codes", type=int, default=19_000, help="codes to exchange in a round")
    parser.add_argument("--only", help="workloads that have this in their names")
    parser.add_argument("--save", action="store_true", help="write docs/benchmarks.md too")
    options = parser.parse_args()
    options.binary = str(pathlib.Path(options.binary).resolve())
    options.floor = str(pathlib.Path(options.floor).resolve())
    return options


def measure(workload, material, floor, processes, options):
    """Cardea and the floor in turns."""
    result = report.Result(workload)
    workload.prepare(material)(WARM_UP)
    for _ in range(options.rounds):
        run = workload.prepare(material)
        ours = machine.with_processor_time(processes[0], lambda: run(options.seconds))
        theirs = machine.with_processor_time(
            processes[1], lambda: floor.load(workload.floor, options.seconds, options.connections)
        )
        result.add(ours, theirs)
    say(f"  {result}")
    return result


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
