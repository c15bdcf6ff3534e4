"""Plain questions: which are understood, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest

from bot.core.questions import Kind, Question, read_question
from tests.fakes import NOON

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = {"智谱": "zhipu", "月之暗面": "moonshot", "零一万物": "lingyi", "字节": "bytedance", "阿里": "alibaba"}
TIGERS = ("zhipu", "moonshot", "lingyi")


def firms_in(text: str) -> Sequence[str]:
    """Names and one group, in the order of the text."""
    places = sorted((text.find(name), firm) for name, firm in NAMES.items() if name in text)
    found = [firm for _, firm in places]
    return [*TIGERS, *found] if "六小虎" in text else found


def read(text: str) -> Question | None:
    return read_question(text, firms_in=firms_in, now=NOON, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "kind", "firms"),
    [
        ("智谱今年融了几轮？", Kind.ROUNDS, ["zhipu"]),
        ("月之暗面有没有融资", Kind.ROUNDS, ["moonshot"]),
        ("月之暗面上市了吗", Kind.ROUNDS, ["moonshot"]),
        ("智谱估值多少", Kind.VALUATION, ["zhipu"]),
        ("谁投了智谱", Kind.INVESTORS, ["zhipu"]),
        ("月之暗面的投资方有哪些？", Kind.INVESTORS, ["moonshot"]),
        ("阿里投了哪些公司", Kind.INVESTED, ["alibaba"]),
        ("六小虎里谁在收缩预训练？", Kind.CUTS, list(TIGERS)),
        ("暂停预训练的公司有哪些？", Kind.CUTS, []),
        ("谁还在做预训练", Kind.CUTS, []),
        ("月之暗面最近怎么样", Kind.STORIES, ["moonshot"]),
        ("智谱有什么新闻", Kind.STORIES, ["zhipu"]),
        ("本周有哪些融资", Kind.STORIES, []),
        ("上周有什么消息", Kind.STORIES, []),
    ],
)
def test_money_models_and_news(text: str, kind: Kind, firms: list[str]):
    """What is asked, and of whom."""
    asked = read(text)

    assert asked is not None
    assert (asked.kind, list(asked.firms)) == (kind, firms)


@pytest.mark.parametrize(
    ("text", "kind", "source", "target"),
    [
        ("最近谁离开了零一万物？", Kind.LEFT, "lingyi", ""),
        ("零一万物今年走了多少人", Kind.LEFT, "lingyi", ""),
        ("零一万物的人都去哪了", Kind.LEFT, "lingyi", ""),
        ("零一万物谁被字节挖走了", Kind.LEFT, "lingyi", "bytedance"),
        ("谁加入了字节", Kind.JOINED, "", "bytedance"),
        ("字节最近新来了谁", Kind.JOINED, "", "bytedance"),
        ("字节从阿里挖了谁", Kind.JOINED, "alibaba", "bytedance"),
        ("谁从阿里去了字节？", Kind.JOINED, "alibaba", "bytedance"),
        ("谁离开零一万物加入了字节", Kind.JOINED, "lingyi", "bytedance"),
        ("月之暗面有哪些人事变动", Kind.MOVES, "moonshot", "moonshot"),
        ("最近有谁跳槽", Kind.MOVES, "", ""),
        ("谁在裁员", Kind.LEFT, "", ""),
    ],
)
def test_moves_and_their_direction(text: str, kind: Kind, source: str, target: str):
    """Who is left and who is joined, however the sentence is turned."""
    asked = read(text)

    assert asked is not None
    assert (asked.kind, "".join(asked.source), "".join(asked.target)) == (kind, source, target)


@pytest.mark.parametrize("text", ["周畅去哪了", "周畅后来去了哪里？", "周畅离职了吗"])
def test_a_person(text: str):
    """A name that is no firm's is a person's."""
    asked = read(text)

    assert asked is not None
    assert (asked.kind, asked.person) == (Kind.PERSON, "周畅")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "你好吗",
        "你是谁",
        "今天天气怎么样",
        "帮我写一首诗好吗",
        "智谱",
        "智谱 融资",
        "订阅 智谱 融资",
        "谁是杨植麟",
        "几点了",
    ],
)
def test_what_is_no_question_of_ours(text: str):
    """Small talk and plain names are left to others."""
    assert read(text) is None
