"""Finds what is not typed as Chinese prose is, and mends it without touching anything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pasteproof.markdown import parse
from pasteproof.model import Diagnostic
from pasteproof.passages import FIELDS, THING, Passage, passages
from pasteproof.prose import Block, ParsedPage
from pasteproof.retyping import Edit, applied, edits
from pasteproof.typography import has_odd_quote, typed

_CHINESE = re.compile(r"zh(?:[-_]\w+)?")
_MOST_ROUNDS = 5
_WORD = f"[A-Za-z0-9{THING}]"
_ONE_PLACE = re.compile(rf"[^\n]{{0,2}}|(?:{_WORD}|[ ./+_%-]){{0,30}}")
_PAIRS = {"“": "”", "‘": "’", "（": "）"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One place that is typed otherwise than it should be; without edits, it is not known where."""

    line: int
    written: str
    wanted: str
    edits: tuple[Edit, ...] = ()


def is_chinese(language: str) -> bool:
    """Say whether a language, as a folder of pages is named, is Chinese."""
    return bool(_CHINESE.fullmatch(language))


def corrections(text: str, prose: Iterable[Passage]) -> tuple[Correction, ...]:
    """Return what is to mend in a Chinese page, in its order, be it by --fix or by hand."""
    return tuple(each for passage in prose for each in _of(passage, text))


def findings(path: Path, text: str, prose: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """Yield what is to mend in a Chinese page, as its writer is told; `prose` are its passages."""
    found = corrections(text, prose)
    left = {(each.line, each.written) for each in mended(text)[1]} if found else set()
    for each in found:
        is_left = (each.line, each.written) in left
        how = " by hand: --fix could change more than the prose." if is_left else "; --fix does it."
        problem, advice = _problem(each), f"Write '{each.wanted}'{how}"
        yield Diagnostic(path=path, line=each.line, problem=problem, advice=advice)
    for passage in prose:
        if has_odd_quote(passage.text):
            line = passage.line_of(passage.text.rindex('"'))
            problem = 'a straight quote (") has no counterpart in this text.'
            yield Diagnostic(path=path, line=line, problem=problem, advice="Write “ or ”.")


def mended(text: str) -> tuple[str, tuple[Correction, ...]]:
    """Return a Chinese page with all mended that can be, and what is left to do by hand.

    Whatever is no prose, such as code, links, ids and the order of blocks, stays as it is.
    """
    page = parse(text)
    found = corrections(text, passages(text, page))
    for _ in range(_MOST_ROUNDS):
        better = _mended_once(text, page, found)
        if better == text:
            break
        text, page = better, parse(better)
        found = corrections(text, passages(text, page))
    return text, found


def _mended_once(text: str, page: ParsedPage, found: tuple[Correction, ...]) -> str:
    """Return the text with all corrections, or else with each that leaves the rest alone."""
    if not found:
        return text
    kept = _kept(page)
    whole = _corrected(text, found)
    if _kept(parse(whole)) == kept:
        return whole
    taken: tuple[Correction, ...] = ()
    for each in found:
        if _kept(parse(_corrected(text, (*taken, each)))) == kept:
            taken = (*taken, each)
    return _corrected(text, taken)


def _corrected(text: str, found: Iterable[Correction]) -> str:
    return applied(text, chain.from_iterable(each.edits for each in found))


def _kept(page: ParsedPage) -> object:
    """Return all of a page that must stay the same when its prose is mended."""
    fields = [
        (each.key, each.line, each.text if each.key not in FIELDS else "") for each in page.fields
    ]
    return page.mistakes, page.lines, fields, [_frame(block) for block in page.every()]


def _frame(block: Block) -> object:
    things = [
        (each.kind, each.value, each.line, each.attributes)
        for each in block.own_inlines()
        if each.kind != "text"
    ]
    is_prose = block.kind == "abbreviation" or any(True for _ in block.own_inlines())
    marks = re.findall(r"[*_`<>]", block.text)  # those that are left are no marks of emphasis
    return (
        (block.kind, block.line, block.end, block.name, block.mark, block.info, block.level),
        (block.attributes, block.alignments, marks if is_prose else block.text, things),
    )


def _of(passage: Passage, text: str) -> Iterator[Correction]:
    wanted = typed(passage.text)
    if wanted == passage.text:
        return
    if not passage.stretches:
        said, better = (each.replace(THING, "…") for each in (passage.text, wanted))
        yield Correction(line=passage.line, written=said, wanted=better)
        return
    near: list[Edit] = []
    for edit in edits(passage, wanted):
        if _keeps_emphasis(edit, text):
            continue
        if near and not _is_one_place(passage, near[-1], edit):
            yield _correction(passage, text, near)
            near = []
        near.append(edit)
    if near:
        yield _correction(passage, text, near)


def _keeps_emphasis(edit: Edit, text: str) -> bool:
    """Say whether an edit takes a space away that emphasis needs in CommonMark.

    `**是。** 后` is no emphasis there without the space, and code hosts show our pages so.
    https://github.com/commonmark/commonmark-spec/issues/650
    """
    if edit.text or text[edit.begin : edit.end] != " ":
        return False
    before = re.search(r"(.)[*_]+\Z", text[max(0, edit.begin - 9) : edit.begin])
    after = re.match(r"[*_]+(.)", text[edit.end : edit.end + 9])
    return any(found and unicodedata.category(found[1])[0] == "P" for found in (before, after))


def _is_one_place(passage: Passage, one: Edit, other: Edit) -> bool:
    """Say whether two edits are told as one: those around a word, and those of a pair of signs."""
    between = passage.text[one.at + (not one.is_insertion) : other.at]
    is_pair = _PAIRS.get(one.text) == other.text and "\n" not in between
    return is_pair or bool(_ONE_PLACE.fullmatch(between))


def _correction(passage: Passage, text: str, given: list[Edit]) -> Correction:
    first, last = given[0], given[-1]
    signs, first_sign = passage.signs(), _back(passage.text, first)
    begin = signs[first_sign].begin
    end = signs[_forth(passage.text, last) - 1].end
    moved = [edit._replace(begin=edit.begin - begin, end=edit.end - begin) for edit in given]
    return Correction(
        line=passage.line_of(first.at),
        written=text[begin:end],
        wanted=applied(text[begin:end], moved),
        edits=tuple(given),
    )


def _back(text: str, edit: Edit) -> int:
    """Return the sign from which to tell of an edit: a word before it, or one sign or two."""
    least = r"\S" if edit.is_insertion else r"\S[^\n]?"
    found = re.search(rf"(?:{_WORD}+|{least})\Z", text[: edit.at])
    return found.start() if found else edit.at


def _forth(text: str, edit: Edit) -> int:
    """Return the sign before which to stop."""
    at, least = (edit.at, r"\S") if edit.is_insertion else (edit.at + 1, r"[^\n]?\S")
    found = re.match(rf"{_WORD}+|{least}", text[at:])
    return at + (found.end() if found else 0)


def _problem(found: Correction) -> str:
    if found.edits and all(edit.is_insertion and edit.text == " " for edit in found.edits):
        return f"a space is missing in '{found.written}'."
    if found.edits and not any(edit.text for edit in found.edits):
        return f"a space is too many in '{found.written}'."
    return f"'{found.written}' is not typed as Chinese prose is."
