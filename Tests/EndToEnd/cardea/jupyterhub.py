"""JupyterHub with oauthenticator, whose people sign in at Cardea; the rest of its configuration is in clients/jupyterhub."""

import sys

from .commands import REPOSITORY
from .relying_party import RelyingParty

BASE = REPOSITORY / "Tests/EndToEnd/clients/jupyterhub/base.py"


class JupyterHub(RelyingParty):
    """Runs in a directory of its own, with `settings` in its jupyterhub_config.py."""

    def __init__(self, port, directory, settings):
        super().__init__(port, directory / "output.log")
        self.directory = directory
        self.configuration = directory / "jupyterhub_config.py"
        self.configuration.write_text(BASE.read_text() + settings)

    def start(self):
        command = [sys.executable, "-m", "jupyterhub", "-f", self.configuration]
        return self.run(command, {"PORT": str(self.port)}, cwd=self.directory)
