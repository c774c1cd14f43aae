"""Mail: handed to a real server over TLS, and what its links and notices are good for."""

import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cardea.browser import Browser
from cardea.database import octets
from cardea.mail_server import MailServer
from cardea.second_factor import set_up
from cardea.server import free_port
from cardea.waiting import eventually

NEW = "another pass word 7"
SET = "Set a new password"
CHANGED = "address was changed"


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    with MailServer(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture(scope="module")
def server_options(post):
    return {
        "config": "accounts:\n  registration: on\n  removal: on\n  profile: [name, nickname, locale]\n"
        "trusted_proxies: [127.0.0.1]\n" + post.config()
    }


def visitor(server, person=None, language="en"):
    """Somebody at a network of their own."""
    browser = Browser(server, person)
    browser.session.headers["Accept-Language"] = language
    browser.session.headers["X-Forwarded-For"] = ".".join(["10", *map(str, secrets.token_bytes(3))])
    return browser


def signed_in(server, person, language="en"):
    browser = visitor(server, person, language)
    browser.sign_in(browser.open("/login"))
    return browser


@pytest.fixture
def browser(server, person):
    return signed_in(server, person)


def forget(server, name, language="en"):
    """Says that a password is forgotten, in a browser of its own."""
    browser = visitor(server, language=language)
    page = browser.open("/forgot-password")
    return browser, browser.submit(page.form("username"), username=name)


def reset_link(server, post, person):
    before = len(post.to(person.email, SET))
    forget(server, person.username)
    return post.wait_for(person.email, before + 1, SET).link


def use(server, link, **fields):
    """Opens a link for a password and sends its form."""
    browser = Browser(server)
    page = browser.open(link)
    form = page.form("new_password")
    assert form is not None, page
    return browser.submit(form, **{"new_password": NEW, **fields})


def can_sign_in(server, person, password):
    browser = Browser(server, person)
    page = browser.sign_in(browser.open("/login"), password=password)
    return page.form("password") is None


def test_a_forgotten_password_is_set_anew(server, post, person, browser):
    link = reset_link(server, post, person)
    mail = post.to(person.email, SET)[-1]
    assert person.username in mail.text and person.username in mail.html
    assert mail.message["From"] == "Example & Söhne <no-reply@example.com>" and mail.sender == "no-reply@example.com"
    assert mail.message["Auto-Submitted"] == "auto-generated" and mail.message["Content-Language"] == "en"
    assert mail.message["Message-ID"].endswith("@example.com>") and mail.message["Date"].datetime is not None
    page = use(server, link)
    assert page.asks_sign_in
    assert can_sign_in(server, person, NEW) and not can_sign_in(server, person, person.password)
    assert browser.open("/account").asks_sign_in  # every session has ended
    notice = post.wait_for(person.email, about="password was changed")
    assert f"{server.issuer}/forgot-password" in notice.html
    assert "good no longer" in Browser(server).open(link).words


def test_opening_a_link_uses_nothing_up_and_signs_in_nobody(server, post, person):
    link = reset_link(server, post, person)
    scanner = Browser(server)
    for _ in range(3):
        assert scanner.open(link).form("new_password") is not None
    assert scanner.open("/account").asks_sign_in
    assert use(server, link).asks_sign_in


def test_one_link_serves_one_of_many_at_once(server, post, person):
    link = reset_link(server, post, person)

    def attempt(number):
        browser = Browser(server)
        form = browser.open(link).form("new_password")
        return browser, form, f"{NEW} {number}"

    attempts = [attempt(number) for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda a: a[0].submit(a[1], new_password=a[2]), attempts))
    assert sum(page.asks_sign_in for page in pages) == 1
    assert sum(can_sign_in(server, person, a[2]) for a in attempts[:1]) <= 1


def delivered(server):
    line = 'cardea_mail_total{outcome="delivered"} '
    return int(float(server.get("/metrics").text.split(line)[1].split()[0]))


def test_the_answer_tells_nothing(start, post):
    server = start(config=post.config() + "trusted_proxies: [127.0.0.1]\n")
    person = server.add_user()
    disabled = server.add_user()
    server.commands.json("user", "disable", disabled.username)
    unproved = server.add_user(verified=False)
    names = [person.username, person.email, "nobody", "nobody@example.com", disabled.email, unproved.email, "x" * 256, "a\u0000b"]
    counted = [delivered(server)]
    pages = []
    for name in names:
        pages.append(forget(server, name)[1])
        eventually(lambda: delivered(server) == counted[-1] + 1, within=15, because="each request counts once")
        counted.append(delivered(server))
    assert {page.status for page in pages} == {200} and len({page.text for page in pages}) == 1
    post.wait_for(person.email, 2, SET)
    assert not any(post.to(address) for address in ["nobody@example.com", disabled.email, unproved.email])


def test_asking_again_and_again_is_bounded(server, start, post):
    other = start(config=post.config())
    person = other.add_user()
    statuses = [forget(other, person.username)[1].status for _ in range(22)]
    assert statuses[:20] == [200] * 20 and statuses[-1] == 429
    post.wait_for(person.email, 5)
    time.sleep(1.5)
    assert len(post.to(person.email)) == 5  # to one account, whoever asks
    # Only the last link is good.
    links = [mail.link for mail in post.to(person.email)]
    pages = [Browser(other).open(link) for link in links]
    assert sum(page.form("new_password") is not None for page in pages) == 1


def test_the_second_factor_is_asked_for(server, post, person, browser):
    phone, codes = set_up(browser)
    link = reset_link(server, post, person)
    for fields in [{}, {"code": "000000"}, {"recovery_code": "aaaa-aaaa-aaaa"}]:
        page = use(server, link, **fields)
        assert page.status == 400 and page.form("new_password") is not None
    assert can_sign_in(server, person, person.password)
    assert use(server, link, code=phone.code(1)).asks_sign_in
    # The factors are there still.
    halfway = Browser(server, person)
    page = halfway.sign_in(halfway.open("/login"), password=NEW)
    assert page.form("code") is not None
    link = reset_link(server, post, person)
    assert use(server, link, recovery_code=codes[0], new_password=NEW + "!").asks_sign_in


def test_a_bad_password_does_not_use_the_link_up(server, post, person):
    link = reset_link(server, post, person)
    for password in ["short", "x" * 129, person.username, person.email.upper()]:
        page = use(server, link, new_password=password)
        assert page.status == 400 and page.form("new_password") is not None, password
    assert use(server, link).asks_sign_in


def test_a_link_begins_with_the_issuer_and_nothing_else(server, post, person):
    browser = visitor(server)
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    page = browser.open("/forgot-password", headers=evil)
    browser.submit(page.form("username"), headers=evil, username=person.username)
    assert post.wait_for(person.email, about=SET).link.startswith(server.issuer + "/reset-password?token=")


def prove(browser, post, address):
    """Asks for another address and opens the link in it; the page."""
    page = browser.open("/account/profile")
    browser.submit(page.form("email"), action="change-email", email=address)
    return browser.open(post.wait_for(address).link)


def test_an_address_counts_when_it_is_proved_and_the_old_one_is_told(server, post, person, browser):
    new = f"new-{person.username}@example.org"
    page = prove(browser, post, new)
    assert person.email in browser.open("/account").words and new not in browser.open("/account").words
    assert person.username not in post.to(new)[0].text  # nobody knows yet whose address it is
    browser.submit(page.form("token"))
    words = browser.open("/account").words
    assert new in words and person.email not in words
    notice = post.wait_for(person.email, about=CHANGED)
    assert "<bdi>" not in notice.text
    assert new in notice.text
    shown = server.commands.json("user", "show", person.username)
    assert shown["email"] == new and shown["email_verified"] is True


def test_a_link_to_the_old_address_is_good_no_longer(server, post, person, browser):
    old = reset_link(server, post, person)
    page = prove(browser, post, f"moved-{person.username}@example.org")
    browser.submit(page.form("token"))
    assert "good no longer" in Browser(server).open(old).words


def test_only_who_gave_the_address_proves_it(server, post, browser, person):
    victim = server.add_user()
    target = f"victim-{person.username}@example.org"
    page = browser.open("/account/profile")
    browser.submit(page.form("email"), action="change-email", email=target)
    link = post.wait_for(target).link
    page = signed_in(server, victim).open(link)
    assert page.status == 403 and page.form("token") is None and victim.username in page.words
    stranger = Browser(server, victim)
    page = stranger.open(link)
    assert page.asks_sign_in
    assert stranger.sign_in(page).status == 403
    shown = server.commands.json("user", "show", person.username)
    assert shown["email"] == person.email


def test_signing_in_elsewhere_leads_on_to_the_form(server, post, browser, person):
    address = f"elsewhere-{person.username}@example.org"
    browser.submit(browser.open("/account/profile").form("email"), action="change-email", email=address)
    other = visitor(server, person)
    page = other.sign_in(other.open(post.wait_for(address).link))
    assert address in page.words
    other.submit(page.form("token"))
    assert address in other.open("/account").words


def test_a_user_name_that_is_an_address_follows_it(server, post):
    squatter = visitor(server)
    name = f"boss{free_port()}@corp.example"
    squatter.submit(squatter.open("/create-account").form("email"), username=name, email=name, password=NEW)
    away = f"away-{name}"
    squatter.submit(prove(squatter, post, away).form("token"))
    assert away in squatter.open("/account").words and f" {name}" not in squatter.open("/account").words
    assert "no user" in server.commands.refused("user", "show", name)
    again = visitor(server)
    again.submit(again.open("/create-account").form("email"), username=name, email=name, password=NEW)
    server.commands.json("user", "invite", "--email", name)
    owner = visitor(server)
    page = owner.open(post.wait_for(name, about="invited").link)
    owner.submit(page.form("new_password"), username=name, new_password=NEW)
    assert server.commands.json("user", "show", name)["email_verified"] is True


def test_one_recipient_is_not_buried_by_many_accounts(server, post):
    target = f"stranger{free_port()}@example.org"
    pages = []
    for _ in range(12):
        browser = signed_in(server, server.add_user())
        pages.append(browser.submit(browser.open("/account/profile").form("email"), action="change-email", email=target))
    assert [page.status for page in pages] == [200] * 10 + [429] * 2
    post.wait_for(target, 10)


def test_somebody_elses_address_is_refused(server, post, browser):
    other = server.add_user()
    page = browser.open("/account/profile")
    page = browser.submit(page.form("email"), action="change-email", email=other.email.upper())
    assert page.status == 400 and "already" in page.words
    assert not post.to(other.email.upper())


@pytest.mark.parametrize("address", ["nowhere", "a@b@c", "a b@example.com", "x@example.com\r\nBcc: y@example.com", "<x@example.com>", "x,y@example.com"])
def test_what_is_no_address_gets_no_mail(server, post, browser, address):
    page = browser.submit(browser.open("/account/profile").form("email"), action="change-email", email=address)
    assert page.status == 400
    time.sleep(1.2)
    assert not [mail for mail in post.mails if set(mail.recipients) & {"x@example.com", "y@example.com", address}]


def test_a_new_account_is_asked_to_prove_its_address(server, post):
    browser = Browser(server)
    page = browser.open("/create-account")
    name = f"eve{free_port()}"
    address = f"{name}@example.net"
    browser.submit(page.form("email"), username=name, email=address, name="http://spam.example", password=NEW)
    mail = post.wait_for(address)
    assert "spam" not in mail.text and name not in mail.text.replace(address, "")
    browser.submit(browser.open(mail.link).form("token"))
    assert server.commands.json("user", "show", name)["email_verified"] is True
    assert len(post.to(address)) == 1  # no word of a new device to who has just made the account


def test_an_invitation_makes_an_account(server, post):
    address = f"guest{free_port()}@example.net"
    said = server.commands.json("user", "invite", "--email", address)
    assert said["email"] == address and said["expires_at"]
    mail = post.wait_for(address)
    browser = Browser(server)
    page = browser.open(mail.link)
    assert address in page.words and page.form("email") is None
    page = browser.submit(page.form("new_password"), username="", new_password="short")
    assert page.status == 400
    name = address.split("@")[0]
    browser.submit(page.form("new_password"), username=name, name="Guest", new_password=NEW)
    assert name in browser.open("/account").words
    shown = server.commands.json("user", "show", name)
    assert (shown["email"], shown["email_verified"], shown["name"]) == (address, True, "Guest")
    assert "good no longer" in Browser(server).open(mail.link).words
    assert "address" in server.commands.refused("user", "invite", "--email", address)


def test_notices_say_what_happened_and_what_to_do(server, post, person, browser):
    assert "New sign-in" in post.wait_for(person.email).subject
    phone, _ = set_up(browser)
    assert "Codes from an app were set up" in post.wait_for(person.email, 2).subject
    form = browser.open("/account/security").form("new_password")
    browser.submit(form, action="renew-recovery-codes", new_password=None)
    assert "New recovery codes" in post.wait_for(person.email, 3).subject
    browser.submit(form, action="remove-codes", new_password=None)
    assert "removed" in post.wait_for(person.email, 4).subject
    browser.submit(form, action="change-password", new_password=NEW)
    assert "password was changed" in post.wait_for(person.email, 5).subject
    for mail in post.to(person.email):
        assert "If it was not you" in mail.text and browser.session.headers["X-Forwarded-For"] in mail.text
        assert not re.search(r"<img|<script|src=|url\(", mail.html)
    # The same browser again is no new device.
    browser.open("/v1/auth/logout")
    time.sleep(1.5)
    assert len(post.to(person.email)) == 5


def test_mail_is_in_the_language_that_the_person_reads(server, post, person):
    signed_in(server, person, "ar")
    mail = post.wait_for(person.email)
    assert mail.message["Content-Language"] == "ar" and 'dir="rtl"' in mail.html
    assert max(map(len, mail.raw.splitlines())) <= 998 and b"=0A" not in mail.raw and b"<bdi>" not in mail.text.encode()


def test_what_the_server_refuses_for_good_is_not_sent_again(server, post, person):
    post.refusals["RCPT"] = "550 no such mailbox"
    try:
        forget(server, person.username)
        eventually(lambda: "refused a recipient" in server.log(), within=15)
        assert "550 no such mailbox" in server.log()
    finally:
        post.refusals.clear()
    time.sleep(1.5)
    assert not post.to(person.email)


@pytest.mark.parametrize("step, answer", [("RCPT", "451 later"), ("MAIL", "550 not from you"), ("DATA", "554 busy"), ("AUTH", "")])
def test_what_may_go_better_later_is_tried_again(start, post, step, answer):
    server = start(config=post.config())
    person = server.add_user()
    post.refusals[step] = answer
    try:
        forget(server, person.username)
        eventually(lambda: "will be tried again" in server.log(), within=15)
    finally:
        post.refusals.clear()
    assert server.stop() == 0
    server.start()  # it waits in the database
    assert post.wait_for(person.email, about=SET).link
    log = server.log()
    assert post.to(person.email, SET)[0].link.split("token=")[1] not in log and "correct horse" not in log


def test_tls_from_the_first_octet(start, tmp_path):
    with MailServer(tmp_path, implicit=True) as post:
        server = start(config=post.config())
        person = server.add_user()
        forget(server, person.username)
        assert post.wait_for(person.email).link


def test_nothing_is_said_without_tls_or_to_a_stranger(start, tmp_path):
    (tmp_path / "plain").mkdir()
    with MailServer(tmp_path / "plain", tls=False) as plain:
        server = start(config=plain.config())
        forget(server, server.add_user().username)
        eventually(lambda: "will be tried again" in server.log(), within=15)
        assert not plain.mails and not plain.logins
    (tmp_path / "other").mkdir()
    with MailServer(tmp_path / "other") as post:
        config = post.config().split("outbound:")[0]
        server = start(config=config)
        forget(server, server.add_user().username)
        eventually(lambda: "will be tried again" in server.log(), within=15)
        assert not post.mails and not post.logins


def test_without_mail_nothing_of_it_is_there(start):
    server = start()
    browser = Browser(server)
    assert "Forgot" not in browser.open("/login").words
    for path in "/forgot-password", "/verify-email", "/invitation":
        assert browser.open(path).status == 404
    assert "mail.smtp" in server.commands.refused("user", "invite", "--email", "a@example.com")
    person = server.add_user()
    assert signed_in(server, person).open("/account/profile").form("email") is None


def test_secrets_of_links_are_not_in_the_database(server, post, person):
    post.refusals["RCPT"] = "451 later"
    try:
        forget(server, person.username)
        eventually(lambda: server.log().count("will be tried again") >= 1, within=15)
        kept = octets(server.data)
    finally:
        post.refusals.clear()
    token = post.wait_for(person.email, about=SET).link.split("token=")[1]
    assert token.encode() not in kept
