"""A Django project whose people sign in at Cardea by a library that nobody here wrote; the rest is in clients/django."""

import shutil
import sys

from .commands import REPOSITORY
from .relying_party import RelyingParty

SOURCES = REPOSITORY / "Tests/EndToEnd/clients/django"


class DjangoSite(RelyingParty):
    """Runs in a directory of its own, with `settings` as its settings.py."""

    def __init__(self, port, directory, settings):
        super().__init__(port, directory / "output.log")
        self.directory = shutil.copytree(SOURCES, directory / "site")
        (self.directory / "settings.py").write_text(f"from base import *\n\n{settings}")

    def start(self):
        return self.run([sys.executable, self.directory / "serve.py", self.port], cwd=self.directory)

    def page(self, path):
        return f"{self.origin}{path}"
