"""Tells prose that was translated from prose that was not, and compares the numbers in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pasteproof.prose import Block, Inline, ParsedPage

_SCRIPTS = {
    "zh": "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "ja": "\u3040-\u30ff\u3400-\u9fff",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk", "kk", "mn"), "\u0400-\u04ff"),
    **dict.fromkeys(("ar", "fa", "ur"), "\u0600-\u06ff\u0750-\u077f"),
    **dict.fromkeys(("hi", "mr", "ne"), "\u0900-\u097f"),
    "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff",
    "th": "\u0e00-\u0e7f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "hy": "\u0530-\u058f",
    "ka": "\u10a0-\u10ff",
}
"""The letters of languages that English words stand out from."""
# Words that hold English sentences together, and that no product is called.
_FUNCTION_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """a about after all an and another any are as at be before but by can could did do does
        each every for from had has have here how if in into is it its may must no not of on only
        or other should so some such than that the their them then there these they this those to
        until was were what when where which while who whose why will with without would you your
        """,
    )
)
# Words that headings begin with, which a page may have nowhere else.
_HEADLINES = frozenset(
    re.findall(
        "[a-z]+",
        """advanced answers appendix background basics commands common concepts configuration
        configure contents contributing customization deployment description details documentation
        errors example examples features first glossary guide help history index install
        installation introduction license links more news next note notes options overview
        parameters preface prerequisites problems questions quickstart recipes reference release
        requirements resources security settings setup start started steps summary support testing
        tips trouble troubleshooting tutorial update updates upgrade upgrading usage warning
        welcome""",
    )
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*(?![\w'’-])")
_PATH = re.compile(r"[^\s,;]*[\w-](?:[./][\w-]+)+[^\s,;]*")
_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[,;]? [A-Za-z][A-Za-z'’-]*){4,}")
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|\"[^\"]*\"|«[^»]*»|《[^》]*》|\*[^*]*\*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SPELLED = {
    1: "one once single first january", 2: "two twice both second pair february",
    3: "three third thrice march", 4: "four fourth april", 5: "five fifth may", 6: "six sixth june",
    7: "seven seventh july", 8: "eight eighth august", 9: "nine ninth september",
    10: "ten tenth october", 11: "eleven eleventh november", 12: "twelve twelfth dozen december",
    13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen",
    19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty",
    70: "seventy", 80: "eighty", 90: "ninety", 100: "hundred", 1000: "thousand",
}  # fmt: skip
_VALUES = {word: str(value) for value, words in _SPELLED.items() for word in words.split()}
_MYRIADS = re.compile(r"(\d+(?:\.\d+)?) ?([百千万亿])")
_UNITS = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What two pages tell of their words: those that both keep, and those of the source's prose."""

    script: re.Pattern[str] | None
    names: frozenset[str]
    vocabulary: Mapping[str, int]

    def untranslated(self, source: str, translation: str) -> str:
        """Return what of a translation is still in the language of its source, or nothing."""
        if self.script and self.script.search(translation):
            return next((run for run in _runs(translation) if _is_left(run, source)), "")
        words = _WORD.findall(_PATH.sub(" ", translation))
        is_same = source.split() == translation.split()
        if self.script is None:
            return translation if is_same and len(words) > 3 and _functional(words) else ""
        is_sentence = len(words) > 2 and len(_functional(words)) > len(words) // 8
        own = Counter(_stem(word) for word in words if word.islower())
        is_left = is_same and any(self._is_common(word, own) for word in words)
        is_left = is_left and not self._is_name(words)
        return translation if is_sentence or is_left else ""

    def _is_name(self, words: list[str]) -> bool:
        """Say whether words are one name, such as `Acme Coding Lite`: a known one leads it."""
        is_known = bool(words) and (words[0].lower() in self.names or not words[0][1:].islower())
        return len(words) > 1 and is_known and all(word[0].isupper() for word in words)

    def _is_common(self, word: str, own: Counter[str]) -> bool:
        """Say whether a word is an ordinary one and no name: the source has it elsewhere, too."""
        small = word.lower()
        if small in self.names or len(word) < 2 or not word[1:].islower():
            return False
        is_elsewhere = self.vocabulary.get(_stem(small), 0) > own[_stem(small)]
        return is_elsewhere or small in _FUNCTION_WORDS or small in _HEADLINES


def learn(source: ParsedPage, translation: ParsedPage, language: str) -> Wording:
    """Return what two pages tell of their words."""
    letters = _SCRIPTS.get(re.split("[-_]", language)[0].lower())
    script = re.compile(f"[{letters}]") if letters else None
    translated = " ".join(
        text for text in map(prose, translation.every()) if script and script.search(text)
    )
    said = " ".join((*map(prose, source.every()), *(field.text for field in source.fields)))
    return Wording(
        script=script,
        names=frozenset(_WORD.findall(translated.lower())),
        vocabulary=Counter(_stem(word) for word in _WORD.findall(said) if word.islower()),
    )


def prose(block: Block) -> str:
    """Return the words of a block without code, targets and tags."""
    return " ".join(" ".join(_words(block.inlines)).split()) if block.inlines else ""


def numbers(block: Block) -> Counter[str]:
    """Return the numbers in the prose of a block, as digits, each as often as it is there."""
    return Counter(map(_plain, _NUMBER.findall(_MYRIADS.sub(_in_digits, prose(block)))))


def spelled(block: Block) -> set[str]:
    """Return the numbers that the words of a block say, and those that its code and targets hold.

    They excuse a number that only the counterpart has in digits.
    """
    text = prose(block)
    said = {_VALUES[word] for word in _WORD.findall(text.lower()) if word in _VALUES}
    held = " ".join(each.value for each in block.own_inlines() if each.kind not in ("text", "html"))
    return said | set(map(_plain, _NUMBER.findall(held))) | set(_chinese(text))


def _is_left(run: str, source: str) -> bool:
    is_source = run.lower() in " ".join(source.lower().split())
    return is_source and len(_functional(run.split())) > 1


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """Return a word without the commonest endings of English, as far as to compare it."""
    return re.sub(r"(?<=\w{3})(?:ing|ed|es|er|e|s)$", "", word)


def _functional(words: list[str]) -> list[str]:
    return [word for word in words if word.lower().strip(",;") in _FUNCTION_WORDS]


def _runs(text: str) -> list[str]:
    """Return the runs of five and more English words that are no quotation."""
    return _RUN.findall(_QUOTED.sub(" . ", text))


def _words(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind == "text":
            yield inline.value
        elif inline.kind == "link" and inline.children:
            yield from _words(inline.children)
        else:
            yield " . "


def _plain(number: str) -> str:
    """Return a number without the commas between its thousands."""
    return re.sub(r",(?=\d{3}(?!\d))", "", number)


def _in_digits(found: re.Match[str]) -> str:
    """Return a number such as 1.5 万 in digits only."""
    return f"{float(found[1]) * _UNITS[found[2]]:.0f}"


def _chinese(text: str) -> Iterator[str]:
    """Yield the numbers below a hundred that Chinese numerals say."""
    for tens, ones in re.findall("([二三四五六七八九]?)十([一二三四五六七八九]?)", text):
        yield str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))
    for digit in re.findall("[一二三四五六七八九]", text):
        yield str(_DIGITS.index(digit))
    if re.search("[两俩双]", text):
        yield "2"
