"""Results and marks as text: a Markdown page that also reads well in a terminal, and a plot."""

import dataclasses
import statistics


@dataclasses.dataclass
class Mark:
    """A figure to reach. `least` or `most` is set, not both."""

    name: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def reached(self):
        return self.value >= self.least if self.least is not None else self.value <= self.most

    def row(self):
        asked = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return [self.name, asked, f"{self.value:.2f}", "reached" if self.reached else "MISSED"]


class Result:
    """What the rounds of one workload came to: Cardea, and the floor after it."""

    def __init__(self, workload):
        self.workload, self.rounds = workload, []

    def add(self, ours, theirs):
        self.rounds.append((ours, theirs))

    def median(self, figure):
        return statistics.median(figure(*runs) for runs in self.rounds)

    @property
    def ratio(self):
        return self.median(lambda ours, theirs: ours.rate / theirs.rate if theirs.rate else 0)

    @property
    def tail(self):
        return self.median(lambda ours, theirs: ours.p99 / theirs.p99 if theirs.p99 else 0)

    @property
    def errors(self):
        return sum(run.errors for runs in self.rounds for run in runs)

    @property
    def complaints(self):
        return [run.complaint for runs in self.rounds for run in runs if run.complaint]

    def microseconds(self, which):
        return self.median(lambda *runs: runs[which].processor / max(runs[which].requests, 1) * 1e6)

    def row(self):
        def ours(figure):
            return self.median(lambda ours, _: figure(ours))

        return [
            self.workload.name, f"{ours(lambda run: run.rate):,.0f}", f"{ours(lambda run: run.p50):.2f}",
            f"{ours(lambda run: run.p99):.2f}", f"{ours(lambda run: run.p999):.2f}", f"{self.microseconds(0):.0f}",
            self.workload.floor, f"{self.median(lambda _, theirs: theirs.rate):,.0f}", f"{self.microseconds(1):.0f}",
            f"{self.ratio:.2f}", f"{self.tail:.2f}", self.errors,
        ]  # fmt: skip

    def __str__(self):
        text = f"{self.row()[1]}/s, {self.ratio:.2f} of the floor, p99 {self.tail:.2f} times, {self.errors} errors"
        return f"{self.workload.name}: {text} {' '.join(self.complaints[:1])}"


def judge(results, marks):
    failed = [result.workload.name for result in results if result.errors]
    if failed:
        return f"INVALID: errors or wrong answers in {', '.join(failed)}", False
    missed = [mark.name for mark in marks if not mark.reached]
    if missed:
        return f"MISSED {len(missed)} of {len(marks)} marks: {', '.join(missed)}", False
    return f"REACHED all {len(marks)} marks", True


def table(header, rows, numbers):
    """A Markdown table with aligned columns; the columns from `numbers` on are flush right."""
    rows = [header] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]

    def line(cells):
        aligned = [
            cell.ljust(width) if column < numbers else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))
        ]
        return "| " + " | ".join(aligned) + " |"

    rule = ["-" * width if column < numbers else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    return "\n".join([line(rows[0]), line(rule), *map(line, rows[1:])])


def page(facts, results, marks, verdict):
    header = [
        "work", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs", "floor", "requests/s", "CPU µs", "ratio",
        "p99, times the floor's", "errors",
    ]  # fmt: skip
    parts = [
        "# Benchmarks",
        "What `make bench` measured: the release executable, loaded over loopback by a second process, in turns with the"
        " *floor*, the least that a server has to do for such an answer"
        " (`Benchmarks/Floor`). The ratios compare; the rates are this machine's, which is shared.",
        "![Cardea and the floor, requests a second](images/benchmarks.svg)",
        table(["", ""], facts, 2),
        table(header, [result.row() for result in results], 1),
        table(["mark", "asked", "measured", ""], [mark.row() for mark in marks], 4),
        verdict,
    ]
    return "\n\n".join(parts) + "\n"


def plot(results):
    """Bars: each workload's ratio to its floor, and its mark as a line."""
    left, width, height = 230, 420, 26
    total = height * len(results) + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 70} {total}" '
        'font-family="system-ui, sans-serif" font-size="13">',
        "<title>Requests a second, as a part of the floor's</title>",
        f'<rect width="{left + width + 70}" height="{total}" fill="#fff"/>',
    ]
    for number, result in enumerate(results):
        top = 10 + number * height
        bar = width * min(result.ratio, 1)
        lines += [
            f'<text x="{left - 10}" y="{top + 16}" text-anchor="end" fill="#222">{result.workload.name}</text>',
            f'<rect x="{left}" y="{top + 3}" width="{width}" height="18" fill="#e6e6ea"/>',
            f'<rect x="{left}" y="{top + 3}" width="{bar:.0f}" height="18" fill="#4b5fc1"/>',
            f'<text x="{left + width + 8}" y="{top + 16}" fill="#222">{result.ratio:.2f}</text>',
        ]
        if result.workload.mark:
            x = left + width * result.workload.mark
            lines.append(f'<path d="M{x:.0f} {top} v24" stroke="#c2410c" stroke-width="2"/>')
    lines += [
        f'<text x="{left}" y="{total - 8}" fill="#555">a part of the floor\'s requests a second; the line is the mark</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
