"""The checks of the sources fail where they should: each is given a small tree of its own."""

import shutil
import subprocess

import pytest

from cardea.commands import REPOSITORY


@pytest.fixture
def octets(tmp_path):
    """Runs `scripts/octets` on one source file, and gives what it says is wrong."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for name in ("octets", "swift_source.py"):
        shutil.copy(REPOSITORY / "scripts" / name, scripts / name)

    def run(source, place="Sources/WebServer/Reader.swift"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        done = subprocess.run([scripts / "octets"], capture_output=True, text=True, check=False)
        path.unlink()
        assert done.returncode == (1 if done.stderr else 0)
        return done.stderr

    return run


@pytest.mark.parametrize(
    "line",
    (
        'for pair in header.split(separator: ";") {',
        'let value = header.prefix { $0 != ";" }',
        'let colon = text.firstIndex(of: ":")',
        'if path.hasPrefix("/v1/") {',
        "if name.hasSuffix(ending) {",
        'if scheme.lowercased() == "bearer" {',
        'if text.contains("@") {',
        'if text.contains("\\u{37e}") {',
        'if text.octets.lowercased.contains("no-store") {',
        'let plain = text.replacing("%2e", with: ".")',
        "let name = text.trimmingCharacters(in: .whitespaces)",
        "let isPlain = text.allSatisfy { $0.isASCII && $0.isLetter }",
        "let spaces = text.prefix(while: \\.isWhitespace)",
        "func isOdd(_ character: Character) -> Bool {",
        'if type == "OKP" {',
        'guard kept != "a;b" else { return nil }',
        '"\\(text.split(separator: ",").count) parts"',
    ),
)
def test_text_that_is_handled_as_characters_is_named_with_its_line(octets, line):
    said = octets(f"import OAuthProtocol\n\n{line}\n")
    assert said.startswith("Sources/WebServer/Reader.swift:3: ")
    assert octets(f"{line}\n", "Sources/cardea/Reader.swift") == "", "the command line is not the wire"


@pytest.mark.parametrize(
    "line",
    (
        'for pair in header.octets.split(";") {',
        'let parts = text.utf8.split(separator: UInt8(ascii: ";"))',
        'if path.octets.hasPrefix("/v1/"), text.octets.contains("@") {',
        'if text.octets.lowercased == "bearer", left.octets == right.octets {',
        'if scope.contains("openid"), method == "S256" {',
        '// as header.split(separator: ";") would',
        "if scalar.properties.isWhitespace {",
        'let name = text.unicodeScalars.prefix { $0 != "@" }',
    ),
)
def test_octets_pass(octets, line):
    assert octets(f"{line}\n") == ""


@pytest.fixture
def documents(tmp_path):
    """Runs `scripts/embed` and `scripts/documents` on a small tree with one more page, and gives what is said to be wrong."""
    for name in ("documents", "embed", "swift_docs.py", "swift_source.py"):
        (tmp_path / "scripts").mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "scripts" / name, tmp_path / "scripts" / name)
    files = {
        "README.md": "# Here\n",
        "docs/threats.md": "# Threats\n",
        "docs/operations/README.md": "# Operations\n\n[A](page.md)\n",
        "docs/connecting/README.md": "# Connecting\n",
        "Examples/Proxies/nginx.conf": "http {}\n",
        "Sources/CDocumentFiles/include/document_files.h": "\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def run(line):
        (tmp_path / "docs/operations" / "page.md").write_text(f"# Page\n\n{line}\n")
        subprocess.run([tmp_path / "scripts/embed"], check=True)
        done = subprocess.run([tmp_path / "scripts/documents"], capture_output=True, text=True, check=False)
        assert done.returncode == (1 if done.stderr else 0)
        return done.stderr

    return run


@pytest.mark.parametrize(
    ("line", "problem"),
    (
        ("[`list[].member`](gone.md#list)", "gone.md#list is not there"),
        ("[a](README.md#nothing)", "has no heading nothing"),
        ("![a](gone.png)", "gone.png is not there"),
        ("[files](../../Examples/Proxies)", "leads nowhere at /docs"),
    ),
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(documents, line, problem):
    said = documents(line)
    assert "page.md:3: " in said and problem in said


@pytest.mark.parametrize(
    "line", ("[a](README.md#operations)", "[nginx](../../Examples/Proxies/nginx.conf)", "[out](https://a.example/)", "`[a](gone.md)`")
)
def test_a_link_that_leads_somewhere_passes(documents, line):
    assert documents(line) == ""
