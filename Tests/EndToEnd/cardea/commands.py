"""The management commands, run as an operator runs them."""

import json
import os
import subprocess
from pathlib import Path

from .database import settings

REPOSITORY = Path(__file__).resolve().parents[3]


def binary():
    """The executable under test: `CARDEA_BINARY`, or the debug build."""
    path = Path(os.environ.get("CARDEA_BINARY", REPOSITORY / ".build/debug/cardea"))
    path = path if path.is_absolute() else REPOSITORY / path
    if not path.is_file():
        raise RuntimeError(f"no executable at {path}: run `swift build`, or set CARDEA_BINARY")
    return str(path)


def clean_environment(additions=None):
    """The environment without this shell's own CARDEA_ settings and proxies, so that a test sees only what it sets."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CARDEA_") and not name.lower().endswith("_proxy")
    }
    return {**kept, **(additions or {})}


class Commands:
    """`cardea …` on one data directory, with or without a running server."""

    def __init__(self, data, config=None, environment=None):
        self.data = Path(data)
        self.config = config
        self.environment = environment

    def run(self, *arguments, stdin=None, places=True, timeout=60):
        """Runs a command and returns the finished process, whatever its exit status."""
        command = [binary(), *map(str, arguments)]
        environment = dict(self.environment or {})
        if places:
            environment = {**settings(self.data), **environment}
            command += ["--data", str(self.data)]
            if self.config:
                command += ["--config", str(self.config)]
        return subprocess.run(
            command,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            env=clean_environment(environment),
            timeout=timeout,
        )

    def json(self, *arguments, stdin=None):
        """Runs a command with `--json`; it must succeed and print one JSON value and nothing else."""
        finished = self.run(*arguments, "--json", stdin=stdin)
        assert finished.returncode == 0, f"{arguments}: exit {finished.returncode}\n{finished.stdout}{finished.stderr}"
        return json.loads(finished.stdout)

    def refused(self, *arguments, stdin=None, status=1):
        """Runs a command that must fail with `status` and say why on standard error; returns what it said."""
        finished = self.run(*arguments, stdin=stdin)
        assert finished.returncode == status, (
            f"{arguments}: exit {finished.returncode}\n{finished.stdout}{finished.stderr}"
        )
        assert finished.stderr.strip(), f"{arguments} failed without a word"
        return finished.stderr
