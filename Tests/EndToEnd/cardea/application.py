"""A registered client: an application that sends people to the server and asks it for tokens."""

from urllib.parse import urlencode

from .browser import Callback
from .tokens import token_error


class Application:
    """One client of one server; its methods are the requests that such an application makes."""

    def __init__(self, server, client_id, client_secret, redirect_uri, name=""):
        self.server = server
        self.client_id = client_id
        self.client_secret = client_secret
        self.redirect_uri = redirect_uri
        self.name = name

    @property
    def credentials(self):
        """The client's own fields of a token request: its id, and its secret in the body if it has one."""
        return {"client_id": self.client_id, "client_secret": self.client_secret}

    def is_known(self):
        """Whether the running server has seen the registration."""
        probe = self.server.token({"grant_type": "refresh_token", "refresh_token": "none", **self.credentials})
        return token_error(probe) != "invalid_client"

    # Authorization

    def authorization_parameters(self, **parameters):
        """The usual request with `parameters` on top; None leaves one out, a list repeats one."""
        usual = {"response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri}
        return {name: value for name, value in {**usual, **parameters}.items() if value is not None}

    def authorization_url(self, path="/oauth", **parameters):
        return f"{self.server.issuer}{path}?{urlencode(self.authorization_parameters(**parameters), doseq=True)}"

    def authorize(self, browser, decision="allow", **parameters):
        """Sends the browser's user through sign-in and consent as needed; returns where that ended."""
        return browser.walk(browser.open(self.authorization_url(**parameters)), decision)

    def code(self, browser, **parameters):
        """A fresh authorization code."""
        end = self.authorize(browser, **parameters)
        assert isinstance(end, Callback) and end.code, f"no code: {end}"
        return end.code

    # Tokens

    def redeem(self, code, encoding="form", headers=None, **fields):
        """The token request for a code; `fields` replace or, when None, remove the usual ones."""
        usual = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        return self.server.token({**usual, **self.credentials, **fields}, encoding, headers=headers)

    def tokens(self, browser, **parameters):
        """Everything at once: authorize, redeem, and the answer's members."""
        answer = self.redeem(self.code(browser, **parameters))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refresh(self, refresh_token, encoding="form", **fields):
        usual = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.server.token({**usual, **self.credentials, **fields}, encoding)

    def client_credentials(self, encoding="form", headers=None, **fields):
        usual = {"grant_type": "client_credentials"}
        return self.server.token({**usual, **self.credentials, **fields}, encoding, headers=headers)

    # What becomes of them

    def introspect(self, token, **fields):
        return self.server.token({"token": token, **self.credentials, **fields}, path="/v1/auth/introspect")

    def is_active(self, token):
        answer = self.introspect(token)
        assert answer.status_code == 200, answer.text
        return answer.json()["active"]

    def revoke(self, token, **fields):
        return self.server.token({"token": token, **self.credentials, **fields}, path="/v1/auth/revoke")
