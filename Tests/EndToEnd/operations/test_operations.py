"""What an operator watches: health, metrics, logs."""

import json
import os
import re

import pytest

from cardea.browser import Browser
from cardea.server import Server
from cardea.waiting import eventually


def samples(server):
    """The metrics as {(name, frozenset of label pairs): value}."""
    answer = server.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    found = {}
    for line in answer.text.splitlines():
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?", line)
        assert match, f"not a sample: {line}"
        labels = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or "")
        found[match[1], frozenset(labels)] = float(match[3])
    return found


def total(found, *, having):
    """The sum of all counters that have a label of each of these values."""
    return sum(
        value
        for (name, labels), value in found.items()
        if name.endswith("_total") and set(having) <= {label_value for _, label_value in labels}
    )


class TestHealth:
    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_a_server_that_listens_is_alive_and_ready(self, server, path):
        assert server.get(path).status_code == 200


class TestMetrics:
    def test_requests_are_counted_by_route_and_tokens_by_grant(self, server, application):
        before = samples(server)
        for _ in range(3):
            assert application.client_credentials().status_code == 200
        application.client_credentials(client_secret="wrong")

        def counted():
            after = samples(server)
            return (
                total(after, having=["/v1/auth/oauthtoken"]) - total(before, having=["/v1/auth/oauthtoken"]) >= 4
                and total(after, having=["client_credentials"]) - total(before, having=["client_credentials"]) >= 3
            )

        eventually(counted, because="four token requests, three tokens")

    def test_latencies_are_histograms(self, server, application):
        application.client_credentials()
        found = samples(server)
        buckets = [labels for (name, labels) in found if name.endswith("_bucket")]
        assert any(("le", "+Inf") in labels for labels in buckets)
        assert any("/v1/auth/oauthtoken" in dict(labels).values() for labels in buckets)
        for suffix in ("_sum", "_count"):
            assert any(name.endswith(suffix) for name, _ in found)

    def test_sign_ins_are_counted_by_outcome(self, server, application, user):
        before = {key: value for key, value in samples(server).items() if "sign" in key[0]}
        browser = Browser(server, user)
        page = browser.open(application.authorization_url())
        page = browser.sign_in(page, password="wrong")
        browser.sign_in(page)

        def grown():
            after = {key: value for key, value in samples(server).items() if "sign" in key[0]}
            return len([key for key, value in after.items() if value > before.get(key, 0)]) >= 2

        eventually(grown, because="one success and one failure")

    def test_there_is_something_about_commits_and_passwords(self, server):
        names = {name for name, _ in samples(server)}
        assert any("commit" in name for name in names)
        assert any("password" in name for name in names)

    def test_every_family_is_explained(self, server):
        text = server.get("/metrics").text
        families = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
        assert families
        assert families <= set(re.findall(r"^# HELP (\S+)", text, re.MULTILINE))

    def test_paths_that_strangers_make_up_do_not_become_labels(self, server):
        for number in range(20):
            server.get(f"/made-up/{number}")
            server.get(f"/v1/auth/register/{number}")
            server.request(f"BREW{number}", "/v1/auth/oauthtoken")
        assert "made-up" not in server.get("/metrics").text
        assert "BREW" not in server.get("/metrics").text


class TestLogs:
    def lines(self, server):
        return [json.loads(line) for line in server.stderr.read_text().splitlines() if line]

    def test_each_line_is_json_when_nobody_looks(self, server):
        server.get("/v1/auth/me")
        for line in eventually(lambda: self.lines(server)):
            assert isinstance(line, dict)

    def test_each_request_has_an_id_of_its_own(self, server):
        for _ in range(3):
            server.token({"grant_type": "string"})

        def ids():
            found = [
                value
                for line in self.lines(server)
                for name, value in line.items()
                if re.fullmatch(r"request.?id", name, re.IGNORECASE)
            ]
            return found if len(set(found)) >= 3 else None

        assert eventually(ids, because="three requests, three ids")

    def test_a_route_is_named_and_not_what_was_asked_for(self, server):
        server.get("/v1/auth/me?canary=query")
        server.get("/canary-path")
        eventually(lambda: "/v1/auth/me" in server.log() and "unmatched" in server.log())
        assert "canary" not in server.log()

    def test_on_a_terminal_or_when_told_it_is_text(self, start):
        server = start(environment={"CARDEA_LOG_FORMAT": "text"})
        server.get("/v1/auth/me")
        lines = eventually(lambda: [line for line in server.stderr.read_text().splitlines() if line])
        with pytest.raises(ValueError):
            json.loads(lines[0])

    def test_no_request_waits_for_who_does_not_read_them(self, start):
        def stuffed(directory, *arguments, **options):
            server = Server(directory, *arguments, **options)
            os.mkfifo(server.stderr)
            # Somebody has it open, and reads nothing.
            os.open(server.stderr, os.O_RDWR)
            return server

        server = start(make=stuffed)
        # A line has some 200 octets, and a pipe takes 65,536.
        for _ in range(600):
            assert server.get("/login").status_code == 200

    def test_standard_output_has_the_one_line_and_nothing_else(self, server):
        assert len(server.stdout.read_text().splitlines()) == 1


class TestDev:
    @pytest.fixture(scope="class")
    def dev(self, tmp_path_factory):
        server = Server(tmp_path_factory.mktemp("dev"), "--dev").start()
        yield server
        server.finish()

    def test_the_demo_client_and_the_demo_user_are_there(self, dev):
        answer = dev.token({"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo-secret"})
        assert answer.status_code == 200
        user = dev.commands.json("user", "show", "demo")
        assert user["name"] == "Demo Trader"
        assert user["email"] == "demo@example.com"
        assert user["email_verified"] is True
        client = dev.commands.json("client", "show", "demo")
        assert "http://localhost:3030/oauth/tradovate/callback" in client["redirect_uris"]
        assert set(client["grant_types"]) == {"authorization_code", "refresh_token", "client_credentials"}
        assert set(client["scope"].split()) == {"openid", "profile", "email", "offline_access"}

    def test_a_second_start_keeps_them(self, dev):
        before = dev.commands.json("user", "show", "demo")
        dev.restart()
        assert dev.commands.json("user", "show", "demo") == before
        answer = dev.token({"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo-secret"})
        assert answer.status_code == 200

    def test_without_dev_there_is_no_demo(self, server):
        answer = server.token({"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo-secret"})
        assert answer.status_code == 401
        server.commands.refused("user", "show", "demo")
