"""Apache with mod_auth_openidc: a relying party in C that nobody here wrote, protecting pages with this server."""

import shutil
import tempfile
from pathlib import Path

from .relying_party import RelyingParty, ordinary_user

PROGRAM = Path("/usr/sbin/apache2")  # not on everybody's PATH
MODULES = Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authn_core", "authz_core", "authz_user", "filter", "headers", "include", "auth_openidc")

# One page for everybody and two for those who signed in. A protected page shows what an application behind it is told.
PAGES = {
    "site/goodbye.html": "<!DOCTYPE html><title>Goodbye</title><p>Goodbye, come again.</p>\n",
    "site/protected/index.html": "<!DOCTYPE html><title>Members</title><pre id='told'><!--#printenv --></pre>\n",
    "site/protected/vault.html": "<!DOCTYPE html><title>Vault</title><pre id='told'><!--#printenv --></pre>\n",
}

CONFIGURATION = """\
ServerRoot "{directory}"
DefaultRuntimeDir "{directory}"
PidFile apache.pid
ErrorLog error.log
LogLevel warn auth_openidc:info
ServerName localhost:{port}
Listen 127.0.0.1:{port}
ThreadsPerChild 8
MaxRequestWorkers 8
KeepAlive Off
{modules}
DocumentRoot site
AddDefaultCharset utf-8
<Directory "{directory}/site">
    Options +Includes
    SetOutputFilter INCLUDES
    Require all granted
</Directory>
{directives}
<Location /protected>
    AuthType openid-connect
    Require valid-user
    OIDCPassRefreshToken On
    Header set Told-By-Header-Email "expr=%{{HTTP:OIDC_CLAIM_email}}"
</Location>
{more}
"""


class Apache(RelyingParty):
    """A process of an ordinary user, in the foreground, with a directory of its own; /etc/apache2 is not read."""

    def __init__(self, port, application, directives, more="", files=None):
        """`application` is the client, `directives` are the module's by name, `more` is configuration as it stands.

        `files` are put into the process's directory; `{directory}` stands for that one in all of them.
        """
        if not PROGRAM.exists() or not (MODULES / "mod_auth_openidc.so").exists():
            raise RuntimeError("mod_auth_openidc is missing: run `scripts/bootstrap test`")
        self.directory = Path(tempfile.mkdtemp(prefix="cardea-apache-"))
        super().__init__(port, self.directory / "output.log")
        self.application = application
        for name, text in {**PAGES, **(files or {})}.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        configuration = CONFIGURATION.format(
            port=port,
            modules="\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED),
            directives="\n".join(directive(name, value) for name, value in directives.items()),
            more=more,
            directory="{directory}",
        )
        self.configuration = self.directory / "apache.conf"
        self.configuration.write_text(configuration.replace("{directory}", str(self.directory)))

    def start(self):
        # Apache refuses to answer as root.
        return self.run_as(ordinary_user(), [PROGRAM, "-X", "-f", self.configuration], self.directory)

    def finish(self):
        super().finish()
        shutil.rmtree(self.directory)

    def log(self):
        errors = self.directory / "error.log"
        return super().log() + (errors.read_text(errors="replace") if errors.exists() else "")

    # Places

    @property
    def members(self):
        """The page that only those who signed in can see."""
        return f"{self.origin}/protected/index.html"

    @property
    def vault(self):
        return f"{self.origin}/protected/vault.html"

    @property
    def goodbye(self):
        """A page for everybody."""
        return goodbye(self.port)

    @property
    def redirect_uri(self):
        return redirect_uri(self.port)


def directive(name, value):
    """One line of configuration; a tuple holds several arguments."""
    arguments = value if isinstance(value, tuple) else (value,)
    quoted = (argument.replace("\\", "\\\\").replace('"', '\\"') for argument in arguments)
    return " ".join([name, *(f'"{argument}"' for argument in quoted)])


def redirect_uri(port):
    """The address at which the module takes answers, logout tokens and its own hooks."""
    return f"http://localhost:{port}/protected/redirect_uri"


def goodbye(port):
    return f"http://localhost:{port}/goodbye.html"


def told(page):
    """What the application behind a protected page is told: environment variables by name."""
    shown = page.soup.find(id="told")
    assert page.status == 200 and shown is not None, f"not a protected page: {page}"
    lines = shown.get_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
