"""One run of wrk, the second process that loads the server."""

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
    errors: int
    complaint: str
    # Of the server, in seconds.
    processor: float = 0.0

    @property
    def rate(self):
        return self.requests / self.seconds if self.seconds else 0.0


def run(url, script, seconds, connections, **settings):
    """Runs `script` against `url` for so long, or until its material is used up. `settings` go to it by environment."""
    words = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    words += ["--timeout", "5s", "--script", script, url]
    environment = os.environ | {name: str(value) for name, value in settings.items()}
    done = subprocess.run(words, cwd=FOLDER, env=environment, capture_output=True, text=True)
    result = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
    if result is None:
        raise SystemExit(f"{' '.join(words)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    values = {name: int(value) for name, value in re.findall(r"(\w+)=(-?\d+)", result[1])}
    complaint = re.search(r"^REFUSED (.*)$", done.stdout, re.MULTILINE)
    return Run(
        requests=values["requests"],
        seconds=values["microseconds"] / 1e6,
        p50=values["p50"] / 1000,
        p99=values["p99"] / 1000,
        p999=values["p999"] / 1000,
        errors=sum(values[kind] for kind in ("status", "wrong", "connect", "read", "write", "timeout")),
        complaint=complaint[1] if complaint else "",
    )
