"""A device without a browser (RFC 8628), and the person who lets it in with one."""

from .tokens import token_error
from .waiting import eventually

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def add_device_client(server, **options):
    """Registers a client as devices have them: public, without a redirect URI."""
    options = {"name": "Television", "public": True, "scope": "openid profile email offline_access", **options}
    return server.add_client(redirect_uris=(), grants=(GRANT, "refresh_token"), skip_consent=False, **options)


class Device:
    """Asks to be let in, and polls."""

    def __init__(self, application, encoding="form", **fields):
        self.application = application
        self.answer = application.server.token(
            {**application.credentials, **fields}, encoding, path="/v1/auth/device"
        )
        assert self.answer.status_code == 200, self.answer.text
        self.codes = self.answer.json()
        self.user_code = self.codes["user_code"]

    def poll(self, encoding="form", **fields):
        usual = {"grant_type": GRANT, "device_code": self.codes["device_code"]}
        return self.application.server.token({**usual, **self.application.credentials, **fields}, encoding)

    def waits(self):
        return token_error(self.poll()) in ("authorization_pending", "slow_down")

    def tokens(self):
        answer = eventually(lambda: (answer := self.poll()).status_code == 200 and answer, because="the device is let in")
        return answer.json()


def confirmation(browser, address, user_code=None):
    """Opens the page for devices, enters the code, and signs in on the way; the page that asks for a decision."""
    page = browser.open(address)
    while page.status == 200:
        if page.asks_sign_in:
            page = browser.sign_in(page)
        elif (form := page.form("user_code")) is not None and not page.asks_consent:
            page = browser.submit(form, **({"user_code": user_code} if user_code else {}))
        else:
            break
    return page


def decide(browser, device, decision="allow"):
    """Lets the device in, or turns it away; the page that says so."""
    page = confirmation(browser, device.codes["verification_uri_complete"])
    assert page.asks_consent and device.user_code in page.words, page
    page = browser.submit(page.form("decision"), decision=decision)
    assert page.status == 200, page
    return page
