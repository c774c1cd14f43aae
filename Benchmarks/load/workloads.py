"""What is asked of the server, and what of the floor it is measured against."""

import dataclasses
from collections.abc import Callable

FORM = "application/x-www-form-urlencoded"
TOKEN = "/v1/auth/oauthtoken"


@dataclasses.dataclass
class Ask:
    """A request, or many that differ in one value."""

    path: str
    # What every answer must hold.
    expect: str
    # The names that the material has them by.
    body: str | None = None
    bearer: str | None = None
    # Each request's own value of `field`: makes a file of so many at least.
    lines: Callable | None = None
    field: str | None = None
    afterwards: str = ""

    def settings(self, material, count=None):
        """As `ask.lua` and Benchmarks/Pace take them."""
        settings = {"EXPECT": self.expect}
        if self.body:
            settings |= {"METHOD": "POST", "CONTENT_TYPE": FORM, "BODY": material.forms[self.body]}
        if self.bearer:
            settings["AUTHORIZATION"] = f"Bearer {material.tokens[self.bearer]}"
        if self.lines:
            settings |= {"LINES": self.lines(material, count), "FIELD": self.field, "AFTERWARDS": self.afterwards}
        return settings

    def prepare(self, material, connections=None):
        """Gives what loads the server for so many seconds."""
        settings = self.settings(material)
        return lambda seconds: material.load(self.path, "ask.lua", seconds, connections, **settings)


class Authorize:
    """Signed-in browsers that ask for codes."""

    def prepare(self, material):
        settings = {"OUTPUT": material.folder / "unused", "LIMIT": 10**9, "COOKIES": material.cookies()}
        return lambda seconds: material.load(material.authorize_path(), "authorize.lua", seconds, **settings)


@dataclasses.dataclass
class Workload:
    name: str
    # A path of Benchmarks/Floor.
    floor: str
    ask: Ask | Authorize
    # The least ratio of Cardea's rate to the floor's; `None` where only the figure is wanted.
    mark: float | None = None


def service(algorithm):
    return Ask(TOKEN, '"access_token"', body=f"service {algorithm}")


USERINFO = Ask("/v1/auth/userinfo", '"sub"', bearer="access_token")
WORKLOADS = [
    Workload("discovery", "/hello", Ask("/.well-known/openid-configuration", '"issuer"'), 0.9),
    Workload("JWKS", "/hello", Ask("/v1/auth/jwks", '"keys"'), 0.9),
    Workload("client_credentials, ES256", "/token", service("ES256"), 0.8),
    Workload("client_credentials, EdDSA", "/token", service("EdDSA")),
    Workload("client_credentials, RS256", "/token", service("RS256")),
    Workload("client_credentials, opaque", "/hello", service("opaque")),
    Workload("introspection", "/hello", Ask("/v1/auth/introspect", '"active":true', body="introspect"), 0.5),
    Workload("userinfo", "/hello", USERINFO, 0.5),
    Workload("me", "/hello", Ask("/v1/auth/me", '"userId"', bearer="access_token")),
    Workload("authorization, signed in", "/refresh", Authorize()),
    Workload(
        "code exchange", "/refresh",
        Ask(TOKEN, '"id_token"', body="exchange", lines=lambda material, count: material.codes(count), field="code"), 0.8,
    ),
    Workload(
        "refresh, rotating", "/refresh",
        Ask(
            TOKEN, '"id_token"', body="refresh", lines=lambda material, _: material.refresh_tokens(),
            field="refresh_token", afterwards="renew",
        ), 0.8,
    ),
]  # fmt: skip
