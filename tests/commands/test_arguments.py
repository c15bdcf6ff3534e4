"""What a user means by the words after a command."""

from __future__ import annotations

from datetime import UTC

import pytest

from bot.commands.arguments import Arguments, number_in, read_arguments
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, Topic
from tests.fakes import NOON


def read(text: str) -> Arguments:
    return read_arguments(text, now=NOON, zone=UTC)


@pytest.mark.parametrize(
    ("text", "names", "topics"),
    [
        ("月之暗面 智谱 融资", ("月之暗面", "智谱"), (FUNDING,)),
        ("智谱 的融资", ("智谱",), (FUNDING,)),
        ("智谱的融资", ("智谱",), (FUNDING,)),
        ("智谱融资", ("智谱",), (FUNDING,)),
        ("投融资", (), (FUNDING,)),
        ("预训练收缩、人才流动", (), (PRETRAINING_CUT, TALENT_MOVE)),
        ("预训练 收缩", (), (PRETRAINING_CUT,)),
        ("智谱 和 月之暗面 的 融资", ("智谱", "月之暗面"), (FUNDING,)),
        ("Moonshot Funding", ("Moonshot",), (FUNDING,)),
        ("融资30天智谱", ("智谱",), (FUNDING,)),
        ("", (), ()),
    ],
)
def test_names_and_topics(text: str, names: tuple[str, ...], topics: tuple[Topic, ...]):
    """Topics are recognised with and without spaces; the rest are names, as typed."""
    asked = read(text)

    assert (asked.names, asked.topics) == (names, topics)


@pytest.mark.parametrize("text", ["全部", "所有公司", "全部话题", "all"])
def test_everything(text: str):
    """Also as the bot itself says it."""
    asked = read(text)

    assert (asked.everything, asked.names) == (True, ())


def test_modes():
    """即时 and 全部 are no names."""
    asked = read("全部 即时")

    assert (asked.instant, asked.everything, asked.names) == (True, True, ())


@pytest.mark.parametrize(
    ("text", "span", "names"),
    [
        ("融资 3天", "days", ()),
        ("最近 30 天 融资", "days", ()),
        ("本周的融资", "this_week", ()),
        ("智谱最近融资", "lately", ("智谱",)),
        ("10月 智谱 融资", "month", ("智谱",)),
        ("funding last month", "last_month", ()),
        ("360 月之暗面 融资", "", ("360", "月之暗面")),
        ("360 周鸿祎 融资 30 天", "days", ("360", "周鸿祎")),
        ("11月24日 融资", "", ("11月24日",)),
    ],
)
def test_spans(text: str, span: str, names: tuple[str, ...]):
    """As questions read them; the rest of the words stays."""
    asked = read(text)

    assert (asked.span.name if asked.span else "") == span
    assert asked.names == names
    assert asked.topics == (FUNDING,)


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("#12", 12), ("１２", 12), ("²", None), ("", None), ("9" * 16, None), ("-1", None)]
)
def test_numbers(text: str, number: int | None):
    """Only what can be a row of ours is a number: no superscripts, nothing a database would choke on."""
    assert number_in(text) == number
