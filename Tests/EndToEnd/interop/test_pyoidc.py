"""pyoidc, on which much of the older Python world is built, registers itself and signs in."""

import pytest
from oic import rndstr
from oic.oic import Client
from oic.oic.message import AuthorizationResponse
from oic.utils.authn.client import CLIENT_AUTHN_METHOD

CALLBACK = "https://pyoidc.example.com/callback"


@pytest.fixture(scope="module")
def server_options():
    return {"config": "registration:\n  policy: open\n"}


def test_discovery_registration_code_and_userinfo(server, user, browser):
    client = Client(client_authn_method=CLIENT_AUTHN_METHOD)
    provider = client.provider_config(server.issuer)
    # The metadata asks for registered places of request objects, so it sends one of its own accord: a path.
    client.register(
        provider["registration_endpoint"],
        redirect_uris=[CALLBACK],
        application_type="web",
        token_endpoint_auth_method="client_secret_basic",
    )
    assert "request_uris" not in client.registration_response

    state, nonce = rndstr(), rndstr()
    request = client.construct_AuthorizationRequest(
        request_args={
            "response_type": "code",
            "scope": ["openid", "email"],
            "nonce": nonce,
            "state": state,
            "redirect_uri": CALLBACK,
        }
    )
    callback = browser.walk(browser.open(request.request(client.authorization_endpoint)))
    answer = client.parse_response(AuthorizationResponse, info=callback.url.split("?")[1], sformat="urlencoded")
    tokens = client.do_access_token_request(
        state=state, request_args={"code": answer["code"]}, authn_method="client_secret_basic"
    )
    assert tokens["id_token"]["sub"] == str(user.user_id) and tokens["id_token"]["nonce"] == nonce
    assert client.do_user_info_request(state=state)["email"] == user.email
