"""Decides whether what happened is what should have happened, and tells what differs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Protocol

from pasteproof.causes import cause
from pasteproof.matching import difference
from pasteproof.model import Afterwards, ExpectedFile, Failure, Scenario, ShellName, Step
from pasteproof.terminal import Response

_LONGEST_LINE = 400
# What the shells themselves write in the home, whatever is pasted.
_THE_SHELLS_OWN = re.compile(r"\.(bash_history|zsh_history|zcompdump[^/]*|zshrc\.zwc)")


class FoundFile(Protocol):
    """What the home holds at one path."""

    @property
    def kind(self) -> str:
        """A file, a folder, a link or something special."""

    @property
    def mode(self) -> str:
        """Its permissions in octal."""

    @property
    def digest(self) -> str:
        """What changes whenever its content does."""

    @property
    def data(self) -> bytes:
        """The beginning of its content."""


Home = Mapping[str, FoundFile]


def on_step(
    scenario: Scenario, shell: ShellName, step: Step, responses: list[Response], output: str,
    unseen: tuple[str, ...],
) -> Failure | None:  # fmt: skip
    """Return what is wrong with a step that came to an end, or `None`."""
    fail = _failing(scenario, step, output)
    if responses[-1].state == "continuing":
        advice = "A quote, a bracket or a here-document is not closed."
        return fail("the shell waits for the rest of the command", advice)
    for exchange in step.dialogue:
        if exchange.hidden and exchange.types and exchange.types in output:
            return fail(f"the screen shows what was typed at {exchange.sees!r}", line=exchange.line)
    status = _on_statuses(step, responses)
    if lines := difference(step.shows.of(shell), output):
        headline = "; ".join(filter(None, (_counted(lines), status)))
        return fail(headline, line=step.shows_line, showed=lines)
    if unseen:
        return fail(f"it never showed {unseen[0]!r}")
    if step.closes != (responses[-1].state == "closed"):
        return fail("the terminal stayed open" if step.closes else "the terminal was closed")
    return fail(status) if status else None


def on_early_question(scenario: Scenario, step: Step, line: str, following: str) -> Failure:
    """Return why a line that asks a question must be the last of its snippet."""
    advice = "Let the line that asks be the last of its snippet, and make the rest another snippet."
    headline = f"'{line.strip()}' asks a question, and '{following.strip()}' would be the answer"
    return _failing(scenario, step, "")(headline, advice)


def on_stuck(scenario: Scenario, step: Step, reason: str, output: str) -> Failure:
    """Return why a step that did not come to an end failed."""
    headline = f"{reason} after {step.within:g} s" if "running" in reason else reason
    asks = "running" in reason and not step.dialogue
    advice = "If it asks something, answer it in the step's dialogue." if asks else ""
    return _failing(scenario, step, output)(headline, advice)


def on_no_prompt(scenario: Scenario, shell: ShellName, output: str) -> Failure:
    """Return why a terminal without a prompt failed."""
    return Failure(
        headline=f"{shell} showed no prompt", path=scenario.path, line=1, name="a new terminal",
        showed=_clipped(_indented(output)),
        advice="Look at what the rc files do: do they ask something, or unset PROMPT_COMMAND?",
    )  # fmt: skip


def on_lost_machine(scenario: Scenario) -> Failure:
    """Return why a scenario failed whose snippets ended the machine itself."""
    headline = "the machine ended before the scenario did"
    advice = "Look for a command that kills more than it should, such as every process there is."
    return Failure(
        headline=headline, path=scenario.path, line=1, name="afterwards", advice=advice
    )  # fmt: skip


def on_environment(
    scenario: Scenario, expected: Afterwards, found: Mapping[str, str]
) -> Failure | None:
    """Return the first variable that a new terminal has otherwise than declared, or `None`."""
    for name, value in expected.environment.items():
        if found.get(name) != value:
            seen = repr(found[name]) if name in found else "not set"
            wanted = "not be set" if value is None else f"be {value!r}"
            headline = f"in a new terminal {name} is {seen}; it should {wanted}"
            return _after(
                scenario, expected, headline, line=expected.environment_lines.get(name, 0)
            )
    return None


def on_processes(
    scenario: Scenario, expected: Afterwards, running: tuple[str, ...]
) -> Failure | None:
    """Return the first process that was left running undeclared, or `None`."""
    for command in running:
        if not any(declared in command for declared in expected.processes):
            advice = 'Stop it in a step, or declare it: processes = ["…"] in [afterwards].'
            return _after(scenario, expected, f"it left a process running: {command}", advice)
    return None


def on_home(scenario: Scenario, expected: Afterwards, before: Home, after: Home) -> Failure | None:
    """Return the first file of the home that is otherwise than declared, or `None`."""
    declared = {name.removeprefix("~/"): file for name, file in expected.files.items()}
    for name, file in declared.items():
        if problem := next(_on_file(file, before.get(name), after.get(name)), None):
            headline, lines = problem
            return _after(scenario, expected, f"~/{name} {headline}", line=file.line, showed=lines)
    for name, change in _changes(before, after):
        is_free = any(fnmatchcase(f"~/{name}", pattern) for pattern in expected.may_change)
        if not (is_free or name in declared or _leads_to(name, declared, change)):
            advice = f'Declare it: files."~/{name}" in [afterwards], or let nothing touch it.'
            return _after(scenario, expected, f"~/{name} was {change}, undeclared", advice)
    return None


def _failing(scenario: Scenario, step: Step, output: str) -> Callable[..., Failure]:
    def fail(
        headline: str, advice: str = "", *, line: int = 0, showed: tuple[str, ...] = ()
    ) -> Failure:
        return Failure(
            headline=headline, path=scenario.path, line=line or step.line, name=step.name,
            showed=_clipped(showed or _indented(output)), advice=cause(output) or advice,
        )  # fmt: skip

    return fail


def _after(
    scenario: Scenario, expected: Afterwards, headline: str, advice: str = "", *,
    line: int = 0, showed: tuple[str, ...] = (),
) -> Failure:  # fmt: skip
    return Failure(
        headline=headline, path=scenario.path, line=line or expected.line, name="afterwards",
        showed=_clipped(showed), advice=advice,
    )  # fmt: skip


def _clipped(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line[:_LONGEST_LINE] for line in lines)


def _on_statuses(step: Step, responses: list[Response]) -> str:
    """Return which exit status is wrong, in words; every command must succeed but the last."""
    last = responses[-1]
    if last.state == "closed":
        return ""
    failed = [status for each in responses for status in each.failures]
    failed += [each.status for each in responses[:-1] if each.status and not each.failures]
    if failed and last.failures and failed[-1] == last.status == step.exits:
        failed.pop()
    if any(each.status is None and each.state == "ready" for each in responses):
        return "the shell refused the line"
    if last.status != step.exits:
        return f"its exit status is {last.status}, not {step.exits}"
    return f"a command in it ended with status {failed[0]}" if failed else ""


def _counted(lines: tuple[str, ...]) -> str:
    more = sum(line.startswith("+") for line in lines)
    fewer = sum(line.startswith("-") for line in lines)
    if more and fewer:
        return "it printed something else"
    count, word = (more, "more") if more else (fewer, "fewer")
    return f"it printed {count} line{'s' * (count > 1)} {word} than it should"


def _indented(output: str) -> tuple[str, ...]:
    return tuple(f"  {line}" for line in output.split("\n")) if output else ()


def _on_file(
    expected: ExpectedFile, before: FoundFile | None, after: FoundFile | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if expected.gone or after is None:
        if expected.gone != (after is None):
            yield ("is still there" if expected.gone else "is not there"), ()
        return
    text = after.data.decode(errors="replace")
    if expected.holds is not None and text != expected.holds:
        yield "does not hold what it should", _exactly(expected.holds, text)
    if expected.gains is not None:
        yield from _on_gains(before, text, expected.gains)
    mode = expected.mode or (before.mode if before else after.mode)
    if after.mode != mode:
        yield f"has mode {after.mode}, not {mode}", ()


def _on_gains(
    before: FoundFile | None, text: str, gains: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield why the file is not as before with those lines at its end, a last line end mended."""
    old = before.data.decode(errors="replace") if before else ""
    wanted = f"{old}\n{gains}" if old and not old.endswith("\n") else old + gains
    if text == wanted:
        return
    joined = "gained it in its last line, which has no line end"
    headline = joined if text == old + gains else "did not gain what it should"
    yield headline, _exactly(wanted, text)


def _exactly(wanted: str, text: str) -> tuple[str, ...]:
    """Return the lines that differ, with a sign each."""
    _, _, *lines = difflib.unified_diff(wanted.split("\n"), text.split("\n"), n=0, lineterm="")
    return tuple(f"{line[0]} {line[1:]}" for line in lines if line[0] in "+-")


def _changes(before: Home, after: Home) -> Iterator[tuple[str, str]]:
    for name in sorted(before.keys() | after.keys()):
        if _THE_SHELLS_OWN.fullmatch(name):
            continue
        old, new = before.get(name), after.get(name)
        if old is None:
            yield name, "created"
        elif new is None:
            yield name, "deleted"
        elif (old.kind, old.digest) != (new.kind, new.digest):
            yield name, "changed"
        elif old.mode != new.mode:
            yield name, f"given mode {new.mode} instead of {old.mode}"


def _leads_to(name: str, declared: Mapping[str, ExpectedFile], change: str) -> bool:
    """Return whether the path is a folder that comes or goes with a declared file."""
    below = [file for path, file in declared.items() if path.startswith(f"{name}/")]
    if change == "deleted":
        return any(file.gone for file in below)
    return change == "created" and bool(below)
