"""Waiting for conditions; nothing here sleeps a fixed time and hopes."""

import time


def eventually(condition, within=2.0, because=""):
    """Polls until `condition()` is true and returns its value; fails when it is still false after `within` seconds.

    The condition is judged at least once after the deadline, so "within a second" is never cut short by a slow machine.
    """
    deadline = time.monotonic() + within
    while True:
        late = time.monotonic() > deadline
        value = condition()
        if value:
            return value
        if late:
            raise AssertionError(f"not within {within} s: {because or condition}")
        time.sleep(0.05)


def let_pass(seconds):
    """Lets time pass where the contract itself speaks of seconds: lifetimes and windows."""
    time.sleep(seconds)
