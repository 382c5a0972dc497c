"""The lock file of a translated page: which text of the source each of its blocks was made from.

One line for each block, in the order of the page, with an empty line between two: git merges two
such files wherever it merges the two pages. Sorted by hash, they conflicted in four of ten merges.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pasteproof.prose import Mistake

VERSION = 1
_FIRST = re.compile(r"# pasteproof lock (?P<version>\d+)\b.*")
_SECTION = re.compile(r"\[.*\]")
_ENTRY = re.compile(r"(?P<kind>[a-z]+) (?P<source>[0-9a-f]{12}) (?P<own>[0-9a-f]{12})")
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: .*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One block of a translation as it was accepted: its kind, the source text's hash, its own."""

    kind: str
    source: str
    own: str
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What a lock file says, and what in it could not be read."""

    entries: tuple[Entry, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@lru_cache(maxsize=512)  # what one page says, which is asked for again and again
def hash_of(text: str) -> str:
    """Return the hash of a normalised text, 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:12]


def hash_of_letters(text: str) -> str:
    """Return the hash of a text's letters and digits; punctuation and spaces may be mended."""
    return hash_of("".join(filter(str.isalnum, text)) or text)


def read(text: str) -> Lock:
    """Return what a lock file says; a file with a mistake has no entries."""
    lines = [line.rstrip() for line in text.split("\n")]
    first = _FIRST.fullmatch(lines[0])
    found = [_mistake(number, line) for number, line in enumerate(lines, 1) if _is_wrong(line)]
    if first is None and not any("conflict" in each.problem for each in found):
        found.insert(0, _told(1, "this is no lock file of pasteproof."))
    elif first and int(first["version"]) != VERSION:
        problem = f"this lock file has the format {first['version']}; known is {VERSION}."
        found = [Mistake(line=1, problem=problem, advice="Use the pasteproof that wrote it.")]
    return Lock(mistakes=tuple(found)) if found else Lock(entries=_entries(lines))


def written(entries: tuple[Entry, ...], page: str) -> str:
    """Return the lock file of a page that holds these entries."""
    lines = [
        f"# pasteproof lock {VERSION}: what each block of {page} was translated from.",
        "# Written by `pasteproof accept`. In a merge conflict, keep the lines of both sides.",
    ]
    for section, within in groupby(entries, key=lambda entry: entry.section):
        lines += ["", f"[{section}]"]
        for entry in within:
            lines += ["", f"{entry.kind} {entry.source} {entry.own}"]
    return "\n".join(lines) + "\n"


def _is_wrong(line: str) -> bool:
    is_known = not line.strip() or line.startswith("#") or _SECTION.fullmatch(line)
    return not is_known and not _ENTRY.fullmatch(line)


def _mistake(number: int, line: str) -> Mistake:
    if _CONFLICT.fullmatch(line):
        problem = "a merge has left the mark of a conflict here."
        advice = "Delete the marks and keep the lines of both sides: too many do no harm."
        return Mistake(line=number, problem=problem, advice=advice)
    seen = line if len(line) <= 40 else f"{line[:40]}…"
    return _told(number, f"'{seen}' is no entry of a lock file.")


def _told(line: int, problem: str) -> Mistake:
    advice = "Take the file back from git; or delete it, compare the pages, and accept them again."
    return Mistake(line=line, problem=problem, advice=advice)


def _entries(lines: list[str]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    section = ""
    for line in lines:
        if said := _ENTRY.fullmatch(line):
            found.append(Entry(**said.groupdict(), section=section))
        elif _SECTION.fullmatch(line):
            section = line[1:-1]
    return tuple(found)
