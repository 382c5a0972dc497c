"""The wording of what opens below a snippet, in each language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pasteproof.saying import enumerated


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The wording in one language."""

    language: str
    code: str
    screen: str
    shown_by: str
    again: str
    status: str
    silent: str
    same: str
    alike: str
    differs: str
    left_out: str
    more: str
    hosts: str
    no_hosts: str
    nothing: str
    unfollowed: str
    carries: str
    ways: str
    each: str
    homes: dict[str, str]
    feeds: dict[str, str]
    filled: str
    values: str
    stand_ins: str
    replaced: str
    ran: str
    bytes: str
    repeat: str
    colon: str
    comma: str
    between: str
    last: str

    def join(self, parts: Iterable[str]) -> str:
        """Return the parts as an enumeration, such as `a, b and c`."""
        return enumerated(parts, self.between, self.last)


WORDS = {
    "en": Words(
        language="en",
        code="Code",
        screen="Screen",
        shown_by="What {shell} showed",
        again="pasted again later in the run",
        status="ended with status {status}, as expected",
        silent="printed nothing",
        same="{shell} showed the same.",
        alike="{shell} showed the same but for numbers and ids.",
        differs="{shell}, where it differs",
        left_out="… lines left out: {count} …",
        more="Screens not kept: {count}.",
        hosts="Hosts contacted",
        no_hosts="none",
        nothing="no credential",
        unfollowed="what it was sent was not followed in this run",
        carries="{secret} (in {place})",
        ways="Ways",
        each="{feeds}, each in {homes}",
        homes={
            "new": "a new account",
            "distribution": "an account with the distribution’s settings",
            "lived-in": "a lived-in account",
        },
        feeds={"paste": "pasted at once", "lines": "line by line"},
        filled="Filled in",
        values="a value of ours in place of {names}",
        stand_ins="Stand-ins",
        replaced="a program of ours in place of {names}",
        ran="Run",
        bytes="with exactly the text of this build",
        repeat="Repeat it",
        colon=": ",
        comma=", ",
        between=", ",
        last=" and ",
    ),
    "zh": Words(
        language="zh",
        code="代码",
        screen="画面",
        shown_by="{shell} 中的显示",
        again="同一次运行中再次粘贴",
        status="以状态 {status} 结束，符合预期",
        silent="没有任何输出",
        same="{shell} 中显示相同。",
        alike="{shell} 中除数字和编号外显示相同。",
        differs="{shell} 中的不同之处",
        left_out="…… 省略 {count} 行 ……",
        more="另有 {count} 个画面未保留。",
        hosts="连接的主机",
        no_hosts="无",
        nothing="没有任何凭据",
        unfollowed="这次运行没有追踪发送的内容",
        carries="{secret}（在 {place} 中）",
        ways="方式",
        each="{feeds}，各在{homes}中",
        homes={
            "new": "新账户",
            "distribution": "采用发行版配置的账户",
            "lived-in": "用了很久的账户",
        },
        feeds={"paste": "整段粘贴", "lines": "逐行输入"},
        filled="填写",
        values="{names} 换成了我们的值",
        stand_ins="替身",
        replaced="{names} 由我们的程序代替",
        ran="运行于",
        bytes="内容与本次构建完全相同",
        repeat="重新验证",
        colon="：",
        comma="，",
        between="、",
        last="和",
    ),
}
