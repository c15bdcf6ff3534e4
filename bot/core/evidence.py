"""What stories say to a question: the facts that answer it, each with the story that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.questions import Kind, Question
from bot.core.topics import TOPICS, Topic
from bot.core.types import Fact, Stance, Story

AnyFact_co = TypeVar("AnyFact_co", bound=Fact, covariant=True)

#: a firm's name as a fact has it -> its id, or the name itself for a stranger
Same = Callable[[str], str]

_GOING = {"leave", "move", "found", "return", "join", "layoff"}
_COMING = {"join", "move", "return"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Generic[AnyFact_co]):
    """One answering fact (empty: only the story's tags say it), of which firm, told by which story."""

    story: Story
    fact: AnyFact_co
    firm: str = ""

    @property
    def stance(self) -> Stance:
        """How sure it is: the story's word, which later tellings may have settled."""
        return self.story.stance


#: what answers a question after moves, raises, cuts
MoveFound = Evidence[TalentMove]
RaiseFound = Evidence[Funding]
CutFound = Evidence[PretrainingCut]


def moves(stories: Iterable[Story], question: Question, *, same: Same) -> list[MoveFound]:
    """The moves asked for, newest first, each person's step once."""
    found: dict[tuple[str, ...], MoveFound] = {}
    for story in stories:
        for fact in _facts(story, TalentMove):
            source, target = (same(firm) if firm else "" for firm in (fact.source, fact.target))
            if _is_asked(question, fact, source, target):
                who = fact.person or f"#{story.id}"
                found.setdefault((who, source, target), Evidence(story=story, fact=fact, firm=source or target))
    return list(found.values())


def _is_asked(question: Question, fact: TalentMove, source: str, target: str) -> bool:
    if question.person:
        return question.person in fact.person
    way = fact.direction
    stays = bool(source) and source == target
    left = way in _GOING and bool(source or way in {"leave", "layoff"}) and not stays
    came = way in _COMING and bool(target) and not stays
    leaves = left and (not question.source or source in question.source)
    joins = came and (not question.target or target in question.target)
    if question.kind is Kind.MOVES:
        return leaves or joins or (stays and (not question.source or source in question.source))
    if question.kind is Kind.LEFT:
        return leaves and (not question.target or target in question.target)
    return joins and (not question.source or source in question.source)


def rounds(stories: Iterable[Story], question: Question, *, same: Same) -> list[RaiseFound]:
    """A firm's raises, newest first: one for each story, and stories of the same round are one raise."""
    found: dict[tuple[str, str], RaiseFound] = {}
    for story in stories:
        for fact in _facts(story, Funding):
            firm = _firm_of(story, fact, same)
            if firm not in question.firms:
                continue
            key = (firm, fact.round or f"#{story.id}")
            known = found.get(key)
            if known is None or fact.filled > known.fact.filled:
                found[key] = Evidence(story=story, fact=fact, firm=firm)
    return list(found.values())


def invested(stories: Iterable[Story], question: Question, *, same: Same) -> list[RaiseFound]:
    """The raises into which a firm of the question put money, each raising firm once."""
    found: dict[str, RaiseFound] = {}
    for story in stories:
        for fact in _facts(story, Funding):
            payers = {same(name) for name in fact.backers}
            firm = _firm_of(story, fact, same)
            if payers & set(question.firms) and firm:
                found.setdefault(firm, Evidence(story=story, fact=fact, firm=firm))
    return list(found.values())


def cuts(stories: Iterable[Story], question: Question, *, same: Same) -> list[CutFound]:
    """The newest word on each firm's own models; a story without facts speaks for the firms it is told of."""
    found: dict[str, CutFound] = {}
    for story in stories:
        facts = _facts(story, PretrainingCut)
        told = [(same(fact.firm), fact) for fact in facts if fact.firm]
        if not facts:
            told = [(firm.id or firm.name, PretrainingCut()) for firm in story.firms if firm.salience >= 0.5]
        for firm, fact in told:
            if not question.firms or firm in question.firms:
                found.setdefault(firm, Evidence(story=story, fact=fact, firm=firm))
    return list(found.values())


def passages(facts: Iterable[Fact]) -> list[TalentMove]:
    """The steps of people from or to a firm; what is denied, a lay-off or a promotion is none."""
    return [
        fact
        for fact in facts
        if isinstance(fact, TalentMove)
        and fact.direction not in {"layoff", "promote"}
        and fact.stance is not Stance.DENIED
        and (fact.source or fact.target)
    ]


def tally(stories: Iterable[Story]) -> dict[Topic, int]:
    """How many stories of each topic."""
    counts = dict.fromkeys(TOPICS, 0)
    for story in stories:
        for topic in story.topics:
            counts[topic] += 1
    return {topic: count for topic, count in counts.items() if count}


def _facts(story: Story, kind: type[AnyFact_co]) -> list[AnyFact_co]:
    return [fact for fact in story.facts if isinstance(fact, kind)]


def _firm_of(story: Story, fact: Funding, same: Same) -> str:
    """Who raises: as the fact says, else the firm the story is told of."""
    if fact.firm:
        return same(fact.firm)
    return next((firm.id or firm.name for firm in story.firms if firm.salience >= 0.5), "")
