"""Proves the blanks of snippets: filled in on the page, and safe in the shells, come what may."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from browser import faults, served
from built import ROOT
from cases import PASSES, play, told
from pasteproof.blanks import fault
from pasteproof.build import build
from pasteproof.model import FEEDS, SHELLS, Feed, ShellName
from pasteproof.page import expand
from pasteproof.proof import Published

PAGE = """\
# Acme { #acme }

```snippet
demo/key
```

```snippet
demo/host
```

```json
{"key": "YOUR_API_KEY"}
```
"""
GUIDE = {
    "docs/en/index.md": PAGE,
    "docs/zh/index.md": PAGE,
    "snippets/demo/scenario.toml": '[[step]]\npaste = "key.sh"\n\n[[step]]\npaste = "host.sh"\n',
    "snippets/demo/key.sh": "export ACME_KEY=YOUR_API_KEY\n",
    "snippets/demo/host.sh": "printf '%s\\n' https://YOUR_HOST/x: YOUR_API_KEY YOUR_API_KEY_ID\n",
}
HOSTILE = (
    "it's",
    "''",
    "'",
    '"a" b  c ',
    "$(touch executed)",
    "`touch executed`",
    "'; touch executed; '",
    "'$(touch executed)'",
    "$HOME ${HOME} ~ * ?",
    "!! !ls !$ it's !!",
    "\\",
    "a\\'b\\",
    "-rf --help",
    "-n",
    "🔑 密钥",
    "# no comment",
    "a;b|c&d>e<f(g){h}[i]",
    "=ls %1 ^a^b",
    "0123456789abcdef.Ghijklmnop",
)
PLAIN = "0123456789abcdef.Ghijklmnop"
STEP = """
[[step]]
paste = "{number}.sh"

[[step]]
types = "printf %s \\"$ACME_KEY\\" | sha256sum"
shows = "{digest}  -"
"""
REFUSED = "where not every value is safe. Write it as a plain word, such as NAME="


class Reader:
    """Somebody who reads the small guide, fills its blanks in and copies."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.key, self.host = (page.locator(".snippet").nth(at) for at in (0, 1))
        self.asked = list[str]()
        page.on("request", lambda request: self.asked.append(said_by(request)))

    def field(self, name: str) -> Locator:
        """Return the first field of a blank."""
        return self.page.get_by_label(name, exact=True).first

    def copy(self, figure: Locator) -> str:
        """Press the button of a snippet, and return what is in the clipboard."""
        button = figure.locator("> .highlight > button")
        button.click()
        expect(self.page.locator("body > output")).to_have_text("Copied")
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def paste(self, text: str, into: Locator) -> None:
        """Paste a text into a field, by keyboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        into.focus()
        self.page.keyboard.press("Control+V")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a small guide whose snippets have blanks."""
    root = tmp_path_factory.mktemp("guide")
    for name, text in GUIDE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^nav:\n(?:  .*\n)+", "nav:\n  - index.md\n", config, flags=re.MULTILINE)
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    assert build(root, root / "site") == ()
    with served(root / "site") as found:
        yield found


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """Return a reader of the English page."""
    with reading(browser, f"{address}en/index.html") as found:
        yield found


@contextmanager
def reading(browser: Browser, url: str, width: int = 1440) -> Iterator[Reader]:
    """Open a page in a window of its own, which may use the clipboard."""
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"], viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(url)
    yield Reader(page)
    context.close()


@pytest.fixture(scope="module")
def filled(browser: Browser, address: str) -> dict[str, str]:
    """Return what is copied of the snippet with the key, by what was filled in."""
    with reading(browser, f"{address}en/index.html") as reader:
        found = {}
        for value in HOSTILE:
            reader.field("YOUR_API_KEY").fill(value)
            found[value] = reader.copy(reader.key)
    return found


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_variable_holds_what_was_filled_in(
    filled: dict[str, str], tmp_path: Path, shell: ShellName, feed: Feed
) -> None:
    """From the field through the clipboard to the prompt, each value stays what it is."""
    assert told(play(tmp_path, scenario(tmp_path, filled), shell, feed)) == PASSES


NAIVE = {
    "bare": "export ACME_KEY={}\n",
    "in double quotes": 'export ACME_KEY="{}"\n',
    "in single quotes": "export ACME_KEY='{}'\n",
}


@pytest.mark.parametrize("text", NAIVE.values(), ids=NAIVE.keys())
@pytest.mark.parametrize("shell", SHELLS)
def test_a_value_put_in_naively_does_harm(tmp_path: Path, shell: ShellName, text: str) -> None:
    """Without the page's quoting, one of the values runs its command, and that is told."""
    value = "';touch executed;'" if "'" in text else "$(touch executed)"

    story = told(play(tmp_path, scenario(tmp_path, {value: text.format(value)}), shell))

    assert story.startswith("step 2") or "executed" in story


def test_a_value_is_filled_in_everywhere_and_shown(reader: Reader) -> None:
    """What is typed once stands in every snippet, bare where it needs no quotes."""
    reader.field("YOUR_HOST").fill("guide.example.org")
    reader.field("YOUR_API_KEY").fill(PLAIN)

    assert reader.copy(reader.key) == f"export ACME_KEY={PLAIN}\n"
    assert reader.copy(reader.host) == (
        f"printf '%s\\n' https://guide.example.org/x: {PLAIN} YOUR_API_KEY_ID\n"
    )
    assert reader.key.locator("code").inner_text() == "export ACME_KEY=••••YOUR_API_KEY\n"
    assert "https://guide.example.org/x" in reader.host.locator("code").inner_text()
    assert [
        each.input_value() for each in reader.page.get_by_label("YOUR_API_KEY", exact=True).all()
    ] == [PLAIN, PLAIN]


def test_a_secret_is_not_on_the_screen(reader: Reader) -> None:
    """A field for a key hides it, and the page shows no sign of it."""
    fields = {name: reader.field(name) for name in ("YOUR_API_KEY", "YOUR_HOST")}
    for field in fields.values():
        field.fill("S3cret'1234")

    assert fields["YOUR_API_KEY"].get_attribute("type") == "password"
    assert fields["YOUR_HOST"].get_attribute("type") == "text"
    assert {each.get_attribute("autocomplete") for each in fields.values()} == {"off"}
    assert reader.key.locator("code").inner_text() == "export ACME_KEY=••••YOUR_API_KEY\n"


def test_who_copies_by_hand_gets_the_value(reader: Reader) -> None:
    """The dots that hide a key don't end up in the clipboard."""
    reader.field("YOUR_API_KEY").fill("it's " + PLAIN)
    reader.key.locator("code").click(click_count=3)
    reader.page.keyboard.press("Control+C")

    text = reader.page.evaluate("navigator.clipboard.readText()")

    assert text.strip() == f"export ACME_KEY='it'\\''s {PLAIN}'"


def test_a_value_leaves_no_trace(reader: Reader) -> None:
    """It is in no storage, no address and no request, and a new load of the page knows nothing."""
    before = reader.page.url
    reader.field("YOUR_API_KEY").fill(PLAIN)
    reader.copy(reader.key)
    stored = reader.page.evaluate(
        """async () => JSON.stringify([
          {...localStorage}, {...sessionStorage}, document.cookie, history.state,
          (await indexedDB.databases()), (await caches.keys()), name,
        ])"""
    )

    assert PLAIN not in stored
    assert reader.page.url == before
    assert reader.page.locator("form").count() == 0
    reader.page.reload()
    assert reader.field("YOUR_API_KEY").input_value() == ""
    assert reader.copy(reader.key) == GUIDE["snippets/demo/key.sh"]
    assert PLAIN not in "".join(reader.asked)


def test_one_press_forgets_all_values(reader: Reader) -> None:
    """Fields and snippets are empty again, and what is copied is the file."""
    forget = reader.key.get_by_role("button", name="Forget")
    assert not forget.is_visible()
    reader.field("YOUR_API_KEY").fill(PLAIN)
    reader.field("YOUR_HOST").fill("guide.example.org")

    forget.click()

    expect(reader.field("YOUR_API_KEY")).to_have_value("")
    expect(forget).to_be_hidden()
    assert {each.input_value() for each in reader.page.locator(".blanks input").all()} == {""}
    assert reader.copy(reader.key) == GUIDE["snippets/demo/key.sh"]
    assert reader.copy(reader.host) == GUIDE["snippets/demo/host.sh"]
    assert PLAIN not in reader.page.content()


@pytest.mark.parametrize(
    ("text", "word"),
    [("sk\n01", "'sk 01'"), ("sk\t01", "sk01"), ("sk\x1b[201~; touch x", "'sk[201~; touch x'")],
)
def test_no_control_character_is_filled_in(reader: Reader, text: str, word: str) -> None:
    """A field takes no line end and nothing that a terminal obeys."""
    reader.paste(text, reader.field("YOUR_API_KEY"))

    assert reader.copy(reader.key) == f"export ACME_KEY={word}\n"


def test_a_line_end_behind_a_value_is_left_out(reader: Reader) -> None:
    """Who copied a whole line pastes the key that is on it, and the field says nothing of it."""
    reader.paste(f"{PLAIN}\n", reader.field("YOUR_API_KEY"))

    assert reader.copy(reader.key) == f"export ACME_KEY={PLAIN}\n"
    assert reader.key.get_by_role("status").inner_text() == (
        "Stays on this page: not stored, not sent."
    )


def test_code_that_is_no_snippet_has_no_blanks(reader: Reader) -> None:
    """In JSON, a value for a shell would be wrong, so there it stays what it is."""
    reader.field("YOUR_API_KEY").fill("it's")

    block = reader.page.locator(":has(> .language-json.highlight)").last
    assert reader.copy(block) == '{"key": "YOUR_API_KEY"}\n'


@pytest.mark.parametrize("width", [1440, 390])
def test_fields_fit_the_page(browser: Browser, address: str, width: int) -> None:
    """axe-core finds nothing wrong with them, filled in or not, in either language."""
    for language in ("en", "zh"):
        with reading(browser, f"{address}{language}/index.html", width) as reader:
            empty = faults(reader.page, ".snippet")
            reader.field("YOUR_API_KEY").fill("it's " + PLAIN)
            box = reader.field("YOUR_API_KEY").bounding_box()

            assert (empty, faults(reader.page, ".snippet")) == ([], [])
            assert box and box["height"] >= 44 and box["width"] > 150


def test_a_blank_is_one_without_scripts(browser: Browser, address: str) -> None:
    """It is marked in the page itself, with no field where none would work."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}en/index.html")

    assert page.locator(".snippet mark").all_inner_texts() == [
        "YOUR_API_KEY", "YOUR_HOST", "YOUR_API_KEY", "YOUR_API_KEY_ID",
    ]  # fmt: skip
    assert page.locator(".blanks, .highlight button").count() == 0
    page.close()


FIT = [
    "export ACME_KEY=YOUR_API_KEY\n",
    "acme login YOUR_API_KEY --quiet; acme --key=YOUR_API_KEY &\n",
    "scp 'a b' YOUR_HOST:file && curl -s \"$HOME/x\" https://YOUR_HOST:8080/@YOUR_NAME.git | cat\n",
    "acme \\\n  YOUR_API_KEY\n",
    "echo $(date)\n",
]
UNFIT = [
    "echo 'YOUR_API_KEY'\n",
    'echo "YOUR_API_KEY"\n',
    "echo 'a b\nYOUR_API_KEY\n'\n",
    'echo "$(acme "YOUR_API_KEY")"\n',
    "echo $(acme YOUR_API_KEY)\n",
    "echo `acme YOUR_API_KEY`\n",
    "echo $'\\'YOUR_API_KEY'\n",
    "cat <<EOF\nYOUR_API_KEY\nEOF\n",
    "echo \\YOUR_API_KEY\n",
    "echo $YOUR_API_KEY\n",
    "echo ${X:-YOUR_API_KEY}\n",
    "echo {YOUR_API_KEY,b}\n",
    "echo $(( YOUR_API_KEY ))\n",
    "(( YOUR_API_KEY ))\n",
    "echo ok # it's YOUR_API_KEY\n",
    "YOUR_API_KEY=1\n",
    "echo ~YOUR_API_KEY *YOUR_API_KEY\n",
    "echo 2 YOUR_API_KEY>file\n",
    "echo 'a'YOUR_API_KEY\n",
    "echo YOUR_API_KEY 'YOUR_API_KEY'\n",
    "echo it's YOUR_API_KEY\n",
]


@pytest.mark.parametrize("text", FIT)
def test_a_blank_that_is_a_plain_word_is_fit(text: str) -> None:
    """So is a part of a word, and so is a snippet without any blank."""
    assert fault(text, "sh") == ""


@pytest.mark.parametrize("text", UNFIT)
def test_a_blank_where_a_value_could_do_harm_is_refused(text: str) -> None:
    """What stands in quotes, documents, expansions or beside signs of the shell is unfit."""
    assert fault(text, "sh") == f"holds the blank YOUR_API_KEY {REFUSED}YOUR_API_KEY, " + (
        "without quotation marks and $(…)"
    )


def test_a_blank_for_another_shell_is_refused() -> None:
    """The page does not know how fish and PowerShell quote."""
    assert fault("set -gx ACME_KEY YOUR_API_KEY\n", "fish") == (
        "holds the blank YOUR_API_KEY, and only those for bash and zsh can be filled in"
    )


def said_by(request: Request) -> str:
    """Return all that a request says."""
    return f"{request.method} {request.url} {request.headers} {request.post_data}"


def test_a_page_with_such_a_blank_is_refused() -> None:
    """The writer is told where, and the page is not published."""
    snippet = Published(reference="demo/key", text="echo 'YOUR_API_KEY'\n")

    expanded = expand("# Acme\n\n```snippet\ndemo/key\n```\n", lambda _: snippet, "en")

    assert expanded.problems == (
        (
            4,
            f"the snippet 'demo/key' holds the blank YOUR_API_KEY {REFUSED}YOUR_API_KEY, "
            "without quotation marks and $(…)",
        ),
    )


def scenario(root: Path, filled: dict[str, str]) -> str:
    """Write the snippets as they were copied, and return what must hold when each was pasted."""
    folder = root / "case"
    folder.mkdir()
    steps = []
    for number, (value, text) in enumerate(filled.items()):
        (folder / f"{number}.sh").write_text(text, encoding="utf-8")
        digest = hashlib.sha256(value.encode()).hexdigest()
        steps.append(STEP.format(number=number, digest=digest))
    return "".join(steps)
