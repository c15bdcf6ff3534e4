"""Reading facts of any text stays within bounds of time."""

from __future__ import annotations

import time

import pytest

from classifier.names.matcher import FirmMatcher
from classifier.text.normalise import normalise
from classifier.text.page import Page
from classifier.topics import TOPICS
from classifier.topics.facts import FactReader

MATCHER = FirmMatcher.load()


@pytest.mark.parametrize("cue", ["离职", "加入", "任命", "融资"])
def test_a_cue_repeated_without_end(cue: str):
    """Ten thousand times one cue, without a comma and with, costs seconds at most (it once cost minutes)."""
    for body in (cue * 10_000, (cue * 55 + "，") * 60):
        text = normalise(f"某公司消息\n{body}")

        start = time.process_time()
        page = Page(text, MATCHER.find(text), [topic.head_words for topic in TOPICS])
        FactReader(TOPICS)(page, tuple(TOPICS), "reported")

        assert time.process_time() - start < 10
