"""Samples in eight languages, registered as docs/connecting says, each of them run; and what they do when they are refused."""

import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cardea.browser import Browser
from cardea.device import confirmation
from cardea.recipe import Recipe
from cardea.samples import LANGUAGES, TASKS, Sample
from cardea.scripted_server import ScriptedServer, reply_json
from cardea.tokens import proof_key, unverified
from cardea.waiting import let_pass

API = "https://api.example.com"
ELSEWHERE = "https://elsewhere.example.com"
SCOPE = "openid orders.read"
NAMES = ("access_token", "refresh_token")


@pytest.fixture(scope="module")
def server_options():
    more = f"  - uri: {ELSEWHERE}\n    name: Elsewhere\n"
    return {"config": Recipe("Checking a token").block("yaml") + more}


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """Compiles in the background, two languages at a time, what is compiled; gives each language's folder when it is ready."""

    def prepare(language):
        directory = tmp_path_factory.mktemp(language.name)
        if language.is_there():
            language.compile(directory)
        return directory

    with ThreadPoolExecutor(2) as pool:
        yield {language.name: pool.submit(prepare, language) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES, ids=lambda language: language.name)
def language(request):
    if not request.param.is_there():
        pytest.skip(f"{request.param.name} is missing: install {request.param.packages}")
    return request.param


@pytest.fixture(scope="module")
def client(server):
    return Recipe("A person at this machine").register(server)


@pytest.fixture(scope="module")
def tokens(client, signed_in):
    """Tokens of that client, as another program of its might have got them."""

    def tokens(**parameters):
        verifier, challenge = proof_key()
        at = {"redirect_uri": client.redirect_uri}
        code = client.code(signed_in, scope=SCOPE, **at, **challenge, **parameters)
        answer = client.redeem(code, code_verifier=verifier, **at)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return tokens


@pytest.fixture(scope="module")
def machine(server):
    return Recipe("Client credentials").register(server)


@pytest.fixture
def run(server, programs, language, tmp_path):
    """Starts a task's sample for an application, or for the API as which it checks tokens."""
    started = []

    def run(task, application, said="", **settings):
        compiled = programs[language.name].result()
        known = {"ISSUER": server.issuer, "CLIENT_ID": application.client_id}
        if application.client_secret:
            known["CLIENT_SECRET"] = application.client_secret
        directory = tmp_path / str(len(started))
        started.append(Sample(language, task, compiled, directory, {**known, **settings}, said))
        return started[-1]

    yield run
    for sample in started:
        sample.finish()


def test_every_language_has_every_task():
    assert [sample for language in LANGUAGES for task in TASKS if not (sample := language.source(task)).exists()] == []


# Client credentials


def test_client_credentials(run, machine):
    tokens = run("client-credentials", machine, SCOPE="orders.read", RESOURCE=API).answer()
    claims = unverified(tokens["access_token"])[1]
    assert (claims["sub"], claims["aud"], claims["scope"]) == (machine.client_id, API, "orders.read")


def test_a_refusal_is_told_with_its_reason(run, machine):
    assert run("client-credentials", machine, CLIENT_SECRET="wrong").refusal().startswith(
        "invalid_client: client authentication failed"
    )


# Authorization code


@pytest.fixture
def asked(run, server, client):
    """A sample that waits for its answer, the address to which it sends the person, and its redirect URI and state."""
    sample = run("authorization-code", client, SCOPE=SCOPE, RESOURCE=API)
    address = sample.shows(r"Open (http\S+)")[1]
    request = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return sample, address, request


def come_back(server, request, **parameters):
    return server.get(f"{request['redirect_uri']}?{urlencode(parameters)}").status_code


def test_authorization_code(server, client, user, signed_in, asked):
    sample, address, request = asked
    assert (request["code_challenge_method"], len(request["code_challenge"])) == ("S256", 43)
    # What anybody may send there meanwhile is not the answer.
    assert come_back(server, request, state="guessed", code="x", iss=server.issuer) == 400
    assert server.get(request["redirect_uri"].replace("/callback", "/favicon.ico")).status_code == 400
    assert sample.goes_on
    callback = signed_in.walk(signed_in.open(address))
    assert callback.target == request["redirect_uri"]
    assert server.get(callback.url).status_code == 200
    tokens = sample.answer()
    claims = unverified(tokens["access_token"])[1]
    assert (claims["sub"], claims["aud"], claims["scope"]) == (str(user.user_id), API, SCOPE)
    assert unverified(tokens["id_token"])[1]["aud"] == client.client_id


def test_an_answer_of_another_server(server, asked):
    sample, _, request = asked
    answer = {"state": request["state"], "code": "stolen", "iss": "https://evil.example.com"}
    assert come_back(server, request, **answer) == 200
    assert sample.refusal() == "the answer is another server's"


def test_the_person_declines(server, asked):
    sample, _, request = asked
    refusal = {"error": "access_denied", "error_description": "the person said no & went"}
    assert come_back(server, request, state=request["state"], iss=server.issuer, **refusal) == 200
    assert sample.refusal() == "access_denied: the person said no & went"


# Refresh


def test_refresh(run, client, tokens, tmp_path, language):
    first = tokens()
    file = tmp_path / "kept" / "tokens.json"
    file.parent.mkdir()
    file.write_text(json.dumps(first))
    seen = [first]
    for _ in range(2):
        seen.append(run("refresh", client, TOKENS=str(file)).answer())
        kept = json.loads(file.read_text())
        assert [kept[name] for name in NAMES] == [seen[-1][name] for name in NAMES]
    assert len({answer["refresh_token"] for answer in seen}) == 3
    assert [path.name for path in file.parent.iterdir()] == ["tokens.json"]
    says_otherwise = "folder that is yours alone" in language.source("refresh").read_text()
    assert says_otherwise or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_refresh_token_that_is_no_good(run, client, tmp_path):
    file = tmp_path / "tokens.json"
    file.write_text(json.dumps({"access_token": "old", "refresh_token": "of somebody else"}))
    assert run("refresh", client, TOKENS=str(file)).refusal().startswith("invalid_grant: ")
    assert json.loads(file.read_text())["refresh_token"] == "of somebody else"


# Devices


class Impatient(ScriptedServer):
    """Has a client wait, then tells it to slow down, and lets it in at the third time."""

    def __init__(self):
        self.polls = {}
        super().__init__()

    def answer(self, request):
        fields = {name: values[0] for name, values in parse_qs(request.body).items()}
        match request.place:
            case "GET /.well-known/openid-configuration":
                endpoints = {"device_authorization_endpoint": f"{self.origin}/device", "token_endpoint": f"{self.origin}/token"}
                return reply_json(200, {"issuer": self.origin, **endpoints})
            case "POST /device":
                codes = {"device_code": fields["client_id"], "user_code": "BCDF", "verification_uri": "https://d.example"}
                return reply_json(200, {**codes, "expires_in": 600, "interval": 1})
            case "POST /token":
                polls = self.polls.setdefault(fields["device_code"], [])
                polls.append(time.monotonic())
                errors = {1: "authorization_pending", 2: "slow_down"}
                if error := errors.get(len(polls)):
                    return reply_json(400, {"error": error})
                return reply_json(200, {"access_token": "in", "token_type": "Bearer"})


@pytest.fixture(scope="module", autouse=True)
def devices(server, programs, user, tmp_path_factory):
    """For each language: a sample that was let in, one that was turned away, and one before `Impatient`.

    They wait in the background while the other tests run.
    """
    client = Recipe("A person elsewhere").register(server)
    known = {"ISSUER": server.issuer, "CLIENT_ID": client.client_id, "SCOPE": SCOPE}
    person = Browser(server, user)
    started = {}

    def play():
        for language in filter(lambda language: language.is_there(), LANGUAGES):
            device = (language, "device", programs[language.name].result())
            directory = tmp_path_factory.mktemp("device")
            hurried = {"ISSUER": impatient.origin, "CLIENT_ID": language.name}
            started[language.name] = {
                "allow": Sample(*device, directory / "allow", {**known, "RESOURCE": API}),
                "deny": Sample(*device, directory / "deny", known),
                "slow": Sample(*device, directory / "slow", hurried),
            }
            for decision in ("allow", "deny"):
                [address, code] = started[language.name][decision].shows(r"Open (http\S+) and enter (\S+)").groups()
                page = confirmation(person, address, code)
                assert page.asks_consent, page
                person.submit(page.form("decision"), decision=decision)
        return started, impatient

    with Impatient() as impatient, ThreadPoolExecutor(1) as pool:
        yield pool.submit(play)
    for sample in (sample for samples in started.values() for sample in samples.values()):
        sample.finish()


def test_device(devices, language, user):
    claims = unverified(devices.result()[0][language.name]["allow"].answer()["access_token"])[1]
    assert (claims["sub"], claims["aud"], claims["scope"]) == (str(user.user_id), API, SCOPE)


def test_a_device_that_is_turned_away(devices, language):
    assert devices.result()[0][language.name]["deny"].refusal().startswith("access_denied: ")


def test_a_device_slows_down_when_it_is_told_to(devices, language):
    started, impatient = devices.result()
    assert started[language.name]["slow"].answer()["access_token"] == "in"
    _, hasty, patient = impatient.polls[language.name]
    assert patient - hasty >= 5.9


# Checking a token


@pytest.fixture(scope="module")
def api(server):
    return Recipe("By introspection").register(server)


@pytest.fixture(scope="module")
def bad_tokens(server, tokens, signed_in):
    hasty = server.add_client(scope=SCOPE, metadata={"access_token_lifetime": 1})
    expired = hasty.tokens(signed_in, scope=SCOPE, resource=API)["access_token"]
    namesake = server.add_client(client_id=API, scope=SCOPE, metadata={"id_token_signed_response_alg": "ES256"})
    good = tokens(resource=API)
    header, claims, signature = good["access_token"].split(".")
    let_pass(2.1)
    return {
        "expired": expired,
        "an ID token": good["id_token"],
        "an ID token by ES256 for a client of that name": namesake.tokens(signed_in, scope=SCOPE)["id_token"],
        "a refresh token": good["refresh_token"],
        "for the issuer": tokens()["access_token"],
        "for another API": tokens(resource=ELSEWHERE)["access_token"],
        "changed": f"{header}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "unsigned": f"{header}.{claims}.",
        "nothing": "",
    }


def test_a_good_token(run, api, tokens, user):
    for resource in (API, [API, ELSEWHERE]):
        token = tokens(resource=resource)["access_token"]
        claims = run("check-token", api, f"{token}\n", AUDIENCE=API).answer()
        assert (claims["sub"], claims["aud"]) == (str(user.user_id), resource)


def test_tokens_that_are_no_good(run, api, bad_tokens):
    samples = {kind: run("check-token", api, token, AUDIENCE=API) for kind, token in bad_tokens.items()}
    refusals = {kind: sample.refusal() for kind, sample in samples.items()}
    assert [kind for kind, said in refusals.items() if not said.startswith("invalid_")] == []


def test_a_token_of_another_server(run, api, tokens, server):
    """The same keys, and another name: http://127.0.0.1 for http://localhost."""
    assert server.url != server.issuer
    token = tokens(resource=API)["access_token"]
    refusal = run("check-token", api, token, AUDIENCE=API, ISSUER=server.url).refusal()
    assert refusal.startswith("invalid_token: ")
