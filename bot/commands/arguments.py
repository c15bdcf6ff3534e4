"""Reading what a user typed after a command: topics, spans, modes, and the rest as names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.core.spans import Span, take_span
from bot.core.topics import TOPICS, Topic, words

_MODES = {
    **dict.fromkeys(("即时", "实时", "立即", "instant", "instantly"), "instant"),
    **dict.fromkeys(("每天", "每日", "daily"), "daily"),
    **dict.fromkeys(("每周", "每周一", "weekly"), "weekly"),
}
_EVERYTHING = {"全部", "所有", "所有公司", "全部公司", "所有话题", "全部话题", "all", "everything"}
#: of several words -> the one that is looked up
_PHRASES = (
    (re.compile(r"\bevery day\b", re.IGNORECASE), "daily"),
    (re.compile(r"\bevery week\b", re.IGNORECASE), "weekly"),
)
#: what joins English words and names nothing
_FILLERS = {"a", "about", "and", "at", "for", "from", "in", "of", "on", "the", "to", "news", "stories"}
_FILLERS |= {"和", "与", "及", "跟", "以及", "还有", "公司", "消息", "新闻", "动态"}
_SEPARATORS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What the words after a command say."""

    names: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    span: Span | None = None
    #: "instant", "daily", "weekly", or None
    mode: str | None = None
    everything: bool = False

    @property
    def instant(self) -> bool:
        """Told at once."""
        return self.mode == "instant"


def number_in(text: str) -> int | None:
    """The number a user or a button gives (12, #12, １２), None for what is none or too long to be one of ours."""
    digits = text.strip().lstrip("#＃")
    return int(digits) if digits.isdecimal() and len(digits) <= 15 else None


def read_arguments(text: str, *, now: datetime, zone: tzinfo) -> Arguments:
    """Sort words into topics, a span, a mode and names (in the order typed)."""
    for record in TOPICS.values():
        for several in record.phrases:
            text = re.sub(rf"\b{several}\b", record.words[0], text, flags=re.IGNORECASE)
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
    span, rest = take_span(text, now=now, zone=zone)
    topic_words = words()
    names: list[str] = []
    topics: list[Topic] = []
    mode: str | None = None
    everything = False
    for whole in filter(None, _SEPARATORS.split(rest)):
        word, topic = _take_topic(whole, topic_words)
        if topic is not None:
            topics.append(topic)
        lowered = word.lower().removeprefix("的")
        if lowered in topic_words:
            topics.append(topic_words[lowered])
        elif lowered in _MODES:
            mode = _MODES[lowered]
        elif lowered in _EVERYTHING:
            everything = True
        elif lowered and lowered not in _FILLERS:
            names.append(word)
    return Arguments(
        names=tuple(names), topics=tuple(dict.fromkeys(topics)), span=span, mode=mode, everything=everything
    )


def _take_topic(word: str, topic_words: Mapping[str, Topic]) -> tuple[str, Topic | None]:
    """智谱的融资, 智谱融资: the name, and the topic written behind it."""
    if word.lower() in topic_words:
        return word, None
    for ending in sorted(topic_words, key=len, reverse=True):
        if word.endswith(ending) and len(word) > len(ending):
            name = word.removesuffix(ending).removesuffix("的")
            return name, topic_words[ending]
    return word, None
