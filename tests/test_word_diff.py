"""Proves how changes are shown: which words differ, and how they fit into a terminal's columns."""

from __future__ import annotations

import pytest

from pasteproof.columns import Styled, width_of, wrapped
from pasteproof.pairing import in_order, rising
from pasteproof.word_diff import difference

SIGNS = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Same.", "Same.", "Same."),
        ("", "All new.", "{+All new.+}"),
        ("Gone.", "", "[-Gone.-]"),
        ("Run the script.", "Run a script.", "Run [-the-]{+a+} script."),
        ("Do not share it.", "Never ever share it.", "[-Do not-]{+Never ever+} share it."),
        ("It is, then.", "It is then.", "It is[-,-] then."),
        ("Press Enter twice.", "Press Enter.", "Press Enter[- twice-]."),
        ("请妥善保管。", "请好好保管。", "请[-妥善-]{+好好+}保管。"),
        ("密钥是 key", "密钥叫 key", "密钥[-是-]{+叫+} key"),
        ("a = 1\nb = 2", "a = 1\nb = 3", "a = 1\nb = [-2-]{+3+}"),
        ("naïve café", "naïve tea", "naïve [-café-]{+tea+}"),
    ],
)
def test_changed_words_are_found(old: str, new: str, shown: str) -> None:
    """Words differ, not letters; of Chinese, signs do; and both texts can be read off again."""
    pieces = difference(old, new)

    assert "".join(SIGNS[change].format(text) for change, text in pieces) == shown
    assert "".join(text for change, text in pieces if change != "new") == old
    assert "".join(text for change, text in pieces if change != "old") == new


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("",)),
        ("one two three", ("  one two", "  three")),
        ("密钥是机密，不要分享", ("  密钥是机", "  密，不要", "  分享")),
        ("abcdefghijklmno", ("  abcdefgh", "  ijklmno")),
        ("key\n\nsecret", ("  key", "", "  secret")),
        ("一二三四，五", ("  一二三", "  四，五")),
        ("e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301 x",
         ("  e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301", "  x")),
    ],
)  # fmt: skip
def test_text_is_wrapped_by_columns(text: str, lines: tuple[str, ...]) -> None:
    """A wide sign takes two columns, a combining one none; what is too long for a line is cut."""
    found = wrapped([Styled(text)], "  ", 10)

    assert found == lines
    assert all(width_of(line) <= 10 for line in found)


def test_styles_are_closed_on_every_line() -> None:
    """A style that spans lines begins anew on each; control sequences take no columns."""
    parts = [Styled("so "), Styled("one two", "\x1b[1m", "\x1b[m"), Styled(" end")]

    assert wrapped(parts, "", 8) == ("so \x1b[1mone \x1b[m", "\x1b[1mtwo\x1b[m end")
    assert wrapped([Styled("one two", "[-", "-]")], "", 8) == ("[-one -]", "[-two-]")


def test_pairs_do_not_cross() -> None:
    """The best pairs in order are found, of equals the first; what is worth nothing is no pair."""
    table = {(0, 0): 1.0, (0, 1): 3.0, (1, 0): 3.0, (1, 1): 1.0, (2, 1): 2.5}

    assert in_order([0, 1, 2], [0, 1], lambda a, b: table.get((a, b), 0.0)) == [(1, 0), (2, 1)]
    assert in_order([0, 1], [5], lambda a, b: 1.0) == [(0, 5)]
    assert in_order([0], [5, 6], lambda a, b: 1.0) == [(0, 5)]
    assert in_order([0, 1], [0], lambda a, b: 0.0) == []
    assert rising([(0, 3), (1, 0), (2, 1), (3, 2), (4, 9)]) == [(1, 0), (2, 1), (3, 2), (4, 9)]
    assert rising([]) == []
