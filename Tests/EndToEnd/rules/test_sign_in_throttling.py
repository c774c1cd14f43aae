"""Wrong passwords are counted, strangers cannot lock anybody out, and nothing tells who has an account."""

import re
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cardea.browser import Browser, Callback, Page


def attempt(application, browser, username, password):
    """One sign-in from the beginning; the answer."""
    page = browser.open(application.authorization_url(prompt="login"))
    assert page.asks_sign_in, page
    return browser.sign_in(page, username, password)


def is_throttled(end):
    if isinstance(end, Page) and end.status == 429:
        assert int(end.headers["Retry-After"]) > 0
        assert end.headers["Content-Type"].startswith("text/html")
        return True
    return False


def from_address(server, address):
    """A browser behind a proxy that says it is at `address`."""
    browser = Browser(server)
    browser.session.headers["X-Forwarded-For"] = address
    return browser


def test_an_address_that_anybody_can_claim_is_not_believed(server, application, person):
    for number in range(5):
        attempt(application, from_address(server, f"203.0.113.{number}"), person.username, "wrong")
    assert is_throttled(attempt(application, from_address(server, "203.0.113.99"), person.username, person.password))


def test_behind_a_trusted_proxy_each_address_counts_and_all_together_twenty(start):
    server = start(config='trusted_proxies: ["127.0.0.1/32", "::1/128"]\n')
    application, person = server.add_client(), server.add_user()
    for number in range(5):
        attempt(application, from_address(server, "203.0.113.1"), person.username, "wrong")
    assert is_throttled(attempt(application, from_address(server, "203.0.113.1"), person.username, person.password))
    elsewhere = attempt(application, from_address(server, "203.0.113.2"), person.username, person.password)
    assert isinstance(elsewhere, Callback), "one address does not lock the others out"

    other = server.add_user()
    for number in range(20):
        end = attempt(application, from_address(server, f"198.51.100.{number}"), other.username, "wrong")
        assert number == 19 or not is_throttled(end), number
    assert is_throttled(attempt(application, from_address(server, "192.0.2.1"), other.username, other.password))


def test_when_too_many_wait_for_the_password_pool_the_rest_are_sent_away(start):
    """429 with Retry-After, never a queue without end."""
    server = start(environment={"CARDEA_PASSWORDS_WAITING": "1"})
    application, person = server.add_client(), server.add_user()
    browsers = [Browser(server, person) for _ in range(24)]
    pages = [browser.open(application.authorization_url()) for browser in browsers]
    with ThreadPoolExecutor(len(browsers)) as pool:
        ends = list(pool.map(lambda pair: pair[0].sign_in(pair[1]), zip(browsers, pages)))
    signed_in = [end for end in ends if isinstance(end, Callback)]
    sent_away = [end for end in ends if is_throttled(end)]
    assert signed_in and sent_away
    assert len(signed_in) + len(sent_away) == len(ends), ends
    assert isinstance(attempt(application, Browser(server), person.username, person.password), Callback)


def test_want_of_memory_is_no_wrong_password(start):
    server = start()
    person = server.add_user()
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    size = int(re.search(r"VmSize:\s+(\d+) kB", status)[1]) * 1024
    before = resource.prlimit(server.process.pid, resource.RLIMIT_AS)
    resource.prlimit(server.process.pid, resource.RLIMIT_AS, (size + (4 << 20), before[1]))
    try:
        browser = Browser(server, person)
        pages = [browser.sign_in(browser.open("/login")) for _ in range(6)]
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_AS, before)
    assert {page.status for page in pages} == {503}
    browser = Browser(server, person)
    assert not browser.sign_in(browser.open("/login")).asks_sign_in
