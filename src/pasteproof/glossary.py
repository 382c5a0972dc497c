"""Reads docs/glossary.toml, which says how the guide's terms are written in each language.

[[term]]
en = "API key"
zh = "API Key"
avoid = ["密钥", "令牌"]
note = { en = "what the service knows you by", zh = "服务凭它认出你" }

[[term]]
en = "Claude Code"
keep = true           # a name: the same in every language, in exactly these letters
also = ["claude"]     # how else it may be written
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pasteproof.fences import Fence, fences, set_apart
from pasteproof.model import Diagnostic
from pasteproof.places import lines_of
from pasteproof.saying import in_language, short
from pasteproof.table import Table
from pasteproof.text import decode

FILE = Path("docs") / "glossary.toml"
FENCE = "glossary"
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)\Z")
_WORDS = {
    "en": ("English", "Chinese", "Not", "Note", ", "),
    "zh": ("英文", "中文", "不写作", "说明", "、"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term: how it is written in English and in Chinese, and how it is not.

    A term that is kept is a name: `zh` is `en`, and its letters are these everywhere, or else those
    of `also`. `note` has what there is to say of it, by language.
    """

    en: str
    zh: str
    line: int
    avoid: tuple[str, ...] = ()
    keep: bool = False
    also: tuple[str, ...] = ()
    note: dict[str, str] = field(default_factory=dict)


def read(root: Path) -> tuple[tuple[Term, ...], tuple[Diagnostic, ...]]:
    """Return the terms of the guide at `root`, and what is wrong in its glossary.

    A guide without one has no terms, and nothing is wrong with that.
    """
    path = root / FILE
    if not path.is_file():
        return (), ()
    text, found = decode(path, path.read_bytes())
    if found and not text:
        return (), found
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return (), (*found, _no_toml(path, text, error))
    root_table = Table(data, path=path, lines=lines_of(text))
    tables = root_table.tables("term")
    terms = tuple(_term(each) for each in tables)
    for term, table in zip(terms, tables, strict=True):
        _examine(term, table, terms)
    mistakes = sorted(root_table.mistakes(), key=lambda each: each.line)
    return (() if mistakes else terms), (*found, *mistakes)


def fill(text: str, terms: tuple[Term, ...], language: str) -> str:
    """Return a page with a table of the terms in place of each glossary fence."""
    lines = text.split("\n")
    for fence in reversed(of(text)):
        lines[fence.line - 1 : fence.end] = set_apart(lines, fence, list(_table(terms, language)))
    return "\n".join(lines)


def of(text: str) -> tuple[Fence, ...]:
    """Return the glossary fences of a page."""
    return tuple(each for each in fences(text) if each.info == FENCE and each.is_closed)


def _no_toml(path: Path, text: str, error: Exception) -> Diagnostic:
    place = _PLACE.search(str(error))
    line = int(place["line"]) if place and place["line"] else text.rstrip("\n").count("\n") + 1
    said = _PLACE.sub("", str(error)) if isinstance(error, ValueError) else "Nested too deeply"
    problem = f"this is not TOML: {said}."
    return Diagnostic(path=path, line=line, problem=problem, advice="Mend the line.")


def _term(table: Table) -> Term:
    en, keep = table.string("en") or "", table.flag("keep")
    return Term(
        en=en,
        zh=table.string("zh") or en,
        line=table.line(),
        avoid=table.list_of_strings("avoid"),
        keep=keep,
        also=table.list_of_strings("also"),
        note=table.table("note").strings(),
    )


def _examine(term: Term, table: Table, terms: tuple[Term, ...]) -> None:
    """Note what is wrong in a term, by itself or beside the others."""
    if not term.en.strip():
        table.wrong("en", "the term has no 'en'.", "Write the English term.")
    elif Counter(each.en.lower() for each in terms)[term.en.lower()] > 1:
        first = next(each for each in terms if each.en.lower() == term.en.lower())
        if first is not term:
            table.wrong("en", f"'{term.en}' is in line {first.line} already.", "Make one of them.")
    if term.keep and "zh" in table:
        table.wrong("zh", f"'{term.en}' is kept, so it has no 'zh'.", "Delete 'zh' or 'keep'.")
    elif not term.keep and "zh" not in table:
        advice = "Write 'zh = …', or 'keep = true' for a name that is not translated."
        table.wrong("en", f"the term '{term.en}' has no 'zh'.", advice)
    if term.also and not term.keep:
        advice = "Add 'keep = true', or delete it."
        table.wrong("also", "'also' is for a name that is kept.", advice)
    for word in term.avoid:
        _examine_avoided(word, table, terms)


def _examine_avoided(word: str, table: Table, terms: tuple[Term, ...]) -> None:
    right = next((each for each in terms if word in (each.zh, *each.also)), None)
    if not word.strip():
        table.wrong("avoid", "'avoid' holds an empty text.", "Delete it.")
    elif right:
        problem = f"'{word}' is to be avoided, but line {right.line} says to write it."
        table.wrong("avoid", problem, "Delete it here or there.")


def _table(terms: tuple[Term, ...], language: str) -> Iterator[str]:
    *head, comma = in_language(_WORDS, language)
    yield f"| {' | '.join(head)} |"
    yield "|---|---|---|---|"
    for term in terms:
        cells = (term.en, term.zh, comma.join(term.avoid), term.note.get(short(language), ""))
        yield f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"
