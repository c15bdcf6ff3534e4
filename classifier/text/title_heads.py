"""Titles that join several heads: which of them tell a topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.text.roundups import BETWEEN_HEADS

_BREAK = re.compile(BETWEEN_HEADS)
_LEAST = 8  # characters of a head; shorter ones name a column or a source
_LEAST_TOLD = 4  # a shorter head with a word of the topic is one: 某某裁员


def heads(title: str, least: int = _LEAST) -> list[tuple[int, int]]:
    """Spans of the heads that a title joins; one span for a plain title."""
    spans, at = [], 0
    for border in [*_BREAK.finditer(title), None]:
        end = border.start() if border else len(title)
        if len(title[at:end].strip()) >= least:
            spans.append((at, end))
        at = border.end() if border else end
    return spans or [(0, len(title))]


def joins_many(title: str) -> bool:
    """Whether a title joins three heads or more: the text behind it is a list of other news."""
    return len(heads(title)) >= 3


def told(title: str, head_words: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Spans of the heads with one of a topic's words; all of them where none has."""
    spans = heads(title)
    if len(spans) == 1:
        return [(0, len(title))]
    low = title.lower() if len(title.lower()) == len(title) else title
    every = heads(title, _LEAST_TOLD)
    return [(a, b) for a, b in every if any(words.search(low, a, b) for words in head_words)] or spans
