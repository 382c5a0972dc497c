"""Proves that snippets fetch from where the site will be, and that one command sees to that."""

from __future__ import annotations

from pathlib import Path

import pytest

import archives
from pasteproof.addresses import RefusedError, move, site_address, strays
from pasteproof.cli import main

SETTINGS = """\
site_name: Acme # a remark
site_url: !ENV [PASTEPROOF_SITE_URL, "https://acme.example/"] # another
strict: true
plugins:
  - search
  - pasteproof
  - i18n:
      docs_structure: folder
      build_only_locale: !ENV [PASTEPROOF_LANGUAGE, null]
      fallback_to_default: false
      languages: [{locale: en, name: English, default: true}]
theme: {name: material, font: false}
markdown_extensions: [attr_list, pymdownx.highlight, pymdownx.superfences]
"""
GUIDE = {
    "mkdocs.yml": SETTINGS.encode(),
    "docs/en/index.md": b"# Acme { #acme }\n\n"
    b"```snippet\nget/it\n```\n\n```snippet\nget/both\n```\n",
    "reader/set-up.sh": b"echo ready\n",
    "reader/tool.tar.gz": b"",
    "snippets/get/scenario.toml": b"""\
[unverified]
"it.sh" = "There is no network here, not even for acme.example."
"both.sh" = "There is none here either."

[network]
"GET https://acme.example/set-up.sh" = { file = "../../reader/set-up.sh" }
"GET https://acme.example.org/api" = { text = "ready" }

[afterwards.network]
hosts = ["acme.example", "acme.example.org"]
""",
    "snippets/get/it.sh": b"curl -fsSLo set-up.sh https://acme.example/set-up.sh && sh set-up.sh\n",
    "snippets/get/both.sh": b"true\n"
    b"curl -O 'https://acme.example/set-up.sh' -O https://acme.example/tool.tar.gz\n"
    b"curl https://acme.example/ https://acme.example.org/api https://x.example/set-up.sh.asc\n",
}
ELSEWHERE = "https://you.github.io/guide/"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a guide with two files for readers, and go there."""
    archives.lay(GUIDE, tmp_path)
    monkeypatch.delenv("PASTEPROOF_SITE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return Path()


def told(guide: Path) -> list[str]:
    """Return what is said of the snippets' addresses."""
    return [str(each) for each in strays(guide)]


def test_snippets_that_fetch_from_the_site_are_fine(guide: Path) -> None:
    """Where each address of a reader's file is that of the site, there is nothing to say."""
    assert told(guide) == []


def test_a_snippet_that_fetches_from_elsewhere_is_named(
    guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built for another address, each fetch from the old one is named; other addresses are not."""
    monkeypatch.setenv("PASTEPROOF_SITE_URL", ELSEWHERE.rstrip("/"))

    found = told(guide)

    said = f", but the site will be at {ELSEWHERE}. Run: pasteproof move {ELSEWHERE}"
    script, archive = "https://acme.example/set-up.sh", "https://acme.example/tool.tar.gz"
    assert found == [
        f"snippets/get/both.sh:2: this fetches {script}{said}",
        f"snippets/get/both.sh:2: this fetches {archive}{said}",
        f"snippets/get/it.sh:1: this fetches {script}{said}",
    ]


def test_a_build_warns_and_one_for_publishing_refuses(
    guide: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plain build says so and goes on; with evidence required, nothing is written."""
    monkeypatch.setenv("PASTEPROOF_SITE_URL", ELSEWHERE)
    warning = "".join(f"{line}\n" for line in told(guide))

    refused = (main(["build", "--require-evidence"]), *capsys.readouterr())
    is_there = (guide / "site").exists()
    built = (main(["build"]), *capsys.readouterr())

    assert (refused, is_there) == ((1, "", warning), False)
    assert built == (0, "Built site/\n", warning)


def test_a_moved_guide_is_one_for_the_new_address(
    guide: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`move` changes the addresses in settings, snippets and scenarios, and nothing else."""
    moved = (main(["move", ELSEWHERE]), *capsys.readouterr())
    built = (main(["build", "--require-evidence"]), *capsys.readouterr())

    names = ["mkdocs.yml", *(f"snippets/get/{each}" for each in ("both.sh", "it.sh"))]
    names.append("snippets/get/scenario.toml")
    assert moved == (0, "".join(f"Wrote {name}\n" for name in names), "")
    assert built == (0, "Built site/\n", "")
    for name, data in GUIDE.items():
        text = data.decode()
        for old in ("set-up.sh", "tool.tar.gz"):
            text = text.replace(f"https://acme.example/{old}", f"{ELSEWHERE}{old}")
        text = text.replace('"acme.example"', '"you.github.io"')
        text = text.replace('"https://acme.example/"', f'"{ELSEWHERE}"')
        assert (guide / name).read_text(encoding="utf-8") == text


def test_moving_there_and_back_changes_nothing(guide: Path) -> None:
    """A guide that comes back is what it was, and one that stays is not written."""
    there, back = move(guide, ELSEWHERE.rstrip("/")), move(guide, "https://acme.example/")

    assert there == back
    assert move(guide, "https://acme.example") == ()
    assert {name: (guide / name).read_bytes() for name in GUIDE} == GUIDE


def test_snippets_follow_a_changed_setting(guide: Path) -> None:
    """Where mkdocs.yml has the new address already, `move` sees to the rest."""
    settings = guide / "mkdocs.yml"
    settings.write_text(SETTINGS.replace("https://acme.example/", ELSEWHERE), encoding="utf-8")
    before = len(told(guide))

    changed = move(guide, ELSEWHERE)

    assert (before, told(guide)) == (3, [])
    assert settings.relative_to(guide) not in changed


@pytest.mark.parametrize(
    "address",
    ["", "you.github.io", "http://you.github.io/", "https://you/", "https://a.example/?x", "a b"],
)
def test_what_is_no_address_is_refused(
    guide: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    """An address without a secure scheme or a host is told, and nothing is written."""
    status = main(["move", address])

    complaint = f"pasteproof move: '{address}' is no address to publish at."
    example = "Write one such as https://you.github.io/guide/."
    assert (status, *capsys.readouterr()) == (
        1,
        "",
        f"{complaint} {example}\nNothing was written.\n",
    )
    assert {name: (guide / name).read_bytes() for name in GUIDE} == GUIDE


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("site_url: https://acme.example/guide", "https://acme.example/guide/"),
        ("site_url: !ENV PASTEPROOF_SITE_URL", ""),
        (
            "site_url: !ENV [UNSET_HERE, PASTEPROOF_SITE_URL, 'https://b.example']",
            "https://b.example/",
        ),
        ("site_url: ''", ""),
        ("site_name: Acme", ""),
        ("site_url: [", ""),
    ],
)
def test_the_address_is_read_as_mkdocs_reads_it(guide: Path, setting: str, address: str) -> None:
    """A value, a variable and a value after variables count; without an address nothing is said."""
    (guide / "mkdocs.yml").write_text(f"{setting}\n", encoding="utf-8")

    assert site_address(guide) == address
    assert bool(told(guide)) == bool(address)


def test_a_guide_without_an_address_is_not_moved(guide: Path) -> None:
    """Where mkdocs.yml names no address to replace, it is said what to write there."""
    (guide / "mkdocs.yml").write_text("site_name: Acme\n", encoding="utf-8")

    with pytest.raises(RefusedError) as error:
        move(guide, ELSEWHERE)

    assert str(error.value) == f"mkdocs.yml names no address. Write: site_url: {ELSEWHERE}"
