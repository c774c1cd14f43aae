"""The samples of the page that this project implements, run as printed; only the base URL is replaced."""

import ast
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cardea.commands import REPOSITORY, clean_environment
from cardea.server import tls_server
from cardea.tokens import unverified

SEED = REPOSITORY / "Tests/EndToEnd/seed/o-auth-token.md"
SHA256 = "7c9ce3dcf6858f1ecfe8e5c10b3294360e49a09712a89fb4fda74cbb7cd09fed"
DOCUMENTED_SERVER = "https://live.tradovateapi.com"
GOOD_FIELDS = {"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo-secret"}


def sample(language):
    """The one block of that language under "SDK Code"."""
    found = re.findall(
        rf"^```{language}\n(.*?)\n```", SEED.read_text().split("**SDK Code**")[1], re.DOTALL | re.MULTILINE
    )
    assert len(found) == 1, f"{len(found)} samples in {language}"
    return found[0]


def with_good_body(code):
    """The sample with a good request where it has `"grant_type": "string"`, quoted as the sample quotes."""
    body = re.compile(r'(\\?")grant_type\1(\s*:\s*)\1string\1')
    assert len(body.findall(code)) == 1

    def good(match):
        quote, colon = match[1], match[2]
        return ", ".join(f"{quote}{name}{quote}{colon}{quote}{value}{quote}" for name, value in GOOD_FIELDS.items())

    return body.sub(good, code)


def interpreter(name):
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing: run `scripts/bootstrap test`")
    return path


def run(command, directory, **environment):
    return subprocess.run(
        command, cwd=directory, env=clean_environment(environment), capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def server_options():
    return {"arguments": ("--dev",)}


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    server = tls_server(tmp_path_factory.mktemp("tls"), "--dev").start()
    yield server
    server.finish()


@pytest.fixture(params=["as printed", "good body"])
def prepared(request):
    """Gives a sample's text for a server, and whether it should get a token."""

    def prepare(language, base):
        code = sample(language)
        assert code.count(DOCUMENTED_SERVER) == 1
        code = code.replace(DOCUMENTED_SERVER, base)
        return with_good_body(code) if request.param == "good body" else code

    return prepare, request.param == "good body"


def check(answer, good):
    """The sample's answer, as a dictionary."""
    if good:
        assert answer["token_type"] == "Bearer"
        assert unverified(answer["access_token"])[1]["client_id"] == "demo"
    else:
        assert answer["error"] == "unsupported_grant_type"
        assert answer["error_description"]
        assert "access_token" not in answer


def test_the_python_sample(prepared, server, tmp_path):
    prepare, good = prepared
    (tmp_path / "sample.py").write_text(prepare("python", server.url))
    done = run([sys.executable, "sample.py"], tmp_path)
    assert done.returncode == 0, done.stderr
    check(ast.literal_eval(done.stdout), good)


def test_the_javascript_sample(prepared, server, tmp_path):
    prepare, good = prepared
    (tmp_path / "sample.mjs").write_text(prepare("javascript", server.url))
    done = run([interpreter("node"), "sample.mjs"], tmp_path)
    assert done.returncode == 0 and not done.stderr, done.stderr
    # console.log prints an object, not JSON: members without quotes around their names.
    members = dict(re.findall(r"^\s*(\w+):\s*'?(.*?)'?,?$", done.stdout, re.MULTILINE))
    check(members, good)


def test_the_go_sample(prepared, server, tmp_path, tmp_path_factory):
    prepare, good = prepared
    (tmp_path / "sample.go").write_text(prepare("go", server.url))
    cache = tmp_path_factory.getbasetemp() / "go-cache"
    done = run([interpreter("go"), "run", "sample.go"], tmp_path, GOCACHE=str(cache), GOFLAGS="", GO111MODULE="auto")
    assert done.returncode == 0, done.stderr
    status, body = done.stdout.strip().split("\n", 1)
    assert ("200 OK" if good else "400 Bad Request") in status
    check(json.loads(body), good)


def test_the_ruby_sample_which_insists_on_tls(prepared, tls, tmp_path):
    prepare, good = prepared
    (tmp_path / "sample.rb").write_text(prepare("ruby", tls.issuer))
    done = run([interpreter("ruby"), "sample.rb"], tmp_path, SSL_CERT_FILE=str(tls.certificate))
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout), good)


JARS = Path("/usr/share/java")
HTTP = ("httpclient", "httpasyncclient", "httpcore", "httpcore-nio", "commons-logging", "commons-codec")
UNIREST = ("unirest-java", *HTTP, "com.android.json")
SHOWN = "System.out.println(response.getBody()); System.exit(0);"  # Unirest's threads would keep it


def test_the_java_sample_in_a_main_method(prepared, server, tmp_path):
    """It is no whole program: it has neither a class nor a method, and shows nothing."""
    prepare, good = prepared
    if not (JARS / "unirest-java.jar").exists():
        pytest.fail("Unirest is missing: install default-jdk-headless and libunirest-java-java")
    imports, statement = prepare("java", server.url).split("\n\n", 1)
    main = f"public static void main(String[] arguments) throws Exception {{\n{statement}\n{SHOWN}}}"
    (tmp_path / "Sample.java").write_text(f"{imports}\nclass Sample {{ {main} }}\n")
    libraries = ":".join(str(JARS / f"{name}.jar") for name in UNIREST)
    done = run([interpreter("java"), "-cp", libraries, "Sample.java"], tmp_path)
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout), good)


def test_the_php_sample(prepared, server, tmp_path):
    """Guzzle throws on a 400, and the message of what it throws has the first 120 characters of the body."""
    prepare, good = prepared
    if run([interpreter("php"), "-r", "require 'GuzzleHttp/autoload.php';"], tmp_path).returncode != 0:
        pytest.fail("Guzzle is missing: install php-guzzlehttp-guzzle")
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "autoload.php").write_text("<?php require_once 'GuzzleHttp/autoload.php';\n")
    (tmp_path / "sample.php").write_text(prepare("php", server.url))
    done = run([interpreter("php"), "-d", "display_errors=stderr", "-d", "log_errors=0", "sample.php"], tmp_path)
    if good:
        assert done.returncode == 0, done.stderr
        check(json.loads(done.stdout), good)
    else:
        assert done.returncode == 255
        assert "400 Bad Request" in done.stderr
        assert re.search(r'"error":\s*"unsupported_grant_type"', done.stderr), done.stderr


def test_the_copy_is_the_page_octet_for_octet():
    assert hashlib.sha256(SEED.read_bytes()).hexdigest() == SHA256


def test_the_copy_of_the_page_has_a_sample_in_each_language():
    for language in ("python", "javascript", "go", "ruby", "java", "php", "csharp", "swift"):
        sample(language)
