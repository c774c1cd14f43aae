"""Accounts of other programs, with the hashes that they made; whoever signs in has a hash of ours afterwards."""

import base64
import crypt
import ctypes
import hashlib
import json
import os

import bcrypt
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from cardea.browser import Browser
from cardea.database import count
from cardea.server import User

PASSWORD = "Grüße, Ada 42"


def b64(octets):
    return base64.b64encode(octets).decode().rstrip("=")


def argon2(kind, memory=64, passes=2, lanes=1):
    """A hash by libargon2 itself."""
    library = ctypes.CDLL("libargon2.so.1")
    encoded = ctypes.create_string_buffer(256)
    password, salt = PASSWORD.encode(), b"0123456789abcdef"
    status = library.argon2_hash(
        passes, memory, lanes, password, len(password), salt, len(salt), None, 32, encoded, 256, kind, 0x13)
    assert status == 0
    return encoded.value.decode()


def pbkdf2(name="sha256", rounds=29_000, length=32):
    salt = b"salt of passlib"
    key = hashlib.pbkdf2_hmac(name, PASSWORD.encode(), salt, rounds, length)
    passlib = f"$pbkdf2-{name}${rounds}${b64(salt)}${b64(key)}".replace("+", ".")
    return passlib.replace("pbkdf2-sha1", "pbkdf2")


def scrypt():
    key = hashlib.scrypt(PASSWORD.encode(), salt=b"NaCl and pepper", n=1 << 14, r=8, p=1, dklen=32)
    return f"$scrypt$ln=14,r=8,p=1${b64(b'NaCl and pepper')}${b64(key)}"


def django():
    if not settings.configured:
        settings.configure()
    return PBKDF2PasswordHasher().encode(PASSWORD, "seasalt")


HASHES = {
    "bcrypt": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode(),
    "bcrypt-2y": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$"),
    "argon2d": argon2(0), "argon2i": argon2(1), "argon2id": argon2(2), "argon2id-lanes": argon2(2, lanes=4),
    "pbkdf2-sha1": pbkdf2("sha1"), "pbkdf2-sha256": pbkdf2(), "pbkdf2-sha512": pbkdf2("sha512", length=64),
    "django": django(), "scrypt": scrypt(),
    "sha512-crypt": crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_SHA512, rounds=1000)),
}


def sign_in(server, username, password=PASSWORD):
    browser = Browser(server, User(0, username, password, "", ""))
    return not browser.sign_in(browser.open("/login")).asks_sign_in


def bring(server, tmp_path, rows):
    path = tmp_path / "people.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n")
    return path


def test_hashes_of_others_are_verified_and_replaced(server, tmp_path):
    rows = [{"username": name, "email": f"{name}@example.com", "password_hash": text} for name, text in HASHES.items()]
    assert server.commands.json("user", "import", bring(server, tmp_path, rows)) == {"imported": len(rows), "refused": []}
    for name in HASHES:
        assert not sign_in(server, name, PASSWORD + "!"), name
        assert sign_in(server, name), name
        assert sign_in(server, name), name
    ours = "SELECT count(*) FROM users WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'"
    assert count(server.data, ours) == len(HASHES)


def test_all_that_a_line_may_say(server, tmp_path):
    row = {
        "username": "full", "email": "full@example.com", "email_verified": True, "name": "Full Name",
        "claims": {"given_name": "Full", "roles": ["a"]}, "password_hash": None, "disabled": True}
    server.commands.json("user", "import", bring(server, tmp_path, [row]))
    shown = server.commands.json("user", "show", "full")
    for name in "email", "email_verified", "name", "claims", "disabled":
        assert shown[name] == row[name]
    assert shown["password"] is False


def test_what_is_wrong_is_said_with_its_line_and_the_rest_is_made(server, tmp_path):
    rows = [
        {"username": "good-one"}, "not JSON", {"email": "x@example.com"}, "", {"username": "a b"},
        {"username": "twice"}, {"username": "twice"}, {"username": "odd", "passwort": "x"},
        {"username": "hash", "password_hash": "md5:123"}, {"username": "dear", "password_hash": "$2b$31$" + "x" * 53},
        {"username": "long", "password_hash": "$argon2id$v=19$m=1048576,t=1000,p=1$c2FsdHNhbHRzYWx0$" + "A" * 43},
        {"username": "broken", "password_hash": "$argon2id$m=64,t=1$"}, {"username": "yes", "password_hash": "$y$zz$x$yyyyyyyy"},
        {"username": "claims", "claims": {"sub": "1"}}, {"username": "type", "email_verified": "yes"},
        {"username": "good-two"}]
    said = server.commands.run("user", "import", bring(server, tmp_path, rows), "--json")
    assert said.returncode == 1
    answer = json.loads(said.stdout)
    assert answer["imported"] == 3
    places = {row["place"]: row["reason"] for row in answer["refused"]}
    assert list(places) == [f"line {n}" for n in (2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15)]
    assert "another account" in places["line 7"] and "passwort" in places["line 8"] and "bcrypt" in places["line 9"]
    again = json.loads(server.commands.run("user", "import", bring(server, tmp_path, [{"username": "good-one"}]), "--json").stdout)
    assert again["imported"] == 0


def credential(algorithm, rounds, salt, key, **further):
    return {
        "type": "password",
        "secretData": json.dumps({"value": base64.b64encode(key).decode(), "salt": base64.b64encode(salt).decode(), "additionalParameters": {}}),
        "credentialData": json.dumps({"hashIterations": rounds, "algorithm": algorithm, "additionalParameters": further})}


def test_a_realm_export_of_keycloak(server, tmp_path):
    salt = os.urandom(16)
    old = credential("pbkdf2-sha256", 27_500, salt, hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, 27_500, 64))
    parts = argon2(2, 7168, 5).split("$")
    new = credential(
        "argon2", 5, base64.b64decode(parts[4] + "=="), base64.b64decode(parts[5] + "=="), hashLength=["32"],
        memory=["7168"], type=["id"], version=["1.3"], parallelism=["1"])
    realm = {"realm": "demo", "users": [
        {"username": "kc-old", "email": "kc@example.com", "emailVerified": True, "enabled": True, "firstName": "Ada",
         "lastName": "King", "attributes": {"locale": ["de"], "department": ["x"]},
         "credentials": [old, {"type": "otp", "secretData": "{}", "credentialData": "{}"}]},
        {"username": "kc-new", "enabled": True, "credentials": [new]}, {"username": "kc-off", "enabled": False}]}
    path = tmp_path / "realm.json"
    path.write_text(json.dumps(realm, indent=2))
    said = server.commands.run("user", "import", path)
    assert said.returncode == 0 and "3 accounts were made" in said.stdout
    assert "department" in said.stderr and "otp" in said.stderr
    shown = server.commands.json("user", "show", "kc-old")
    assert shown["name"] == "Ada King" and shown["email_verified"] is True
    assert shown["claims"] == {"given_name": "Ada", "family_name": "King", "locale": "de"}
    assert server.commands.json("user", "show", "kc-off")["disabled"] is True
    assert sign_in(server, "kc-old") and sign_in(server, "kc-new") and not sign_in(server, "kc-off")


def test_a_file_that_is_none(server, tmp_path):
    assert "cannot be read" in server.commands.refused("user", "import", tmp_path / "nothing")
    (tmp_path / "empty").write_text("\n")
    assert "is empty" in server.commands.refused("user", "import", tmp_path / "empty")
