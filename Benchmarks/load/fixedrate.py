"""Open loop: both are asked at the same fixed rate, and latency counts from the moment at which a request was due."""

import pace
import report
from place import say
from report import Bar, Mark, p50, p99, p999
from workloads import Ask

PART = 0.5  # of the rate that Cardea reached
MOST = 1.5  # times the floor's p99
SCALE = 4.0  # of the plot
TITLE = "Fixed rate"
TEXT = (
    "Both are asked at half the rate that Cardea reached above, over as many connections, whether or not they keep up"
    " (`Benchmarks/Pace`). Latency counts from the moment at which a request was due, so a stall is paid by everyone who"
    " would have asked meanwhile. The marks of p99 are judged by these."
)
HEADER = [
    "work", "asked/s", "answered/s", "p50 ms", "p99 ms", "p99.9 ms", "floor", "p50 ms", "p99 ms", "p99.9 ms",
    "p99, times", "errors",
]  # fmt: skip


def measure(place, measured):
    """For each of the workloads whose rate has a mark; `measured` are their results with closed loops."""
    results = []
    for workload in [workload for workload in place.workloads if workload.mark and isinstance(workload.ask, Ask)]:
        closed = next(result for result in measured if result.name == workload.name)
        rate = closed.ours(lambda run: run.rate) * PART
        result = report.Result(workload.name, workload.floor)
        result.asked = rate
        for _ in range(place.options.rounds):
            settings = workload.ask.settings(place.material, int(rate * place.options.seconds))
            place.in_turns(
                result,
                lambda seconds: run(place, place.server, workload.ask.path, rate, seconds, settings),
                lambda seconds: run(place, place.floor, workload.floor, rate, seconds, place.floor.settings(workload.floor)),
            )
        results.append(result)
        say(f"  {result.name}: {rate:,.0f}/s asked, p99 {result.ours(p99):.2f} ms, {result.tail:.2f} times, "
                  f"{result.errors} errors {' '.join(result.complaints[:1])}")
    return report.Section(
        TITLE, [f"## {TITLE}", TEXT], HEADER, results, row, [Mark(f"p99 of {r.name}", r.tail, most=MOST) for r in results],
        "p99 at a fixed rate, in times of the floor's; the line is the most that is asked", bar,
    )  # fmt: skip


def run(place, server, path, rate, seconds, settings):
    options = place.options
    return pace.run(options.pace, server.port, path, rate, seconds, options.connections, settings)


def row(result):
    def latencies(side):
        return [f"{side(figure):.2f}" for figure in (p50, p99, p999)]

    return [
        result.name, f"{result.asked:,.0f}", f"{result.ours(report.rate):,.0f}", *latencies(result.ours), result.against,
        *latencies(result.theirs), f"{result.tail:.2f}", result.errors,
    ]  # fmt: skip


def bar(result):
    return Bar(result.name, result.tail / SCALE, f"{result.tail:.2f}", MOST / SCALE)
