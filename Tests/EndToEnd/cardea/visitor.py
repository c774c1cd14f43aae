"""A person who walks between sites: this server, and the applications that send people to it."""

from http.cookiejar import DefaultCookiePolicy
from urllib.parse import parse_qs, urlsplit

from .browser import Browser, Callback, Page

LOOPBACK = ("localhost", "127.0.0.1")


class OwnMachine(DefaultCookiePolicy):
    """Browsers count loopback as secure, so a cookie that is `Secure` goes there by plain http too."""

    def set_ok(self, cookie, request):
        cookie.secure = False
        return super().set_ok(cookie, request)


class Visitor(Browser):
    """A browser that follows redirects to every site on this machine, and presses what a page's script would press."""

    def __init__(self, server, user=None):
        super().__init__(server, user)
        self.session.cookies.set_policy(OwnMachine())

    def leaves_for(self, url):
        return urlsplit(url).hostname not in LOOPBACK

    def submit(self, form, headers=None, **values):
        """Sends a form, to whichever site it belongs, with the Origin of the page that it stands on."""
        page = urlsplit(self.history[-1].url)
        return super().submit(form, headers={"Origin": f"{page.scheme}://{page.netloc}", **(headers or {})}, **values)

    def walk(self, outcome, decision="allow"):
        """Signs in, decides, and lets scripts send their forms, until a page asks for nothing."""
        for _ in range(10):
            if isinstance(outcome, Callback):
                return outcome
            if outcome.asks_sign_in:
                outcome = self.sign_in(outcome)
            elif outcome.asks_consent:
                outcome = self.decide(outcome, decision)
            elif (form := sent_by_script(outcome)) is not None:
                outcome = self.submit(form)
            else:
                return outcome
        raise AssertionError(f"no end in sight: {outcome}")

    def visit(self, url, decision="allow"):
        """Opens a page, and does whatever stands between this person and it."""
        return self.walk(self.open(url), decision)

    def requests_to(self, path):
        """Every request that was made to `path` at this server, the oldest first: (method, parameters)."""
        found = []
        for response in self.history:
            sent = response.request
            parts = urlsplit(sent.url)
            if parts.netloc == urlsplit(self.server.issuer).netloc and parts.path == path:
                text = sent.body if sent.method == "POST" else parts.query
                found.append((sent.method, {name: values[0] for name, values in parse_qs(text or "").items()}))
        return found


def sent_by_script(page):
    """The form of a page that is nothing but a form and a script that sends it, or None."""
    has_script = page.soup.find("script") is not None or page.soup.find("body", onload=True) is not None
    if len(page.forms) != 1 or not has_script:
        return None
    form = page.forms[0]
    return form if form.fields and form.fields == form.hidden else None
