"""Begins pages and languages: every file that one needs, and its line in mkdocs.yml."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pasteproof.languages import languages
from pasteproof.table import near
from pasteproof.writing import write_all
from pasteproof.yaml_nodes import Node, UnreadableError, read

SETTINGS = Path("mkdocs.yml")
NAMES = {
    "ar": "العربية", "cs": "Čeština", "de": "Deutsch", "en": "English", "es": "Español",
    "fa": "فارسی", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "id": "Bahasa Indonesia",
    "it": "Italiano", "ja": "日本語", "ko": "한국어", "nl": "Nederlands", "pl": "Polski",
    "pt": "Português", "pt-BR": "Português (Brasil)", "ru": "Русский", "th": "ไทย",
    "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt", "zh": "简体中文",
    "zh-Hant": "繁體中文", "zh-TW": "繁體中文（台灣）",
}  # fmt: skip
"""What languages call themselves."""
_PAGE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)*\.md")
# As mkdocs-static-i18n reads it, https://github.com/ultrabug/mkdocs-static-i18n
_CODE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{4})?(?:-[A-Z]{2})?")


class RefusedError(Exception):
    """Why something is not begun: a sentence or two, for whoever asked for it."""


def new_page(root: Path, spelled: str, title: str = "") -> tuple[Path, ...]:
    """Write a page in every language that lacks it, and return the files that changed."""
    source, *others = _languages(root)
    name = _name(spelled, (source, *others))
    settings = _settings(root)
    given = root / "docs" / source / name
    text = given.read_text(encoding="utf-8") if given.is_file() else _page(name, title)
    paths = [root / "docs" / language / name for language in (source, *others)]
    texts = {path: text for path in paths if not path.exists()}
    if not texts:
        raise RefusedError(f"docs/{source}/{name} is there already, in every language.")
    fresh = _with_page(settings, name)
    if fresh != settings:
        texts[root / SETTINGS] = fresh
    write_all(texts)
    return tuple(path.relative_to(root) for path in texts)


def new_language(root: Path, code: str, name: str = "") -> tuple[Path, ...]:
    """Write the first page of a language and its entry, and return the files that changed."""
    known = _languages(root)
    if code in known:
        raise RefusedError(f"the guide has the language '{code}' already.")
    _examine(root, code)
    called = name or NAMES.get(code, "")
    if not called:
        example = f"pasteproof new language {code} --name NAME"
        raise RefusedError(f"what '{code}' calls itself is not known here. Say it: {example}")
    first = root / "docs" / known[0] / "index.md"
    if not first.is_file():
        raise RefusedError(f"there is no {first.relative_to(root)} to begin with. Write it.")
    text = _with_language(_settings(root), code, called)
    path = root / "docs" / code / "index.md"
    write_all({path: first.read_text(encoding="utf-8"), root / SETTINGS: text})
    return path.relative_to(root), SETTINGS


def _languages(root: Path) -> tuple[str, ...]:
    found = languages(root)
    if not found or not (root / SETTINGS).is_file():
        raise RefusedError("this is no guide. Run it in a folder with docs/en/ and mkdocs.yml.")
    return found


def _name(spelled: str, known: tuple[str, ...]) -> str:
    """Return the name of a page below the folder of its language; refuse one that is no name."""
    parts = PurePosixPath(spelled.removesuffix(".md") + ".md").parts
    parts = parts[1:] if parts[0] == "docs" else parts
    name = "/".join(parts[1:] if parts[0] in known else parts)
    if not _PAGE.fullmatch(name):
        advice = "Write small letters, digits and hyphens, such as guide/api-keys.md."
        raise RefusedError(f"'{spelled}' is no name for a page. {advice}")
    return name


def _page(name: str, title: str) -> str:
    """Return the text of a page that has a title only."""
    stem = PurePosixPath(name).stem.replace("_", "-")
    words = title or stem.replace("-", " ").capitalize()
    said = words if re.fullmatch(r"[\w ]+", words) else json.dumps(words, ensure_ascii=False)
    return f"---\ntitle: {said}\n---\n\n# {words} {{ #{stem} }}\n"


def _settings(root: Path) -> str:
    return (root / SETTINGS).read_text(encoding="utf-8")


def _with_page(settings: str, name: str) -> str:
    """Return the settings with a page at the end of the navigation, unless it is named there."""
    nav = _read(settings).keys.get("nav")
    if nav is None or name in re.split(r"[ ,:]+", str(nav)):
        return settings
    return _with_item(settings, nav, [f"- {name}"], name)


def _with_language(settings: str, code: str, called: str) -> str:
    """Return the settings with an entry for a language, unless there is one."""
    plugins = _read(settings).keys.get("plugins", Node(line=1))
    each = (node.keys["i18n"] for node in (plugins, *plugins.items) if "i18n" in node.keys)
    known = next((node.keys["languages"] for node in each if "languages" in node.keys), None)
    if known is None:
        advice = "List there the languages that the guide has."
        raise RefusedError(f"{SETTINGS} has no languages under the plug-in i18n. {advice}")
    if any(code == str(node.keys.get("locale")) for node in known.items):
        return settings
    said = called if called.replace(" ", "").isalpha() else json.dumps(called, ensure_ascii=False)
    lines = [f"- locale: {code}", f"  name: {said}"]
    return _with_item(settings, known, lines, f"locale: {code}, name: {called}")


def _with_item(settings: str, node: Node, lines: list[str], said: str) -> str:
    """Return the settings with one more item in a list, and nothing else changed."""
    all_lines = settings.split("\n")
    first = all_lines[node.items[0].line - 1] if node.items else ""
    lead = re.match(r" *(?=- )", first)
    at = _last(node)
    all_lines[at:at] = [f"{lead[0]}{line}" for line in lines] if lead else []
    fresh = "\n".join(all_lines)
    if f", {said}" not in str(_read(fresh)) or _without(fresh, said) != str(_read(settings)):
        problem = f"the list in {SETTINGS}:{node.line} is written in a way of its own."
        raise RefusedError(f"{problem} Add to it yourself: {lines[0]}")
    return fresh


def _without(settings: str, said: str) -> str:
    return str(_read(settings)).replace(f", {said}", "", 1)


def _last(node: Node) -> int:
    """Return the number of the last line on which something of a value begins."""
    return max([node.line, *node.lines.values(), *map(_last, (*node.items, *node.keys.values()))])


def _read(settings: str) -> Node:
    try:
        return read(settings) or Node(line=1)
    except UnreadableError as error:
        raise RefusedError(f"{SETTINGS}:{error.line}: it can't be read: {error}.") from error


def _examine(root: Path, code: str) -> None:
    """Refuse what is no language, or one that the site's theme has no words for."""
    known = sorted(_themed(root))
    if _CODE.fullmatch(code) and code in known:
        return
    example = "Write one such as ja, de or pt-BR."
    problem = "the theme has no words for" if _CODE.fullmatch(code) else "this is no language:"
    raise RefusedError(f"{problem} '{code}'. {near(code, known) or example}")


def _themed(root: Path) -> Iterator[str]:
    """Yield the languages that Material, or what the guide lays over it, has words for."""
    theme = _read(_settings(root)).keys.get("theme", Node(line=1))
    found = importlib.util.find_spec("material")
    folders = [Path(found.origin).parent / "templates"] if found and found.origin else []
    if "custom_dir" in theme.keys:
        folders.append(root / str(theme.keys["custom_dir"]))
    for folder in folders:
        yield from (path.stem for path in (folder / "partials" / "languages").glob("*.html"))
