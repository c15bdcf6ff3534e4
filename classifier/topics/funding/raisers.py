"""Who raises money in a clause: before a verb of raising, after one of investing, or whoever the title is about."""

from __future__ import annotations

import re

from classifier.names.actors import actor
from classifier.names.introduced import introduced
from classifier.names.made_up import is_made_up
from classifier.names.roles import role
from classifier.names.unlisted import SURE_END, clean, plausible, speaker, subject
from classifier.text.mentions import Mention
from classifier.text.page import Clause, Name, Page
from classifier.text.vocabulary import money

_DOES = re.compile(
    rf"{money.GET}|(?:种子|天使|pre-?[a-h]|pre-?ipo|[a-h]\d?)\+{{0,3}}\s?轮"
    rf"|再融|连融|融了|融到|融得?(?=\s?\d)|{money.RAISE}|{money.SEEK - '计划'}|冲刺|冲击|剑指"
    rf"|递交|提交|更新递交|申请(?!版本)|向港交所|向上交所|向深交所|向证监会|{money.FILE}"
    rf"|[在于向](?:{money.EXCHANGE}|香港)|科创板|创业板|北交所|港交所"
    rf"|过聆讯|据悉|据称|被曝|被指|秘密|接受|开启|首日|{money.PLACE}|发售价|发行价|敲了钟|总算|终于"
    r"|二度|[两三]次|第[一二三四五]次|拟|股份有限公司|首发|公开发售|港股|主板|揽"
    rf"|签署|赴港|赴美|登陆|通过|闯关|闯|ipo|上市|过会|{money.LIST}|估值|发行|撤回|终止|被传"
    r"|回应|首次融资|拿了|[连再已]获|拿(?=\s?\d)|宣布|公告|获批|发布公告|迎来|引入|引进|官宣|否认|进行"
    r"|首轮|最新一轮|新一轮|正式|披露",
    re.IGNORECASE,
)
#: Before these a firm outside the lexicon may stand; before the others only a known one.
_SURE = re.compile(
    r"[在于向](?:港交所|联交所|香港|纳|纽|上交所|深交所|北交所)|科创板|创业板|北交所|港交所|过聆讯|据悉"
    r"|据称|被曝|被指|秘密|接受|开启|首日|配股|配售|定增|增发|总算|终于|二度|[两三]次|第.次|融资|募资"
    r"|正式|港股|主板|收到|上市|完成|获|斩获|拿下|揽|敲定|再融|融了|融到|冲刺|冲击|剑指|递|向港交所"
    r"|向上交所|向深交所|在港交所|赴港|赴美|登陆|闯|拿了|拿到|拿|[连再已]获|首发|获批|过会|敲钟|收获|迎来|引入|通过|撤回"
    r"|终止|寻求|拟|启动|筹备"
)
_INTO = re.compile(
    rf"(?:{money.LEAD}|{money.FOLLOW}|{money.INVEST - '投资'}"
    r"|投资(?!者|方|人|机构|布局|版图|内幕|等于|额|总额|规模|协议|意向|条款"
    r"|价值|组合|界|圈|潮|银行|基金|公司)|押注|投了|加码|砸给|投给)(?:了|独角兽|国产)?\s?"
)
_GIVEN_TO = re.compile(
    r"(向|对|给)(?=[^,。;]{2,20}?(?:投资|注资|出资|增资|追加|注入|投\d))"
    r"|(投)(?![前后资])(?=\s?[A-Z一-龥][^,。;]{1,14}?\s?\d+\s?[亿万])"
)
_INVESTS = re.compile(  # further from the name than in names/roles, so without words that firms do otherwise too
    rf"^[^,。;!?|]{{0,12}}?(?:{money.LEAD}|{money.FOLLOW}|{money.INVEST}|{money.BACK}"
    rf"|{money.GIVE - '给 参与 看好 联手 牵手 领衔'}|出资|持股|扶持)"
)
_NO_SPEAKER = re.compile(
    r"人士|证监会|交易所|路透|彭博|金融时报|快讯|突发|独家|评论|报道|官网|记者|周报|日报|早报|融资|美元"
    r"|SEC$|工会|员|师|长$|首席|总裁|律|媒|专访|对话|回应|揭秘|内幕"
)


_PRICED = re.compile(
    r"(?:斥资?|豪掷|出资|掷|砸)?\s?(?:不?超过?|近|约|逾|至多)?\s?[\d.数]+\s?[十百千]?[万亿]+\s?(?:美元|美金|欧元|港元|元|人民币|英镑)?\s?$"
)


def giver(page: Page, clause: Clause, words: str) -> Name | None:
    """Who puts money into a firm in this clause: F 入股 G, F 将向 G 投资; None where several do, or nobody sure."""
    match = _GIVEN_TO.search(words) or _INTO.search(words)
    if match is None or _NOT_GIVEN.search(words[: match.start()]):
        return None
    end = clause.start + match.start()
    priced = _PRICED.search(words[: match.start()])
    end = clause.start + priced.start() if priced else end
    name = subject(page, clause.start, end, strangers=False)
    if name is None or re.search(r"[、和与及等领投]\s?$|(?:旗下|子公司)", page.text[clause.start : name.start]):
        return None
    return name if role(page, Mention(name.id, name.name, name.start, name.end, name.name, "name")) == "told" else None


_NOT_GIVEN = re.compile(r"获得?(?!悉)|得到|接受|引入|引进|完成|否认|未|没有|不会|回应|由|被|网传|承销|支付")


def raiser(page: Page, clause: Clause, words: str) -> Name | None:
    """Who raises in this clause: before a verb of raising, or after one of investing."""
    within = _WITHIN.search(words)
    if within:
        return _object(page, clause, clause.start + within.start("firm"))
    given = _GIVEN_TO.search(words)
    if given:
        return _object(page, clause, clause.start + given.end())
    for match in _DOES.finditer(words):
        if match.start() >= 2:
            name = subject(
                page, clause.start, clause.start + match.start(), strangers=_SURE.match(match.group()) is not None
            )
            if name is not None and not _is_investor(page, clause, name) and _is_told(page, name):
                return name
    goes_public = _PUBLIC.search(words) if clause.in_title else None
    if goes_public and not page.firms_between(clause.start, clause.start + goes_public.start()):
        name = actor(page, clause, clause.start, clause.start + _act(words, goes_public.start()))
        if name is not None and not _NO_RAISER.search(name.name):
            return name
    into = _INTO.search(words)
    return _object(page, clause, clause.start + into.end()) if into else None


#: what only a firm does, so that a name that begins the title before it is one: 青禾股份 登陆, 北辰航空 提交上市申请
_PUBLIC = re.compile(
    rf"登陆|{money.FILE}|{money.HEAR}|{money.LIST}|(?:上市|IPO)(?!公司|企业|潮|观察|热)|首发(?=获|过|上会|申请|\d)|增资(?!扩股项目)|获[^,。]{{2,12}}投资",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"正式|计划|宣布|预计|预估|考虑|提交|递交|申请|即将|有望|表示|[拟将已再]|今[日天年]|昨[日天]|明年|\d|完成|[获向在称办冲闯赴撤终启重首]|[美港]股|科创板|创业板"
)
_NO_RAISER = re.compile(
    r"^Pre|-$|[岁冲]|史上|最[大高快]|科创板|创业板|学霸|监管|交易所|证监会|券商|[周月]|机构|公司|企业|第一|赛道|[股债]市"
)


def _act(words: str, end: int) -> int:
    """Where the words for what is done begin, before the verb at ``end``."""
    found = _ACT.search(words, 2, end)
    return found.start() if found else end


def _is_told(page: Page, name: Name) -> bool:
    """Whether a known firm is the one told of; a stranger is, since a verb of raising follows it."""
    return all(
        role(page, m, investors=True) == "told" for m in page.firms_between(name.start, name.end) if m.id == name.id
    )


def _object(page: Page, clause: Clause, at: int) -> Name | None:
    """The firm right after a verb of investing, a description of it skipped: 投资卫星通信伙伴 X."""
    described = _DESCRIBED.match(page.text, at, clause.end) or _FOUNDED.match(page.text, at, clause.end)
    at = described.end() if described else at
    for mention in page.firms_between(at, min(at + 16, clause.end)):
        if role(page, mention) != "told":
            at = mention.end + 6
            continue
        if mention.start - at <= 6 and not re.search(r"[、领跟参投和与及]", page.text[at : mention.start]):
            return Name(mention.name, mention.start, mention.end, mention.id)
    after = page.text[at : clause.end]
    found = (
        re.match(r"[「“\"]([^」”\"]{2,16})[」”\"]", after)
        or re.match(r"\s?([A-Z][A-Za-z0-9.]+(?: [A-Z][A-Za-z0-9.]+)*)", after)
        or re.match(r"(?:给)?([一-龥A-Za-z0-9]{2,8}?)(?:靴子|后|,|传闻|约?\d|的新|,|$)", after)
    )
    if (
        found
        and plausible(clean(found[1]))
        and (found[1].isascii() or is_made_up(found[1]) or SURE_END.search(clean(found[1])))
    ):
        return Name(clean(found[1]), at + found.start(1), at + found.end(1))
    return None


#: who gives stands before: X 在 Y 最新一轮融资中投资
_WITHIN = re.compile(
    r"在\s?(?P<firm>[^,。]{2,20}?)(?:的|最新|新一|本|首|[A-Ha-h])[^,。]{0,4}(?:轮|融资|IPO)[^,。]{0,4}中[^,。]{0,4}(?:投资|出资|领投|跟投)"
)
_FOUNDED = re.compile(r"[^,。;]{2,24}?(?:创[办立建]|成立)的\s?(?:[^,。;]{0,6}?公司)?(?=[「“A-Z一-龥])")
_DESCRIBED = re.compile(r"[一-龥]{2,10}(?:公司|企业|伙伴|厂商|独角兽|巨头|开发商|初创|平台)\s?(?=[「“A-Z一-龥])")


def _is_investor(page: Page, clause: Clause, name: Name) -> bool:
    """Whether the name gives rather than takes: 由 X 领投, X 入股."""
    after = page.text[name.end : clause.end]
    before = page.text[clause.start : name.start]
    if re.search(r"(?:由|获|引入|来自|引进|、)[^,。]{0,24}$", before) and re.search(
        r"领投|跟投|参投|投资|注资|入股|加持|加码", after
    ):
        return True
    gives = _INVESTS.match(after)
    return bool(gives and not re.search(r"获|完成|融资|引|宣布.{0,8}轮|将?获", gives.group()[:-2]))


def speaker_of(page: Page, clause: Clause) -> Name | None:
    """The firm whose word follows a colon: 恒瑞医药:H股最终发售价."""
    if not clause.in_title or page.text[clause.end : clause.end + 1] != ":" or clause.end - clause.start > 26:
        return None
    name = subject(page, clause.start, clause.end)
    if name is None and clause.start == 0:
        return speaker(page)
    if name is None or (not name.id and (_NO_SPEAKER.search(name.name) or name.start > clause.start + 8)):
        return None
    return name


#: what is of a firm, and who left it, raises for itself
_OF_IT = re.compile(
    r"\s?旗下|[^,。;!?|]{0,10}(?:科学家|高管|员工|负责人|研究员|总裁|C[ET]O)[^,。;!?|]{0,8}(?:离职|离开|创办|创业|出走|创立)"
)


def main_firm(page: Page) -> Name | None:
    """The firm of the title that is neither investor nor former employer nor a comparison, else whom the lead names."""
    near = page.title_end + 60
    others: set[str] = set()
    for mention in page.firms_between(0, page.title_end):
        if role(page, mention, investors=True) in ("former", "investor"):
            others.add(mention.id)  # nor by another of its names: OpenAI 前 CTO…, GPT 作者也加入
        if mention.id in others:
            continue
        if not _OF_IT.match(page.text, mention.end, page.title_end) and role(page, mention, investors=True) == "told":
            return Name(mention.name, mention.start, mention.end, mention.id)
    stranger = None if page.is_list else introduced(page)
    if stranger is not None:
        return stranger
    for mention in page.firms_between(page.title_end, near):
        if role(page, mention, investors=True) == "told":
            return Name(mention.name, mention.start, mention.end, mention.id)
    return None


def in_title_of(page: Page, firm: Name) -> bool:
    """Whether the title names a known firm."""
    return bool(firm.id) and any(m.id == firm.id for m in page.between(0, page.title_end))


def same(one: Name, other: Name) -> bool:
    """Whether two names are of one firm."""
    if one.id or other.id:
        return one.id == other.id
    return one.name == other.name or one.name in other.name or other.name in one.name
