"""An application that nobody here wrote, as a process on a port of its own."""

import os
import pwd
import random
import signal
import socket
import subprocess
from contextlib import contextmanager

from .commands import clean_environment
from .waiting import eventually

STARTING = 15  # seconds


def steady_port():
    """A free port that no outgoing connection can take while nobody listens: one below the ephemeral range."""
    while True:
        port = random.randrange(15000, 32000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def ordinary_user():
    """Whom a program runs as that does not serve as root: nobody for root, else whoever runs the tests."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


@contextmanager
def running(party):
    """Starts a program for a test or a module; when it failed, pytest shows what the program said."""
    try:
        yield party.start()
    finally:
        print(party.log())
        party.finish()


class RelyingParty:
    """Starts a program and waits until it takes connections; what it says goes to a file."""

    def __init__(self, port, output):
        self.port = port
        self.origin = f"http://localhost:{port}"
        self.output = output
        self.process = None

    def run(self, command, environment=None, **options):
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                list(map(str, command)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=clean_environment(environment),
                **options,
            )
        eventually(self._listens, within=STARTING, because=f"{command[0]} did not get ready")
        return self

    def run_as(self, owner, command, directory):
        """The same for another user, in a directory that becomes theirs."""
        if os.geteuid() != 0:
            return self.run(command, cwd=directory)
        for path in (directory, *directory.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        return self.run(command, cwd=directory, user=owner.pw_uid, group=owner.pw_gid, extra_groups=())

    def _listens(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the application ended with {self.process.returncode} at its start\n{self.log()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def finish(self):
        """The end of a test: stops the process, whatever became of it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self):
        """Everything that it wrote."""
        return self.output.read_text(errors="replace") if self.output.exists() else ""
