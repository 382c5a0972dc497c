"""Tells of each block that is behind what its source said and says, and the translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pasteproof import history
from pasteproof.backlog import Translation
from pasteproof.columns import Styled, wrapped
from pasteproof.freshness import Freshness, Standing
from pasteproof.lock import hash_of
from pasteproof.markdown import parse
from pasteproof.text import visible
from pasteproof.word_diff import Change, difference

Styles = Mapping[Change, tuple[str, str]]
_SIGNS: Styles = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
_COLOURS: Styles = {
    "same": ("", ""),
    "old": ("\x1b[31;9m", "\x1b[m"),
    "new": ("\x1b[32;4m", "\x1b[m"),
}
_SHORTEST = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """What the telling of one page needs: the page, what its source said, and how to show it."""

    page: Translation
    handles: Mapping[int, str]
    old: Mapping[str, str]
    styles: Styles


def told(root: Path, page: Translation, *, is_coloured: bool) -> str:
    """Return all in which a translation is behind its source, and nothing where it is not."""
    if page.freshness is None:
        return ""
    if not page.is_there:
        return f"{page.path}: the page is missing. Begin it: pasteproof new page {page.name}"
    if not page.entries:
        return f"{page.path}: nothing of it has been accepted yet.\n{page.adoption}"
    source = root / page.source
    behind = [each for each in page.freshness.standings if each.state != "up to date"]
    wanted = {each.was for each in behind if each.was}
    old = _old_texts(source, wanted)
    telling = _Telling(
        page=page, old=old, styles=_COLOURS if is_coloured else _SIGNS,
        handles={id(each): handle for handle, each in handles(page.freshness).items()},
    )  # fmt: skip
    parts = ["\n".join(_behind(telling, each)) for each in behind]
    if wanted - old.keys():
        why = f"What {page.source} said before is not known. {history.why_not(source)}"
        parts.append("\n".join(wrapped([Styled(why)], "")))
    asides = "\n".join(_asides(page, page.freshness))
    return "\n\n".join([*parts, *([asides] if asides else [])])


def handles(freshness: Freshness) -> dict[str, Standing]:
    """Return the blocks by what one types for each: the beginning of its source's hash.

    Where several blocks of the source say the same, the second one's ends in -2.
    """
    hashes = [each.hash for each in freshness.standings]
    length = _SHORTEST
    while len({each[:length] for each in hashes}) < len(set(hashes)):
        length += 1
    found: dict[str, Standing] = {}
    for at, each in enumerate(freshness.standings):
        before = hashes[:at].count(each.hash)
        found[hashes[at][:length] + (f"-{before + 1}" if before else "")] = each
    return found


def _old_texts(source: Path, wanted: set[str]) -> dict[str, str]:
    """Return the texts with those hashes, from the newest version of a page that has them."""
    found: dict[str, str] = {}
    for text in history.versions(source) if wanted else ():
        for leaf in parse(text).leaves():
            found.setdefault(hash_of(leaf.block.text), leaf.block.text)
        if wanted <= found.keys():
            break
    return {each: found[each] for each in wanted & found.keys()}


def _behind(telling: _Telling, standing: Standing) -> Iterator[str]:
    page, what = telling.page, standing.source.construct
    handle = telling.handles[id(standing)]
    if standing.state == "missing":
        yield f"{page.path}:{standing.line}: missing {what} #{handle}"
    else:
        yield f"{page.path}:{standing.line}: outdated {what} #{handle}"
    yield from _source(telling, standing)
    if standing.translation:
        yield f"  {page.path}:{standing.line} says:"
        yield from _numbered(page.lines, standing)
        yield f"  When it is right: pasteproof accept {page.short}#{handle}"


def _source(telling: _Telling, standing: Standing) -> Iterator[str]:
    block = standing.source.block
    old = telling.old.get(standing.was)
    aside = ""
    if standing.state == "outdated" and not standing.was:
        aside = "; nobody has accepted the translation yet"
    elif standing.state == "outdated":
        aside = " now" if old is None else ", changed since it was translated"
    yield f"  {telling.page.source}:{block.line} says{aside}:"
    pieces = difference(_shown(block.text if old is None else old), _shown(block.text))
    yield from wrapped([Styled(text, *telling.styles[change]) for change, text in pieces], "    ")


def _numbered(lines: tuple[str, ...], standing: Standing) -> Iterator[str]:
    """Yield the lines of a translation as the file has them, each with its number."""
    assert standing.translation
    block = standing.translation.block
    for number in range(block.line, block.end + 1):
        gutter = f"    {number}  "
        for at, line in enumerate(wrapped([Styled(_shown(lines[number - 1]))], " " * len(gutter))):
            yield line if at else gutter + line.removeprefix(" " * len(gutter))


def _asides(page: Translation, freshness: Freshness) -> Iterator[str]:
    for leaf in freshness.surplus:
        yield f"{page.path}:{leaf.block.line}: surplus {leaf.construct}, in no source"
    for each in freshness.standings:
        if each.is_moved:
            where = f"{page.source}:{each.source.block.line}"
            yield f"{page.path}:{each.line}: moved {each.source.construct}, see {where}"


def _shown(text: str) -> str:
    return visible(text.expandtabs(4))
