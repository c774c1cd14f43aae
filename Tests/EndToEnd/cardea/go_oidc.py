"""The web application in clients/go-oidc: go-oidc, x/oauth2 and go-jose as Debian packages them."""

import shutil
import subprocess
from pathlib import Path

from .commands import REPOSITORY, clean_environment
from .relying_party import RelyingParty

SOURCE = REPOSITORY / "Tests" / "EndToEnd" / "clients" / "go-oidc"
PACKAGES = Path("/usr/share/gocode")


def build(directory, cache):
    """Compiles the application with what is on this machine, and nothing from any other; returns the executable."""
    if shutil.which("go") is None or not (PACKAGES / "src/github.com/coreos/go-oidc").is_dir():
        raise RuntimeError("Go or go-oidc is missing: run `scripts/bootstrap test`")
    program = Path(directory) / "go-oidc"
    offline = {"GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOFLAGS": "", "GOPROXY": "off", "GOCACHE": str(cache)}
    done = subprocess.run(
        ["go", "build", "-o", str(program), "."],
        cwd=SOURCE,
        env=clean_environment(offline),
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    return program


class GoApplication(RelyingParty):
    """The application as one client; its flags are keyword arguments, with _ for -."""

    def __init__(self, program, port, application, output, **flags):
        super().__init__(port, output)
        self.program = program
        self.application = application
        self.flags = flags

    def start(self):
        usual = {
            "listen": f"127.0.0.1:{self.port}",
            "origin": self.origin,
            "issuer": self.application.server.issuer,
            "client_id": self.application.client_id,
        }
        flags = [f"-{name.replace('_', '-')}={value}" for name, value in {**usual, **self.flags}.items()]
        return self.run([self.program, *flags], {"CLIENT_SECRET": self.application.client_secret or ""})

    def page(self, path="/"):
        return self.origin + path

    @property
    def goodbye(self):
        return self.page("/goodbye")
