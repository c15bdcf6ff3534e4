"""An item on its way through the analyzer: which of its texts are scored, and which speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.text import passages, roundups
from classifier.text.normalise import Normalised, normalise

#: Characters of the text behind the title that count; the rest is read passage by passage.
LEAD = 200
#: Title and text together are read this far: the longest articles end before, and time stays bounded.
LONGEST = 20_000
#: With less than this share of the topic's threshold a passage does not even suggest it.
HINT = 0.4


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw item, its matching form, and the views to score: the first is title and lead."""

    whole: Normalised
    views: list[str]
    #: for each view the span of ``whole.text`` that it shows; empty for a round-up's heads
    spans: list[tuple[int, int]]
    is_roundup: bool

    @property
    def is_long(self) -> bool:
        """Whether the text is read passage by passage."""
        return len(self.views) > 1 and not self.is_roundup


def read(title: str, text: str = "") -> Reading:
    """The views of an item: its heads if it is a round-up, its passages if it is long, else itself.

    What stands beyond ``LONGEST`` characters is not read.
    """
    whole = normalise((f"{title}\n{text}" if text else title)[:LONGEST])
    head, _, body = whole.text.partition("\n")
    if roundups.is_roundup(head):
        return Reading(whole, roundups.segments(head) or [head], [], is_roundup=True)
    if len(body) <= passages.LONG:
        return Reading(whole, [f"{head}\n{body}"], [(0, len(whole.text))], is_roundup=False)
    start = len(head) + 1
    spans = passages.passages(body)
    shown = [passages.article(body[a:b]) for a, b in spans] or [""]
    lead = "\n".join(shown)[: LEAD * 2]
    views = [f"{head}\n{lead}"] + [f"{head}\n{passage}" for passage in shown[1:]]
    return Reading(whole, views, [(start + a, start + b) for a, b in spans] or [(0, start)], is_roundup=False)


def speakers(reading: Reading, proba: Any, thresholds: Any) -> list[int]:
    """The view that speaks for the item, for each topic.

    A round-up: the strongest head. A long text: title and lead, unless they are silent on a topic that
    two passages or more tell.
    """
    if len(reading.views) == 1:
        return [0] * proba.shape[1]
    if reading.is_roundup:
        return [int(row) for row in proba.argmax(axis=0)]
    chosen = []
    for column, limit in enumerate(thresholds):
        told = [int(row) for row in np.flatnonzero(proba[:, column] >= limit)]
        chosen.append(max(told, key=lambda row: proba[row, column]) if 0 not in told and len(told) > 1 else 0)
    return chosen


def hints(reading: Reading, proba: Any, thresholds: Any, told: Sequence[int]) -> dict[int, list[int]]:
    """Columns of the topics that a long item is not told to have, and the passages that suggest them."""
    if not reading.is_long:
        return {}
    found = {}
    for column, limit in enumerate(thresholds):
        rows = [int(row) for row in np.flatnonzero(proba[:, column] >= HINT * limit) if row > 0]
        if rows and column not in told:
            found[column] = sorted(rows, key=lambda row: -proba[row, column])
    return found
