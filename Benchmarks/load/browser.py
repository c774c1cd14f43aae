"""A person's browser: signs in through the real pages and keeps the cookies."""

import html.parser
import http.cookies
import urllib.parse


class Form(html.parser.HTMLParser):
    """The first form with a password field: where it goes, and what it carries hidden."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.found = None, {}, False
        self._action, self._fields = None, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self._action, self._fields = attributes.get("action") or "", {}
        elif tag == "input" and attributes.get("type") in ("hidden", "password") and attributes.get("name"):
            self._fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form" and not self.found and "password" in self._fields:
            self.action, self.fields, self.found = self._action, self._fields, True


class Browser:
    def __init__(self, executable):
        self.executable = executable
        self.cookies = {}

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def open(self, method, path, fields=None):
        """Follows redirects within the server. Returns the status, the last path, a redirect elsewhere, and the page."""
        for _ in range(10):
            headers, body = {"Accept": "text/html"}, None
            if self.cookies:
                headers["Cookie"] = self.cookie()
            if method == "POST":
                body = urllib.parse.urlencode(fields)
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.executable.origin}
            status, answered, page = self.executable.request(method, path, body, headers)
            for value in answered.get_all("Set-Cookie") or []:
                for name, morsel in http.cookies.SimpleCookie(value).items():
                    self.cookies[name] = morsel.value
            location = answered.get("Location")
            if location is None:
                return status, path, None, page.decode()
            target = urllib.parse.urljoin(self.executable.origin + path, location)
            if not target.startswith(self.executable.origin + "/"):
                return status, path, target, ""
            method, path = "GET", target.removeprefix(self.executable.origin)
        raise SystemExit("the server redirects in a circle")

    def sign_in(self, path, username, password):
        """Opens a page that asks to sign in, does so, and returns where the browser is sent in the end."""
        status, path, _, page = self.open("GET", path)
        form = Form(page)
        if not form.found:
            raise SystemExit(f"{path} answered {status} and has no form to sign in with:\n{page[:400]}")
        action = urllib.parse.urljoin(path, form.action)
        fields = form.fields | {"username": username, "password": password}
        status, path, elsewhere, page = self.open("POST", action, fields)
        if elsewhere is None:
            raise SystemExit(f"signing in ended at {path}, status {status}:\n{page[:400]}")
        return elsewhere
