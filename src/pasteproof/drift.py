"""Tells what of a guide no longer holds with a newer version of its tools, as an issue's text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pasteproof.fences import marks_around
from pasteproof.languages import languages, page_names
from pasteproof.model import Scenario
from pasteproof.page import references
from pasteproof.proof import Record
from pasteproof.recorded import scenarios as shown_scenarios

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 for the text of an issue."""
_HEAD = """\
# With {tools}, {summary}

{failed} of {all} runs of the guide's scenarios with {tools} do not show what the pages say.
"""
_SECTIONS = {
    True: (
        "No longer holds",
        "These scenarios must hold in every version, and with this one don't:",
    ),
    False: ("Looks different", "These hold in the pinned version, and show something else here:"),
}
_VERBS = {
    True: ("no longer holds", "no longer hold"),
    False: ("looks different", "look different"),
}
_DO = """
## What to do

- See it: `pasteproof drift {options}` runs all of this on your machine.
- Move the guide to this version: put it first under `versions` in `pyproject.toml`, run `make test`, and change the pages and scenarios named above.
- Or stay with the pinned one, and say on the pages what is different.
"""  # noqa: E501
_STORY = "\n<details><summary>{name}</summary>\n\n{fence}text\n{story}\n{fence}\n\n</details>\n"
_LEFT_OUT = "\n{count} more did not fit in here.\n"


def report(root: Path, tools: Sequence[str], tried: Sequence[tuple[Scenario, Record]]) -> str:
    """Return what failed with these tools as Markdown whose first line is a title.

    It is empty where nothing failed.
    """
    failed = [(scenario, record) for scenario, record in tried if not record.passed]
    if not failed:
        return ""
    named = " and ".join(tools)
    options = " ".join(f"--tool {each.replace(' ', '=')}" for each in tools)
    kinds = {
        kind: these
        for kind in _SECTIONS
        if (these := [each for each in failed if each[0].every_version == kind])
    }
    text = _HEAD.format(tools=named, summary=_summary(kinds), failed=len(failed), all=len(tried))
    for kind, these in kinds.items():
        title, sentence = _SECTIONS[kind]
        text += f"\n## {title}\n\n{sentence}\n\n{_list(root, these)}"
    return _with_stories(text + _DO.format(options=options), [record for _, record in failed])


def _summary(kinds: dict[bool, list[tuple[Scenario, Record]]]) -> str:
    """Return in half a sentence how many scenarios failed; it changes when that changes."""
    counts = {kind: len({each.name for each, _ in these}) for kind, these in kinds.items()}
    return " and ".join(
        f"{count} scenario{'s' if count > 1 else ''} {_VERBS[kind][count > 1]}"
        for kind, count in counts.items()
    )


def _list(root: Path, failed: Sequence[tuple[Scenario, Record]]) -> str:
    """Return a line for each scenario: its shells, and the pages that show something of it."""
    shells: dict[str, list[str]] = {}
    for scenario, record in failed:
        shells.setdefault(scenario.name, []).append(record.shell)
    pages = _pages(root)
    return "".join(
        f"- `{name}` in {' and '.join(sorted(each))}{_on(pages.get(name, []))}\n"
        for name, each in sorted(shells.items())
    )


def _on(pages: list[str]) -> str:
    return f", on {', '.join(f'`{page}`' for page in pages)}" if pages else ""


def _pages(root: Path) -> dict[str, list[str]]:
    """Return for each scenario the pages in the source language that show something of it."""
    found: dict[str, list[str]] = {}
    source = languages(root)[0]
    for page in page_names(root, source):
        path = root / "docs" / source / page
        text = path.read_text(encoding="utf-8")
        names = {reference.partition("/")[0] for _, reference in references(text)}
        for name in names | {name for _, name in shown_scenarios(text)}:
            found.setdefault(name, []).append(path.relative_to(root).as_posix())
    return found


def _with_stories(text: str, failed: list[Record]) -> str:
    """Return the text with each story folded away below it, as far as an issue holds them."""
    for count, record in enumerate(failed):
        name = f"{record.scenario}, in {record.shell}"
        story = _STORY.format(name=name, story=record.story, fence=marks_around(record.story))
        if len(text) + len(story) > MOST_CHARACTERS - len(_LEFT_OUT):
            return text + _LEFT_OUT.format(count=len(failed) - count)
        text += story
    return text
