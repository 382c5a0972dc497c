"""The account of a new Debian user: the system's rc files, and three homes as readers have them."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from pasteproof.model import Home, ShellName

_ZSHRC = Path("/etc/zsh/newuser.zshrc.recommended")
_SYSTEM = ("profile", "bash.bashrc", "zshrc", "zshenv", "zprofile", "zlogin", "zlogout")
_OWN_BASHRC = """
alias ll='ls -l'
alias rm='rm -i'
alias cp='cp -i'
alias mv='mv -i'
alias grep='grep --color=auto'
set -o noclobber
HISTCONTROL=ignoreboth
PROMPT_COMMAND='history -a'
export EDITOR=vi
export PATH="$HOME/bin:$PATH\""""
_OWN_ZSHRC = """
alias ll='ls -l'
alias rm='rm -i'
alias cp='cp -i'
alias mv='mv -i'
alias grep='grep --color=auto'
setopt noclobber autocd extendedglob
setopt hist_ignore_space
export EDITOR=vi
export PATH="$HOME/bin:$PATH\""""


def home_files(home: Home) -> dict[str, bytes]:
    """Return the files of a home, by path below it.

    `new` is what useradd(8) makes of /etc/skel; `distribution` adds the .zshrc that Debian
    recommends; `lived-in` adds a reader's own lines, the last one without a line end.
    """
    files = _skeleton(Path("/etc/skel"))
    if home == "new":
        return files
    files[".zshrc"] = _ZSHRC.read_bytes() if _ZSHRC.is_file() else b"autoload -Uz compinit\n"
    if home == "lived-in":
        files[".bashrc"] = files.get(".bashrc", b"") + _OWN_BASHRC.encode()
        files[".zshrc"] += _OWN_ZSHRC.encode()
        files[".bash_history"] = b"ls\nssh example.test\n"
        files[".zsh_history"] = b"ls\nssh example.test\n"
    return files


def system_files(bash_hook: str, zsh_hook: str) -> dict[str, bytes]:
    """Return the system-wide rc files, by path below /etc, with the terminal's own lines added.

    The hooks go where the system, not the reader, has its say, so that the reader's files stay
    what they are.
    """
    files: dict[str, bytes] = {}
    for name in _SYSTEM:
        for path in (Path("/etc", name), Path("/etc/zsh", name)):
            if path.is_file():
                files[str(path.relative_to("/etc"))] = path.read_bytes()
    files["bash.bashrc"] = files.get("bash.bashrc", b"") + bash_hook.encode()
    folder = "zsh/" if Path("/etc/zsh").is_dir() else ""
    files[f"{folder}zshenv"] = files.get(f"{folder}zshenv", b"") + zsh_hook.encode()
    return files


def _skeleton(folder: Path) -> dict[str, bytes]:
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


@cache
def shell_version(shell: ShellName) -> str:
    """Return the version of the shell on this machine, such as 5.2.15, or nothing without it."""
    path = shutil.which(shell, path="/usr/bin:/bin")
    if path is None:
        return ""
    told = subprocess.run([path, "--version"], capture_output=True, encoding="utf-8", check=False)
    found = re.search(r"\d+(?:\.\d+)+", told.stdout)
    return found[0] if found else ""


@cache
def system_name() -> str:
    """Return the name of the system whose shells are used, such as Debian GNU/Linux 12."""
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return platform.system()
