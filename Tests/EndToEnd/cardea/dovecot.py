"""Dovecot, an IMAP server that nobody here wrote, which asks Cardea about the tokens that mail programs bring."""

import grp
import imaplib
import shutil
import tempfile
from pathlib import Path

from .relying_party import RelyingParty, ordinary_user

PROGRAM = Path("/usr/sbin/dovecot")  # not on everybody's PATH

# What a Dovecot needs that runs as an ordinary user with one port, keeps everything in one directory, and lets
# nobody wait who was refused.
CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {directory}/run
state_dir = {directory}/run
log_path = {directory}/dovecot.log
ssl = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{directory}/mail/%u
first_valid_uid = 1
auth_failure_delay = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={directory}/mail/%u
}}
"""


class Dovecot(RelyingParty):
    """A process in the foreground; /etc/dovecot is not read."""

    def __init__(self, port, settings, oauth2):
        """`settings` are lines of dovecot.conf, in which `oauth2` is the file /etc/dovecot/dovecot-oauth2.conf.ext."""
        if not PROGRAM.exists():
            raise RuntimeError("dovecot is missing: run `scripts/bootstrap test`")
        self.directory = Path(tempfile.mkdtemp(prefix="cardea-dovecot-"))
        super().__init__(port, self.directory / "output.log")
        self.owner = ordinary_user()  # Dovecot serves no mail of root's
        usual = CONFIGURATION.format(
            port=port,
            directory=self.directory,
            user=self.owner.pw_name,
            group=grp.getgrgid(self.owner.pw_gid).gr_name,
            uid=self.owner.pw_uid,
            gid=self.owner.pw_gid,
        )
        secrets = self.directory / "dovecot-oauth2.conf.ext"
        secrets.write_text(oauth2)
        self.configuration = self.directory / "dovecot.conf"
        self.configuration.write_text(usual + settings.replace("/etc/dovecot/dovecot-oauth2.conf.ext", str(secrets)))

    def start(self):
        return self.run_as(self.owner, [PROGRAM, "-F", "-c", self.configuration], self.directory)

    def finish(self):
        super().finish()
        shutil.rmtree(self.directory)

    def log(self):
        said = self.directory / "dovecot.log"
        return super().log() + (said.read_text(errors="replace") if said.exists() else "")

    def sign_in(self, mechanism, username, token):
        """What the inbox answers to somebody with this token; raises `imaplib.IMAP4.error` where they are refused."""
        starts = {"XOAUTH2": f"user={username}", "OAUTHBEARER": f"n,a={username},"}
        words = f"{starts[mechanism]}\x01auth=Bearer {token}\x01\x01".encode()
        with imaplib.IMAP4("127.0.0.1", self.port) as mail:
            mail.authenticate(mechanism, lambda challenge: words if not challenge else b"")
            return mail.select("INBOX")[0]
