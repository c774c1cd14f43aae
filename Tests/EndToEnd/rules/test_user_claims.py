"""What is known of people: put there by command, released by scope, by single request and by mapping."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from cardea.browser import Browser
from cardea.commands import Commands
from cardea.tokens import bearer
from cardea.waiting import eventually

ADDRESS = {"street_address": "12 St James's Square\nFlat 2", "locality": "London", "country": "GB"}
KNOWN = {
    "given_name": "Ada",
    "family_name": "Lovelace",
    "birthdate": "1815-12-10",
    "zoneinfo": "Europe/London",
    "locale": "en-GB",
    "website": "https://ada.example/",
    "phone_number": "+44 20 7946 0000",
    "phone_number_verified": True,
    "address": ADDRESS,
    "given_name#ja": "エイダ",
    "roles": ["admin", "author"],
    "staff_number": 7,
}
PROFILE = {"given_name", "family_name", "birthdate", "zoneinfo", "locale", "website"}


def flags(claims):
    """`--claim` as one would type it: text as it is, everything else as JSON."""
    for name, value in claims.items():
        yield "--claim"
        yield f"{name}={value if isinstance(value, str) else json.dumps(value)}"


@pytest.fixture(scope="module")
def ada(server):
    user = server.add_user("ada-claims")
    server.commands.json("user", "update", user.username, *flags(KNOWN))
    return user


@pytest.fixture(scope="module")
def client(server):
    return server.add_client(scope="openid profile email address phone")


@pytest.fixture(scope="module")
def her_browser(server, ada):
    return Browser(server, ada)


@pytest.fixture
def userinfo(server, client, her_browser):
    """What UserInfo says for an authorization request."""

    def ask(application=client, **parameters):
        tokens = application.tokens(her_browser, **parameters)
        answer = server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"]))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


class TestRelease:
    def test_each_scope_gives_its_claims(self, userinfo, ada):
        claims = userinfo(scope="openid profile")
        assert PROFILE | {"sub", "name", "preferred_username", "updated_at"} == set(claims)
        assert all(claims[name] == KNOWN[name] for name in PROFILE)
        assert userinfo(scope="openid address") == {"sub": str(ada.user_id), "address": ADDRESS}
        claims = userinfo(scope="openid phone")
        assert claims == {
            "sub": str(ada.user_id),
            "phone_number": "+44 20 7946 0000",
            "phone_number_verified": True,
        }


class TestChange:
    def test_a_running_server_sees_it_within_a_second(self, server, client):
        user = server.add_user()
        browser = Browser(server, user)
        token = client.tokens(browser, scope="openid profile email")["access_token"]

        def claims():
            return server.get("/v1/auth/userinfo", headers=bearer(token)).json()

        before = claims()
        server.commands.json(
            *("user", "update", user.username, "--username", f"{user.username}-king", "--name", "Ada King"),
            *("--email", f"king-{user.email}", "--claim", "nickname=Countess"),
        )
        after = eventually(lambda: "nickname" in claims() and claims(), within=1.0, because="a change is seen")
        assert after["sub"] == before["sub"]
        assert after["name"] == "Ada King" and after["nickname"] == "Countess"
        assert after["preferred_username"] == f"{user.username}-king"
        assert after["email"] == f"king-{user.email}" and after["email_verified"] is False
        assert after["updated_at"] >= before["updated_at"]
        server.commands.json("user", "update", f"{user.username}-king", "--email-verified", "--remove-claim", "nickname")
        after = eventually(lambda: "nickname" not in claims() and claims(), within=1.0)
        assert after["email_verified"] is True
        assert browser.open("/account").status == 200, "a changed profile ends no session"

    def test_changes_from_many_commands_all_count(self, server):
        user = server.add_user()

        def change(number):
            server.commands.json("user", "update", user.username, "--claim", f"c{number}={number}")

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(change, range(8)))
        assert server.commands.json("user", "show", user.username)["claims"] == {f"c{n}": n for n in range(8)}


class TestCommands:
    @pytest.fixture(scope="class")
    def cardea(self, tmp_path_factory):
        cardea = Commands(tmp_path_factory.mktemp("people") / "data")
        cardea.json("user", "add", "--username", "bob", "--email", "bob@example.com")
        return cardea

    def test_add_and_show(self, cardea):
        added = cardea.json("user", "add", "--username", "ada", *flags(KNOWN))
        assert added["claims"] == KNOWN
        assert cardea.json("user", "show", "ada")["claims"] == KNOWN
        assert "claims" not in cardea.json("user", "show", "bob")
        shown = cardea.run("user", "show", "ada").stdout
        assert "given_name" in shown and "1815-12-10" in shown

    def test_text_stays_text_and_json_becomes_json(self, cardea):
        added = cardea.json(
            *("user", "add", "--username", "typed", "--claim", "birthdate=1815", "--claim", "phone_number=123"),
            *("--claim", "level=7", "--claim", "beta=true", "--claim", "team=blue=green", "--claim", 'quote="7"'),
        )
        assert added["claims"] == {
            **{"birthdate": "1815", "phone_number": "123"},
            **{"level": 7, "beta": True, "team": "blue=green", "quote": "7"},
        }

    def test_an_address_and_a_name_can_be_taken_away(self, cardea):
        cardea.json("user", "add", "--username", "gone", "--email", "gone@example.com", "--name", "Gone")
        updated = cardea.json("user", "update", "gone", "--email", "", "--name", "")
        assert updated["email"] is None and updated["name"] is None and updated["email_verified"] is False
        assert cardea.json("user", "add", "--username", "next", "--email", "gone@example.com")["user_id"]

    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("--claim", "nickname"),
            ("--claim", "nickname=a", "--claim", "nickname=b"),
            ("--claim", "nickname=a", "--remove-claim", "nickname"),
        ],
    )
    def test_usage(self, cardea, arguments):
        cardea.refused("user", "update", "bob", *arguments, status=64)

    def test_names_and_addresses_of_others(self, cardea):
        cardea.json("user", "add", "--username", "carol", "--email", "carol@example.com")
        for flag, value in (("--username", "BOB"), ("--username", "bob@example.com"), ("--email", "Bob@Example.com")):
            cardea.refused("user", "update", "carol", flag, value)
        cardea.refused("user", "update", "nobody", "--name", "x")
        cardea.json("user", "update", "carol", "--username", "Carol")
