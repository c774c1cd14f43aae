"""Swift source with its comments, string literals and raw identifiers blanked out, for `layers`, `time` and `octets`.

A word in a comment or in a test's name is not code; `"\\(Date())"` is, so what a string interpolates is kept.
Blanking keeps every line break, and so the line numbers.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What may open something that is not code. A raw string's quotes are fenced by any number of `#`.
OPENING = re.compile(r'//|/\*|`[^`\n]*`|(?P<fence>#*)(?P<quotes>"""|")')


def swift_files(*folders, beneath=ROOT):
    """The `.swift` files in these folders, in order, build products of nested packages left out."""
    found = []
    for folder in folders:
        for path in (beneath / folder).rglob("*.swift"):
            if not any(part.startswith(".") for part in path.relative_to(beneath).parts):
                found.append(path)
    return sorted(found)


def code(text, keeps_literals=False):
    """`text` without what is not code; string literals stay as they are where they are kept."""
    return _code(text, 0, False, keeps_literals)[0]


def _code(text, start, in_interpolation, keeps_literals=False):
    """The code from `start` on, and where it ended: at the end, or behind the parenthesis that closes an interpolation."""
    kept, index, depth = [], start, 0
    while index < len(text):
        opening = OPENING.match(text, index) if text[index] in '/`#"' else None
        if opening is None:
            character = text[index]
            index += 1
            if in_interpolation and character in "()":
                depth += 1 if character == "(" else -1
                if depth < 0:
                    return "".join(kept), index
            kept.append(character)
        elif opening.group() == "//":
            end = text.find("\n", index)
            index = len(text) if end < 0 else end
        elif opening.group() == "/*":
            end = _end_of_comment(text, opening.end())
            kept.append(_line_breaks(text[index:end]) or " ")
            index = end
        elif text[index] == "`":
            name = opening.group()
            kept.append(name.strip("`") if name.strip("`").isidentifier() else "_")
            index = opening.end()
        else:
            inside, end = _string(text, opening.end(), opening["fence"], opening["quotes"])
            kept.append(text[index:end] if keeps_literals else f'"{inside}"')
            index = end
    return "".join(kept), index


def _end_of_comment(text, index):
    depth = 1
    for mark in re.compile(r"/\*|\*/").finditer(text, index):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _string(text, index, fence, quotes):
    """What a string literal interpolates, with its line breaks, and where the literal ends."""
    kept = []
    while index < len(text):
        if text.startswith(quotes + fence, index):
            return "".join(kept), index + len(quotes + fence)
        if text.startswith("\\" + fence + "(", index):
            inside, index = _code(text, index + len(fence) + 2, True)
            kept.append(f" {inside} ")
        elif text.startswith("\\" + fence, index):
            kept.append(_line_breaks(text[index : index + len(fence) + 2]))
            index += len(fence) + 2
        else:
            if text[index] == "\n":
                if quotes == '"':
                    return "".join(kept), index
                kept.append("\n")
            index += 1
    return "".join(kept), index


def _line_breaks(text):
    return "\n" * text.count("\n")
