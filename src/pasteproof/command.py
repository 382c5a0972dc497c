"""What every command of `pasteproof` has: a parser with an example, an exit status, a complaint."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

FINE, DIAGNOSTICS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
Commands = argparse._SubParsersAction  # the only name that it has


def command(
    commands: Commands[argparse.ArgumentParser],
    name: str, does: str, example: str, run: Callable[[argparse.Namespace], int] | None,
) -> argparse.ArgumentParser:  # fmt: skip
    """Add a command and return its parser; one without a `run` has commands of its own."""
    parser = commands.add_parser(name, help=does, description=does, epilog=f"Example: {example}")
    if run:
        parser.set_defaults(run=run)
    return parser


def complain(text: str) -> None:
    """Tell a person what is wrong, apart from what the command was asked for."""
    print(text, file=sys.stderr, flush=True)
