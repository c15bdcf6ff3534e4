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
    "pretrain": Topic.PRETRAINING_CUT,
    "cuts": Topic.PRETRAINING_CUT,
    "融资": Topic.FUNDING,
    "投融资": Topic.FUNDING,
    "funding": Topic.FUNDING,
    "fundraising": Topic.FUNDING,
    "人才流动": Topic.TALENT_MOVE,
    "人才": Topic.TALENT_MOVE,
    "人事": Topic.TALENT_MOVE,
    "离职": Topic.TALENT_MOVE,
    "talent": Topic.TALENT_MOVE,
    "moves": Topic.TALENT_MOVE,
}
_MODES = {
    **dict.fromkeys(("即时", "实时", "立即", "instant", "instantly"), "instant"),
    **dict.fromkeys(("每天", "每日", "daily"), "daily"),
    **dict.fromkeys(("每周", "每周一", "weekly"), "weekly"),
}
_EVERYTHING = {"全部", "所有", "all", "everything"}
#: of several words -> the one that is looked up
_PHRASES = (
    (re.compile(r"\bpre-?training cuts?\b", re.IGNORECASE), "pretraining"),
    (re.compile(r"\btalent moves?\b", re.IGNORECASE), "talent"),
    (re.compile(r"\bevery day\b", re.IGNORECASE), "daily"),
    (re.compile(r"\bevery week\b", re.IGNORECASE), "weekly"),
)
#: what joins English words and names nothing
_FILLERS = {"a", "about", "and", "at", "for", "from", "in", "of", "on", "the", "to", "news", "stories"}
_SPAN = re.compile(
    r"(?:最近|近|过去)?\s*(?<![\d.])(\d{1,4})\s*(小时|天|日|周|个?月)"
    r"|(?:(?:in|over|for)\s+)?(?:(?:the\s+)?(?:last|past)\s+)?(?<![A-Za-z\d.-])"
    r"(\d{1,4})\s*(hours?|days?|weeks?|months?|years?|[hdwy])(?![A-Za-z\d])"
    r"|(今天|昨天|本周|这周|上周|本月|今年)"
    r"|\b(today|yesterday|(?:this|last) week|this month|this year)\b",
    re.IGNORECASE,
)
_UNITS = {"小时": 1, "天": 24, "日": 24, "周": 168, "月": 720, "个月": 720}
_UNITS |= {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}
_NAMED = {
    **dict.fromkeys(("今天", "today"), 24),
    **dict.fromkeys(("昨天", "yesterday"), 48),
    **dict.fromkeys(("本周", "这周", "this week"), 168),
    **dict.fromkeys(("上周", "last week"), 336),
    **dict.fromkeys(("本月", "this month"), 744),
    **dict.fromkeys(("今年", "this year"), 8784),
}
_SEPARATORS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the words after a command say."""

    names: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    span: timedelta | None = None
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


def read_words(text: str) -> Asked:
    """Sort words into topics, a span, a mode and names (in the order typed)."""
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
    span, rest = take_span(text)
    names: list[str] = []
    topics: list[Topic] = []
    mode: str | None = None
    everything = False
    for whole in filter(None, _SEPARATORS.split(rest)):
        word, topic = _take_topic(whole)
        if topic is not None:
            topics.append(topic)
        lowered = word.lower().removeprefix("的")
        if lowered in TOPIC_WORDS:
            topics.append(TOPIC_WORDS[lowered])
        elif lowered in _MODES:
            mode = _MODES[lowered]
        elif lowered in _EVERYTHING:
            everything = True
        elif word and lowered not in _FILLERS:
            names.append(word)
    return Asked(names=tuple(names), topics=tuple(dict.fromkeys(topics)), span=span, mode=mode, everything=everything)


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
    """A span such as 3天, 最近 30 天, 本周, last 7 days, cut out of a text; and the text without it."""
    match = _SPAN.search(text)
    if match is None:
        return None, text
    number, unit = (match[1], match[2]) if match[1] else (match[3], (match[4] or "")[:1].lower())
    named = match[5] or match[6]
    hours = _NAMED[named.lower()] if named else int(number) * _UNITS[unit]
    return timedelta(hours=min(hours, 24 * 3660)), text[: match.start()] + " " + text[match.end() :]
