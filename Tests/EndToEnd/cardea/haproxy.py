"""HAProxy before an API, checking the tokens that come in."""

from pathlib import Path

from .relying_party import RelyingParty

PROGRAM = Path("/usr/sbin/haproxy")  # not on everybody's PATH

# Behind it is nobody: it answers itself, with what the API would be told.
USUAL = """\
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s

{settings}
backend orders
    http-request return status 200 content-type text/plain lf-string "%[req.hdr(X-User)] %[req.hdr(X-Client)]"
"""


class HAProxy(RelyingParty):
    """A process of an ordinary user, in the foreground; /etc/haproxy is not read."""

    def __init__(self, port, directory, settings):
        """`settings` is the frontend, which sends what is good to the backend `orders`."""
        if not PROGRAM.exists():
            raise RuntimeError("haproxy is missing: run `scripts/bootstrap test`")
        super().__init__(port, directory / "output.log")
        self.configuration = directory / "haproxy.cfg"
        self.configuration.write_text(USUAL.format(settings=settings))

    def start(self):
        return self.run([PROGRAM, "-db", "-f", self.configuration])
