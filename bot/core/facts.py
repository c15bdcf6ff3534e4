"""The kinds of facts that stories tell, each with its own behaviour, and their JSON as stored and exported. Pure.

A topic of its own kind of facts adds a class here and names it in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from bot.core.amounts import Amount, amount_text
from bot.core.types import Change, Fact, Stance

#: JSON names of slots that Python names otherwise
_JSON_NAMES = {"source": "from", "target": "to"}
_LAST = ("stance", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding(Fact):
    """A firm raises money, or is said to; "" and None where the text does not say."""

    firm: str = ""
    #: as written: B轮, Pre-IPO轮, IPO, 定增
    round: str = ""
    #: how far a listing has come: 递表, 聆讯, 过会, 定价, 挂牌, 终止
    step: str = ""
    #: in base units of the currency
    amount_low: float | None = None
    amount_high: float | None = None
    approx: str = ""
    currency: str = ""
    lead: tuple[str, ...] = ()
    #: those beside the lead
    investors: tuple[str, ...] = ()
    valuation: float | None = None

    @property
    def kind(self) -> str:
        """Its name in JSON."""
        return "funding"

    @property
    def amount(self) -> Amount | None:
        """The sum raised."""
        if self.amount_low is None and self.amount_high is None:
            return None
        return Amount(low=self.amount_low, high=self.amount_high, approx=self.approx, currency=self.currency)

    @property
    def rounds(self) -> tuple[str, ...]:
        """The round, IPO left out: it lasts for months and has many steps."""
        return (self.round.upper(),) if self.round and self.round != "IPO" else ()

    @property
    def backers(self) -> tuple[str, ...]:
        """Who pays, the lead first."""
        return (*self.lead, *self.investors)

    def merged(self, other: Fact) -> Self:
        """This raise, its empty slots filled; a step is a listing's, and a round that is none has none."""
        both = super(Funding, self).merged(other)
        return replace(both, step=both.step if both.round in ("", "IPO") else "")

    def changes(self, known: Sequence[Fact], at: datetime, *, is_rumour: bool, title: str) -> list[Change]:
        """Another round of a rumoured raise; a first sum.

        A round that was more than rumoured stands: another one beside it is another raise.
        """
        first = next((fact for fact in known if isinstance(fact, Funding)), None)
        if first is None:
            return []
        changes = []
        if is_rumour and first.round and self.round and first.round != self.round:
            changes.append(Change(kind="round", before=first.round, after=self.round, at=at))
        if first.amount is None and self.amount is not None:
            changes.append(Change(kind="amount", before="", after=amount_text(self.amount), at=at))
        return changes

    def after(self, change: Change) -> Self:
        """The raise with its round changed."""
        is_ours = change.kind == "round" and self.round == change.before
        return replace(self, round=change.after) if is_ours else self


@dataclass(frozen=True, slots=True, kw_only=True)
class TalentMove(Fact):
    """One person's (or a team's) step between firms, or a lay-off; "" where the text does not say."""

    person: str = ""
    role_from: str = ""
    #: the firm left
    source: str = ""
    role_to: str = ""
    #: the firm joined; the same as `source` inside one firm
    target: str = ""
    #: "leave", "join", "move", "promote", "return", "found", "layoff", or ""
    direction: str = ""
    #: how many people, of a lay-off or a team
    headcount: int | None = None

    @property
    def kind(self) -> str:
        """Its name in JSON."""
        return "talent"

    @property
    def persons(self) -> tuple[str, ...]:
        """Who moves."""
        return (self.person,) if self.person else ()

    def same_event(self, other: Fact) -> bool:
        """Two persons are two facts."""
        return isinstance(other, TalentMove) and self.person == other.person

    def changes(self, known: Sequence[Fact], at: datetime, *, is_rumour: bool, title: str) -> list[Change]:
        """A new person whom the title names; in the text, people are mentioned for all kinds of reasons."""
        held = {person for fact in known for person in fact.persons}
        is_news = self.person and self.person in title and self.person not in held
        return [Change(kind="person", before="", after=self.person, at=at)] if is_news else []


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainingCut(Fact):
    """What a firm does with the training of its own models."""

    firm: str = ""
    #: "stop", "shrink", "pause", "outsource", "pivot", "continue", or ""
    action: str = ""

    @property
    def kind(self) -> str:
        """Its name in JSON."""
        return "pretraining"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFact(Fact):
    """A fact of a kind that this version does not know: kept, and not told of. Its slots are in `more`."""

    name: str = ""

    @property
    def kind(self) -> str:
        """Its name in JSON."""
        return self.name

    def same_event(self, other: Fact) -> bool:
        """Of one kind, whatever it is."""
        return self.kind == other.kind


#: name in JSON -> class
KINDS: dict[str, type[Fact]] = {"funding": Funding, "talent": TalentMove, "pretraining": PretrainingCut}


def from_json(data: Mapping[str, Any]) -> Fact:
    """The fact that was stored; what cannot be read stays in `more`, so that nothing is lost."""
    left = dict(data)
    kind = str(left.pop("kind", None) or "")
    known = KINDS.get(kind)
    if known is None:
        return OtherFact(name=kind, more=left)
    values: dict[str, Any] = {}
    for slot in fields(known):
        key, read = _JSON_NAMES.get(slot.name, slot.name), _READERS.get(str(slot.type))
        if read is None or key not in left:
            continue
        value = read(left[key])
        if value is not None:
            values[slot.name] = value
        if value is not None or left[key] is None:
            del left[key]
    return known(**values, more=left)


def to_json(fact: Fact) -> dict[str, Any]:
    """A fact as it is stored: every slot of its kind, null or an empty list where the text does not say."""
    if isinstance(fact, OtherFact):
        return {"kind": fact.kind, **fact.more}
    names = [slot.name for slot in fields(fact) if slot.name not in {*_LAST, "more"}]
    slots = {_JSON_NAMES.get(name, name): _plain(getattr(fact, name)) for name in (*names, *_LAST)}
    # What was stored in a form that we do not read goes back as it came, unless the slot was filled since.
    kept = {name: value for name, value in fact.more.items() if slots.get(name) in (None, [])}
    return {"kind": fact.kind, **slots, **kept}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else None if value == "" else value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _names(value: object) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value) else None


def _stance(value: object) -> Stance | None:
    return Stance(value) if isinstance(value, str) and value in set(Stance) else None


#: a slot's declared type -> what reads it; None: it is no such value
_READERS: Mapping[str, Callable[[object], object]] = {
    "str": _text,
    "float | None": _number,
    "int | None": _count,
    "tuple[str, ...]": _names,
    "Stance | None": _stance,
}
