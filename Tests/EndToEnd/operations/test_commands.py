"""The management commands, as far as a script can rely on them (contract, Commands)."""

import json
import re
import stat
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cardea import database
from cardea.browser import Browser, Callback
from cardea.commands import REPOSITORY, Commands
from cardea.tokens import assert_alive, assert_tokens, token_error, unverified, verified
from cardea.waiting import eventually

ADD_CLIENT = ("client", "add", "--name", "Charts", "--redirect-uri", "https://app.example.com/callback")


@pytest.fixture
def cardea(tmp_path):
    """Commands on a directory that does not exist yet, and no server anywhere."""
    return Commands(tmp_path / "data")


@pytest.fixture
def empty(cardea):
    """The same with a database that holds nothing."""
    assert cardea.run("migrate").returncode == 0
    return cardea


def add_user(cardea, username="ada", password="a long enough password", *flags):
    words = ("user", "add", "--username", username, "--email", f"{username}@example.com", "--name", "Ada", *flags)
    return cardea.json(*words, "--password-stdin", stdin=password + "\n")


class TestClients:
    def test_add_prints_an_id_and_once_only_a_secret(self, cardea):
        added = cardea.json(*ADD_CLIENT)
        assert added["client_id"] and len(added["client_secret"]) >= 43
        shown = cardea.json("client", "show", added["client_id"])
        assert "client_secret" not in shown
        assert added["client_secret"] not in json.dumps(cardea.json("client", "list"))

    def test_the_defaults(self, cardea):
        added = cardea.json(*ADD_CLIENT)
        client = cardea.json("client", "show", added["client_id"])
        assert client["client_id"] == added["client_id"]
        assert client["client_name"] == "Charts"
        assert client["redirect_uris"] == ["https://app.example.com/callback"]
        assert set(client["grant_types"]) == {"authorization_code", "refresh_token"}
        assert set(client["scope"].split()) == {"openid", "profile", "email"}
        assert client["created_at"]

    def test_everything_can_be_said(self, cardea):
        added = cardea.json(
            *("client", "add", "--name", "Much", "--id", "much", "--secret-stdin"),
            *("--redirect-uri", "https://a.example/cb", "--redirect-uri", "https://b.example/cb"),
            *("--grant", "authorization_code", "--grant", "client_credentials"),
            *("--scope", "openid orders.read", "--default-scope", "openid"),
            *("--resource", "https://files.example/", "--skip-consent"),
            *("--metadata", '{"require_pkce": true, "access_token_lifetime": 60, "may_introspect": true}'),
            stdin="a secret that somebody chose elsewhere\n",
        )
        assert added["client_id"] == "much"
        client = cardea.json("client", "show", "much")
        assert client["redirect_uris"] == ["https://a.example/cb", "https://b.example/cb"]
        assert set(client["grant_types"]) == {"authorization_code", "client_credentials"}
        assert set(client["scope"].split()) == {"openid", "orders.read"}
        assert client["require_pkce"] is True
        assert client["access_token_lifetime"] == 60
        assert client["may_introspect"] is True

    def test_metadata_from_a_file(self, cardea, tmp_path):
        (tmp_path / "metadata.json").write_text('{"id_token_signed_response_alg": "ES256"}')
        added = cardea.json(*ADD_CLIENT, "--metadata-file", tmp_path / "metadata.json")
        assert cardea.json("client", "show", added["client_id"])["id_token_signed_response_alg"] == "ES256"

    def test_a_public_client_has_no_secret(self, cardea):
        added = cardea.json(*ADD_CLIENT, "--auth-method", "none")
        assert "client_secret" not in added
        assert cardea.json("client", "show", added["client_id"])["token_endpoint_auth_method"] == "none"

    def test_what_is_shown_has_registered_values(self, cardea):
        added = cardea.json(*("client", "add", "--name", "Machine", "--grant", "client_credentials"))
        assert added["token_endpoint_auth_method"] == "client_secret_basic" and added["response_types"] == []
        assert cardea.json(*ADD_CLIENT)["response_types"] == ["code"]

    def test_id_tokens_with_claims_and_another_signature_can_be_chosen(self, cardea):
        added = cardea.json(
            *(*ADD_CLIENT, "--id-token-claims", "scope"),
            *("--metadata", '{"access_token_signed_response_alg": "RS256"}'),
        )
        assert added["id_token_claims"] == "scope" and added["access_token_signed_response_alg"] == "RS256"
        assert "id_token_claims" in cardea.refused(*ADD_CLIENT, "--id-token-claims", "all")

    @pytest.mark.parametrize(
        ("uri", "rule"),
        [
            ("http://app.localhost:3000/cb", "under localhost"),
            ("http://192.168.1.5/cb", "private network"),
            ("audiobookshelf://oauth", "without a dot"),
            ("MyApp://oauth", "capitals"),
        ],
    )
    def test_what_only_confidential_clients_may_have_comes_with_a_warning(self, cardea, uri, rule):
        command = ("client", "add", "--name", "Home", "--redirect-uri", uri)
        done = cardea.run(*command, "--json")
        assert done.returncode == 0 and json.loads(done.stdout)["redirect_uris"] == [uri]
        assert done.stderr.startswith("Warning: ") and rule in done.stderr
        assert rule in cardea.refused(*command, "--auth-method", "none")

    @pytest.mark.parametrize(
        ("member", "value", "rule"),
        [
            ("redirect_uris", ["https://*.example.com/cb"], "list each address in full"),
            ("redirect_uris", ["javascript:alert(1)"], "browsers act on"),
            ("initiate_login_uri", "http://app.example.com/login", "https"),
            ("jwks_uri", "http://app.example.com/keys", "outbound.allow"),
            ("sector_identifier_uri", "http://app.example.com/sector", "outbound.allow"),
            ("request_uris", ["http://app.example.com/request"], "outbound.allow"),
            ("logo_uri", "logo.png", "http or https"),
        ],
    )
    def test_uris_that_cannot_serve_are_refused_by_name(self, cardea, member, value, rule):
        metadata = json.dumps({"redirect_uris": ["https://app.example.com/callback"], member: value})
        said = cardea.refused("client", "add", "--name", "Charts", "--metadata", metadata)
        assert member in said and rule in said
        client = cardea.json(*ADD_CLIENT)["client_id"]
        assert rule in cardea.refused("client", "update", client, "--metadata", json.dumps({member: value}))

    def test_whoever_takes_a_secret_away_is_told(self, cardea):
        client = cardea.json(*ADD_CLIENT)["client_id"]
        done = cardea.run("client", "update", client, "--auth-method", "none", "--json")
        assert done.returncode == 0 and json.loads(done.stdout)["token_endpoint_auth_method"] == "none"
        assert done.stderr.startswith("Warning: ") and "secret is gone" in done.stderr
        assert "has no secret" in cardea.refused("client", "rotate-secret", client)

    def test_the_answer_to_a_rotation_says_until_when_the_former_secret_is_good(self, cardea):
        client = cardea.json(*ADD_CLIENT)["client_id"]
        assert cardea.json("client", "rotate-secret", client)["former_secret_expires_at"] is None
        later = cardea.json("client", "rotate-secret", client, "--overlap", "1h")["former_secret_expires_at"]
        assert later > datetime.now(UTC).isoformat()
        assert "former_secret_expires_at" not in cardea.json("client", "show", client)

    def test_list_update_and_remove(self, cardea):
        first, second = (cardea.json(*ADD_CLIENT)["client_id"] for _ in range(2))
        assert {client["client_id"] for client in cardea.json("client", "list")} == {first, second}
        cardea.json("client", "update", first, "--name", "Renamed", "--redirect-uri", "https://new.example/cb")
        updated = cardea.json("client", "show", first)
        assert updated["client_name"] == "Renamed"
        assert updated["redirect_uris"] == ["https://new.example/cb"]
        assert set(updated["grant_types"]) == {"authorization_code", "refresh_token"}, "what was not named stays"
        cardea.json("client", "remove", first)
        assert [client["client_id"] for client in cardea.json("client", "list")] == [second]

    def test_an_empty_list_is_a_list(self, empty):
        assert empty.json("client", "list") == []
        assert empty.json("user", "list") == []
        assert empty.json("key", "list") == []

    @pytest.mark.parametrize("command", [("show",), ("update", "--name", "x"), ("rotate-secret",), ("remove",)])
    def test_an_unknown_client(self, empty, command):
        assert "nobody" in empty.refused("client", command[0], "nobody", *command[1:])

    @pytest.mark.parametrize(
        "flags",
        [
            ("--redirect-uri", "javascript:alert(1)"),
            ("--redirect-uri", "https://app.example.com/callback#fragment"),
            ("--redirect-uri", "not a uri"),
            ("--redirect-uri", "/callback"),
            ("--grant", "everything"),
            ("--auth-method", "trust_me"),
            ("--metadata", "{"),
            ("--metadata", "[]"),
            ("--metadata", '{"require_pkce": "perhaps"}'),
            ("--metadata-file", "missing.json"),
            ("--scope", 'open"id'),
            ("--resource", "relative"),
            ("--resource", "https://a.example/#fragment"),
        ],
        ids=lambda flags: " ".join(flags),
    )
    def test_a_registration_that_makes_no_sense(self, empty, flags):
        if "--redirect-uri" not in flags:
            flags = ("--redirect-uri", "https://app.example.com/callback", *flags)
        done = empty.run("client", "add", "--name", "Bad", *flags, "--json")
        assert done.returncode in (1, 64), done.stdout
        assert done.stdout.strip() == "" and done.stderr.strip()
        assert empty.json("client", "list") == []

    @pytest.mark.parametrize("flag", ["--scope", "--default-scope"])
    def test_scopes_with_commas_are_refused_with_what_to_write(self, empty, flag):
        said = empty.refused(*ADD_CLIENT, flag, "openid,profile, email", status=64)
        assert f'{flag} "openid profile email"' in said
        assert empty.json("client", "list") == []

    def test_an_id_is_taken_once(self, cardea):
        cardea.json(*ADD_CLIENT, "--id", "mine")
        cardea.refused(*ADD_CLIENT, "--id", "mine")

    def test_when_it_was_last_used(self, start):
        server = start()
        application = server.add_client()
        assert_tokens(application.client_credentials())

        def used():
            return server.commands.json("client", "show", application.client_id).get("last_used_at")

        assert eventually(used, within=10, because="last_used_at is written now and then")


class TestUsers:
    def test_add_show_and_list(self, cardea):
        added = add_user(cardea, "ada", "a long enough password", "--email-verified")
        assert type(added["user_id"]) is int and 0 < added["user_id"] < 2**53
        for which in ("ada", added["user_id"]):
            shown = cardea.json("user", "show", which)
            assert shown["user_id"] == added["user_id"]
            assert shown["username"] == "ada"
            assert shown["email"] == "ada@example.com"
            assert shown["email_verified"] is True
            assert shown["name"] == "Ada"
            assert shown["disabled"] is False
            assert shown["created_at"]
            assert "argon2" not in json.dumps(shown)
            signs_in_with = [shown[name] for name in ("password", "passkeys", "one_time_codes", "recovery_codes")]
            assert signs_in_with == [True, 0, False, 0]
        assert [user["user_id"] for user in cardea.json("user", "list")] == [added["user_id"]]

    def test_ids_are_not_counted_up(self, cardea):
        ids = [add_user(cardea, f"user{number}")["user_id"] for number in range(4)]
        assert len(set(ids)) == 4
        assert max(abs(a - b) for a, b in zip(ids, ids[1:])) > 1000

    def test_disable_enable_and_remove(self, cardea):
        add_user(cardea)
        cardea.json("user", "disable", "ada")
        assert cardea.json("user", "show", "ada")["disabled"] is True
        cardea.json("user", "enable", "ada")
        assert cardea.json("user", "show", "ada")["disabled"] is False
        cardea.json("user", "remove", "ada")
        assert cardea.json("user", "list") == []
        cardea.refused("user", "show", "ada")

    def test_a_name_is_taken_once_in_any_case(self, cardea):
        add_user(cardea)
        words = ("user", "add", "--username", "ADA", "--email", "b@example.com", "--name", "B", "--password-stdin")
        cardea.refused(*words, stdin="a long enough password\n")

    def test_an_unknown_user(self, empty):
        for command in ("show", "disable", "enable", "remove"):
            assert "nobody" in empty.refused("user", command, "nobody")
        empty.refused("user", "set-password", "nobody", "--password-stdin", stdin="a long enough password\n")

    @pytest.mark.parametrize("password", ["", "x" * 129])
    def test_a_password_that_cannot_be_one(self, empty, password):
        words = ("user", "add", "--username", "ada", "--email", "a@example.com", "--name", "A", "--password-stdin")
        done = empty.run(*words, "--json", stdin=password + "\n")
        assert done.returncode == 1 and done.stderr.strip()
        assert empty.json("user", "list") == []

    def test_a_password_keeps_its_spaces_and_its_letters(self, start):
        server = start()
        application = server.add_client()
        person = server.add_user(password="  pässwörd with spaces \U0001f511 ")
        assert application.code(Browser(server, person))


class TestKeys:
    def test_list_says_what_each_is_for(self, start):
        server = start()
        keys = server.commands.json("key", "list")
        assert {"ES256", "RS256"} <= {key["alg"] for key in keys}
        for key in keys:
            assert key["state"] in ("next", "current", "retired")
            assert key["kid"] and key["created_at"]
        for algorithm in ("ES256", "RS256"):
            assert [key["state"] for key in keys if key["alg"] == algorithm].count("current") == 1

    def test_after_a_rotation_old_tokens_still_verify_and_new_ones_have_another_key(self, start):
        server = start()
        application, browser = server.add_client(), Browser(server, server.add_user())
        before = application.tokens(browser)
        old = {unverified(before[name])[0]["kid"] for name in ("access_token", "id_token")}

        server.commands.json("key", "rotate")

        def new_kids():
            after = application.tokens(browser)
            return {unverified(after[name])[0]["kid"] for name in ("access_token", "id_token")}

        eventually(lambda: not old & new_kids(), within=2.0, because="a running server signs with the new keys")
        published = {key["kid"] for key in server.get("/v1/auth/jwks").json()["keys"]}
        assert old <= published and new_kids() <= published
        assert_alive(application, before["access_token"])
        verified(server, before["access_token"], ["ES256"])
        verified(server, before["id_token"], ["RS256"])
        states = {key["kid"]: key for key in server.commands.json("key", "list")}
        assert {states[kid]["state"] for kid in old} == {"retired"}
        assert all(states[kid]["retires_at"] for kid in old)

    def test_private_keys_are_not_shown(self, start):
        text = json.dumps(start().commands.json("key", "list"))
        assert "PRIVATE" not in text and '"d"' not in text

    @pytest.mark.parametrize("name", ["RS256", "rs256"])
    def test_what_no_server_can_be_without_cannot_be_retired(self, start, name):
        server = start()
        server.add_client()
        said = server.commands.refused("key", "retire", name)
        assert "no server can be without it" in said and "key rotate" in said
        assert "use another algorithm" not in said and "tokens.access_algorithm" not in said

    def test_what_is_in_use_is_refused_with_everything_to_change(self, start):
        server = start(
            config="resources:\n  - {uri: https://api.example.com, access_algorithm: ES384}\n"
            + 'clients:\n  - {client_id: filed, client_secret: s, redirect_uris: ["https://a.example/cb"],'
            + " userinfo_signed_response_alg: ES384}\n"
        )
        asks = server.add_client(metadata={"id_token_signed_response_alg": "ES384"})
        server.add_client()
        said = server.commands.refused("key", "retire", "es384")
        assert "resources[].access_algorithm of https://api.example.com" in said
        assert f"cardea client update {asks.client_id}" in said and "id_token_signed_response_alg" in said
        assert "client filed in clients[]" in said and "userinfo_signed_response_alg" in said
        assert "tokens.access_algorithm" not in said
        assert "set tokens.access_algorithm to another algorithm (it is ES256, the default)" in server.commands.refused(
            "key", "retire", "ES256"
        )

    def test_an_algorithm_without_keys_is_said_to_have_none(self, start):
        server = start()
        before = server.commands.json("key", "list")
        done = server.commands.run("key", "retire", "Ps256", "--json")
        assert done.returncode == 0 and json.loads(done.stdout) == before
        assert "no key signs by PS256" in done.stderr


class TestMigrate:
    def test_check_tells_whether_there_is_something_to_do(self, cardea):
        assert cardea.run("migrate", "--check").returncode == 1
        assert not cardea.data.exists()
        assert cardea.run("migrate").returncode == 0
        assert cardea.run("migrate", "--check").returncode == 0
        assert cardea.run("migrate").returncode == 0


def certificate_of_the_past():
    """An authority whose time was the year 2020, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Old Authority")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1), datetime(2021, 1, 1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class TestConfigCheck:
    def check(self, tmp_path, text):
        file = tmp_path / "cardea.yaml"
        file.write_text(text)
        return Commands(tmp_path / "data", file).run("config", "check")

    def test_a_good_file(self, tmp_path):
        text = "listen: 127.0.0.1:0\ntokens:\n  access_lifetime: 15m\n  refresh_lifetime: 30d\nlog:\n  level: debug\n"
        done = self.check(tmp_path, text)
        assert done.returncode == 0, done.stderr

    def test_an_empty_file(self, tmp_path):
        assert self.check(tmp_path, "").returncode == 0

    def test_for_programs_it_is_one_object_good_or_bad(self, tmp_path):
        file = tmp_path / "cardea.yaml"
        cardea = Commands(tmp_path / "data", file)
        file.write_text("listen: 127.0.0.1:0\n")
        good = cardea.json("config", "check")
        assert good["valid"] is True and good["warnings"] == [] and "there is no database" in good["database"]
        assert good["settings"]["listen"] == f"{file}:1"
        file.write_text("lisen: a\ntokens: {access_lifetime: soon}\nexchange: [{client: a, resource: https://b.example}]\n")
        done = cardea.run("config", "check", "--json")
        assert done.returncode == 1
        bad = json.loads(done.stdout)
        assert bad["valid"] is False
        assert [error["place"] for error in bad["errors"]] == [f"{file}:1", f"{file}:2"]
        assert all(f"{error['place']}: {error['message']}" in done.stderr for error in bad["errors"])
        assert [warning["place"] for warning in bad["warnings"]] == [f"{file}:3"], "warnings come in the same round"
        assert not cardea.data.exists()

    def test_names_that_name_nothing_are_told_of(self, tmp_path):
        file = tmp_path / "cardea.yaml"
        cardea = Commands(tmp_path / "data", file)
        file.write_text("exchange:\n  - client: gateway\n    resource: https://orders.example.com\n")
        done = cardea.run("config", "check")
        assert done.returncode == 0 and "see the warnings" in done.stdout
        assert f"Warning: {file}:3: exchange[].resource: https://orders.example.com is not in resources[]" in done.stderr
        assert "no client" not in done.stderr and "were not looked at" in done.stderr
        assert cardea.run("config", "check", "--strict").returncode == 1
        cardea.json(*ADD_CLIENT, "--id", "gatewya")
        done = cardea.run("config", "check")
        assert "exchange[].client: there is no client gateway; did you mean gatewya?" in done.stderr
        assert f"{file}:2" in done.stderr and "not looked at" not in done.stderr

    def test_a_stored_client_whose_algorithm_left_the_setting_is_told_of_and_can_be_changed(self, tmp_path):
        file = tmp_path / "cardea.yaml"
        cardea = Commands(tmp_path / "data", file)
        file.write_text("listen: 127.0.0.1:0\n")
        client = cardea.json(*ADD_CLIENT, "--metadata", '{"userinfo_signed_response_alg": "EdDSA"}')["client_id"]
        file.write_text("tokens: {signing_algorithms: ES256 RS256}\n")
        said = cardea.run("config", "check").stderr
        assert f"client {client}" in said and "userinfo_signed_response_alg: EdDSA is not among" in said
        [remedy] = re.findall(r"cardea (client update \S+ --metadata) '(.+?)'", said)
        done = cardea.run("client", "update", client, "--name", "Renamed")
        assert done.returncode == 0 and "EdDSA" in done.stderr
        assert cardea.json("client", "show", client)["client_name"] == "Renamed"
        assert "EdDSA" in cardea.refused(
            *("client", "update", client, "--metadata", '{"id_token_signed_response_alg": "EdDSA"}')
        )
        cardea.json(*remedy[0].split(), remedy[1])
        assert "EdDSA" not in cardea.run("config", "check").stderr

    def test_a_client_of_the_file_that_a_command_registered_before_would_stop_the_server(self, tmp_path):
        file = tmp_path / "cardea.yaml"
        cardea = Commands(tmp_path / "data", file)
        file.write_text("listen: 127.0.0.1:0\n")
        cardea.json(*ADD_CLIENT, "--id", "charts")
        file.write_text(
            "clients:\n  - client_id: charts\n    client_secret: s\n    redirect_uris: [https://a.example/cb]\n"
        )
        assert f"{file}:2: clients[]: a client charts was registered by command" in cardea.refused("config", "check")

    def test_addresses_of_clients_that_may_not_serve_are_warned_of(self, tmp_path):
        done = self.check(
            tmp_path,
            "clients:\n  - client_id: charts\n    client_secret: s\n    redirect_uris: [http://192.168.1.5/cb]\n"
            "    jwks_uri: https://10.0.0.5/keys\n",
        )
        assert done.returncode == 0
        file = tmp_path / "cardea.yaml"
        assert f"Warning: {file}:4: clients[] (charts): redirect_uris: http://192.168.1.5/cb is plain http" in done.stderr
        assert f"Warning: {file}:5: clients[] (charts): jwks_uri: https://10.0.0.5/keys leads to" in done.stderr
        assert "10.0.0.5:443 is listed in outbound.allow" in done.stderr

    def test_a_certificate_and_a_key_that_do_not_belong_together_are_refused(self, tmp_path):
        (tmp_path / "old.pem").write_bytes(certificate_of_the_past())
        other = ec.generate_private_key(ec.SECP256R1())
        formats = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (tmp_path / "key.pem").write_bytes(other.private_bytes(*formats))
        done = self.check(tmp_path, "tls:\n  certificate: old.pem\n  key: key.pem\n")
        assert done.returncode == 1
        assert f"{tmp_path / 'cardea.yaml'}:3: tls.key: the key in" in done.stderr
        (tmp_path / "key.pem").write_text("no key")
        assert "holds no private key" in self.check(tmp_path, "tls: {certificate: old.pem, key: key.pem}\n").stderr

    def test_the_longest_idle_time_is_the_one_of_the_documentation(self, tmp_path):
        page = (REPOSITORY / "docs/operations/configuration.md").read_text()
        least, most = map(int, re.search(r"\| `http.idle` \| 75 \| .*?from (\d+) to (\d+)", page).groups())
        for seconds, status in ((least, 0), (most, 0), (least - 1, 1), (most + 1, 1)):
            assert self.check(tmp_path, f"http: {{idle: {seconds}}}\n").returncode == status, seconds

    @pytest.mark.parametrize(
        ("content", "reason"),
        [(None, "there is no file"), ("hello", "holds no certificate in PEM"), (..., "is a directory")],
    )
    def test_why_a_file_of_authorities_is_no_good(self, tmp_path, content, reason):
        place = tmp_path / "authorities.pem"
        place.mkdir() if content is ... else content and place.write_text(content)
        done = self.check(tmp_path, "outbound:\n  ca_certificates: authorities.pem\n")
        assert done.returncode == 1
        assert reason in done.stderr and str(place) in done.stderr and "cardea.yaml:2" in done.stderr

    def test_authorities_that_are_over_are_warned_of(self, tmp_path):
        (tmp_path / "old.pem").write_bytes(certificate_of_the_past())
        done = self.check(tmp_path, "outbound:\n  ca_certificates: old.pem\n")
        assert done.returncode == 0
        assert "every certificate of the file" in done.stderr and "has expired" in done.stderr

    def test_a_missing_file(self, tmp_path):
        assert Commands(tmp_path / "data", tmp_path / "missing.yaml").run("config", "check").returncode == 1


class TestSurface:
    def test_version(self, cardea):
        done = cardea.run("version", places=False)
        assert done.returncode == 0
        assert re.search(r"\d+\.\d+\.\d+", done.stdout)

    def test_help_names_the_commands(self, cardea):
        text = cardea.run("--help", places=False).stdout
        for command in ("serve", "client", "user", "key", "migrate", "config", "version"):
            assert re.search(rf"\b{command}\b", text), command

    @pytest.mark.parametrize(
        "words",
        [
            ("dance",),
            ("client", "dance"),
            ("serve", "--dance"),
            ("client", "add", "--json", "--dance"),
            ("client", "show"),
            ("user", "add", "--username"),
        ],
        ids=lambda words: " ".join(words),
    )
    def test_bad_usage_is_sixty_four(self, cardea, words):
        done = cardea.run(*words, places=False)
        assert done.returncode == 64
        assert done.stderr.strip()

    def test_with_json_nothing_else_is_on_standard_output(self, cardea):
        for words in (ADD_CLIENT, ("client", "list"), ("user", "list")):
            done = cardea.run(*words, "--json")
            assert done.returncode == 0
            json.loads(done.stdout)

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            (("client", "show", "nobody", "--json"), 1),
            (("client", "add", "--json", "--dance"), 64),
            (("client", "show", "--json"), 64),
            (("key", "retire", "RS256", "--json"), 1),
            (("key", "retire", "ROT13", "--json"), 64),
            (("user", "show", "nobody", "--json"), 1),
            (("client", "show", "nobody"), 1),
            (("serve", "--json", "--issuer", "ftp://nowhere", "--listen", "127.0.0.1:0"), 1),
        ],
        ids=lambda words: " ".join(words) if isinstance(words, tuple) else words,
    )
    def test_a_failure_says_why_on_standard_error_and_nothing_on_standard_output(self, empty, words, status):
        done = empty.run(*words)
        assert done.returncode == status and done.stdout == "" and done.stderr.strip()

    def test_without_json_a_person_can_read_it(self, cardea):
        done = cardea.run(*ADD_CLIENT)
        assert done.returncode == 0
        assert "secret" in done.stdout.lower()


@database.about_the_file
class TestDataDirectory:
    @pytest.mark.parametrize(
        "words",
        [
            *(("client", "show", "x"), ("client", "update", "x", "--name", "y")),
            *(("client", "remove", "x"), ("client", "remove", "--origin", "registration"), ("client", "rotate-secret", "x")),
            *(("client", "registration-token", "--revoke"), ("user", "show", "x"), ("user", "disable", "x")),
            *(("user", "update", "x", "--name", "y"), ("key", "rotate"), ("key", "retire", "PS256")),
            ("migrate", "--check"),
        ],
        ids=lambda words: " ".join(words),
    )
    def test_what_reads_or_changes_makes_no_directory_and_says_where_it_looked(self, cardea, words):
        said = cardea.refused(*words)
        assert f"there is no data directory {cardea.data} (--data)" in said
        for way in ("--data", "CARDEA_DATA", "configuration file", "client add"):
            assert way in said
        assert not cardea.data.exists()
        cardea.data.mkdir(mode=0o700)
        assert f"there is no database in the data directory {cardea.data}" in cardea.refused(*words)
        assert list(cardea.data.iterdir()) == []

    @pytest.mark.parametrize("kind", ["client", "user", "key"])
    def test_a_list_of_what_is_not_there_is_empty_and_says_where_it_looked(self, cardea, kind):
        done = cardea.run(kind, "list", "--json")
        assert done.returncode == 0 and json.loads(done.stdout) == []
        assert f"there is no data directory {cardea.data} (--data)" in done.stderr
        assert not cardea.data.exists()

    def test_a_database_elsewhere_is_looked_for_there(self, cardea, tmp_path):
        place = f"sqlite:{tmp_path}/other.sqlite"
        said = cardea.refused("client", "show", "x", "--database", place)
        assert f"there is no database {tmp_path}/other.sqlite (--database)" in said and "CARDEA_DATABASE" in said
        assert not cardea.data.exists() and not (tmp_path / "other.sqlite").exists()
        cardea.json(*ADD_CLIENT, "--database", place)
        assert len(cardea.json("client", "list", "--database", place)) == 1

    def test_what_adds_makes_one_and_says_so_in_one_line(self, cardea, tmp_path):
        done = cardea.run(*ADD_CLIENT, "--json")
        [line] = done.stderr.splitlines()
        assert line == f"Note: there was no database yet, {cardea.data}/cardea.sqlite was made."
        assert json.loads(done.stdout)["client_id"]
        assert cardea.run(*ADD_CLIENT, "--json").stderr == ""
        people = Commands(tmp_path / "people").run("user", "add", "--username", "ada")
        assert people.returncode == 0 and str(tmp_path / "people") in people.stderr

    def test_nobody_else_may_look_into_it(self, cardea):
        cardea.json(*ADD_CLIENT)
        assert stat.S_IMODE(cardea.data.stat().st_mode) == 0o700

    def test_the_master_key_is_the_owners(self, start):
        server = start()
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        keys = [path for path in server.data.iterdir() if "key" in path.name.lower()]
        assert keys, list(server.data.iterdir())
        for path in keys:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_the_database_is_where_it_is_said_to_be(self, start):
        assert (start().data / "cardea.sqlite").exists()


class TestARunningServer:
    """It sees every change within a second."""

    def test_a_redirect_uri_that_was_added(self, server, application, signed_in):
        changing = server.add_client(redirect_uris=("https://old.example/cb",))
        assert isinstance(changing.authorize(signed_in), Callback)
        server.commands.json("client", "update", changing.client_id, "--redirect-uri", "https://new.example/cb")
        eventually(
            lambda: isinstance(changing.authorize(signed_in, redirect_uri="https://new.example/cb"), Callback),
            within=1.0,
        )
        eventually(lambda: not isinstance(changing.authorize(signed_in), Callback), within=1.0)

    def test_a_grant_that_was_taken_away(self, server):
        changing = server.add_client()
        assert_tokens(changing.client_credentials())
        server.commands.json("client", "update", changing.client_id, "--grant", "authorization_code")
        eventually(lambda: token_error(changing.client_credentials()) == "unauthorized_client", within=1.0)

    def test_a_client_that_was_removed_and_one_that_was_added_under_its_id(self, server):
        first = server.add_client(client_id="phoenix")
        server.commands.json("client", "remove", "phoenix")
        eventually(lambda: token_error(first.client_credentials()) == "invalid_client", within=1.0)
        second = server.add_client(client_id="phoenix")
        assert_tokens(second.client_credentials())
        assert token_error(first.client_credentials()) == "invalid_client"
