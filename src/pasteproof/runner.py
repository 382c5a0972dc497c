"""Goes through a scenario in one shell, in every way a reader might, and says what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product

from pasteproof import secrecy, traffic, verdict
from pasteproof.dialogue import Dialogue
from pasteproof.matching import appears
from pasteproof.model import (
    FEEDS,
    Equipped,
    Exchange,
    Failure,
    Outcome,
    Scenario,
    Seen,
    ShellName,
    Step,
    Way,
)
from pasteproof.network import SimulatedInternet
from pasteproof.sandbox import COLUMNS, ROWS, Found, Machine
from pasteproof.screen import Screen, transcript
from pasteproof.secrecy import forms
from pasteproof.setting import START_WITHIN, recipe, signals
from pasteproof.terminal import Response, StuckError, Terminal
from pasteproof.web import Traffic

_GOODBYE, _JOBS_SETTLE = 1.0, 0.25
_NEWCOMERS_QUESTION = Exchange(sees="(0)  Exit", presses=("0",), line=0)
_ZSH_FILES = {".zshenv", ".zprofile", ".zshrc", ".zlogin"}

OnFailure = Callable[[Failure, int], None]


def run(
    scenario: Scenario, shell: ShellName, *, tools: tuple[Equipped, ...] = (),
    ways: tuple[Way, ...] = (), on_failure: OnFailure | None = None,
) -> Outcome:  # fmt: skip
    """Return what became of a scenario in one shell, in those ways, or all, until one fails.

    A scenario that pastes nothing is gone through by one feed only, since what its steps type is
    ours; one with another than the pinned version of a tool, in the first of its homes only.

    `on_failure` is called with the failure and the terminal's master side while the sandbox still
    lives. Raises NoSandboxError where no sandbox can be had.
    """
    feeds = FEEDS if any(step.paste for step in scenario.steps) else FEEDS[:1]
    homes = scenario.homes if all(tool.is_pinned for tool in tools) else scenario.homes[:1]
    ways = ways or tuple(Way(home=home, feed=feed) for home, feed in product(homes, feeds))
    outcome = Outcome(scenario=scenario, shell=shell, ways=ways, tools=tools)
    for way in ways:
        walk = _Walk(scenario, shell, way)
        try:
            with (
                Machine(recipe(scenario, shell, way.home, tools)) as machine,
                SimulatedInternet(scenario.network, machine.listen) as internet,
            ):
                seen = walk.through(machine, internet, on_failure)
                asked = internet.traffic()
                sent = secrecy.where(scenario, asked)
                outcome = replace(
                    outcome, seen=outcome.seen or seen, hosts=asked.hosts(), sent=sent
                )
        except _FailedError as failed:
            return replace(outcome, seen=(), failure=replace(failed.failure, way=way))
    return outcome


class _FailedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.headline)
        self.failure = failure


class _Walk:
    """One way through a scenario."""

    def __init__(self, scenario: Scenario, shell: ShellName, way: Way) -> None:
        self._scenario, self._shell, self._way = scenario, shell, way
        self._terminals: list[Terminal] = []
        self._masters: list[int] = []
        self._judged = Traffic()

    def through(
        self, machine: Machine, internet: SimulatedInternet, on_failure: OnFailure | None
    ) -> tuple[Seen, ...]:
        """Take every step on the machine, and return what each published snippet showed."""
        self._internet = internet
        watch = machine.watch([form for each in self._scenario.secrets for form in forms(each)])
        try:
            self._open(machine, login=False)
            before = machine.home()
            steps = enumerate(self._scenario.steps, start=1)
            seen = [self._take(machine, number, step) for number, step in steps]
            self._check_afterwards(machine, before)
            seen[-1] = self._asking(seen[-1], self._internet.traffic().since(self._judged))
            _raise(secrecy.on_commands(self._scenario, watch.stop()))
        except _FailedError as failed:
            if on_failure and self._masters:
                on_failure(replace(failed.failure, way=self._way), self._masters[-1])
            raise
        except OSError:
            if machine.has_ended():
                raise _FailedError(verdict.on_lost_machine(self._scenario)) from None
            raise
        finally:
            watch.end()
            self._hang_up()
        return tuple(each for each in seen if each.snippet)

    def _take(self, machine: Machine, number: int, step: Step) -> Seen:
        before = self._judged
        try:
            seen = self._play(machine, step)
            self._judged = self._internet.traffic()
            asked = self._judged.since(before)
            _raise(secrecy.on_traffic(self._scenario, asked))
            _raise(traffic.on_step(self._scenario, step, asked))
            _raise(secrecy.on_screen(self._scenario, (seen.screen, *seen.screens)))
            return self._asking(seen, asked)
        except _FailedError as failed:
            failure, asked = failed.failure, self._internet.traffic().since(before)
            if cause := self._on_asking(step, asked):
                failure = replace(cause, showed=failure.showed)
            pasted = _text(self._scenario, step)
            failure = verdict.explained(replace(failure, step=number, pasted=pasted))
            raise _FailedError(failure) from None

    def _play(self, machine: Machine, step: Step) -> Seen:
        greeting = self._open(machine, login=step.opens == "login") if step.opens else b""
        dialogue = Dialogue(step.dialogue, Screen(COLUMNS, ROWS))
        try:
            responses = self._feed(step, dialogue, time.monotonic() + step.within)
        except StuckError as stuck:
            output = transcript(stuck.output) or dialogue.display.text()
            failure = verdict.on_stuck(self._scenario, step, stuck.reason, output)
            raise _FailedError(failure) from None
        output = transcript(greeting + b"".join(each.output for each in responses))
        unseen = tuple(exchange.sees for exchange in dialogue.left)
        _raise(verdict.on_step(self._scenario, self._shell, step, responses, output, unseen))
        return Seen(
            snippet=step.paste or "", screen=output, screens=tuple(dialogue.screens),
            exchanges=step.dialogue, exits=step.exits,
        )  # fmt: skip

    def _feed(self, step: Step, dialogue: Dialogue, until: float) -> list[Response]:
        terminal, text = self._terminals[-1], _text(self._scenario, step)
        if self._way.feed == "paste":
            return [terminal.feed(text, dialogue, bracketed=True, until=until)]
        responses: list[Response] = []
        lines = text.split("\n")
        for number, line in enumerate(lines, start=1):
            ahead = len(dialogue.left)
            responses.append(terminal.feed(line, dialogue, bracketed=False, until=until))
            if responses[-1].state == "closed":
                break
            if len(dialogue.left) < ahead and number < len(lines):
                following = lines[number]
                _raise(verdict.on_early_question(self._scenario, step, line, following))
        return responses

    def _open(self, machine: Machine, *, login: bool) -> bytes:
        is_newcomer = self._shell == "zsh" and not _ZSH_FILES & machine.home().keys()
        self._masters.append(machine.open_shell(self._shell, login=login))
        terminal = Terminal(
            self._masters[-1], shell=self._shell, signals=signals(), appears=appears
        )
        exchanges = [_NEWCOMERS_QUESTION] if is_newcomer else []
        dialogue = Dialogue(exchanges, Screen(COLUMNS, ROWS), rest=0)
        self._terminals.append(terminal)
        try:
            return terminal.start(dialogue, until=time.monotonic() + START_WITHIN)
        except StuckError as stuck:
            output = transcript(stuck.output)
            raise _FailedError(verdict.on_no_prompt(self._scenario, self._shell, output)) from None

    def _check_afterwards(self, machine: Machine, before: dict[str, Found]) -> None:
        expected = self._scenario.afterwards[self._shell]
        if expected.environment:
            self._open(machine, login=False)
            _raise(verdict.on_environment(self._scenario, expected, self._environment()))
        machine.wait_until_quiet(_JOBS_SETTLE)
        self._hang_up()
        machine.wait_for_shells(_GOODBYE)
        machine.wait_until_quiet(_JOBS_SETTLE)
        asked = self._internet.traffic()
        late = asked.since(self._judged)  # it counts as the last step's
        _raise(self._on_asking(self._scenario.steps[-1], late))
        _raise(traffic.on_all(self._scenario, expected, asked))
        for secret in self._scenario.secrets:
            holding = machine.holding(forms(secret))
            _raise(secrecy.on_files(self._scenario, secret, holding))
        _raise(verdict.on_processes(self._scenario, expected, machine.processes()))
        _raise(verdict.on_home(self._scenario, expected, before, machine.home()))

    def _asking(self, seen: Seen, asked: Traffic) -> Seen:
        """Return what a step showed, and what it asked, beside what is known of that already."""
        sent = {*seen.sent, *secrecy.where(self._scenario, asked)}
        return replace(
            seen, hosts=tuple(sorted({*seen.hosts, *asked.hosts()})),
            sent=tuple(sorted(sent, key=lambda each: (each.host, each.secret, each.place))),
        )  # fmt: skip

    def _on_asking(self, step: Step, asked: Traffic) -> Failure | None:
        """Return what a step asked that it may not, or `None`; a leak is the worst of it."""
        leak = secrecy.on_traffic(self._scenario, asked)
        return leak or traffic.on_refusals(self._scenario, step, asked)

    def _environment(self) -> dict[str, str]:
        dialogue = Dialogue((), Screen(COLUMNS, ROWS))
        until = time.monotonic() + START_WITHIN
        response = self._terminals[-1].feed(" env -0", dialogue, bracketed=False, until=until)
        pairs = response.output.replace(b"\r\n", b"\n").decode(errors="replace").split("\0")
        return dict(pair.split("=", 1) for pair in pairs if "=" in pair)

    def _hang_up(self) -> None:
        while self._terminals:
            self._terminals.pop().hang_up()
        self._masters.clear()


def _raise(failure: Failure | None) -> None:
    if failure:
        raise _FailedError(failure)


def _text(scenario: Scenario, step: Step) -> str:
    """Return what is fed: the snippet without its last line end, its placeholders filled."""
    if step.types is not None:
        return step.types
    text = (scenario.folder / str(step.paste)).read_text(encoding="utf-8").removesuffix("\n")
    for placeholder, value in scenario.fill.items():
        text = text.replace(placeholder, value)
    return text
