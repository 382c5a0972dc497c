"""Proves the dialogue: what is answered when, and how the arrow of a menu gets to a choice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from pasteproof.dialogue import Dialogue, Reply
from pasteproof.matching import appears
from pasteproof.model import Exchange

NAME = Exchange(sees="Name? ", types="Lancelot", line=1)
COLOUR = Exchange(sees="Colour? ", types="Blue", line=2)
PASSWORD = Exchange(sees="Password: ", types="secret", hidden=True, line=3)
READY = Exchange(sees="ready", line=4)
QUIT = Exchange(sees="(END)", presses=("down", "q"), line=5)


@dataclass
class Sheet:
    """A display that shows what a test says."""

    shown: str = ""

    def feed(self, data: bytes) -> bytes:
        """Add the bytes to what is shown; a sheet answers nothing."""
        self.shown += data.decode()
        return b""

    def text(self) -> str:
        """Return what is shown."""
        return self.shown

    def key(self, name: str) -> bytes:
        """Return the name of the key, to be read in a test."""
        return f"<{name}>".encode()


@dataclass
class Menu(Sheet):
    """A display with a menu, whose arrow moves as keys come in."""

    labels: tuple[str, ...] = ()
    at: int = 0
    line: str = "{arrow} {number}. {label}"
    height: int = 99
    goes_round: bool = False

    def text(self) -> str:
        """Return the question and the labels that are in sight, the arrow before one of them."""
        top = max(0, self.at - self.height + 1)
        lines = [
            self.line.format(arrow="❯" if at == self.at else " ", number=at + 1, label=label)
            for at, label in enumerate(self.labels)
        ]
        return "\n".join(["Which one?", *lines[top : top + self.height]])

    def press(self, reply: Reply) -> None:
        """Do what the keys ask for."""
        step = {b"<down>": 1, b"<up>": -1}.get(reply.data, 0)
        at, count = self.at + step, len(self.labels)
        self.at = at % count if self.goes_round else min(max(at, 0), count - 1)


def test_a_question_is_answered_once_it_shows() -> None:
    """A text is sent when its question is there and not before, and Enter is sent apart from it."""
    sheet = Sheet("Nam")
    dialogue = Dialogue([NAME], sheet)
    before = dialogue.is_asked(appears)

    sheet.feed(b"e? ")

    assert (before, dialogue.is_asked(appears)) == (False, True)
    assert sent(dialogue) == [Reply(data=b"Lancelot"), Reply(data=b"<enter>")]
    assert dialogue.screens == ["Name? "]
    assert not dialogue.left


def test_without_exchanges_nothing_is_ever_asked() -> None:
    """A step without a dialogue doesn't watch the screen, and one with a dialogue does."""
    assert [Dialogue(each, Sheet()).is_watched for each in ((), (NAME,))] == [False, True]
    assert not Dialogue((), Sheet("Name? ")).is_asked(appears)


def test_questions_are_answered_in_their_order() -> None:
    """What is asked too early waits for its turn, and what is on the screen still is answered."""
    sheet = Sheet("Colour? ")
    dialogue = Dialogue([NAME, COLOUR], sheet)
    too_early = dialogue.is_asked(appears)

    sheet.feed(b"Name? ")
    first = sent(dialogue)
    unchanged = dialogue.is_asked(appears)
    sheet.feed(b"Lancelot\n")
    second = sent(dialogue)

    assert (too_early, unchanged) == (False, False)
    assert [each.data for each in (*first, *second)] == [
        b"Lancelot",
        b"<enter>",
        b"Blue",
        b"<enter>",
    ]


def test_the_same_question_is_answered_where_it_comes_again() -> None:
    """One question is one answer, however the screen changes below it; one further down is new."""
    sheet = Sheet("Name? ")
    dialogue = Dialogue([NAME, NAME], sheet)
    first = sent(dialogue)

    sheet.feed(b"Lancelot\nThinking")
    in_between = sent(dialogue)
    sheet.feed(b"\nName? ")
    second = sent(dialogue)

    assert (len(first), len(in_between), len(second)) == (2, 0, 2)
    assert dialogue.waits_for() == ""


def test_only_the_text_is_hidden() -> None:
    """What must not be shown is the text; the Enter after it may be."""
    replies = sent(Dialogue([PASSWORD], Sheet("Password: ")))

    assert [(each.data, each.hidden) for each in replies] == [
        (b"secret", True),
        (b"<enter>", False),
    ]
    assert not any(each.hidden for each in sent(Dialogue([NAME], Sheet("Name? "))))


def test_what_is_only_waited_for_is_taken_off() -> None:
    """An exchange without an answer sends nothing, and the next one has its turn at once."""
    sheet = Sheet("Loading")
    dialogue = Dialogue([READY, NAME], sheet)
    waiting = (dialogue.is_asked(appears), dialogue.waits_for())

    sheet.feed(b", ready\nName? ")
    replies = sent(dialogue)

    assert waiting == (False, "it waited for 'ready' to appear")
    assert [each.data for each in replies] == [b"Lancelot", b"<enter>"]
    assert dialogue.screens == ["Loading, ready\nName? "] * 2


def test_what_is_seen_last_is_taken_off_at_the_end() -> None:
    """When nothing more will come, what only had to be seen counts as seen if it is there."""
    there, not_there = (Dialogue([READY], Sheet(shown)) for shown in ("ready", "steady"))

    for dialogue in (there, not_there):
        dialogue.conclude(appears)

    assert (len(there.left), len(not_there.left)) == (0, 1)


def test_a_question_is_left_at_the_end() -> None:
    """What must be answered is not taken off at the end, even if it is on the screen."""
    dialogue = Dialogue([NAME], Sheet("Name? "))

    dialogue.conclude(appears)

    assert dialogue.waits_for() == "it waited for 'Name? ' to appear"


def test_each_key_is_sent_by_itself() -> None:
    """Several keys are several replies, in order, to one screen."""
    dialogue = Dialogue([QUIT], Sheet("(END)"))

    assert [each.data for each in sent(dialogue)] == [b"<down>", b"<q>"]
    assert dialogue.screens == ["(END)"]


MENUS = [
    "{arrow} {number}. {label}",
    "{arrow} {label}",
    "│ {arrow} {label:<20} │",
    " {arrow}  {number}) {label}  ",
]


@pytest.mark.parametrize("line", MENUS)
@pytest.mark.parametrize("goes_round", [False, True])
def test_any_choice_is_reached_from_any_other(line: str, goes_round: bool) -> None:
    """The arrow goes the straight way up or down to the choice, and Enter is pressed there."""
    labels = ("Dark mode", "Light mode", "Auto", "Exit")
    for start, wanted in product(range(4), range(4)):
        menu = Menu(labels=labels, at=start, line=line, goes_round=goes_round)
        dialogue = Dialogue([choice(labels[wanted])], menu)

        pressed = played(dialogue, menu)

        moves = [b"<down>"] * (wanted - start) + [b"<up>"] * (start - wanted)
        assert pressed == [*moves, b"<enter>"], (start, wanted)
        assert (menu.at, len(dialogue.left)) == (wanted, 0)


def test_a_choice_out_of_sight_is_looked_for_downwards() -> None:
    """In a list that is longer than its window, the arrow goes down until the choice shows."""
    labels = ("a", "b", "c", "d", "e")
    for start, goes_round in product(range(4), (False, True)):
        menu = Menu(labels=labels, at=start, height=2, goes_round=goes_round)

        pressed = played(Dialogue([choice("e")], menu), menu)

        assert pressed == [b"<down>"] * (4 - start) + [b"<enter>"]


def test_a_choice_above_the_window_is_found_round_the_end() -> None:
    """Where the arrow goes round, a choice that has scrolled away above is reached from below."""
    menu = Menu(labels=("a", "b", "c", "d", "e"), at=3, height=2, goes_round=True)

    pressed = played(Dialogue([choice("a")], menu), menu)

    assert pressed == [b"<down>", b"<down>", b"<enter>"]


def test_an_arrow_that_stays_is_not_pushed_again() -> None:
    """Each key waits for what the last one did; where the arrow is stuck, that is what is told."""
    menu = Menu(labels=("a", "b"), at=1)
    dialogue = Dialogue([choice("c")], menu)

    assert played(dialogue, menu) == [b"<down>"]
    assert dialogue.waits_for() == "it waited for the choice 'c' to come under the arrow"


def test_a_choice_is_the_beginning_of_a_label() -> None:
    """A choice is what its label begins with, and not a word within it."""
    menu = Menu(labels=("No, say yes later", "Yes, I trust this folder"))

    assert played(Dialogue([choice("Yes")], menu), menu) == [b"<down>", b"<enter>"]
    assert not menu.text().splitlines()[1].startswith("❯")


def test_a_question_without_an_arrow_is_no_menu_yet() -> None:
    """A choice waits until an arrow is drawn, for its question alone has nothing to be chosen."""
    sheet = Sheet("Which one?\n  Yes\n  No")
    dialogue = Dialogue([choice("Yes")], sheet)
    before = dialogue.is_asked(appears)

    sheet.shown = "Which one?\n❯ Yes\n  No"

    assert (before, dialogue.is_asked(appears)) == (False, True)
    assert dialogue.next_reply().data == b"<enter>"


def test_the_last_arrow_is_the_menus() -> None:
    """An arrow further up, such as in what was typed before, is not taken for the menu's."""
    sheet = Sheet("❯ No\n\nWhich one?\n  No\n❯ Yes")

    assert sent(Dialogue([choice("Yes")], sheet)) == [Reply(data=b"<enter>", to_menu=True)]
    assert sent(Dialogue([choice("No")], sheet))[0].data == b"<up>"


def test_a_menu_may_lose_its_question_while_the_arrow_moves() -> None:
    """Once the arrow has begun to move, only the arrow counts: some menus redraw their title."""
    sheet = Sheet("Which one?\n❯ Yes\n  No")
    dialogue = Dialogue([choice("No")], sheet)
    first = dialogue.is_asked(appears) and dialogue.next_reply()

    sheet.shown = "\n  Yes"
    in_between = dialogue.is_asked(appears)
    sheet.shown = "\n  Yes\n❯ No"

    assert first == Reply(data=b"<down>", to_menu=True)
    assert (in_between, dialogue.is_asked(appears)) == (False, True)
    assert dialogue.next_reply().data == b"<enter>"


def test_after_a_menu_all_goes_to_a_program_that_reads_keys() -> None:
    """Texts before the first menu may go to a plain prompt; the menu's and those after do not."""
    sheet = Sheet("Name? ")
    dialogue = Dialogue([NAME, choice("Yes"), COLOUR], sheet)
    before = (dialogue.is_at_menu(), [each.to_menu for each in sent(dialogue)])

    sheet.shown = "Which one?\n❯ Yes"
    at_menu = (dialogue.is_at_menu(), [each.to_menu for each in sent(dialogue)])
    sheet.shown = "Colour? "
    after = (dialogue.is_at_menu(), [each.to_menu for each in sent(dialogue)])

    assert (before, at_menu) == ((False, [False, False]), (True, [True]))
    assert after == (True, [True, True])


def choice(label: str) -> Exchange:
    """Return an exchange that chooses a line of a menu."""
    return Exchange(sees="Which one?", chooses=label, line=1)


def sent(dialogue: Dialogue) -> list[Reply]:
    """Return all that is sent to a screen that stays as it is."""
    replies = []
    while dialogue.is_asked(appears):
        replies.append(dialogue.next_reply())
    return replies


def played(dialogue: Dialogue, menu: Menu) -> list[bytes]:
    """Return the keys that a menu gets, each of which it heeds at once, until nothing is asked."""
    pressed = []
    while dialogue.is_asked(appears) and len(pressed) < 99:
        reply = dialogue.next_reply()
        pressed.append(reply.data)
        menu.press(reply)
    return pressed
