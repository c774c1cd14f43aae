"""The relying party that the suite plays in every module: one client, and one person's browser with its cookies."""

import secrets
import string
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from cardea.browser import Browser, Page
from cardea.tokens import basic, bearer

from . import checks
from .answers import Answer, leaving


@dataclass
class Flow:
    """One whole sign-in: the request, its answer, the token answer, and what the ID token and userinfo say."""

    request: dict
    answer: Answer
    tokens: dict
    identity: dict
    userinfo: dict

    @property
    def pages(self):
        return self.answer.pages


class Party:
    """Sends what the suite sends and checks, at each step, what the suite checks in every module."""

    def __init__(self, server, application, user, response_mode, authentication):
        self.server = server
        self.application = application
        self.client_id = application.client_id
        self.redirect_uri = application.redirect_uri
        self.response_mode = response_mode
        self.authentication = authentication
        self.browser = Browser(server, user)
        self.metadata = checks.configuration(server)
        self.jwks = checks.keys(server, self.metadata)
        assert authentication in self.metadata["token_endpoint_auth_methods_supported"]

    # The authorization endpoint

    def request(self, **parameters):
        """The suite's usual request with `parameters` on top; None leaves one out."""
        usual = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": random_text(10),
            "nonce": random_text(10),
            "response_mode": self.response_mode,
        }
        return {name: value for name, value in {**usual, **parameters}.items() if value is not None}

    def send(self, request, method="GET"):
        """Sends the browser; the person signs in and consents where asked. An `Answer`, or the page where it ended."""
        endpoint = self.metadata["authorization_endpoint"]
        if method == "GET":
            outcome = self.browser.open(f"{endpoint}?{urlencode(request)}")
        else:
            outcome = self.browser.open(endpoint, method, request, {"Origin": "https://rp.example.com"})
        return self.follow(outcome)

    def follow(self, outcome):
        pages = []
        if isinstance(outcome, Page) and outcome.asks_sign_in:
            pages.append("sign-in")
            outcome = self.browser.sign_in(outcome)
        if isinstance(outcome, Page) and outcome.asks_consent:
            pages.append("consent")
            outcome = self.browser.decide(outcome)
        return leaving(outcome, self.response_mode, pages) or outcome

    def authorize(self, method="GET", **parameters):
        """A request that must bring a code; returns the request and its answer."""
        request = self.request(**parameters)
        answer = self.send(request, method)
        checks.success(self, request, answer)
        return request, answer

    def refused(self, *errors, **parameters):
        """A request that must come back to the redirect URI with one of these errors."""
        request = self.request(**parameters)
        answer = self.send(request)
        checks.refusal(self, request, answer, errors)
        return answer

    # The token and userinfo endpoints

    def token(self, fields):
        """A token request with the client authentication of the plan's variant."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.authentication == "client_secret_basic":
            headers["Authorization"] = basic(quote_plus(self.client_id), quote_plus(self.application.client_secret))
        else:
            fields = {**fields, **self.application.credentials}
        return self.server.post(self.metadata["token_endpoint"], data=urlencode(fields), headers=headers)

    def redeem(self, answer, **fields):
        usual = {"grant_type": "authorization_code", "code": answer.code, "redirect_uri": self.redirect_uri}
        return self.token({**usual, **fields})

    def userinfo(self, access_token, method="GET", in_body=False):
        body = {"access_token": access_token} if in_body else None
        headers = {} if in_body else bearer(access_token)
        return self.server.request(method, self.metadata["userinfo_endpoint"], data=body, headers=headers)

    def flow(self, method="GET", fields=None, **parameters):
        """Everything at once: request, answer, tokens, userinfo, each checked as in every module."""
        request, answer = self.authorize(method, **parameters)
        return self.finish(request, answer, **(fields or {}))

    def finish(self, request, answer, **fields):
        tokens = checks.token_answer(self.redeem(answer, **fields))
        identity = checks.identity(self, tokens["id_token"], request)
        userinfo = checks.userinfo(self.userinfo(tokens["access_token"]), identity)
        return Flow(request, answer, tokens, identity, userinfo)

    # The end session endpoint

    def end_session(self, **parameters):
        """Sends the browser to the end session endpoint; None leaves a parameter out."""
        endpoint = self.metadata["end_session_endpoint"]
        query = urlencode({name: value for name, value in parameters.items() if value is not None})
        return self.browser.open(f"{endpoint}?{query}" if query else endpoint)

    def is_signed_in(self):
        """Whether the browser still has a session at the server, which is asked with `prompt=none`."""
        request = self.request(prompt="none")
        answer = self.send(request)
        assert isinstance(answer, Answer), answer
        if answer.code:
            return True
        checks.refusal(self, request, answer, checks.NEEDS_A_PERSON)
        return False


def random_text(length):
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))
