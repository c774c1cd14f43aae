"""The documentation of a running server: its pages, the texts for programs, the OpenAPI document, the MCP server; and the
same as files."""

import json
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest
import requests
import yaml
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from openapi_spec_validator import OpenAPIV31SpecValidator

from cardea.commands import REPOSITORY, Commands
from cardea.crawl import Crawl
from cardea.server import Server, free_port

CONFIGURATION = """\
registration:
  policy: open
accounts:
  registration: on
trusted_proxies: ["127.0.0.1/32", "::1/128"]
"""
EVERYTHING = ("/docs", "/docs/start", "/docs/start.md", "/docs/search.js", "/docs/search.json")
EVERYTHING += ("/llms.txt", "/llms-full.txt", "/openapi.json", "/_mcp/server")
LINK = re.compile(r"\]\(([^()\s]+)\)")


@pytest.fixture(scope="module", params=["", "/auth"])
def server(request, tmp_path_factory):
    """A server at the root of its host, and one below a path."""
    port = free_port()
    issuer = f"http://localhost:{port}{request.param}"
    server = Server(
        tmp_path_factory.mktemp("server"), "--issuer", issuer, config=CONFIGURATION, listen=f"127.0.0.1:{port}"
    ).start()
    yield server
    server.finish()


@pytest.fixture(autouse=True)
def reader(server, request):
    """Somebody of a network of their own: what one may be sent in a minute is less than all of this together."""
    number = [item.name for item in request.session.items].index(request.node.name)
    server.session.headers["X-Forwarded-For"] = f"198.18.{number % 256}.1"


@pytest.fixture(scope="module")
def crawl(server):
    return Crawl(server.get, f"{server.issuer}/docs", ["/"])


@pytest.fixture(scope="module")
def files(server, tmp_path_factory):
    """What `cardea docs` writes for this server."""
    directory = tmp_path_factory.mktemp("site")
    written = server.commands.run("docs", directory, "--issuer", server.issuer, places=False)
    assert written.returncode == 0 and written.stdout.startswith("Wrote "), written.stderr
    return directory


# Pages


def test_every_link_and_anchor_leads_somewhere(server, crawl):
    assert list(crawl.broken) == []
    assert len(crawl.pages) > 60 and len(crawl.links) > 900
    assert all(url.startswith(f"{server.issuer}/") for url in crawl.pages)


def test_every_page_is_two_clicks_from_the_list_at_most(server, crawl, files):
    assert max(crawl.clicks[url] for url in crawl.pages) <= 2
    written = {path.parent.relative_to(files).as_posix() for path in files.rglob("index.html")}
    assert written == {url.removeprefix(f"{server.issuer}/") for url in crawl.pages}


def test_pages_are_whole_and_in_order(crawl):
    for url, page in crawl.pages.items():
        assert len(page.anchors) == len(set(page.anchors)), f"{url} has an anchor twice"
        assert page.levels.count(1) == 1 and page.levels[0] == 1, f"{url}: {page.levels}"
        assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:])), f"{url}: {page.levels}"
        assert page.soup.html["lang"] == "en" and page.soup.title.text.strip()
        assert len(page.soup.find_all("main")) == 1
        assert all(nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.soup.find_all("nav"))
        assert all(image.get("alt") for image in page.soup.find_all("img"))


def test_the_files_are_what_the_server_serves(server, files):
    count = 0
    for file in files.rglob("*"):
        path = file.relative_to(files).as_posix().removesuffix("/index.html")
        if file.is_file() and path != "openapi.yaml":
            assert server.get(f"{server.issuer}/{path}").content == file.read_bytes(), path
            count += 1
    assert count > 130


def test_the_files_are_a_site_by_themselves(tmp_path):
    """Behind a web server that knows folders and nothing else."""
    written = Commands(tmp_path).run("docs", tmp_path / "site", places=False)
    assert written.returncode == 0, written.stderr

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=tmp_path / "site"))
    Thread(target=site.serve_forever, daemon=True).start()
    with requests.Session() as session:
        session.trust_env = False
        crawl = Crawl(session.get, f"http://127.0.0.1:{site.server_address[1]}/docs", ["/"])
    site.shutdown()
    site.server_close()
    assert list(crawl.broken) == [] and len(crawl.pages) > 60


# Texts for programs


def test_every_page_is_there_as_markdown(server):
    index = server.get(f"{server.issuer}/llms.txt")
    assert index.headers["Content-Type"] == "text/plain; charset=utf-8" and index.text.startswith("# Cardea\n\n> ")
    whole = server.get(f"{server.issuer}/llms-full.txt").text
    pages = [link for link in LINK.findall(index.text) if link.endswith(".md")]
    assert len(pages) > 60
    seen = {}
    for page in pages:
        answer = server.get(page)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer.text in whole, page
        for link in LINK.findall(answer.text):
            if link.startswith("/"):
                url = server.url + link.partition("#")[0]
                seen[url] = seen.get(url) or server.get(url).status_code
                assert seen[url] == 200, f"{page}: {link}"
            else:
                assert re.match(r"#|https?:|mailto:|cardea", link), f"{page}: {link}"


def test_every_file_that_a_page_leads_to_is_there_as_it_is(server, crawl):
    served = {url for url in crawl.answers if "/docs/files/" in url}
    assert len(served) > 50
    for url in served:
        answer = server.get(url)
        kept = REPOSITORY / url.partition("/docs/files/")[2]
        assert answer.content == kept.read_bytes() and answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    # What a newcomer copies: every sample, and what stands before the server and keeps it running.
    copied = [*(REPOSITORY / "Samples").rglob("*.*"), *(REPOSITORY / "Examples/Proxies").iterdir()]
    names = {url.partition("/docs/files/")[2] for url in served}
    assert {path.relative_to(REPOSITORY).as_posix() for path in copied if path.suffix != ".md"} <= names


def test_a_cache_asks_whether_a_page_is_new(server):
    first = server.get(f"{server.issuer}/docs")
    again = server.get(f"{server.issuer}/docs", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = server.request("HEAD", f"{server.issuer}/docs")
    assert head.status_code == 200 and head.headers["Content-Length"] == str(len(first.content))


# OpenAPI


def test_the_openapi_document_is_valid_and_the_same_in_yaml(server, files):
    served = server.get(f"{server.issuer}/openapi.json").json()
    assert list(OpenAPIV31SpecValidator(served).iter_errors()) == []
    assert yaml.safe_load((files / "openapi.yaml").read_text()) == served
    kept = yaml.safe_load((REPOSITORY / "docs/openapi.yaml").read_text())
    assert list(OpenAPIV31SpecValidator(kept).iter_errors()) == []
    here, there = served["servers"][0]["url"], kept["servers"][0]["url"]
    assert json.loads(json.dumps(served).replace(here, there)) == kept


# MCP


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_python_sdk_searches_and_fetches(server, mode):
    async with httpx2.AsyncClient(timeout=30, trust_env=False) as http:
        transport = streamable_http_client(f"{server.issuer}/_mcp/server", http_client=http)
        async with Client(transport, mode=mode) as client:
            assert client.protocol_version == "2025-06-18"
            assert client.protocol_version in (REPOSITORY / "docs/connecting/documentation.md").read_text()
            tools = (await client.list_tools()).tools
            assert [tool.name for tool in tools] == ["search", "fetch"]
            assert all(tool.annotations.read_only_hint for tool in tools)
            found = await client.call_tool("search", {"query": "token exchange"})
            best = found.structured_content["results"][0]
            assert "exchange" in best["id"] and best["url"] == f"{server.issuer}/docs/{best['id']}"
            page = await client.call_tool("fetch", {"id": best["id"]})
            text = page.structured_content["text"]
            assert text == server.get(page.structured_content["url"] + ".md").text
            assert json.loads(page.content[0].text)["text"] == text
            assert (await client.call_tool("fetch", {"id": "nothing"})).is_error


def test_a_revision_that_is_only_asked_for_is_no_reason_to_refuse(server):
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25"}}
    answer = server.post("/_mcp/server", json=body, headers={"MCP-Protocol-Version": "2025-11-25"})
    assert answer.status_code == 200 and answer.json()["result"]["protocolVersion"] == "2025-06-18"


# Where else it is named, and where it is not


def test_a_page_on_a_wrong_request_leads_to_the_documentation(server):
    answer = server.get(f"{server.issuer}/oauth?client_id=nobody", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    (help,) = re.findall(r'href="([^"]*/docs/[^"]*)"', answer.text)
    assert server.get(server.url + help).status_code == 200


def test_the_playground_leads_to_the_documentation(start):
    server = start("--dev")
    (link,) = re.findall(r'href="([^"]*/docs[^"]*)"', server.get("/", headers={"Accept": "text/html"}).text)
    assert server.get(link).status_code == 200


def test_without_documentation_there_is_none(start):
    server = start("--dev", config="docs: off\n")
    for path in EVERYTHING:
        assert server.get(path).status_code == 404, path
    assert server.post("/_mcp/server", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}).status_code == 404
    for path in ("/oauth?client_id=nobody", "/"):
        assert "/docs" not in server.get(path, headers={"Accept": "text/html"}).text


def test_files_that_cannot_be_written_and_issuers_that_are_none(server, tmp_path):
    (tmp_path / "docs").write_text("in the way")
    assert "cannot be written" in server.commands.run("docs", tmp_path, places=False).stderr
    assert "--issuer" in server.commands.run("docs", tmp_path / "b", "--issuer", "ftp://x", places=False).stderr
    assert not Path(tmp_path / "b").exists()
