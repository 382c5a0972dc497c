"""Write the pages above the languages: the first page, which offers each, and 404.html."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from importlib.resources import files as resources
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

_SIGN = "pasteproof-front"
_MISSING = {"en": "There is no such page.", "zh": "没有这个页面。"}


class _Head(HTMLParser):
    """What the first page of one language says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.title = ""
        self.meta: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self._open = given.get("hreflang", "") if tag == "a" else ""
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "meta" and "name" in given:
            self.meta[given["name"]] = given.get("content", "")
        elif tag == "link" and given.get("rel") == "canonical":
            self.meta["canonical"] = given.get("href", "")
        elif tag == "a" and "md-logo" in given.get("class", ""):
            self.title = given.get("title", "")

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.names.setdefault(self._open, data.strip())
        self._open = ""


def is_in(site_dir: Path) -> bool:
    """Say whether the folder holds a site that was written here."""
    path = site_dir / "index.html"
    return path.is_file() and _SIGN in path.read_text(encoding="utf-8", errors="replace")


def write(site_dir: Path, languages: tuple[str, ...]) -> None:
    """Write index.html and 404.html beside the languages' folders, from what their pages say."""
    heads = {language: _read(site_dir / language / "index.html") for language in languages}
    template = Template((resources("pasteproof") / "assets" / "front.html").read_text("utf-8"))
    base = _base(heads)
    for name, prefix in (("index.html", ""), ("404.html", base)):
        entries = "\n".join(_entry(f"{prefix}{each}/", each, heads) for each in languages)
        text = template.substitute(
            sign=_SIGN,
            language=languages[0],
            title=escape(" · ".join(head.title for head in heads.values())),
            description=escape(
                " ".join(each.meta.get("description", "") for each in heads.values())
            ),
            notice=_notice(languages) if name == "404.html" else "",
            robots="noindex" if name == "404.html" else "index",
            entries=entries,
        )
        (site_dir / name).write_text(text, encoding="utf-8")


def _read(path: Path) -> _Head:
    head = _Head()
    head.feed(path.read_text(encoding="utf-8"))
    return head


def _base(heads: dict[str, _Head]) -> str:
    """Return the path of the site's root, which 404.html needs since it is shown anywhere."""
    for language, head in heads.items():
        path = urlsplit(head.meta.get("canonical", "")).path
        if path.endswith(f"/{language}/"):
            return path.removesuffix(f"{language}/")
    return "/"


def _notice(languages: tuple[str, ...]) -> str:
    """Return the sentence of a missing page in each language that has one."""
    said = (
        f'<span lang="{each}">{_MISSING[each.partition("-")[0]]}</span>'
        for each in languages
        if each.partition("-")[0] in _MISSING
    )
    return f'<h1 class="notice">{" ".join(said)}</h1>'


def _entry(link: str, language: str, heads: dict[str, _Head]) -> str:
    head = heads[language]
    return (
        f'<a class="edition" href="{escape(link)}" hreflang="{language}" lang="{head.language}">'
        f'<span class="language">{escape(head.names.get(language, language))}</span>'
        f'<span class="title">{escape(head.title)}</span>'
        f'<span class="about">{escape(head.meta.get("description", ""))}</span></a>'
    )
