"""The nouns of what a run proved: a record of evidence, and a snippet as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pasteproof.model import Sent, ShellName


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """A text as evidence keeps it: whole, or its beginning and end with lines left out between."""

    first: str = ""
    left_out: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A screen that was answered, or only waited for, and the answer; a hidden one is not kept.

    `chosen` is the label of a menu's line, `pressed` are names of keys, `typed` ends with Enter.
    """

    screen: Clipping
    typed: str = ""
    pressed: tuple[str, ...] = ()
    chosen: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the screen showed when a snippet was pasted, the hosts asked, and what they were sent.

    A program that draws the screen anew leaves no text behind: of that, `answered` has what stood
    there, and `more` says how many such screens are not kept. `exits` is the status at the end.
    """

    snippet: str
    screen: Clipping
    answered: tuple[Answered, ...] = ()
    more: int = 0
    exits: int = 0
    hosts: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One outcome as evidence: what ran, on what, with which result, and when (UTC, ISO 8601).

    `shown` is of the first home, pasted at once.
    """

    scenario: str
    digest: str
    shell: ShellName
    shell_version: str
    system: str
    passed: bool
    feeds: tuple[str, ...]
    homes: tuple[str, ...]
    when: str
    stand_ins: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()
    shown: tuple[Shown, ...] = ()
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A snippet as a page shows it: its text, and what this build knows of it.

    `proofs` names the shells with their versions, such as `bash 5.2.15`; it is empty when nothing
    current proves the snippet, and `records` are those that do. `reason` says in writing why a
    snippet can't be run at all, by language where it is not the same in all; `called` has what a
    secret is called, by its name and by language. `filled` are the placeholders in the text that a
    run fills in.
    """

    reference: str
    text: str
    language: str = "sh"
    proofs: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    called: dict[str, dict[str, str]] = field(default_factory=dict)
    reason: str | dict[str, str] = ""
    file: str = ""
    filled: tuple[str, ...] = ()

    def reason_in(self, language: str) -> str:
        """Return the reason in a language, such as zh, or in any where it has none in that."""
        if isinstance(self.reason, str):
            return self.reason
        return self.reason.get(language) or next(iter(self.reason.values()), "")
