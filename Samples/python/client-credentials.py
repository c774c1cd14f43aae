"""A token for the program itself (RFC 6749 §4.4), with the standard library alone.

Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

ISSUER = os.environ["ISSUER"]


def ask(url, fields=None):
    """GETs, or POSTs a form, and returns the JSON of the answer; a refusal ends the program."""
    body = urllib.parse.urlencode({name: value for name, value in fields.items() if value}).encode() if fields else None
    try:
        with urllib.request.urlopen(url, body, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        said = json.load(refusal)
        sys.exit(f"{said['error']}: {said.get('error_description', '')}")


metadata = ask(f"{ISSUER}/.well-known/openid-configuration")
tokens = ask(
    metadata["token_endpoint"],
    {
        "grant_type": "client_credentials",
        "client_id": os.environ["CLIENT_ID"],
        "client_secret": os.environ["CLIENT_SECRET"],
        "scope": os.environ.get("SCOPE"),
        "resource": os.environ.get("RESOURCE"),
    },
)
print(json.dumps(tokens))
