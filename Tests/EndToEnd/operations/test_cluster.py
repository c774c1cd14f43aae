"""Nodes, a balancer and databases that come and go under load: what was answered stays true on what is left."""

from requests.adapters import HTTPAdapter

from cardea import database
from cardea.browser import Browser, Callback
from cardea.haproxy import PROGRAM
from cardea.nodes import another_node, at, reached_at
from cardea.postgres import PostgresServer
from cardea.relying_party import RelyingParty, running, steady_port
from cardea.rotation import rotations
from cardea.tokens import assert_alive, assert_error, assert_tokens
from cardea.waiting import eventually

pytestmark = database.only_on_postgres

PEOPLE = 6


class Balancer(RelyingParty):
    """HAProxy before nodes, each of which it asks whether it is ready."""

    SETTINGS = """\
defaults
    mode http
    timeout connect 2s
    timeout client 20s
    timeout server 20s
    option httpchk GET /readyz
    default-server check inter 200ms fall 1 rise 1
    retries 2
    option redispatch
frontend all
    bind 127.0.0.1:{port}
    default_backend nodes
backend nodes
    balance roundrobin
{servers}
"""

    def __init__(self, directory, nodes):
        super().__init__(steady_port(), directory / "balancer.log")
        self.configuration = directory / "balancer.cfg"
        servers = "\n".join(f"    server node{number} {node.listen}" for number, node in enumerate(nodes))
        self.configuration.write_text(self.SETTINGS.format(port=self.port, servers=servers))

    def start(self):
        return self.run([PROGRAM, "-db", "-f", self.configuration])


def people_at_work(server, application, applications):
    """Rotations of so many people, all of whom have had an answer."""
    started = rotations(applications, application, [Browser(server, server.add_user()) for _ in range(PEOPLE)])
    go_on(started)
    return started


def go_on(started, within=20):
    """Returns when each has had more answers since."""
    before = [rotation.answers for rotation in started]
    eventually(lambda: all(now.has_gone_on(then + 2) for now, then in zip(started, before)), within=within)


def test_three_nodes_behind_a_balancer_of_which_one_is_killed_and_one_is_renewed(start, tmp_path):
    first = start()
    nodes = [first, another_node(first, start), another_node(first, start)]
    with running(Balancer(tmp_path, nodes)) as balancer:
        front = reached_at(first, f"http://127.0.0.1:{balancer.port}")
        application = at(front, first.add_client(scope="openid offline_access"))
        started = people_at_work(first, application, [application])
        nodes[0].kill()
        go_on(started)
        assert nodes[1].stop() == 0
        go_on(started)
        nodes[1].start()
        nodes[0].start()
        go_on(started)
        for rotation in started:
            rotation.finish()
        for node in nodes:
            for rotation in started:
                # Nothing that an answer said is unknown to any of them.
                assert_alive(at(node, application), rotation.access_token)


class Through(HTTPAdapter):
    """Sends what is meant for the issuer to one of its nodes."""

    def __init__(self, node):
        super().__init__()
        self.issuer, self.url = node.issuer, node.url.replace("127.0.0.1", "localhost")

    def send(self, request, **options):
        meant = request.url
        request.url = meant.replace(self.issuer, self.url)
        response = super().send(request, **options)
        response.url = request.url = meant
        return response


def test_wrong_passwords_at_one_node_count_at_the_other(start):
    first = start()
    second = another_node(first, start)
    user, application = first.add_user(), first.add_client()

    def attempt(node, password):
        browser = Browser(node)
        browser.session.mount(node.issuer, Through(node))
        return browser.sign_in(browser.open(application.authorization_url()), user.username, password)

    assert isinstance(attempt(second, user.password), Callback)
    eventually(lambda: attempt(first, "not it").status == 429, within=30)
    assert attempt(second, user.password).status == 429


def test_postgresql_is_killed_under_load_and_what_was_answered_stays_true(start):
    own = PostgresServer()
    try:
        server = start(environment={"CARDEA_DATABASE": own.address})
        application = server.add_client(scope="openid offline_access")
        started = people_at_work(server, application, [application])
        browser = Browser(server, server.add_user())
        code = application.code(browser)
        spent = assert_tokens(application.redeem(code), refresh=True)
        revoked = assert_tokens(application.redeem(application.code(browser)), refresh=True)
        for _ in range(3):
            own.kill()
            own.start()
            go_on(started)
        assert application.revoke(revoked["refresh_token"]).status_code == 200
        own.kill()
        own.start()
        go_on(started)
        for rotation in started:
            rotation.finish()
            assert_alive(application, rotation.access_token)
        assert_error(application.refresh(revoked["refresh_token"]), 400, "invalid_grant")
        assert_alive(application, spent["access_token"])
        assert_error(application.redeem(code), 400, "invalid_grant")
    finally:
        own.remove()


def test_a_standby_takes_over_and_nothing_that_was_answered_is_lost(start):
    primary = PostgresServer()
    standby = PostgresServer(of=primary)
    try:
        address = primary.address.replace(primary.place, f"{primary.place},{standby.place}")
        server = start(environment={"CARDEA_DATABASE": f"{address}?target_session_attrs=read-write"})
        node = another_node(server, start)
        application = server.add_client(scope="openid offline_access")
        started = people_at_work(server, application, [application, at(node, application)])
        primary.kill()
        assert server.get("/v1/auth/jwks").status_code == 200
        standby.promote()
        go_on(started)
        for rotation in started:
            rotation.finish()
            for each in server, node:
                assert_alive(at(each, application), rotation.access_token)
        eventually(lambda: server.get("/readyz").status_code == 200, within=20)
        assert primary.password not in server.log(), "the password is in the log"
    finally:
        standby.remove()
        primary.remove()
