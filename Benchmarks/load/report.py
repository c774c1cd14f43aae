"""Results and marks as text: a Markdown page that also reads well in a terminal."""

import dataclasses


@dataclasses.dataclass
class Mark:
    """A figure to reach. `least` or `under` is set, not both."""

    name: str
    value: float
    unit: str
    least: float | None = None
    under: float | None = None

    @property
    def reached(self):
        return self.value >= self.least if self.least is not None else self.value < self.under

    def row(self):
        asked = f"at least {self.least:,.0f}" if self.least is not None else f"under {self.under:,.0f}"
        verdict = "reached" if self.reached else "MISSED"
        return [self.name, f"{asked} {self.unit}", f"{self.value:,.{0 if self.value >= 1000 else 1}f}", verdict]


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


def runs_table(runs):
    rows = []
    for name, run, flushes in runs:
        per_flush = f"{run.requests / flushes:.1f}" if flushes else ""
        figures = [f"{run.rate:,.0f}", f"{run.p50:.2f}", f"{run.p99:.2f}", run.errors, f"{run.seconds:.1f}", per_flush]
        rows.append([name, *figures])
    header = ["endpoint", "requests/s", "p50 ms", "p99 ms", "errors", "seconds", "requests per disk flush"]
    return table(header, rows, 1)


def page(facts, runs, marks, verdict):
    parts = [
        "# Load",
        "What `make bench` measured: the release executable, loaded over loopback by a second process.",
        table(["", ""], facts, 2),
        runs_table(runs),
        table(["mark", "asked", "measured", ""], [mark.row() for mark in marks], 4),
        verdict,
    ]
    return "\n\n".join(parts) + "\n"
