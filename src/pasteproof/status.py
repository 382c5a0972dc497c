"""Tells how far the translations of a guide have come, in blocks and per cent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pasteproof.backlog import Translation
from pasteproof.columns import padded, width_of
from pasteproof.freshness import STATES

_NAME = 36


def as_text(translations: Iterable[Translation]) -> str:
    """Return a table for each language: a line for each page, and one for all of them."""
    return "\n\n".join("\n".join(_table(name, each)) for name, each in by_language(translations))


def as_json(translations: Iterable[Translation]) -> str:
    """Return the numbers of each language and page; null for what can't be compared."""
    data = [
        {"language": language, **_as_data(total(pages)), "pages": [*map(_page_as_data, pages)]}
        for language, pages in by_language(translations)
    ]
    return json.dumps(data, ensure_ascii=False, indent=1)


def notices(translations: Iterable[Translation]) -> Iterator[str]:
    """Yield a line for each page with outdated blocks, if any of it was ever accepted."""
    for page in translations:
        numbers = counts(page)
        if page.entries and numbers and numbers[1]:
            said = f"{numbers[1]} of {sum(numbers)} blocks outdated."
            yield f"{page.path}: {said} See: pasteproof diff {page.short}"


def by_language(
    translations: Iterable[Translation],
) -> Iterator[tuple[str, tuple[Translation, ...]]]:
    """Yield the pages of each language."""
    for language, each in groupby(translations, key=lambda each: each.language):
        yield language, tuple(each)


def counts(translation: Translation) -> tuple[int, ...] | None:
    """Return how many blocks of a page are up to date, outdated and missing, if that is known."""
    freshness = translation.freshness
    return tuple(freshness.count(state) for state in STATES) if freshness else None


def total(pages: Iterable[Translation]) -> tuple[int, ...]:
    """Return how many blocks of all these pages are up to date, outdated and missing."""
    known = [numbers for page in pages if (numbers := counts(page))]
    return tuple(map(sum, zip(*known, strict=True))) if known else (0, 0, 0)


def per_cent(numbers: Sequence[int]) -> int:
    """Return how much is up to date; only what all is up to date in has a hundred."""
    return 100 * numbers[0] // sum(numbers) if sum(numbers) else 100


def _table(language: str, pages: tuple[Translation, ...]) -> Iterator[str]:
    yield f"{padded(language, _NAME)}  blocks  up to date  outdated  missing"
    for page in pages:
        yield _line(page.name, counts(page))
    yield _line("all pages", total(pages))


def _line(name: str, numbers: tuple[int, ...] | None) -> str:
    shown = padded(f"  {_shortened(name)}", _NAME)
    if numbers is None:
        return f"{shown}  can't be compared"
    outdated, missing = numbers[1:]
    return f"{shown}  {sum(numbers):6}  {per_cent(numbers):8} %  {outdated:8}  {missing:7}"


def _shortened(name: str) -> str:
    while width_of(name) > _NAME - 2:
        name = f"…{name.removeprefix('…')[1:]}"
    return name


def _page_as_data(page: Translation) -> dict[str, object]:
    paths = {"page": page.name, "source": str(page.source), "translation": str(page.path)}
    return {**paths, "exists": page.is_there, **_as_data(counts(page))}


def _as_data(numbers: tuple[int, ...] | None) -> dict[str, object]:
    names = [state.replace(" ", "_") for state in STATES]
    if numbers is None:
        return dict.fromkeys(["blocks", *names, "per_cent"])
    each = dict(zip(names, numbers, strict=True))
    return {"blocks": sum(numbers), **each, "per_cent": per_cent(numbers)}
