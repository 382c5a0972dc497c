"""Compares what stands within a block and within its counterpart, piece by piece."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from pasteproof.naming import shortened
from pasteproof.prose import Attributes, Block, Finding, Inline, InlineKind
from pasteproof.wording import Wording, numbers, prose, spelled

_TRANSLATED = ("title", "alt", "aria-label", "placeholder", "summary", "lang", "hreflang")
"""Attributes whose values are prose, or the language itself."""

_NAMES: dict[InlineKind, str] = {
    "code": "code",
    "link": "link",
    "image": "image",
    "url": "URL",
    "footnote": "footnote",
    "html": "HTML tag",
    "keys": "key",
    "icon": "icon",
}
"""What is compared within a text, and its name in messages."""


class Languages(NamedTuple):
    """The language of the source page and that of the translation, as their folders are called."""

    source: str
    translation: str


class _Piece(NamedTuple):
    """One thing in a text: by what it is compared, how it is shown, and its line."""

    key: str
    shown: str
    line: int


def texts(
    source: Block, translation: Block, wording: Wording, languages: Languages
) -> Iterator[Finding]:
    """Yield the differences between the texts of two blocks."""
    yield from _untranslated(source, translation, wording)
    yield from _numbers(source, translation)
    for name, ours, theirs in _compared(source, translation, languages):
        yield from _pieces(name, ours, theirs, source, translation)
    yield from _alternatives(source, translation, wording)


def bare(target: str, languages: Languages) -> str:
    """Return a target in which either language, as a part of it, is an asterisk."""
    short = "|".join(re.escape(re.split("[-_]", each)[0]) for each in languages)
    pattern = rf"(?<![A-Za-z0-9])(?:{short})(?:[-_][A-Za-z]{{2,4}})?(?![A-Za-z0-9])"
    return re.sub(pattern, "*", target, flags=re.IGNORECASE)


def given(attributes: Attributes) -> dict[str, str]:
    """Return the attributes that are the same in every language."""
    return {name: value for name, value in attributes if name not in _TRANSLATED}


def _untranslated(source: Block, translation: Block, wording: Wording) -> Iterator[Finding]:
    words = prose(translation)
    if left := wording.untranslated(prose(source), words):
        shown = shortened(translation.text if left == words else left)
        yield _finding(
            "prose", source.line, translation.line,
            f'"{shown}" is not translated.', "Translate it.",
        )  # fmt: skip


def _numbers(source: Block, translation: Block) -> Iterator[Finding]:
    ours, theirs = numbers(source), numbers(translation)
    if ours == theirs:
        return
    missing = sorted((ours - theirs).keys() - spelled(translation))
    surplus = sorted((theirs - ours).keys() - spelled(source))
    if missing and surplus:
        problem = f"the number here is {_listed(surplus)}; the source page has {_listed(missing)}."
    elif missing:
        problem = f"the number {_listed(missing)} is missing here."
    elif surplus:
        problem = f"the source page does not have the number {_listed(surplus)} here."
    else:
        return
    yield _finding("number", source.line, translation.line, problem, "Write the same number.")


def _listed(words: list[str]) -> str:
    return " and ".join(words)


def _compared(
    source: Block, translation: Block, languages: Languages
) -> Iterator[tuple[str, list[_Piece], list[_Piece]]]:
    """Yield what both texts have of each kind, under the name that it has in messages."""
    ours, theirs = _by_kind(source), _by_kind(translation)
    for kind, name in _NAMES.items():
        some, others = ours.get(kind, []), theirs.get(kind, [])
        if kind == "code" and (some or others):
            yield name, *_without_translated(_codes(some), _codes(others))
        elif some or others:
            yield (
                name,
                [_piece(each, languages) for each in some],
                [_piece(each, languages) for each in others],
            )


def _by_kind(block: Block) -> dict[InlineKind, list[Inline]]:
    """Return what stands in a text by its kind, without the tags that only close another."""
    found: dict[InlineKind, list[Inline]] = {}
    for inline in block.own_inlines():
        if inline.kind != "html" or not inline.value.startswith("/"):
            found.setdefault(inline.kind, []).append(inline)
    return found


def _codes(inlines: list[Inline]) -> list[_Piece]:
    """Return the code of a text, each once: how often it is repeated is a matter of style."""
    found = {each.value: each.line for each in reversed(inlines)}
    return [_Piece(value, f"`{value}`", line) for value, line in reversed(found.items())]


def _without_translated(
    ours: list[_Piece], theirs: list[_Piece]
) -> tuple[list[_Piece], list[_Piece]]:
    """Return the code of both without what is one text in two languages, such as a message."""
    left = [each for each in ours if each.key not in {other.key for other in theirs}]
    excused: set[str] = set()
    for piece in theirs:
        if re.search(r"[^\x00-\u2fff]", piece.key):
            counterpart = next((each for each in left if _is_worded(each.key, piece.key)), None)
            if counterpart:
                left.remove(counterpart)
                excused |= {piece.key, counterpart.key}
    return (
        [each for each in ours if each.key not in excused],
        [each for each in theirs if each.key not in excused],
    )


def _is_worded(source: str, translation: str) -> bool:
    """Say whether code holds words, and all that its translation kept of it."""
    kept = re.findall(r"[\w./~$<>=-]+", re.sub(r"[^\x00-\x7f]+", " ", translation))
    has_words = bool(re.search("[A-Za-z]{3}", source))
    return has_words and all(word.lower() in source.lower() for word in kept)


def _piece(inline: Inline, languages: Languages) -> _Piece:
    value = inline.value
    attributes = " ".join(f'{name}="{said}"' for name, said in given(inline.attributes).items())
    key = bare(value, languages) if inline.kind != "html" else value
    shown = {
        "html": f"<{' '.join(filter(None, (value, attributes)))}>",
        "footnote": f"[^{value}]", "keys": f"++{value}++", "icon": f":{value}:",
    }.get(inline.kind, value)  # fmt: skip
    suffix = f" {{ {attributes} }}" if attributes and inline.kind != "html" else ""
    return _Piece(f"{key} {attributes}", shown + suffix, inline.line)


def _pieces(
    name: str, ours: list[_Piece], theirs: list[_Piece], source: Block, translation: Block
) -> Iterator[Finding]:
    """Yield what only one of two texts has; a loss and a gain that are alike are one difference."""
    if [each.key for each in ours] == [each.key for each in theirs]:
        return
    missing, surplus = _surplus(ours, theirs), _surplus(theirs, ours)
    for ours_one, theirs_one in _alike(missing, surplus):
        missing.remove(ours_one)
        surplus.remove(theirs_one)
        problem = f"the {name} here is {theirs_one.shown}; the source page has {ours_one.shown}."
        advice = f"Write {ours_one.shown}."
        yield _finding(name, ours_one.line, theirs_one.line, problem, advice)
    for piece in missing:
        problem = f"the {name} {piece.shown} is missing here."
        yield _finding(name, piece.line, translation.line, problem, "Put it in.")
    for piece in surplus:
        problem = f"the source page does not have the {name} {piece.shown} here."
        advice = "Delete it here, or write it there, too."
        yield _finding(name, source.line, piece.line, problem, advice)


def _alike(missing: list[_Piece], surplus: list[_Piece]) -> list[tuple[_Piece, _Piece]]:
    """Return what was probably changed, the likest first; the only ones belong together anyhow."""
    if len(missing) == len(surplus) == 1:
        return [(missing[0], surplus[0])]
    ranked = sorted(
        ((SequenceMatcher(a=one.key, b=other.key).ratio(), one, other)
         for one in missing for other in surplus),
        key=lambda each: -each[0],
    )  # fmt: skip
    found: list[tuple[_Piece, _Piece]] = []
    for ratio, one, other in ranked:
        if ratio > 0.5 and not any(one is a or other is b for a, b in found):
            found.append((one, other))
    return found


def _surplus(some: list[_Piece], others: list[_Piece]) -> list[_Piece]:
    left = Counter(each.key for each in others)
    found = []
    for piece in some:
        left[piece.key] -= 1
        if left[piece.key] < 0:
            found.append(piece)
    return found


def _alternatives(source: Block, translation: Block, wording: Wording) -> Iterator[Finding]:
    """Yield the images whose alternative text is missing, or still in the source's language."""
    ours = {each.value: each for each in source.own_inlines() if each.kind == "image"}
    for image in translation.own_inlines():
        counterpart = ours.get(image.value) if image.kind == "image" else None
        if counterpart is None or not counterpart.text:
            continue
        if not image.text:
            problem = f"the image {image.value} has no alternative text here."
        elif wording.untranslated(counterpart.text, image.text):
            problem = f'the alternative text "{shortened(image.text)}" is not translated.'
        else:
            continue
        yield _finding(
            "alternative text", counterpart.line, image.line, problem,
            f'The source page says "{shortened(counterpart.text)}".',
        )  # fmt: skip


def _finding(construct: str, source_line: int, line: int, problem: str, advice: str) -> Finding:
    return Finding(
        construct=construct, line=line, source_line=source_line, problem=problem, advice=advice
    )
