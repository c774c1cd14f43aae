"""The seed page's Swift sample does not compile as printed; its working equivalent is Examples/SwiftTokenRequest."""

import json
import shutil
import subprocess

import pytest

from cardea.commands import REPOSITORY, clean_environment

EXAMPLE = REPOSITORY / "Examples" / "SwiftTokenRequest" / "main.swift"


@pytest.fixture(scope="module")
def server_options():
    return {"arguments": ("--dev",)}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    compiler = shutil.which("swiftc")
    if compiler is None:
        pytest.fail("swiftc is missing; it comes with the Swift toolchain that builds the server")
    program = tmp_path_factory.mktemp("swift") / "token-request"
    done = subprocess.run([compiler, "-o", str(program), str(EXAMPLE)], capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return program


def run(program, *arguments, **environment):
    return subprocess.run(
        [str(program), *arguments], env=clean_environment(environment), capture_output=True, text=True, timeout=30
    )


def test_it_prints_the_error_for_the_documented_body(example, server):
    done = run(example, f"{server.url}/v1/auth/oauthtoken")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["error"] == "unsupported_grant_type"


def test_it_prints_a_token_for_a_good_body(example, server):
    body = '{"grant_type":"client_credentials","client_id":"demo","client_secret":"demo-secret"}'
    done = run(example, TOKEN_URL=f"{server.url}/v1/auth/oauthtoken", TOKEN_BODY=body)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["token_type"] == "Bearer"


def test_it_says_what_went_wrong_when_nobody_listens(example):
    done = run(example, "http://127.0.0.1:9/v1/auth/oauthtoken")
    assert done.returncode == 1
    assert done.stderr
