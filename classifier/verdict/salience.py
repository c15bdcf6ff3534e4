"""Of which firms an event is told: who raises, who cuts, who loses or gains the person; not every firm named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from classifier.names.introduced import introduced
from classifier.text.page import Page
from classifier.text.passages import LONG
from classifier.topics.topic import Topic
from classifier.types import Fact, Firm
from classifier.verdict.candidates import candidates, without_overlaps
from classifier.verdict.newcomers import is_no_firm, newcomer
from classifier.verdict.signs import FORMER, signs
from classifier.verdict.titles import is_disowned, parts_of, weigh_title
from classifier.verdict.weigher import shipped_weigher

#: The event is told of a firm from this salience on.
TOLD = 0.5
#: A lead speaks for a silent title this far.
_LEAD = 200


def salience(page: Page, topics: Sequence[Topic], facts: Sequence[Fact]) -> tuple[Firm, ...]:
    """Firms with salience, the most salient first; from ``TOLD`` on the event is told of them.

    What the rules say of an item with a topic is a sign among others, which the learned weigher weighs; it learnt from
    headlines with their leads, so of a long text, whose facts stand far down, the rules alone say it. A firm outside
    the lexicon has ``id`` "".
    """
    ruled = by_rules(page, topics, facts)
    if not topics or len(page.text) - page.title_end > LONG:
        return ruled
    weigher, found = shipped_weigher(), candidates(page, ruled)
    weighed = []
    for one, mine in zip(found, signs(page, topics, facts, found), strict=True):
        weight = weigher.salience(mine)
        if FORMER in mine and one.firm.salience < TOLD:  # whom one left long ago is not told of: no matter of weighing
            weight = min(weight, 0.45)
        weighed.append(replace(one.firm, salience=weight))
    return tuple(without_overlaps([firm for firm in weighed if firm.id or firm.salience >= TOLD]))


def by_rules(page: Page, topics: Sequence[Topic], facts: Sequence[Fact]) -> tuple[Firm, ...]:
    """Firms with the salience that hand-made rules give: facts speak first, then the title, then the lead."""
    best: dict[str, Firm] = {}
    for firm in _of_facts(page, topics, facts) if facts else ():
        _keep(best, firm)
    named = {firm.name for firm in best.values() if firm.salience == 1.0}
    title = weigh_title(page, topics, {key for key, firm in best.items() if firm.salience == 1.0})
    named |= {firm.name for firm in title if firm.salience >= TOLD}
    if named:  # the title has said whose event it is; what else the lead tells is background, but for partners
        partners = _partners(facts, named)
        best = {
            key: firm if firm.salience == 1.0 or firm.name in partners else replace(firm, salience=0.45)
            for key, firm in best.items()
        }
    for firm in title:
        _keep(best, firm)
    unknown = newcomer(page, topics) if topics and not named else None
    if unknown is not None:
        _keep(best, Firm(id=unknown.id, name=unknown.name, salience=0.6))
    if topics and not any(firm.salience >= TOLD for firm in best.values()):
        for firm in _of_lead(page, topics):
            _keep(best, firm)
    for mention in page.mentions:
        if mention.id and mention.kind != "group":
            _keep(best, Firm(id=mention.id, name=mention.name, salience=0.2))
    return tuple(sorted(best.values(), key=lambda firm: -firm.salience))


def _of_facts(page: Page, topics: Sequence[Topic], facts: Sequence[Fact]) -> list[Firm]:
    """The firms that facts are of, with what the title says against it."""
    ids = {m.name: m.id for m in page.mentions if m.kind != "group"}
    heading = {m.name for m in page.between(0, page.title_end)} if page.title_end else set()
    title = page.source.raw_span(0, page.title_end)[1]
    found = []
    for fact in facts:
        for party in fact.value.parties():
            name = party.name
            if name not in ids and (is_no_firm(name) or _cuts_a_name(page, name)):
                continue
            weight = 1.0 if fact.span[0] < title or name in heading else 0.8
            if party.part == "past":
                weight = 0.45
            elif party.part == "subject" and is_disowned(page, topics, ids.get(name, "")):
                weight = 0.4
            found.append(Firm(id=ids.get(name, ""), name=name, salience=weight))
    return found


def _cuts_a_name(page: Page, name: str) -> bool:
    """Whether a stranger's name is made of the end of a known name and what follows it: 飞抛 in 讯飞抛出."""
    at = page.text.find(name)
    return at >= 0 and any(m.start < at < m.end for m in page.mentions)


def _partners(facts: Sequence[Fact], named: set[str]) -> set[str]:
    """The other side of the events that a firm of the title takes part in."""
    sides = [{party.name for party in fact.value.parties() if party.part == "side"} for fact in facts]
    return {name for pair in sides if named & pair for name in pair}


def _keep(best: dict[str, Firm], firm: Firm) -> None:
    key = firm.id or firm.name
    if key not in best or best[key].salience < firm.salience:
        best[key] = firm


def _of_lead(page: Page, topics: Sequence[Topic]) -> list[Firm]:
    """Whom the lead introduces when title and facts name nobody."""
    end = min(len(page.text), page.title_end + _LEAD)
    if page.is_list or any(m.kind == "group" for m in page.between(0, end)):
        return []
    stranger = introduced(page)
    if stranger is not None:
        return [Firm(id=stranger.id, name=stranger.name, salience=0.6)]
    mentions = page.firms_between(page.title_end, end)
    for mention, part in zip(mentions, parts_of(page, topics, mentions), strict=True):
        if part == "told":
            return [Firm(id=mention.id, name=mention.name, salience=TOLD)]
    return []
