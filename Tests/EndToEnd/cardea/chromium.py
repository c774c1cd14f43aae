"""Somebody before a real Chromium, and the application that they come from."""

import os
import shutil
from contextlib import contextmanager

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from .browser import Callback
from .commands import REPOSITORY
from .site import Site

WIDE, PHONE = (1280, 900), (390, 844)


def application_site():
    """Where an application's people come back to."""
    page = b"<!doctype html><title>Application</title><h1>Back at the application</h1>"
    return Site({"/callback": ("text/html", page)})


@contextmanager
def chromium(directory, *more_flags, preferences=None, environment=None):
    """Somebody before a Chromium with a profile of its own under `directory`."""
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
    try:
        yield Person(driver, directory)
    finally:
        driver.quit()


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

    def type_in(self, **fields):
        for name, text in fields.items():
            self.find(f"input[name={name}]").send_keys(text)

    def double_click(self, selector):
        ActionChains(self.driver).double_click(self.find(selector)).perform()

    def asked_for_leave(self, client, user, **parameters):
        """Begins at the application and signs in; what comes is the consent page."""
        self.open(client.authorization_url(**parameters))
        self.sign_in(user.username, user.password)
        self.wait(lambda: self.sees("[name=decision]"), "the consent page")

    def returned(self, site):
        """Waits until the browser is back at the application; what it brought along."""
        self.wait(lambda: self.driver.current_url.startswith(site.url("/")), "the application's page")
        assert "Back at the application" in self.text
        return Callback(self.driver.current_url, None)

    def read(self, languages):
        """Prefers these languages from now on."""
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Accept-Language": languages}})

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
            self.assert_fits(name, width)
            file = self.pictures / f"{name}{suffix}.png"
            assert self.driver.save_screenshot(str(file))
            pictures[suffix] = file.read_bytes()
        assert pictures[""] != pictures["-dark"], f"{name} has no dark colours"
        self.look(*WIDE, "light")
        assert self.complaints() == []

    def photograph_once(self, name):
        """One picture; in every light and width the page must fit and obey its own policy."""
        for width, height, scheme in ((*WIDE, "dark"), (*PHONE, "light"), (*WIDE, "light")):
            self.look(width, height, scheme)
            self.assert_fits(name, width)
        assert self.driver.save_screenshot(str(self.pictures / f"{name}.png"))
        assert self.complaints() == []

    def assert_fits(self, name, width):
        # Not the window's own width: on a phone that grows with what does not fit.
        needed = self.driver.execute_script("return document.documentElement.scrollWidth")
        assert needed <= width, f"{name} scrolls sideways at {width} pixels: it needs {needed}"

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
