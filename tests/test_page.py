"""Proves that a page shows each snippet as it is, with a true mark, wherever it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import markdown
import pytest

from pasteproof import panels
from pasteproof.page import Fence, expand, fences, references
from pasteproof.proof import Published, Record

CASES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
BOTH = ("bash 5.2.15", "zsh 5.9")
RECORD = Record(
    scenario="demo", digest="", shell="bash", shell_version="5.2.15", system="Debian", passed=True,
    feeds=("paste",), homes=("new",), when="2026-11-22T18:30:00Z",
)  # fmt: skip
SNIPPETS = {
    each.reference: each
    for each in (
        Published(reference="demo/proven", text="echo one\necho two\n", proofs=BOTH),
        Published(reference="demo/plain", text="ls\n"),
        Published(reference="demo/ticks", text="echo '````'\n"),
        Published(reference="demo/tabbed", text="if true\n\tthen ls\nfi\n", proofs=BOTH),
        Published(reference="demo/blank", text="\nls\n", proofs=BOTH),
        Published(
            reference="demo/acted",
            text="claude\n",
            proofs=("bash 5.2.15",),
            stand_ins=("claude", "curl", "npm"),
        ),
        Published(
            reference="demo/windows",
            text='$env:A = "1"\n',
            language="powershell",
            reason="PowerShell does not run here.",
        ),
    )
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_page_is_expanded(path: Path) -> None:
    """Each file of pages/ holds a page, what becomes of it, and what is wrong with it."""
    given, wanted, problems = path.read_text(encoding="utf-8").split("=====\n")
    language = path.stem.rpartition(".")[2]

    expanded = expand(given, look_up, language)

    assert expanded.text == wanted
    assert [f"{line}: {message}" for line, message in expanded.problems] == problems.splitlines()


CONTAINERS = {
    "list": (
        "1.  First:\n\n    @\n\n2.  Then.\n",
        "<ol>\n<li>\n<p>First:</p>\n@\n</li>\n<li>\n<p>Then.</p>\n</li>\n</ol>",
    ),
    "nested list": (
        "- A\n\n    - B\n\n        @\n",
        "<ul>\n<li>\n<p>A</p>\n<ul>\n<li>\n<p>B</p>\n@\n</li>\n</ul>\n</li>\n</ul>",
    ),
    "admonition": (
        '!!! note "N"\n\n    @\n\n    More.\n',
        '<div class="admonition note">\n<p class="admonition-title">N</p>\n@\n<p>More.</p>\n</div>',
    ),
    "details": (
        '??? note "N"\n\n    @\n',
        '<details class="note">\n<summary>N</summary>\n@\n</details>',
    ),
    "quotation": ("> Q\n>\n> @\n", "<blockquote>\n<p>Q</p>\n@\n</blockquote>"),
    "tab": (
        '=== "bash"\n\n    @\n\n=== "zsh"\n\n    Z\n',
        '<div class="tabbed-block">\n@\n</div>\n<div class="tabbed-block">\n<p>Z</p>\n</div>',
    ),
    "text without blank lines": ("Above\n@\nBelow\n", "<p>Above</p>\n@\n<p>Below</p>"),
}
BLOCK = (
    '<div class="highlight" data-snippet="demo/proven"><pre><span></span><code>'
    "echo one\necho two\n</code></pre></div>\n"
    '<p class="pasteproof-mark pasteproof-verified" data-pagefind-ignore data-search-exclude>'
    "Proven in bash 5.2.15 and zsh 5.9</p>"
)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_snippet_and_its_mark_stay_in_their_container(name: str) -> None:
    """A snippet renders as a code block with its mark right below, inside what it stands in."""
    given, wanted = CONTAINERS[name]
    text = re.sub(r"^([> ]*)@$", r"\1```snippet\n\1demo/proven\n\1```", given, flags=re.MULTILINE)

    html = render(expand(text, look_up, "en").text)

    assert wanted.replace("@", BLOCK) in html


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_proven_snippet_becomes_a_figure_in_its_container(name: str) -> None:
    """Block and mark become one figure, inside what they stand in; the mark opens to its facts."""
    given, wanted = CONTAINERS[name]
    text = re.sub(r"^([> ]*)@$", r"\1```snippet\n\1demo/proven\n\1```", given, flags=re.MULTILINE)
    proven = replace(SNIPPETS["demo/proven"], records=(RECORD,))

    html = panels.fill(render(expand(text, look_up, "en").text), lambda _: proven, "en")

    code = BLOCK.partition("</div>")[0].replace(' data-snippet="demo/proven"', "")
    code = code.replace("<pre>", '<pre tabindex="0" role="group" aria-label="Code">')
    figure = (
        f'<figure class="snippet" data-snippet="demo/proven">{code}</div>\n'
        '<details class="pasteproof-mark pasteproof-verified" data-search-exclude '
        "data-pagefind-ignore><summary>Proven in bash 5.2.15 and zsh 5.9</summary>"
        f"{panels.panel(proven, 'en')}</details></figure>"
    )
    assert wanted.replace("@", figure) in html
    assert panels.panel(proven, "en").startswith('\n<div class="proof">\n')


def test_the_fences_of_a_page_are_found() -> None:
    """Fences are found at any indentation, those inside others are not, and lines are counted."""
    text = (
        "> ```sh\n> a\n>\n> b\n> ```\n\n    ~~~\n    ```\n    ~~~\n\n````\n```\n````\n```x`\n```\n"
    )

    found = fences(text)

    assert found == (
        Fence(line=1, end=5, lead="> ", marks="```", info="sh", body=("a", "", "b")),
        Fence(line=7, end=9, lead="    ", marks="~~~", info="", body=("```",)),
        Fence(line=11, end=13, lead="", marks="````", info="", body=("```",)),
        Fence(line=15, end=15, lead="", marks="```", info="", is_closed=False),
    )


def test_the_references_of_a_page_have_lines() -> None:
    """The snippets that a page names are listed with the lines that name them."""
    text = (
        "---\ntitle: T\n---\n\n```snippet\na/b\n```\n\n1.  X\n\n    ```snippet\n    c/d\n    ```\n"
    )

    assert references(text) == ((6, "a/b"), (12, "c/d"))


def look_up(reference: str) -> Published:
    """Return the snippet of that name."""
    if reference not in SNIPPETS:
        raise LookupError(f"there is no snippet '{reference}'.")
    return SNIPPETS[reference]


def render(text: str) -> str:
    """Return the page as Python-Markdown makes it, without colours."""
    return markdown.markdown(
        text,
        extensions=[
            "admonition",
            "attr_list",
            "pymdownx.details",
            "pymdownx.highlight",
            "pymdownx.superfences",
            "pymdownx.tabbed",
        ],
        extension_configs={
            "pymdownx.highlight": {"use_pygments": True, "guess_lang": False},
            "pymdownx.tabbed": {"alternate_style": True},
        },
    ).replace('<span class="nb">echo</span><span class="w"> </span>', "echo ")
