"""HTTPS by `--tls-certificate` and `--tls-key`, with HTTP/2 by ALPN (contract, Commands)."""

import shutil
import socket
import ssl
import subprocess

import pytest

from cardea.browser import Browser
from cardea.commands import clean_environment
from cardea.server import tls_server
from cardea.tokens import assert_alive, assert_tokens

HTTP2_CLIENT = """
import { connect } from 'node:http2';
const session = connect(process.argv[2]);
session.on('error', error => { console.error(error); process.exit(1); });
const body = '{"grant_type":"string"}';
const request = session.request({ ':path': '/v1/auth/oauthtoken', ':method': 'POST', 'content-type': 'application/json' });
let text = '';
request.on('response', headers => console.log(headers[':status'], headers['cache-control']));
request.on('data', part => { text += part; });
request.on('end', () => { console.log(text); session.close(); });
request.end(body);
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = tls_server(tmp_path_factory.mktemp("tls")).start()
    yield server
    server.finish()


def test_the_whole_flow(server, application, user):
    tokens = application.tokens(Browser(server, user))
    assert_alive(application, tokens["access_token"])
    assert_tokens(application.refresh(tokens["refresh_token"]))


@pytest.mark.parametrize(("offered", "chosen"), [(["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1"), ([], None)])
def test_the_protocol_is_negotiated(server, offered, chosen):
    context = ssl.create_default_context(cafile=str(server.certificate))
    if offered:
        context.set_alpn_protocols(offered)
    with (
        socket.create_connection(server.address) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as tls,
    ):
        assert tls.selected_alpn_protocol() == chosen
        assert tls.version() in ("TLSv1.2", "TLSv1.3")


def test_a_token_request_over_http_2(server, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is missing: install nodejs")
    (tmp_path / "client.mjs").write_text(HTTP2_CLIENT)
    environment = clean_environment({"NODE_EXTRA_CA_CERTS": str(server.certificate)})
    command = [node, "client.mjs", server.issuer]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("400 no-store")
    assert "unsupported_grant_type" in done.stdout


def test_old_versions_are_refused(server):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(str(server.certificate))
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(server.address) as plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain, server_hostname="localhost")


def test_plain_http_to_the_same_port_gets_nothing(server):
    with socket.create_connection(server.address, timeout=10) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            assert b"200" not in plain.recv(4096)
        except ConnectionResetError:
            pass
    assert server.get("/healthz").status_code == 200


def test_pages_ask_for_https_from_now_on(server, application):
    answer = server.get(application.authorization_url(client_id="nobody"))
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
