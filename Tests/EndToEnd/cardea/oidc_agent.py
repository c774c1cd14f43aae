"""oidc-agent, which Debian packages and nobody here wrote: keeps tokens for a person at a terminal."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from .commands import clean_environment

SHOWN_CODE = re.compile(r"enter the code: (?P<code>\S+)")
SHOWN_URL = re.compile(r"^(?P<url>https?://\S+/oauth\?\S+)$")


class OIDCAgent:
    """A running agent with a home directory of its own, and its commands."""

    def __init__(self, home):
        for program in ("oidc-agent", "oidc-gen", "oidc-token", "oidc-add"):
            if shutil.which(program) is None:
                pytest.fail(f"{program} is missing: install oidc-agent-cli")
        self.home = Path(home)
        (self.home / ".config" / "oidc-agent").mkdir(parents=True, mode=0o700)
        # Its password encrypts what it keeps on disk.
        self.environment = clean_environment({"HOME": str(self.home), "OIDC_ENCRYPTION_PW": "a password of the test"})
        # A path for a socket is short, and pytest's own are not.
        started = subprocess.run(
            ["oidc-agent", "--json", "--no-autoreauthenticate"], capture_output=True, text=True, env=self.environment
        )
        assert started.returncode == 0, started.stderr
        agent = json.loads(started.stdout)
        self.pid = int(agent["dpid"])
        self.environment["OIDC_SOCK"] = agent["socket"]
        self.log = ""

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)

    def generate(self, name, issuer, *arguments, on_code=None, on_url=None, certificate=None):
        """Makes an account configuration with `oidc-gen`; `on_code` is told the code that it shows, `on_url` where it
        sends its user."""
        command = ["oidc-gen", name, "--iss", issuer, "--pw-env=OIDC_ENCRYPTION_PW", "--prompt=none", *arguments]
        command += ["--confirm-default", *(["--cert-path", str(certificate)] if certificate else [])]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=self.environment,
        )
        for line in process.stdout:
            self.log += line
            if (shown := SHOWN_CODE.search(line)) and on_code:
                on_code(shown["code"])
            if (shown := SHOWN_URL.search(line)) and on_url:
                on_url(shown["url"])
        assert process.wait(timeout=60) == 0, self.log

    def token(self, name, *arguments):
        """An access token of the account, fresh or kept."""
        finished = subprocess.run(
            ["oidc-token", name, *arguments], capture_output=True, text=True, env=self.environment, timeout=60
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout.strip()
