"""Who gives the money: 由 A 领投, B、C 跟投; 老股东 D 加码; 投资方包括 E、F."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from classifier.names.made_up import is_made_up
from classifier.names.matcher import shipped_matcher
from classifier.names.non_names import non_names
from classifier.names.person_names import is_name
from classifier.text.page import Clause, Page
from classifier.text.vocabulary import money


@dataclass(slots=True)
class Investors:
    """Names as written, the leading ones apart."""

    lead: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


_LEADS = rf"{money.TOGETHER}*{money.LEAD}"
_FOLLOWS = (
    rf"(?:{money.FOLLOW}|(?:{money.AGAIN}|纷纷)*{money.ADD}|参与|共同参与|(?:联合|共同|独家|追加)投资|新?入局|都投了|双双入局"
    r"|(?:战略)?(?:投资|入股|注资)$)"
)
_LIST = r"(?P<names>[^,。;!?|:\n]{2,120}?)"
_LEAD = re.compile(
    rf"(?:由|获得?(?!悉)|获|及|，|,|、|^|\s){_LIST}(?:等(?:机构|知名机构|投资机构|\d+家机构)?)?\s?{_LEADS}"
)
_LEADER = re.compile(r"领投方(?:为|是|包括|:)\s?(?P<names>[^,。;!?|\n]{2,80})")
_FOLLOW = re.compile(rf"{_LIST}\s?{_FOLLOWS}")
_OLD = re.compile(
    rf"老股东(?:们)?(?:方面)?[:]?{_LIST}(?:等)?(?:机构)?\s?(?:{money.AGAIN}|共同)*(?:{money.ADD}|{money.FOLLOW}|追加|投资)"
)
_PARTY = re.compile(
    rf"(?:{money.INVESTORS}|跟投方|参投方|(?:跟投|参投)机构|股东)(?:阵容)?(?:主要|还)?(?:为|是|包括|有|包含|来自"
    r"|涵盖|:)了?\s?(?P<names>[^。;!?|:\n]{2,120})"
)
_SPLIT = re.compile(r"、|及|以及|,|/|联合(?!资本|创投|投资|基金|光电|动力|[一-龥]{1,2}(?:资本|基金))|携手")
_AND = re.compile(r"和|与")
_LEADING = re.compile(
    r"^(?:.*?(?:融资|投资|轮|其中|投资方|资金)(?:均|将)?(?:由|是由|为|来自|获))|^(?:.*(?:融资|轮)(?:获"
    r"|由)?)|^.{2,16}?(?:再?获得?|引入|引进|迎来|拿到|收到)(?=[一-龥A-Za-z])"
    rf"|^(?:获得?|得\s|分别由|由|并获|再获|包括|其中|{money.HOLDERS - '股东'}|新股东|{money.CAPITAL - '财团'}"
    r"|产业投资方|知名机构|投资机构|知名投资机构|财务投资人|了|以及|还有|来自|此后|随后|同时|另有|包括了)+"
)
_TAILING = re.compile(
    rf"(?:等)?(?:多家|数家|\d+家|众多|知名|多个|一众|现有|新老)*(?:{money.HOLDERS}|机构|知名机构"
    rf"|{money.INVESTORS - '投资人'}|{money.CAPITAL - '国资 地方国资 上市公司 美元基金'}|基金们|资本方)*(?:等)?"
    rf"(?:{money.TOGETHER - '联手'}|{money.AGAIN}|均|也|都|亦|还|新增|作为|进行)*$"
)
_ADVISER = re.compile(r"财务顾问|保荐|承销|独家顾问|券商|法律顾问|融资顾问")
_NO_INVESTOR = re.compile(
    r"^某|^其?旗下|副?总裁|旗下$|[一二两三四五六七八九十]地|^(?:平台|车企|北京|上海|深圳|北京市|上海市|深圳市)$|"
    r"将|创下|拿|收回|先后|已|这|那|了|仍|还|获|又|再|"
    rf"^(?:{money.HOLDERS}|机构|{money.INVESTORS - '投资机构'}|{money.CAPITAL}|公司|多家|多方|其他|其"
    r"|现有|部分|若干|数家|知名|部分老股东|一众|它|他|我们|消息|据悉|等|资本|科技巨头|巨头|互联网巨头|多位"
    r"|天使投资人|个人投资者|拟|计划|将|或|大厂)$|本轮|融资|轮|亿|万元|估值"
    r"|完成|宣布|获得|获悉|计划|准备|表示|老股东|投资者|今年|去年|\d+月|产品|技术|资金|研发|公司的|拟"
    r"|继续|联手|自己|创业|领投|成为|其中|^股权|的股权|%股权|合计|用于|绝大部分|大部分|消息|多家|为何|首次|知名"
)


_FROM_ONE = re.compile(
    r"(?<!再)获得?(?!悉)(?P<names>[^,。;\d获]{2,40}?)等?\s?(?:[\d.近超约数]+\s?[\d.]*\s?[亿万][^,。]{0,5}?"
    r")?(?:战略|独家|联合)?(?:投资|注资|入股)$"
)
#: 获 X 天使轮融资, 获 X 千万美元 A 轮
_ROUND_OF = re.compile(
    r"(?<!再)获得?(?!悉)(?P<names>[^,。;\d获]{2,30}?)等?\s?(?:[近超约数]?\s?[\d.]*\s?[百千]?[万亿](?:级|美元|元|人民币)*)?\s?"
    r"(?:天使|种子|Pre-?[A-Z]|[A-H])\d?\+*轮(?:融资|投资|注资)?$",
    re.IGNORECASE,
)
#: X 自己掏出 200 亿元, X 出资约 100 亿元
_PAYS = re.compile(
    r"^(?P<names>[^,。;\d]{2,12}?)(?:自己|个人|拟|将|已|宣布)?(?:掏出?|出资|豪掷)\s?[约近超逾]?\s?\d[\d.]*\s?[百千]?[万亿]"
)
#: X 等入股 G
_STAKE = re.compile(
    r"^(?P<names>[^,。;]{2,40}?(?:基金|资本|创投|投资|集团|产投))等?(?:\d+家)?(?:机构)?(?:共同|联合)?(?:战略)?入股"
)


def investors(page: Page, clause: Clause) -> Investors:
    """The investors that a clause names; advisers are none."""
    found = Investors()
    words = page.text[clause.start : clause.end]
    if _ADVISER.search(words):
        return found
    at = 0
    for match in (_LEADER.search(words), _LEAD.search(words)):
        if match:
            found.lead += [n for n in _names(match["names"]) if n not in found.lead]
            at = max(at, match.end())
            break
    for pattern in (_OLD, _FROM_ONE, _ROUND_OF, _PAYS, _STAKE, _FOLLOW, _PARTY):
        match = pattern.search(words, at)
        if match:
            found.others += [n for n in _names(match["names"]) if n not in found.lead + found.others]
    return found


#: What a verb leaves behind a name: 阿里云是 (领投方), 苹果被曝有意 (参投), 思科作为战略投资者.
_SAID_OF = re.compile(
    r"(?:作为[^,。]{0,8}|等(?:领衔|增资|[一二两三四五六七八九十\d]+家)|[一二两三四五六七八九十]家|一起|(?<=[一-龥]{3})的|被[曝指传].*|据[悉报传称].*|正在?.*|洽谈.*|约?[\d.数]+[十百千]*[万亿].*|有意.*|有望.*|已?确认.*|均?为|[也均都]?是|(?<![东西南北四八远])方)$"
)


def _names(words: str) -> list[str]:
    """The names of an enumeration; anything that is no name is left out."""
    words = re.sub(r"\([^()]*\)", "", words)
    words = _LEADING.sub("", words)
    words = _TAILING.sub("", words)
    names: list[str] = []
    for piece in _SPLIT.split(words):
        halves = [_name(half) for half in _AND.split(piece)]
        both = len(halves) > 1 and all(len(half) > 1 for half in halves)  # 和 in 和而泰, 鼎和高达 parts nothing
        names += halves if both else [_name(piece)]
    names = [name for name in names if _may_be(name)]
    return names if len(names) > 2 or any(_is_sure(name) for name in names) else []


def _name(piece: str) -> str:
    """A piece of an enumeration without what leads to the name and what follows it."""
    name = _TAILING.sub("", _LEADING.sub("", piece.strip())).strip(" \"“”「」『』《》'")
    return _DESCRIBED.sub("", _SAID_OF.sub("", name)).strip()


#: what an investor is called before its name: 边缘AI芯片公司云天励飞, 知名机构红杉
_DESCRIBED = re.compile(r"^[一-龥A-Za-z0-9]{2,12}(?:公司|企业|厂商|上市公司|巨头|机构|龙头)(?=[一-龥A-Z]{2})")
_TAIL = re.compile(rf"{money.INVESTOR_ENDS}$")


def _may_be(name: str) -> bool:
    """Whether words may be a name: no everyday word, and nothing that only a sentence has."""
    if not 2 <= len(name) <= 24 or _NO_INVESTOR.search(name) or name in non_names():
        return False
    return not _SPOKEN.search(name) or any(m.end - m.start == len(name) for m in shipped_matcher().find(name))


def _is_sure(name: str) -> bool:
    """Whether words are a name for sure: of the lexicon, Latin, by their end, or made up."""
    if re.fullmatch(r"[A-Za-z0-9 .&'·\-]+", name) or _TAIL.search(name):
        return True
    if any(m.start == 0 and len(name) - m.end <= 4 for m in shipped_matcher().find(name)):
        return True
    return len(name) <= 8 and (is_made_up(name) or is_name(name))


#: what stands in sentences, not in names
_SPOKEN = re.compile(
    r"[的了着在并是被把后]|正|据|洽谈|背后|强力|两国|头部|大厂|子公司|[十百千]万|数[十百千万亿]|\d+家|红利|有意|曾|方主要"
)
