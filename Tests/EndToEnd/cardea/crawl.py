"""Pages of the documentation, read as a browser reads them: their links, their anchors, their headings."""

import re
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

LEADS = {"a": "href", "img": "src", "script": "src", "link": "href"}


class Page:
    """One answer in HTML."""

    def __init__(self, url, html):
        self.url = url
        self.soup = BeautifulSoup(html, "html.parser")

    @property
    def links(self):
        """Addresses and fragments of what the page leads to on its own host."""
        for name, attribute in LEADS.items():
            for element in self.soup.find_all(name):
                target, fragment = urldefrag(urljoin(self.url, element.get(attribute) or ""))
                if urlsplit(target).netloc == urlsplit(self.url).netloc:
                    yield target, unquote(fragment)

    @property
    def anchors(self):
        return [element["id"] for element in self.soup.find_all(id=True)]

    @property
    def levels(self):
        """The levels of its headings, in the order of the text."""
        return [int(heading.name[1]) for heading in self.soup.find_all(re.compile("^h[1-6]$"))]


class Crawl:
    """Everything that is reached from `start` below the paths in `within`: answers by address, and clicks to each."""

    def __init__(self, get, start, within):
        self.answers, self.pages, self.clicks = {}, {}, {start: 0}
        self.links = []
        waiting = [start]
        while waiting:
            url = waiting.pop(0)
            answer = self.answers[url] = get(url)
            if not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            page = self.pages[url] = Page(url, answer.text)
            for target, fragment in page.links:
                self.links.append((url, target, fragment))
                if target not in self.clicks:
                    self.clicks[target] = self.clicks[url] + 1
                    if any(urlsplit(target).path.startswith(path) for path in within):
                        waiting.append(target)

    @property
    def broken(self):
        """What is wrong with the links, in words."""
        for page, target, fragment in self.links:
            answer = self.answers.get(target)
            if answer is None or answer.status_code != 200:
                yield f"{page}: {target} is not there"
            elif fragment and target in self.pages and fragment not in self.pages[target].anchors:
                yield f"{page}: {target} has no {fragment}"
