"""What docs/connecting tells people to do for a product, done for a test: so every setting there is one that works."""

import re
import shlex
from contextlib import contextmanager

from .application import Application
from .commands import REPOSITORY
from .relying_party import running, steady_port
from .waiting import eventually

PAGES = sorted((REPOSITORY / "docs/connecting").glob("*.md"))
ISSUER = "https://auth.example.com"
HEADING = re.compile(r"^```.*?^```$|^#{1,3} ([^\n]+)$", re.MULTILINE | re.DOTALL)  # blocks aside, whose comments begin alike
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections():
    """What stands below each heading of the pages, by the heading."""
    found = {}
    for page in PAGES:
        text = page.read_text()
        headings = [heading for heading in HEADING.finditer(text) if heading[1]]
        ends = [heading.start() for heading in headings[1:]] + [len(text)]
        found |= {heading[1]: text[heading.end() : end] for heading, end in zip(headings, ends)}
    return found


class Recipe:
    """One section of the pages, with this machine's addresses in the place of theirs."""

    def __init__(self, heading, places=None):
        """`places` are addresses or paths as the pages write them, each with what stands for it here."""
        self.text = sections()[heading]
        self.places = dict(places or {})
        self._blocks = FENCE.findall(self.text)

    def rows(self):
        """The cells of every row of the section's tables, their heads aside."""
        bodies = re.findall(r"^\|[-|]+\|\n((?:\|.*\n)+)", self.text, re.MULTILINE)
        return [[cell.strip() for cell in line[1:-1].split("|")] for body in bodies for line in body.splitlines()]

    def blocks(self, language):
        """The section's blocks in a language, in order."""
        found = [text for name, text in self._blocks if name == language]
        for old, new in self.places.items():
            whole = re.compile(rf"(?<!\w){re.escape(old)}")  # and no part of a setting's name
            found = [whole.sub(lambda _, new=new: str(new), text) for text in found]
        return found

    def block(self, language):
        """The one block in a language."""
        [text] = self.blocks(language)
        return text

    def register(self, server):
        """Runs the section's `cardea client add`; from then on its blocks have the server, the identifier and the secret."""
        self.places[ISSUER] = server.issuer
        lines = [line for block in self.blocks("sh") for line in block.replace("\\\n", " ").splitlines()]
        [arguments] = [shlex.split(line)[1:] for line in lines if line.startswith("cardea client add ")]
        added = server.commands.json(*arguments)
        uris = added.get("redirect_uris") or [None]
        application = Application(server, added["client_id"], added.get("client_secret"), uris[0])
        self.places["CLIENT_ID"] = application.client_id
        if application.client_secret:
            self.places["CLIENT_SECRET"] = application.client_secret
            eventually(application.is_known, within=1.0, because="a new client is seen within a second")
        return application


@contextmanager
def product(heading, address, server, directory, make):
    """A running product, as the page sets it up: `make(port, directory, settings)`, with the section's Python.

    `address` is where the page has it.
    """
    port = steady_port()
    recipe = Recipe(heading, {address: f"http://localhost:{port}"})
    recipe.register(server)
    with running(make(port, directory, recipe.block("python"))) as party:
        yield party
