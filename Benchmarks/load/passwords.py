"""Signing in with a password, against the Argon2id that it costs and nothing else."""

import ctypes
import ctypes.util
import http.client
import os
import sqlite3
import threading
import time
import urllib.parse

import machine
import report
import runs
from browser import Browser, Form
from material import PASSWORD
from place import say
from workloads import FORM

WORKERS = 8  # half of the passwords of one network that may wait (docs/limits.md)
MOST = 100  # sign-ins a second, for a core
TITLE = "Passwords"
TEXT = (
    f"{WORKERS} browsers at a time post the form of the sign-in page with the right passwords of {WORKERS} accounts. Against the"
    " check of one of the same hashes by libsodium alone, on as many threads as there are cores."
)


def measure(place):
    people = [f"bench-{number}" for number in range(WORKERS)]
    for name in people:
        place.material.add_person(name)
    encoded = stored_hash(place.server.data / "cardea.sqlite", people[0])
    result = report.Result("sign-in with a password", "Argon2id")
    for _ in range(place.options.rounds):
        forms = [open_form(place) for _ in range(MOST * os.cpu_count() * place.options.seconds)]
        ours = machine.with_processor_time(place.server.process, lambda: in_threads(
            WORKERS, place.options.seconds, lambda number: SignIn(place.server, people[number], forms)
        ))  # fmt: skip
        before = time.process_time()
        theirs = in_threads(os.cpu_count(), place.options.seconds, lambda _: Check(encoded))
        theirs.processor = time.process_time() - before
        result.add(ours, theirs)
    say(f"  {result}")
    return report.Section(TITLE, [f"## {TITLE}", TEXT], report.HEADER, [result], report.Result.row)


def open_form(place):
    """The cookies of a browser that nobody has used, and where its form goes with what it carries."""
    browser = Browser(place.server)
    status, path, _, page = browser.open("GET", place.material.authorize_path())
    form = Form(page)
    if not form.found:
        raise SystemExit(f"{path} answered {status} and has no form to sign in with:\n{page[:400]}")
    return browser.cookie(), urllib.parse.urljoin(path, form.action), form.fields


class SignIn:
    def __init__(self, server, name, forms):
        self.connection, self.origin, self.name, self.forms = server.connection(), server.origin, name, forms

    def __call__(self):
        """What is wrong, or nothing."""
        try:
            cookie, path, fields = self.forms.pop()
        except IndexError:
            raise StopIteration from None
        body = urllib.parse.urlencode(fields | {"username": self.name, "password": PASSWORD})
        headers = {"Content-Type": FORM, "Cookie": cookie, "Origin": self.origin, "Accept": "text/html"}
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status == 303 and answer.headers.get("Set-Cookie") and answer.headers.get("Location"):
            return ""
        return f"signing in was answered {answer.status}"


class Check:
    """libsodium's own check of a password, which lets other threads of Python run meanwhile."""

    def __init__(self, encoded):
        self.sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
        self.sodium.sodium_init()  # chooses what this processor does best
        self.encoded, self.password = encoded.encode(), PASSWORD.encode()

    def __call__(self):
        length = ctypes.c_ulonglong(len(self.password))
        wrong = self.sodium.crypto_pwhash_str_verify(self.encoded, self.password, length)
        return "the hash is not that of the password" if wrong else ""


def in_threads(count, seconds, make):
    """Calls what `make` gives again and again on each thread, for so long."""
    latencies, complaints = [], []
    begin = time.perf_counter()

    def work(number):
        once = make(number)
        while time.perf_counter() - begin < seconds:
            began = time.perf_counter()
            try:
                complaint = once()
            except StopIteration:
                break
            except (OSError, http.client.HTTPException) as error:
                complaints.append(str(error))
                break
            latencies.append((time.perf_counter() - began) * 1000)
            if complaint:
                complaints.append(complaint)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    return runs.Run.of(latencies, took, len(complaints), complaints[0] if complaints else "")


def stored_hash(database, name):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        asked = "SELECT password_hash FROM users WHERE username = ?"
        return connection.execute(asked, (name,)).fetchone()[0]
