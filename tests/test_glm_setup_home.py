"""Proves what glm-setup.sh leaves in a home: modes, files untouched, and nothing afterwards."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from glm_reader import KEY, Reader, every_shell, reader, tree


@every_shell
def test_only_the_reader_can_read_the_key(tmp_path: Path, shell: str) -> None:
    """The folder is 0700, the account 0600 and the command 0755, whatever umask and rerun."""
    someone = reader(tmp_path, shell)

    someone.types("umask 000; printf %s $KEY | sh glm-setup.sh --from z.ai --key-file -", KEY=KEY)
    first = tree(someone.home)
    someone.account.chmod(0o644)
    someone.account.parent.chmod(0o755)
    someone.sets_up()

    assert tree(someone.home) == first
    modes = {name: mode for name, (mode, _) in first.items() if name in MODES}
    assert modes == MODES


MODES = {
    ".claude-glm": "drwx------",
    ".claude-glm/account.json": "-rw-------",
    ".claude-glm/made": "-rw-------",
    ".local": "drwx------",
    ".local/bin": "drwx------",
    ".local/bin/glm": "-rwxr-xr-x",
}


@every_shell
def test_a_second_run_touches_nothing(tmp_path: Path, shell: str) -> None:
    """The same answers leave every file with its inode and its time; another key does not."""
    someone = reader(tmp_path, shell)
    someone.sets_up("--from z.ai --pin")
    first = files(someone)

    again = someone.sets_up("--from z.ai --pin")
    second = files(someone)
    someone.sets_up("--from z.ai --pin", key=KEY[::-1])
    third = files(someone)

    assert again.text.splitlines()[0] == "Nothing to do: glm is set up like this already."
    assert second == first
    assert {path for path in first if third[path] != first[path]} == {someone.account}


def files(someone: Reader) -> dict[Path, tuple[int, int, bytes]]:
    """Return inode, time and content of every file in a home."""
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
        for path in someone.home.rglob("*")
        if path.is_file()
    }


HOMES = {
    "new": ":",
    "folder": "mkdir ~/.local",
    "folders": "mkdir -p ~/.local/bin; chmod 750 ~/.local ~/.local/bin",
    "another-program": "mkdir -p ~/.local/bin; echo : >~/.local/bin/other",
    "another-glm": "mkdir -p ~/.local/bin; echo : >~/.local/bin/glm; chmod 711 ~/.local/bin/glm",
    "a-link": "mkdir -p ~/.local/bin; cat /dev/null >~/g; ln -s ../../g ~/.local/bin/glm",
    "a-dead-link": "mkdir -p ~/.local/bin; ln -s nowhere ~/.local/bin/glm",
    "another-backup": "mkdir -p ~/.local/bin; echo : >~/.local/bin/glm.bak",
}


@every_shell
@pytest.mark.parametrize("home", HOMES)
def test_uninstalling_gives_the_home_back(tmp_path: Path, shell: str, home: str) -> None:
    """What was there is there again, byte for byte, modes and links included, and nothing else."""
    someone = reader(tmp_path, shell)
    subprocess.run(["/bin/sh", "-c", HOMES[home]], env={"HOME": str(someone.home)}, check=True)
    before = tree(someone.home)

    setups = [
        someone.sets_up("--from z.ai --force").status,
        someone.sets_up("--from open.bigmodel.cn --force --pin").status,
    ]
    assert (setups, tree(someone.home) == before) == ([0, 0], False)
    for file in (someone.account, someone.glm):
        file.with_name(f"{file.name}.new.1").write_text("left over when it was killed")
    assert someone.types("sh glm-setup.sh --uninstall").status == 0

    assert tree(someone.home) == before


@every_shell
def test_uninstalling_keeps_the_history_until_told_otherwise(tmp_path: Path, shell: str) -> None:
    """What Claude Code put into the folder stays, and goes with --purge."""
    someone = reader(tmp_path, shell)
    before = tree(someone.home)
    someone.sets_up()
    history = someone.account.parent / "history.jsonl"
    history.write_text("{}")

    someone.types("sh glm-setup.sh --uninstall")
    kept = tree(someone.home)
    someone.types("sh glm-setup.sh --purge")

    assert set(kept) - set(before) == {".claude-glm", ".claude-glm/history.jsonl"}
    assert tree(someone.home) == before


@every_shell
@pytest.mark.parametrize("options", ["", "--uninstall", "--purge"])
def test_a_dry_run_changes_nothing(tmp_path: Path, shell: str, options: str) -> None:
    """With --dry-run, nothing is asked, written or removed."""
    someone = reader(tmp_path, shell)
    someone.sets_up()
    (someone.account.parent / "account.json.new.1").write_text("left over")
    before = tree(someone.home)

    said = someone.types(f"sh glm-setup.sh --dry-run {options}")

    assert (said.status, tree(someone.home) == before) == (0, True)
