"""Chooses the words that readers see, by language, and puts several things into one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def short(language: str) -> str:
    """Return a language without its script or region: zh for zh-Hant."""
    return language.partition("-")[0]


def in_language(words: Mapping[str, T], language: str) -> T:
    """Return the words in a language, or in English where it has none of its own."""
    return words.get(short(language), words["en"])


def enumerated(parts: Iterable[str], between: str, last: str) -> str:
    """Return the parts as an enumeration, such as `a, b and c`."""
    *first, final = (*parts,) or ("",)
    return last.join([between.join(first), final]) if first else final
