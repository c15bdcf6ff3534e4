"""Do two sets of facts speak of one event? Amounts, persons, rounds. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.core.amounts import Amount
from bot.core.types import Fact

#: what a unit of a currency is worth in yuan, roughly: sums of two currencies are only told apart from afar
_YUAN = {"CNY": 1.0, "USD": 7.0, "HKD": 0.9, "EUR": 8.0, "GBP": 9.0, "JPY": 0.047}
#: so many times as much is another sum, whatever the rate of the day
_FAR = 1.6
#: 天使轮, 种子轮, Pre-A轮, B+轮, C2轮, Pre-IPO轮; 战略融资 and 新一轮 may be any of them
_ROUND = re.compile(r"(?P<step>(?:PRE)?(?:[A-H]|IPO)|天使|种子)(?P<plus>\+*)(?P<number>\d?)轮?")


def amounts_agree(a: Collection[Amount], b: Collection[Amount]) -> bool | None:
    """True: one sum in common; False: both name sums, none in common; None: nothing to compare."""
    pairs = [(x, y) for x in a for y in b]
    alike = [(x.currency, y.currency) for x, y in pairs if _close(x, y)]
    if any(one == other or not one or not other for one, other in alike):
        return True
    # 28亿 without a currency may well be 4 亿美元: only sums in one currency contradict each other.
    return False if any(x.currency and x.currency == y.currency for x, y in pairs) else None


def rounds_agree(a: Collection[str], b: Collection[str]) -> bool | None:
    """True: one round in common; False: both name rounds, none in common; None: cannot be told."""
    pairs = [(x, y) for one in a for other in b if (x := _step(one)) and (y := _step(other))]
    if any(x[0] == y[0] and (x[1] == y[1] or not x[1] or not y[1]) for x, y in pairs):
        return True
    return False if pairs else None


def _step(name: str) -> tuple[str, str] | None:
    """A round's place in the order and its number (C2 is a part of C), or None for a name that has no place."""
    found = _ROUND.fullmatch(name.upper().replace(" ", "").replace("PRE-", "PRE"))
    return (found["step"] + found["plus"], found["number"]) if found else None


def are_other_raises(a: Iterable[Fact], b: Iterable[Fact]) -> bool:
    """Whether sums and those who pay differ: then it is not one round told twice."""
    one, other = list(a), list(b)
    payers = [{name for fact in facts for name in fact.backers} for facts in (one, other)]
    if not all(payers) or any(x in y or y in x for x in payers[0] for y in payers[1]):
        return False
    sums = [[amount for fact in facts if (amount := fact.amount)] for facts in (one, other)]
    return all(sums) and all(_are_far(x, y) for x in sums[0] for y in sums[1])


def _are_far(a: Amount, b: Amount) -> bool:
    """Whether two sums differ, told in one currency or in two that are known."""
    if a.currency == b.currency:
        return not _close(a, b)
    if a.currency not in _YUAN or b.currency not in _YUAN:
        return False
    (low, high), (other_low, other_high) = (
        tuple(bound * _YUAN[amount.currency] for bound in amount.interval) for amount in (a, b)
    )
    return low > other_high * _FAR or other_low > high * _FAR


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


def firms_shared(a: Collection[str], b: Collection[str]) -> int:
    """How many firms (by key) two tellings have in common.

    A firm outside the lexicon has its name as key, and each outlet another one: 粤十数智 and 深圳粤十数智股份有限公司.
    """
    looser = {x for x in a for y in b if _stranger(x) and _stranger(y) and (_core(x) in y or _core(y) in x)}
    return len(set(a) & set(b)) or min(len(looser), 1)


def missed(firms: Collection[str], title: str, names: Iterable[str]) -> bool:
    """Whether the reading of a title without a known firm missed one that the other telling is about."""
    known = any(key.isascii() for key in firms)
    return not known and any(len(name) > 1 and name in title for name in names)


def _stranger(key: str) -> bool:
    """Ids of the lexicon are ASCII; a name of two characters is too short to be sought in others."""
    return not key.isascii() and len(_core(key)) > 2


def _core(name: str) -> str:
    for suffix in ("公司", "有限", "股份", "集团"):
        name = name.removesuffix(suffix)
    return name


def amounts(facts: Iterable[Fact]) -> tuple[Amount, ...]:
    """The sums that the facts tell of."""
    return tuple(amount for fact in facts if (amount := fact.amount))


def persons(facts: Iterable[Fact]) -> frozenset[str]:
    """The persons that the facts tell of."""
    return frozenset(person for fact in facts for person in fact.persons)


def rounds(facts: Iterable[Fact]) -> frozenset[str]:
    """The rounds that the facts name."""
    return frozenset(name for fact in facts for name in fact.rounds)


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "").replace("·", "")


def _short(a: str, b: str) -> bool:
    """Whether `a` is a part of the full name `b`: 基辛格 of 帕特·基辛格, Murati of Mira Murati."""
    return len(a) > 2 and a.casefold() in b.casefold().replace("·", " ").split()


def _close(a: Amount, b: Amount) -> bool:
    """Intervals that touch, or differ by rounding: 4.86亿 is told as 近5亿, 65亿 as 近70亿; 15 % is a judgement."""
    (low, high), (other_low, other_high) = a.interval, b.interval
    return low <= other_high * 1.15 and other_low <= high * 1.15
