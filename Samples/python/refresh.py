"""Refreshes tokens (RFC 6749 §6), with the standard library alone.

Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; TOKENS, the file with the answer that had the refresh
token, by default tokens.json. It is replaced: each refresh token is good once.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

ISSUER = os.environ["ISSUER"]
TOKENS = os.environ.get("TOKENS", "tokens.json")


def ask(url, fields=None):
    """GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program."""
    body = urllib.parse.urlencode({name: value for name, value in fields.items() if value}).encode() if fields else None
    try:
        with urllib.request.urlopen(url, body, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        said = json.load(refusal)
        sys.exit(f"{said['error']}: {said.get('error_description', '')}")


with open(TOKENS) as file:
    old = json.load(file)
metadata = ask(f"{ISSUER}/.well-known/openid-configuration")
new = ask(
    metadata["token_endpoint"],
    {
        "grant_type": "refresh_token",
        "refresh_token": old["refresh_token"],
        "client_id": os.environ["CLIENT_ID"],
        "client_secret": os.environ.get("CLIENT_SECRET"),
    },
)

# Kept before anything else is done, for its owner alone, and whole whatever happens.
with open(os.open(f"{TOKENS}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
    json.dump({**old, **new}, file)
os.replace(f"{TOKENS}.new", TOKENS)
print(json.dumps(new))
