"""An API whose callers have tokens of Cardea.

    python -m pip install -r requirements.txt
    python orders.py

Copy `claims_of` and `demands`, and put routes of your own at the end. Settings are environment variables:

    ISSUER      whose tokens are believed, by default http://localhost:8080
    AUDIENCE    this API's `uri` among Cardea's `resources`, by default https://api.example.com
    LISTEN      where to listen, by default 127.0.0.1:8000; put a TLS proxy before it in production
"""

import functools
import json
import os
import urllib.request

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

ISSUER = os.environ.get("ISSUER", "http://localhost:8080")
AUDIENCE = os.environ.get("AUDIENCE", "https://api.example.com")
LISTEN = os.environ.get("LISTEN", "127.0.0.1:8000")


@functools.cache
def keys():
    """Cardea's keys. They are fetched again when a token names an unknown one, but not more often than every 5 s."""
    with urllib.request.urlopen(f"{ISSUER}/.well-known/openid-configuration", timeout=10) as answer:
        metadata = json.load(answer)
    if metadata["issuer"] != ISSUER:
        raise jwt.PyJWKClientConnectionError(f"{ISSUER} calls itself {metadata['issuer']}")
    return jwt.PyJWKClient(metadata["jwks_uri"], timeout=10, cooldown_duration=5)


def claims_of(token):
    """What a good token says (RFC 9068); raises jwt.PyJWTError for any other."""
    if jwt.get_unverified_header(token).get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("this is not an access token")
    return jwt.decode(
        token,
        keys().get_signing_key_from_jwt(token),
        algorithms=["ES256"],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": ["exp", "iss", "aud", "sub"]},
    )


def refusal(status, *said):
    """RFC 6750 §3."""
    return JSONResponse({}, status, {"WWW-Authenticate": f"Bearer {', '.join(said)}".strip()})


def demands(scope):
    """A route that is only for tokens with a scope; it is given the claims as `request.state.claims`."""

    def decorate(route):
        # Not `async`: fetching keys may take a moment, and Starlette runs such routes beside all others.
        @functools.wraps(route)
        def checked(request: Request):
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer":
                return refusal(401)
            try:
                request.state.claims = claims_of(token.strip())
            except (jwt.PyJWKClientConnectionError, OSError):
                return JSONResponse({}, 503, {"Retry-After": "5"})  # it says nothing of the token
            except jwt.PyJWTError:
                return refusal(401, 'error="invalid_token"')
            if scope not in request.state.claims.get("scope", "").split():
                return refusal(403, 'error="insufficient_scope"', f'scope="{scope}"')
            return route(request)

        return checked

    return decorate


# What is yours begins here.


@demands("orders.read")
def orders(request):
    return JSONResponse({"of": request.state.claims["sub"], "orders": ["a hinge", "a door"]})


application = Starlette(routes=[Route("/orders", orders)])

if __name__ == "__main__":
    host, _, port = LISTEN.rpartition(":")
    uvicorn.run(application, host=host, port=int(port))
