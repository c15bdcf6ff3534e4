"""The figures of `hubao evaluate --stories`, worked out by hand."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import SettingsError
from bot.core.topics import FUNDING
from bot.core.types import FirmRef, Stance, Tags
from bot.reading.reader import Firms
from bot.reading.story_figures import figures, moment, story_figures
from classifier.names.matcher import FirmMatcher
from tests.fakes import FakeReader

A, B = "智谱完成10亿元融资", "月之暗面完成C轮融资"


def _item(title: str, event: str | None, firm: str, *, hour: int = 0, **more) -> dict:
    return {"title": title, "date": f"2026-07-29T{hour:02}:00:00Z", "topics": ["funding"], "event": event,
            "firms": [firm], "stance": "confirmed", **more}  # fmt: skip


ITEMS = [
    _item(A, "a", "智谱", hour=3),
    _item(A, "a", "智谱", hour=1),
    _item(B, None, "月之暗面", hour=2),
    _item("天气不错", None, "", topics=[]),
]


def test_labelled_tags_leave_grouping_alone():
    """With labels nothing has to be read; items without a topic do not count, one without an event is single."""
    found = story_figures(ITEMS, FakeReader(), firms=lambda name: [name])

    assert found == {
        "items": 3, "events": 2, "stories": 2, "untold": 0, "precision": 1.0, "recall": 1.0, "f1": 1.0,
        "duplicates_per_100": 0.0, "mixed_stories": 0,
    }  # fmt: skip


def test_what_is_not_read_is_not_told():
    """End to end, an item without a tag is a story nobody heard of: it costs recall."""
    tags = Tags(topics={FUNDING: 0.9}, firms=(FirmRef("zhipu", "智谱"),), stance=Stance.CONFIRMED)

    found = story_figures([*ITEMS[:1], _item("智谱10亿落定", "a", "智谱")], FakeReader({A: tags}))

    assert (found["untold"], found["stories"], found["precision"], found["recall"]) == (1, 1, 1.0, 0.5)


def test_duplicates_and_mixtures():
    """Tellings of an event beyond its first are counted for 100 stories told; mixed stories are counted."""
    told = {0: "story 1", 1: "story 2", 2: "story 2", 3: "story 3"}

    found = figures(told, {0: "a", 1: "a", 2: "b", 3: "c"})

    assert found["duplicates_per_100"] == pytest.approx(100 / 3)
    assert (found["mixed_stories"], found["precision"], found["recall"]) == (1, 0.75, 0.75)
    assert figures({}, {})["duplicates_per_100"] == 0.0


def test_dates():
    """A day without a time is its first moment; what is no date is named."""
    assert moment("2026-07-29").isoformat() == "2026-07-29T00:00:00+00:00"
    with pytest.raises(SettingsError, match="gestern"):
        moment("gestern")


@pytest.mark.parametrize("half", ["tuning", "held-out"])
def test_samples_in_any_order_of_arrival(half: str):
    """With labelled tags and no fact at all, both halves group well, whoever reported first within two days."""
    lines = Path("classifier/samples/stories/pairs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["half"] == half]
    firms = Firms(FirmMatcher.load()).find
    found = []

    for seed in range(4):
        late = random.Random(seed)
        order = [moment(row["date"]) + timedelta(hours=late.uniform(0, 48 if seed else 0)) for row in rows]
        shuffled = [{**row, "date": at.isoformat()} for row, at in zip(rows, order, strict=True)]
        found.append(story_figures(shuffled, FakeReader(), firms=firms)["f1"])

    assert min(found) >= 0.93
    assert max(found) - min(found) <= 0.03
