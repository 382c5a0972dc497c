"""Reads what mkdocs.yml says of the order of the pages, and of their titles in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pasteproof.yaml_nodes import Node, UnreadableError, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a navigation: its title, if it has one, and the page that it leads to."""

    line: int
    title: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """The entries for all languages, or for one of them; `translated` are titles by language."""

    entries: tuple[Entry, ...] = ()
    own: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    translated: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, language: str) -> tuple[Entry, ...]:
        """Return the entries that a language has."""
        return self.own.get(language, self.entries)


def navigation(text: str) -> Navigation:
    """Return the navigation of a site; where its configuration can't be read, MkDocs says so."""
    try:
        root = read(text)
    except UnreadableError:
        return Navigation()
    if root is None:
        return Navigation()
    languages = {node.keys["locale"].text: node for node in _languages(root)}
    return Navigation(
        entries=_of(root),
        own={name: _of(node) for name, node in languages.items() if "nav" in node.keys},
        translated={
            name: frozenset(node.keys["nav_translations"].keys)
            for name, node in languages.items()
            if "nav_translations" in node.keys
        },
    )


def _of(node: Node) -> tuple[Entry, ...]:
    return tuple(_entries(node.keys["nav"])) if "nav" in node.keys else ()


def _languages(root: Node) -> Iterator[Node]:
    """Yield what the plug-in mkdocs-static-i18n is told of each language."""
    plugins = root.keys.get("plugins", Node(line=1))
    for each in (plugins, *plugins.items):
        if "i18n" in each.keys:
            languages = each.keys["i18n"].keys.get("languages", Node(line=1))
            yield from (node for node in languages.items if "locale" in node.keys)


def _entries(node: Node) -> Iterator[Entry]:
    for item in node.items:
        if item.keys:
            for title, value in item.keys.items():
                page = "" if value.items else value.text
                yield Entry(line=item.lines[title], title=title, page=page)
                yield from _entries(value)
        else:
            yield Entry(line=item.line, page=item.text)
