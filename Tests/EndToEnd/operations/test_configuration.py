"""Where settings come from, and what the server refuses to be (contract, Configuration file)."""

import json
import re

import pytest

from cardea.commands import Commands
from cardea.tokens import assert_tokens, token_error
from cardea.waiting import eventually

FILE, ENVIRONMENT, FLAG = "http://localhost:1001", "http://localhost:1002", "http://localhost:1003"


def test_a_flag_wins_over_the_environment(start):
    server = start("--issuer", FLAG, config=f"issuer: {FILE}\n", environment={"CARDEA_ISSUER": ENVIRONMENT})
    assert server.issuer == FLAG
    assert server.get("/.well-known/openid-configuration").json()["issuer"] == FLAG


def test_without_an_issuer_it_is_localhost_and_the_port(start):
    server = start()
    assert server.issuer == f"http://localhost:{server.address[1]}"
    assert server.url == f"http://127.0.0.1:{server.address[1]}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--issuer", "http://auth.example.com"),
        ("--issuer", "https://auth.example.com/?query"),
        ("--issuer", "https://auth.example.com/#fragment"),
        ("--issuer", "ftp://localhost"),
        ("--issuer", "localhost"),
        ("--listen", "nowhere"),
        ("--listen", "127.0.0.1:99999"),
        ("--tls-certificate", "missing.pem", "--tls-key", "missing.pem"),
        ("--dev", "--listen", "0.0.0.0:0"),
        ("--dev", "--listen", "[::]:0"),
        ("--dev", "--issuer", "https://auth.example.com"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_the_server_refuses_to_start(tmp_path, arguments):
    listen = () if "--listen" in arguments else ("--listen", "127.0.0.1:0")
    done = Commands(tmp_path / "data").run("serve", *arguments, *listen, timeout=30)
    assert done.returncode in (1, 64)
    assert done.stderr.strip()
    assert "listening" not in done.stdout


def test_an_address_that_is_taken_is_a_reason_and_not_a_crash(start):
    server = start()
    host, port = server.address
    done = Commands(server.directory / "other").run("serve", "--listen", f"{host}:{port}", timeout=30)
    assert done.returncode == 1
    assert str(port) in done.stderr and "--listen HOST:PORT" in done.stderr


class TestClientsInTheFile:
    def configuration(self, *clients):
        return "clients: " + json.dumps(list(clients)) + "\n"

    def client(self, name, **metadata):
        return {
            "client_id": name,
            "client_secret": f"secret-of-{name}-which-is-long-enough",
            "client_name": name,
            "grant_types": ["client_credentials"],
            "scope": "orders.read",
            **metadata,
        }

    def ask(self, server, name, secret=None):
        secret = secret or f"secret-of-{name}-which-is-long-enough"
        return server.token({"grant_type": "client_credentials", "client_id": name, "client_secret": secret})

    def test_they_are_kept_equal_to_the_file_at_start_and_on_sighup(self, start):
        server = start(config=self.configuration(self.client("one"), self.client("two")))
        added = server.add_client()
        for name in ("one", "two"):
            assert_tokens(self.ask(server, name))

        server.config.write_text(self.configuration(self.client("two"), self.client("three")))
        server.hang_up()

        eventually(lambda: self.ask(server, "three").status_code == 200, because="a client that was added to the file")
        eventually(lambda: token_error(self.ask(server, "one")) == "invalid_client", because="one that was taken out")
        assert_tokens(self.ask(server, "two"))
        assert_tokens(added.client_credentials())  # the command's own are not the file's to remove

        server.restart()
        assert token_error(self.ask(server, "one")) == "invalid_client"
        assert_tokens(self.ask(server, "three"))

    def test_a_file_that_got_broken_changes_nothing(self, start):
        server = start(config=self.configuration(self.client("one")))
        server.config.write_text("clients: [{\n")
        server.hang_up()
        server.get("/healthz")
        assert_tokens(self.ask(server, "one"))
        assert server.is_running


def test_the_check_names_everything_that_is_wrong_with_its_line(tmp_path):
    file = tmp_path / "cardea.yaml"
    file.write_text("listn: a\ntokens:\n  access_lifetime: never\n")
    said = Commands(tmp_path, config=file).refused("config", "check")
    assert f"{file}:1: unknown key listn" in said and f"{file}:3: tokens.access_lifetime" in said


def test_warnings_come_beside_errors_and_all_in_the_order_of_the_file(tmp_path):
    config = tmp_path / "cardea.yaml"
    config.write_text(
        """\
issuer: http://auth.example.com/
resources:
  - uri: https://api.example.com
    name: Orders
    scopes: orders.read
clients:
  - client_id: nightly
    grant_types: [client_credentials]
    client_secret: a-long-random-text
    scope: ordres.read
lisen: 127.0.0.1:1
"""
    )
    done = Commands(tmp_path / "data", config).run("config", "check")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if str(config) in line]
    warnings = [line for line in lines if line.startswith("Warning")]
    assert len(warnings) == 1 and "did you mean orders.read?" in warnings[0], done.stderr
    errors = [line for line in lines if line not in warnings]
    assert [int(re.search(r"cardea\.yaml:(\d+)", line)[1]) for line in errors] == [1, 1, 11], done.stderr
