"""Knows the blanks of a snippet (`YOUR_API_KEY`), and where a value can be put in safely."""

from __future__ import annotations

import re

_BLANK = re.compile(r"\bYOUR_[A-Z0-9_]+", re.ASCII)
_QUOTED = re.compile(r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_NESTED = re.compile(r"`|\$[({\[]")
_UNCLEAR = re.compile(r"[#'\"]|<<|\(\(")
_BETWEEN = re.compile(r"[\s;|&]+")
_WORD = re.compile(r"[\w./:@+,=-]*", re.ASCII)


def fault(text: str, language: str) -> str:
    """Return what is wrong with a blank of a snippet, or nothing.

    A value is put in as a word in single quotes, unless it needs none. That is safe only where the
    shell reads plain words: not in quotes, in a document or in a command within the command.
    """
    found = _BLANK.findall(text)
    if not found:
        return ""
    if language != "sh":
        return f"holds the blank {found[0]}, and only those for bash and zsh can be filled in"
    fit = _fit(text)
    wrong = next((each for each in found if fit.count(each) < found.count(each)), "")
    return wrong and (
        f"holds the blank {wrong} where not every value is safe. "
        f"Write it as a plain word, such as NAME={wrong}, without quotation marks and $(…)"
    )


def marked(html: str) -> str:
    """Return the HTML of a snippet's code with each blank marked as one."""
    return _BLANK.sub(r"<mark>\g<0></mark>", html)


def _fit(text: str) -> list[str]:
    """Return the blanks of a text that are, or are part of, a plain word."""
    plain = _QUOTED.sub("()", text)  # so that $'…' is nested, and what touches quotes no word
    strings = "".join(each for each in _QUOTED.findall(text) if each.startswith('"'))
    if _UNCLEAR.search(plain) or _NESTED.search(plain + strings):
        return []
    words = [word for word in _BETWEEN.split(plain) if _WORD.fullmatch(word)]
    return [each for word in words for each in _BLANK.findall(word) if f"{each}=" not in word]
