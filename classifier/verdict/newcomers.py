"""A firm outside the lexicon that a title is told of: its name stands before a colon, in 「」 or before a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from classifier.names.made_up import is_made_up
from classifier.names.surnames import SURNAMES
from classifier.names.unlisted import SURE_END, clean, plausible, subject
from classifier.text.page import Name, Page
from classifier.topics.topic import Topic, main_topic

_QUOTED = re.compile(r"「(?P<name>[^「」,。:;!?\s]{2,12})」")
_COLON = re.compile(r"(?P<name>[一-龥A-Za-z0-9.·&-]{2,12}?)(?:\([^()]*\))?\s?(?:公告|集团)?[::]")
_COLUMN = re.compile(
    r"报|讯|刊|网|社|传|曝|独家|专访|对话|观察|评论|重磅|突发|官宣|首发|快讯|消息|获悉|知情|分析|周刊|氪|晚点|雷峰|涌现|虎嗅"
    r"|文件|公告|官网|证监|交所|法院|部$|局$|委$|股$|盘|市场|新股|外媒|投融资|研究|调查|盘点|问|谁|什么|为何|之后|背后|时代|年|[贴帖信]|邮件"
)
_LATIN = re.compile(
    r"(?:^|(?<=[一-龥:,、「“|丨\s]))"
    r"(?P<name>[A-Z][A-Za-z0-9]*(?:[.&-][A-Za-z0-9]+)*(?: (?:AI|Labs?|[A-Z][A-Za-z]+)){0,2})"
    r"(?=\s?[一-龥」,:])(?!\s?(?:领投|参投|跟投|投|为|砸|给|等|系|版|机|的|之|要|里))"
)
#: Capitals alone abbreviate a trade's word, not a firm: GDR, CPO, ARR.
_NO_LATIN = re.compile(
    r"[A-Z]{1,5}|[A-Z]\d+|Agents?|Robotaxi|eVTOL|(?:AI )?Infra|Science|MoE|To[BCG]|Pre|Series|Coding|Token|Scaling"
    r"|Transformer"
)
_PERSONS = re.compile(rf"[{SURNAMES}][一-龥]{{1,2}}")
_ENDS = (
    r"科技|智能|机器人|生物|医疗|医药|半导体|微电子|光电|能源|动力|数科|数智|智造|材料|航天|集成|视觉|触觉|智航|智行"
    r"|智驾|农牧"
)
_SHAPED = re.compile(
    rf"(?:^|(?<=[,:;|丨\s])|(?<=公司)|(?<=企业)|(?<=厂商)|(?<=的))(?P<name>(?P<stem>[一-龥]{{2}})(?:{_ENDS}))"
    r"(?!公司|企业|服务|龙头|感知|技术|厂|赛道|板块|概念|系|股|类|圈|领域|行业|产业|创业|投)"
)
_MOVES = re.compile(r"[任当卸升接辞]|出山|部分")


_NO_FIRM = re.compile(
    r"交易所|交所$|证监会|SEC|纳斯达克|^(?:Pre|GDR|CDR|ADS|ADR|ATM|PIPE|(?:De-)?SPAC|FA|TS|LP|GP|CVC|本[周月年]|今[日年天起])"
    r"|^[一-龥]\d|^同时|^(?:法务|财务|人事)$|官宣|拿到|今起|第[一二三四五六七八九十\d]+[家个次]|投$|等$|融资"
)


def is_no_firm(name: str) -> bool:
    """Whether a stranger's name is no firm's: an exchange, a kind of paper, words with a verb in them."""
    return _NO_FIRM.search(name) is not None


def is_column(name: str) -> bool:
    """Whether a name before a colon is a column's, an office's or a medium's."""
    return _COLUMN.search(name) is not None


_ANSWERS = re.compile(r"(?:辟谣|否认|回应|澄清|据[传悉])+$")


def newcomer(page: Page, topics: Sequence[Topic]) -> Name | None:
    """The firm outside the lexicon that the title is told of, if one stands where such a firm stands."""
    for start, end in page.heads:
        for found in _candidates(page, topics, start, end):
            bare = _ANSWERS.sub("", found.name)
            name = Name(bare, found.start, found.start + len(bare), found.id)
            if name.id or _is_firm(name.name):
                return name
    return None


def _candidates(page: Page, topics: Sequence[Topic], start: int, end: int) -> Iterator[Name]:
    quoted = _QUOTED.search(page.text, start, end)
    if quoted:
        yield Name(clean(quoted["name"]), quoted.start("name"), quoted.end("name"))
    colon = _COLON.match(page.text, start, end)
    if colon and not _COLUMN.search(colon["name"]) and not page.between(start, colon.end()):
        yield Name(clean(colon["name"]), colon.start("name"), colon.end("name"))
    for clause in page.clauses:
        if not start <= clause.start < end:
            continue
        for topic in topics:
            for verb in topic.firm_verbs.finditer(page.text, clause.start, clause.end):
                found = subject(page, clause.start, verb.start())
                if found is not None and not found.id:
                    yield found
    shaped = _SHAPED.search(page.text, start, end)
    if shaped and is_made_up(shaped["stem"]) and not page.between(shaped.start(), shaped.end()):
        yield Name(clean(shaped["name"]), shaped.start("name"), shaped.end("name"))
    main = main_topic(topics)
    if main is not None and main.title_firms.latin_strangers:
        for match in _LATIN.finditer(page.text, start, end):
            if not _NO_LATIN.fullmatch(match["name"]) and not page.between(match.start(), match.end()):
                yield Name(match["name"], match.start("name"), match.end("name"))


def _is_firm(name: str) -> bool:
    """Whether a candidate may be a firm's name: no person, no product of common words."""
    if is_no_firm(name) or not plausible(name) or _COLUMN.search(name) or _MOVES.search(name):
        return False
    if name.isascii():
        return len(name) > 1
    if SURE_END.search(name):
        return len(name) > 3 or is_made_up(name)
    stem = name.removeprefix("AI")  # AI落后 is no name: what follows is a word
    return len(name) <= 6 and is_made_up(stem) and not _PERSONS.fullmatch(name)
