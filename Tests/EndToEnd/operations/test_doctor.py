"""`cardea doctor URL`: healthy servers are called healthy, and every defect of the others is found."""

import json
import re
import subprocess

import pytest

from cardea.commands import Commands, binary, clean_environment
from cardea.scripted_server import Broken, Hostile, Outdated, Resource
from cardea.server import Server, free_port, make_certificate, tls_server


def doctor(*arguments, status=0, stdin="", timeout=120):
    """Runs the command; returns what it wrote on standard output and standard error."""
    done = subprocess.run(
        [binary(), "doctor", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=clean_environment(),
        timeout=timeout,
    )
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout, done.stderr


def examine(*arguments, status=0, stdin=""):
    """The diagnosis, as programs read it."""
    report, _ = doctor(*arguments, "--json", status=status, stdin=stdin)
    assert report.count("\n") == 1
    diagnosis = json.loads(report)
    assert set(diagnosis) == {"url", "kind", "verdict", "findings"}
    for finding in diagnosis["findings"]:
        assert {"id", "severity", "title"} <= set(finding)
        assert None not in finding.values()
        if finding["severity"] in ("warning", "problem"):
            assert finding["detail"] and finding["remedy"], finding
    assert (diagnosis["verdict"] == "problems") == (status == 1)
    return diagnosis


def worse_than_notes(diagnosis):
    return [finding for finding in diagnosis["findings"] if finding["severity"] in ("warning", "problem")]


def ids(diagnosis, severity):
    return {finding["id"] for finding in diagnosis["findings"] if finding["severity"] == severity}


class TestOurOwnServer:
    def test_it_is_healthy(self, server):
        diagnosis = examine(server.issuer)
        assert diagnosis["kind"] == "authorization_server"
        assert not worse_than_notes(diagnosis)
        assert diagnosis["verdict"] == "healthy"

    @pytest.mark.parametrize("document", ["oauth-authorization-server", "openid-configuration"])
    def test_it_is_found_by_its_metadata_too(self, server, document):
        assert examine(f"{server.issuer}/.well-known/{document}")["verdict"] == "healthy"

    def test_a_public_client_must_use_pkce(self, server, public_application):
        named = ("--client-id", public_application.client_id, "--redirect-uri", public_application.redirect_uri)
        diagnosis = examine(server.issuer, *named)
        assert not worse_than_notes(diagnosis)
        assert ids(diagnosis, "ok") >= {
            "authorization.redirect_uri",
            "authorization.pkce.s256",
            "authorization.pkce.required",
            "authorization.pkce.plain",
            "authorization.state",
            "authorization.iss",
            "authorization.resource.unknown",
        }

    def test_with_a_path_in_its_issuer(self, tmp_path):
        port = free_port()
        tenant = Server(tmp_path, "--issuer", f"http://localhost:{port}/tenant", listen=f"127.0.0.1:{port}").start()
        try:
            assert examine(tenant.issuer)["verdict"] == "healthy"
        finally:
            tenant.finish()

    def test_one_where_registration_is_off_is_healthy_too(self, server):
        diagnosis = examine(server.issuer, "--register")
        assert not worse_than_notes(diagnosis)
        assert "metadata.introduction" in ids(diagnosis, "note")


class TestClientsThatBringThemselves:
    """Registration and metadata documents of our own server, as a native MCP client sees them."""

    CONFIGURATION = "registration:\n  policy: {policy}\n  metadata_documents: on\n"
    WELL = {
        "metadata.introduction",
        "registration.hostile",
        "registration.native",
        "registration.null",
        "registration.method",
        "registration.echo",
        "registration.management",
        "authorization.pkce.s256",
        "authorization.pkce.required",
        "authorization.loopback_port",
        "authorization.iss",
        "cors.registration",
        "removal.client",
    }

    def test_open(self, start):
        server = start(config=self.CONFIGURATION.format(policy="open"))
        diagnosis = examine(server.issuer, "--register")
        assert not worse_than_notes(diagnosis)
        assert not self.WELL - ids(diagnosis, "ok")
        assert server.commands.json("client", "list") == []

    def test_with_a_token(self, start):
        server = start(config=self.CONFIGURATION.format(policy="token"))
        without = examine(server.issuer, "--register")
        assert not worse_than_notes(without)
        assert {"registration.hostile", "registration.native"} <= ids(without, "note")
        token = server.commands.json("client", "registration-token")["initial_access_token"]
        diagnosis = examine(server.issuer, "--register", "--registration-token-stdin", stdin=token + "\n")
        assert not worse_than_notes(diagnosis)
        assert not self.WELL - ids(diagnosis, "ok")


class TestABrokenServer:
    @pytest.fixture(scope="class")
    def broken(self):
        with Broken() as broken:
            yield broken

    @pytest.fixture(scope="class")
    def diagnosis(self, broken):
        return examine(broken.origin, "--register", status=1)

    def test_every_defect_is_found(self, diagnosis):
        assert diagnosis["kind"] == "authorization_server"
        expected = {
            "discovery.redirect",
            "discovery.issuer",
            "discovery.null",
            "discovery.unknown_path",
            "metadata.types",
            "metadata.addresses",
            "metadata.pkce",
            "metadata.response_types",
            "keys.names",
            "keys.secrecy",
            "token.missing_grant",
            "token.unknown_grant",
            "token.unknown_client",
            "token.error_body",
            "authorization.unknown_client",
            "authorization.redirect_uri",
            "userinfo.challenge",
            "introspection.refusal",
            "revocation.refusal",
            "registration.hostile",
            "registration.null",
        }
        assert not expected - ids(diagnosis, "problem")
        expected = {
            "discovery.content_type",
            "discovery.empty",
            "discovery.oauth",
            "metadata.public_clients",
            "metadata.grants",
            "metadata.iss",
            "metadata.unsigned",
            "token.caching",
            "token.basic",
            "cors.discovery",
            "cors.keys",
            "cors.token",
            "cors.registration",
            "registration.caching",
        }
        assert not expected - ids(diagnosis, "warning")

    def test_people_read_what_to_do(self, broken):
        report, said = doctor(broken.origin, status=1)
        assert "  problem  PKCE is not advertised  [metadata.pkce]" in report
        assert "To mend it: " in report
        assert "See RFC 9700 " in report
        assert report.rstrip().splitlines()[-1].startswith("Something is wrong: ")
        assert "\x1b" not in report
        assert not said

    def test_nothing_is_registered_unasked(self):
        with Broken() as broken:
            doctor(broken.origin, status=1)
            assert "POST /register" not in {request.place for request in broken.requests}

    def test_verbose_shows_the_exchange_without_secrets(self, broken):
        report, said = doctor(broken.origin, "--register", "--verbose", "--json", status=1)
        json.loads(report)
        assert f"> POST {broken.origin}/token" in said
        assert '"client_secret":"(secret)"' in said
        assert "Authorization: (secret)" in said
        assert "\x1b" not in said


class TestAResource:
    @pytest.fixture
    def resource(self, start):
        with Resource(None) as resource:
            config = f"resources:\n  - uri: {resource.url}\n    scopes: [orders.read]\n"
            resource.server = start(config=config)
            resource.authorization_server = resource.server.issuer
            yield resource

    def test_a_good_one_is_healthy_and_so_is_its_server(self, resource):
        application = resource.server.add_client(
            public=True, redirect_uris=("https://app.example.com/callback",), scope="openid orders.read"
        )
        diagnosis = examine(resource.url, "--client-id", application.client_id)
        assert diagnosis["kind"] == "protected_resource"
        assert not worse_than_notes(diagnosis)
        assert ids(diagnosis, "ok") >= {
            "resource.status",
            "resource.challenge.metadata",
            "resource.forged_token",
            "resource_metadata.resource",
            "discovery.issuer",
            "token.unknown_client",
            "authorization.resource.known",
        }
        first = resource.requests[1]  # after the look at the connection
        assert first.place == "POST /mcp"
        assert json.loads(first.body)["method"] == "initialize"

    def test_a_client_that_registers_itself_gets_no_further_scope_than_it_needs(self, start):
        with Resource(None) as resource:
            scopes = "[orders.read, orders.write]"
            server = start(
                config=f"resources:\n  - uri: {resource.url}\n    scopes: {scopes}\n"
                f"registration:\n  policy: open\n  scopes: {scopes}\n"
            )
            resource.authorization_server = server.issuer
            diagnosis = examine(resource.url, "--register")
        assert not worse_than_notes(diagnosis)
        assert ids(diagnosis, "ok") >= {"authorization.pkce.s256", "authorization.resource.known", "removal.client"}

    def test_it_is_found_by_its_metadata_too(self, resource):
        assert examine(resource.metadata_url)["kind"] == "protected_resource"

    def test_without_a_challenge(self, resource):
        resource.has_challenge = False
        assert "resource.challenge" in ids(examine(resource.url, status=1), "problem")

    def test_metadata_of_another(self, resource):
        resource.names = "https://mcp.example.com/mcp"
        assert "resource_metadata.resource" in ids(examine(resource.url, status=1), "problem")

    def test_a_server_that_does_not_know_it(self, resource):
        resource.names = f"{resource.origin}/other"
        application = resource.server.add_client(public=True)
        diagnosis = examine(resource.url, "--client-id", application.client_id, status=1)
        assert "authorization.resource.known" in ids(diagnosis, "problem")

    def test_a_server_that_is_not_there(self, resource):
        resource.authorization_server = f"http://127.0.0.1:{free_port()}"
        assert "connection.unanswered" in ids(examine(resource.url, status=1), "problem")


class TestCertificates:
    @pytest.fixture(scope="class")
    def server(self, tmp_path_factory):
        server = tls_server(tmp_path_factory.mktemp("tls")).start()
        yield server
        server.finish()

    def test_one_that_nobody_has_signed(self, server):
        diagnosis = examine(server.issuer, status=1)
        problems = [finding for finding in diagnosis["findings"] if finding["severity"] == "problem"]
        assert [problem["id"] for problem in problems] == ["tls.certificate"]
        assert "not trusted" in problems[0]["title"]
        assert "token.unknown_client" in ids(diagnosis, "ok"), "the rest is examined all the same"

    def test_one_of_an_authority_that_is_named(self, server):
        diagnosis = examine(server.issuer, "--ca-certificate", server.certificate)
        assert "tls.certificate" in ids(diagnosis, "ok")
        assert "tls.version" in ids(diagnosis, "ok")
        # It was made for two days.
        assert {finding["id"] for finding in worse_than_notes(diagnosis)} == {"tls.expiry"}

    def test_one_for_an_address(self, server):
        url = server.issuer.replace("localhost", "127.0.0.1")
        assert "tls.certificate" in ids(examine(url, "--ca-certificate", server.certificate, status=1), "ok")

    def test_one_for_another_name(self, start, tmp_path):
        certificate, key = make_certificate(tmp_path, "DNS:other.example.com")
        port = free_port()
        files = ("--tls-certificate", certificate, "--tls-key", key)
        issuer = start(*files, "--issuer", f"https://localhost:{port}", listen=f"127.0.0.1:{port}").issuer
        diagnosis = examine(issuer, "--ca-certificate", certificate, status=1)
        found = next(finding for finding in diagnosis["findings"] if finding["id"] == "tls.certificate")
        assert "another name" in found["title"]
        assert '"other.example.com"' in found["detail"]

    def test_one_that_has_expired_by_a_version_that_has_too(self, tmp_path):
        with Outdated(tmp_path) as outdated:
            diagnosis = examine(outdated.origin, "--ca-certificate", outdated.certificate, status=1)
        found = {finding["id"]: finding for finding in diagnosis["findings"]}
        assert found["tls.certificate"]["title"] == "The certificate has expired"
        assert "3 days ago" in found["tls.certificate"]["detail"]
        assert found["tls.version"]["severity"] == "warning"

    def test_no_tls_at_all(self, start):
        url = start().url.replace("http://", "https://")
        assert ids(examine(url, status=1), "problem") == {"connection.unanswered"}


class TestHostileServers:
    @pytest.mark.parametrize("how", ["endless", "slow", "escapes", "deep"])
    def test_the_examination_ends_and_shows_nothing_unseen(self, how):
        with Hostile(how) as hostile:
            report, _ = doctor(hostile.origin, status=1)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", report)
        assert max(map(len, report.splitlines())) < 1000


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [(), ("auth.example.com",), ("ftp://auth.example.com",), ("https://a/#b",), ("https://a.example", "--unknown")]
        + [("https://a.example", "--redirect-uri", "https://b.example"), ("https://a.example", "--data", "x")],
    )
    def test_what_cannot_be_examined(self, arguments):
        _, said = doctor(*arguments, status=64)
        assert said.strip()

    def test_a_file_that_has_no_certificates(self, tmp_path):
        (tmp_path / "empty.pem").write_text("nothing")
        _, said = doctor("https://a.example", "--ca-certificate", tmp_path / "empty.pem", status=1)
        assert "empty.pem holds no certificate" in said

    def test_it_needs_no_data(self, server, tmp_path):
        cardea = Commands(tmp_path / "nowhere")
        assert cardea.run("doctor", server.issuer, places=False).returncode == 0
        assert not cardea.data.exists()
