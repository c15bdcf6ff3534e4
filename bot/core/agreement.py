"""Do two sets of facts speak of one event? Amounts, persons, rounds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Facts = Sequence[Mapping[str, Any]]


def amounts_agree(a: Facts, b: Facts) -> bool | None:
    """True: one sum in common; False: both name sums, none in common; None: nothing to compare."""
    pairs = [(x, y) for x in a for y in b if _span(x) and _span(y) and _comparable(x, y)]
    if not pairs:
        return None
    return any(_close(_span(x), _span(y)) for x, y in pairs)


def persons_agree(a: Iterable[str], b: Iterable[str]) -> bool | None:
    """True: one person in common; False: both name persons, surely all different; None: cannot be told."""
    pairs = [(x, y) for x in a for y in b]
    verdicts = [same_person(x, y) for x, y in pairs]
    if any(verdicts):
        return True
    return False if pairs and all(v is False for v in verdicts) else None


def same_person(a: str, b: str) -> bool | None:
    """Whether two names are one person's; None for a name in two scripts or two transliterations."""
    if _plain(a) == _plain(b) or _short(a, b) or _short(b, a):
        return True
    if a.isascii() != b.isascii():
        return None
    if not a.isascii() and min(len(a), len(b)) > 2 and len(set(a) & set(b)) >= 2:
        return None  # 基辛格 and 季辛格 are one; 姚顺雨 and 姚顺宇 are two
    return False


def persons(facts: Facts) -> frozenset[str]:
    """The persons that move."""
    return frozenset(str(f["person"]) for f in facts if f.get("person"))


def rounds(facts: Facts) -> frozenset[str]:
    """The rounds named, IPO left out: it lasts for months and has many steps."""
    return frozenset(str(f["round"]).upper() for f in facts if f.get("round") and f["round"] != "IPO")


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "").replace("·", "")


def _short(a: str, b: str) -> bool:
    """Whether `a` is a part of the full name `b`: 基辛格 of 帕特·基辛格, Murati of Mira Murati."""
    return len(a) > 2 and a.casefold() in b.casefold().replace("·", " ").split()


def _span(fact: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = fact.get("amount_low"), fact.get("amount_high")
    if low is None and high is None:
        return None
    low, high = (high if low is None else low), (low if high is None else high)
    return float(low), float(high) * (10 if fact.get("approx") == "level" else 1)  # type: ignore[arg-type]


def _comparable(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Sums in two currencies may be one sum."""
    return not a.get("currency") or not b.get("currency") or a["currency"] == b["currency"]


def _close(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    """Intervals that touch, or differ by rounding (4.86亿 told as 近5亿: up to 15 %)."""
    return a is not None and b is not None and a[0] <= b[1] * 1.15 and b[0] <= a[1] * 1.15
