"""Proves what pages show of a run: screens, where secrets went, and the checksums of files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import archives
from pasteproof import evidence
from pasteproof.model import Scenario, Sent
from pasteproof.proof import Record
from pasteproof.published import EVIDENCE, recorded
from pasteproof.recorded import Recorded, show
from pasteproof.scenario import read

BASH = Record(
    scenario="start", digest="", shell="bash", shell_version="5.2", system="Debian", passed=True,
    feeds=("paste",), homes=("new",), when="2026-11-22T18:30:00Z", hosts=("acme.example",),
    sent=(Sent(host="acme.example", secret="the key", place="x-api-key"),),
)  # fmt: skip
ZSH = replace(BASH, shell="zsh", shell_version="5.9")
ELSEWHERE = Sent(host="other.example", secret="the login", place="URL")
SCREEN = "Welcome to acme [..]!\n...\n  ❯ Yes [..] or [..]\n\n"
SCRIPT = b"echo hello\n"
SCENARIO = """\
[[step]]
types = "acme"
shows = "..."
dialogue = [{ sees = { file = "ready.txt" }, presses = ["enter"] }]

[secrets."the key"]
value = "0123456789abcdef"
called = { zh = "密钥" }

[secrets."the login"]
value = "fedcba9876543210"
"""


def filled(fence: str, language: str = "en", **shown: object) -> str:
    """Return what stands on a page in place of a fence."""
    text, problems = show(f"{fence}\n", replace(EMPTY, **shown), language)  # type: ignore[arg-type]
    assert problems == []
    return text.rstrip("\n")


def nothing(*_: str) -> tuple[()]:
    """Return that nothing is recorded."""
    return ()


def no_name(*_: str) -> Mapping[str, str]:
    """Return that a secret has no other name."""
    return {}


EMPTY = Recorded(
    screen=lambda _: ("", ()), records=nothing, versions=nothing, checksum=lambda _: "",
    called=no_name,
)  # fmt: skip


def test_a_page_without_such_fences_stays_as_it_is() -> None:
    """What is no fence of a record is left alone, and so is one within another fence."""
    page = "# Page\n\n```text\nscreen\n```\n\n````text\n```screen\nstart/ready.txt\n```\n````\n"

    assert show(page, EMPTY, "en") == (page, [])


def test_a_screen_is_shown_with_what_compared_it() -> None:
    """A golden file is shown with its signs as dots, and the shells that it was compared in."""
    told = filled(
        "```screen\nstart/ready.txt\n```", screen=lambda _: (SCREEN, ("bash 5.2", "zsh 5.9"))
    )

    assert told == (
        "```text\n"
        "Welcome to acme …!\n"
        "…\n"
        "  ❯ Yes … or …\n"
        "```\n"
        "\n"
        "Compared in this build, line by line, with what bash 5.2, zsh 5.9 showed.\n"
        "{ .pasteproof-mark .pasteproof-verified data-search-exclude data-pagefind-ignore }"
    )


def test_a_screen_that_nothing_compared_says_so() -> None:
    """Without a current run, the screen is shown as one that was not compared."""
    told = filled("```screen\nstart/ready.txt\n```", screen=lambda _: (SCREEN, ()))

    assert told.endswith(
        "\nNot compared in this build.\n"
        "{ .pasteproof-mark .pasteproof-unverified data-search-exclude data-pagefind-ignore }"
    )


def test_a_screen_is_told_of_in_the_language_of_the_page() -> None:
    """The screen is the same in every language; what is said of it is not."""
    fence = "```screen\nstart/ready.txt\n```"
    english, chinese, region, other = (
        filled(fence, language, screen=lambda _: ("ready", ("zsh 5.9",)))
        for language in ("en", "zh", "zh-Hant", "fr")
    )

    assert "\n本次构建中已与 zsh 5.9 的实际显示逐行比对。\n" in chinese
    assert (region, other) == (chinese, english)
    assert english != chinese


TRAFFIC = "```traffic\nstart: when it starts\n```"


def test_traffic_is_a_row_for_each_host() -> None:
    """Each host has a row with what it was sent; what two shells have in common stands once."""
    hosts = ("acme.example", "idle.example", "other.example")
    more = replace(ZSH, hosts=hosts, sent=(*BASH.sent, ELSEWHERE))

    assert filled(TRAFFIC, records=lambda _: (BASH, more)) == (
        "| How you start it | Host contacted | What it was sent |\n"
        "|---|---|---|\n"
        "| when it starts | `acme.example` | the key (in `x-api-key`) |\n"
        "| when it starts | `idle.example` | no credential |\n"
        "| when it starts | `other.example` | the login (in `URL`) |"
    )


def test_several_secrets_to_one_host_stand_in_one_row() -> None:
    """All that a host was sent stands side by side, in the order of the alphabet."""
    both = (replace(ELSEWHERE, host="acme.example"), *BASH.sent)

    told = filled(TRAFFIC, records=lambda _: (replace(BASH, sent=both),))

    assert told.endswith("| `acme.example` | the key (in `x-api-key`), the login (in `URL`) |")


def test_traffic_of_which_nothing_is_known_says_so() -> None:
    """A scenario without current evidence has a row that says it, beside those that have some."""
    told = filled(
        "```traffic\nstart: one\n\nlater\n```", records=lambda name: (BASH,) * (name == "start")
    )

    assert told.splitlines()[2:] == [
        "| one | `acme.example` | the key (in `x-api-key`) |",
        "| later | not verified in this build | |",
    ]


def test_a_secret_is_called_what_its_scenario_calls_it() -> None:
    """A secret has the name that its scenario gives it in the page's language, else its own."""
    names = {("start", "the key"): {"zh": "密钥", "de": "der Schlüssel"}}

    def row(language: str) -> str:
        told = filled(
            TRAFFIC, language, records=lambda _: (replace(BASH, sent=(*BASH.sent, also)),),
            called=lambda *about: names.get(about, {}),
        )  # fmt: skip
        return told.splitlines()[-1].split(" | ")[-1]

    also = replace(ELSEWHERE, host="acme.example")

    assert row("zh") == "密钥（在 `x-api-key` 中）、the login（在 `URL` 中） |"
    assert row("en") == "the key (in `x-api-key`), the login (in `URL`) |"


def test_a_checksum_is_one_that_readers_can_check() -> None:
    """A checksum stands as sha256sum prints it, so that it can be compared, or be fed to it."""
    assert filled("```checksum\nsetup.sh\n```", checksum=lambda name: f"sum of {name}") == (
        "```text\nsum of setup.sh  setup.sh\n```"
    )


def test_a_fence_keeps_its_indentation() -> None:
    """Within a list, what is put in place of a fence is indented as the fence was."""
    told = filled("1. One\n\n    ```checksum\n    a\n    ```", checksum=lambda _: "0")

    assert told == "1. One\n\n    ```text\n    0  a\n    ```"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """Return the folder of a guide with one scenario, its evidence, and a file for readers."""
    files = {
        "snippets/start/scenario.toml": SCENARIO.encode(),
        "snippets/start/ready.txt": b"ready [..]\n",
        "snippets/start/colours-of-the-menu.txt": b"red\n",
        "reader/setup.sh": SCRIPT,
    }
    archives.lay(files, tmp_path)
    prove(tmp_path, BASH, ZSH)
    return tmp_path


def prove(guide: Path, *records: Record) -> None:
    """Write records down as evidence of what the guide's scenario is now."""
    digest = evidence.digest(scenario_of(guide))
    evidence.add(guide / EVIDENCE, [replace(each, digest=digest) for each in records])


def scenario_of(guide: Path) -> Scenario:
    """Return the guide's scenario as it is now."""
    scenario, found = read(guide / "snippets" / "start")
    assert scenario, found
    return scenario


def test_what_a_guide_records_is_put_into_its_pages(guide: Path) -> None:
    """The fences of a page are filled from the scenario, its evidence and the readers' files."""
    page = f"```screen\nstart/ready.txt\n```\n\n{TRAFFIC}\n\n```checksum\nsetup.sh\n```\n"

    told, problems = show(page, recorded(guide), "zh")

    assert problems == []
    assert "\nready …\n```\n\n本次构建中已与 bash 5.2、zsh 5.9 的实际显示逐行比对。\n" in told
    assert "\n| when it starts | `acme.example` | 密钥（在 `x-api-key` 中） |\n" in told
    assert f"\n{hashlib.sha256(SCRIPT).hexdigest()}  setup.sh\n" in told


def test_an_edit_takes_back_what_was_recorded(guide: Path) -> None:
    """After an edit of the golden file, nothing is known of the screen, nor of the traffic."""
    page = f"```screen\nstart/ready.txt\n```\n\n{TRAFFIC}\n"
    before, _ = show(page, recorded(guide), "en")

    (guide / "snippets/start/ready.txt").write_text("Ready [..]\n", encoding="utf-8")
    after, _ = show(page, recorded(guide), "en")

    assert ("Compared in this build" in before, "Not compared" in before) == (True, False)
    assert ("Compared in this build" in after, "Not compared" in after) == (False, True)
    assert "| when it starts | not verified in this build | |" in after.splitlines()


def test_one_failure_leaves_a_screen_uncompared(guide: Path) -> None:
    """A screen counts as compared only while every current run of its scenario passed."""
    prove(guide, replace(ZSH, passed=False))

    told, _ = show("```screen\nstart/ready.txt\n```\n", recorded(guide), "en")

    assert "\nNot compared in this build.\n" in told


WRONG = {
    "```screen\nstart/raedy.txt\n```": (
        2, "there is no screen 'start/raedy.txt'. Did you mean 'ready.txt'?",
    ),
    "```screen\nstart/colours-of-the-menu.txt\n```": (
        2, "there is no screen 'start/colours-of-the-menu.txt'. A step of 'start' must compare it.",
    ),
    "```screen\nstrat/ready.txt\n```": (
        2, "there is no scenario 'strat'. Did you mean 'start'?",
    ),
    "```screen\n```": (2, "there is no scenario ''."),
    "\n```traffic\nstrat: one\n```": (3, "there is no scenario 'strat'. Did you mean 'start'?"),
    "```checksum\nsetup\n```": (
        2, "there is no file 'setup' in reader/. Did you mean 'setup.sh'?",
    ),
    "```checksum\nx\n```": (2, "there is no file 'x' in reader/."),
    "```checksum\n../snippets/start/ready.txt\n```": (
        2, "there is no file '../snippets/start/ready.txt' in reader/.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fence", WRONG)
def test_a_fence_that_names_nothing_is_told(guide: Path, fence: str) -> None:
    """What is not recorded is told with the line that names it, and the fence is left as it is."""
    assert show(f"{fence}\n", recorded(guide), "en") == (f"{fence}\n", [WRONG[fence]])


def test_every_mistake_of_a_page_is_told_in_order(guide: Path) -> None:
    """One wrong fence doesn't keep the others from being filled, or from being told."""
    page = "```checksum\nx\n```\n\n```checksum\nsetup.sh\n```\n\n```screen\nx/y\n```\n"

    told, problems = show(page, recorded(guide), "en")

    assert problems == [
        (2, "there is no file 'x' in reader/."),
        (10, "there is no scenario 'x'."),
    ]
    assert told.startswith("```checksum\nx\n```\n\n```text\n")
