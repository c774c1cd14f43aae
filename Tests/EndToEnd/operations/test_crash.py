"""`kill -9` at any moment loses nothing that was answered, and brings back nothing that was ended."""

import random
import signal
import threading
import time
from dataclasses import dataclass, field

import pytest
import requests

from cardea import database
from cardea.browser import Browser, Callback
from cardea.tokens import assert_error, assert_tokens, bearer, token_error
from cardea.waiting import eventually

THREADS = 6


@dataclass(eq=False)
class Family:
    """What one delegation's application was told: every answer that arrived, in order."""

    code: str
    access_tokens: list = field(default_factory=list)
    refresh_tokens: list = field(default_factory=list)
    revoked: bool = False
    revoking: bool = False

    @property
    def redeemed(self):
        return bool(self.refresh_tokens)


class Load(threading.Thread):
    """One application working without pause until the server is gone; writes down only what was answered."""

    def __init__(self, application, browser, seed):
        super().__init__(daemon=True)
        self.application = application
        self.browser = browser
        self.random = random.Random(seed)
        self.families = []
        self.failure = None

    def run(self):
        try:
            while True:
                self.one_family()
        except requests.RequestException:
            pass  # the server is gone, as it should be
        except BaseException as failure:
            self.failure = failure

    def one_family(self):
        family = Family(self.application.code(self.browser))
        self.families.append(family)
        if self.random.random() < 0.2:
            return  # a code that nobody redeems
        self.note(family, self.application.redeem(family.code))
        for _ in range(self.random.randrange(4)):
            self.note(family, self.application.refresh(family.refresh_tokens[-1]))
        if self.random.random() < 0.3:
            family.revoking = True
            answer = self.application.revoke(family.refresh_tokens[-1])
            assert answer.status_code == 200, answer.text
            family.revoked = True

    def note(self, family, answer):
        tokens = assert_tokens(answer, refresh=True)
        family.access_tokens.append(tokens["access_token"])
        family.refresh_tokens.append(tokens["refresh_token"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_answered_before_a_kill_is_true_after_it(start, seed):
    chance = random.Random(seed)
    server = start()
    application = server.add_client()
    loads = []
    for number in range(THREADS):
        # Each a person of their own: of one person and client no more than 200 grants are kept.
        browser = Browser(server, server.add_user())
        application.code(browser)
        loads.append(Load(application, browser, seed * 100 + number))
    for load in loads:
        load.start()
    added = []
    deadline = time.monotonic() + chance.uniform(1.0, 2.5)
    while time.monotonic() < deadline:
        added.append(
            server.commands.json("client", "add", "--name", "Added under load", "--grant", "client_credentials")
        )
    server.kill()
    for load in loads:
        load.join(timeout=30)
        assert load.failure is None, repr(load.failure)
    families = [family for load in loads for family in load.families]
    assert sum(len(family.access_tokens) for family in families) >= 20, "too little load to prove anything"
    # First what each thread was at when the server went, as long as the window for repeats is open; then some of the rest.
    last = [load.families[-1] for load in loads]
    earlier = [family for family in families if family not in last]
    families = last + chance.sample(earlier, min(len(earlier), 40))

    server.start()

    for client in added:
        credentials = {name: client[name] for name in ("client_id", "client_secret")}
        assert_tokens(server.token({"grant_type": "client_credentials", **credentials}))
    for family in families:
        check(server, application, family)
    server.stop()
    assert database.is_sound(server.data)


def check(server, application, family):
    """Everything that this family's application was told. Reads come first: showing an old token ends the family."""
    if family.revoked:
        for token in family.access_tokens:
            assert server.get("/v1/auth/userinfo", headers=bearer(token)).status_code == 401, "a revoked token is back"
        assert_error(application.refresh(family.refresh_tokens[-1]), 400, "invalid_grant")
    elif family.redeemed and not family.revoking:
        for token in family.access_tokens:
            assert server.get("/v1/auth/userinfo", headers=bearer(token)).status_code == 200, "an issued token is lost"
        latest = assert_tokens(application.refresh(family.refresh_tokens[-1]), refresh=True)
        assert latest["refresh_token"] not in family.refresh_tokens
        assert_tokens(application.refresh(latest["refresh_token"]), refresh=True)
        for token in family.refresh_tokens:
            assert_error(application.refresh(token), 400, "invalid_grant")
    if family.redeemed:
        assert_error(application.redeem(family.code), 400, "invalid_grant")
    # A code that was not redeemed, or whose answer was on its way, may be good or spent; both are true.
    else:
        assert token_error(application.redeem(family.code)) in (None, "invalid_grant")


@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_sign_in_and_an_allowance_that_a_kill_cuts_off_there_is_all_or_nothing(start, seed):
    server = start()
    application = server.add_client(skip_consent=False)
    people = [server.add_user() for _ in range(10)]
    browsers = [Browser(server, person) for person in people]
    # Where each got to: the page that waits for the person's next step, or the answer for the application.
    reached = [browser.open(application.authorization_url()) for browser in browsers]

    def walk(number):
        try:
            reached[number] = browsers[number].sign_in(reached[number])
            reached[number] = browsers[number].decide(reached[number], "allow")
        except requests.RequestException:
            pass  # the server is gone, as it should be

    threads = [threading.Thread(target=walk, args=(number,), daemon=True) for number in range(len(people))]
    for thread in threads:
        thread.start()
    chance = random.Random(seed)
    enough = chance.randrange(2, 6)
    eventually(lambda: sum(isinstance(end, Callback) for end in reached) >= enough, within=20)
    server.kill()
    for thread in threads:
        thread.join(30)

    server.start()
    for kept, missing in (("consents", "delegations"), ("delegations", "consents")):
        halves = f"SELECT count(*) FROM {kept} WHERE user_id NOT IN (SELECT user_id FROM {missing})"
        assert database.count(server.data, halves) == 0, f"{kept} without {missing}"
    for browser, end in zip(browsers, reached):
        # Whoever got no answer presses the same button again.
        if not isinstance(end, Callback) and end.asks_sign_in:
            end = browser.sign_in(end)
        if not isinstance(end, Callback):
            end = browser.decide(end, "allow")
        assert_tokens(application.redeem(end.code), refresh=True)


def test_a_stop_finishes_what_is_in_flight_and_exits_with_zero(start):
    server = start()
    application = server.add_client()
    people = [server.add_user() for _ in range(12)]
    browsers = [Browser(server, person) for person in people]
    pages = [browser.open(application.authorization_url()) for browser in browsers]
    ends = [None] * len(browsers)
    first = threading.Event()

    def sign_in(number):
        try:
            ends[number] = (
                browsers[number]
                .session.post(
                    pages[number].form("password").action,
                    data={
                        **pages[number].form("password").fields,
                        "username": people[number].username,
                        "password": people[number].password,
                    },
                    headers={"Origin": server.issuer, "Accept": "text/html"},
                    allow_redirects=False,
                    timeout=20,
                )
                .status_code
            )
        except requests.RequestException as failure:
            ends[number] = failure
        first.set()

    threads = [threading.Thread(target=sign_in, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    assert first.wait(20)
    server.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join(20)
    assert server.process.wait(timeout=12) == 0
    assert {end in (302, 303) for end in ends} == {True}, ends


def test_an_idle_connection_does_not_hold_up_a_stop(start):
    server = start()
    assert server.get("/healthz").status_code == 200  # the session keeps its connection
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=8) == 0
    with pytest.raises(requests.ConnectionError):
        server.get("/healthz")


def test_an_interrupt_is_a_stop(start):
    server = start()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=8) == 0


def test_a_first_start_that_was_killed_can_be_started_again(start):
    server = start()
    for _ in range(3):
        server.kill()
        server.start()
    application = server.add_client()
    assert_tokens(application.client_credentials())
    eventually(lambda: server.get("/readyz").status_code == 200)


def test_a_session_outlives_a_crash(start):
    server = start()
    application, browser = server.add_client(), Browser(server, server.add_user())
    application.code(browser)
    server.restart()
    assert application.authorize(browser, prompt="none").code
