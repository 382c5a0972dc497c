"""What the bytes of a guide's text files must be, so that what is read is what is copied."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pasteproof.model import Diagnostic

# A reader can't see these in a command, and no shell takes them for what they look like.
_LOOKALIKES = {
    "\t": "a tab",
    "\u00a0": "a no-break space",
    "\u2007": "a figure space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    "\u200b": "a zero-width space",
    "\u2060": "a word joiner",
    "\ufeff": "a byte-order mark",
    "\u2018": "a curly quote",
    "\u2019": "a curly quote",
    "\u201c": "a curly quote",
    "\u201d": "a curly quote",
    "\u2013": "an en dash",
    "\u2014": "an em dash",
    "\u2212": "a minus sign",
    "\uff02": "a full-width quote",
    "\uff07": "a full-width quote",
    "\uff0d": "a full-width hyphen",
}
_KINDS = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
    "Zs": "a blank that is no space",
}


def decode(path: Path, data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the text of a file, with what is wrong in its bytes: not UTF-8, a BOM, CR line ends.

    The text of a file that isn't UTF-8 is empty.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        seen = f"byte 0x{data[error.start]:02x} is not UTF-8."
        return "", (_at(path, line, seen, "Save the file as UTF-8."),)
    found: list[Diagnostic] = []
    if text.startswith("\ufeff"):
        text = text[1:]
        found.append(
            _at(path, 1, "the file starts with a byte-order mark.", "Save it as UTF-8 without one.")
        )
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        found.append(_at(path, line, "the line holds a carriage return (CR).", "Use LF line ends."))
    return text.replace("\r\n", "\n"), tuple(found)


def examine_snippet(path: Path, data: bytes) -> tuple[Diagnostic, ...]:
    """Return what would keep a snippet from being copied and pasted as it looks."""
    text, found = decode(path, data)
    if found and not text:
        return found
    if not text.strip():
        return (*found, _at(path, 1, "the snippet is empty.", "Write a command, or delete it."))
    found = (*found, *_examine_characters(path, text), *_examine_lines(path, text))
    if not text.endswith("\n"):
        last = text.count("\n") + 1
        found = (*found, _at(path, last, "the last line has no line end.", "End it with one."))
    return found


def visible(text: str) -> str:
    """Return a text that a terminal shows as it is: control characters are told, not sent."""
    return "".join(
        f"\\x{ord(each):02x}" if unicodedata.category(each) == "Cc" and each not in "\n\t" else each
        for each in text
    )


def _examine_characters(path: Path, text: str) -> list[Diagnostic]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(line, start=1):
            name = _name(character)
            if name:
                seen = f"column {column} holds {name} (U+{ord(character):04X})."
                found.append(_at(path, number, seen, _instead(character)))
    return found


def _name(character: str) -> str:
    if character in " \r":
        return ""
    return _LOOKALIKES.get(character) or _KINDS.get(unicodedata.category(character), "")


def _instead(character: str) -> str:
    if character == "\t":
        return "Type spaces: at a tab, a shell completes the word before it."
    is_seen = unicodedata.category(character) not in ("Cc", "Cf")
    return "Type the plain ASCII character." if is_seen else "Delete it."


def _examine_lines(path: Path, text: str) -> list[Diagnostic]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("$ ", "% ", "> ")):
            seen = f"the line starts with the prompt sign '{line[0]}'."
            found.append(_at(path, number, seen, "Leave it out: it would be pasted too."))
    if text.startswith("\n"):
        found.append(_at(path, 1, "the snippet starts with an empty line.", "Delete it."))
    if text.endswith("\n\n"):
        last = text.count("\n")
        found.append(_at(path, last, "the snippet ends with an empty line.", "Delete it."))
    return found


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
