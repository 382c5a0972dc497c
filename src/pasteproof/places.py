"""Reads a TOML text, and finds the line of every key in it, which `tomllib` does not tell."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pasteproof.model import Diagnostic

Key = str | int
_KEY = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_KEYS = rf"(?:{_KEY.pattern})(?:\s*\.\s*(?:{_KEY.pattern}))*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEYS})\s*\]\]?\s*")
_ASSIGNMENT = re.compile(rf"\s*({_KEYS})\s*=")
_STRING_OR_COMMENT = re.compile(
    r"""(?P<lines>\"{3}(?:\\.|[^\\])*?(?:"{3,5}|\Z)|'{3}.*?(?:'{3,5}|\Z)|\#[^\n]*)
    |"(?:\\.|[^"\\\n])*"|'[^'\n]*'""",
    re.DOTALL | re.VERBOSE,
)


def parse(path: Path, text: str) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """Return the data of a TOML text, and why there is none where the text is no TOML."""
    try:
        return tomllib.loads(text), ()
    except RecursionError:
        error = "Nested too deeply"
    except ValueError as mistake:  # also for a number without end
        error = str(mistake)
    message, _, place = error.rpartition(" (at ")
    line = place.removeprefix("line ").split(",")[0]
    number = int(line) if line.isdigit() else text.rstrip("\n").count("\n") + 1
    problem = f"this is not TOML: {message or error}."
    return {}, (Diagnostic(path=path, line=number, problem=problem, advice="Mend the line."),)


def lines_of(text: str) -> dict[tuple[Key, ...], int]:
    """Return the line of every key in a TOML text; an element of a list of tables has its index.

    `tomllib` tells no places, and the keys of a file as small as ours are easily found again.
    """
    found: dict[tuple[Key, ...], int] = {}
    counts: dict[tuple[Key, ...], int] = {}
    at: tuple[Key, ...] = ()
    here, inline = at, 0
    bare = _STRING_OR_COMMENT.sub(_without_content, text)
    for number, line in enumerate(bare.split("\n"), start=1):
        header, assignment = _HEADER.fullmatch(line), _ASSIGNMENT.match(line)
        if header:
            at = _header_place(header, counts)
            found.setdefault(at, number)
        elif assignment:
            here = (*at, *_split(assignment.group(1)))
            found.setdefault(here, number)
            inline = 0
        if line.lstrip().startswith("{") or (assignment and re.search(r"=\s*\[\s*\{", line)):
            found.setdefault((*here, inline), number)
            inline += line.count("{")
    return found


def _header_place(header: re.Match[str], counts: dict[tuple[Key, ...], int]) -> tuple[Key, ...]:
    *above, last = _split(header.group(2))
    place: tuple[Key, ...] = ()
    for key in above:
        place = (*place, key)
        place = (*place, counts[place]) if place in counts else place
    place = (*place, last)
    if header.group(1) == "[":
        return place
    counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place])


def _split(dotted: str) -> list[str]:
    return [key.strip("\"'") for key in _KEY.findall(dotted)]


def _without_content(found: re.Match[str]) -> str:
    """Return what is left where a string or a comment stands: its line ends, or a short string."""
    whole = found.group()
    return "\n" * whole.count("\n") if found["lines"] else whole.replace("{", " ")
