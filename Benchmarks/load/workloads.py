"""What is asked of the server, and what of the floor it is measured against."""

import dataclasses
from collections.abc import Callable

FORM = "application/x-www-form-urlencoded"
TOKEN = "/v1/auth/oauthtoken"


@dataclasses.dataclass
class Workload:
    name: str
    # A path of Benchmarks/Floor.
    floor: str
    # Gives what loads the server for so many seconds.
    prepare: Callable
    # The least ratio of Cardea's rate to the floor's; `None` where only the figure is wanted.
    mark: float | None = None


def fetch(path, body=None, bearer=None, expect=""):
    """The same request over and over. `body` and `bearer` name what the material has."""

    def prepare(material):
        settings = {"EXPECT": expect}
        if body:
            settings |= {"METHOD": "POST", "CONTENT_TYPE": FORM, "BODY": material.forms[body]}
        if bearer:
            settings["AUTHORIZATION"] = f"Bearer {material.tokens[bearer]}"
        return lambda seconds: material.load(path, "fetch.lua", seconds, **settings)

    return prepare


def service(algorithm):
    return fetch(TOKEN, body=f"service {algorithm}", expect='"access_token"')


def exchange(material):
    codes = material.codes()
    return lambda seconds: material.load(TOKEN, "exchange.lua", seconds, CODES=codes, FORM=material.forms["exchange"])


def refresh(material):
    tokens = material.refresh_tokens()
    return lambda seconds: material.load(TOKEN, "refresh.lua", seconds, TOKENS=tokens, FORM=material.forms["refresh"])


def authorize(material):
    settings = {"OUTPUT": material.folder / "unused", "LIMIT": 10**9, "COOKIE": material.browser.cookie()}
    return lambda seconds: material.load(material.authorize_path(), "authorize.lua", seconds, **settings)


WORKLOADS = [
    Workload("discovery", "/hello", fetch("/.well-known/openid-configuration", expect='"issuer"'), 0.9),
    Workload("JWKS", "/hello", fetch("/v1/auth/jwks", expect='"keys"'), 0.9),
    Workload("client_credentials, ES256", "/token", service("ES256"), 0.8),
    Workload("client_credentials, EdDSA", "/token", service("EdDSA")),
    Workload("client_credentials, RS256", "/token", service("RS256")),
    Workload("client_credentials, opaque", "/hello", service("opaque")),
    Workload("introspection", "/hello", fetch("/v1/auth/introspect", body="introspect", expect='"active":true'), 0.5),
    Workload("userinfo", "/hello", fetch("/v1/auth/userinfo", bearer="access_token", expect='"sub"'), 0.5),
    Workload("me", "/hello", fetch("/v1/auth/me", bearer="access_token", expect='"userId"')),
    Workload("authorization, signed in", "/refresh", authorize),
    Workload("code exchange", "/refresh", exchange, 0.8),
    Workload("refresh, rotating", "/refresh", refresh, 0.8),
]
