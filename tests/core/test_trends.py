"""Spans cut into bars, counts against a mean, moves added up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.core.topics import FUNDING, TALENT_MOVE
from bot.core.trends import Bar, Flow, Move, Step, Trend, biggest, bounds, coolest, flows, hottest, most_told
from bot.core.types import Stance

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)  # 01:30 of the 25th in Shanghai


def move(person: str, source: str, target: str, story_id: int = 1) -> Move:
    return Move(person=person, source=source, target=target, story_id=story_id, at=NOW, stance=Stance.REPORTED)


def trend(name: str, count: int, mean: float) -> Trend:
    return Trend(key=name, name=name, count=count, mean=mean)


def test_bars_end_with_the_chats_own_today():
    """The last bar ends at the coming midnight of the chat's zone, not of UTC."""
    step, edges = bounds(now=NOW, span=timedelta(days=7), zone="Asia/Shanghai")

    assert step is Step.DAY
    assert len(edges) == 8
    assert edges[-1].isoformat() == "2026-11-26T00:00:00+08:00"
    assert edges[0].isoformat() == "2026-11-19T00:00:00+08:00"


@pytest.mark.parametrize(("days", "step", "bars"), [(1, Step.DAY, 1), (31, Step.DAY, 31), (90, Step.WEEK, 13)])
def test_a_long_span_is_cut_into_weeks(days: int, step: Step, bars: int):
    """Up to a month by day, longer by week; every bar is whole."""
    found, edges = bounds(now=NOW, span=timedelta(days=days), zone="UTC")

    assert (found, len(edges) - 1) == (step, bars)


def test_a_step_can_be_asked_for():
    """Two weeks as two bars."""
    _, edges = bounds(now=NOW, span=timedelta(days=14), zone="UTC", step=Step.WEEK)

    assert [b - a for a, b in pairwise(edges)] == [timedelta(days=7)] * 2


def test_a_span_has_an_end():
    """Ten years are drawn as two."""
    _, edges = bounds(now=NOW, span=timedelta(days=3650), zone="UTC")

    assert len(edges) == 105


def test_midnights_stay_midnights_when_clocks_change():
    """Where summer time ends, every edge is still local midnight."""
    november = datetime(2026, 11, 4, 12, tzinfo=UTC)

    _, edges = bounds(now=november, span=timedelta(days=10), zone="America/New_York")

    assert {(e.hour, e.minute) for e in edges} == {(0, 0)}
    assert len({e.utcoffset() for e in edges}) == 2


def test_a_bar_knows_its_total():
    """All topics together."""
    assert Bar(NOW.date(), {FUNDING: 2, TALENT_MOVE: 3}).total == 5


def test_hottest_is_far_above_its_own_mean_not_merely_big():
    """Four against a half is hotter than thirty against twenty-eight."""
    found = hottest([trend("大厂", 30, 28.0), trend("新秀", 4, 0.5)])

    assert [t.name for t in found] == ["新秀", "大厂"]


def test_one_story_or_a_usual_week_is_no_heat():
    """A single story never makes a firm hot, nor does a week at its mean."""
    assert hottest([trend("一条", 1, 0.0), trend("照旧", 5, 5.0)]) == []


def test_coolest_needs_a_mean_to_fall_from():
    """A firm of whom little is told anyway is not cool; one below half its mean is."""
    found = coolest([trend("少", 0, 1.0), trend("降", 1, 4.5), trend("略降", 3, 4.5)])

    assert [t.name for t in found] == ["降"]


def test_flows_count_people_once():
    """A move told by two stories is one person; two people are two."""
    told = [move("周", "旷视", "月之暗面", 1), move("周", "旷视", "月之暗面", 2), move("李", "旷视", "月之暗面", 3)]

    assert flows(told, name=str) == [Flow(source="旷视", target="月之暗面", count=2, people=("周", "李"))]


def test_flows_use_the_shown_name():
    """阿里 and 阿里巴巴 are one firm; a step inside it is no flow."""
    told = [move("周", "阿里", "智谱"), move("吴", "阿里巴巴", "智谱"), move("郑", "阿里", "阿里巴巴")]

    found = flows(told, name=lambda word: "阿里巴巴" if word.startswith("阿里") else word)

    assert [(f.source, f.target, f.count) for f in found] == [("阿里巴巴", "智谱", 2)]


def test_a_leaving_that_another_story_completes_is_not_counted_again():
    """ "Z leaves X" is dropped where another story says Z went from X to Y; of others it stays."""
    told = [move("周", "旷视", ""), move("周", "旷视", "月之暗面"), move("李", "旷视", ""), move("周", "", "月之暗面")]

    found = {(f.source, f.target): f.people for f in flows(told, name=str)}

    assert found == {("旷视", "月之暗面"): ("周",), ("旷视", ""): ("李",)}


def test_a_team_without_names_counts_by_story():
    """Nobody named twice in two stories are two."""
    found = flows([move("", "百度", "智谱", 1), move("", "百度", "智谱", 2)], name=str)

    assert (found[0].count, found[0].people) == (2, ())


def test_biggest_keeps_to_the_picture():
    """Never more firms, more on a side or more bands than fit; the biggest stay."""
    found = [Flow(source=f"甲{i}", target=f"乙{i}", count=50 - i) for i in range(20)]

    kept = biggest(found, firms=12, a_side=8)

    assert kept == found[:6]
    assert len(biggest([Flow(source="甲", target=f"乙{i}", count=1) for i in range(20)])) == 8
    assert len(biggest([Flow(source=f"甲{i % 8}", target=f"甲{i // 8}", count=1) for i in range(64)])) == 24


def test_before_there_is_a_mean_the_most_told_lead():
    """By count alone, one story too; those without any are left out."""
    found = most_told([trend("a", 1, 9.0), trend("b", 3, 0.0), trend("c", 0, 5.0), trend("d", 1, 0.0)], limit=2)

    assert [t.key for t in found] == ["b", "a"]
