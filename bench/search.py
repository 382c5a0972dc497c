"""Measures the search of this guide: making its index, opening it, and a first result.

What is searched for are the headings of the longest page. Cold is a browser that has loaded nothing
of the search: from opening it to the first result. Warm is from a typed query to its first result.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import chromium, served  # noqa: E402
from pasteproof import search  # noqa: E402
from pasteproof.build import build  # noqa: E402

LANGUAGES = ("en", "zh")
MOST = 100
"""Milliseconds that a first result may take."""
_FIRST = """async (query) => {
  const [input, list] = ["input", "ol"].map((name) => document.querySelector(`.search ${name}`))
  list.replaceChildren()
  const began = performance.now()
  const seen = new Promise((done) => new MutationObserver(() => list.children.length && done())
    .observe(list, { childList: true }))
  if (!document.querySelector("dialog.search").open) document.querySelector(".head__search").click()
  input.value = query
  input.dispatchEvent(new Event("input"))
  await seen
  return performance.now() - began
}"""


def main() -> None:
    """Measure, and print it as a table."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        problems = build(ROOT, site)
        assert not problems, problems
        tell("index made", statistics.median(made(site) for _ in range(5)))
        with served(site) as address, chromium() as browser:
            for language in LANGUAGES:
                cold = [firsts(browser, address, language, [query])[0] for query in ("Key",) * 5]
                tell(f"{language}: first result, cold", statistics.median(cold))
                warm = firsts(browser, address, language, ["Key", *headings(site, language)])[1:]
                tell(
                    f"{language}: first result, warm, of {len(warm)}", statistics.median(warm), MOST
                )
                tell(f"{language}: warm, the slowest", max(warm), MOST)
        size = sum(path.stat().st_size for path in (site / search.FOLDER).rglob("*.*"))
        print(f"{'index, all files':<48}{size / 1000:>8.0f} kB")


def tell(what: str, milliseconds: float, aim: float = 0) -> None:
    """Print a line of the table: a time, and what is aimed at."""
    aimed = f"  aim {aim:.0f} ms" if aim else ""
    print(f"{what:<48}{milliseconds:>8.0f} ms{aimed}")


def made(site: Path) -> float:
    """Return how long making the index took, in milliseconds."""
    began = time.perf_counter()
    search.write(site, LANGUAGES)
    return (time.perf_counter() - began) * 1000


def headings(site: Path, language: str) -> list[str]:
    """Return the headings of the longest page of a language."""
    longest = max((site / language).glob("*.html"), key=lambda path: path.stat().st_size)
    found = re.findall(r"<h\d id=[^>]*>(.*?)<a class=.headerlink", longest.read_text("utf-8"))
    return [re.sub(r"<[^>]*>", "", each) for each in found]


def firsts(browser: Browser, address: str, language: str, queries: list[str]) -> list[float]:
    """Return how long each query took until its first result stood there, in milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{language}/index.html")
    found = [float(page.evaluate(_FIRST, query)) for query in queries]
    page.wait_for_load_state("networkidle")
    context.close()
    return found


if __name__ == "__main__":
    main()
