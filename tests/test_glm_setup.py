"""Proves what glm-setup.sh says, in both languages, and that it is whole and without mistakes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from glm_reader import HERE, LANGUAGES, SCRIPT, Reader, every_language, every_shell, reader, tree


@every_shell
@every_language
def test_every_message_is_as_written_down(tmp_path: Path, shell: str, language: str) -> None:
    """What the script and glm print is, command for command, what messages.*.txt says."""
    someone = reader(tmp_path, shell, language)
    written = messages(language)

    said = "".join(transcript(someone, command) for command in commands(written))

    assert said == written


def test_both_languages_have_the_same_messages() -> None:
    """The commands and statuses of both files are the same; the help names the same options."""
    english, chinese = (messages(language) for language in LANGUAGES)

    for sign in (r"^[$?] .*", r"^  --[a-z-]+"):
        assert re.findall(sign, english, re.M) == re.findall(sign, chinese, re.M)


def messages(language: str) -> str:
    """Return what the commands print, without the sentence at the beginning of the file."""
    text = (HERE / f"messages.{language}.txt").read_text(encoding="utf-8")
    return text[text.index("$ ") :]


def commands(written: str) -> list[str]:
    """Return the command lines of a transcript."""
    return re.findall(r"^\$ (.*)", written, re.M)


def transcript(someone: Reader, command: str) -> str:
    """Return a command line with what came of it, as in messages.*.txt."""
    said = someone.types(command)
    return f"$ {command}\n{said.text}" + (f"? {said.status}\n" if said.status else "")


@pytest.mark.parametrize(
    ("variables", "speaks_chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW.utf8"}, True),
        ({"LANG": "zh_CN"}, True),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, False),
        ({"LANG": "zh_CN.GB18030"}, False),
        ({"LANG": "zh_TW.Big5"}, False),
        ({"LANG": ""}, False),
    ],
)
def test_the_language_is_the_readers(
    tmp_path: Path, variables: dict[str, str], *, speaks_chinese: bool
) -> None:
    """LC_ALL, LC_MESSAGES and LANG choose, in this order; Chinese that is not UTF-8 is left out."""
    someone = reader(tmp_path, "dash")

    setup = someone.types("sh glm-setup.sh --status", **variables)
    someone.sets_up()
    someone.account.write_text("")
    glm = someone.starts(**variables)

    assert ("尚未设置" in setup.text, "没有" in glm.text) == (speaks_chinese, speaks_chinese)


def test_half_a_download_does_nothing(tmp_path: Path) -> None:
    """A script that ends early, at whatever line, writes nothing."""
    someone = reader(tmp_path, "dash")
    before = tree(someone.home)
    lines = SCRIPT.read_text(encoding="utf-8").splitlines(keepends=True)

    for count in range(len(lines)):
        (tmp_path / "glm-setup.sh").write_text("".join(lines[:count]), encoding="utf-8")
        someone.sets_up()

    assert tree(someone.home) == before
    shutil.copy(SCRIPT, tmp_path)
    assert someone.sets_up().status == 0


def test_shellcheck_finds_nothing(tmp_path: Path) -> None:
    """The script, and the command that it writes, are POSIX shell without a known mistake."""
    someone = reader(tmp_path, "dash")
    someone.sets_up()
    mistake = tmp_path / "mistake.sh"
    mistake.write_text("#!/bin/sh\nlocal=$1; echo $local [[ ]]\n")

    for script in (SCRIPT, someone.glm):
        assert shellcheck(script) == ("", 0)
    assert shellcheck(mistake)[1] == 1


def shellcheck(script: Path) -> tuple[str, int]:
    """Return what ShellCheck says of a script for sh, and its status."""
    run = subprocess.run(
        ["shellcheck", "--shell=sh", script], stdout=subprocess.PIPE, text=True, check=False
    )
    return run.stdout, run.returncode
