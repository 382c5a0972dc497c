"""Measures what `pasteproof check` takes for a large guide: the pages of ours, many times over.

It is checked three times from nothing, three times with nothing changed since, and once with one
page changed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PAGES = 1000
LANGUAGES = ("en", "zh")
MOST_COLD, MOST_UNCHANGED = 10.0, 1.0
"""Seconds that we aim at on two cores."""
ROOT = Path(__file__).parent.parent
PASTEPROOF = Path(sys.executable).with_name("pasteproof")


def main() -> None:
    """Measure, and print it as a table."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        guide = Path(folder)
        write(guide)
        cold = statistics.median(checks(guide, before=forget))
        unchanged = statistics.median(checks(guide, before=leave))
        changed = statistics.median(checks(guide, before=change))
    tell(f"check of {len(LANGUAGES)} times {PAGES} pages, cold", cold, MOST_COLD)
    tell("  nothing changed", unchanged, MOST_UNCHANGED)
    tell("  one page changed", changed)


def tell(what: str, seconds: float, aim: float = 0) -> None:
    """Print a line of the table: a time, and what is aimed at."""
    aimed = f"  aim {aim:.0f} s" if aim else ""
    print(f"{what:<48}{seconds:>8.2f} s{aimed}")


def checks(guide: Path, before: Callable[[Path], None]) -> Iterator[float]:
    """Yield how long each of some checks took."""
    for _ in range(3):
        before(guide)
        began = time.perf_counter()
        subprocess.run([PASTEPROOF, "check"], cwd=guide, check=False, capture_output=True)
        yield time.perf_counter() - began


def forget(guide: Path) -> None:
    """Take away what was found before."""
    shutil.rmtree(guide / "build", ignore_errors=True)


def leave(guide: Path) -> None:
    """Change nothing."""


def change(guide: Path) -> None:
    """Add a comment to one page."""
    page = guide / "docs" / LANGUAGES[0] / "index.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n<!-- a note -->\n", encoding="utf-8")


def write(guide: Path) -> None:
    """Write the guide: our own snippets and settings, and our pages in many folders."""
    for name in ("snippets", "reader"):
        shutil.copytree(ROOT / name, guide / name)
    for path in (*ROOT.glob("*.toml"), *ROOT.glob("*.yml"), *ROOT.glob("docs/*.toml")):
        (guide / path.relative_to(ROOT)).parent.mkdir(exist_ok=True)
        shutil.copy(path, guide / path.relative_to(ROOT))
    names = sorted(path.name for path in (ROOT / "docs" / LANGUAGES[0]).glob("*.md"))
    for number in range(PAGES):
        part = "" if number < len(names) else f"part-{number // len(names)}"
        for below in ("docs/en", "docs/zh", "translations/zh"):
            name = names[number % len(names)]
            name = name.replace(".md", ".lock") if below.startswith("translations") else name
            if (ROOT / below / name).is_file():
                text = (ROOT / below / name).read_text(encoding="utf-8")
                sign = f"\n<!-- {part} -->\n" if name.endswith(".md") else ""
                (guide / below / part).mkdir(parents=True, exist_ok=True)
                (guide / below / part / name).write_text(f"{text}{sign}", encoding="utf-8")


if __name__ == "__main__":
    main()
