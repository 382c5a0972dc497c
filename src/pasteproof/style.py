"""Holds the prose of a guide to its style: how Chinese is typed, and the terms of the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pasteproof import corrections, glossary, terms
from pasteproof.glossary import Term
from pasteproof.languages import languages, page_names
from pasteproof.markdown import parse
from pasteproof.model import Diagnostic
from pasteproof.passages import passages
from pasteproof.prose import ParsedPage
from pasteproof.writing import write_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """How many places of a page have been mended, and how many are left to do by hand."""

    path: Path
    count: int
    left: int

    def told(self) -> str:
        """Return that as a line."""
        places = "1 place" if self.count == 1 else f"{self.count} places"
        rest = f", {self.left} left to do by hand" if self.left else ""
        return f"{self.path}: {places} mended{rest}."


def findings(
    path: Path, text: str, page: ParsedPage, known: tuple[Term, ...] | None, language: str
) -> Iterator[Diagnostic]:
    """Yield where the prose of a page departs from its style; `known` are terms, if there are."""
    prose = passages(text, page)
    yield from terms.findings(path, prose, known or (), language)
    if corrections.is_chinese(language):
        yield from corrections.findings(path, text, prose)
    for fence in glossary.of(text) if known is None else ():
        advice = f"Write the terms into {glossary.FILE.as_posix()}."
        problem = "there is no glossary to show here."
        yield Diagnostic(path=path, line=fence.line, problem=problem, advice=advice)


def mend(root: Path) -> tuple[Mended, ...]:
    """Mend how the Chinese pages of the guide at `root` are typed, and return what was done.

    Line ends, a byte-order mark and all that is no prose stay as they are. Raises OSError, with
    nothing changed, where a page can't be written.
    """
    written: dict[Path, str] = {}
    done = []
    for path in _chinese_pages(root):
        try:
            raw = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # which the check tells
        text = raw.removeprefix("\ufeff").replace("\r\n", "\n")
        better, left = corrections.mended(text)
        if better != text:
            found = corrections.corrections(text, passages(text, parse(text)))
            count = len(found) - len(left)
            done.append(Mended(path=path, count=count, left=len(left)))
            written[path] = _in_its_form(better, raw)
    write_all(written)
    return tuple(done)


def _chinese_pages(root: Path) -> Iterator[Path]:
    for language in filter(corrections.is_chinese, languages(root)):
        for name in page_names(root, language):
            yield root / "docs" / language / name


def _in_its_form(text: str, raw: str) -> str:
    """Return a text with the byte-order mark and the line ends of the file that it comes from."""
    *lines, last = text.split("\n")
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in raw.split("\n")]
    whole = "".join(line + end for line, end in zip(lines, ends, strict=False)) + last
    return "\ufeff" * raw.startswith("\ufeff") + whole
