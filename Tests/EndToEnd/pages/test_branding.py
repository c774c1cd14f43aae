"""A real Chromium shows pages under an operator's name, with the operator's texts and templates."""

import json

import pytest
import requests

LOGO = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>alert(1)</script><path d='M0 0h9v9H0z'/></svg>"


@pytest.fixture(scope="module")
def server_options(tmp_path_factory):
    """A brand, another brand for one client, a language of the operator's own and a replaced template."""
    folder = tmp_path_factory.mktemp("branding")
    for name in ("languages", "templates"):
        (folder / name).mkdir()
    (folder / "logo.svg").write_text(LOGO)
    (folder / "languages" / "pt.json").write_text(
        json.dumps({"name": "Português", "texts": {"login.title": "Entrar", "page.password": "Senha"}})
    )
    (folder / "templates" / "signed-out.mustache").write_text(
        "{{<door}}{{$content}}<h1>{{t.signedOut.title}}</h1><p id='own'>{{brand}} &amp; you</p>{{/content}}{{/door}}"
    )
    branding = {
        "name": "Bank of Ada",
        "accent": "#1144cc",
        "languages": str(folder / "languages"),
        "templates": str(folder / "templates"),
        "clients": [{"client_id": "shop", "name": "The Shop", "logo": str(folder / "logo.svg")}],
    }
    return {"config": json.dumps({"branding": branding})}


def test_an_operators_language_and_name(chrome, server, asking):
    chrome.read("pt-BR, de;q=0.5")
    chrome.open(asking.authorization_url())
    assert chrome.find("h1").text == "Entrar"
    assert "Senha" in chrome.text and "User name" in chrome.text
    assert "Bank of Ada" in chrome.driver.title and "Cardea" not in chrome.text
    button = chrome.driver.execute_script(
        "return getComputedStyle(document.querySelector('button.primary')).backgroundColor"
    )
    assert button == "rgb(17, 68, 204)"
    assert chrome.complaints() == []


def test_a_clients_brand_and_its_logo(chrome, server, site):
    client = server.add_client(client_id="shop", name="Shop", redirect_uris=(site.url("/callback"),))
    chrome.read("en")
    chrome.open(client.authorization_url())
    assert "The Shop" in chrome.driver.title
    logo = chrome.find("img.logo")
    assert chrome.driver.execute_script("return arguments[0].complete && arguments[0].naturalWidth > 0", logo)
    assert chrome.complaints() == []
    answer = requests.get(logo.get_attribute("src"), timeout=10)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    chrome.open(f"{server.issuer}/login")
    assert "Bank of Ada" in chrome.driver.title and not chrome.sees("img.logo")


def test_a_replaced_template_keeps_escaping_and_policy(chrome, server):
    chrome.read("de")
    chrome.open(f"{server.issuer}/v1/auth/logout")
    assert chrome.find("h1").text == "Sie sind abgemeldet"
    assert chrome.find("#own").text == "Bank of Ada & you"
    assert chrome.complaints() == []
