"""Signs a person in who has a browser elsewhere: the device flow (RFC 8628), with the standard library alone.

Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ISSUER = os.environ["ISSUER"]
CLIENT = {"client_id": os.environ["CLIENT_ID"], "client_secret": os.environ.get("CLIENT_SECRET")}


def ask(url, fields=None):
    """GETs, or POSTs a form; the JSON of the answer, which may be a refusal."""
    body = urllib.parse.urlencode({name: value for name, value in fields.items() if value}).encode() if fields else None
    try:
        with urllib.request.urlopen(url, body, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        return json.load(refusal)


def stop_if_refused(answer):
    if "error" in answer:
        sys.exit(f"{answer['error']}: {answer.get('error_description', '')}")


metadata = ask(f"{ISSUER}/.well-known/openid-configuration")
wanted = {"scope": os.environ.get("SCOPE", "openid"), "resource": os.environ.get("RESOURCE")}
started = ask(metadata["device_authorization_endpoint"], {**CLIENT, **wanted})
stop_if_refused(started)
print(f"Open {started['verification_uri']} and enter {started['user_code']}", file=sys.stderr, flush=True)

grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": started["device_code"]}
interval = started.get("interval", 5)
while True:
    time.sleep(interval)
    answer = ask(metadata["token_endpoint"], {**CLIENT, **grant})
    if answer.get("error") == "slow_down":
        interval += 5
    elif answer.get("error") != "authorization_pending":
        break
stop_if_refused(answer)
print(json.dumps(answer))
