"""A signed-in application that never stops working: it shows each refresh token once and goes on with the next."""

import threading
import time

import requests

from .tokens import assert_tokens


class Rotation(threading.Thread):
    """Asks one server after the other, whichever answers; what was answered must be true on all of them."""

    def __init__(self, applications, refresh_token):
        super().__init__(daemon=True)
        self.applications = list(applications)
        self.refresh_token = refresh_token
        self.access_token = None
        self.answers = 0
        # The longest time between two answers, in seconds.
        self.gap = 0.0
        self.failure = None
        self._over = threading.Event()

    def run(self):
        last = time.monotonic()
        try:
            while not self._over.is_set():
                if self._ask():
                    self.gap = max(self.gap, time.monotonic() - last)
                    last = time.monotonic()
                else:
                    # The next one may be there.
                    self.applications.append(self.applications.pop(0))
                    self._over.wait(0.01)
        except BaseException as failure:
            self.failure = failure

    def _ask(self):
        try:
            answer = self.applications[0].refresh(self.refresh_token)
        except requests.RequestException:
            return False
        if answer.status_code in (502, 503):
            return False
        tokens = assert_tokens(answer, refresh=True)
        self.refresh_token, self.access_token = tokens["refresh_token"], tokens["access_token"]
        self.answers += 1
        return True

    def has_gone_on(self, since):
        """Whether it has had an answer more than so many; what went wrong is raised at once."""
        if self.failure:
            raise self.failure
        return self.answers > since

    def finish(self):
        """Stops, and insists that nothing was lost."""
        self._over.set()
        self.join(30)
        assert not self.is_alive()
        if self.failure:
            raise self.failure


def rotations(applications, application, browsers):
    """One for each browser, at work; `application` is how the first tokens are had."""
    started = []
    for browser in browsers:
        tokens = assert_tokens(application.redeem(application.code(browser)), refresh=True)
        rotation = Rotation(applications, tokens["refresh_token"])
        rotation.start()
        started.append(rotation)
    return started
