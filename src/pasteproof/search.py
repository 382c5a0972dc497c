"""Makes the index that readers search in, one for each language of the site, with Pagefind.

Pagefind tells words apart by the spaces between them, and Chinese has none. A dictionary would cut
the text in one way here and in another way in the reader's browser, so each sign becomes a word,
and the search asks for signs that follow each other (see javascripts/results.js).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from itertools import chain, zip_longest
from pathlib import Path

from pagefind_bin import get_executable

from pasteproof.model import Diagnostic

FOLDER = "pagefind"
_IGNORED = (".headerlink", "[data-search-exclude]")
_UNUSED = ("pagefind-*ui*", "pagefind-highlight.js", "pagefind-worker.js")

_TAG = re.compile(r"""(?s:<!--.*?-->)|<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_INLINE = re.compile(
    r"</?(?:a(?! class=.headerlink)|abbr|b|code|del|em|i|ins|kbd|samp|span|strong)\b"
)

# javascripts/results.js says the same of what is searched for.
_SIGN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_OPENING, _CLOSING, _QUOTES = "“‘（《〈「『【〔［｛", "、。，．：；？！）》〉」』】〕］｝", "”’—…"
_CUT = re.compile(
    rf"(?<![\s{_OPENING}])(?=[{_SIGN}])"
    rf"|(?<=[{_SIGN}{_CLOSING}])(?![\s{_CLOSING}{_QUOTES}])"
    r"|(?<=[A-Za-z0-9][^\w\s.])(?=[0-9])"  # GLM-4.5 is found by 4.5
)
_GLUE = "\u2e31 "  # a sign that no text has and that is part of no word
_TWICE = re.compile(rf"({_GLUE})((?:{_TAG.pattern})+){_GLUE}")


def write(site_dir: Path, languages: Iterable[str]) -> tuple[Diagnostic, ...]:
    """Write the index beside the languages' folders, or return why there is none.

    The languages' pages say themselves which language they are in; 404.html is left out.
    """
    with tempfile.TemporaryDirectory(prefix="pasteproof-search-") as folder:
        for language in languages:
            _copy(site_dir, Path(folder), language)
        found = _index(Path(folder), site_dir / FOLDER)
    for pattern in _UNUSED:
        for path in (site_dir / FOLDER).glob(pattern):
            path.unlink()
    for path in (site_dir / FOLDER).glob("pagefind-entry.json"):
        _sort(path)
    return found


def spaced(html: str) -> str:
    """Return HTML with each Chinese or Japanese sign of its text a word by itself.

    Punctuation stays with the sign before or behind it, since Pagefind counts it as no word. Where
    a cut is, a sign says so: there, what is shown of the text has no space.
    """
    tags = _TAG.findall(html)
    around = [" ", *(_blank(tag) for tag in tags), " "]
    cuts = (
        _CUT.sub(_GLUE, f"{before}{text}{after}").removeprefix(before).removesuffix(after)
        for before, text, after in zip(around, _TAG.split(html), around[1:], strict=False)
    )
    text = "".join(chain.from_iterable(zip_longest(cuts, tags, fillvalue="")))
    return _TWICE.sub(r"\1\2", text)


def _blank(tag: str) -> str:
    """Return what a tag stands for between words: nothing, where the text goes on behind it."""
    return "" if _INLINE.match(tag) else " "


def _copy(site_dir: Path, folder: Path, language: str) -> None:
    for page in sorted((site_dir / language).rglob("*.html")):
        if page.name != "404.html":
            copy = folder / page.relative_to(site_dir)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(spaced(page.read_text(encoding="utf-8")), encoding="utf-8")


def _index(pages: Path, into: Path) -> tuple[Diagnostic, ...]:
    shutil.rmtree(into, ignore_errors=True)
    places = ("--site", str(pages), "--output-path", str(into.absolute()))
    chosen = ("--root-selector", "article", "--exclude-selectors", ", ".join(_IGNORED))
    try:
        command = (str(get_executable()), *places, *chosen, "--keep-index-url", "--silent")
        result = subprocess.run(
            command,
            cwd=pages,  # where it looks for settings of its own: there are none
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return (_failed(str(error)),)
    return () if result.returncode == 0 else (_failed(result.stdout.strip()),)


def _sort(path: Path) -> None:
    """Write JSON in one order: Pagefind names the languages now in this one, now in that."""
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _failed(reason: str) -> Diagnostic:
    problem = f"the index of the search can't be made: {reason}"
    return Diagnostic(path=Path("mkdocs.yml"), line=1, problem=problem)
