"""The person who signs in: their account has a value for every standard claim (OpenID Connect Core §5.1)."""

import json
import secrets

from cardea.server import User

CLAIMS = {
    "given_name": "Ada",
    "family_name": "Lovelace",
    "middle_name": "King",
    "nickname": "Countess",
    "profile": "https://people.example.com/ada",
    "picture": "https://people.example.com/ada.png",
    "website": "https://ada.example.com/",
    "gender": "female",
    "birthdate": "1815-12-10",
    "zoneinfo": "Europe/London",
    "locale": "en-GB",
    "phone_number": "+44 113 496 0000",
    "phone_number_verified": True,
    "address": {
        "formatted": "12 St James's Square\nLondon SW1Y 4JH",
        "street_address": "12 St James's Square",
        "locality": "London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
}


def add_person(server):
    """Adds the account with the command, as an operator does."""
    username, password = f"ada-{secrets.token_hex(4)}", f"pass word {secrets.token_hex(6)}"
    email, name = f"{username}@example.com", "Ada King Lovelace"
    command = ["user", "add", "--username", username, "--email", email, "--email-verified", "--name", name]
    for claim, value in CLAIMS.items():
        command += ["--claim", f"{claim}={value if isinstance(value, str) else json.dumps(value)}"]
    added = server.commands.json(*command, "--password-stdin", stdin=password + "\n")
    return User(added["user_id"], username, password, email, name)
