"""Edits of a translation that change nothing for its readers, or only what is the writer's own."""

from __future__ import annotations

import re
from collections.abc import Callable

from mutations import Sample

Edit = Callable[[Sample], str]
EDITS: dict[str, Edit] = {}
_FENCED = re.compile(r"^ *(```+|~~~+).*?^ *\1 *$", re.MULTILINE | re.DOTALL)


def edit(function: Edit) -> Edit:
    """Keep an edit under what its docstring calls it."""
    EDITS[(function.__doc__ or "").rstrip(".")] = function
    return function


def outside_of_code(pattern: str, new: str | Callable[[re.Match[str]], str], text: str) -> str:
    """Return a text with replacements everywhere but in fences and in the front matter."""
    found = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    front = found[0] if found else ""
    pieces = []
    last = len(front)
    for fence in _FENCED.finditer(text, last):
        pieces += [re.sub(pattern, new, text[last : fence.start()], flags=re.MULTILINE), fence[0]]
        last = fence.end()
    return "".join([front, *pieces, re.sub(pattern, new, text[last:], flags=re.MULTILINE)])


@edit
def reflow(page: Sample) -> str:
    """Break the lines of paragraphs."""
    return outside_of_code(r"^([^\s|#>!=?<:*{\[-].*?[，。])(?=[^\n])", r"\1\n", page.text)


@edit
def indent(page: Sample) -> str:
    """Break the lines of list items."""
    return outside_of_code(r"^((?:-|\d+\.) .*?[，。])(?=[^\n])", r"\1\n    ", page.text)


@edit
def space(page: Sample) -> str:
    """Put more empty lines between blocks, and blanks behind them."""
    return outside_of_code(r"\n\n(?=[^\s|])", "  \n\n\n", page.text)


@edit
def emphasis(page: Sample) -> str:
    """Write emphasis in the other style."""
    text = outside_of_code(r"(?<![\w*])\*\*([^*\n]+)\*\*(?![\w*])", r"__\1__", page.text)
    return outside_of_code(r"(?<![\w*\[|])\*([^*\n\[]+)\*(?![\w*:])", r"_\1_", text)


@edit
def attributes(page: Sample) -> str:
    """Put attributes into another order."""
    text = outside_of_code(r"\{ (\S+) (\.\S+) \}", r"{: \2 \1 }", page.text)
    return outside_of_code(r"<(\w+) (\w+=\"[^\"]*\") (\w+=\"[^\"]*\")", r"<\1 \3  \2", text)


@edit
def titles(page: Sample) -> str:
    """Give links a title."""
    return outside_of_code(r"(\]\([^\s()]+)\)", r'\1 "一个标题")', page.text)


@edit
def longer(page: Sample) -> str:
    """Make sentences longer."""
    return outside_of_code(r"(?<=[\u4e00-\u9fff])。(?!`)", "，说得更详细一些就是这样。", page.text)


@edit
def shorter(page: Sample) -> str:
    """Make sentences shorter."""
    return outside_of_code(
        r"，[\u4e00-\u9fff]{2,8}(?=。(?!`))(?<![两三四五六七八九十])", "", page.text
    )


@edit
def fences(page: Sample) -> str:
    """Write fences with other marks."""
    if "````" in page.text:
        return page.text  # one that holds another shows its marks
    return re.sub(r"^( *)```+", r"\1~~~~", page.text, flags=re.MULTILINE)


@edit
def bullets(page: Sample) -> str:
    """Write lists with other signs and numbers."""
    text = outside_of_code(r"^( *)- ", r"\1* ", page.text)
    return outside_of_code(r"^( *)\d+\. ", r"\g<1>1. ", text)


@edit
def padding(page: Sample) -> str:
    """Pad the cells of tables."""
    return outside_of_code(r"^\|.*\|$", lambda row: row[0].replace(" |", "    |"), page.text)


@edit
def numerals(page: Sample) -> str:
    """Write numbers in another way."""
    text = page.text.replace("1000 个", "1,000 个").replace("三个数字", "3 个数字")
    return outside_of_code(r"(?<=[\u4e00-\u9fff])三(?=[种个])", " 3 ", text)


@edit
def comments(page: Sample) -> str:
    """Leave a note to other writers."""
    return outside_of_code(r"^(## .*)$", r"<!-- 留给译者 -->\n\n\1", page.text)


@edit
def underline(page: Sample) -> str:
    """Underline the first headings."""
    return outside_of_code(r"^# (.*)$", r"\1\n====", page.text)


@edit
def repeat(page: Sample) -> str:
    """Say a name of code once more."""
    return outside_of_code(r"^([^\s|#>-].*?)(`[\w-]+`)(.*。)$", r"\1\2\3再说一遍 \2。", page.text)


@edit
def headings(page: Sample) -> str:
    """Word headings otherwise."""
    return outside_of_code(r"^(#+ .*?[\u4e00-\u9fff])( \{)", r"\1等\2", page.text)
