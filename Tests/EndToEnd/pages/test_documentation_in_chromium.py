"""A real Chromium reads the documentation: in light and in dark, on a phone, by keyboard alone, and without scripts.

With CARDEA_SCREENSHOTS=1 the pictures go to docs/images; otherwise to the test's own directory.
"""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cardea.chromium import PHONE, WIDE

PAGES = {
    "documentation": "/docs",
    "documentation-page": "/docs/operations/configuration",
    "interface": "/docs/reference/api",
    "guide": "/docs/operations/token-exchange",
}
QUESTIONS = [
    "how do I verify a token in my API",
    "which redirect URIs are allowed",
    "rotating signing keys",
    "sign out everywhere",
    "restore",
    "authentic",
    "is it the",
    "invalid_target",
    "Über 日本 logged entries addresses status",
]
PHOTOGRAPHED = ("documentation", "documentation-page")

# The contrast of each text with what is behind it (WCAG 2.2, 1.4.3), as the browser has computed the colours. The ground
# of the page is a gradient between two of them, and both count.
POOR = """
const root = getComputedStyle(document.documentElement);
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const channels = colour => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = colour => {
  const [r, g, b] = channels(colour).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + .05) / (dark + .05);
};
const grounds = element => {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (channels(colour)[3] === 255) return [colour];
  }
  return [root.getPropertyValue("--wall"), root.getPropertyValue("--glow")];
};
const poor = new Set();
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest("script")) continue;
  const colour = getComputedStyle(element).color;
  const least = Math.min(...grounds(element).map(ground => contrast(colour, ground)));
  if (least < 4.5) poor.add(element.tagName + "." + element.className + " " + least.toFixed(2));
}
return [...poor];
"""


@pytest.fixture
def reader(chrome, server):
    chrome.start = server.issuer
    yield chrome
    assert [entry for entry in chrome.driver.get_log("browser") if entry["level"] == "SEVERE"] == []


def search(reader, words):
    """Types words into the search field, which the keyboard leads to, and waits for what is found."""
    reader.tab_to(lambda element: element.get_attribute("id") == "search")
    reader.press(words)
    reader.wait(lambda: reader.find(".tally").text, "a word on what was found")


def results(reader):
    return [link.text for link in reader.driver.find_elements(By.CSS_SELECTOR, ".found a")]


@pytest.mark.parametrize("name", PHOTOGRAPHED)
def test_pages_look_well(reader, name):
    reader.open(reader.start + PAGES[name])
    reader.wait(lambda: reader.find("#search").is_displayed(), "the search field")
    reader.photograph(name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_text_can_be_read(reader, scheme, size):
    reader.look(*size, scheme)
    for path in PAGES.values():
        reader.open(reader.start + path)
        assert reader.driver.execute_script(POOR) == []


def test_no_page_scrolls_sideways_on_a_phone(reader):
    reader.open(f"{reader.start}/docs")
    pages = [link.get_attribute("href") for link in reader.driver.find_elements(By.CSS_SELECTOR, ".chapter a")]
    assert len(pages) > 60
    reader.look(*PHONE, "light")
    for page in pages:
        reader.open(page)
        reader.assert_fits(page, PHONE[0])


def test_the_search_by_keyboard_alone(reader):
    reader.open(f"{reader.start}/docs")
    search(reader, "token exchange")
    found = results(reader)
    assert 1 <= len(found) <= 12 and "/docs/operations/token-exchange" in reader.find(".found a").get_attribute("href")
    reader.look(*WIDE, "light")
    reader.photograph_once("documentation-search")
    # Enter leads to the first that was found, Tab from there to the next, Enter into it.
    reader.press(Keys.ENTER)
    reader.wait(lambda: reader.driver.switch_to.active_element.text == found[0], "the focus on the first")
    reader.press(Keys.TAB)
    second = reader.driver.switch_to.active_element
    assert second.text == found[1]
    address = second.get_attribute("href")
    reader.press(Keys.ENTER)
    reader.wait(lambda: reader.driver.current_url == address, "the page that was found")
    assert reader.find("article h1").is_displayed()


def test_the_search_follows_what_is_typed(reader):
    reader.open(f"{reader.start}/docs/limits")
    search(reader, "zzzz")
    reader.wait(lambda: reader.find(".tally").text == "Nothing found", "that there is nothing")
    assert results(reader) == []
    reader.press(*[Keys.BACKSPACE] * 4, "refresh grace")
    reader.wait(lambda: len(results(reader)) > 0, "what was found")
    assert len(results(reader)) == len(set(results(reader)))
    reader.press(*[Keys.BACKSPACE] * len("refresh grace"))
    reader.wait(lambda: results(reader) == [] and not reader.find(".tally").text, "nothing at all again")


def found_by_mcp(server, query):
    """Addresses of what the MCP server finds."""
    call = {"name": "search", "arguments": {"query": query}}
    answer = server.post("/_mcp/server", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
    return [result["url"] for result in answer.json()["result"]["structuredContent"]["results"]]


def test_the_search_field_and_the_mcp_server_find_the_same(reader, server):
    reader.open(f"{reader.start}/docs")
    search(reader, "x")
    for query in QUESTIONS:
        reader.driver.execute_script(
            "const field = document.querySelector('#search'); field.value = arguments[0];"
            "field.dispatchEvent(new Event('input'));",
            query,
        )
        expected = found_by_mcp(server, query)
        assert expected, query

        def addresses():
            links = reader.driver.find_elements(By.CSS_SELECTOR, ".found a")
            return [link.get_attribute("href") for link in links][: len(expected)]

        page = lambda url: url.partition("#")[0]
        reader.wait(lambda: [page(url) for url in addresses()] == [page(url) for url in expected], f"{query}: {expected}")


def test_landmarks_and_names(reader):
    for path in PAGES.values():
        reader.open(reader.start + path)
        names = [nav.accessible_name for nav in reader.driver.find_elements(By.TAG_NAME, "nav")]
        assert all(names) and len(names) == len(set(names)), names
        assert reader.find("#search").accessible_name == "Search" and reader.find("#search").aria_role == "searchbox"
        assert [found.aria_role for found in reader.driver.find_elements(By.CSS_SELECTOR, ".search, main")] == [
            "search",
            "main",
        ]
        assert reader.find(".tally").get_attribute("role") == "status"
        for link in reader.driver.find_elements(By.CSS_SELECTOR, "a"):
            assert link.accessible_name.strip(), link.get_attribute("outerHTML")
    reader.press(Keys.TAB)
    assert reader.driver.switch_to.active_element.get_attribute("class") == "skip"
    reader.press(Keys.ENTER)
    assert reader.driver.current_url.endswith("#main")


def test_without_scripts_there_is_everything_but_the_search(reader):
    reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    reader.open(f"{reader.start}/docs")
    assert not reader.find(".search").is_displayed()
    reader.click(".chapter a")
    reader.wait(lambda: reader.sees("article h1"), "a page")
