"""The signs by which a learned weigher tells of which firms an event is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from classifier.names.firm_names import firm_names
from classifier.names.made_up import is_made_up, words_of
from classifier.names.matcher import shipped_matcher
from classifier.names.surnames import SURNAMES
from classifier.names.unlisted import SURE_END, plausible
from classifier.text.page import Page
from classifier.text.title_heads import heads
from classifier.topics.topic import Topic, main_topic
from classifier.types import Fact
from classifier.verdict.candidates import LEAD, Candidate, trimmed
from classifier.verdict.newcomers import is_column, is_no_firm
from classifier.verdict.titles import parts_of

#: The sign of a firm that the title names as a former employer only.
FORMER = "part=former"
#: What stands for firms and persons in the words around a name.
_FIRM, _PERSON = "①", "②"
_SAME = re.compile(rf"([{_FIRM}{_PERSON}0])\1+")
_STOP = re.compile(r"[,。;!?|丨]")
_DIGIT = re.compile(r"\d")

_INVEST = (
    r"(?:追投|投资|注资|入股|押注|领投|参投|跟投|战投|增资|认购|投出|投了|投[近超约0]|下注|加注|加码|参股|持股"
    r"|收购|控股|掏)"
)
#: Name of a sign -> the words before the firm, the words after it; both hold if given.
_GRAMMAR = {
    "gives to": ("", rf"[^①,。;]{{0,12}}[向对给在与和][^,。;]{{0,16}}①[^,。;]{{0,14}}{_INVEST}"),
    "gives": ("", rf"[^①,。;]{{0,10}}{_INVEST}[^①,。;]{{0,14}}①"),
    "gives a stranger": ("", rf"[^①,。;]{{0,8}}{_INVEST}"),
    "gives with others": ("", rf"(?:[、和与]?①)*等?[^①,。;]{{0,4}}{_INVEST}"),
    "is given": (rf"(?:[向对给]|{_INVEST}了?)[^①,。;]{{0,10}}$", ""),
    "gets": ("", r"[^①,。;]{0,4}(?:获|得到|拿到|引入|引进|完成|拿下)"),
    "got from": (r"(?:获|得到|拿到|引入|引进|从|来自|由)[^①,。;]{0,6}$", ""),
    "owner": ("", r"(?:旗下|系|的?子公司|持股|背后|分拆|拆分|养了|①)"),
    "owned": (r"①(?:旗下|系|的?子公司|孵化|分拆|拟分拆|称|将|将暂停|撤回)[^①,。;]{0,4}$", ""),
    "former": (r"[前原]$", ""),
    "left by": ("", r"(?:[前原]|创始|联合创始人|联创|元老|老将|出身|系)"),
    "joined by": (r"(?:加入|加盟|入职|转投|投奔|出任|担任|任职|跳槽[到至]|空降|回归|重返|来到|任命为|任)$", ""),
    "left": (r"(?:离开|告别|离职|挖走|从|挖角|挖来|退出|辞任|卸任)$", ""),
    "founded from": ("", r"[^①,。;]{0,12}(?:创业|创办|创立|成立|再出发)"),
    "measure": (r"(?:对标|挑战|对手|超越|竞争|仅次于|比|像|国产|中国版?|版|视)[「“]?$", ""),
    "measure of": ("", r"[」”]?(?:黑帮|劲敌|对手|竞争|供应商|概念|挑战者|第二|版|们|客户|天使|合作|最大客户)"),
    "client": (r"(?:给|卖给|供货|背靠|傍上|靠|被)$", ""),
    "speaks": ("", r":"),
    "spoken of": (r":[^①,。;]{0,6}$", ""),
    "moves people": ("", r"[^①,。;:]{0,14}(?:裁|解散|解雇|招|挖|任命|聘|换帅|离职|辞|卸任|退休|接任)"),
    "takes money": ("", r"[^①,。;:]{0,14}(?:IPO|上市|招股|递表|融资|募|估值|轮)"),
    "quoted": (r"[「“]$", r"[」”]"),
    "goes on a list": (r"①[、和与及]$", ""),
    "begins a list": ("", r"[、和与及]①"),
}
_PATTERNS = [(key, re.compile(before), re.compile(after)) for key, (before, after) in _GRAMMAR.items()]


def signs(page: Page, topics: Sequence[Topic], facts: Sequence[Fact], found: Sequence[Candidate]) -> list[list[str]]:
    """For each candidate its signs, each once."""
    main = main_topic(topics)
    topic = main.name if main is not None else ""
    text = _masked(page, found)
    firsts = sorted((one.spans[0][0], at) for at, one in enumerate(found) if _in_title(page, one))
    ranks = {at: rank for rank, (_, at) in enumerate(firsts)}
    ids = {found[at].firm.id for _, at in firsts} - {""}
    parts = _parts(page, topics)
    answers = []
    for at, one in enumerate(found):
        mine = [
            *_of_rules(found, at, where=_where(page, one), several=len(topics) > 1),
            *_of_place(page, one, rank=ranks.get(at, -1), many=len(firsts)),
            *_of_facts(one, facts, title_end=page.title_end),
            *_of_firm(page, one, ids, known=len(ids)),
            *_of_part(found, at, "+".join(sorted(parts.get(one.firm.id, ())))),
        ]
        strong = [*mine, *(f"{topic}&{sign}" for sign in mine)]
        if one.spans:
            words = list(_of_words(text, *one.spans[0][:2], mark=_where(page, one)[0], topic=topic))
            strong += words
            strong += _of_a_stranger(one, words) if not one.firm.id else ()
        answers.append(list(dict.fromkeys(strong)))
    return answers


def _in_title(page: Page, one: Candidate) -> bool:
    return bool(one.spans) and one.spans[0][0] < page.title_end


def _where(page: Page, one: Candidate) -> str:
    return "title" if _in_title(page, one) else "lead" if one.spans else "far"


def _masked(page: Page, found: Sequence[Candidate]) -> str:
    """Title and lead in one line, with firms, persons and digits as signs: what one name teaches holds for others."""
    chars = list(_DIGIT.sub("0", page.text[: page.title_end + LEAD]))
    for one in found:
        for start, end, kind in one.spans:
            chars[start:end] = (_PERSON if kind == "person" else _FIRM) * (end - start)
    return "".join(chars).lower().replace("\n", "。")


def _parts(page: Page, topics: Sequence[Topic]) -> dict[str, set[str]]:
    mentions = page.firms_between(0, page.title_end, people=True)
    found: dict[str, set[str]] = {}
    for mention, part in zip(mentions, parts_of(page, topics, mentions), strict=True):
        found.setdefault(mention.id, set()).add(part)
    return found


def _of_rules(found: Sequence[Candidate], at: int, *, where: str, several: bool) -> Iterator[str]:
    """What the rules make of the firm, and of its rivals."""
    mine = found[at].firm.salience
    rival = max((other.firm.salience for n, other in enumerate(found) if n != at), default=0.0)
    yield f"rule={mine:.2f}"
    yield f"rule={mine:.2f}&{where}"
    yield f"rule={mine:.2f}&rival={rival:.2f}"
    yield f"best={mine >= rival}&told={min(3, sum(one.firm.salience >= 0.5 for one in found))}"
    yield f"several={several}"


def _of_part(found: Sequence[Candidate], at: int, part: str) -> Iterator[str]:
    """The part that the firm plays in the title, beside a rival that the rules are sure of or not."""
    rival = max((other.firm.salience for n, other in enumerate(found) if n != at), default=0.0)
    yield f"part={part}"
    yield f"part={part}&rule={found[at].firm.salience:.2f}"
    yield f"part={part}&rival={rival:.2f}"


def _of_place(page: Page, one: Candidate, *, rank: int, many: int) -> Iterator[str]:
    """Where the firm stands among the firms of the title, and in which of its heads."""
    where = _where(page, one)
    yield f"{where}&titled={min(2, many)}"
    yield f"rank={min(rank, 4)}&of={min(many, 4)}"
    yield f"times={min(4, len(one.spans))}&{where}"
    yield f"list={page.is_list}&rule={one.firm.salience:.2f}"
    if where == "title":
        yield f"mention={one.spans[0][2]}"
        yield f"begins={one.spans[0][0] == 0}"
    if page.is_list and where == "title":
        at = one.spans[0][0]
        head = next((n for n, (start, end) in enumerate(page.heads) if start <= at < end), -1)
        yield f"head={min(head, 3)}&of={min(len(page.heads), 4)}"
        yield f"all={len(page.heads) == len(heads(page.text[: page.title_end]))}&of={min(len(page.heads), 4)}"


def _of_facts(one: Candidate, facts: Sequence[Fact], *, title_end: int) -> Iterator[str]:
    """The slots of facts that name the firm, and whether the title tells these facts."""
    slots: set[str] = set()
    told: set[str] = set()
    for fact in facts:
        side = "title" if fact.span[0] < title_end else "lead"
        for party in fact.value.parties():
            if one.firm.name in (party.name, trimmed(party.name)):
                slots.add(party.part)
                told.add(side)
        for slot, value in fact.to_json().items():
            if one.firm.name in (value if isinstance(value, list) else [value]):
                slots.add(slot)
    yield from (f"slot={slot}" for slot in slots)
    yield f"slots={'+'.join(sorted(slots))}&rule={one.firm.salience:.2f}"
    yield f"fact={'+'.join(sorted(told))}&any={any(fact.span[0] < title_end for fact in facts)}"


def _of_firm(page: Page, one: Candidate, ids: set[str], *, known: int) -> Iterator[str]:
    """What kind of firm it is: of a known one the kin, of a stranger how its name looks."""
    firm = one.firm
    if firm.id:
        kinds, parents = _kin()
        yield f"sort={kinds.get(firm.id)}"
        if parents.get(firm.id) in ids:
            yield "child"
        if any(parents.get(other) == firm.id for other in ids):
            yield "parent"
        return
    name = firm.name
    yield "stranger"
    yield f"how={one.how}"
    yield f"how={one.how}&shape={'+'.join(str(min(len(word), 4)) for word in words_of(name)[:4])}"
    yield f"how={one.how}&where={_where(page, one)}&titled={min(2, known)}"
    yield f"how={one.how}&made={is_made_up(name)}"
    yield f"how={one.how}&end={SURE_END.search(name) is not None}"
    yield f"how={one.how}&sane={plausible(name)}"
    yield f"no={is_no_firm(name)}&column={is_column(name)}"
    yield f"ascii={name.isascii()}&long={min(len(name), 9)}"
    yield from (f"tail={name[-1]}", f"tail={name[-2:]}", f"fore={name[0]}")
    yield from (f"char={char}" for char in name)
    yield from (f"pair={name[n : n + 2]}" for n in range(len(name) - 1))
    yield f"surname={name[0] in SURNAMES and len(name) in (2, 3)}"
    yield f"known={min(known, 3)}"
    yield f"listed={name in firm_names()}&how={one.how}"
    yield f"listed={name in firm_names()}&rule={firm.salience:.2f}"
    yield f"seen={min(3, page.text.count(name))}"


def _of_a_stranger(one: Candidate, words: Sequence[str]) -> Iterator[str]:
    """What stands right beside a stranger, by how sure its name is: 获 tells more after a made-up one."""
    looks = one.how == "listed" or is_made_up(one.firm.name) or SURE_END.search(one.firm.name) is not None
    how = one.how if one.how in ("rules", "listed") else "other"
    yield from (f"{how}&{looks}&{word}" for word in words if ":right=" not in word and ":left=" not in word)


@cache
def _kin() -> tuple[dict[str, str], dict[str, str]]:
    """Kind and parent of the firms of the lexicon."""
    firms = shipped_matcher().firms.values()
    return {firm.id: firm.kind for firm in firms}, {firm.id: firm.parent for firm in firms if firm.parent}


def _of_words(text: str, start: int, end: int, *, mark: str, topic: str) -> Iterator[str]:
    """The words of the clause before and after the name."""
    right = _SAME.sub(r"\1", text[end : end + 40])
    stop = _STOP.search(right)
    right = right[: stop.end() if stop else 20][:20]
    left = _SAME.sub(r"\1", text[max(0, start - 30) : start])
    stops = list(_STOP.finditer(left))
    left = ("" if stops else "^") + left[stops[-1].start() if stops else 0 :]
    left = left[-14:]
    yield from (f"{mark}:after={right[:n]}" for n in (1, 2, 3, 4))
    yield from (f"{mark}:before={left[-n:]}" for n in (1, 2, 3))
    for n in (1, 2, 3):
        yield from (f"{mark}:right={right[i : i + n]}" for i in range(len(right) - n + 1))
    for n in (2, 3):
        yield from (f"{mark}:left={left[i : i + n]}" for i in range(len(left) - n + 1))
    yield from (f"{topic}&{mark}:right={right[i : i + 2]}" for i in range(len(right) - 1))
    for key, before, after in _PATTERNS:
        if before.search(left) and after.match(right):
            yield f"{mark}:{key}"
            yield f"{topic}&{mark}:{key}"
