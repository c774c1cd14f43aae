"""PostgreSQL servers of a test's own, to be stopped, killed and replaced as it likes."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from .commands import REPOSITORY


class PostgresServer:
    """One server, in a folder that is its own. What it has committed is on the disk."""

    def __init__(self, of=None):
        # Not in pytest's folder, which PostgreSQL's own user may not enter.
        self.folder = Path(tempfile.mkdtemp(prefix="cardea-postgres-"))
        if of is None:
            self.address = self.start()
        else:
            self.address = self._control("standby", of.folder)

    def start(self, *settings):
        return self._control("start", "fsync=on", *settings)

    def certify(self):
        """Restarts it with a certificate for this machine, which is returned; without TLS nobody comes in then."""
        key, certificate = self.folder / "data/server.key", self.folder / "data/server.crt"
        words = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]  # fmt: skip
        subprocess.run(words, check=True, capture_output=True, timeout=30)
        rules = self.folder / "data/pg_hba.conf"
        rules.write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        owner = rules.stat()
        for path in key, certificate:
            os.chown(path, owner.st_uid, owner.st_gid)
            path.chmod(0o600)
        self.stop()
        self.start("ssl=on")
        return certificate.read_text()

    def stop(self, mode="fast"):
        self._control("stop", mode)

    def promote(self):
        self._control("promote")

    def kill(self):
        """kill -9 of all its processes, as a lost machine would end them."""
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        (self.folder / "data/postmaster.pid").unlink()

    def processes(self):
        """The server's first process and all that it made."""
        first = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def remove(self):
        self._control("remove")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def place(self):
        """Host and port."""
        return self.address.split("@")[1].split("/")[0]

    @property
    def password(self):
        return self.address.split("@")[0].split(":")[-1]

    def _control(self, action, *arguments):
        done = subprocess.run(
            [REPOSITORY / "scripts/postgres", action, self.folder, *arguments],
            capture_output=True, text=True, timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
