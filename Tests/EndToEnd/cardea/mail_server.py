"""A mail server (aiosmtpd) with a certificate, a log-in, and refusals at each step; and what came in there."""

import email
import email.policy
import re
import subprocess
import threading
from ssl import PROTOCOL_TLS_SERVER, SSLContext

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from .server import free_port
from .waiting import eventually

USER, PASSWORD = "cardea", "correct horse 42"


class Mail:
    """A message as it came in."""

    def __init__(self, envelope):
        self.sender = envelope.mail_from
        self.recipients = envelope.rcpt_tos
        self.raw = envelope.content
        self.message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.subject = self.message["Subject"]
        self.text = self.message.get_body(("plain",)).get_content()
        self.html = self.message.get_body(("html",)).get_content()

    @property
    def link(self):
        """The one link that holds a token."""
        links = set(re.findall(r"https?://\S+\?token=[\w-]+", self.text))
        assert len(links) == 1, self.text
        return links.pop()


class MailServer:
    """`refusal` is what it answers at a step: `RCPT`, `MAIL`, `DATA`, `AUTH`."""

    def __init__(self, folder, implicit=False, tls=True):
        self.folder = folder
        self.key, self.certificate = folder / "mail.key", folder / "mail.crt"
        self.implicit, self.tls = implicit, tls
        self.mails = []
        self.refusals = {}
        self.logins = 0
        self._lock = threading.Lock()
        self._controller = None

    def __enter__(self):
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        subprocess.run(
            [*command, "-keyout", self.key, "-out", self.certificate], check=True, capture_output=True)
        (self.folder / "mail.password").write_text(PASSWORD + "\n")
        (self.folder / "mail.password").chmod(0o600)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        options = {}
        if self.implicit:
            options = {"ssl_context": context, "auth_require_tls": False}
        elif self.tls:
            options = {"tls_context": context, "require_starttls": True}
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self._authenticate, auth_required=self.tls,
            enable_SMTPUTF8=True, **options)
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    def config(self, **changes):
        """What a server is configured with that hands its mail over here."""
        scheme = "smtps" if self.implicit else "smtp"
        settings = {
            "smtp": f"{scheme}://localhost:{self.port}", "user": USER, "password_file": self.folder / "mail.password",
            "from": '"Example & Söhne <no-reply@example.com>"', **changes}
        lines = "".join(f"  {name}: {value}\n" for name, value in settings.items() if value is not None)
        return f"mail:\n{lines}outbound:\n  ca_certificates: {self.certificate}\n"

    def _authenticate(self, server, session, envelope, mechanism, data):
        self.logins += 1
        ok = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=ok and "AUTH" not in self.refusals)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.refusals:
            return self.refusals["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.refusals:
            return self.refusals["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.refusals:
            return self.refusals["DATA"]
        with self._lock:
            self.mails.append(Mail(envelope))
        return "250 OK"

    def to(self, address, about=""):
        """What came in for somebody under such a subject."""
        with self._lock:
            return [mail for mail in self.mails if address in mail.recipients and about in mail.subject]

    def wait_for(self, address, count=1, about=""):
        """The last of so many messages to somebody."""
        found = eventually(lambda: self.to(address, about)[count - 1 :], within=15, because="no mail came")
        return found[0]
