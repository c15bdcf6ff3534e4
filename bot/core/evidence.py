"""What stories say to a question: the facts that answer it, each with the story that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.questions import Kind, Question
from bot.core.types import Stance, Story, Topic

#: a firm's name as a fact has it -> its id, or the name itself for a stranger
Same = Callable[[str], str]

_GOING = {"leave", "move", "found", "return", "join", "layoff"}
_COMING = {"join", "move", "return"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One answering fact (empty: only the story's tags say it), of which firm, told by which story."""

    story: Story
    fact: Mapping[str, Any]
    firm: str = ""

    @property
    def stance(self) -> Stance:
        """How sure it is: the story's word, which later tellings may have settled."""
        return self.story.stance


def moves(stories: Iterable[Story], asked: Question, *, same: Same) -> list[Evidence]:
    """The moves asked for, newest first, each person's step once."""
    found: dict[tuple[str, ...], Evidence] = {}
    for story in stories:
        for fact in _facts(story, "talent"):
            source, target = (same(str(fact[side])) if fact.get(side) else "" for side in ("from", "to"))
            if _is_asked(asked, fact, source, target):
                who = str(fact.get("person") or f"#{story.id}")
                found.setdefault((who, source, target), Evidence(story=story, fact=fact, firm=source or target))
    return list(found.values())


def _is_asked(asked: Question, fact: Mapping[str, Any], source: str, target: str) -> bool:
    if asked.person:
        return asked.person in str(fact.get("person") or "")
    way = str(fact.get("direction") or "")
    stays = bool(source) and source == target
    left = way in _GOING and bool(source or way in {"leave", "layoff"}) and not stays
    came = way in _COMING and bool(target) and not stays
    leaves = left and (not asked.source or source in asked.source)
    joins = came and (not asked.target or target in asked.target)
    if asked.kind is Kind.MOVES:
        return leaves or joins or (stays and (not asked.source or source in asked.source))
    if asked.kind is Kind.LEFT:
        return leaves and (not asked.target or target in asked.target)
    return joins and (not asked.source or source in asked.source)


def rounds(stories: Iterable[Story], asked: Question, *, same: Same) -> list[Evidence]:
    """A firm's raises, newest first: one for each story, and stories of the same round are one raise."""
    found: dict[tuple[str, str], Evidence] = {}
    for story in stories:
        for fact in _facts(story, "funding"):
            firm = _firm_of(story, fact, same)
            if firm not in asked.firms:
                continue
            key = (firm, str(fact.get("round") or f"#{story.id}"))
            known = found.get(key)
            if known is None or _filled(fact) > _filled(known.fact):
                found[key] = Evidence(story=story, fact=fact, firm=firm)
    return list(found.values())


def invested(stories: Iterable[Story], asked: Question, *, same: Same) -> list[Evidence]:
    """The raises into which a firm of the question put money, each raising firm once."""
    found: dict[str, Evidence] = {}
    for story in stories:
        for fact in _facts(story, "funding"):
            payers = {same(str(name)) for name in (*(fact.get("lead") or ()), *(fact.get("investors") or ()))}
            firm = _firm_of(story, fact, same)
            if payers & set(asked.firms) and firm:
                found.setdefault(firm, Evidence(story=story, fact=fact, firm=firm))
    return list(found.values())


def cuts(stories: Iterable[Story], asked: Question, *, same: Same) -> list[Evidence]:
    """The newest word on each firm's own models; a story without facts speaks for the firms it is told of."""
    found: dict[str, Evidence] = {}
    for story in stories:
        facts = _facts(story, "pretraining")
        told = [(same(str(fact["firm"])), fact) for fact in facts if fact.get("firm")]
        if not facts:
            told = [(firm.id or firm.name, {}) for firm in story.firms if firm.salience >= 0.5]
        for firm, fact in told:
            if not asked.firms or firm in asked.firms:
                found.setdefault(firm, Evidence(story=story, fact=fact, firm=firm))
    return list(found.values())


def tally(stories: Iterable[Story]) -> dict[Topic, int]:
    """How many stories of each topic."""
    counts = dict.fromkeys(Topic, 0)
    for story in stories:
        for topic in story.topics:
            counts[topic] += 1
    return {topic: count for topic, count in counts.items() if count}


def _facts(story: Story, kind: str) -> Sequence[Mapping[str, Any]]:
    return [fact for fact in story.facts if fact.get("kind") == kind]


def _firm_of(story: Story, fact: Mapping[str, Any], same: Same) -> str:
    """Who raises: as the fact says, else the firm the story is told of."""
    if fact.get("firm"):
        return same(str(fact["firm"]))
    return next((firm.id or firm.name for firm in story.firms if firm.salience >= 0.5), "")


def _filled(fact: Mapping[str, Any]) -> int:
    return sum(1 for value in fact.values() if value)
