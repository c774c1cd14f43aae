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


@dataclasses.dataclass
class Section:
    """A table of the page, and what it contributes to the plot and the verdict."""

    title: str
    # The paragraphs before the table, with a heading or without.
    text: list[str]
    header: list[str]
    results: list
    row: object  # of a result
    marks: list[Mark] = dataclasses.field(default_factory=list)
    # What the plot shows: a caption, and what one bar is.
    caption: str | None = None
    bar: object = None

    def lines(self):
        return [*self.text, table(self.header, [self.row(result) for result in self.results], 1)]


@dataclasses.dataclass
class Bar:
    name: str
    # As a part of the scale.
    value: float
    text: str
    mark: float | None = None


class Result:
    """What the rounds of one workload came to: ours, and right after it what it is measured against."""

    def __init__(self, name, against, mark=None):
        self.name, self.against, self.mark, self.rounds = name, against, mark, []

    def add(self, ours, theirs):
        self.rounds.append((ours, theirs))

    def median(self, figure):
        return statistics.median(figure(*runs) for runs in self.rounds)

    def ours(self, figure):
        return self.median(lambda ours, _: figure(ours))

    def theirs(self, figure):
        return self.median(lambda _, theirs: figure(theirs))

    @property
    def ratio(self):
        return self.median(lambda ours, theirs: ours.rate / theirs.rate if theirs.rate else 0)

    @property
    def tail(self):
        return self.median(lambda ours, theirs: ours.p99 / theirs.p99 if theirs.p99 else 0)

    @property
    def work(self):
        """Our processor time for a request, as a multiple of theirs."""
        return self.median(lambda ours, theirs: microseconds(ours) / microseconds(theirs) if theirs.processor else 0)

    @property
    def errors(self):
        return sum(run.errors for runs in self.rounds for run in runs)

    @property
    def complaints(self):
        return [run.complaint for runs in self.rounds for run in runs if run.complaint]

    def row(self):
        return [
            self.name, f"{self.ours(rate):,.0f}", f"{self.ours(p50):.2f}", f"{self.ours(p99):.2f}",
            f"{self.ours(p999):.2f}", f"{self.ours(microseconds):.0f}", self.against, f"{self.theirs(rate):,.0f}",
            f"{self.theirs(microseconds):.0f}", f"{self.ratio:.2f}", f"{self.tail:.2f}", self.errors,
        ]  # fmt: skip

    def bar(self):
        return Bar(self.name, self.ratio, f"{self.ratio:.2f}", self.mark)

    def __str__(self):
        text = f"{self.ours(rate):,.0f}/s, {self.ratio:.2f} of {self.against}'s, p99 {self.tail:.2f} times"
        return f"{self.name}: {text}, {self.errors} errors {' '.join(self.complaints[:1])}"


# The columns of `Result.row`.
HEADER = [
    "work", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs", "against", "requests/s", "CPU µs", "ratio",
    "p99, times", "errors",
]  # fmt: skip


MARKS = "What the marks ask for:"


def rate(run):
    return run.rate


def p50(run):
    return run.p50


def p99(run):
    return run.p99


def p999(run):
    return run.p999


def microseconds(run):
    """The server's processor time for a request."""
    return run.processor / max(run.requests, 1) * 1e6


def judge(sections, marks):
    failed = [f"{result.name} ({section.title})" for section in sections for result in section.results if result.errors]
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


def page(head, facts, sections, marks, verdict):
    """Paragraphs, what was measured on, the tables, the marks, the verdict."""
    lines = [line for section in sections for line in section.lines()]
    marks = table(["mark", "asked", "measured", ""], [mark.row() for mark in marks], 4)
    return "\n\n".join([*head, table(["", ""], facts, 2), *lines, MARKS, marks, verdict]) + "\n"
