"""What the authorization endpoint takes from the octets of a request, and what comes back in those of an answer."""

from urllib.parse import parse_qs, urlsplit

import pytest

from cardea.browser import Callback


@pytest.mark.parametrize(
    "state",
    [
        "a b+c%20&=?#/;:@,'\"<>",
        "é ü 漢字 \U0001f511",
        "%41%2B%zz",
        '{"json": [1, 2]}',
        "line\r\nbreak: header",
        "\t tab",
        "x" * 4000,
    ],
    ids=lambda state: repr(state[:20]),
)
def test_the_state_returns_as_it_was_sent(application, signed_in, state):
    end = application.authorize(signed_in, state=state)
    assert isinstance(end, Callback) and end.code
    assert parse_qs(urlsplit(end.url).query, strict_parsing=True)["state"] == [state]


def test_a_host_header_changes_nothing(server, application):
    answer = server.get(application.authorization_url(scope="admin"), headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers["Location"]
    metadata = server.get(
        "/.well-known/openid-configuration", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert "evil.example" not in metadata.text
