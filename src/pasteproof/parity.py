"""Compares a page with its translation, over all that Markdown can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pasteproof import blockwise, waivers
from pasteproof.alignment import Aligned, Pair, align, apart, names_of
from pasteproof.blockwise import Context
from pasteproof.details import Languages
from pasteproof.naming import named, with_article
from pasteproof.prose import Block, BlockKind, Field, Finding, ParsedPage
from pasteproof.wording import learn

_TRANSLATED = ("title", "description", "subtitle", "summary", "excerpt", "keywords", "tags")
_ALONE: tuple[BlockKind, ...] = ("fence", "row", "cell", "item", "rule")
"""Kinds that are never another kind by mistake: one is missing, and another is too much."""
_NEAR = 3
"""How many lines there are at most between where a block should be nested and where it is."""
_EN_ZH = Languages("en", "zh")


class _Gap(NamedTuple):
    """A block without a counterpart, and where that should be."""

    source: Block | None
    translation: Block | None
    line: int
    source_line: int
    depth: int = 0


class _Ends(NamedTuple):
    """The last lines of what is compared, and how deep it is nested."""

    source: int
    translation: int
    depth: int = 0


def compare(
    source: ParsedPage, translation: ParsedPage, languages: Languages = _EN_ZH
) -> tuple[Finding, ...]:
    """Return all in which a translation departs from its source page, in its own order.

    What one of the pages waives is among them, with the reason.
    """
    wording = learn(source, translation, languages.translation)
    names = names_of(source.blocks, translation.blocks)
    context = Context(wording, languages, names)
    ends = _Ends(source.lines, translation.lines)
    aligned = align(source.blocks, translation.blocks, names)
    compared = [*_compared(aligned, ends, context), *_scattered(source, translation, context)]
    gaps = [each for each in compared if isinstance(each, _Gap)]
    found = [
        *_front_matter(source, translation, context),
        *(each for each in compared if isinstance(each, Finding)),
        *_gaps(gaps),
    ]
    ordered = sorted(dict.fromkeys(found), key=lambda each: (each.line, each.source_line))
    return waivers.apply(tuple(ordered), source, translation)


def _front_matter(
    source: ParsedPage, translation: ParsedPage, context: Context
) -> Iterator[Finding]:
    """Yield the keys that one page lacks, that differ, or that are not translated."""
    if any(each.construct == "front matter" for each in (*source.mistakes, *translation.mistakes)):
        return
    ours = {field.key: field for field in source.fields}
    theirs = {field.key: field for field in translation.fields}
    for key in (*ours, *(each for each in theirs if each not in ours)):
        wanted, seen = ours.get(key), theirs.get(key)
        problem, advice = _key(key, wanted, seen, context)
        if problem:
            yield Finding(
                construct="front matter", line=seen.line if seen else 1,
                source_line=wanted.line if wanted else 1, problem=problem, advice=advice,
            )  # fmt: skip


def _key(key: str, wanted: Field | None, seen: Field | None, context: Context) -> tuple[str, str]:
    if seen is None:
        return f"the front matter lacks '{key}', which the source page has.", "Write it."
    if wanted is None:
        problem = f"the front matter has '{key}', which the source page has not."
        return problem, "Delete it here, or write it there, too."
    is_prose = key.rpartition(".")[2] in _TRANSLATED
    if is_prose and context.wording.untranslated(wanted.text, seen.text):
        return f"'{key}' in the front matter is not translated.", "Translate it."
    script = context.wording.script
    may_differ = is_prose or bool(script and script.search(seen.text))
    if seen.text != wanted.text and not may_differ:
        problem = f"'{key}' in the front matter is '{seen.text}'"
        return f"{problem}; the source page has '{wanted.text}'.", f"Write: {wanted.text}"
    return "", ""


def _compared(aligned: Aligned, ends: _Ends, context: Context) -> Iterator[Finding | _Gap]:
    """Yield the differences of aligned blocks and of all within them."""
    pairs = aligned.pairs
    for at, (source, translation) in enumerate(pairs):
        if source and translation:
            yield from _pair(source, translation, context, ends.depth + 1)
        else:
            following = pairs[at + 1 :]
            line = next((each.translation.line for each in following if each.translation), ends[1])
            source_line = next((each.source.line for each in following if each.source), ends[0])
            yield _Gap(
                source, translation,
                line=translation.line if translation else line,
                source_line=source.line if source else source_line,
                depth=ends.depth,
            )  # fmt: skip
    for moved in aligned.moved:
        yield _elsewhere(moved)


def _pair(
    source: Block, translation: Block, context: Context, depth: int = 1
) -> Iterator[Finding | _Gap]:
    yield from blockwise.pair(source, translation, context)
    if not source.children and not translation.children:
        return
    if source.kind == "row":
        cells = zip(source.children, translation.children, strict=False)
        aligned = Aligned(tuple(Pair(ours, theirs) for ours, theirs in cells))
    elif source.kind == "table" and len(source.alignments) != len(translation.alignments):
        aligned = _rows_only(align(source.children, translation.children, context.names))
    else:
        aligned = align(source.children, translation.children, context.names)
    yield from _compared(aligned, _Ends(source.end, translation.end, depth), context)


def _rows_only(aligned: Aligned) -> Aligned:
    """Return the rows without counterparts; the others have other cells, as is said already."""
    return Aligned(tuple(pair for pair in aligned.pairs if None in pair))


def _elsewhere(pair: Pair) -> Finding:
    assert pair.source
    assert pair.translation
    return Finding(
        construct=pair.source.kind, line=pair.translation.line, source_line=pair.source.line,
        problem=f"{named(pair.translation)} stands elsewhere in the source page.",
        advice="Move it, with what belongs to it, to the same place.",
    )  # fmt: skip


def _scattered(
    source: ParsedPage, translation: ParsedPage, context: Context
) -> Iterator[Finding | _Gap]:
    """Yield the differences of what is told by its name and not by its place."""
    kinds: tuple[BlockKind, ...] = ("footnote", "abbreviation")
    for kind in kinds:
        ours, theirs = apart(source.blocks, kind), apart(translation.blocks, kind)
        for name in (*ours, *(each for each in theirs if each not in ours)):
            wanted, seen = ours.get(name), theirs.get(name)
            if wanted and seen:
                yield from _pair(wanted, seen, context)
            else:
                line = seen.line if seen else translation.lines
                yield _Gap(wanted, seen, line, wanted.line if wanted else source.lines)


def _gaps(gaps: list[_Gap]) -> Iterator[Finding]:
    """Yield what is missing and what is too much; both at once may be one block that moved."""
    left = list(gaps)
    for loss in [gap for gap in gaps if gap.source]:
        for gain in [gap for gap in left if gap.translation]:
            if found := _moved(loss, gain) or _replaced(loss, gain):
                yield found
                left.remove(loss)
                left.remove(gain)
                break
    yield from (_alone(gap) for gap in left)


def _moved(loss: _Gap, gain: _Gap) -> Finding | None:
    """Return the difference of a block that is there, but elsewhere or nested in something else."""
    ours, theirs = loss.source, gain.translation
    assert ours
    assert theirs
    if ours.kind in ("fence", "include") and (ours.name, ours.text) == (theirs.name, theirs.text):
        return _elsewhere(Pair(ours, theirs))
    is_near = loss.depth != gain.depth and abs(loss.line - gain.line) <= _NEAR
    if not is_near or (ours.kind, ours.name, ours.mark) != (theirs.kind, theirs.name, theirs.mark):
        return None
    return Finding(
        construct=ours.kind, line=theirs.line, source_line=ours.line,
        problem=f"{named(theirs)} is nested otherwise than in the source page.",
        advice="Indent it as there.",
    )  # fmt: skip


def _replaced(loss: _Gap, gain: _Gap) -> Finding | None:
    """Return the difference of two blocks of different kinds in the same place."""
    ours, theirs = loss.source, gain.translation
    assert ours
    assert theirs
    if ours.kind in _ALONE or theirs.kind in _ALONE or ours.kind == theirs.kind:
        return None
    if loss.line != gain.line and loss.source_line != gain.source_line:
        return None
    return Finding(
        construct=ours.kind, line=gain.line, source_line=loss.source_line,
        problem=f"here is {with_article(theirs)}; the source page has {with_article(ours)}.",
        advice="Write it in the same form.",
    )  # fmt: skip


def _alone(gap: _Gap) -> Finding:
    if gap.source:
        problem, advice = f"the {named(gap.source)} is missing here.", "Translate it."
        if gap.source.kind in ("fence", "include", "rule"):
            advice = "Put it in."
    else:
        assert gap.translation
        problem = f"the source page does not have the {named(gap.translation)} here."
        advice = "Delete it here, or write it there, too."
    kind = (gap.source or gap.translation or Block(kind="rule", line=0, end=0)).kind
    return Finding(
        construct=kind, line=gap.line, source_line=gap.source_line, problem=problem, advice=advice,
        lacks="translation" if gap.source else "source",
    )  # fmt: skip
