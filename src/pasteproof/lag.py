"""Says which differences only mean that a source page is newer than its translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pasteproof.backlog import FOLDER, Translation
from pasteproof.freshness import Standing
from pasteproof.model import Diagnostic
from pasteproof.prose import Block

BEHIND = "the source page is newer here; readers are told, and see it beside this"
UNTRANSLATED = "the page is new; readers see it in the source language until it is translated"


def excused(
    root: Path, found: Iterable[Diagnostic], known: Mapping[str, Translation]
) -> Iterator[Diagnostic]:
    """Yield the differences of a page between languages; what is yet to be translated is waived.

    They are where the lock of the translation says that it was made from another text, or from
    none. What nothing has been accepted of is not excused, as nothing is known of it.
    """
    for each in found:
        path = each.path.relative_to(root)
        if each.waived or each.counterpart is None or path.parts[:1] != ("docs",):
            yield each
            continue
        page = known.get(path.parts[1])  # none where it is the source page that is missing
        reason = _reason(root, page, each.line, each.counterpart[1]) if page else ""
        yield replace(each, waived=reason) if reason else each


def _reason(root: Path, page: Translation, line: int, source_line: int) -> str:
    if not page.is_there:
        is_begun = (root / FOLDER / page.language).is_dir()
        return UNTRANSLATED if is_begun and not (root / page.lock_path).exists() else ""
    standings = page.freshness.standings if page.freshness and page.entries else ()
    made_from = {entry.source for entry in page.entries}
    late = [each for each in standings if _is_behind(each, made_from)]
    is_late = any(
        _holds(each.source.block, source_line)
        or (each.translation and _holds(each.translation.block, line))
        for each in late
    )
    return BEHIND if is_late else ""


def _is_behind(standing: Standing, made_from: set[str]) -> bool:
    """Say whether the source was changed, or written, since the translation was accepted."""
    if standing.state == "missing":
        return standing.hash not in made_from
    return standing.state == "outdated" and bool(standing.was)


def _holds(block: Block, line: int) -> bool:
    return block.line <= line <= block.end
