"""What documentation comments say of functions and initializers, for `documents`.

A list in a comment may name single parameters (``- `limit`: octets``); what it names must be there. A `package` function that
throws says what, unless it witnesses a requirement of a protocol, where that is said once for all.
"""

import re

from swift_source import ROOT, code, swift_files

START = re.compile(r"^[ \t]*(?:@\w+(?:\([^)\n]*\))? +)*(?P<words>(?:[a-z]+ )*?)(?:func (?P<name>[^\s(<]+)|init\b[?!]?)(?:<[^(\n]*>)?\(", re.MULTILINE)
PROTOCOL = re.compile(r"\bprotocol \w+[^{]*\{")
NAMED = re.compile(r"^\s*/// - `(\w+)`(?:, `\w+`)*:", re.MULTILINE)


def closing(text, start):
    """The index behind what closes the bracket before `start`."""
    depth, index = 1, start
    while depth and index < len(text):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[index], 0)
        index += 1
    return index


def parameters(text):
    """The two names of each parameter: the argument's, and the one within."""
    depth, parts = 0, [""]
    for index, character in enumerate(text):
        depth += {"(": 1, "[": 1, "{": 1, "<": 1, ")": -1, "]": -1, "}": -1}.get(character, 0)
        depth -= character == ">" and text[index - 1] != "-"
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    names = [re.sub(r"@\w+ ", "", part.split(":")[0]).split() for part in parts if ":" in part]
    return [(name[0], name[-1]) for name in names]


class Declaration:
    """A function or an initializer, as a file has it."""

    def __init__(self, text, start):
        end = closing(text, start.end())
        self.line = text.count("\n", 0, start.start("words")) + 1
        self.name = start["name"] or "init"
        self.is_package = "package" in start["words"].split()
        self.parameters = parameters(text[start.end() : end - 1])
        self.throws = bool(re.match(r"\s*(?:async\s+)?throws\b", text[end : end + 80]))
        self.shape = (self.name, tuple(argument for argument, _ in self.parameters))

    def comment(self, lines):
        """Its documentation; empty if there is none."""
        first = self.line - 1
        while first and lines[first - 1].strip().startswith("@"):
            first -= 1
        last = first
        while first and lines[first - 1].strip().startswith("///"):
            first -= 1
        return "\n".join(lines[first:last])


def declarations(text):
    return [Declaration(text, start) for start in START.finditer(text)]


def requirements(text):
    """The shapes of what the protocols of a file require."""
    bodies = (text[found.end() : closing(text, found.end())] for found in PROTOCOL.finditer(text))
    return {declared.shape for body in bodies for declared in declarations(body)}


def problems():
    sources = {path: path.read_text(encoding="utf-8") for path in swift_files("Sources", "Tests", "Fuzzing")}
    blanked = {path: code(text) for path, text in sources.items()}
    required = set().union(*(requirements(text) for text in blanked.values()))
    for path, text in sources.items():
        place, lines = path.relative_to(ROOT), text.split("\n")
        for declared in declarations(blanked[path]):
            comment = declared.comment(lines)
            own = {name for names in declared.parameters for name in names}
            for name in NAMED.findall(comment):
                if name not in own:
                    yield f"{place}:{declared.line}: {declared.name} has no parameter {name}"
            is_told_elsewhere = declared.shape in required
            if declared.is_package and declared.throws and not is_told_elsewhere and "- Throws:" not in comment:
                yield f"{place}:{declared.line}: say in the comment what {declared.name} throws (`- Throws:`)"
