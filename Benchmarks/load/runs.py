"""What one run of a load generator came to."""

import dataclasses
import os
import pathlib
import re
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Run:
    requests: int
    seconds: float
    p50: float  # milliseconds
    p99: float
    p999: float
    errors: int = 0
    complaint: str = ""
    # Of the server, in seconds.
    processor: float = 0.0

    @property
    def rate(self):
        return self.requests / self.seconds if self.seconds else 0.0

    @staticmethod
    def of(latencies, seconds, errors=0, complaint=""):
        """A run from the latencies of all its requests, in milliseconds."""
        latencies = sorted(latencies)

        def percentile(part):
            return latencies[min(int(len(latencies) * part), len(latencies) - 1)] if latencies else 0.0

        return Run(len(latencies), seconds, percentile(0.5), percentile(0.99), percentile(0.999), errors, complaint)


def execute(words, settings):
    """What a generator prints; `settings` go to it by environment."""
    environment = os.environ | {name: str(value) for name, value in settings.items()}
    return subprocess.run([str(word) for word in words], cwd=FOLDER, env=environment, capture_output=True, text=True)


def run(words, settings):
    """Runs a generator that prints the line of `report.lua`."""
    done = execute(words, settings)
    result = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
    if result is None:
        raise failure(words, done)
    values = {name: int(value) for name, value in re.findall(r"(\w+)=(-?\d+)", result[1])}
    errors = {kind: values[kind] for kind in ("status", "wrong", "connect", "read", "write", "timeout") if values[kind]}
    complaint = re.search(r"^REFUSED (.*)$", done.stdout, re.MULTILINE)
    kinds = ", ".join(f"{kind} {count}" for kind, count in errors.items())
    return Run(
        requests=values["requests"],
        seconds=values["microseconds"] / 1e6,
        p50=values["p50"] / 1000,
        p99=values["p99"] / 1000,
        p999=values["p999"] / 1000,
        errors=sum(errors.values()),
        complaint=f"({kinds}) {complaint[1][:200] if complaint else ''}" if errors or complaint else "",
    )


def failure(words, done):
    return SystemExit(f"{' '.join(map(str, words))}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
