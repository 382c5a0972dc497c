"""A guide in two languages that tests change, and what its translators type and see."""

from __future__ import annotations

from pathlib import Path

import pytest

import archives
from git import SETTINGS, Repository
from pasteproof.cli import main
from pasteproof.columns import width_of
from pasteproof.lock import hash_of

GUIDE = """\
-- mkdocs.yml --
# A remark.
site_name: Acme
theme: {name: material}

nav:
  - index.md
  # The best page.
  - keys.md

plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
        - locale: en
          name: English
          default: true
        - locale: zh   # Chinese
          name: 中文

markdown_extensions: [tables]
-- docs/en/index.md --
# Acme { #acme }

Welcome.
-- docs/en/keys.md --
---
title: Keys
---

# Keys { #keys }

Your key is a secret.
Do not share it.

- Keep it *safe*.
- Never commit it.

## Delete a key { #delete }

Run the script again.
-- docs/zh/index.md --
# Acme { #acme }

欢迎。
-- docs/zh/keys.md --
---
title: 密钥
---

# 密钥 { #keys }

密钥是机密，不要分享。

- 请*妥善*保管。
- 切勿提交。

## 删除密钥 { #delete }

再次运行脚本。
"""
KEYS, SOURCE, LOCK = "docs/zh/keys.md", "docs/en/keys.md", "translations/zh/keys.lock"


def begin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a guide with two pages, all accepted, into a git repository, and go there."""
    archives.lay(archives.read(GUIDE), folder)
    monkeypatch.chdir(folder)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    Repository(folder).commit()
    assert main(["accept", "zh/index.md", "zh/keys.md"]) == 0
    return folder


def change(path: str | Path, old: str, new: str) -> None:
    """Replace a text of a file by another one."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return the exit status of a command, what it said, and what it complained of."""
    capsys.readouterr()
    status = main([*arguments])
    out, complaints = capsys.readouterr()
    is_wide = arguments[0] == "check"  # its lines are for editors to jump to
    assert is_wide or all(width_of(line) <= 80 for line in out.splitlines()), out
    assert "\x1b" not in out + complaints
    return status, out, complaints


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a guide."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def handle(text: str) -> str:
    """Return what `diff` calls a block that says this."""
    return hash_of(text)[:7]
