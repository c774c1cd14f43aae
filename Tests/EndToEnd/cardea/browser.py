"""A person's browser without a screen: keeps cookies, follows redirects, fills in forms, runs no script."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup


def origin(url):
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


class Callback:
    """A redirect that leaves the server: what the application gets."""

    def __init__(self, url, response):
        self.url = url
        self.response = response
        parts = urlsplit(url)
        self.pairs = parse_qsl(parts.fragment or parts.query, keep_blank_values=True, strict_parsing=True)
        self.parameters = dict(self.pairs)
        assert len(self.parameters) == len(self.pairs), f"a parameter is repeated: {url}"

    @property
    def code(self):
        return self.parameters.get("code")

    @property
    def error(self):
        return self.parameters.get("error")

    @property
    def target(self):
        """The redirect URI without its query, and without the answer's fragment."""
        return re.split("[?#]", self.url, maxsplit=1)[0]

    def __repr__(self):
        return f"<Callback {self.url}>"


class Form:
    """A form as it stands on a page."""

    def __init__(self, page, element):
        self.method = element.get("method", "get").upper()
        self.action = urljoin(page.url, element.get("action") or page.url)
        self.fields, self.hidden, self.names = {}, {}, set()
        for control in element.find_all(["input", "select", "textarea", "button"]):
            name, kind = control.get("name"), control.get("type", "text")
            if not name:
                continue
            self.names.add(name)
            if control.name == "button" or kind in ("submit", "image", "button"):
                continue
            if kind in ("checkbox", "radio") and not control.has_attr("checked"):
                continue
            self.fields[name] = control.get("value", "")
            if kind == "hidden":
                self.hidden[name] = self.fields[name]


class Page:
    """An answer that stays in the browser."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.url = response.url
        self.headers = response.headers
        self.text = response.text
        self.soup = BeautifulSoup(self.text, "html.parser")
        self.forms = [Form(self, element) for element in self.soup.find_all("form")]

    @property
    def words(self):
        """What a person reads."""
        return " ".join(self.soup.get_text(" ").split())

    def form(self, field):
        """The form that has a field of this name, or None."""
        return next((form for form in self.forms if field in form.names), None)

    @property
    def asks_sign_in(self):
        return self.form("password") is not None

    @property
    def asks_consent(self):
        return self.form("decision") is not None

    def __repr__(self):
        return f"<Page {self.status} {self.url}: {self.words[:300]}>"


class Browser:
    """One person's cookies at one server. `user` signs in when a sign-in page is met on the way."""

    def __init__(self, server, user=None):
        self.server = server
        self.user = user
        self.history = []
        self.session = requests.Session()
        self.session.trust_env = False
        if server.certificate:
            self.session.verify = str(server.certificate)

    @property
    def cookies(self):
        return {cookie.name: cookie.value for cookie in self.session.cookies}

    def leaves_for(self, url):
        """Whether `url` is somebody else's, where this browser does not go."""
        return origin(url) != origin(self.server.issuer)

    def open(self, url, method="GET", data=None, headers=None):
        """Goes somewhere and follows redirects for as long as they stay where this browser stays."""
        url = urljoin(self.server.issuer, url)
        for _ in range(20):
            response = self.session.request(
                method,
                url,
                data=data,
                headers={"Accept": "text/html", **(headers or {})},
                allow_redirects=False,
                timeout=30,
            )
            self.history.append(response)
            if not response.is_redirect:
                return Page(response)
            assert response.status_code in (302, 303), f"{response.status_code} would repeat a form with its password"
            url = urljoin(url, response.headers["Location"])
            if self.leaves_for(url):
                return Callback(url, response)
            method, data = "GET", None
        raise AssertionError(f"redirects without end at {url}")

    def submit(self, form, headers=None, **values):
        """Sends a form; a value of None leaves the field out."""
        fields = {name: value for name, value in {**form.fields, **values}.items() if value is not None}
        if form.method == "GET":
            raise AssertionError("a form that changes something must be a POST")
        own = f"{urlsplit(form.action).scheme}://{urlsplit(form.action).netloc}"
        return self.open(form.action, form.method, fields, {"Origin": own, **(headers or {})})

    def sign_in(self, page, username=None, password=None):
        """Fills in the sign-in page."""
        form = page.form("password")
        assert form is not None and "username" in form.names, f"no sign-in form: {page}"
        return self.submit(form, username=username or self.user.username, password=password or self.user.password)

    def decide(self, page, decision="allow"):
        """Answers the consent page."""
        form = page.form("decision")
        assert form is not None, f"no consent form: {page}"
        return self.submit(form, decision=decision)

    def walk(self, outcome, decision="allow"):
        """Signs in and decides where asked; returns the callback, or the page where it got stuck."""
        if isinstance(outcome, Page) and outcome.asks_sign_in:
            outcome = self.sign_in(outcome)
        if isinstance(outcome, Page) and outcome.asks_consent:
            outcome = self.decide(outcome, decision)
        return outcome
