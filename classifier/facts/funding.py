"""Who raises money: round, amount, who leads, who joins, at what valuation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from classifier.facts.amounts import Amount, amounts
from classifier.facts.investors import Investors, investors
from classifier.facts.page import LEAD, Clause, Name, Page, clean, plausible, subject
from classifier.facts.roles import role
from classifier.facts.words import is_made_up
from classifier.types import Fact

_ROUND = re.compile(
    r"(?P<round>种子\+?|天使\+{0,2}|pre-?\s?ipo|pre-?\s?[a-h]\d?\+{0,3}|[a-h]\+{0,3}\d?(?:-?\d)?\+{0,2})\s?(?P<more>(?:[、和/及与]|及|到|至)\s?(?:pre-?)?[a-h]\+{0,3}\d?)?\s?(?:系列)?(?:轮|round)"
    r"|(?P<kind>战略投资|战略融资|定增|定向增发|配售|配股|可转债|pre-?ipo|ipo|首次公开募股|首次公开发行|上市|聆讯|递表|招股书?|敲钟)",
    re.IGNORECASE,
)
_KINDS = {"定向增发": "定增", "配股": "配售", "首次公开募股": "IPO", "首次公开发行": "IPO", "上市": "IPO", "ipo": "IPO"}
_KINDS |= dict.fromkeys(("聆讯", "递表", "招股", "招股书", "敲钟"), "IPO")
#: Words that make a clause one of raising money.
_HEAD = re.compile(
    r"融资|募资|筹资|集资|募集|筹集|融[了到得]|领投|跟投|参投|追投|加码|加注|加持|投资方|投后|轮|估值|身价|到账|到手|入账|进账|筹|集资|支票|ipo|上市|登陆|港交所|科创板|发售价|发行价|认购|过会|辅导|招股|递表|聆讯|挂牌|敲了?钟|定增|增发|配售|可转债|发债|债券|票据|入股|注资|增资|战投|投资|融\s?\d",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"完成|获得?(?!悉)|斩获|拿下|揽获|揽下|敲定|(?:种子|天使|pre-?[a-h]|pre-?ipo|[a-h]\d?)\+{0,3}\s?轮|再融|连融|融资|融了|融到|融得?(?=\s?\d)|募资|筹资|募集|筹集|寻求|洽谈|商谈|谈判|冲刺|冲击|剑指|启动|递交|提交|递表|更新递交|申请|向港交所|向上交所|向深交所|向证监会"
    r"|[在于向](?:港交所|联交所|香港|纳斯达克|纽交所|上交所|深交所|北交所)|科创板|创业板|北交所|港交所|过聆讯|据悉|据称|被曝|被指|秘密|接受|开启|首日|配股|配售|定增|增发|发售价|发行价|敲了?钟|总算|终于|二度|[两三]次|第[一二三四五]次|拟|申请版本|股份有限公司|首发|公开发售|港股|主板|完成向|收到|揽|签署|赴港|赴美|登陆|通过|闯关|闯|筹备|谋求|考虑|ipo|上市|挂牌|港股|估值|发行|撤回|终止|招股|被传|回应|首次融资|拿了|拿到|宣布|公告|获批|过会|敲钟|发布公告|斩获|收获|迎来|引入|引进|官宣|否认|进行|首轮|完成了|最新一轮|新一轮|正式|披露",
    re.IGNORECASE,
)
#: Before these a firm outside the lexicon may stand; before the others only a known one.
_SURE = re.compile(
    r"[在于向](?:港交所|联交所|香港|纳|纽|上交所|深交所|北交所)|科创板|创业板|北交所|港交所|过聆讯|据悉|据称|被曝|被指|秘密|接受|开启|首日|配股|配售|定增|增发|总算|终于|二度|[两三]次|第.次|融资|募资|正式|港股|主板|收到|上市|完成|获|斩获|拿下|揽|敲定|再融|融了|融到|冲刺|冲击|剑指|递|向港交所|向上交所|向深交所|在港交所|赴港|赴美|登陆|闯|拿了|拿到|获批|过会|敲钟|收获|迎来|引入|通过|撤回|终止|寻求|拟|启动|筹备"
)
_PAST = re.compile(
    r"此前|曾(?:经|于|在|获)|早前|上一轮|上轮|前一轮|前几轮|早在|去年|前年|历史|历轮|其中|成立以来|过去|年内累计|自\d+年|年初|加上|距离|继[^,。]{2,20}[后之]"
)
_SUM = re.compile(r"累计|总计(?!划)|至此|总融资|融资总额|融资历程|已获得?超?过?\d?轮|年内|迄今")
_NOT_RAISED = re.compile(
    r"营收|收入|利润|亏损|净利|市值|订单|采购|成本|投入|预算|市场规模|规模达|销售额|年薪|薪酬|注册资本|资产|现金流|毛利|损失|罚款|开支|支出|账面|储备|授信|套现|成交|交易额|gmv|arr|销量|用户|费用|花费|门票|募投|补充流动",
    re.IGNORECASE,
)
_VALUATION = re.compile(r"估值|身价|作价|valuation")


@dataclass(slots=True)
class Draft:
    """A funding fact on its way; the span grows with what fills it."""

    firm: Name | None
    start: int
    end: int
    clauses: list[Clause] = field(default_factory=list)
    round: str | None = None
    amount: Amount | None = None
    valuation: float | None = None
    valuation_currency: str | None = None
    lead: list[str] = field(default_factory=list)
    investors: list[str] = field(default_factory=list)

    def grow(self, start: int, end: int, *, title_end: int) -> None:
        """Take a clause's span into the evidence; title and text do not run together."""
        if (self.start < title_end) == (start < title_end):
            self.start, self.end = min(self.start, start), max(self.end, end)


def read_funding(page: Page, stance: str) -> list[Fact]:
    """The funding facts of title and lead, one a firm; amounts of other firms are left out."""
    drafts: list[Draft] = []
    speaker: Name | None = None
    for clause in page.clauses:
        if clause.start > page.title_end + LEAD:
            break
        words = page.text[clause.start : clause.end]
        if not _HEAD.search(words) or (_is_past(words) and not clause.in_title):
            speaker = _speaker(page, clause) or (_firm(page, clause, words) if clause.in_title else None)
            continue
        draft = _pick(page, drafts, _firm(page, clause, words) or speaker, clause, words)
        speaker = _speaker(page, clause)
        if draft is not None:
            _fill(page, draft, clause, words)
    if not drafts:
        drafts = [Draft(None, 0, page.title_end)]
    drafts[0].firm = drafts[0].firm or _main_firm(page)
    return [fact for draft in drafts if (fact := _fact(page, draft, stance)) is not None]


def _speaker(page: Page, clause: Clause) -> Name | None:
    """The firm whose word follows a colon: 恒瑞医药:H股最终发售价."""
    if not clause.in_title or page.text[clause.end : clause.end + 1] != ":" or clause.end - clause.start > 26:
        return None
    name = subject(page, clause.start, clause.end)
    if name is None or (not name.id and (_NO_SPEAKER.search(name.name) or name.start > clause.start + 8)):
        return None
    return name


_NO_SPEAKER = re.compile(r"人士|证监会|交易所|路透|彭博|金融时报|快讯|突发|独家|评论|报道|官网|记者|周报|日报|早报|融资|美元|员|师|长$|首席|总裁|律|媒|专访|对话|回应|揭秘|内幕")


def _is_past(words: str) -> bool:
    return bool(_PAST.search(words)) or (re.search(r"(?:19|20)\d\d年", words) is not None and "日" not in words)


def _main_firm(page: Page) -> Name | None:
    """The first firm of the title that is neither investor nor former employer nor a comparison."""
    for mention in page.firms_between(0, page.title_end + 120):
        if role(page, mention, topic="funding") == "told":
            return Name(mention.name, mention.start, mention.end, mention.id)
    return None


def _in_title(page: Page, firm: Name) -> bool:
    return bool(firm.id) and any(m.id == firm.id for m in page.between(0, page.title_end))


def _pick(page: Page, drafts: list[Draft], firm: Name | None, clause: Clause, words: str) -> Draft | None:
    """The draft a clause belongs to: that of its firm, else the last one; None when it tells of another firm."""
    last = drafts[-1] if drafts else None
    if firm is None and last is not None:
        return last
    for draft in drafts:
        if firm is not None and draft.firm is not None and same(draft.firm, firm):
            return draft
    if last is not None and last.firm is None:
        last.firm = firm
        return last
    own = round_of(words) is not None or next(amounts(words), None) is not None
    if last is not None and (not own or firm is None or not (clause.in_title or _in_title(page, firm))):
        return None
    drafts.append(Draft(firm, clause.start, clause.end))
    return drafts[-1]


def same(one: Name, other: Name) -> bool:
    """Whether two names are of one firm."""
    if one.id or other.id:
        return one.id == other.id
    return one.name == other.name or one.name in other.name or other.name in one.name


def _firm(page: Page, clause: Clause, words: str) -> Name | None:
    """Who raises in this clause: before a verb of raising, or after one of investing."""
    for match in _DOES.finditer(words):
        if match.start() >= 2:
            name = subject(page, clause.start, clause.start + match.start(), strangers=_SURE.match(match.group()) is not None)
            if name is not None and not _is_investor(page, clause, name) and _is_told(page, name):
                return name
    match = _INTO.search(words)
    return _object(page, clause, clause.start + match.end()) if match else None


def _is_told(page: Page, name: Name) -> bool:
    """Whether a known firm is the one told of; a stranger is, since a verb of raising follows it."""
    return all(role(page, m, topic="funding") == "told" for m in page.firms_between(name.start, name.end) if m.id == name.id)


def _object(page: Page, clause: Clause, at: int) -> Name | None:
    """The firm right after a verb of investing."""
    for mention in page.firms_between(at, min(at + 16, clause.end)):
        if role(page, mention, topic="") != "told":
            return None
        if mention.start - at <= 6 and not re.search(r"[、领跟参投和与及]", page.text[at : mention.start]):
            return Name(mention.name, mention.start, mention.end, mention.id)
    after = page.text[at : clause.end]
    found = (
        re.match(r"[「“\"]([^」”\"]{2,16})[」”\"]", after)
        or re.match(r"\s?([A-Z][A-Za-z0-9.]+(?: [A-Z][A-Za-z0-9.]+)*)", after)
        or re.match(r"(?:给)?([一-龥A-Za-z0-9]{2,8}?)(?:靴子|后|,|传闻|约?\d|的新|,|$)", after)
    )
    if found and plausible(clean(found[1])) and (found[1].isascii() or is_made_up(found[1])):
        return Name(clean(found[1]), at + found.start(1), at + found.end(1))
    return None


_INTO = re.compile(
    r"(?:领投|参投|跟投|入股|注资|投资(?!者|方|人|机构|布局|版图|内幕|等于|额|总额|规模|协议|意向|条款|价值|组合|界|圈|潮|银行|基金|公司)|战投|增资|押注|投了|加码|独投|砸给|投给)(?:了|独角兽|国产)?\s?"
)
_INVESTS = re.compile(
    r"^[^,。;!?|]{0,12}?(?:领投|跟投|参投|投资|入股|注资|加持|押注|战投|出手|投了|加码|出资|独投|撑腰|站台|潜伏|持股|抢着|喜提|扶持|连投|孵化|豪赌)"
)


def _is_investor(page: Page, clause: Clause, name: Name) -> bool:
    """Whether the name gives rather than takes: 由 X 领投, X 入股."""
    after = page.text[name.end : clause.end]
    before = page.text[clause.start : name.start]
    if re.search(r"(?:由|获|引入|来自|引进|、)[^,。]{0,24}$", before) and re.search(r"领投|跟投|参投|投资|注资|入股|加持|加码", after):
        return True
    gives = _INVESTS.match(after)
    return bool(gives and not re.search(r"获|完成|融资|引|宣布.{0,8}轮|将?获", gives.group()[:-2]))


def _fill(page: Page, draft: Draft, clause: Clause, words: str) -> None:
    before = (draft.round, draft.amount, draft.valuation, len(draft.lead), len(draft.investors))
    total = _SUM.search(words)
    if draft.round is None and not total:
        draft.round = round_of(words)
    for amount in amounts(words):
        _place(draft, amount, words, total.start() if total else None)
    _take_investors(draft, investors(page, clause))
    if before != (draft.round, draft.amount, draft.valuation, len(draft.lead), len(draft.investors)):
        draft.grow(clause.start, clause.end, title_end=page.title_end)


def _take_investors(draft: Draft, found: Investors) -> None:
    own = draft.firm.name if draft.firm else ""
    for name in found.lead:
        if name not in draft.lead and name != own:
            draft.lead.append(name)
    for name in found.others:
        if name not in draft.investors and name not in draft.lead and name != own:
            draft.investors.append(name)
    draft.investors = [name for name in draft.investors if name not in draft.lead]


def _place(draft: Draft, amount: Amount, words: str, total: int | None) -> None:
    """Put an amount where it belongs: valuation, raise, or nowhere."""
    if amount.aside:
        return
    before, after = words[: amount.start], words[amount.end :]
    if _is_valuation(before, after):
        point = amount.low if amount.low is not None else amount.high
        post = "投后" in before[-8:] or draft.valuation is None
        if post and amount.low is not None and amount.high not in (None, amount.low):
            return  # 估值 of a range or 数十亿: no one number
        if post:
            draft.valuation, draft.valuation_currency = point, amount.currency
        return
    vague = draft.amount is not None and draft.amount.approx == "level" and amount.approx != "level"
    if (draft.amount is not None and not vague) or (total is not None and total < amount.start):
        return
    if _NOT_RAISED.search(words) and not re.search(r"融资|募资|募集|轮|筹", words[max(0, amount.start - 12) : amount.end + 10]):
        return
    near = words[max(0, amount.start - 16) : amount.end + 16]
    if re.search(r"融|募|筹|集资|领投|投资|注资|轮|战投|入股|发行|发债|债|定增|配售|票据|金额|规模|增资|拿了|砸|弹药|到账", near) and not re.search(
        r"每股|股价|市值|营收", words[max(0, amount.start - 6) : amount.start]
    ):
        draft.amount = amount


def _is_valuation(before: str, after: str) -> bool:
    head = re.search(r"(?:估值|身价|作价)[^,。;]{0,12}$", before)
    if head and not re.search(r"融|募|轮|投资|获|完成|筹|拿", head.group()):
        return True
    return bool(re.match(r"\s?(?:的?(?:投前|投后|最新|公司|整体)?估值|身价)", after))


def round_of(words: str) -> str | None:
    """The round as written, in one spelling: Pre-A轮, B+轮, 天使轮, 战略融资, IPO."""
    best: str | None = None
    for match in _ROUND.finditer(words):
        if match["round"]:
            if match.start() and re.match(r"[A-Za-z0-9]", words[match.start() - 1]):
                continue
            if re.search(r"[a-h]\d?轮", match.group(), re.I) and re.match(r"(?:车|次数)", words[match.end() : match.end() + 2]):
                continue
            return _spelling(match["round"])
        kind = match["kind"]
        key = kind.lower().replace(" ", "")
        if key in ("pre-ipo", "preipo"):
            return "Pre-IPO轮"
        if key == "上市" and not re.search(r"赴|计划|拟|冲刺|申请|启动|筹备|港|科创板|创业板|辅导|首日|递|考虑|挂牌|谋求|推进|成功|寻求|正式|聆讯|通行证", words):
            continue
        if key == "上市" and re.match(r"公司|企业|后|以来|平台", words[match.end() : match.end() + 2]):
            continue
        if key == "战略投资" and not re.search(r"获|完成|引入|接受|得到", words):
            continue
        best = best or _KINDS.get(key, kind)
    return best


def _spelling(word: str) -> str:
    word = word.replace(" ", "")
    pre = re.match(r"pre-?(.+)$", word, re.IGNORECASE)
    if pre:
        return f"Pre-{pre[1].upper()}轮"
    return f"{word.upper()}轮"


def _fact(page: Page, draft: Draft, stance: str) -> Fact | None:
    amount = draft.amount
    slots: dict[str, Any] = {
        "firm": draft.firm.name if draft.firm else None,
        "round": draft.round,
        "amount_low": amount.low if amount else None,
        "amount_high": amount.high if amount else None,
        "approx": amount.approx if amount else None,
        "currency": amount.currency if amount else draft.valuation_currency,
        "lead": draft.lead,
        "investors": draft.investors,
        "valuation": draft.valuation,
        "stance": stance,
    }
    told = [slots[key] for key in ("firm", "round", "amount_low", "amount_high", "lead", "investors", "valuation")]
    if not any(value not in (None, []) for value in told):
        return None
    span, words = page.evidence(draft.start, draft.end)
    return Fact(kind="funding", slots=slots, span=span, evidence=words)


__all__: Sequence[str] = ("read_funding", "round_of")
