"""Examines a page in all its languages, as far as no other page is needed for that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pasteproof import backlog, status, style
from pasteproof.backlog import Translation
from pasteproof.fences import fences
from pasteproof.glossary import Term
from pasteproof.lag import excused
from pasteproof.markdown import parse
from pasteproof.memory import data_of, diagnostic_of
from pasteproof.model import Diagnostic
from pasteproof.page import LookUp, expand, references
from pasteproof.prose import ParsedPage
from pasteproof.recorded import Recorded, show
from pasteproof.text import decode
from pasteproof.translations import Ways, differences, ways

# The names that Pygments has for shells, https://pygments.org/docs/lexers/, and what people write.
_COMMANDS = {
    "bash", "bash-session", "bat", "batch", "cmd", "command", "commandline", "console", "csh",
    "doscon", "dosbatch", "fish", "fishshell", "ksh", "openrc", "posh", "powershell", "ps1",
    "ps1con", "psm1", "pwsh", "pwsh-session", "sh", "sh-session", "shell", "shell-session",
    "shellscript", "shellsession", "tcsh", "tcshcon", "terminal", "winbatch", "zsh",
}  # fmt: skip
_LANGUAGE = re.compile(r"\{.*?\.(?P<braced>[\w+#-]+)|(?P<bare>[\w+#.-]+)(?![\w+#.=-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What pages are examined by: the pages of each language, the source's first, and the rest.

    `terms` is None where there is no glossary, and `recorded` while scenarios are wrong.
    """

    root: Path
    pages: dict[str, frozenset[str]]
    look_up: LookUp
    recorded: Recorded | None
    terms: tuple[Term, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What others need to know of a page in one language; without ways, it can't be read."""

    language: str
    ways: Ways | None
    snippets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What is told of a translation that its source has run ahead of."""

    language: str
    outdated: tuple[Diagnostic, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is wrong with a page in any language or between them, and what others need to know."""

    name: str
    found: tuple[Diagnostic, ...]
    editions: tuple[Edition, ...]
    behind: tuple[Behind, ...]

    def data(self) -> list[Any]:
        """Return that as data."""
        return [
            self.name,
            [*map(data_of, self.found)],
            [[each.language, each.ways and each.ways.data(), each.snippets]
             for each in self.editions],
            [[each.language, [*map(data_of, each.outdated)], each.notices]
             for each in self.behind],
        ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One page as it was read; without `parsed`, it could not be."""

    language: str
    path: Path
    text: str
    parsed: ParsedPage | None
    mistakes: tuple[Diagnostic, ...]


def examine(guide: Guide, names: Sequence[str]) -> Iterator[Examined]:
    """Yield what there is to say of each of these pages."""
    for name in names:
        files = [
            _read(language, guide.root / "docs" / language / name)
            for language, own in guide.pages.items()
            if name in own
        ]
        translations = tuple(_translations(guide, name))
        found = [*_of_files(guide, files), *_between(guide, name, files, translations)]
        yield Examined(
            name=name,
            found=tuple(found),
            editions=tuple(map(_edition, files)),
            behind=tuple(map(_behind, translations)),
        )


def examined(data: Any) -> Examined:
    """Return what was found, as data says; raise TypeError or ValueError where it does not."""
    name, found, editions, behind = data
    return Examined(
        name=str(name),
        found=tuple(map(diagnostic_of, found)),
        editions=tuple(
            Edition(
                language=language, ways=ways and Ways.of(*ways), snippets=tuple(map(str, snippets))
            )
            for language, ways, snippets in editions
        ),
        behind=tuple(
            Behind(
                language=language,
                outdated=tuple(map(diagnostic_of, outdated)),
                notices=tuple(map(str, notices)),
            )
            for language, outdated, notices in behind
        ),
    )


def _read(language: str, path: Path) -> _File:
    text, mistakes = decode(path, path.read_bytes())
    parsed = None if mistakes and not text else parse(text)
    return _File(language=language, path=path, text=text, parsed=parsed, mistakes=mistakes)


def _edition(file: _File) -> Edition:
    return Edition(
        language=file.language,
        ways=ways(file.parsed) if file.parsed else None,
        snippets=tuple(name for _, name in references(file.text)),
    )


def _behind(each: Translation) -> Behind:
    return Behind(
        language=each.language,
        outdated=tuple(backlog.outdated(each)),
        notices=tuple(status.notices([each])),
    )


def _translations(guide: Guide, name: str) -> Iterator[Translation]:
    source, *others = guide.pages
    for language in others:
        if name in guide.pages[source] | guide.pages[language]:
            yield backlog.between(guide.root, source, language, name)


def _of_files(guide: Guide, files: Iterable[_File]) -> Iterator[Diagnostic]:
    """Yield what is wrong with each file for itself."""
    for file in files:
        found = [*file.mistakes, *_on_fences(file, guide.look_up), *_on_recorded(file, guide)]
        yield from found
        told_of = {each.line for each in found}
        for mistake in file.parsed.mistakes if file.parsed else ():
            if mistake.line not in told_of:
                yield _at(file.path, mistake.line, mistake.problem, mistake.advice)
        if file.parsed:
            yield from style.findings(file.path, file.text, file.parsed, guide.terms, file.language)


def _between(
    guide: Guide, name: str, files: Sequence[_File], translations: Sequence[Translation]
) -> Iterator[Diagnostic]:
    """Yield what is wrong between the languages; what can't be read is compared with nothing."""
    parsed = {file.language: {name: file.parsed} for file in files if file.parsed}
    if len(parsed) == len(files):
        pages = {language: parsed.get(language, {}) for language in guide.pages}
        known = {each.language: each for each in translations}
        yield from excused(guide.root, differences(pages, guide.root / "docs"), known)
    for each in translations:
        for fault in backlog.faults_of(guide.root, each):
            yield replace(fault, path=guide.root / fault.path)


def _on_fences(file: _File, look_up: LookUp) -> Iterator[Diagnostic]:
    for fence in fences(file.text):
        named = _LANGUAGE.match(fence.info)
        language = (named["braced"] or named["bare"]).lower() if named else ""
        if language in _COMMANDS:
            problem = f"a '{language}' block is typed into the page."
            advice = "Put it into a file below snippets/, and name that in a snippet fence."
            yield _at(file.path, fence.line, problem, advice)
        if not language:
            advice = "Write ```text for what a screen shows; a command belongs in a snippet."
            yield _at(file.path, fence.line, "the block does not name its language.", advice)
    for line, message in expand(file.text, look_up, "en").problems:
        yield _at(file.path, line, message, "")


def _on_recorded(file: _File, guide: Guide) -> Iterator[Diagnostic]:
    """Yield what is wrong with the fences that show what a run has recorded."""
    if guide.recorded:
        for line, message in show(file.text, guide.recorded, "en")[1]:
            yield _at(file.path, line, message, "")


def _at(path: Path, line: int, problem: str, advice: str) -> Diagnostic:
    return Diagnostic(path=path, line=line, problem=problem, advice=advice)
