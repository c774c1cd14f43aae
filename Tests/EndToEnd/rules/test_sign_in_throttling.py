"""Wrong passwords are counted, strangers cannot lock anybody out, and nothing tells who has an account."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from cardea.browser import Browser, Callback, Page


@pytest.fixture
def person(server):
    return server.add_user()


def attempt(application, browser, username, password):
    """One sign-in from the beginning; the answer."""
    page = browser.open(application.authorization_url(prompt="login"))
    assert page.asks_sign_in, page
    return browser.sign_in(page, username, password)


def fail(application, server, username, times):
    for number in range(times):
        end = attempt(application, Browser(server), username, f"wrong {number}")
        assert isinstance(end, Page), end
    return end


def is_throttled(end):
    if isinstance(end, Page) and end.status == 429:
        assert int(end.headers["Retry-After"]) > 0
        assert end.headers["Content-Type"].startswith("text/html")
        return True
    return False


def test_after_five_wrong_passwords_not_even_the_right_one_is_tried(server, application, person):
    for number in range(5):
        end = attempt(application, Browser(server), person.username, f"wrong {number}")
        assert isinstance(end, Page)
        assert number == 4 or not is_throttled(end), f"after {number + 1}"
    assert is_throttled(attempt(application, Browser(server), person.username, person.password))


def test_four_wrong_passwords_are_forgiven(server, application, person):
    fail(application, server, person.username, 4)
    assert isinstance(attempt(application, Browser(server), person.username, person.password), Callback)


def test_other_people_from_the_same_address_sign_in_as_ever(server, application, person, user):
    fail(application, server, person.username, 5)
    assert is_throttled(attempt(application, Browser(server), person.username, person.password))
    assert isinstance(attempt(application, Browser(server), user.username, user.password), Callback)


def test_a_browser_that_signed_in_before_is_not_locked_out_by_strangers(server, application, person):
    own = Browser(server, person)
    assert isinstance(attempt(application, own, person.username, person.password), Callback)
    fail(application, server, person.username, 5)
    assert is_throttled(attempt(application, Browser(server), person.username, person.password))
    assert isinstance(attempt(application, own, person.username, person.password), Callback)


def test_and_it_has_a_count_of_its_own(server, application, person):
    own = Browser(server, person)
    assert isinstance(attempt(application, own, person.username, person.password), Callback)
    for number in range(5):
        attempt(application, own, person.username, f"wrong {number}")
    assert is_throttled(attempt(application, own, person.username, person.password))


def test_the_browser_of_one_account_is_a_stranger_to_another(server, application, person, user):
    own = Browser(server, user)
    assert isinstance(attempt(application, own, user.username, user.password), Callback)
    for number in range(5):
        attempt(application, own, person.username, f"wrong {number}")
    assert is_throttled(attempt(application, own, person.username, person.password))


@pytest.mark.parametrize("spelling", [str.upper, str.title])
def test_another_spelling_of_the_name_is_the_same_account(server, application, person, spelling):
    """Lock-out bypass by case variants: threats.md row 15."""
    fail(application, server, person.username, 3)
    fail(application, server, spelling(person.username), 2)
    assert is_throttled(attempt(application, Browser(server), person.username, person.password))


def test_guesses_at_one_moment_are_all_counted(server, application, person):
    """A race past the counter: threats.md row 15."""
    browsers = [Browser(server) for _ in range(20)]
    pages = [browser.open(application.authorization_url()) for browser in browsers]
    with ThreadPoolExecutor(20) as pool:
        ends = list(pool.map(lambda pair: pair[0].sign_in(pair[1], person.username, "wrong"), zip(browsers, pages)))
    assert sum(not is_throttled(end) for end in ends) <= 5
    assert is_throttled(attempt(application, Browser(server), person.username, person.password))


def seen(page):
    """What a stranger can compare: status, headers, words."""
    varying = {"date", "set-cookie", "content-length", "content-security-policy", "x-request-id"}
    headers = {name.lower(): value for name, value in page.headers.items() if name.lower() not in varying}
    return page.status, headers, page.words


def test_an_unknown_name_and_a_wrong_password_look_the_same(server, application, person):
    known = attempt(application, Browser(server), person.username, "wrong")
    unknown = attempt(application, Browser(server), "nobody-at-all", "wrong")
    assert seen(known) == seen(unknown)
    structure = [[(form.method, sorted(form.names)) for form in page.forms] for page in (known, unknown)]
    assert structure[0] == structure[1]


def test_an_unknown_name_is_throttled_like_a_known_one(server, application, person):
    known = fail(application, server, person.username, 6)
    unknown = fail(application, server, "nobody-in-particular", 6)
    assert is_throttled(known) and is_throttled(unknown)
    # The clock goes on between the two.
    wait = r"again in \d+ \w+"
    assert re.sub(wait, "again later", known.words) == re.sub(wait, "again later", unknown.words)


def test_a_disabled_account_looks_like_a_wrong_password(server, application, person):
    server.commands.json("user", "disable", person.username)
    other = server.add_user()
    wrong = attempt(application, Browser(server), other.username, "wrong")
    disabled = attempt(application, Browser(server), person.username, person.password)
    assert seen(wrong) == seen(disabled)


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
