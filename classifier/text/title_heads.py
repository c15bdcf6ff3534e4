"""Titles that join several heads: which of them tell a topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.text.passages import BETWEEN_HEADS

_WORDS = {
    "funding": (
        r"融(?!合|入|化|创|媒)|投资|投了|战投|入股|(?<![一-龥]年)轮(?!胎|值|换|岗)"
        r"|估值|ipo|上市|招股|递表|聆讯|募|筹资|领投|配售|定增|增资|集资|挂牌|注资|发债"
        r"|登陆(?:港|科|纳|纽)|敲钟|入账|投\s?[a-z一-龥][^;,]{0,12}[亿万]|股份|拿到[^;]{0,6}[亿万]"
    ),
    "talent_move": (
        r"离职|离任|离开|卸任|辞任|辞去|辞职|退休|出走|加入|加盟|入职|履新|空降|上任|回归"
        r"|重返|转投|跳槽|挖走|挖来|挖角|任命|聘|出任|升任|升为|升级|接任|接替|兼任|换帅"
        r"|裁员|裁撤|(?<!总)裁|解散|优化|创业|停职|接班|执掌|掌舵|人事"
        r"|成为[^;]{0,8}(?:合伙人|ceo|总裁)|委任|下台|退出|内部信|免去"
    ),
    "pretraining_cut": (r"预训练|基座|底座|大模型|自研|基础模型|训模|模型训练"),
}
_PATTERNS = {topic: re.compile(words) for topic, words in _WORDS.items()}
_BREAK = re.compile(BETWEEN_HEADS)
_LEAST = 8  # characters of a head; shorter ones name a column or a source


def heads(title: str) -> list[tuple[int, int]]:
    """Spans of the heads that a title joins; one span for a plain title."""
    spans, at = [], 0
    for border in [*_BREAK.finditer(title), None]:
        end = border.start() if border else len(title)
        if len(title[at:end].strip()) >= _LEAST:
            spans.append((at, end))
        at = border.end() if border else end
    return spans or [(0, len(title))]


def told(title: str, topics: Sequence[str]) -> tuple[list[tuple[int, int]], bool]:
    """The heads that tell one of the topics, and whether the title joins three or more."""
    spans = heads(title)
    if len(spans) == 1:
        return [(0, len(title))], False
    low = title.lower() if len(title.lower()) == len(title) else title
    patterns = [_PATTERNS[topic] for topic in topics if topic in _PATTERNS]
    chosen = [(a, b) for a, b in spans if any(p.search(low, a, b) for p in patterns)]
    return chosen or spans, len(spans) >= 3


def tells(words: str) -> frozenset[str]:
    """The topics whose words stand in a piece of text."""
    low = words.lower()
    return frozenset(topic for topic, pattern in _PATTERNS.items() if pattern.search(low))
