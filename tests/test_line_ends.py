"""Proves that a line end within a Chinese paragraph is no space on the page."""

from __future__ import annotations

import re

import markdown
import pytest

EXTENSIONS = ("admonition", "attr_list", "footnotes", "md_in_html", "tables")

JOINED = {
    "two lines": ("第一行，\n第二行", "<p>第一行，第二行</p>"),
    "indented lines": ("- 第一行\n  第二行", "<ul>\n<li>第一行第二行</li>\n</ul>"),
    "quotes": ("他说\n“好”\n就走", "<p>他说“好”就走</p>"),
    "emphasis": ("第一\n**二**\n三", "<p>第一<strong>二</strong>三</p>"),
    "emphasis over lines": ("**第一\n二**三", "<p><strong>第一二</strong>三</p>"),
    "links": ("见\n[此处](a)\n吧", '<p>见<a href="a">此处</a>吧</p>'),
    "admonition": (
        '!!! note "题"\n    第一\n    二',
        '<div class="admonition note">\n<p class="admonition-title">题</p>\n<p>第一二</p>\n</div>',
    ),
    "HTML": ("<div markdown>\n第一\n二\n</div>", "<div>\n<p>第一二</p>\n</div>"),
}
KEPT = {
    "Latin": ("One\ntwo", "<p>One\ntwo</p>"),
    "Chinese, then Latin": ("中文\nLatin\n中文", "<p>中文\nLatin\n中文</p>"),
    "Korean": ("한국\n사람", "<p>한국\n사람</p>"),
    "quotes of Latin": ("He said “yes”\n“no”", "<p>He said “yes”\n“no”</p>"),
    "code": ("用\n`中\n文`\n吧", "<p>用\n<code>中\n文</code>\n吧</p>"),
    "a block of code": ("    中\n    文", "<pre><code>中\n文\n</code></pre>"),
    "a picture": ("中\n![图](a)\n文", '<p>中\n<img alt="图" src="a" />\n文</p>'),
    "a line break": ("中  \n文", "<p>中<br />\n文</p>"),
    "two paragraphs": ("中\n\n文", "<p>中</p>\n<p>文</p>"),
    "two cells": ("| 中\n|---\n| 文", "<tr>\n<th>中</th>\n</tr>"),
}


@pytest.mark.parametrize("name", JOINED)
def test_a_line_end_between_chinese_signs_goes(name: str) -> None:
    """Where both signs beside a line end are Chinese, there is nothing between them."""
    written, wanted = JOINED[name]

    assert rendered(written) == wanted
    assert markdown.markdown(written, extensions=[*EXTENSIONS]) != wanted


@pytest.mark.parametrize("name", KEPT)
def test_any_other_line_end_stays(name: str) -> None:
    """Beside Latin or Korean, code, a picture or a line break, a line end is what it was."""
    written, wanted = KEPT[name]

    assert wanted in rendered(written)


def test_the_number_of_a_footnote_is_looked_through() -> None:
    """A line end behind the number of a footnote goes where Chinese goes on."""
    html = rendered("中文[^a]\n后文\n\n[^a]: 第一\n    二")

    assert re.search(r"中文<sup[^>]*><a[^>]*>1</a></sup>后文", html)
    assert "<p>第一二" in html


def rendered(text: str) -> str:
    """Return a text as Python-Markdown makes it with our extension."""
    return markdown.markdown(text, extensions=[*EXTENSIONS, "pasteproof.line_ends"])
