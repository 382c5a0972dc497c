"""Reads the front matter of a page: its keys, their values as text, and their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pasteproof.prose import Field, Mistake
from pasteproof.yaml_nodes import Node, UnreadableError
from pasteproof.yaml_nodes import read as read_yaml

# As MkDocs finds it, https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/meta.py
_FRONT = re.compile(r"\A-{3}[ \t]*\n(?P<yaml>(?:.*\n)*?)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)")


class Front(NamedTuple):
    """The front matter: its keys, what is wrong in it, and how many lines it takes."""

    fields: tuple[Field, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    lines: int = 0


def read(text: str) -> Front:
    """Return the front matter that a page begins with, if it does."""
    found = _FRONT.match(text)
    if found is None:
        return Front()
    lines = found.group().count("\n") + (not found.group().endswith("\n"))
    try:
        root = read_yaml(found["yaml"])
    except UnreadableError as error:
        return Front(mistakes=(_mistake(error.line + 1, str(error)),), lines=lines)
    if root is not None and not root.keys:
        return Front(mistakes=(_mistake(root.line + 1, "it holds no keys"),), lines=lines)
    return Front(fields=tuple(_fields(root, "")) if root else (), lines=lines)


def _mistake(line: int, seen: str) -> Mistake:
    return Mistake(
        construct="front matter",
        line=line,
        problem=f"the front matter is not the YAML that it should be: {seen}.",
        advice='Write one "key: value" to a line, and put a value that holds a colon into quotes.',
    )


def _fields(node: Node, above: str) -> Iterator[Field]:
    for name, value in node.keys.items():
        if value.keys:
            yield from _fields(value, f"{above}{name}.")
        else:
            yield Field(key=f"{above}{name}", text=str(value), line=node.lines[name] + 1)
