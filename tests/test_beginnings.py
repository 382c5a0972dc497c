"""Proves `new`: what it writes, that it is a site, and that it leaves nothing half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from pasteproof.build import build
from pasteproof.cli import main
from pasteproof.writing import write_all
from translated import SOURCE, begin, change, contents, said

SETTINGS = "mkdocs.yml"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide in two languages, and go there."""
    return begin(tmp_path, monkeypatch)


def gained(folder: Path, before: dict[str, bytes]) -> dict[str, str]:
    """Return the new files, and of those that changed the new lines; all else must be there."""
    after = contents(folder)
    assert before.keys() <= after.keys()
    found = {}
    for name, data in after.items():
        lines, old = data.decode().splitlines(), before.get(name, b"").decode().splitlines()
        assert [line for line in lines if line in old] == old
        if lines != old:
            found[name] = "\n".join(line for line in lines if line not in old)
    return found


def test_a_page_begins_in_every_language(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`new page` writes the page for each language with one id, and one line into mkdocs.yml."""
    before = contents(guide)

    told = said(capsys, "new", "page", "guide/api-keys.md", "--title", "API keys: all")

    text = '---\ntitle: "API keys: all"\n---\n\n# API keys: all { #api-keys }'
    assert told == (
        0,
        "Wrote docs/en/guide/api-keys.md\nWrote docs/zh/guide/api-keys.md\nWrote mkdocs.yml\n",
        "",
    )
    assert gained(guide, before) == {
        "docs/en/guide/api-keys.md": text,
        "docs/zh/guide/api-keys.md": text,
        SETTINGS: "  - guide/api-keys.md",
    }
    assert "  - keys.md\n  - guide/api-keys.md\n\nplugins:" in Path(SETTINGS).read_text()


def test_what_was_begun_is_a_site_and_nothing_of_it_is_up_to_date(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The site is built with the new page, whose translation nobody has accepted."""
    main(["new", "page", "more"])

    found = build(guide, guide / "site")

    assert found == ()
    assert (guide / "site" / "zh" / "more" / "index.html").is_file()
    told = "  more.md                                  1         0 %         1        0"
    assert told in said(capsys, "status")[1].splitlines()


def test_a_page_that_lacks_a_translation_gets_one(guide: Path) -> None:
    """`new page` begins with the source where that is there, and leaves it as it is."""
    (guide / "docs/zh/keys.md").unlink()
    before = contents(guide)

    main(["new", "page", "docs/en/keys.md"])

    source = (guide / SOURCE).read_text(encoding="utf-8").rstrip("\n")
    assert gained(guide, before) == {"docs/zh/keys.md": source}


def test_a_language_begins(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`new language` writes its first page, and its entry into mkdocs.yml."""
    before = contents(guide)

    told = said(capsys, "new", "language", "ja")

    assert told == (0, "Wrote docs/ja/index.md\nWrote mkdocs.yml\n", "")
    assert gained(guide, before) == {
        "docs/ja/index.md": "# Acme { #acme }\n\nWelcome.",
        SETTINGS: "        - locale: ja\n          name: 日本語",
    }
    lines = Path(SETTINGS).read_text(encoding="utf-8").splitlines()
    assert lines.index("        - locale: ja") == lines.index("          name: 中文") + 1


def test_a_new_language_has_all_before_it(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a new language, every page is missing but the first, of which nothing is up to date."""
    main(["new", "language", "pt-BR"])

    status, told, complaints = said(capsys, "status", "pt-BR")

    assert (status, complaints) == (0, "")
    assert (
        told
        == """\
pt-BR                                 blocks  up to date  outdated  missing
  index.md                                 2         0 %         2        0
  keys.md                                  6         0 %         0        6
  all pages                                8         0 %         2        6
"""
    )


def test_a_page_of_several_languages_is_accepted_in_one(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its language, a page of several translations is not accepted, but compared."""
    main(["new", "language", "ja"])

    told = said(capsys, "accept", "index")

    complaint = "'index' is a page of several languages. Write ja/index.md or zh/index.md."
    assert told == (2, "", f"pasteproof accept: {complaint}\n")
    assert said(capsys, "diff", "index")[0] == 0


LIST = "the list in mkdocs.yml:{line} is written in a way of its own. Add to it yourself: - {item}"
CODES = "Write one such as ja, de or pt-BR."
NAME = "Write small letters, digits and hyphens, such as guide/api-keys.md."


@pytest.mark.parametrize(
    ("arguments", "old", "new", "complaint"),
    [
        (["page", "keys"], "", "", "docs/en/keys.md is there already, in every language."),
        (["page", "../x"], "", "", f"'../x' is no name for a page. {NAME}"),
        (["page", "/x"], "", "", f"'/x' is no name for a page. {NAME}"),
        (["page", "密钥"], "", "", f"'密钥' is no name for a page. {NAME}"),
        (["page", "a b"], "", "", f"'a b' is no name for a page. {NAME}"),
        (["page", ""], "", "", f"'' is no name for a page. {NAME}"),
        (["page", "x"], "nav:\n  - index.md\n  # The best page.\n  - keys.md", "nav: [a.md]",
         LIST.format(line=5, item="x.md")),
        (["page", "x"], "nav:", "nav: [", "mkdocs.yml:6: it can't be read: {yaml}."),
        (["language", "zh"], "", "", "the guide has the language 'zh' already."),
        (["language", "en"], "", "", "the guide has the language 'en' already."),
        (["language", "zh-Hans"], "", "",
         "the theme has no words for 'zh-Hans'. Did you mean 'zh-Hant'?"),
        (["language", "xx"], "", "", f"the theme has no words for 'xx'. {CODES}"),
        (["language", "Japanese"], "", "", f"this is no language: 'Japanese'. {CODES}"),
        (["language", "../x"], "", "", f"this is no language: '../x'. {CODES}"),
        (["language", "eo"], "", "", "what 'eo' calls itself is not known here. Say it: "
         "pasteproof new language eo --name NAME"),
        (["language", "ja"], "  - i18n:", "  - i19n:", "mkdocs.yml has no languages under the "
         "plug-in i18n. List there the languages that the guide has."),
    ],
)  # fmt: skip
def test_new_refuses(
    guide: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], old: str, new: str,
    complaint: str,
) -> None:  # fmt: skip
    """What can't be begun is told, and nothing is written."""
    if old:
        change(SETTINGS, old, new)
    before = contents(guide)

    told = said(capsys, "new", *arguments)

    yaml = "did not find expected node content"
    assert told == (
        1,
        "",
        f"pasteproof new: {complaint.replace('{yaml}', yaml)}\nNothing was written.\n",
    )
    assert contents(guide) == before


def test_new_needs_a_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder that is no guide, nothing is begun, and that is told."""
    monkeypatch.chdir(tmp_path)

    told = said(capsys, "new", "page", "x")

    complaint = "this is no guide. Run it in a folder with docs/en/ and mkdocs.yml."
    assert told == (1, "", f"pasteproof new: {complaint}\nNothing was written.\n")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("before", "item", "after"),
    [
        ("nav:\n- a.md\n- Keys:\n  - b.md\n  - All: c.md\n", "- x.md\n", "plugins: []\n"),
        ("nav:\n    - 'a.md' # first\n", "    - x.md\n", "    # last\n"),
        ("nav:\n  - a.md\n", "  - x.md\n", "\n\n# The end."),
        ("theme: material\nnav:\n  - a.md", "\n  - x.md", ""),
    ],
)
def test_a_page_is_named_at_the_end_of_the_navigation(
    guide: Path, before: str, item: str, after: str
) -> None:
    """However the navigation is indented, and whatever stands around it, one line is added."""
    Path(SETTINGS).write_text(before + after, encoding="utf-8")

    assert main(["new", "page", "x"]) == 0

    assert Path(SETTINGS).read_text(encoding="utf-8") == before + item + after


@pytest.mark.parametrize("settings", ["site_name: A\n", "nav:\n  - X: x.md\n"])
def test_where_no_line_is_needed_none_is_written(guide: Path, settings: str) -> None:
    """Without a navigation, or with the page in it, mkdocs.yml stays as it is."""
    Path(SETTINGS).write_text(settings, encoding="utf-8")

    assert main(["new", "page", "x"]) == 0

    assert Path(SETTINGS).read_text(encoding="utf-8") == settings


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    """When the last of several files can't be written, the first ones are as before or gone."""
    (tmp_path / "old.md").write_text("old", encoding="utf-8")
    (tmp_path / "old.md").chmod(0o640)
    (tmp_path / "taken.md").symlink_to("nowhere")
    texts = {tmp_path / name: "new" for name in ("old.md", "a/b/c.md", "taken.md")}

    with pytest.raises(FileExistsError):
        write_all(texts)

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["old.md", "taken.md"]
    assert (tmp_path / "old.md").read_text(encoding="utf-8") == "old"
    assert (tmp_path / "old.md").stat().st_mode & 0o777 == 0o640


def test_files_are_written_where_they_belong(tmp_path: Path) -> None:
    """A link to a file stays a link, rights stay as they are, and nothing else is left behind."""
    (tmp_path / "real.yml").write_text("old", encoding="utf-8")
    (tmp_path / "real.yml").chmod(0o640)
    (tmp_path / "link.yml").symlink_to("real.yml")

    write_all({tmp_path / "link.yml": "new\n", tmp_path / "a/b.md": "密钥\n"})

    assert (tmp_path / "link.yml").is_symlink()
    assert (tmp_path / "real.yml").read_bytes() == b"new\n"
    assert (tmp_path / "real.yml").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "a/b.md").read_text(encoding="utf-8") == "密钥\n"
    names = sorted(path.name for path in tmp_path.rglob("*"))
    assert names == ["a", "b.md", "link.yml", "real.yml"]
