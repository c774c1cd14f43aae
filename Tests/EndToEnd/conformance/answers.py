"""What comes back to a redirect URI, by whichever response mode the plan asks for."""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from cardea.browser import Callback, Page


@dataclass
class Answer:
    """An authorization response: where it was sent, its parameters, and the pages that the person met on the way."""

    target: str
    parameters: dict
    pages: list

    @property
    def code(self):
        return self.parameters.get("code")

    @property
    def error(self):
        return self.parameters.get("error")


def leaving(outcome, response_mode, pages):
    """The answer that a redirect or a posting page carries, or None for any other page."""
    if isinstance(outcome, Callback):
        assert response_mode in (None, "query"), f"{response_mode} was asked for, and this came: {outcome}"
        assert not urlsplit(outcome.url).fragment, outcome.url
        return Answer(outcome.target, outcome.parameters, pages)
    form = posting_form(outcome)
    if form is None:
        return None
    assert response_mode == "form_post", f"{response_mode} was asked for, and a form came: {outcome}"
    assert_posts_itself(outcome, form)
    return Answer(form["action"], posted_fields(form), pages)


def posting_form(page):
    """The form of a page that carries an answer to another site (Form Post Response Mode §2)."""
    home = urlsplit(page.url).netloc
    forms = [form for form in page.soup.find_all("form") if urlsplit(form.get("action", "")).netloc not in ("", home)]
    return forms[0] if forms else None


def posted_fields(form):
    """The parameters that a browser would send: a POST of a urlencoded body, nothing in the query."""
    assert form["method"].lower() == "post"
    assert form.get("enctype", "application/x-www-form-urlencoded") == "application/x-www-form-urlencoded"
    assert not urlsplit(form["action"]).query and not urlsplit(form["action"]).fragment
    inputs = form.find_all("input")
    assert all(field["type"] == "hidden" for field in inputs), form
    fields = {field["name"]: field["value"] for field in inputs}
    assert len(fields) == len(inputs), form
    return fields


def assert_posts_itself(page, form):
    """The page is not kept, sends itself by its one script, and has no form but that."""
    assert page.status == 200
    assert "no-store" in page.headers["Cache-Control"]
    policy = {}
    for directive in page.headers["Content-Security-Policy"].split(";"):
        name, *values = directive.split()
        policy[name] = values
    scripts = [script.string for script in page.soup.find_all("script")]
    assert len(scripts) == 1 and "submit" in scripts[0], scripts
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert policy["script-src"] == [f"'sha256-{digest}'"], policy
    assert policy["default-src"] == ["'none'"], policy
    assert "form-action" not in policy, policy
    assert len(page.soup.find_all("form")) == 1


def assert_page(outcome, status=400):
    """A page for the person, from which no form leads away."""
    assert isinstance(outcome, Page), f"sent on: {outcome}"
    assert outcome.status == status, outcome
    assert posting_form(outcome) is None, outcome
    assert outcome.words
