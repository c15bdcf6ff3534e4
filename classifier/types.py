"""What the classifier returns: topics, firms, stance, facts, and the words that made it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

#: How sure a text is of what it tells.
Stance = Literal["rumour", "reported", "confirmed", "denied"]


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm found in a text; salience 0..1, where 1 means the event is told of it.

    ``id`` is the lexicon's id, or "" for a firm outside the lexicon that the facts name.
    """

    id: str
    name: str
    salience: float


@dataclass(frozen=True, slots=True)
class Party:
    """A firm that a fact names, and its part.

    ``subject``: the event is the firm's own, unless the title says otherwise; ``side``: it loses or gains,
    whatever the title calls it; ``past``: it takes no part now.
    """

    name: str
    part: Literal["subject", "side", "past"]


class FactValue(Protocol):
    """What a fact says: a frozen dataclass of its topic's own."""

    #: the name of its kind in JSON
    KIND: ClassVar[str]

    def parties(self) -> tuple[Party, ...]:
        """The firms that the event may be told of, as the text calls them."""

    def to_json(self) -> dict[str, Any]:
        """The fields as LABELS define them, lists for tuples."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and its evidence, the words of the raw text at ``span``.

    The offsets count characters of ``title + "\\n" + text`` as given by the caller.
    """

    value: FactValue
    span: tuple[int, int]
    evidence: str

    @property
    def kind(self) -> str:
        """The name of the value's kind."""
        return self.value.KIND

    def to_json(self) -> dict[str, Any]:
        """Kind, fields, span and evidence, JSON-ready."""
        return {"kind": self.kind, **self.value.to_json(), "span": list(self.span), "evidence": self.evidence}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure a text is of what it tells: the likeliest stance, its probability 0..1, and what may be shown.

    ``shown`` is the stance, but confirmed only where that is certain and words confirm it, else reported.
    ``span`` holds the words that made it, offsets of the matching form; None where no words stand out.
    """

    stance: Stance
    certainty: float
    shown: Stance
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything read in one item."""

    #: topics whose probability is above their threshold
    topics: Mapping[str, float] = field(default_factory=dict)
    #: probability of every topic, 0..1
    scores: Mapping[str, float] = field(default_factory=dict)
    #: how near it was to another answer, 0..1 (``model.doubt``)
    doubt: float = 0.0
    firms: tuple[Firm, ...] = ()
    #: None when no topic is told
    stance: Stance | None = None
    #: probability of the stance, 0..1
    certainty: float = 0.0
    #: the stance that a reader may be shown: confirmed only where that is certain, else reported
    shown: Stance | None = None
    #: the words that made the stance, as they stand in the raw text, and their span in it (see ``Fact``)
    evidence: str = ""
    evidence_span: tuple[int, int] | None = None
    facts: tuple[Fact, ...] = ()
    #: topic -> ((term, contribution to the score), ...), strongest first
    why: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    is_roundup: bool = False
    #: the source that a repost credits, or ""
    credit: str = ""
