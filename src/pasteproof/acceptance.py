"""Accepts translations: records that blocks say what their source says now, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pasteproof.backlog import Translation, named, translation
from pasteproof.changes import handles
from pasteproof.freshness import Freshness, Standing, accepted
from pasteproof.lock import written
from pasteproof.table import near
from pasteproof.telling import told
from pasteproof.writing import write_all


class RefusedError(Exception):
    """Why something is not accepted: one or more lines, for whoever asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is accepted of one page: the blocks that were behind, and the lock that says so.

    `unchanged` are those of them that say what they said when they were accepted before.
    """

    page: Translation
    fresh: tuple[Standing, ...]
    unchanged: tuple[Standing, ...]
    text: str


def accept(root: Path, spelled: Iterable[str]) -> tuple[Acceptance, ...]:
    """Record all that is named, or raise LookupError or RefusedError and record nothing."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for each in spelled:
        page, _, block = each.partition("#")
        wanted.setdefault(_one(root, page), []).append(block)
    found: list[Acceptance] = []
    refused: list[str] = []
    for (language, name), blocks in wanted.items():
        try:
            found.append(decide(translation(root, language, name), blocks))
        except RefusedError as error:
            refused.append(str(error))
    if refused:
        raise RefusedError("\n".join(refused))
    texts = {root / each.page.lock_path: each.text for each in found}
    write_all({path: text for path, text in texts.items() if not _says(path, text)})
    return tuple(found)


def decide(page: Translation, blocks: Iterable[str]) -> Acceptance:
    """Return what accepting blocks of a page comes to; an empty name stands for all of them."""
    if not page.is_there:
        raise RefusedError(f"{page.path} is not there. Begin it: pasteproof new page {page.name}")
    if page.faults or page.freshness is None:
        raise RefusedError(told(page.faults, "text"))
    freshness = page.freshness
    names = list(blocks)
    is_all = "" in names
    chosen = [] if is_all else [each for name in names for each in _chosen(page, freshness, name)]
    entries = accepted(freshness, page.entries, None if is_all else chosen)
    taken = freshness.standings if is_all else chosen
    fresh = tuple(each for each in taken if each.state == "outdated")
    return Acceptance(
        page=page, fresh=fresh, text=written(entries, str(page.path)),
        unchanged=tuple(each for each in fresh if each.was and not each.is_edited),
    )  # fmt: skip


def summary(acceptance: Acceptance) -> Iterator[str]:
    """Yield what to tell of an acceptance, a line for each thing."""
    page = acceptance.page
    assert page.freshness
    total = len(page.freshness.standings)
    count = page.freshness.count("up to date") + len(acceptance.fresh)
    blocks = "block" if len(acceptance.fresh) == 1 else "blocks"
    taken = f"{len(acceptance.fresh)} {blocks} accepted"
    yield f"{page.path}: {taken}, {count} of {total} up to date."
    for each in acceptance.unchanged:
        yield f"{page.path}:{each.line}: accepted, though only its source has changed since."


def _one(root: Path, spelled: str) -> tuple[str, str]:
    found = named(root, spelled)
    if len(found) > 1:
        names = " or ".join(f"{language}/{name}" for language, name in found)
        raise LookupError(f"'{spelled}' is a page of several languages. Write {names}.")
    if not found:
        raise LookupError("the guide has one language. Add one: pasteproof new language zh")
    return found[0]


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _chosen(page: Translation, freshness: Freshness, name: str) -> tuple[Standing, ...]:
    known = handles(freshness)
    sections = {each.source.section for each in freshness.standings}
    if name in sections:
        found = [each for each in freshness.standings if each.source.section == name]
    elif name in known:
        found = [known[name]]
    else:
        advice = near(name, [*sections, *known]) or f"See them: pasteproof diff {page.short}"
        raise RefusedError(f"{page.path} has no block #{name}. {advice}")
    if not any(each.translation for each in found):
        line = found[0].line
        raise RefusedError(f"{page.path}:{line}: #{name} is missing. Write it before this line.")
    return tuple(found)
