"""Proves the questions of glm-setup.sh: what a terminal shows of them, and how they can be left."""

from __future__ import annotations

import io
import termios
from pathlib import Path

import pexpect
import pytest

from glm_reader import Reader, every_language, every_shell, reader, tree

SITE = {
    "en": "Where is your key from? 1 = open.bigmodel.cn (mainland China), 2 = z.ai: ",
    "zh": "Key 来自哪里？1 = open.bigmodel.cn（中国大陆），2 = z.ai：",
}
QUESTION = {"en": "API key (hidden): ", "zh": "API Key（输入时不显示）："}
DIALOGUE = {
    "en": """\
Where is your key from? 1 = open.bigmodel.cn (mainland China), 2 = z.ai: z.ai
Where is your key from? 1 = open.bigmodel.cn (mainland China), 2 = z.ai: 2
API key (hidden):\x20
Done: glm starts Claude Code with your key from z.ai.
Your shell does not look into ~/.local/bin yet. Type this line, and add it to ~/.bashrc:
  export PATH="$HOME/.local/bin:$PATH"
""",
    "zh": """\
Key 来自哪里？1 = open.bigmodel.cn（中国大陆），2 = z.ai：z.ai
Key 来自哪里？1 = open.bigmodel.cn（中国大陆），2 = z.ai：2
API Key（输入时不显示）：
设置完成：glm 会用来自 z.ai 的 Key 启动 Claude Code。
你的 shell 还不会到 ~/.local/bin 里找命令。请运行下面这一行，并把它加到 ~/.bashrc：
  export PATH="$HOME/.local/bin:$PATH"
""",
}


@every_shell
@every_language
def test_a_dialogue_shows_everything_but_the_key(tmp_path: Path, shell: str, language: str) -> None:
    """The site is asked until it is 1 or 2, the key once and unseen; then it says what is left."""
    someone = reader(tmp_path, shell, language)
    key = "$HOME-`id`-'\"\\-*!#~%s"

    dialogue = Dialogue(someone)
    dialogue.answers(SITE[language], "z.ai")
    dialogue.answers(SITE[language], "2")
    dialogue.answers(QUESTION[language], key)

    assert dialogue.ends() == (DIALOGUE[language], 0)
    assert f"ANTHROPIC_AUTH_TOKEN={key}\n" in someone.starts().text


@every_shell
@pytest.mark.parametrize(("press", "status"), [("\x03", 130), ("\x1c", 131)])
@pytest.mark.parametrize("at", ["site", "key"])
def test_stopping_at_a_question_leaves_no_trace(
    tmp_path: Path, shell: str, at: str, press: str, status: int
) -> None:
    r"""Ctrl-C and Ctrl-\ end it at once, with the terminal as it was and nothing written."""
    someone = reader(tmp_path, shell)
    before = tree(someone.home)

    dialogue = Dialogue(someone)
    if at == "key":
        dialogue.answers(SITE["en"], "1")
        dialogue.answers(QUESTION["en"], "half-a-key", enter=False)
        assert not dialogue.shows_what_is_typed
    else:
        dialogue.answers(SITE["en"], "", enter=False)
    dialogue.child.send(press)
    _, ended = dialogue.ends()

    assert (ended, dialogue.shows_what_is_typed) == (status, True)
    assert tree(someone.home) == before


@every_shell
@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("", "{SITE}glm-setup: there was no answer; nothing was changed.\n"),
        (
            "--from z.ai --key-file -",
            "{KEY}\nglm-setup: the key is shorter than 16 characters; nothing was changed.\n",
        ),
    ],
)
def test_no_answer_changes_nothing(tmp_path: Path, shell: str, options: str, shown: str) -> None:
    """Ctrl-D in place of an answer ends it; a key typed for `--key-file -` is hidden as well."""
    someone = reader(tmp_path, shell)
    before = tree(someone.home)

    dialogue = Dialogue(someone, options)
    dialogue.answers(": ", "\x04", enter=False)

    assert dialogue.ends() == (shown.format(SITE=SITE["en"], KEY=QUESTION["en"]), 65)
    assert dialogue.shows_what_is_typed
    assert tree(someone.home) == before


class Dialogue:
    """A run of the script in a terminal, and all that the terminal shows."""

    def __init__(self, someone: Reader, options: str = "") -> None:
        """Start the script where the reader keeps it."""
        self.home = someone.home
        self.child = pexpect.spawn(
            f"sh glm-setup.sh {options}", cwd=someone.folder, env=someone.environment(),
            encoding="utf-8", timeout=10,
        )  # fmt: skip
        self.child.delaybeforesend = None
        self.child.logfile_read = self.screen = io.StringIO()

    def answers(self, question: str, answer: str, *, enter: bool = True) -> None:
        """Wait for a question, and type the answer to it."""
        self.child.expect_exact(question)
        self.child.send(answer + "\r" * enter)

    @property
    def shows_what_is_typed(self) -> bool:
        """Whether the terminal echoes."""
        return bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ECHO)

    def ends(self) -> tuple[str, int | None]:
        """Wait for the end, and return what the terminal showed, and the exit status."""
        self.child.expect(pexpect.EOF)
        status = self.child.wait()
        return self.screen.getvalue().replace("\r\n", "\n").replace(str(self.home), "~"), status
