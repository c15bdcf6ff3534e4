"""What the classifier returns: topics, firms, stance, facts, and the words that made it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: The topics in the order of every score vector.
TOPICS: tuple[str, ...] = ("pretraining_cut", "funding", "talent_move")
STANCES: tuple[str, ...] = ("rumour", "reported", "confirmed", "denied")


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm found in a text; salience 0..1, where 1 means the event is told of it.

    ``id`` is the lexicon's id, or "" for a firm outside the lexicon that the facts name.
    """

    id: str
    name: str
    salience: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A structured field set; ``slots`` as LABELS define (JSON-ready), ``span`` the evidence in the text.

    The offsets count characters of ``title + "\\n" + text`` as given by the caller.
    """

    kind: str
    slots: Mapping[str, Any]
    span: tuple[int, int]
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything read in one item."""

    #: topics whose probability is above their threshold
    topics: Mapping[str, float] = field(default_factory=dict)
    #: probability of every topic, 0..1
    scores: Mapping[str, float] = field(default_factory=dict)
    firms: tuple[Firm, ...] = ()
    #: None when no topic is told
    stance: str | None = None
    facts: tuple[Fact, ...] = ()
    #: topic -> ((term, contribution to the score), ...), strongest first
    why: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    is_roundup: bool = False
    #: the source that a repost credits, or ""
    credit: str = ""
