"""Reading what a user typed after a command: topics, spans of days, modes, and the rest as names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.core.types import Topic

TOPIC_WORDS = {
    "预训练收缩": Topic.PRETRAINING_CUT,
    "预训练": Topic.PRETRAINING_CUT,
    "收缩": Topic.PRETRAINING_CUT,
    "pretraining": Topic.PRETRAINING_CUT,
    "融资": Topic.FUNDING,
    "投融资": Topic.FUNDING,
    "funding": Topic.FUNDING,
    "人才流动": Topic.TALENT_MOVE,
    "人才": Topic.TALENT_MOVE,
    "人事": Topic.TALENT_MOVE,
    "离职": Topic.TALENT_MOVE,
    "talent": Topic.TALENT_MOVE,
}
_INSTANT = {"即时", "实时", "立即", "instant"}
_EVERYTHING = {"全部", "所有", "all"}
_SPAN = re.compile(r"(?:最近|近|过去)?\s*(\d{1,4})\s*(小时|天|日|周|个?月|h|d|w)|(今天|昨天|本周|这周|上周|本月|今年)")
_UNITS = {"小时": 1, "h": 1, "天": 24, "日": 24, "d": 24, "周": 168, "w": 168, "月": 720, "个月": 720}
_NAMED = {"今天": 24, "昨天": 48, "本周": 168, "这周": 168, "上周": 336, "本月": 744, "今年": 8784}
_SEPARATORS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the words after a command say."""

    names: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    span: timedelta | None = None
    instant: bool = False
    everything: bool = False


def number_in(text: str) -> int | None:
    """The number a user or a button gives (12, #12, １２), None for what is none or too long to be one of ours."""
    digits = text.strip().lstrip("#＃")
    return int(digits) if digits.isdecimal() and len(digits) <= 15 else None


def read_words(text: str) -> Asked:
    """Sort words into topics, a span, a mode and names (in the order typed)."""
    span, rest = take_span(text)
    names: list[str] = []
    topics: list[Topic] = []
    instant = everything = False
    for whole in filter(None, _SEPARATORS.split(rest)):
        word, topic = _take_topic(whole)
        if topic is not None:
            topics.append(topic)
        lowered = word.lower().removeprefix("的")
        if lowered in TOPIC_WORDS:
            topics.append(TOPIC_WORDS[lowered])
        elif lowered in _INSTANT:
            instant = True
        elif lowered in _EVERYTHING:
            everything = True
        elif word:
            names.append(word)
    return Asked(
        names=tuple(names), topics=tuple(dict.fromkeys(topics)), span=span, instant=instant, everything=everything
    )


def _take_topic(word: str) -> tuple[str, Topic | None]:
    """智谱的融资, 智谱融资: the name, and the topic written behind it."""
    if word.lower() in TOPIC_WORDS:
        return word, None
    for ending in sorted(TOPIC_WORDS, key=len, reverse=True):
        if word.endswith(ending) and len(word) > len(ending):
            name = word.removesuffix(ending).removesuffix("的")
            return name, TOPIC_WORDS[ending]
    return word, None


def take_span(text: str) -> tuple[timedelta | None, str]:
    """A span such as 3天, 最近 30 天, 本周, cut out of a text; and the text without it."""
    match = _SPAN.search(text)
    if match is None:
        return None, text
    hours = _NAMED[match[3]] if match[3] else int(match[1]) * _UNITS[match[2]]
    return timedelta(hours=min(hours, 24 * 3660)), text[: match.start()] + " " + text[match.end() :]
