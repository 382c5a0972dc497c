"""Writes beside a rendered site what tells programs of its pages: sitemap, robots and llms.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from pasteproof import heads
from pasteproof.heads import Head
from pasteproof.navigation import navigation
from pasteproof.sitemap import robots, sitemap

_SAID = "Each page is plain Markdown here; the same address with .html instead of .md is the page."


def write(root: Path, site_dir: Path, languages: tuple[str, ...]) -> None:
    """Write sitemap.xml, robots.txt and llms.txt of the guide at `root` into its site."""
    pages = {each: dict(_pages(root, site_dir, each)) for each in languages}
    top = heads.read(site_dir / "index.html")
    listed = chain((top,), *(each.values() for each in pages.values()))
    _write(site_dir / "sitemap.xml", sitemap(listed))
    _write(site_dir / "robots.txt", robots(top.address))
    _write(site_dir / "llms.txt", llms(pages, top))


def llms(pages: dict[str, dict[str, Head]], top: Head) -> str:
    """Return the list of all pages as Markdown, as https://llmstxt.org describes it.

    `pages` are those of each language, by their paths below the site's root; `top` is the page
    above the languages.
    """
    names = {each.language: each.name for each in top.alternates}
    firsts = [next(iter(own.values())) for own in pages.values()]
    told = [f"{each.site}: {each.description}" for each in firsts[1:]]
    lines = [f"# {firsts[0].site}", "", f"> {firsts[0].description}", "", _SAID]
    lines += [line for each in told for line in ("", each)]
    for first, own in zip(firsts, pages.values(), strict=True):
        lines += ["", f"## {names.get(first.language, first.language)}", ""]
        lines += _entries(own, top.address)
    return "\n".join(lines) + "\n"


def _entries(pages: dict[str, Head], address: str) -> Iterator[str]:
    for path, page in pages.items():
        if page.is_listed:
            about = f": {page.description}" if page.description else ""
            yield f"- [{page.title}]({address}{path.removesuffix('.html')}.md){about}"


def _pages(root: Path, site_dir: Path, language: str) -> Iterator[tuple[str, Head]]:
    """Yield the pages of a language with their paths, in the order of the navigation."""
    named = [each.page for each in navigation(_settings(root)).of(language) if each.page]
    order = {name.removesuffix(".md"): at for at, name in enumerate(named)}
    order |= {f"{name}/index": at for name, at in order.items()}  # with directory URLs
    folder = site_dir / language
    found = {path.relative_to(folder).with_suffix("").as_posix(): path for path in _files(folder)}
    for name in sorted(found, key=lambda each: (order.get(each, len(order)), each)):
        yield f"{language}/{name}.html", heads.read(found[name])


def _files(folder: Path) -> Iterable[Path]:
    return (each for each in folder.rglob("*.html") if each.name != "404.html")


def _settings(root: Path) -> str:
    return (root / "mkdocs.yml").read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
