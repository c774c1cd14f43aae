"""HAProxy before an API, checking the tokens that come in."""

import subprocess
from pathlib import Path

from .relying_party import RelyingParty

PROGRAM = Path("/usr/sbin/haproxy")  # not on everybody's PATH

# What anybody has, and no `mode http`, which the settings must say themselves. Behind it is an API that answers with what it was told.
USUAL = """\
defaults
    timeout connect 5s
    timeout client 5s
    timeout server 5s

{settings}
frontend api_behind
    mode http
    bind {api}
    http-request return status 200 content-type text/plain lf-string "%[req.hdr(X-User)] %[req.hdr(X-Client)]"
"""


class HAProxy(RelyingParty):
    """A process of an ordinary user, in the foreground; /etc/haproxy is not read."""

    def __init__(self, port, directory, settings, api):
        """`settings` are the frontend and the backend, which leads to an API at `api`, an address with a port."""
        if not PROGRAM.exists():
            raise RuntimeError("haproxy is missing: run `scripts/bootstrap test`")
        super().__init__(port, directory / "output.log")
        self.configuration = directory / "haproxy.cfg"
        self.configuration.write_text(USUAL.format(settings=settings, api=api))

    def complaints(self):
        """What HAProxy itself says of the configuration."""
        command = [PROGRAM, "-c", "-f", self.configuration]
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stderr

    def start(self):
        return self.run([PROGRAM, "-db", "-f", self.configuration])
