"""Plain Chinese questions, read by rule: who left, who joined, how many rounds, who cuts, what is new."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from bot.core.spans import Span, take_span
from bot.core.topics import Topic, answering

#: the firms a text names, by id, in order
FirmsIn = Callable[[str], Sequence[str]]


class Kind(StrEnum):
    """What is asked."""

    LEFT = "left"
    JOINED = "joined"
    #: who came and who went
    MOVES = "moves"
    #: where somebody went
    PERSON = "person"
    ROUNDS = "rounds"
    VALUATION = "valuation"
    #: who put money into a firm
    INVESTORS = "investors"
    #: into whom a firm put money
    INVESTED = "invested"
    CUTS = "cuts"
    #: what is new, of firms or of a topic
    STORIES = "stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question understood. For moves `source` and `target` are the firms left and joined (empty: any)."""

    kind: Kind
    firms: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    person: str = ""
    span: Span | None = None


_ASKS = re.compile(
    r"谁|哪|几|多少|什么|啥|吗|么[？?]?$|怎么样|怎样|如何|咋样|有没有|是否|是不是|呢|[？?]|近况|有何|新进展|最新动态"
)
_CUT = re.compile(r"预训练|基座|基础模型|基模|大模型自研|自研(?:大|基础)?模型|自己训|收缩")
_VALUE = re.compile(r"估值")
_INVESTED = re.compile(r"投(?:资)?(?:过|了|的)?(?:是)?(?:谁|哪|几|多少|什么|啥)|(?:领投|参投)了")
_INVESTORS = re.compile(r"(?:谁|哪|什么|啥).{0,8}(?:领?投|参投|入股)|投资(?:方|人|机构|者)|股东|金主|领投方")
_FUND = re.compile(r"融资|融了|融到|融过|募资|几轮|轮次|哪轮|哪一轮|ipo|上市|拿到钱|拿钱|筹了?资", re.IGNORECASE)
_LEAVE = re.compile(r"离开|离职|出走|走了|走人|走的|离任|卸任|辞职|退出|流失|跑了|被裁|裁员|裁掉|走多少")
_JOIN = re.compile(r"加入|加盟|入职|空降|挖来|挖走|挖了|挖到|挖|招了|招到|招来|新来|来了|去了|跳槽到|跳槽去|跳到|投奔")
_TAKEN = re.compile(r"被(?P<by>.{0,12}?)挖|挖走")
_WHERE_TO = re.compile(r"(?:都|人)?(?:去|跳槽到|跳到|跳去)了?(?:哪|什么)")
_PEOPLE = re.compile(r"人才|人事|高管|跳槽|人员|变动|进出|来来往往|换帅|挖角|挖人")
_PERSON = re.compile(
    r"^(?P<who>[\u4e00-\u9fff]{2,4}?|[A-Za-z][A-Za-z.' -]{2,30}?)(?:他|她)?(?:到底|后来|又|都)?"
    r"(?:去了?哪|在哪|跳槽|离职|加入了?(?:谁|哪)|跳去?了?哪|是不是.{0,3}(?:走|离|跳|加入)|走了)"
)
_NEWS = re.compile(
    r"怎么样|怎样|如何|咋样|近况|情况|消息|新闻|动态|动向|进展|大事|动作|发生|新鲜事|怎么了|在干|在做|在忙|有何|什么事|咋了"
)
#: without a firm only these ask for news: 今天天气怎么样 does not
_NEWS_WORD = re.compile(r"消息|新闻|动态|动向|进展|大事|新鲜事|什么事|发生")
#: words that look like a name to `_PERSON` and are none
_NOBODY = re.compile(r"谁|哪|什么|几|多少|有人|公司|大家|他们|人才|高管|员工|团队|虎|的人")


def read_question(text: str, *, firms_in: FirmsIn, now: datetime, zone: tzinfo) -> Question | None:
    """The question a sentence asks, None where it asks nothing we know."""
    if not _ASKS.search(text):
        return None
    span, rest = take_span(text.strip(), now=now, zone=zone)
    rest = rest.strip(" ，,。")
    firms = tuple(firms_in(rest))
    return _money_or_models(rest, firms, span) or _people(rest, firms, firms_in, span) or _news(rest, firms, span)


def _money_or_models(text: str, firms: tuple[str, ...], span: Span | None) -> Question | None:
    if _CUT.search(text):
        return Question(kind=Kind.CUTS, firms=firms, topics=answering(Kind.CUTS), span=span)
    kind = None
    if _VALUE.search(text) and firms:
        kind = Kind.VALUATION
    elif firms and _INVESTORS.search(text) and not _starts_with_firm_that_pays(text):
        kind = Kind.INVESTORS
    elif firms and _INVESTED.search(text):
        kind = Kind.INVESTED
    elif _FUND.search(text):
        kind = Kind.ROUNDS if firms else Kind.STORIES
    if kind is None:
        return None
    return Question(kind=kind, firms=firms, topics=answering(Kind.ROUNDS), span=span)


def _starts_with_firm_that_pays(text: str) -> bool:
    """阿里投了哪些公司: the one who is asked about pays; 谁投了智谱: it is paid."""
    paid = _INVESTED.search(text)
    return paid is not None and not re.match(r"有?(?:谁|哪|什么|啥)", text)


def _people(text: str, firms: tuple[str, ...], firms_in: FirmsIn, span: Span | None) -> Question | None:
    person = _PERSON.match(text)
    if person and not firms_in(person["who"]) and not _NOBODY.search(person["who"]):
        return Question(kind=Kind.PERSON, person=person["who"].strip(), topics=answering(Kind.PERSON), span=span)
    left, came = _LEAVE.search(text), _JOIN.search(text)
    where = _WHERE_TO.search(text)
    if where:
        return _moves(Kind.LEFT, firms, (), span)
    taken = _TAKEN.search(text)
    if taken:
        return _taken(text, taken, firms_in, span)
    if came:
        return _came(text, came, left, firms_in, span)
    if left:
        return _moves(Kind.LEFT, firms, (), span)
    return _moves(Kind.MOVES, firms, firms, span) if _PEOPLE.search(text) else None


def _taken(text: str, taken: re.Match[str], firms_in: FirmsIn, span: Span | None) -> Question:
    """零一万物谁被字节挖走了, 谁从阿里挖走了人: the firm after 被 gains, any other one loses."""
    target = tuple(firms_in(taken["by"] or ""))
    lost = text.replace(taken["by"], "") if taken["by"] else text
    source = tuple(firms_in(lost))
    return _moves(Kind.LEFT if source else Kind.JOINED, source, target, span)


def _came(text: str, came: re.Match[str], left: re.Match[str] | None, firms_in: FirmsIn, span: Span | None) -> Question:
    """谁加入了字节, 字节新来了谁, 谁从阿里去了字节, 谁离开零一万物加入了字节, 字节从阿里挖了谁."""
    before, after = text[: came.start()], text[came.end() :]
    head, from_, origin = before.partition("从")
    source = tuple(firms_in(origin)) if from_ else ()
    if left and left.start() < came.start():
        source = source or tuple(firms_in(before))
    target = tuple(firms_in(after)) or (() if left else tuple(firms_in(head)))
    return _moves(Kind.JOINED if target or not source else Kind.LEFT, source, target, span)


def _moves(kind: Kind, source: tuple[str, ...], target: tuple[str, ...], span: Span | None) -> Question:
    firms = tuple(dict.fromkeys((*source, *target)))
    return Question(kind=kind, firms=firms, source=source, target=target, topics=answering(kind), span=span)


def _news(text: str, firms: tuple[str, ...], span: Span | None) -> Question | None:
    if not _NEWS.search(text) or not (firms or (span and _NEWS_WORD.search(text))):
        return None
    return Question(kind=Kind.STORIES, firms=firms, span=span)
