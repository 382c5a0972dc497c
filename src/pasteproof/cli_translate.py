"""The commands of translators: status, diff, accept and new."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pasteproof import acceptance, backlog, beginnings, changes, status
from pasteproof.acceptance import accept
from pasteproof.backlog import Translation, named, translation, translations
from pasteproof.command import DIAGNOSTICS, FINE, WRONG_USE, Commands, command, complain
from pasteproof.languages import languages
from pasteproof.model import Diagnostic
from pasteproof.table import near
from pasteproof.telling import told

_ROOT = Path()
_FORMATS = ("text", "json")
_NO_TRANSLATION = "There is no translation here. Begin one: pasteproof new language zh"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands of translators to those of `pasteproof`."""
    _add_status(commands)
    _add_diff(commands)
    _add_accept(commands)
    _add_new(commands)


def _add_status(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Tell how far the translations have come: per language and page, in blocks."
    parser = command(commands, "status", does, "pasteproof status --format json", _status)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="only these languages")
    parser.add_argument(
        "--format", choices=_FORMATS, default="text", help="how to tell it (default: text)"
    )


def _add_diff(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Show what changed in the source of outdated blocks, beside their translation."
    parser = command(commands, "diff", does, "pasteproof diff zh/install.md", _diff)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only these pages")


def _add_accept(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Record that a translation says what its source says now; no page is changed."
    example = "pasteproof accept zh/install.md#run-the-installer"
    parser = command(commands, "accept", does, example, _accept)
    told = "a page, or a part of it: the id of a section, or what diff calls a block"
    parser.add_argument("pages", nargs="+", metavar="PAGE[#block]", help=told)


def _add_new(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "Begin a page in every language, or a language."
    parser = command(commands, "new", does, "pasteproof new page guide/api-keys.md", None)
    kinds = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    does = "Begin a page in every language that lacks it, and name it in mkdocs.yml."
    example = 'pasteproof new page guide/api-keys.md --title "API keys"'
    page = command(kinds, "page", does, example, _new_page)
    page.add_argument("path", metavar="PATH", help="the page below docs/<language>/")
    page.add_argument("--title", default="", help="its title (default: made from the path)")
    does = "Begin a language: its first page, and its entry in mkdocs.yml."
    language = command(kinds, "language", does, "pasteproof new language ja", _new_language)
    language.add_argument("code", metavar="CODE", help="such as ja, de or pt-BR")
    language.add_argument("--name", default="", help="what the language calls itself")


def _status(options: argparse.Namespace) -> int:
    known = languages(_ROOT)[1:]
    for name in options.languages:
        if name not in known:
            advice = near(name, known) or f"There are: {', '.join(known) or 'none'}."
            complain(f"pasteproof status: there is no translation into '{name}'. {advice}")
            return WRONG_USE
    chosen = options.languages or known
    pages = [each for each in translations(_ROOT) if each.language in chosen]
    if options.format == "json":
        print(status.as_json(pages))
    elif pages:
        print(status.as_text(pages))
    else:
        complain(_NO_TRANSLATION)
        return DIAGNOSTICS
    return _tell_faults([*_faults(pages), *backlog.faults(_ROOT)])


def _diff(options: argparse.Namespace) -> int:
    try:
        wanted = [each for spelled in options.pages for each in named(_ROOT, spelled)]
    except LookupError as error:
        complain(f"pasteproof diff: {error}")
        return WRONG_USE
    pages = [translation(_ROOT, *each) for each in dict.fromkeys(wanted)]
    pages = pages if options.pages else list(translations(_ROOT))
    if not pages:
        complain(_NO_TRANSLATION)
        return DIAGNOSTICS
    said = [changes.told(_ROOT, page, is_coloured=_is_coloured()) for page in pages]
    faults = _faults(pages)
    if any(said):
        print("\n\n".join(filter(None, said)))
    elif not faults:
        print("Every block is up to date.")
    return _tell_faults(faults)


def _accept(options: argparse.Namespace) -> int:
    try:
        accepted = accept(_ROOT, options.pages)
    except LookupError as error:
        complain(f"pasteproof accept: {error}")
        return WRONG_USE
    except (acceptance.RefusedError, OSError) as error:
        complain(str(error))
        complain("Nothing was accepted.")
        return DIAGNOSTICS
    for each in accepted:
        print("\n".join(acceptance.summary(each)))
    return FINE


def _new_page(options: argparse.Namespace) -> int:
    return _begun(lambda: beginnings.new_page(_ROOT, options.path, options.title))


def _new_language(options: argparse.Namespace) -> int:
    return _begun(lambda: beginnings.new_language(_ROOT, options.code, options.name))


def _begun(begin: Callable[[], tuple[Path, ...]]) -> int:
    try:
        changed = begin()
    except (beginnings.RefusedError, OSError) as error:
        complain(f"pasteproof new: {error}")
        complain("Nothing was written.")
        return DIAGNOSTICS
    for path in changed:
        print(f"Wrote {path}")
    return FINE


def _faults(pages: Iterable[Translation]) -> list[Diagnostic]:
    return [fault for page in pages if page.freshness is None for fault in page.faults]


def _tell_faults(faults: Iterable[Diagnostic]) -> int:
    found = tuple(sorted({*faults}, key=lambda each: (each.path, each.line, each.problem)))
    if found:
        complain(told(found, "text"))
    return DIAGNOSTICS if found else FINE


def _is_coloured() -> bool:
    is_plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not is_plain
