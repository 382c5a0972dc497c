"""Write the pages above the languages: the first page, which offers each, and 404.html."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files as resources
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from pasteproof import heads
from pasteproof.heads import Head
from pasteproof.languages import tag
from pasteproof.policy import POLICY
from pasteproof.saying import short

_SIGN = "pasteproof-front"
_NO_INDEX = '<meta name="robots" content="noindex">'
_MISSING = {"en": "There is no such page.", "zh": "没有这个页面。"}


def is_in(site_dir: Path) -> bool:
    """Say whether the folder holds a site that was written here."""
    path = site_dir / "index.html"
    return path.is_file() and _SIGN in path.read_text(encoding="utf-8", errors="replace")


def write(site_dir: Path, languages: tuple[str, ...]) -> None:
    """Write index.html and 404.html beside the languages' folders, from what their pages say."""
    firsts = {each: heads.read(site_dir / each / "index.html") for each in languages}
    address = _address(firsts)
    assets = resources("pasteproof") / "assets"
    template = Template((assets / "front.html").read_text("utf-8"))
    for name, prefix in (("index.html", ""), ("404.html", urlsplit(address).path or "/")):
        is_missing = name == "404.html"
        page = "" if is_missing else "index.html"  # a folder on disk has no first page
        text = template.substitute(
            sign=_SIGN,
            language=next(iter(firsts.values())).language,
            policy=POLICY,
            title=escape(" · ".join(_titles(firsts, is_missing))),
            description=escape(" ".join(each.description for each in firsts.values())),
            links=_NO_INDEX if is_missing else "\n".join(_links(firsts, address)),
            prefix=prefix,
            start=f"{prefix}{languages[0]}",
            heading=_notice(languages) if is_missing else _heading(firsts),
            entries="\n".join(_entry(f"{prefix}{each}/{page}", each, firsts) for each in languages),
        )
        (site_dir / name).write_text(text, encoding="utf-8")
    (site_dir / "front.css").write_text((assets / "front.css").read_text("utf-8"), "utf-8")


def _address(firsts: dict[str, Head]) -> str:
    """Return the address of the site's root, or nothing where the pages know none."""
    for language, head in firsts.items():
        if head.address.endswith(f"/{language}/"):
            return head.address.removesuffix(f"{language}/")
    return ""


def _titles(firsts: dict[str, Head], is_missing: bool) -> list[str]:
    if is_missing:
        return [said.rstrip(".。") for said in _said(tuple(firsts)).values()]
    return [head.site for head in firsts.values()]


def _links(firsts: dict[str, Head], address: str) -> Iterator[str]:
    """Yield what search engines are told of the first page: its address and its languages."""
    if not address:
        return
    names = _names(firsts)
    yield f'<link rel="canonical" href="{escape(address)}">'
    for head in firsts.values():
        own = f'hreflang="{head.language}" title="{escape(names.get(head.language, ""))}"'
        yield f'<link rel="alternate" href="{escape(head.address)}" {own}>'
    yield f'<link rel="alternate" href="{escape(address)}" hreflang="x-default">'


def _names(firsts: dict[str, Head]) -> dict[str, str]:
    """Return what the languages call themselves."""
    return {each.language: each.name for head in firsts.values() for each in head.alternates}


def _notice(languages: tuple[str, ...]) -> str:
    """Return the sentence of a missing page in each language that has one."""
    said = (f'<span lang="{tag(each)}">{text}</span>' for each, text in _said(languages).items())
    return f'<h1 class="front__missing">{" ".join(said)}</h1>'


def _heading(firsts: dict[str, Head]) -> str:
    """Return the heading of the first page, for those who listen; others see the titles."""
    said = (f'<span lang="{head.language}">{escape(head.site)}</span>' for head in firsts.values())
    return f'<h1 class="front__heading">{" ".join(said)}</h1>'


def _said(languages: tuple[str, ...]) -> dict[str, str]:
    shorts = {each: short(each) for each in languages}
    return {each: _MISSING[said] for each, said in shorts.items() if said in _MISSING}


def _entry(link: str, language: str, firsts: dict[str, Head]) -> str:
    head, name = firsts[language], _names(firsts).get(tag(language), language)
    return (
        f'<a class="front__edition" href="{escape(link)}" hreflang="{head.language}"'
        f' lang="{head.language}">'
        f'<span class="front__language">{escape(name)}</span>'
        f'<span class="front__title">{escape(head.site)}</span>'
        f'<span class="front__about">{escape(head.description)}</span></a>'
    )
