"""Firms outside the lexicon, found by where they stand in a title."""

from __future__ import annotations

import pytest

from classifier.topics import TOPICS
from classifier.verdict.newcomers import is_no_firm, newcomer
from tests.classifier.knowledge import page_of


def _found(title: str, topic: str) -> str | None:
    name = newcomer(page_of(title, topics=(topic,)), TOPICS.of((topic,)))
    return name.name if name else None


@pytest.mark.parametrize(
    ("title", "topic", "wanted"),
    [
        ("「砾屿视界」三个月完成两轮融资", "funding", "砾屿视界"),
        ("瓯岚智造：关于向特定对象发行股票的预案", "funding", "瓯岚智造"),
        ("嵊砾机器人四个月三轮共两亿元", "funding", "嵊砾机器人"),
        ("Zorvex 融资 10 亿美元", "funding", "Zorvex"),
        ("瓯岚医疗：董事长辞任", "talent_move", "瓯岚医疗"),
        ("瓯岚智造否认停训", "pretraining_cut", "瓯岚智造"),
        ("SPARK ZORVEX 获得 900 万美元 B 轮融资", "funding", "SPARK ZORVEX"),
    ],
)
def test_finds(title: str, topic: str, wanted: str) -> None:
    """In 「」, before a colon, by its ending, or as a Latin name."""
    assert _found(title, topic) == wanted


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("早报：融资与上市一览", "funding"),
        ("8点1氪：某茶饮港股认购额破万亿；新车定价公布", "funding"),
        ("SaaS寒冬里新进4000万元", "funding"),
        ("柔性触觉感知企业获新一轮融资", "funding"),
        ("骨科手术机器人公司第三次递表", "funding"),
        ("AI for Science 最大的一笔", "funding"),
        ("MEMS 扬声器要上耳机了", "funding"),
        ("李斌致全员信：岗位要再缩减", "talent_move"),
        ("王某重新当CEO：新公司拿到钱", "talent_move"),
        ("AI落后CEO发怒", "talent_move"),
        ("网友：大模型底座组今天散伙", "pretraining_cut"),
    ],
)
def test_refuses(title: str, topic: str) -> None:
    """Columns, trades, abbreviations, letters and persons are no firms."""
    assert _found(title, topic) is None


@pytest.mark.parametrize("name", ["北交所", "SEC", "GDR", "De-SPAC", "资者处拿到", "本周硬科技投", "刘某第六家"])
def test_no_firm(name: str) -> None:
    """Exchanges, kinds of paper and words with a verb in them."""
    assert is_no_firm(name)
    assert not is_no_firm("瓯岚科技")
