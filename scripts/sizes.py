"""Says what an executable is made of: `sizes.py EXECUTABLE`, which must still have its symbols."""

import collections
import re
import subprocess
import sys

KINDS = [
    ("Cardea", r"(WebServer|OAuthServer|OAuthProtocol|JOSE|Storage\w*|Identity|cardea|Mail|Outbound|WebPages|Documentation|Playground|Doctor)$"),
    ("SwiftNIO, HTTP client, TLS", r"(NIO\w*|AsyncHTTPClient|HTTPTypes|ServiceLifecycle|UnixSignals|Logging|_NIO\w*|Algorithms|\w*Collections?\w*|Atomics)$"),
    ("GRDB", r"GRDB\w*$"),
    ("Swift Crypto", r"(Crypto\w*|SwiftASN1|X509)$"),
    ("Foundation", r"_?Foundation\w*$"),
    ("commands, YAML, templates", r"(ArgumentParser\w*|Yams|Mustache)$"),
]  # fmt: skip


def kind(symbol):
    if "BoringSSL" in symbol:
        return "BoringSSL, twice"
    if symbol.startswith("icudt"):
        return "ICU's data"
    if re.search(r"icu|_76$", symbol):
        return "ICU"
    if re.match(r"file_\d+$", symbol):
        return "documentation and pages"
    if symbol.startswith("sqlite3"):
        return "SQLite"
    # A mangled name begins with its module's, behind its length.
    module = re.match(r"\$s\D{0,6}?(\d+)(\w+)", symbol)
    if module:
        name = module[2][: int(module[1])]
        return next((title for title, names in KINDS if re.match(names, name)), "Swift's own libraries")
    return "Swift's own libraries" if symbol.startswith("$s") else "C and C++, unnamed data"


def main():
    sections = subprocess.run(["size", "-A", "-d", sys.argv[1]], capture_output=True, text=True, check=True).stdout
    named = subprocess.run(["nm", "-S", "--radix=d", sys.argv[1]], capture_output=True, text=True, check=True).stdout
    sizes = collections.Counter()
    for line in named.splitlines():
        words = line.split(None, 3)
        if len(words) == 4 and words[2].lower() not in "bu":
            sizes[kind(words[3])] += int(words[1])
    for line in sections.splitlines():
        words = line.split()
        if len(words) == 3 and re.match(r"\.(eh_frame|gcc_except|rela)", words[0]):
            sizes["tables to unwind by and to relocate"] += int(words[1])
    for name, octets in sizes.most_common():
        if octets >= 100_000:
            print(f"    {octets / 1048576:5.1f} MiB   {name}")


main()
