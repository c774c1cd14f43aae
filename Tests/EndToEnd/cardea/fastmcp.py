"""An MCP server by FastMCP, which nobody here wrote, behind Cardea."""

import sys

from .mcp import resource_of
from .relying_party import RelyingParty


class FastMCPServer(RelyingParty):
    """Runs `program`, a server.py that listens where PORT says."""

    def __init__(self, port, directory, program):
        super().__init__(port, directory / "output.log")
        self.resource = resource_of(port)
        self.program = directory / "server.py"
        self.program.write_text(program)

    def start(self):
        return self.run([sys.executable, self.program], cwd=self.program.parent)
