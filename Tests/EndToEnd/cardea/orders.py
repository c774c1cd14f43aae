"""The two APIs of Examples/OrdersAPI, as processes."""

import sys

from .commands import REPOSITORY
from .relying_party import RelyingParty, steady_port

EXAMPLES = REPOSITORY / "Examples/OrdersAPI"
PROGRAMS = {"orders.py": sys.executable, "orders.mjs": "node"}
API = "https://api.example.com"


class OrdersAPI(RelyingParty):
    def __init__(self, name, issuer, directory):
        super().__init__(steady_port(), directory / "output.log")
        self.command = [PROGRAMS[name], EXAMPLES / name]
        self.settings = {"ISSUER": issuer, "AUDIENCE": API, "LISTEN": f"127.0.0.1:{self.port}"}

    def start(self):
        return self.run(self.command, self.settings)
