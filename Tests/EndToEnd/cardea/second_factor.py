"""Codes of an authenticator application, as oathtool makes them."""

import re
import subprocess


class Authenticator:
    """An application on somebody's phone."""

    def __init__(self, secret):
        self.secret = re.sub(r"\s", "", secret)

    def code(self, steps=0):
        """The code of now, or of so many steps from now."""
        command = ["oathtool", "--totp", "--base32", f"--now=now + {30 * steps} seconds", self.secret]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def set_up(browser):
    """Sets one-time codes up; the application, and the recovery codes that were shown."""
    page = browser.open("/account/security")
    page = browser.submit(page.form("new_password"), action="set-up-codes", new_password=None)
    assert page.soup.select_one("svg.qr path")
    phone = Authenticator(page.soup.select_one("code.key").get_text())
    page = browser.submit(page.form("code"), action="confirm-codes", code=phone.code(-1))
    codes = [element.get_text() for element in page.soup.select("ol.kept code")]
    assert len(set(codes)) == 10
    return phone, codes
