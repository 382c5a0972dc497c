"""Says how Chinese prose is typed: its spaces, the width of its signs, its quotes and ellipses.

Spaces and most widths are AutoCorrect's business, https://github.com/huacnlee/autocorrect; what is
written here is what it leaves alone, since it sees code where we have taken that out already.
"""

from __future__ import annotations

import re
import unicodedata
from string import ascii_letters

import autocorrect_py

from pasteproof.passages import THING

# What is off: punctuation of Latin-only cells made English; spaces around a hyphen; half-width
# brackets kept and set apart; words that autocorrect knows better.
autocorrect_py.load_config(  # type: ignore[attr-defined] # its stub has forgotten it
    "{ rules: { halfwidth-punctuation: 0, space-dash: 0, space-bracket: 0, spellcheck: 0 } }"
)
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = f"A-Za-z0-9{THING}"
_FULL = "，。！？；：、"
_WIDE = str.maketrans(",.;:!?", "，。；：！？")
_MOST_ROUNDS = 5
_IS_CHINESE = re.compile(f"[{_HAN}]")
_BRACKETS = re.compile(r"(?<!\])\((?P<inner>[^()\n]+)\)")
_QUOTES = (
    (re.compile(r'"([^"]*)"'), r"“\1”"),
    (re.compile(rf"(?<![{_LATIN}])'([^'\n]+)'(?![{_LATIN}])"), r"‘\1’"),
)
_ELLIPSIS = re.compile(r"\.{3,}|。{3,}|…+")
_ABBREVIATION = re.compile(r"(?:\b(?:Co|Corp|Dr|Inc|Ltd|No|St|etc|vs|e\.g|i\.e)|^\s*\d+)\Z", re.M)
_WIDENED = re.compile(
    rf"(?<=[{_HAN}”’）》」】])[ ]*[,;:!?]"
    rf"|(?<=[{_HAN}”’）》」】])[ ]*\.(?![\w./~-])"
    rf"|(?<=[{_LATIN})%\]”’）》」】])[,;:!?.](?=\s*[{_HAN}“‘《（「【])"
    rf"|(?<=[{_LATIN})%\]])[,;:!?.]\Z"
)


def typed(text: str) -> str:
    """Return a passage as it should be typed; what is so already comes back as it is."""
    if not _IS_CHINESE.search(text):
        return text
    said = text
    for _ in range(_MOST_ROUNDS):
        better = _once(said)
        if better == said:
            is_kept = said == text or _letters(said) == _letters(text)
            return said if is_kept else text
        said = better
    return text


def has_odd_quote(text: str) -> bool:
    """Say whether Chinese prose has a straight quote without its counterpart."""
    return bool(_IS_CHINESE.search(text)) and text.count('"') % 2 == 1


def _letters(text: str) -> list[str]:
    """Return the letters and digits of a text, those of full width as the others."""
    return [each for each in unicodedata.normalize("NFKC", text) if each.isalnum()]


def _once(text: str) -> str:
    text = _BRACKETS.sub(_bracket, text)
    if not has_odd_quote(text):
        for pattern, curly in _QUOTES:
            text = pattern.sub(curly, text)
    text = _ELLIPSIS.sub(_ellipsis, text)
    text = _WIDENED.sub(_widened, text)
    return "\n".join(_autocorrected(line) for line in text.split("\n"))


def _bracket(found: re.Match[str]) -> str:
    """Return brackets in full width where what they hold, or what is beside them, is Chinese."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    is_call = bool(re.search(rf"[{_LATIN}]\Z", before))
    is_beside = bool(re.search(rf"[{_HAN}] *\Z", before) or re.match(f" *[{_HAN}]", after))
    if _IS_CHINESE.search(found["inner"]) or (is_beside and not is_call):
        return f"（{found['inner']}）"
    return found.group()


def _ellipsis(found: re.Match[str]) -> str:
    beside = found.string[max(0, found.start() - 1)], found.string[found.end() : found.end() + 1]
    is_chinese = any(re.fullmatch(f"[{_HAN}{_FULL}]", each) for each in beside)
    return "……" if is_chinese else found.group()


def _widened(found: re.Match[str]) -> str:
    sign = found.group().strip()
    if sign == "." and _ABBREVIATION.search(found.string, 0, found.start()):
        return found.group()
    return sign.translate(_WIDE)


def _autocorrected(line: str) -> str:
    """Return a line as AutoCorrect has it, with a letter in place of code: code is left alone."""
    letter = next((each for each in reversed(ascii_letters) if each not in line), "")
    if not letter or not line:
        return line
    return autocorrect_py.format(line.replace(THING, letter)).replace(letter, THING)
