"""The firms of a title by the part they play in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from classifier.names.roles import role
from classifier.text.mentions import Mention
from classifier.text.page import Page
from classifier.topics.title_firms import TitleFirms
from classifier.topics.topic import Topic, main_topic
from classifier.types import Firm

Part = Literal["told", "investor", "former", "aside"]
_LEAD = 260
_STAND_IN = {"investor": 0.3, "former": 0.45, "aside": 0.2}


def weigh_title(page: Page, topics: Sequence[Topic], named: set[str]) -> list[Firm]:
    """The title's firms with their salience; ``named`` are the ids (names of strangers) that its facts are of."""
    mentions = page.firms_between(0, page.title_end, people=True)
    parts, title = parts_of(page, topics, mentions), _title_firms(topics)
    found: list[Firm] = []
    heads: set[tuple[int, int]] = set()
    told = 0
    for mention, part in zip(mentions, parts, strict=True):
        weight = _STAND_IN.get(part, 0.0)
        if part == "former" and _is_left(topics, mention, mentions, parts, spoken=bool(named)):
            weight = 0.55
        if part == "told" and page.is_list:  # each head has a firm of its own
            head = next(span for span in page.heads if span[0] <= mention.start < span[1])
            weight = 0.6 if head not in heads or _is_of(page, mention) else 0.4
            heads.add(head)
        elif part == "told" and _is_person_only(page, title, mention, mentions, parts):
            weight = 0.45
        elif part == "told":
            weight = _weight(page, title, mention, told=told, spoken=bool(named)) if topics else _in_order(told)
            if named and _beside(page, mention, named):
                weight = 0.6
            told += 1
        found.append(Firm(id=mention.id, name=mention.name, salience=weight))
    return found


def _title_firms(topics: Sequence[Topic]) -> TitleFirms:
    """How the firms are read: as the main topic has it."""
    main = main_topic(topics)
    return main.title_firms if main is not None else TitleFirms()


def parts_of(page: Page, topics: Sequence[Topic], mentions: Sequence[Mention]) -> list[Part]:
    """The part of each mention; the members of a list play the part of its first."""
    parts: list[Part] = []
    title = _title_firms(topics)
    for at, mention in enumerate(mentions):
        part: Part = role(page, mention, investors=title.has_investors)
        if part == "investor" and _RECEIVES.search(page.text[max(0, mention.start - 10) : mention.start]):
            part = "told"
        if not topics:  # nothing is told of anybody: the part alone orders them
            pass
        elif mention.start < _FIRST and _speaks(page, mention) and page.is_told(mention.start):
            part = "told"
        elif part == "told" and _FOUNDERS.match(page.text, mention.end):
            part = "former"
        elif part == "told" and _is_aside(page, title, mention):
            part = "aside"
        elif part == "told" and at and _listed(page, mention, mentions[at - 1]) and parts[-1] in ("former", "aside"):
            part = parts[-1]
        parts.append(part)
    return parts


def is_disowned(page: Page, topics: Sequence[Topic], firm_id: str) -> bool:
    """Whether the title, or for a firm it does not name the lead, names a firm never as the one it is told of."""
    mentions = page.firms_between(0, page.title_end, people=True)
    if not any(m.id == firm_id for m in mentions):
        mentions = page.firms_between(page.title_end, page.title_end + _LEAD, people=True)
    if not any(m.id == firm_id for m in mentions):
        return False
    parts = parts_of(page, topics, mentions)
    own = [(m, part) for m, part in zip(mentions, parts, strict=True) if m.id == firm_id]
    if all(part != "told" and not _withdraws(page, m) for m, part in own):
        return True
    return all(m.kind == "person" for m, _ in own) and _names_another(_title_firms(topics), firm_id, mentions, parts)


def _is_person_only(
    page: Page, title: TitleFirms, mention: Mention, mentions: Sequence[Mention], parts: Sequence[Part]
) -> bool:
    """Whether a leader is no name for the firm it leads: one who moves, or is talked of, beside a firm named."""
    if mention.kind != "person":
        return False
    if title.leader is None:
        return _names_another(title, mention.id, mentions, parts)
    before = page.text[max(0, mention.start - 6) : mention.start]
    if not title.leader.before.search(before) and not title.leader.after.match(page.text, mention.end):
        return False
    return any(m.kind != "person" and part == "told" for m, part in zip(mentions, parts, strict=True))


def _names_another(title: TitleFirms, firm_id: str, mentions: Sequence[Mention], parts: Sequence[Part]) -> bool:
    """Whether the title is told of another firm than the one whose leader it mentions: 甲嘲讽乙的老板, 甲要上市."""
    told = (m for m, part in zip(mentions, parts, strict=True) if part == "told" and m.kind != "person")
    return title.leader_yields and any(m.id != firm_id for m in told)


_FOUNDERS = re.compile(
    r"\s?(?:前)?(?:研究员|员工|高管|工程师|科学家|董事长|CEO|CTO|联创|副总裁|核心成员|老兵)们?"
    r"(?:的[^,。;]{0,6}(?:公司|创企|项目)|(?:创立|创办|创建)的|创业)|\s?来的"
)
_RECEIVES = re.compile(r"(?:给|向|对|往)[^,。;!?]{0,8}$")
_SAYS = re.compile(r"\s?(?:公告|集团|CEO|官方|方面|管理层)?\s?[:]")


#: A title that begins with a speaker has named it by then.
_FIRST = 4


def _speaks(page: Page, mention: Mention) -> bool:
    """Whether the title begins with a firm and a colon: what follows is its own news."""
    return page.text[: mention.start].strip("「“【》 ") == "" and _SAYS.match(page.text, mention.end) is not None


def _is_aside(page: Page, title: TitleFirms, mention: Mention) -> bool:
    """Whether a firm is a backer, a comparison, a customer or a tool in what the title tells."""
    return any(aside.holds(page.text, mention.start, mention.end, title_end=page.title_end) for aside in title.asides)


def _is_left(
    topics: Sequence[Topic], mention: Mention, mentions: Sequence[Mention], parts: Sequence[Part], *, spoken: bool
) -> bool:
    """Whether a former employer is told of: its loss is the news, and nobody else's gain."""
    if not any(topic.title_firms.loses_people for topic in topics):
        return False
    if not _title_firms(topics).loses_people:
        return True
    told = (m.id for m, part in zip(mentions, parts, strict=True) if part == "told")
    return not spoken and all(firm_id == mention.id for firm_id in told)


_WITHDRAWS = re.compile(r"[^。;!?|]{0,16}?(?:退出|撤资|不再投资|放弃投资)")


def _withdraws(page: Page, mention: Mention) -> bool:
    """Whether an investor walks away, which is told of the investor too."""
    return _WITHDRAWS.match(page.text, mention.end, page.title_end) is not None


def _weight(page: Page, title: TitleFirms, mention: Mention, *, told: int, spoken: bool) -> float:
    """The salience of a firm told of, after ``told`` others; ``spoken``: facts have said whose event it is."""
    if not spoken and told == 0:
        return 0.7
    if not spoken and _listed(page, mention):
        return 0.55
    if _takes_part(page, title, mention):
        return 0.5
    if spoken and told == 0 and title.has_investors and _withdraws(page, mention):
        return 0.6
    return 0.4 if spoken else title.further


def _in_order(told: int) -> float:
    """The salience of a firm of a title that tells no topic."""
    return 0.7 if told == 0 else 0.5


def _is_of(page: Page, mention: Mention) -> bool:
    """Whether a mention is the part of another firm that its head has named: 字节旗下 PICO."""
    return page.text[: mention.start].rstrip("「“ ").endswith("旗下")


def _beside(page: Page, mention: Mention, named: set[str]) -> bool:
    """Whether a mention stands on a list with a firm that the facts name: 燧原 in 燧原、壁仞接连IPO."""
    after = page.firms_between(mention.end, min(page.title_end, mention.end + 14))
    joint = page.text[mention.end : after[0].start] if after else ""
    return bool(after) and joint in ("、", "和", "与", "及", "以及") and after[0].id in named


def _takes_part(page: Page, title: TitleFirms, mention: Mention) -> bool:
    """Whether the clause of a mention has a verb that makes every firm in it one of the event's."""
    if title.takes_part is None:
        return False
    clause = next((c for c in page.clauses if c.start <= mention.start < c.end), None)
    return clause is not None and title.takes_part.search(page.text, clause.start, clause.end) is not None


def _listed(page: Page, mention: Mention, before: Mention | None = None) -> bool:
    """Whether a mention goes on a list that another one (``before``, if given) began: 燧原、壁仞接连IPO."""
    joint = page.text[max(0, mention.start - 1) : mention.start]
    if joint not in ("、", "和", "与", "及"):
        return False
    if before is not None:
        return before.end == mention.start - 1
    return bool(page.firms_between(max(0, mention.start - 14), mention.start))
