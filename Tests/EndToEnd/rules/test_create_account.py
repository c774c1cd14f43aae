"""An account that somebody makes (`accounts.registration`, `prompt=create`), over real HTTP and as commands see it."""

import secrets

from cardea.browser import Browser, Callback
from cardea.tokens import bearer


def test_from_prompt_create_to_a_code(start):
    server = start(config="accounts:\n  registration: on\n")
    application, newcomer = server.add_client(), Browser(server)
    page = newcomer.open(application.authorization_url(prompt="create", state="s", scope="openid email"))
    assert page.url.startswith(f"{server.issuer}/create-account?request="), page
    form = page.form("email")
    assert {"username", "email", "name", "password", "csrf"} <= form.names
    username = f"new-{secrets.token_hex(4)}"
    fields = {"username": username, "email": f"{username}@example.com", "name": "New Comer"}
    end = newcomer.submit(form, **fields, password="a password of one's own")
    assert isinstance(end, Callback) and end.code and end.parameters["state"] == "s", end
    tokens = application.redeem(end.code).json()
    claims = server.get("/v1/auth/userinfo", headers=bearer(tokens["access_token"])).json()
    assert claims["email"] == fields["email"] and claims["email_verified"] is False
    shown = server.commands.json("user", "show", username)
    assert str(shown["user_id"]) == claims["sub"]
    assert shown["disabled"] is False and shown["email_verified"] is False and "claims" not in shown
