"""Synapse, the Matrix homeserver, whose people sign in at Cardea."""

import base64
import secrets
import sys

from .relying_party import RelyingParty

# A homeserver that talks to no other one.
CONFIGURATION = """\
server_name: localhost
public_baseurl: http://localhost:{port}/
listeners:
  - port: {port}
    bind_addresses: [127.0.0.1]
    type: http
    resources: [{{names: [client]}}]
database:
  name: sqlite3
  args: {{database: {directory}/homeserver.db}}
media_store_path: {directory}/media
signing_key_path: {directory}/signing.key
macaroon_secret_key: not a secret, this is a test
form_secret: not a secret, this is a test
report_stats: false
trusted_key_servers: []
"""


class Synapse(RelyingParty):
    """Runs in a directory of its own; `settings` are more of its homeserver.yaml."""

    def __init__(self, port, directory, settings, certificate=None):
        """`certificate` is the file of an authority that it trusts."""
        super().__init__(port, directory / "output.log")
        self.directory = directory
        self.environment = {"SSL_CERT_FILE": str(certificate)} if certificate else {}
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (directory / "signing.key").write_text(f"ed25519 a_test {seed}\n")
        self.configuration = directory / "homeserver.yaml"
        self.configuration.write_text(CONFIGURATION.format(port=port, directory=directory) + settings)

    def start(self):
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", self.configuration]
        return self.run(command, self.environment, cwd=self.directory)
