"""Proves which keys glm-setup.sh takes, and what glm hands over to Claude Code."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from glm_reader import HERE, KEY, every_shell, reader, tree, watch

GOOD_KEYS = (
    KEY,
    "sixteen-letters.",
    "-n-looks-like-an-option",
    "-e\\n\\t\\0101-for-echo",
    "%s%d%n%%-for-printf",
    "$HOME-${HOME}-$(id)-$$",
    "`id`-in-backquotes",
    '"in-double-quotes"',
    "'in-single-quotes'",
    'ends-like-json-",',
    "back\\slash-and-\\\\two",
    "ends-with-backslash\\",
    "a&b;c|d<e>f(g)h-shell",
    "*?[a-z]{a,b}-patterns",
    "~root-and-~/.bashrc",
    "#not-a-comment-!!-!x",
    "s/slashes/and\\1/-for-sed",
    "=equals-:colons-,@^_+",
)
BAD_KEYS = (
    "",
    "\n",
    "fifteen-letters",
    "two words, and long enough",
    " begins-with-a-blank",
    "a\ttab-between-letters",
    "two-lines-of-letters\ntwo-lines-of-letters",
    "a-carriage-return-at-the-end\r\n",
    "an-escape-\x1b[A-sequence",
    "a-delete-\x7f-character",
    "full-width．letters-０１２３",
    "\ufeffbyte-order-mark-first",
    "YOUR_API_KEY",
    "your-zhipuai-api-key",
    "<paste_api_key_here>",
    "xxxxxxxxxxxxxxxx.xxxxxxxx",
    "sk-ant-api03-0123456789abcdef",
)


@every_shell
@pytest.mark.parametrize("key", GOOD_KEYS)
def test_a_key_arrives_as_it_was_given(tmp_path: Path, shell: str, key: str) -> None:
    """The very key is handed over by glm, and is in account.json, which is JSON."""
    someone = reader(tmp_path, shell)

    assert someone.sets_up(key=key).status == 0

    assert f"\nANTHROPIC_AUTH_TOKEN={key}\n" in f"\n{someone.starts().text}"
    account = json.loads(someone.account.read_text(encoding="utf-8"))
    assert account["env"]["ANTHROPIC_AUTH_TOKEN"] == key


@every_shell
@pytest.mark.parametrize("key", BAD_KEYS)
def test_what_is_no_key_is_refused(tmp_path: Path, shell: str, key: str) -> None:
    """Its status is 65, nothing is written, and the key is not repeated."""
    someone = reader(tmp_path, shell)
    before = tree(someone.home)

    said = someone.sets_up(key=key)

    assert said.status == 65
    assert not key.strip() or key not in said.text
    assert tree(someone.home) == before


@every_shell
def test_no_other_program_is_handed_the_key(tmp_path: Path, shell: str) -> None:
    """The key is in no argument and no variable of a program, where others could read it."""
    someone = reader(tmp_path, shell)
    watch(someone)

    someone.types(
        "export key=; printf %s 0123-$$-456789-abcdef | sh glm-setup.sh --from z.ai --key-file -",
        programs="client:watched:tools",
    )
    calls = (tmp_path / "watched" / "calls").read_text(encoding="utf-8")

    key = json.loads(someone.account.read_text(encoding="utf-8"))["env"]["ANTHROPIC_AUTH_TOKEN"]
    assert (key in calls, str(someone.account) in calls, "LANG=" in calls) == (False, True, True)


OTHER_PROVIDERS = (
    "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY",
    "CLAUDE_CODE_USE_MANTLE", "CLAUDE_CODE_USE_ANTHROPIC_AWS",
    "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD", "CLAUDE_CODE_USE_GATEWAY", "ANTHROPIC_UNIX_SOCKET",
)  # fmt: skip
"""What a cloned repository could switch on, to have the key sent elsewhere."""


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("open.bigmodel.cn", "https://open.bigmodel.cn/api/anthropic"),
        ("z.ai", "https://api.z.ai/api/anthropic"),
    ],
)
def test_claude_code_is_given_this_and_no_more(tmp_path: Path, site: str, address: str) -> None:
    """Address, key and a settings folder of its own are set; all other credentials are hidden."""
    someone = reader(tmp_path, "dash")
    others = (
        "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_CUSTOM_HEADERS",
        "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_FOUNDRY",
        "CLAUDE_CODE_USE_VERTEX", "ANTHROPIC_BASE_URL", "CLAUDE_CONFIG_DIR",
    )  # fmt: skip

    someone.sets_up(f"--from {site}")
    given = someone.starts(**dict.fromkeys(others, "of another service"))

    assert (
        given.text
        == f"""\
ANTHROPIC_AUTH_TOKEN={KEY}
ANTHROPIC_BASE_URL={address}
CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1
CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL=1
CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST=1
CLAUDE_CONFIG_DIR=~/.claude-glm
[--settings]
[~/.claude-glm/account.json]
[-p]
[two words]
"""
    )
    assert json.loads(someone.account.read_text(encoding="utf-8")) == {
        "env": {
            "ANTHROPIC_BASE_URL": address,
            "ANTHROPIC_AUTH_TOKEN": KEY,
            **dict.fromkeys(OTHER_PROVIDERS, ""),
            "NODE_TLS_REJECT_UNAUTHORIZED": "1",
            "GLM_PIN": "no",
        },
        "disableDeepLinkRegistration": "disable",
        "skipWebFetchPreflight": True,
    }


def test_pinned_models_are_asked_for_unless_others_are_set(tmp_path: Path) -> None:
    """With --pin, the models of GLM are named; the reader's own variables beat them."""
    someone = reader(tmp_path, "dash")

    someone.sets_up("--from z.ai --pin")
    pinned = someone.starts()
    changed = someone.starts(ANTHROPIC_DEFAULT_OPUS_MODEL="glm-5")
    someone.sets_up("--from z.ai")
    free = someone.starts()

    assert re.findall(r".*(?:MODEL|1M).*", pinned.text) == [
        "ANTHROPIC_DEFAULT_HAIKU_MODEL=glm-4.5-air",
        "ANTHROPIC_DEFAULT_OPUS_MODEL=glm-4.5",
        "ANTHROPIC_DEFAULT_SONNET_MODEL=glm-4.5",
        "CLAUDE_CODE_DISABLE_1M_CONTEXT=1",
    ]
    assert changed.text == pinned.text.replace("OPUS_MODEL=glm-4.5", "OPUS_MODEL=glm-5")
    assert re.findall(r".*(?:MODEL|1M).*", free.text) == []


@pytest.mark.parametrize(
    "account", ["", '{"env": {"ANTHROPIC_BASE_URL": "https://api.z.ai"}}', None]
)
def test_glm_does_not_start_without_a_key(tmp_path: Path, account: str | None) -> None:
    """An empty, foreign or missing account never lets Claude Code send another credential."""
    someone = reader(tmp_path, "dash")
    someone.sets_up()
    if account is None:
        someone.account.unlink()
    else:
        someone.account.write_text(account, encoding="utf-8")

    said = someone.starts(ANTHROPIC_AUTH_TOKEN="of another service")

    assert (said.text, said.status) == ("glm: there is no API key. Run: sh glm-setup.sh\n", 78)
    assert someone.types("sh glm-setup.sh --status").status == 78


@pytest.mark.parametrize("place", [".local/bin", ".claude/local"])
def test_claude_code_is_found_where_its_installers_put_it(tmp_path: Path, place: str) -> None:
    """A claude that is on no PATH, but in one of these folders, is started."""
    someone = reader(tmp_path, "dash")
    (someone.home / place).mkdir(parents=True)
    shutil.copy(HERE / "claude", someone.home / place)

    setup = someone.sets_up(programs="tools")

    assert "Claude Code is missing" not in setup.text
    assert someone.starts(programs="tools").status == 0
