"""Schemathesis, which nobody here wrote, holds the server to its OpenAPI document: it makes requests of each operation, right
and wrong ones, and looks whether the answers are among those that are described."""

import json
import re
import subprocess
import sys

import pytest

from cardea.browser import Browser
from cardea.commands import clean_environment

# What a field must say beyond its shape is for the server to judge, so that what has the shape may be refused.
LEFT_OUT = "positive_data_acceptance"
CONFIGURATION = """
[auth.openapi]
client = {{ username = "{client_id}", password = "{client_secret}" }}
token = {{ bearer = "{access_token}" }}
registration = {{ bearer = "{own[registration_access_token]}" }}

# Which texts are good tokens is for the server to say, and a number in JSON is the text of its digits.
[[operations]]
include-path = ["/v1/auth/revoke", "/v1/auth/introspect"]
checks.negative_data_rejection.enabled = false

[[operations]]
include-path = "/v1/auth/register/{{client_id}}"
include-method = ["GET", "PUT"]
parameters = {{ "path.client_id" = "{own[client_id]}" }}

# The end of one registration must not be that of the other operations.
[[operations]]
include-path = "/v1/auth/register/{{client_id}}"
include-method = "DELETE"
headers = {{ Authorization = "Bearer {other[registration_access_token]}" }}
parameters = {{ "path.client_id" = "{other[client_id]}" }}

[[operations]]
include-path = "/oauth"
include-method = "GET"
parameters = {{ response_type = "code", client_id = "{client_id}", redirect_uri = "{redirect_uri}" }}

[[operations]]
include-path = "/docs/{{page}}"
parameters = {{ "path.page" = {{ dictionary = "pages", probability = 0.8 }} }}

[dictionaries.pages]
values = ["start", "start.md", "limits", "search.js", "search.json", "images/login.png"]
"""


@pytest.fixture(scope="module")
def server_options():
    return {"config": "registration:\n  policy: open\naccounts:\n  registration: on\n"}


@pytest.fixture
def settings(server, tmp_path):
    """A client, a person's token and a registration for Schemathesis to use."""
    application = server.add_client(scope="openid profile email offline_access")
    tokens = application.tokens(Browser(server, server.add_user()), scope="openid profile email")
    register = {"redirect_uris": ["https://web.example.com/cb"]}
    own, other = (server.post("/v1/auth/register", json=register).json() for _ in range(2))
    file = tmp_path / "schemathesis.toml"
    file.write_text(
        CONFIGURATION.format(
            **application.credentials,
            redirect_uri=application.redirect_uri,
            access_token=tokens["access_token"],
            own=own,
            other=other,
        )
    )
    return file


def test_schemathesis_finds_no_answer_that_is_not_described(server, settings, tmp_path):
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", settings, "run", f"{server.url}/openapi.json"]
    command += ["--url", server.url, "--phases", "coverage,fuzzing", "--max-examples", "25", "--exclude-checks", LEFT_OUT]
    command += ["--generation-deterministic", "--continue-on-failure", "--no-color", "--output-truncate", "false"]
    done = subprocess.run(
        list(map(str, command)), cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, timeout=150
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    document = server.get("/openapi.json").json()
    operations = sum(len(methods) for methods in document["paths"].values())
    assert re.search(rf"Tested: {operations}\b", said), said
    generated = int(re.search(r"(\d+) generated", said)[1])
    assert generated > 500, said
    print(json.dumps({"operations": operations, "cases": generated}))
