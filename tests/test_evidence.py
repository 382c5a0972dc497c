"""Proves the evidence: whole, merged, never lost, and only about the bytes that were run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import archives
import pasteproof
from pasteproof import evidence
from pasteproof.model import Equipped, Outcome, Scenario, Seen, Sent, Way
from pasteproof.proof import Answered, Clipping, Record, Shown
from pasteproof.published import EVIDENCE, catalogue
from pasteproof.scenario import read
from pasteproof.verify import record_of

RECORD = Record(
    scenario="first-run",
    digest="0" * 64,
    shell="zsh",
    shell_version="5.9",
    system="Debian GNU/Linux 12 (bookworm)",
    passed=True,
    feeds=("paste", "lines"),
    homes=("new", "lived-in"),
    when="2026-11-22T18:30:00Z",
    stand_ins=("claude",),
    tools=("acme 2.1.0",),
    hosts=("acme.example",),
    sent=(Sent(host="acme.example", secret="the key", place="x-api-key"),),
    shown=(
        Shown(
            snippet="install.sh",
            screen=Clipping(first="准备好了 “ready”", left_out=3, last="end"),
            answered=(
                Answered(screen=Clipping(first="Go on?"), pressed=("down", "enter")),
                Answered(screen=Clipping(), typed="a", chosen="b", is_hidden=True),
            ),
            more=2,
            exits=1,
            hosts=("acme.example",),
            sent=(Sent(host="acme.example", secret="the key", place="x-api-key"),),
        ),
    ),
    story="",
)
GUIDE = {
    "snippets/demo/scenario.toml": b'[stand_ins]\nacme = "../_shared/acme"\n'
    b'[home]\n"~/x" = "../_shared/x"\n[[step]]\npaste = "a.sh"\n',
    "snippets/demo/a.sh": b"true\n",
    "snippets/demo/files/note": b"a note",
    "snippets/_shared/acme": b"#!/bin/sh\n",
    "snippets/_shared/x": b"x",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where evidence is written, in a folder that is not there yet."""
    return tmp_path / "build" / "evidence.json"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return the folder of a guide with one scenario."""
    archives.lay(GUIDE, tmp_path)
    return tmp_path


def test_what_is_written_is_read_back(file: Path) -> None:
    """A record comes back as it was, every field of it, in any script."""
    evidence.add(file, [RECORD])

    assert evidence.load(file) == (RECORD,)


def test_where_nothing_was_written_there_is_no_evidence(file: Path) -> None:
    """Without a file there is no record."""
    assert evidence.load(file) == ()


def test_a_run_of_some_keeps_the_others(file: Path) -> None:
    """Records of other scenarios, shells, versions, systems and tools stay beside a new one."""
    others = [
        replace(RECORD, scenario="later"),
        replace(RECORD, shell="bash"),
        replace(RECORD, shell_version="5.8"),
        replace(RECORD, system="Fedora Linux 42"),
        replace(RECORD, tools=("acme 1.0",)),
    ]
    evidence.add(file, others)

    evidence.add(file, [RECORD])

    assert set(evidence.load(file)) == {RECORD, *others}


@pytest.mark.parametrize("when", ["2026-11-22T18:30:00Z", "2026-11-22T18:30:01Z"])
def test_of_two_records_about_the_same_the_newer_stays(file: Path, when: str) -> None:
    """What is as new or newer takes the place of the old record, be it a failure."""
    newer = replace(RECORD, when=when, passed=False, digest="1" * 64, story="it failed")
    evidence.add(file, [RECORD])

    evidence.add(file, [newer])

    assert evidence.load(file) == (newer,)


def test_an_older_record_takes_no_place(file: Path) -> None:
    """What comes late but is older, as from another shard, is left out."""
    evidence.add(file, [RECORD])

    evidence.add(file, [replace(RECORD, when="2026-11-22T18:29:59Z", passed=False)])

    assert evidence.load(file) == (RECORD,)


def test_shards_make_one_whole() -> None:
    """The records of several runs are one, whatever their order, sorted by what they are about."""
    bash, later = replace(RECORD, shell="bash"), replace(RECORD, scenario="later")
    old = replace(RECORD, when="2025-01-01T00:00:00Z")
    shards = [(later, RECORD), (bash,), (old,)]

    assert evidence.union(shards) == evidence.union(shards[::-1]) == (bash, RECORD, later)
    assert evidence.union([]) == ()


def test_two_writers_at_once_lose_nothing(file: Path) -> None:
    """What many processes add at the same time is all there afterwards."""
    context = get_context("fork")
    writers = [context.Process(target=add_many, args=(file, writer)) for writer in range(4)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(evidence.load(file)) == 4 * 10


def add_many(file: Path, writer: int) -> None:
    """Add ten records, one by one."""
    for number in range(10):
        evidence.add(file, [replace(RECORD, scenario=f"{writer}-{number}")])


def written(change: Callable[[dict[str, object]], object]) -> bytes:
    """Return a file of evidence whose only record is changed."""
    data = json.loads(evidence._text([RECORD]))
    change(data["records"][0])
    return json.dumps(data).encode()


def first(record: Any, *path: str) -> Any:
    """Return the first of a record's list, and of the list in that, and so on."""
    for key in path:
        record = record[key][0]
    return record


OTHERS_FILES = {
    "empty": b"",
    "cut off": evidence._text([RECORD]).encode()[:200],
    "not JSON": b"<html>",
    "not UTF-8": b'{"format": 2, "records": ["\xff"]}',
    "another JSON": b'["a", 1]',
    "nothing": b"null",
    "a number": b"1",
    "no format": b'{"records": []}',
    "no records": b'{"format": 2}',
    "older": b'{"format": 1, "records": []}',
    "records that are none": b'{"format": 2, "records": ["a"]}',
    "too deep": b"[" * 100_000,
    "without a field": written(lambda record: record.pop("digest")),
    "with a field too many": written(lambda record: record.update(colour="red")),
    "a number for a text": written(lambda record: record.update(when=1)),
    "a text for a truth": written(lambda record: record.update(passed="no")),
    "numbers in a list": written(lambda record: record.update(tools=[1])),
    "nothing for a list": written(lambda record: record.update(hosts=None)),
    "another kind of shown": written(lambda record: record.update(shown=["a"])),
    "a number for a key": written(
        lambda record: first(record, "shown", "answered").update(pressed=[1])
    ),
    "a text for a status": written(lambda record: first(record, "shown").update(exits="0")),
    "a text for what is hidden": written(
        lambda record: first(record, "shown", "answered").update(is_hidden="no")
    ),
    "a number for a screen": written(lambda record: first(record, "shown").update(screen=1)),
    "a screen that is none": written(
        lambda record: first(record, "shown", "answered")["screen"].update(first=1)
    ),
}


@pytest.mark.parametrize("name", OTHERS_FILES)
def test_a_file_that_is_no_evidence_proves_nothing(file: Path, name: str) -> None:
    """A broken, foreign or older file is as good as none, and the next run writes it anew."""
    file.parent.mkdir()
    file.write_bytes(OTHERS_FILES[name])

    before = evidence.load(file)
    evidence.add(file, [RECORD])

    assert before == ()
    assert evidence.load(file) == (RECORD,)


def test_only_what_is_changed_makes_a_file_foreign(file: Path) -> None:
    """The same file with nothing changed in its record is evidence."""
    file.parent.mkdir()
    file.write_bytes(written(lambda record: None))

    assert evidence.load(file) == (RECORD,)


@pytest.mark.parametrize("name", GUIDE)
def test_the_digest_changes_with_every_byte(guide: Path, name: str) -> None:
    """One byte more in any file that a scenario stands on makes another digest."""
    before = evidence.digest(scenario_of(guide))

    (guide / name).write_bytes(b" " + GUIDE[name])

    assert evidence.digest(scenario_of(guide)) != before


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file renamed": lambda demo: (demo / "files/note").rename(demo / "files/notes"),
    "a file more": lambda demo: (demo / "files/more").write_bytes(b""),
    "a file less": lambda demo: (demo / "files/note").unlink(),
    "another stand-in": lambda demo: (demo / "scenario.toml").write_bytes(
        GUIDE["snippets/demo/scenario.toml"].replace(b"acme =", b"acmf =")
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_digest_changes_with_every_name(guide: Path, name: str) -> None:
    """Which files there are, and what they are called, is part of the digest."""
    before = evidence.digest(scenario_of(guide))

    CHANGES[name](guide / "snippets" / "demo")

    assert evidence.digest(scenario_of(guide)) != before


def test_the_digest_is_the_same_wherever_the_guide_lies(guide: Path, tmp_path: Path) -> None:
    """A copy of the guide in another folder has the same digest, and so has another scenario's."""
    before = evidence.digest(scenario_of(guide))
    shutil.copytree(guide / "snippets", tmp_path / "elsewhere" / "snippets")
    archives.lay({"snippets/other/a.sh": b"false\n", "snippets/_shared/unused": b""}, guide)

    assert evidence.digest(scenario_of(tmp_path / "elsewhere")) == before
    assert evidence.digest(scenario_of(guide)) == before


def test_running_stands_on_what_it_imports() -> None:
    """Among the modules that evidence stands on are all that run, and none that only pages use."""
    modules = evidence.modules()

    assert {"scenario", "tools", "runner", "terminal", "screen", "internet", "model"} <= modules
    assert {"verify", "transcripts", "evidence"} <= modules  # these write down what was seen
    assert modules & {"page", "panels", "recorded", "published", "mkdocs_plugin", "cli"} == set()


@pytest.mark.parametrize(
    ("module", "needs", "is_other"),
    [
        ("matching.py", "", True),
        ("resident.py", "", True),
        ("page.py", "", False),
        ("assets/theme/main.html", "", False),
        ("page.py", "pasteproof", True),
        ("assets/theme/main.html", "pasteproof", True),
    ],
)
def test_the_digest_changes_with_what_runs(
    guide: Path, tmp_path: Path, module: str, needs: str, is_other: bool
) -> None:
    """An edit of pasteproof matters where it runs, or is itself a tool of the scenario."""
    if needs:
        path = guide / "snippets" / "demo" / "scenario.toml"
        path.write_text(f'needs = ["{needs}"]\n' + path.read_text("utf-8"), encoding="utf-8")
    copy = tmp_path / "site" / "pasteproof"
    shutil.copytree(Path(pasteproof.__file__).parent, copy)

    same = digest_by(copy.parent, guide)
    with (copy / module).open("a", encoding="utf-8") as source:
        source.write("\n# Another one.\n")

    assert same == evidence.digest(scenario_of(guide))
    assert (digest_by(copy.parent, guide) != same) == is_other


def digest_by(place: Path, guide: Path) -> str:
    """Return the digest of a guide's scenario by the package that lies in that place."""
    code = "import sys, pathlib; from pasteproof import evidence, scenario; print("
    code += "evidence.digest(scenario.read(pathlib.Path(sys.argv[1], 'snippets', 'demo'))[0]))"
    command = [sys.executable, "-c", code, str(guide)]
    environment = {**os.environ, "PYTHONPATH": str(place)}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_an_edited_snippet_is_no_longer_proven(guide: Path) -> None:
    """What the evidence proves, it proves of these bytes; after an edit, nothing proves it."""
    record = replace(RECORD, scenario="demo", digest=evidence.digest(scenario_of(guide)), tools=())
    evidence.add(guide / EVIDENCE, [record])
    before = catalogue(guide)("demo/a").proofs

    (guide / "snippets" / "demo" / "a.sh").write_text("false\n", encoding="utf-8")

    assert before == ("zsh 5.9",)
    assert catalogue(guide)("demo/a").proofs == ()


def test_what_changed_while_it_ran_is_not_proven(guide: Path) -> None:
    """A scenario that was edited after it was read has evidence about neither of its states."""
    scenario = scenario_of(guide)
    read_as = evidence.digest(scenario)
    outcome = Outcome(scenario=scenario, shell="zsh", ways=(Way(feed="paste", home="new"),))

    unchanged = record_of(outcome, read_as)
    (guide / "snippets" / "demo" / "a.sh").write_text("false\n", encoding="utf-8")
    changed = record_of(outcome, read_as)

    assert unchanged.digest == read_as
    assert changed.digest not in (read_as, evidence.digest(scenario))


@pytest.mark.parametrize("is_pinned", [True, False])
def test_only_of_pinned_tools_is_kept_what_was_shown(guide: Path, is_pinned: bool) -> None:
    """Pages show what the pinned tools showed; of the others, evidence holds the outcome only."""
    scenario = scenario_of(guide)
    tool = Equipped(name="acme", version="1.0", folder=guide, is_pinned=is_pinned)
    seen = (Seen(snippet="a.sh", screen="ready"),)
    outcome = Outcome(scenario=scenario, shell="zsh", ways=(), tools=(tool,), seen=seen)

    record = record_of(outcome, evidence.digest(scenario))

    shown = (Shown(snippet="a.sh", screen=Clipping(first="ready")),)
    assert record.shown == (shown if is_pinned else ())
    assert record.passed


def scenario_of(guide: Path) -> Scenario:
    """Return the guide's scenario as it is now."""
    scenario, found = read(guide / "snippets" / "demo")
    assert scenario, found
    return scenario
