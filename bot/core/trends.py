"""How often things happen: spans cut into bars, counts against a mean, moves of people between firms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import sqrt
from zoneinfo import ZoneInfo

from bot.core.topics import Topic
from bot.core.types import Stance

#: a longer span would draw bars too thin to see
LONGEST = timedelta(weeks=104)
_DAILY_UP_TO = timedelta(days=31)


class Step(StrEnum):
    """How long one bar of a chart lasts."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Bar:
    """The number of stories that began in one step, by topic."""

    start: date
    counts: Mapping[Topic, int]

    @property
    def total(self) -> int:
        """All topics together."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A firm's or topic's stories of the last seven days beside its mean week before them."""

    #: firm id or topic
    key: str
    name: str
    count: int
    mean: float

    @property
    def heat(self) -> float:
        """How far the count lies above its mean, in steps that chance alone would make."""
        return (self.count - self.mean) / sqrt(self.mean + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One person's (or team's) step as a story's facts tell it; "" where the text does not say."""

    person: str
    source: str
    target: str
    story_id: int
    at: datetime
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How many people went from one firm to another; "" is somewhere unknown."""

    source: str
    target: str
    count: int
    people: tuple[str, ...] = ()


def bounds(*, now: datetime, span: timedelta, zone: str, step: Step | None = None) -> tuple[Step, tuple[datetime, ...]]:
    """The step that suits a span, and the local midnights between its bars; the last bar ends with today.

    Every bar is a whole step long, so that the last one is no shorter than the others.
    """
    span = min(span, LONGEST)
    step = step or (Step.DAY if span <= _DAILY_UP_TO else Step.WEEK)
    days = 1 if step is Step.DAY else 7
    bars = max(1, round(span / timedelta(days=days)))
    tz = ZoneInfo(zone)
    end = now.astimezone(tz).date() + timedelta(days=1)
    dates = [end - timedelta(days=days * back) for back in range(bars, -1, -1)]
    return step, tuple(datetime.combine(day, time(0), tzinfo=tz) for day in dates)


def hottest(trends: Iterable[Trend], *, limit: int = 10) -> list[Trend]:
    """Those clearly above their mean, hottest first; a single story is no trend."""
    hot = [t for t in trends if t.count >= 2 and t.count > t.mean]
    return sorted(hot, key=lambda t: (-t.heat, -t.count, t.name))[:limit]


def most_told(trends: Iterable[Trend], *, limit: int = 10) -> list[Trend]:
    """Those with the most stories: all that can be said while there is no mean to compare with."""
    told = [t for t in trends if t.count]
    return sorted(told, key=lambda t: (-t.count, t.name))[:limit]


def coolest(trends: Iterable[Trend], *, limit: int = 3) -> list[Trend]:
    """Those far below their mean, coolest first."""
    cold = [t for t in trends if t.mean >= 2 and t.count < t.mean / 2]
    return sorted(cold, key=lambda t: (t.heat, t.name))[:limit]


def flows(moves: Sequence[Move], *, name: Callable[[str], str]) -> list[Flow]:
    """Moves between firms added up, most people first; steps inside one firm are no flow.

    `name` gives a firm its display name. A move told by several stories counts once, and "P left X" is no
    move of its own where another story knows where P went.
    """
    people: dict[tuple[str, str], dict[str, str]] = {}
    for move in moves:
        pair = (name(move.source) if move.source else "", name(move.target) if move.target else "")
        if pair[0] != pair[1]:
            people.setdefault(pair, {})[move.person or f"#{move.story_id}"] = move.person
    _drop_halves(people)
    found = [
        Flow(source=source, target=target, count=len(who), people=tuple(p for p in who.values() if p))
        for (source, target), who in people.items()
        if who
    ]
    return sorted(found, key=lambda f: (-f.count, not (f.source and f.target), f.source, f.target))


def _drop_halves(people: Mapping[tuple[str, str], dict[str, str]]) -> None:
    whole = {(source, target): who for (source, target), who in people.items() if source and target}
    for (source, target), who in people.items():
        if source and target:
            continue
        for key in list(who):
            if any(key in known and (source in pair[:1] or target in pair[1:]) for pair, known in whole.items()):
                del who[key]


def biggest(found: Sequence[Flow], *, firms: int = 12, a_side: int = 8, bands: int = 24) -> list[Flow]:
    """The biggest flows among at most so many firms, so many on each side of a picture, so many in all."""
    kept: list[Flow] = []
    for flow in found:
        both = [*kept, flow]
        sources, targets = {f.source for f in both}, {f.target for f in both}
        if len(sources) <= a_side and len(targets) <= a_side and len((sources | targets) - {""}) <= firms:
            kept.append(flow)
    return kept[:bands]
