"""The nouns of what a run proved: a record of evidence, and a snippet as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from pasteproof.model import Seen, Sent, ShellName


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One outcome as evidence: what ran, on what, with which result, and when (UTC, ISO 8601)."""

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
    seen: tuple[Seen, ...] = ()
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A snippet as a page shows it: its text, and what this build knows of it.

    `proofs` names the shells with their versions, such as `bash 5.2.15`; it is empty when nothing
    current proves the snippet. `reason` says in writing why a snippet can't be run at all, by
    language where it is not the same in all.
    """

    reference: str
    text: str
    language: str = "sh"
    proofs: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    reason: str | dict[str, str] = ""

    def reason_in(self, language: str) -> str:
        """Return the reason in a language, such as zh, or in any where it has none in that."""
        if isinstance(self.reason, str):
            return self.reason
        return self.reason.get(language) or next(iter(self.reason.values()), "")
