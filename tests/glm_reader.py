"""A reader with a home to throw away, who runs glm-setup.sh in one shell."""

from __future__ import annotations

import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "glm_setup"
SCRIPT = Path(__file__).parent.parent / "reader" / "glm-setup.sh"

# Not run: bash 3.2, macOS's /bin/sh, since no source of packages for this machine has it.
SHELLS = {
    "dash": "dash",
    "bash": "bash",
    "bash-as-sh": "bash --posix",
    "busybox": "busybox sh",
    "zsh-as-sh": "zsh --emulate sh",
    "zsh": "zsh",
}

# All that the script may call: what every system has.
TOOLS = (
    "cat", "chmod", "cmp", "cp", "find", "grep", "mkdir", "mv", "rm", "rmdir", "sed", "stty",
    "uname",
)  # fmt: skip

KEY = "0123456789abcdef0123456789abcdef.abcdefghijklmnop"
LANGUAGES = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}

every_shell = pytest.mark.parametrize("shell", SHELLS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one command printed, errors included, and its exit status."""

    text: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A folder with a home, the script and the programs that there are; `sh` is the shell."""

    folder: Path
    language: str = "en"

    @property
    def home(self) -> Path:
        """The home, whose name no careless quoting survives."""
        return self.folder / "a reader's *home"

    @property
    def account(self) -> Path:
        """The file with address and key."""
        return self.home / ".claude-glm" / "account.json"

    @property
    def glm(self) -> Path:
        """The command that the script writes."""
        return self.home / ".local" / "bin" / "glm"

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the whole environment, with `programs` for the first folder of programs."""
        programs = changes.pop("programs", "client:tools").split(":")
        return {
            "PATH": ":".join(str(self.folder / name) for name in programs),
            "HOME": str(self.home),
            "SHELL": "/bin/bash",
            "LANG": LANGUAGES[self.language],
            **changes,
        }

    def types(self, command: str, *, stdin: str = "", **changes: str) -> Said:
        """Run a command line where the script lies, without a terminal."""
        run = subprocess.run(
            ["/bin/sh", "-c", command], cwd=self.folder, env=self.environment(**changes),
            input=stdin.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, check=False,
        )  # fmt: skip
        return Said(text=run.stdout.decode().replace(str(self.home), "~"), status=run.returncode)

    def sets_up(self, options: str = "--from z.ai", *, key: str = KEY, **changes: str) -> Said:
        """Run the script with a key from standard input."""
        command = f"sh glm-setup.sh {options} --key-file -"
        return self.types(command, stdin=key, **changes)

    def starts(self, **changes: str) -> Said:
        """Run glm, which hands over to the stand-in for Claude Code."""
        return self.types('exec "$HOME/.local/bin/glm" -p "two words"', **changes)


def reader(folder: Path, shell: str, language: str = "en") -> Reader:
    """Return a new reader, who has Claude Code, a plain setting of it, and an rc file."""
    someone = Reader(folder=folder, language=language)
    (someone.home / ".claude").mkdir(parents=True)
    (someone.home / ".claude" / "settings.json").write_text('{"model": "opus"}', encoding="utf-8")
    (someone.home / ".bashrc").write_text("alias ll='ls -l'", encoding="utf-8")
    (folder / "client").mkdir()
    shutil.copy(HERE / "claude", folder / "client")
    (folder / "tools").mkdir()
    for name in TOOLS:
        (folder / "tools" / name).symlink_to(found(name))
    program, _, options = SHELLS[shell].partition(" ")
    (folder / "tools" / "sh").write_text(f'#!/bin/sh\nexec {found(program)} {options} "$@"\n')
    (folder / "tools" / "sh").chmod(0o755)
    shutil.copy(SCRIPT, folder)
    return someone


def watch(someone: Reader) -> None:
    """Give the reader a folder `watched`, in which each tool notes how it is called."""
    (someone.folder / "watched").mkdir()
    (someone.folder / "watched" / "count").write_text("0\n")
    for name in TOOLS:
        (someone.folder / "watched" / name).symlink_to(HERE / "tool")


def found(program: str) -> str:
    """Return where a program is; a test that needs one that is not there fails."""
    place = shutil.which(program)
    assert place, f"{program} is missing; `make test` installs it."
    return place


def tree(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the mode of a folder and all below it, and what each file holds or link points to."""
    return {
        str(path.relative_to(folder)): (stat.filemode(path.lstat().st_mode), _content(path))
        for path in [folder, *folder.rglob("*")]
    }


def _content(path: Path) -> str:
    if path.is_symlink():
        return str(path.readlink())
    return path.read_text(encoding="utf-8") if path.is_file() else ""
