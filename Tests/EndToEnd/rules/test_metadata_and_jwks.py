"""The documents of a server that was started again, and of one below a path (RFC 8414 §3.1)."""

import pytest

from cardea.server import Server, free_port

def test_the_keys_are_the_same_after_a_restart(start):
    server = start()
    before = server.get("/v1/auth/jwks").json()
    server.restart()
    assert server.get("/v1/auth/jwks").json() == before


class TestAnIssuerWithAPath:
    @pytest.fixture(scope="class")
    def tenant(self, tmp_path_factory):
        port = free_port()
        issuer = f"http://localhost:{port}/tenant"
        server = Server(tmp_path_factory.mktemp("tenant"), "--issuer", issuer, listen=f"127.0.0.1:{port}").start()
        assert server.issuer == issuer
        yield server
        server.finish()

    @pytest.mark.parametrize(
        "path",
        [
            "/.well-known/oauth-authorization-server/tenant",
            "/.well-known/openid-configuration/tenant",
            "/tenant/.well-known/openid-configuration",
            "/tenant/.well-known/oauth-authorization-server",
        ],
    )
    def test_its_metadata_is_at_the_inserted_and_at_the_appended_path(self, tenant, path):
        answer = tenant.get(path)
        assert answer.status_code == 200
        metadata = answer.json()
        assert metadata["issuer"] == tenant.issuer
        for name in (name for name in metadata if name.endswith("_endpoint") or name == "jwks_uri"):
            statuses = {tenant.request(method, metadata[name]).status_code for method in ("GET", "POST")}
            assert statuses - {404, 405}, f"{name} at {metadata[name]}"
