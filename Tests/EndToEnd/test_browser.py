"""A real Chromium signs in, consents, denies; the pages are photographed on the way.

With CARDEA_SCREENSHOTS=1 the pictures go to docs/images, for the README; otherwise to the test's own directory.
"""

import os
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from cardea.browser import Callback
from cardea.commands import REPOSITORY
from cardea.site import Site
from cardea.tokens import assert_error, assert_tokens

WIDE, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def server_options():
    return {"arguments": ("--dev",)}


@pytest.fixture(scope="module")
def site():
    page = b"<!doctype html><title>Application</title><h1>Back at the application</h1>"
    with Site({"/callback": ("text/html", page)}) as site:
        yield site


@pytest.fixture
def asking(server, site):
    """A client whose page the browser can really reach, and to which nobody has consented yet."""
    return server.add_client(name="Chart Trader", redirect_uris=(site.url("/callback"),), skip_consent=False)


def start_chrome(directory, *more_flags, preferences=None, environment=None):
    """A Chromium with a profile of its own under `directory`."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        pytest.fail(f"{' and '.join(missing)} missing: install chromium and chromium-driver")
    options = Options()
    options.binary_location = shutil.which("chromium")
    for flag in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu", "no-proxy-server", "lang=en-GB", *more_flags):
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={directory / 'profile'}")
    options.add_argument(f"--window-size={WIDE[0]},{WIDE[1]}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if preferences:
        options.add_experimental_option("prefs", preferences)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver"), env=environment))
    driver.set_page_load_timeout(30)
    return Person(driver, directory)


@pytest.fixture
def chrome(tmp_path):
    person = start_chrome(tmp_path)
    yield person
    person.driver.quit()


class Person:
    """Somebody at the screen."""

    def __init__(self, driver, directory):
        self.driver = driver
        wanted = os.environ.get("CARDEA_SCREENSHOTS") == "1"
        self.pictures = REPOSITORY / "docs" / "images" if wanted else directory / "images"
        self.pictures.mkdir(parents=True, exist_ok=True)

    def open(self, url):
        self.driver.get(url)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def sees(self, selector):
        return bool(self.driver.find_elements(By.CSS_SELECTOR, selector))

    @property
    def text(self):
        return self.find("body").text

    def wait(self, condition, what):
        # While a page gives way to the next, what was found on it is gone.
        patient = WebDriverWait(self.driver, 10, ignored_exceptions=[StaleElementReferenceException])
        return patient.until(lambda _: condition(), what)

    def click(self, selector):
        self.find(selector).click()

    def sign_in(self, username, password):
        for name, text in (("username", username), ("password", password)):
            field = self.find(f"input[name={name}]")
            field.clear()
            field.send_keys(text)
        self.find("input[name=password]").send_keys(Keys.ENTER)

    def returned(self, site):
        """Waits until the browser is back at the application; what it brought along."""
        self.wait(lambda: self.driver.current_url.startswith(site.url("/")), "the application's page")
        assert "Back at the application" in self.text
        return Callback(self.driver.current_url, None)

    # What a page looks like

    def photograph(self, name):
        """The page in light, in dark and on a phone; each must fit its width and obey its own policy."""
        pictures = {}
        for suffix, (width, height), scheme in (
            ("", WIDE, "light"),
            ("-dark", WIDE, "dark"),
            ("-phone", PHONE, "light"),
        ):
            self.look(width, height, scheme)
            assert self.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth"), (
                f"{name} scrolls sideways at {width} pixels"
            )
            file = self.pictures / f"{name}{suffix}.png"
            assert self.driver.save_screenshot(str(file))
            pictures[suffix] = file.read_bytes()
        assert pictures[""] != pictures["-dark"], f"{name} has no dark colours"
        self.look(*WIDE, "light")
        assert self.complaints() == []

    def look(self, width, height, scheme):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": width,
                "height": height,
                "deviceScaleFactor": 2 if width == PHONE[0] else 1,
                "mobile": width == PHONE[0],
            },
        )
        # Without motion a picture never shows a page on its way to what it is.
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def complaints(self):
        """What the browser refused to load or to do."""
        entries = [entry["message"] for entry in self.driver.get_log("browser")]
        # The application at 127.0.0.1 is none of ours, and has no icon.
        ours = [message for message in entries if not message.startswith("http://127.0.0.1")]
        return [message for message in ours if "Content Security Policy" in message or "favicon" in message]

    # By keyboard

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, wanted):
        """Presses Tab until the wanted control has the focus, as someone without a mouse does."""
        for _ in range(25):
            focused = self.driver.switch_to.active_element
            if wanted(focused):
                return focused
            self.press(Keys.TAB)
        raise AssertionError("the keyboard does not lead there")


def test_sign_in_and_consent(chrome, server, site, user, asking):
    chrome.open(asking.authorization_url(state="s-1"))
    chrome.photograph("login")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    assert "Chart Trader" in chrome.text
    assert "127.0.0.1" in chrome.text
    chrome.photograph("consent")
    chrome.click("[name=decision][value=allow]")
    callback = chrome.returned(site)
    assert callback.parameters["state"] == "s-1"
    assert callback.parameters["iss"] == server.issuer
    assert_tokens(asking.redeem(callback.code), identity=True)
    assert chrome.complaints() == []


def test_the_session_cookie_is_out_of_reach_of_scripts(chrome, server, site, user, asking):
    chrome.open(asking.authorization_url())
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    assert chrome.driver.execute_script("return document.cookie") == ""
    assert chrome.driver.get_cookie("cardea-session")["httpOnly"] is True


def test_deny(chrome, site, user, asking):
    chrome.open(asking.authorization_url(state="s-2"))
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=deny]")
    callback = chrome.returned(site)
    assert callback.error == "access_denied"
    assert callback.parameters["state"] == "s-2"


def test_a_wrong_password_and_then_the_right_one(chrome, site, user, asking):
    chrome.open(asking.authorization_url())
    chrome.sign_in(user.username, "wrong")
    chrome.wait(lambda: chrome.sees("[role=alert]"), "a message that screen readers announce")
    chrome.photograph("login-error")
    assert chrome.find("input[name=password]").get_attribute("value") == ""
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")


def test_by_keyboard_alone(chrome, site, user, asking):
    chrome.open(asking.authorization_url())
    chrome.tab_to(lambda element: element.get_attribute("name") == "username")
    chrome.press(user.username)
    chrome.tab_to(lambda element: element.get_attribute("name") == "password")
    chrome.press(user.password, Keys.ENTER)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    button = chrome.tab_to(lambda element: element.get_attribute("value") == "allow")
    outline = chrome.driver.execute_script(
        "const s = getComputedStyle(arguments[0]); return s.outlineStyle + s.boxShadow", button
    )
    assert outline != "nonenone", "the focus cannot be seen"
    chrome.press(Keys.ENTER)
    assert chrome.returned(site).code


def test_back_and_forward_do_no_harm(chrome, site, user, asking):
    chrome.open(asking.authorization_url())
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=allow]")
    chrome.returned(site)
    chrome.driver.back()
    chrome.driver.refresh()
    assert chrome.sees("main") or chrome.driver.current_url.startswith(site.url("/"))


def test_the_error_page(chrome, asking):
    chrome.open(asking.authorization_url(client_id="nobody"))
    assert chrome.sees("main h1")
    chrome.photograph("error")


def test_the_page_for_an_unknown_path(chrome, server):
    chrome.open(f"{server.issuer}/nothing/here")
    assert chrome.sees("main h1")
    chrome.photograph("not-found")


def test_the_account_page(chrome, server, site, user, asking):
    chrome.open(f"{server.issuer}/account")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: not chrome.sees("input[name=password]"), "the account page")
    assert user.email in chrome.text or user.username in chrome.text
    chrome.photograph("account")


def test_what_a_person_can_end(chrome, server, site, asking):
    """Access is taken away, and the person signs out: each is asked for, done, and shown to be done."""
    user = server.add_user()
    chrome.open(asking.authorization_url())
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=allow]")
    tokens = assert_tokens(asking.redeem(chrome.returned(site).code), identity=True)

    chrome.open(f"{server.issuer}/account/sessions")
    chrome.photograph("account-sessions")
    chrome.open(f"{server.issuer}/account/applications")
    assert "Chart Trader" in chrome.text
    chrome.photograph("account-applications")
    chrome.click("main form button")
    chrome.wait(lambda: "Chart Trader" not in chrome.text, "the application to be gone")
    assert_error(asking.refresh(tokens["refresh_token"]), 400, "invalid_grant")

    chrome.open(f"{server.issuer}/v1/auth/logout")
    chrome.photograph("logout")
    chrome.click("[name=decision][value=logout]")
    chrome.wait(lambda: not chrome.sees("[name=decision]"), "the word that it is done")
    chrome.photograph("signed-out")
    chrome.open(f"{server.issuer}/account")
    assert chrome.sees("input[name=password]")


def test_without_scripts_everything_works(chrome, site, user, asking):
    chrome.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chrome.open(asking.authorization_url())
    chrome.sign_in(user.username, user.password)
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=allow]")
    assert chrome.returned(site).code


def test_the_playground_from_its_button_to_decoded_tokens(chrome, server):
    chrome.open(f"{server.issuer}/")
    chrome.photograph("playground")
    chrome.click("main form button, main a.button, main button")
    chrome.wait(lambda: chrome.sees("input[name=password]"), "the sign-in page")
    chrome.sign_in("demo", "demo-password")
    chrome.wait(lambda: chrome.sees("[name=decision]"), "the consent page")
    chrome.click("[name=decision][value=allow]")
    chrome.wait(lambda: "access_token" in chrome.text, "the playground with its tokens")
    for shown in ("curl", "code", "id_token", "refresh_token", server.issuer, "at+jwt", "ES256", "RS256"):
        assert shown in chrome.text, shown
    chrome.photograph("playground-tokens")


def test_there_is_no_playground_without_dev(start):
    server = start()
    answer = server.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 404
