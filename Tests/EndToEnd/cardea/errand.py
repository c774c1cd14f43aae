"""`python errand.py URL`: what a desktop would start as its browser. Signs in, allows, and follows the way back.

Who signs in is in ERRAND_USERNAME and ERRAND_PASSWORD."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cardea.browser import Browser, Callback  # noqa: E402, the path comes first

url = sys.argv[1]
parts = urlsplit(url)
person = SimpleNamespace(username=os.environ["ERRAND_USERNAME"], password=os.environ["ERRAND_PASSWORD"])
browser = Browser(SimpleNamespace(issuer=f"{parts.scheme}://{parts.netloc}", certificate=None), person)
end = browser.walk(browser.open(url))
if not isinstance(end, Callback):
    raise SystemExit(f"stuck at {end}")
requests.get(end.url, timeout=10).raise_for_status()
