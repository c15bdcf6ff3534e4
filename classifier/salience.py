"""Of which firms an event is told: who raises, who cuts, who loses or gains the person; not every firm named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from classifier.facts.page import Page
from classifier.facts.roles import role
from classifier.firms import Mention
from classifier.normalise import Normalised
from classifier.types import Fact, Firm

#: The event is told of a firm from this salience on.
TOLD = 0.5
_SLOTS = {"funding": ("firm",), "talent": ("from", "to"), "pretraining": ("firm",)}
_STAND_IN = {"investor": 0.3, "former": 0.45, "aside": 0.2}


class Canon(Protocol):
    """Turns a firm's name into one form; a ``FirmMatcher`` does."""

    def canonical(self, name: str) -> str:
        """One form for all names of a firm."""


def salience(
    text: Normalised,
    topics: Sequence[str],
    mentions: Sequence[Mention],
    facts: Sequence[Fact],
    *,
    matcher: Canon | None = None,
) -> tuple[Firm, ...]:
    """Firms with salience, the most salient first; from ``TOLD`` on the event is told of them.

    Facts speak first, then the title, then the lead. A firm outside the lexicon has ``id`` "".
    """
    page = Page(text, mentions, topics)
    best: dict[str, Firm] = {}
    names = {m.name: m.id for m in mentions if m.kind != "group"}
    for name, weight in _of_facts(page, facts):
        _keep(best, Firm(id=names.get(name, ""), name=name, salience=weight))
    for firm in _of_mentions(page, topics, has_facts=bool(best)):
        _keep(best, firm)
    return tuple(sorted(best.values(), key=lambda firm: -firm.salience))


def _keep(best: dict[str, Firm], firm: Firm) -> None:
    key = firm.id or firm.name
    if key not in best or best[key].salience < firm.salience:
        best[key] = firm


def _of_facts(page: Page, facts: Sequence[Fact]) -> list[tuple[str, float]]:
    """The firms that facts name: 1 in the title's own, 0.8 in what the lead tells."""
    found = []
    for fact in facts:
        in_title = fact.span[0] < len(page.text[: page.title_end])
        for slot in _SLOTS.get(fact.kind, ()):
            name = fact.slots.get(slot)
            if name:
                found.append((str(name), 1.0 if in_title else 0.8))
    return found


def _of_mentions(page: Page, topics: Sequence[str], *, has_facts: bool) -> list[Firm]:
    """Firms by where they stand and what part they play."""
    topic = topics[0] if topics else ""
    found: list[Firm] = []
    told = 0
    for mention in page.mentions:
        if not mention.id or mention.kind == "group":
            continue
        in_title = mention.start < page.title_end
        part = role(page, mention, topic=topic)
        if part != "told":
            weight = _STAND_IN[part]
            if part == "former" and topic == "talent_move" and in_title:
                weight = 0.5
        elif in_title:
            weight = (0.7 if told == 0 else 0.5) if not has_facts else 0.45
            if mention.kind == "person":
                weight -= 0.05
            told += 1
        else:
            weight = 0.2 if told or has_facts else 0.5 if mention.start < page.title_end + 120 else 0.3
            told += 1 if weight >= TOLD else 0
        found.append(Firm(id=mention.id, name=mention.name, salience=weight))
    return found
