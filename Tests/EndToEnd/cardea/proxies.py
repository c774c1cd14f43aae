"""The proxies of Examples/Proxies, with this machine's addresses and a certificate in the place of theirs."""

import os
import shutil
import tempfile
from pathlib import Path

from .apache import MODULES
from .commands import REPOSITORY
from .relying_party import RelyingParty, ordinary_user, steady_port

EXAMPLES = REPOSITORY / "Examples/Proxies"
CERTIFICATES = "/etc/ssl/auth.example.com"
LISTENING = "127.0.0.1:8080"


def example(name, places):
    """The text of a file; each of the places stands in it, and gives way to what it is here."""
    text = (EXAMPLES / name).read_text()
    for old, new in places.items():
        assert old in text, f"{name} does not say {old}"
        text = text.replace(old, str(new))
    return text


class Proxy(RelyingParty):
    """A proxy before the server at `upstream`, with a folder of its own; nothing in /etc is read."""

    def __init__(self, upstream, certificate, key):
        self.directory = Path(tempfile.mkdtemp(prefix="cardea-proxy-"))
        super().__init__(steady_port(), self.directory / "output.log")
        self.issuer = f"https://localhost:{self.port}"
        self.plain = steady_port()
        self.upstream = upstream
        self.certificate, self.key = (shutil.copy(path, self.directory) for path in (certificate, key))
        if not self.program.exists():
            raise RuntimeError(f"{self.program} is missing: run `scripts/bootstrap test`")

    def write(self, text):
        path = self.directory / "configuration"
        path.write_text(text)
        return path

    def finish(self):
        super().finish()
        shutil.rmtree(self.directory)


class Nginx(Proxy):
    program = Path("/usr/sbin/nginx")

    def start(self):
        places = {
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "server_name auth.example.com": "server_name localhost",
            f"{CERTIFICATES}/fullchain.pem": self.certificate,
            f"{CERTIFICATES}/key.pem": self.key,
            LISTENING: self.upstream,
        }
        owner = "user root root;" if os.geteuid() == 0 else ""
        folders = "".join(f"{kind}_temp_path {kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        usual = f"daemon off; worker_processes 1; pid nginx.pid; {owner} events {{}}"
        site = example("nginx.conf", places)
        configuration = self.write(f"{usual}\nhttp {{ access_log off; {folders}\n{site}}}\n")
        return self.run([self.program, "-e", "stderr", "-p", self.directory, "-c", configuration])


class ApacheProxy(Proxy):
    program = Path("/usr/sbin/apache2")

    def start(self):
        places = {
            "*:443": f"127.0.0.1:{self.port}",
            "*:80": f"127.0.0.1:{self.plain}",
            "ServerName auth.example.com": "ServerName localhost",
            f"{CERTIFICATES}/fullchain.pem": self.certificate,
            f"{CERTIFICATES}/key.pem": self.key,
            LISTENING: self.upstream,
        }
        loaded = ("mpm_event", "authz_core", "alias", "socache_shmcb", "ssl", "http2", "proxy", "proxy_http")
        modules = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in loaded)
        usual = f'ServerRoot "{self.directory}"\nDefaultRuntimeDir "{self.directory}"\nPidFile apache.pid\n'
        usual += f"ServerName localhost\nErrorLog error.log\nListen 127.0.0.1:{self.port}\nListen 127.0.0.1:{self.plain}\n"
        configuration = self.write(usual + modules + example("apache.conf", places))
        return self.run_as(ordinary_user(), [self.program, "-X", "-f", configuration], self.directory)

    def log(self):
        errors = self.directory / "error.log"
        return super().log() + (errors.read_text(errors="replace") if errors.exists() else "")


class HAProxyInFront(Proxy):
    program = Path("/usr/sbin/haproxy")

    def start(self):
        combined = self.directory / "combined.pem"
        combined.write_text(Path(self.certificate).read_text() + Path(self.key).read_text())
        places = {
            "bind :443": f"bind 127.0.0.1:{self.port}",
            "bind :80": f"bind 127.0.0.1:{self.plain}",
            f"{CERTIFICATES}/combined.pem": combined,
            LISTENING: self.upstream,
        }
        return self.run([self.program, "-db", "-f", self.write(example("haproxy.cfg", places))])


class Caddy(Proxy):
    program = Path("/usr/bin/caddy")

    def start(self):
        ports = f"http_port {self.plain}\n\thttps_port {self.port}\n\tdefault_bind 127.0.0.1"
        usual = f"{{\n\tadmin off\n\tstorage file_system {self.directory}\n\tskip_install_trust\n\t{ports}\n}}\n"
        site = example("Caddyfile", {"auth.example.com {": f"localhost {{\n\ttls {self.certificate} {self.key}"})
        configuration = self.write(usual + site)
        command = [self.program, "run", "--adapter", "caddyfile", "--config", configuration]
        return self.run(command, {"HOME": str(self.directory), "CARDEA": self.upstream})


PROXIES = {"nginx": Nginx, "Apache": ApacheProxy, "HAProxy": HAProxyInFront, "Caddy": Caddy}
