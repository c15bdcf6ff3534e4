"""Of which firms an event is told: who raises, who cuts, who loses or gains the person; not every firm named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from classifier.facts.names import introduced
from classifier.facts.page import Page
from classifier.facts.roles import role
from classifier.firms import Mention
from classifier.normalise import Normalised
from classifier.types import Fact, Firm

#: The event is told of a firm from this salience on.
TOLD = 0.5
_SLOTS = {"funding": ("firm",), "talent": ("from", "to"), "pretraining": ("firm",)}
_STAND_IN = {"investor": 0.3, "former": 0.4, "aside": 0.2}
#: A lead speaks for a silent title this far.
_LEAD = 200


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
    ids = {m.name: m.id for m in mentions if m.kind != "group"}
    heading = {m.name for m in page.between(0, page.title_end)} if page.title_end else set()
    title = text.raw_span(0, page.title_end)[1]
    for fact in facts:
        for slot in _SLOTS.get(fact.kind, ()):
            name = fact.slots.get(slot)
            if name:
                weight = 1.0 if fact.span[0] < title or str(name) in heading else 0.8
                _keep(best, Firm(id=ids.get(str(name), ""), name=str(name), salience=weight))
    spoken = any(firm.salience == 1.0 for firm in best.values())
    if spoken:  # the title has said whose event it is; what else the lead tells is background, but for partners
        partners = _partners(facts, {firm.name for firm in best.values() if firm.salience == 1.0})
        best = {
            key: firm if firm.salience == 1.0 or firm.name in partners else replace(firm, salience=0.45)
            for key, firm in best.items()
        }
    named = {firm.id for firm in best.values() if firm.salience == 1.0}
    for firm in _of_title(page, topics, spoken=spoken, named=named):
        _keep(best, firm)
    if topics and not any(firm.salience >= TOLD for firm in best.values()):
        for firm in _of_lead(page, topics):
            _keep(best, firm)
    for mention in page.mentions:
        if mention.id and mention.kind != "group":
            _keep(best, Firm(id=mention.id, name=mention.name, salience=0.2))
    return tuple(sorted(best.values(), key=lambda firm: -firm.salience))


def _partners(facts: Sequence[Fact], named: set[str]) -> set[str]:
    """The other side of the moves that a firm of the title takes part in."""
    pairs = [(fact.slots.get("from"), fact.slots.get("to")) for fact in facts if fact.kind == "talent"]
    return {str(name) for pair in pairs if named & set(pair) for name in pair if name}


def _keep(best: dict[str, Firm], firm: Firm) -> None:
    key = firm.id or firm.name
    if key not in best or best[key].salience < firm.salience:
        best[key] = firm


def _of_title(page: Page, topics: Sequence[str], *, spoken: bool, named: set[str]) -> list[Firm]:
    """The title's firms by the part they play; ``spoken`` when its facts have ``named`` firms already."""
    topic = topics[0] if topics else ""
    found: list[Firm] = []
    seen: set[tuple[int, int]] = set()
    told = 0
    for mention in page.firms_between(0, page.title_end, people=True):
        part = role(page, mention, topic=topic)
        if topic == "pretraining_cut" and _is_tool(page, mention):
            part = "aside"
        weight = _STAND_IN.get(part, 0.0)
        if part == "former" and topic == "talent_move":
            weight = 0.45 if spoken else 0.55
        if part == "told" and page.is_list:  # each head has a firm of its own
            head = next(span for span in page.heads if span[0] <= mention.start < span[1])
            weight = 0.4 if head in seen else 0.6
            seen.add(head)
        elif part == "told":
            weight = _weight(page, topics, mention, told=told, spoken=spoken)
            if spoken and _beside(page, mention, named):
                weight = 0.6
            told += 1
        found.append(Firm(id=mention.id, name=mention.name, salience=weight))
    return found


_TOOL = re.compile(
    r"(?:转向|全押|押注|因为|输给|入股|租|换到|换成|换上|换用|改以|改用|采用|[使选]用|改接|接入|套用|投靠|基于|用|转用|拥抱|求助|依托|借助|以)(?:了|开源的?|的)?\s?[「“]?"
    r"(?:[^,。;!?|、]{1,12}、)?$"
)


def _is_tool(page: Page, mention: Mention) -> bool:
    """Whether a firm is named for the model that another one takes instead of its own: 改用 DeepSeek、豆包."""
    return _TOOL.search(page.text[max(0, mention.start - 20) : mention.start]) is not None


_MOVE = re.compile(
    r"离职|离开|卸任|辞职|辞任|退休|出走|加入|加盟|入职|空降|回归|重返|转投|跳槽|挖[来走人角墙]|任命|聘"
    r"|出任|升任|接任|接替|换帅|转入|并入|划归|裁|解散|流失|痛失|抢人|投奔|创业"
)


_WITHDRAWS = re.compile(r"[^。;!?|]{0,16}?(?:退出|撤资|不再投资|放弃投资)")


def _weight(page: Page, topics: Sequence[str], mention: Mention, *, told: int, spoken: bool) -> float:
    if not topics:
        return 0.7 if told == 0 else 0.5
    if not spoken:
        return 0.7 if told == 0 else 0.55 if _listed(page, mention) else 0.45
    if topics[0] == "talent_move" and mention.kind != "product" and _near_move(page, mention):
        return 0.5
    if told == 0 and topics[0] == "funding" and _WITHDRAWS.match(page.text, mention.end, page.title_end):
        return 0.6  # that an investor walks away is told of the investor too
    return 0.4


def _beside(page: Page, mention: Mention, named: set[str]) -> bool:
    """Whether a mention stands on a list with a firm that the facts name: 燧原 in 燧原、壁仞接连IPO."""
    after = page.firms_between(mention.end, min(page.title_end, mention.end + 14))
    joint = page.text[mention.end : after[0].start] if after else ""
    return bool(after) and joint in ("、", "和", "与", "及", "以及") and after[0].id in named - {""}


def _near_move(page: Page, mention: Mention) -> bool:
    """Whether a verb of moving stands in the clause of a mention."""
    clause = next((c for c in page.clauses if c.start <= mention.start < c.end), None)
    return clause is not None and _MOVE.search(page.text, clause.start, clause.end) is not None


def _listed(page: Page, mention: Mention) -> bool:
    """Whether a mention goes on a list that another one began: 燧原、壁仞接连IPO."""
    before = page.text[max(0, mention.start - 1) : mention.start]
    return before in ("、", "和", "与", "及") and bool(page.firms_between(max(0, mention.start - 14), mention.start))


def _of_lead(page: Page, topics: Sequence[str]) -> list[Firm]:
    """Whom the lead introduces when title and facts name nobody."""
    end = min(len(page.text), page.title_end + _LEAD)
    if page.is_list or any(m.kind == "group" for m in page.between(0, end)):
        return []
    stranger = introduced(page)
    if stranger is not None:
        return [Firm(id=stranger.id, name=stranger.name, salience=0.6)]
    for mention in page.firms_between(page.title_end, end):
        told = role(page, mention, topic=topics[0]) == "told"
        if told and not (topics[0] == "pretraining_cut" and _is_tool(page, mention)):
            return [Firm(id=mention.id, name=mention.name, salience=TOLD)]
    return []
