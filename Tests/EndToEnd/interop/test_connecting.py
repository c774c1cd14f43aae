"""What docs/connecting says of addresses and of tokens, held against the server. Its products have tests of their own."""

import json
import re
import shlex
import subprocess
from importlib.metadata import version

import jwt
import pytest

from cardea.browser import Browser
from cardea.commands import REPOSITORY, clean_environment
from cardea.recipe import ISSUER, Recipe
from cardea.tokens import unverified
from cardea.waiting import eventually

API = "https://api.example.com"


@pytest.fixture(scope="module")
def server_options():
    return {"config": Recipe("Checking a token").block("yaml") + "registration:\n  policy: open\n"}


# Addresses


def test_every_endpoint_of_the_page_is_in_the_metadata_and_the_other_way_round(server):
    cells = [cell for row in Recipe("Endpoints").rows() for cell in row if ISSUER in cell]
    said = {re.search(r"`(.+?)`", cell)[1].replace(ISSUER, server.issuer) for cell in cells}
    metadata = server.get("/.well-known/openid-configuration").json()
    names = [name for name in metadata if name.endswith("_endpoint")] + ["issuer", "jwks_uri"]
    assert said == {metadata[name] for name in names}


REDIRECT_URIS = [
    (uri, who.split(":")[0].split(" ")[0], "warning" in who)
    for cell, who in Recipe("Redirect URIs").rows()
    for uri in re.findall(r"`([^`]+:/[^`]+)`", cell)
]


@pytest.mark.parametrize(("uri", "who", "warned"), REDIRECT_URIS, ids=[uri for uri, _, _ in REDIRECT_URIS])
def test_a_redirect_uri_is_whose_the_page_says(server, uri, who, warned):
    add = ["client", "add", "--name", "App", "--redirect-uri", uri]
    confidential = server.commands.run(*add)
    public = server.commands.run(*add, "--auth-method", "none")
    taken = {"every": (0, 0, 0), "confidential": (0, 1, 1), "nobody": (1, 1, 1)}
    stranger = server.post("/v1/auth/register", json={"client_name": "App", "redirect_uris": [uri]})
    assert (confidential.returncode, public.returncode, int(stranger.status_code != 201)) == taken[who]
    assert confidential.stderr.startswith("Warning: ") is warned


# Products


PACKAGES = ["Authlib", "django-allauth", "Django", "fastmcp", "Flask", "jupyterhub", "matrix-synapse", "mozilla-django-oidc", "oauthenticator"]


@pytest.mark.parametrize("product", ["Auth.js", "Roundcube", "lua-resty-openidc", "pgAdmin"])
def test_a_product_that_is_not_run_is_registered_as_the_page_says(server, product):
    assert Recipe(product).register(server).redirect_uri.startswith("https://")


def test_the_page_says_plainly_which_products_nobody_ran():
    untried = [re.match(r"\[(.+?)\]", row[0])[1] for row in Recipe("Products").rows() if "not run by us" in row[1]]
    assert untried == ["Auth.js", "lua-resty-openidc"]
    assert [name for name in untried if not Recipe(name).text.strip().startswith("Not run by us")] == []


def test_the_versions_of_the_page_are_those_that_the_tests_run():
    text = "\n".join(" ".join(row) for row in Recipe("Products").rows())
    assert [name for name in PACKAGES if version(name) not in text] == []
    tests = re.findall(r"`(interop/test_\w+\.py)`", text)
    assert tests and [name for name in tests if not (REPOSITORY / "Tests/EndToEnd" / name).exists()] == []


# me and renewaccesstoken


@pytest.mark.parametrize(("path", "number"), [("/v1/auth/me", 0), ("/v1/auth/renewaccesstoken", 1)])
def test_what_the_page_shows_is_what_comes(server, user, application, path, number):
    recipe = Recipe("me and renewaccesstoken", {ISSUER: server.issuer})
    [command] = [shlex.split(block) for block in recipe.blocks("sh") if path in block]
    assert command[2] == server.issuer + path
    token = application.tokens(Browser(server, user), scope="openid profile email")["access_token"]
    answer = server.get(path, headers={"Authorization": f"Bearer {token}"}).json()
    shown = json.loads(recipe.blocks("json")[number])
    assert list(answer) == list(shown)
    assert [type(answer[name]) for name in answer] == [type(shown[name]) for name in shown]


def test_the_page_says_what_is_refused(server, user):
    recipe = Recipe("me and renewaccesstoken")
    paths = ("/v1/auth/me", "/v1/auth/renewaccesstoken")
    machine = server.add_client().client_credentials().json()["access_token"]
    pairwise = server.add_client(metadata={"subject_type": "pairwise"}).tokens(Browser(server, user))["access_token"]
    said = {row[0].split(",")[0]: row[2] for row in recipe.rows() if len(row) == 3 and row[1] == "both"}
    tokens = {
        "a request without a token": None,
        "a token that is unknown": machine,
        "a token of a [pairwise](../operations/clients.md#pairwise-subjects) client": pairwise,
    }
    assert set(said) == set(tokens)
    for what, token in tokens.items():
        for path in paths:
            answer = server.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})
            status, challenge = said[what].split(", ")
            assert answer.status_code == int(status), what
            assert challenge.strip("`").removeprefix("WWW-Authenticate: ") in answer.headers["WWW-Authenticate"]
            assert list(answer.json()) == ["errorText"]


# Tokens


@pytest.fixture(scope="module")
def shop(server):
    return server.add_client(name="Shop", scope="openid profile orders.read")


@pytest.fixture
def tokens(server, user, shop):
    def tokens(**parameters):
        return shop.tokens(Browser(server, user), scope="openid orders.read", **parameters)

    return tokens


@pytest.fixture(scope="module")
def claims_of(server):
    """The page's function."""
    names = {}
    exec(Recipe("With the keys", {ISSUER: server.issuer}).block("python"), names)
    return names["claims_of"]


def test_the_function_takes_a_token_for_the_api(claims_of, tokens, user, shop):
    claims = claims_of(tokens(resource=API)["access_token"])
    assert (claims["sub"], claims["client_id"]) == (str(user.user_id), shop.client_id)
    assert "orders.read" in claims["scope"].split()


def test_a_client_that_cannot_send_resource_has_it_by_default(server, claims_of, user):
    silent = server.add_client(scope="openid orders.read")
    [update] = [row[1].strip("`") for row in Recipe("Checking a token").rows() if "default_resources" in row[1]]
    server.commands.json(*shlex.split(update.replace("ID", silent.client_id, 1))[1:])
    browser = Browser(server, user)
    eventually(lambda: audience(silent, browser) == API, because="a running server sees the change within a second")
    assert claims_of(silent.tokens(browser)["access_token"])["client_id"] == silent.client_id


def audience(client, browser):
    return unverified(client.tokens(browser)["access_token"])[1]["aud"]


def test_a_machine_is_its_own_subject(claims_of, shop):
    claims = claims_of(shop.client_credentials(resource=API, scope="orders.read").json()["access_token"])
    assert claims["sub"] == claims["client_id"] == shop.client_id


def test_the_function_refuses_everything_else(server, claims_of, tokens, user):
    good, without = tokens(resource=API), tokens()
    assert unverified(without["access_token"])[1]["aud"] == server.issuer
    opaque = server.add_client(scope="openid", metadata={"access_token_format": "opaque"})
    rs256 = server.add_client(scope="openid", metadata={"access_token_signed_response_alg": "RS256"})
    others = [client.tokens(Browser(server, user), resource=API)["access_token"] for client in (opaque, rs256)]
    for token in (good["id_token"], good["refresh_token"], good["access_token"][:-4], without["access_token"], *others):
        with pytest.raises(jwt.PyJWTError):
            claims_of(token)


def test_a_token_for_the_api_alone_is_refused_at_userinfo(server, tokens):
    headers = {"Authorization": f"Bearer {tokens(resource=API)['access_token']}"}
    assert server.get("/v1/auth/userinfo", headers=headers).status_code == 401


# Introspection and revocation


@pytest.fixture(scope="module")
def api(server):
    return Recipe("By introspection").register(server)


def test_introspection_says_what_the_page_shows(server, api, shop, tokens, user):
    said = api.introspect(tokens(resource=API)["access_token"]).json()
    [shown] = Recipe("By introspection").blocks("json")
    assert set(re.findall(r'"(\w+)":', shown)) <= set(said)
    assert (said["active"], said["aud"], said["username"]) == (True, API, user.username)


def test_the_command_that_revokes_ends_the_token(server, api, shop, tokens):
    places = {ISSUER: server.issuer, "CLIENT_ID": shop.client_id, "CLIENT_SECRET": shop.client_secret}
    token = tokens(resource=API)["access_token"]
    assert api.introspect(token).json()["active"]
    command = ["sh", "-c", Recipe("Revoking a token", places).block("sh")]
    done = subprocess.run(command, env=clean_environment({"TOKEN": token}), capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, "{}"), done.stderr
    eventually(lambda: not api.introspect(token).json()["active"], because="it is inactive within a second")


def test_a_refresh_token_is_active_and_has_neither_audience_nor_type(api, tokens):
    said = api.introspect(tokens(resource=API)["refresh_token"]).json()
    assert said["active"] and not {"aud", "token_type"} & set(said)


def test_a_client_without_may_introspect_learns_nothing_of_others(server, tokens, application):
    assert application.introspect(tokens(resource=API)["access_token"]).json() == {"active": False}
