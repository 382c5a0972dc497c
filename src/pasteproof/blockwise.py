"""Compares a block with its counterpart: what it is, and not what stands in its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pasteproof.alignment import Names
from pasteproof.details import Languages, bare, given, texts
from pasteproof.naming import named, shortened
from pasteproof.prose import Block, BlockKind, Finding
from pasteproof.wording import Wording

_WITH_TEXT: tuple[BlockKind, ...] = ("paragraph", "heading", "title", "term", "cell")
_TAG = re.compile(r"<(?P<tag>/?[A-Za-z][\w:-]*)(?P<given>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_GIVEN = re.compile(r"""(?<=\s)([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_OPTION = re.compile(r"""[\w-]+=(?:"[^"]*"|'[^']*'|[^\s}"']+)|[^\s{}]+""")
_COMMENT = re.compile(r"\s*(?:(?<!\S)(?:#|//|--|;)(?!\S)|/\*|<!--).*$")
_READ_BY_PEOPLE = ("text", "mermaid", "console", "output", "plantuml", "tree")
"""Blocks that are read, not run: their words may be translated."""
_CAPTIONED = ("traffic", "versions")
"""Blocks whose lines name something, and say after a colon what it is to readers."""
_PROSE = ("title", "alt", "aria-label", "placeholder")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")


class Context(NamedTuple):
    """What all comparisons of two pages need to know of them."""

    wording: Wording
    languages: Languages
    names: Names


Difference = tuple[str, str]
"""The problem and the advice, each a whole sentence."""


def pair(source: Block, translation: Block, context: Context) -> Iterator[Finding]:
    """Yield in what a block differs from its counterpart, apart from the blocks within it."""
    compared = _BY_KIND.get(source.kind)
    differences = [*(compared(source, translation, context) if compared else ())]
    differences += _attributes(source, translation)
    for problem, advice in differences:
        yield Finding(
            construct=source.kind, line=translation.line, source_line=source.line,
            problem=problem, advice=advice,
        )  # fmt: skip
    if source.kind in _WITH_TEXT:
        yield from texts(source, translation, context.wording, context.languages)


def _heading(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    name = named(translation)
    if translation.level != source.level:
        right = f"{'#' * source.level} {shortened(translation.text)}"
        problem = f"{name} has level {translation.level}; the source page has {source.level} here."
        yield problem, f"Write: {right}"
    if source.id and translation.id != source.id:
        has = f"has id #{translation.id}" if translation.id else "has no id"
        right = f"{'#' * source.level} {shortened(translation.text)} {{ #{source.id} }}"
        yield f"{name} {has}; the source page has #{source.id} here.", f"Write: {right}"


def _fence(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    name, other = named(translation), named(source)
    is_reference = other.startswith(f"{source.name} '")
    if source.text != translation.text and (source.name != translation.name or is_reference):
        yield f"the {name} stands here; the source page has the {other}.", f"Write the {other}."
    elif source.name != translation.name:
        problem = f"the block here is of '{translation.name}'; the source page's is of"
        yield f"{problem} '{source.name}'.", f"Write: {source.mark}{source.name}"
    else:
        yield from _lines(source, translation, context)
    if source.name == translation.name and _options(source.info) != _options(translation.info):
        problem = f"the {name} has the options '{translation.info}'"
        yield f"{problem}; the source page has '{source.info}'.", "Give it the same options."


def _lines(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    """Yield the first line of code that is not the same, but for words that people read."""
    name = f"the {source.name} block" if source.name else "the block"
    ours, theirs = source.text.split("\n"), translation.text.split("\n")
    for number, (wanted, seen) in enumerate(zip(ours, theirs, strict=False), 1):
        if wanted.rstrip() != seen.rstrip() and not _is_translated(wanted, seen, source, context):
            problem = f"line {number} of {name} is '{shortened(seen)}'"
            yield f"{problem}; the source page has '{shortened(wanted)}'.", "Show the same lines."
            return
    if len(ours) != len(theirs):
        problem = f"{name} has {len(theirs)} lines; the source page's has {len(ours)}."
        yield problem, "Show the same lines."


def _is_translated(source: str, translation: str, block: Block, context: Context) -> bool:
    """Say whether two lines are the same but for what a translator may translate."""
    if _COMMENT.sub("", source) == _COMMENT.sub("", translation) != source.rstrip():
        return True
    script = context.wording.script
    if script is None or not script.search(translation):
        return False
    if block.name in _READ_BY_PEOPLE:
        return True
    if block.name in _CAPTIONED:
        return source.partition(":")[0] == translation.partition(":")[0]
    return _STRING.sub('""', _COMMENT.sub("", source)) == _STRING.sub(
        '""', _COMMENT.sub("", translation)
    )


def _options(info: str) -> Counter[str]:
    """Return what is said of a fence besides its language and its title."""
    options = _OPTION.findall(info)
    return Counter(each for each in options[1:] if not each.startswith("title="))


def _list(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    if source.name != translation.name:
        problem = f"here is a {named(translation)}; the source page has a {named(source)}."
        yield problem, "Write it with the same signs."


def _item(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    if source.mark != translation.mark:
        problem = f"{named(translation)} is marked {translation.mark or 'not at all'}"
        yield f"{problem}; the source page has {source.mark or 'no mark'}.", "Mark it the same way."


def _table(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    wanted, seen = source.alignments, translation.alignments
    if len(wanted) != len(seen):
        problem = f"the table has {_counted(len(seen), 'column')}"
        yield f"{problem}; the source page's has {len(wanted)}.", "Give it the same columns."
        return
    for number, (ours, theirs) in enumerate(zip(wanted, seen, strict=True), 1):
        if ours != theirs:
            problem = f"column {number} of the table is aligned {_aligned(theirs)}"
            yield f"{problem}; the source page's is {_aligned(ours)}.", "Align it the same way."


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _aligned(side: str) -> str:
    return side or "not at all"


def _admonition(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    if source.name != translation.name:
        problem = f"{named(translation)} stands here; the source page has '{source.name}'."
        yield problem, f"Write: {source.mark} {source.name}"
    if source.mark != translation.mark:
        problem = f"{named(translation)} begins with {translation.mark}"
        advice = f"Write: {source.mark} {source.name}"
        yield f"{problem}; the source page has {source.mark}.", advice


def _tab(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    if source.mark != translation.mark:
        problem = f"{named(translation)} begins with {translation.mark}"
        yield f"{problem}; the source page has {source.mark}.", f"Write: {source.mark}"


def _include(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    if bare(source.name, context.languages) != bare(translation.name, context.languages):
        problem = f"the file '{translation.name}' is included here"
        yield f"{problem}; the source page has '{source.name}'.", "Include the same file."


def _html(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    ours, theirs = _tags(source.text, context), _tags(translation.text, context)
    if ours != theirs:
        missing, surplus = list((ours - theirs).elements()), list((theirs - ours).elements())
        if missing:
            yield f"the tag {missing[0]} is missing in the HTML here.", "Put it in."
        if surplus:
            problem = f"the source page's HTML has no tag {surplus[0]}."
            yield problem, "Delete it, or write it there."
    words, said = (_text_of(each) for each in (source, translation))
    if left := context.wording.untranslated(words, said):
        yield f'"{shortened(left)}" is not translated.', "Translate it."


def _text_of(block: Block) -> str:
    return " ".join(re.sub("<[^>]*>", " ", block.text).split())


def _tags(text: str, context: Context) -> Counter[str]:
    """Return the tags of a piece of HTML, their attributes in order; of prose, only that it is."""
    found: Counter[str] = Counter()
    for tag in _TAG.finditer(text):
        pairs = _GIVEN.findall(tag["given"])
        attributes = {name.lower(): "".join(values) for name, *values in pairs}
        same = {name: bare(value, context.languages) for name, value in attributes.items()}
        shown = [f' {name}="{value}"' for name, value in given(tuple(same.items())).items()]
        shown += [f" {name}" for name in attributes if name in _PROSE]
        found[f"<{tag['tag'].lower()}{''.join(sorted(shown))}>"] += 1
    return found


def _code(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    yield from _lines(source, translation, context)


def _abbreviation(source: Block, translation: Block, context: Context) -> Iterator[Difference]:
    if left := context.wording.untranslated(source.text, translation.text):
        yield f'"{shortened(left)}" is not translated.', "Translate it."


def _attributes(source: Block, translation: Block) -> Iterator[Difference]:
    """Yield what attribute lists say otherwise; a heading's id has a message of its own."""
    if source.attributes == translation.attributes:
        return
    ours, theirs = given(source.attributes), given(translation.attributes)
    if source.kind == "heading":
        ours, theirs = ({k: v for k, v in each.items() if k != "id"} for each in (ours, theirs))
    if ours != theirs and not (source.kind == "html" and source.text):
        problem = f"{named(translation)} has {_shown(theirs)}; the source page has {_shown(ours)}."
        yield problem, "Give it the same attributes."


def _shown(attributes: dict[str, str]) -> str:
    shown = [
        f"#{value}" if name == "id"
        else " ".join(f".{each}" for each in value.split()) if name == "class"
        else f'{name}="{value}"' if value else name
        for name, value in sorted(attributes.items(), key=lambda each: (each[0] != "id", each))
    ]  # fmt: skip
    return f"{{ {' '.join(shown)} }}" if shown else "no attributes"


_BY_KIND: dict[BlockKind, Callable[[Block, Block, Context], Iterator[Difference]]] = {
    "heading": _heading,
    "fence": _fence,
    "list": _list,
    "item": _item,
    "table": _table,
    "admonition": _admonition,
    "tab": _tab,
    "include": _include,
    "html": _html,
    "code": _code,
    "abbreviation": _abbreviation,
}
