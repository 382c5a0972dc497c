"""Proves set-up: it sees what a machine lacks, gets it, or says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"
SYSTEM = SCRIPTS / "system.sh"
EVERYWHERE = ("bash", "cat", "dirname", "env", "id", "rm", "sort", "true", "uname")


def test_a_machine_that_has_everything_is_left_alone(tmp_path: Path) -> None:
    """Where nothing is missing, nothing is installed, asked or said."""
    for name in ("apt-get", "dnf", "sudo"):
        fake(tmp_path, name, f"echo called {name}; exit 1")

    said = run(
        SYSTEM, "sandbox", "browser", "nginx", "shellcheck",
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip

    assert (said.stdout, said.stderr, said.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    ("fakes", "needs", "message"),
    [
        (
            {},
            ["sandbox"],
            "Installing zsh, bubblewrap.\n"
            "pasteproof: zsh, bubblewrap must be installed, and neither apt-get nor dnf is here. "
            "Install with this system's package manager: zsh bubblewrap\n",
        ),
        (
            {"id": "echo 1000", "apt-get": "exit 9"},
            ["shellcheck"],
            "Installing shellcheck.\n"
            "This needs root, and there is no sudo.\n"
            "apt-get update failed; going on with the lists that are there.\n"
            "This needs root, and there is no sudo.\n"
            "pasteproof: the installation of shellcheck failed. "
            "Install by hand: sudo apt-get install shellcheck\n",
        ),
        (
            {"id": "echo 1000", "dnf": "exit 9", "sudo": "exit 1"},
            ["shellcheck", "python"],
            "Installing ShellCheck, python3.\n"
            "This needs root, and sudo asks for a password, but there is no terminal to ask on.\n"
            "pasteproof: the installation of ShellCheck, python3 failed. "
            "Install by hand: sudo dnf install ShellCheck python3\n",
        ),
        (
            {"uname": "echo Darwin"},
            ["sandbox"],
            "pasteproof: a sandbox needs Linux, and this is Darwin. Use a Linux virtual machine: "
            "Lima or Multipass on macOS, WSL 2 on Windows.\n",
        ),
        (
            {"zsh": "", "bwrap": "echo bubblewrap 0.6.1"},
            ["sandbox"],
            "pasteproof: bubblewrap 0.6.1 is too old. Version 0.8 is the first that can forbid "
            "sandboxes in the sandbox: use a newer system.\n",
        ),
        (
            {},
            ["browser"],
            "Installing chromium, fontconfig, fonts-noto-cjk.\n"
            "pasteproof: chromium, fontconfig, fonts-noto-cjk must be installed, and neither "
            "apt-get nor dnf is here. Install with this system's package manager: "
            "chromium fontconfig fonts-noto-cjk\n",
        ),
        (
            {"google-chrome": "", "fc-list": "", "dnf": "exit 9", "id": "echo 0"},
            ["browser"],
            "Installing google-noto-sans-cjk-fonts.\n"
            "pasteproof: the installation of google-noto-sans-cjk-fonts failed. "
            "Install by hand: sudo dnf install google-noto-sans-cjk-fonts\n",
        ),
        (
            {},
            ["printer"],
            "pasteproof: there is no need called 'printer'. "
            "The needs are: python, sandbox, guide, tests, browser, nginx, shellcheck.\n",
        ),
    ],
)
def test_what_is_missing_is_told(
    tmp_path: Path, fakes: dict[str, str], needs: list[str], message: str
) -> None:
    """A machine that lacks something, and can't get it, is told what, why and what to do."""
    bare_machine(tmp_path, fakes)

    said = run(SYSTEM, *needs, env={"PATH": str(tmp_path)}, start_new_session=True)

    assert (said.stdout, said.stderr, said.returncode) == ("", message, 1)


def test_missing_packages_are_installed_once_and_by_name(tmp_path: Path) -> None:
    """What is missing is installed as root with one update and one installation."""
    calls = tmp_path / "calls"
    bare_machine(tmp_path, {"id": "echo 0", "apt-get": f'echo "$*" >>{calls}'})

    said = run(SYSTEM, "python", "shellcheck", env={"PATH": str(tmp_path)})

    options = "-qq --yes -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0"
    assert (said.stderr, said.returncode) == ("Installing python3-venv, shellcheck.\n", 0)
    assert calls.read_text(encoding="utf-8").splitlines() == [
        f"{options} update",
        f"{options} install --no-install-recommends python3-venv shellcheck",
    ]


def test_apparmor_is_asked_once_for_leave_to_build_a_sandbox(tmp_path: Path) -> None:
    """Where AppArmor alone forbids the sandbox, a profile is installed, and said how to undo it."""
    written = tmp_path / "profile"
    bare_machine(tmp_path, {"zsh": "", "apparmor_parser": "", "bwrap": "echo bubblewrap 0.9.0"})
    on_ubuntu = f"""
        source {SYSTEM}
        apparmor_forbids() {{ true; }}
        try_sandbox() {{ [ -s {written} ] || {{ echo 'setting up uid map: denied'; false; }}; }}
        as_root() {{ if [ "$1" = tee ]; then cat >{written}; else echo "as root: $*"; fi; }}
        main sandbox
    """

    said = run("bash", "-c", on_ubuntu, env={"PATH": str(tmp_path)})

    path = "/etc/apparmor.d/pasteproof-bwrap"
    assert (said.stdout, said.returncode) == (f"as root: apparmor_parser -r {path}\n", 0)
    assert said.stderr == (
        f"AppArmor keeps bubblewrap from building a sandbox. Allowing it, with {path} "
        f"(to undo: sudo apparmor_parser -R {path}; sudo rm {path}).\n"
    )
    assert "profile pasteproof-bwrap /usr/bin/bwrap" in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("systemctl", "kept"),
    [
        ('case "$*" in *is-enabled*) true ;; *) echo "systemctl $*" ;; esac', True),
        ('case "$*" in *is-enabled*) false ;; *) echo "systemctl $*" ;; esac', False),
        (None, False),
    ],
)
def test_a_web_server_that_only_tests_need_serves_nobody(
    tmp_path: Path, systemctl: str | None, kept: bool
) -> None:
    """Where nginx is installed here and would start, it is kept from that, and said how to undo."""
    fakes = {"id": "echo 0", "apt-get": ""}
    bare_machine(tmp_path, fakes | ({"systemctl": systemctl} if systemctl else {}))
    without = f"source {SYSTEM}; has_no_nginx() {{ true; }}; main nginx"

    said = run("bash", "-c", without, env={"PATH": str(tmp_path)})

    told = (
        "The tests need the program only: keeping nginx from serving port 80 "
        "(to undo: sudo systemctl enable --now nginx).\n"
    )
    done = "systemctl --quiet disable --now nginx\n"
    assert (said.stdout, said.stderr, said.returncode) == (
        done if kept else "", f"Installing nginx.\n{told if kept else ''}", 0
    )  # fmt: skip


def test_a_web_server_that_was_there_is_left_alone(tmp_path: Path) -> None:
    """Where nginx is there already, it goes on serving what it serves."""
    bare_machine(tmp_path, {"nginx": "", "systemctl": "echo touched"})

    said = run(SYSTEM, "nginx", env={"PATH": str(tmp_path)})

    assert (said.stdout, said.stderr, said.returncode) == ("", "", 0)


def test_a_machine_without_a_fit_python_is_told(tmp_path: Path) -> None:
    """A Python that can't run or is too old is passed over; one is installed, or asked for."""
    commands, checkout = tmp_path / "bin", tmp_path / "checkout"
    commands.mkdir()
    bare_machine(
        commands, {"python3.13": "exit 127", "python3": "exit 1", "dnf": "", "id": "echo 0"}
    )
    shutil.copytree(SCRIPTS, checkout / "scripts")

    said = run(checkout / "scripts" / "venv.sh", env={"PATH": str(commands)})

    assert (said.stdout, said.returncode) == ("", 1)
    assert said.stderr == (
        "Installing python3.\n"
        "pasteproof: no Python 3.11 or newer that can make a virtual environment was found. "
        "Install one, with its venv module, and run this again.\n"
    )


def bare_machine(folder: Path, fakes: dict[str, str]) -> None:
    """Make a folder of commands: the few that every Linux has, and the fakes."""
    for name in EVERYWHERE:
        if path := shutil.which(name):
            (folder / name).symlink_to(path)
    for name, body in fakes.items():
        (folder / name).unlink(missing_ok=True)
        fake(folder, name, body)


def fake(folder: Path, name: str, body: str) -> None:
    """Put a command into a folder that does what one line of shell says."""
    path = folder / name
    path.write_text(f"#!{shutil.which('bash')}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def run(*command: str | Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run a command without a keyboard, and return what it said."""
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **settings
    )
