"""The firms that an item may be told of: those the rules found, and strangers where such names stand in a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from classifier.names.firm_names import listed
from classifier.names.unlisted import DESCRIBED, PLACES, clean
from classifier.text.page import Page
from classifier.types import Firm
from classifier.verdict.newcomers import is_column

#: So far a lead is read for further firms.
LEAD = 260
_LONGEST = 16


@dataclass(slots=True)
class Candidate:
    """A firm that an item may be told of: where it stands, and what the rules make of it (``Firm.salience``)."""

    firm: Firm
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    how: str = "rules"


_RUN = r"[一-龥A-Za-z0-9.&·-]"
_KINDS = "科技|智能|机器人|生物|半导体|微电子|材料|新材|数据|证券|银行|集团|汽车|公司|资本|基金"
_AFTER = re.compile(
    r"(?:入股|战略投资|投资了?|增资|参股|注资|领投|投了|认购|收编|加盟|加入|入职|转投|出任|任命|旗下|公司|企业|厂商"
    rf"|创办|创立|成立|执掌|掌舵|告别|离开|辞任)了?(?P<name>{_RUN}{{2,12}}?(?:{_KINDS})"
    r"|(?:[A-Z][A-Za-z0-9.& -]*[A-Za-z0-9])"
    r"|[一-龥]{2,5}(?=[,。;!?|丨\s]|$|任|首席|CEO|董事|总裁|(?:新增)?注册资本|公司))"
)
_SPEAKER = re.compile(
    rf"(?P<name>{_RUN}(?:{_RUN}| (?=[A-Z])){{1,13}}?)(?:\([^()]{{0,16}}\)|-KY)?(?:集团|公告|方面)?\s?:"
)
_BOARD = re.compile(
    r"(?:上市委|证监会|上交所|深交所|北交所|港交所)[^:,。;]{0,4}:\s?(?:同意|终止|受理|终止对|对)?"
    rf"(?P<names>{_RUN}{{2,9}}?(?:、{_RUN}{{2,9}}?)*)(?:首发|IPO|首次公开|境外|发行|上市|科创板|创业板)"
)
#: What a firm does or has, by which a name before it may be a firm's.
_DOES = (
    "任命|收购|澄清|董秘|股东大会|新掌门|高层|办|发行|闯|推荐|增资|自营|亚洲|中国区|大中华|广州|上海|北京|旗下|裁|融资"
    "|招股书|更新|从|因|被|同多家|与|和|、|及|即将|据|考虑|集团|首发|聘|拟|将|宣布|正式|CEO|CFO|CTO|董事|总裁|总经理|副总"
    "|首席|高管|创始人|多名|多位|领导班子|完成|递表|IPO|上市|回应|确认|新任|换帅|易帅|新帅|新总|新董|获|计划|提交|向"
    "|第[一二三四]次|[一二三四]闯|冲击|冲刺|招股|接任|原董事|前董事|内部|解散|在|或|挖|委任|选举|工作室|辟谣|再|称|招募"
    "|今年|要"
)
_SUBJECT = re.compile(
    rf"(?P<name>{_RUN}(?:{_RUN}| (?=[A-Z])){{1,11}}?)(?:(?:股份|国际控股)?有限公司|集团|公司)?\s?(?={_DOES})"
)
_LATIN = re.compile(r"(?P<name>[A-Z][A-Za-z0-9]*(?:[.&-][A-Za-z0-9]+)*(?: (?:AI|Labs?|[A-Z][A-Za-z]+)){0,2})")
_QUOTED = re.compile(r"[「“《](?P<name>[^「」“”《》,。:;!?\s]{2,12})[」”》]")


def strangers(page: Page) -> Iterator[tuple[str, int, int, str]]:
    """Names outside the lexicon: well-known ones, and where such names stand in a title; most of these are none."""
    end = min(len(page.text), page.title_end + LEAD)
    for left, right in [*page.heads, *([] if page.is_list else [(page.title_end, end)])]:
        yield from ((*name, "listed") for name in listed(page.text, left, right))
    for at, (stop, short) in page.short_names.items():
        if at < end and page.is_told(at):
            yield short, at, stop, "short"
    yield from _of_title(page)


def _of_title(page: Page) -> Iterator[tuple[str, int, int, str]]:
    """Where names stand: before a colon, after a verb of investing or joining, in 「」, before what a firm does."""
    for start, end in page.heads:
        text = page.text
        speaker = _SPEAKER.match(text, start, end)
        if speaker and not is_column(speaker["name"]):
            yield speaker["name"], *speaker.span("name"), "speaker"
        board = _BOARD.search(text, start, end)
        if board:
            at = board.start("names")
            for name in board["names"].split("、"):
                yield name, at, at + len(name), "board"
                at += len(name) + 1
        for match in _AFTER.finditer(text, start, end):
            yield match["name"], *match.span("name"), "after"
        for match in _QUOTED.finditer(text, start, end):
            yield match["name"], *match.span("name"), "quoted"
        for match in _LATIN.finditer(text, start, end):
            yield match["name"], *match.span("name"), "latin"
        for clause in page.clauses:
            if start <= clause.start < end:
                subject = _SUBJECT.match(text, clause.start, min(end, clause.end))
                if subject:
                    yield subject["name"], *subject.span("name"), "subject"


_NO_CANDIDATE = re.compile(
    r"^(?:公司|企业|官方|消息|消息称|知情人士|外媒|目前|今年|今日|昨日|近日|最新|正式|前任|总经理|院长|董事会|董事|总裁"
    r"|完成|暴力|到其|两个月|三个月|硬核科技|超级智能|AI智能"
    r"|注册资本|没有|有限|股份|业务|团队|旗下|新任|现任|三次|首次|再次|同时|冲刺|或|将|已|这家|一家|家|我们|他|她|谁)$"
    r"|^(?:[A-Z]\d*|AI|IPO|C[EFTO]O|[CGT]PU|LLM|[XAV]R|AGI|KY|OEM|SaaS|CRM|VC|Pre-?[A-Z]|[A-H]\d?\+*|(?:AI )?Agents?"
    r"|GenAI|AIGC|[QH]\d|A\+H|RISC-V.*|ETF|SPAC|SUV|ESG|GMV|Robotaxi|Android|Linux|Transformer|Biotech|[\d.%+]+)$"
    r"|[的了着吗呢吧]|^(?:再[次度闯冲获融]|[一二三四五两]闯|又获|欲|仍|亮相)|(?:政府|女生|学霸|夫妻|少年|师兄弟)冲?$|[到即其冲]$"
)
_FORE = re.compile(
    rf"^(?:.{{2,}}?(?:{DESCRIBED}|巨星|大厂))(?=[一-龥A-Za-z0-9]{{2,}}$)"
    r"|^(?:即将|即|是|终止对|同意对|对|将收购|向|为|与|由|传|曝|推动|旗下)(?=[一-龥]{3})"
)
_AFT = re.compile(
    r"(?<=[一-龥A-Za-z]{2})(?:浏览器|冲|进行|至|[一二三四五]|原|近期|拟|澄清|召开首次|股东大会|董秘|招股书更新|IPO|辟谣|否认|回应"
    r"|内部|国际控股|为|\d+天|公司|任)$"
)
_PLACED = re.compile(rf"^(?:{PLACES})(?=[一-龥]{{2,}}(?:科技|智能|机器人|数据|股份|半导体|生物)$)")


#: A name told in two scripts: the first is the name.
_TWICE = re.compile(r"(?P<first>[一-龥]{2,6})&?[A-Z][A-Za-z.]{3,}|(?P<latin>[A-Z][A-Za-z]{3,})[一-龥]{3,6}")


def trimmed(name: str) -> str:
    """A stranger's name without what describes it, what follows it and its place."""
    name = _AFT.sub("", clean(name))
    bare = _PLACED.sub("", _FORE.sub("", name))
    twice = _TWICE.fullmatch(bare)
    return (twice["first"] or twice["latin"]) if twice else bare if len(bare) >= 2 else name


def candidates(page: Page, ruled: Sequence[Firm]) -> list[Candidate]:
    """The firms that the rules found, and the strangers of the title that they did not, each with its places."""
    found: dict[str, Candidate] = {}
    for firm in ruled:
        bare = firm if firm.id else replace(firm, name=trimmed(firm.name))
        if bare.id or not _NO_CANDIDATE.search(bare.name):
            found.setdefault(bare.id or bare.name, Candidate(bare))
    end = min(len(page.text), page.title_end + LEAD)
    for mention in page.between(0, end):
        if mention.id in found:
            found[mention.id].spans.append((mention.start, mention.end, mention.kind))
    for written, start, stop, how in strangers(page):
        name = trimmed(written)
        if name in found or _NO_CANDIDATE.search(name) or len(name) > _LONGEST or len(name) < 2:
            continue
        if not any(m.end > start and m.start < stop for m in page.between(0, end)):
            found[name] = Candidate(Firm("", name, 0.0), how=how)
    for one in found.values():
        if not one.firm.id:
            at = page.text.find(one.firm.name, 0, end)
            one.spans += [(at, at + len(one.firm.name), "stranger")] if at >= 0 else []
    return list(found.values())


def without_overlaps(told: Sequence[Firm]) -> list[Firm]:
    """Firms without the strangers whose names hold, or are a part of, the name of one that is likelier told of."""
    kept: list[Firm] = []
    for firm in sorted(told, key=lambda firm: -firm.salience):
        if firm.id or not any(not o.id and (o.name in firm.name or firm.name in o.name) for o in kept):
            kept.append(firm)
    return kept
