"""Explains what a shell printed: the usual causes, and what the writer of a snippet can do."""

from __future__ import annotations

import re

_CAUSES = {
    r"zsh: command not found: #": (
        "zsh does not accept comments typed at its prompt; move the comment into the page."
    ),
    r"zsh: no matches found: ": (
        "In zsh an unquoted ?, * or [..] is a pattern that must match a file; quote it."
    ),
    r"event not found": (
        "At the prompt, ! inside double quotes recalls history; use single quotes."
    ),
    r"no coprocess": (
        "In zsh `read -p` reads from a coprocess; print the question with printf, then read."
    ),
    r"command not found: (?:shopt|complete)\b": (
        "zsh has read an rc file of bash; give each shell its own."
    ),
    r"(?:autoload|zstyle|setopt): command not found": (
        "bash has read an rc file of zsh; give each shell its own."
    ),
    r"cannot overwrite existing file|zsh: file exists: ": (
        "The reader has noclobber set; write with >| instead of >."
    ),
    r"No space left on device|File too large|[Ff]ile size limit exceeded": (
        "The machine's disk is full; raise disk in [limits] if that much is needed."
    ),
    r"Resource temporarily unavailable|fork failed": (
        "The machine has reached its limit of processes; raise processes in [limits] if that many "
        "are needed."
    ),
}


_ALIAS = (
    "zsh reads all that is pasted before it runs any of it, so an alias can't be used where it is "
    "made; make two snippets, or a function."
)


def cause(output: str, pasted: str = "") -> str:
    """Return the advice for the first known cause in an output of what was pasted, or nothing."""
    known = (advice for pattern, advice in _CAUSES.items() if re.search(pattern, output))
    missing = re.findall(r"^zsh: command not found: (\S+)$", output, re.MULTILINE)
    is_made = any(re.search(_making(name), pasted) for name in missing)
    return next(known, _ALIAS if is_made else "")


def _making(name: str) -> str:
    return rf"\balias\s(?:[^\n;]*\s)?['\"]?{re.escape(name)}['\"]?="
