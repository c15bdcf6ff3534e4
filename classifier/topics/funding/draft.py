"""A funding fact on its way: what amounts and names a clause may put into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from classifier.text.amounts import Amount
from classifier.text.page import Name
from classifier.topics.funding.investors import Investors

_NOT_RAISED = re.compile(
    r"营收|收入|利润|亏损|净利|市值|订单|采购|成本|投入|预算|市场规模|规模达|销售额|年薪|薪酬|注册资本"
    r"|资产|现金流|毛利|损失|罚款|开支|支出|账面|储备|授信|套现|成交|交易额|gmv|arr|销量|用户|费用|花费"
    r"|门票|募投|补充流动",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Draft:
    """A funding fact on its way; the span grows with what fills it."""

    firm: Name | None
    start: int
    end: int
    #: whether the firm is only whom the title names, not who stands before a verb of raising
    is_guess: bool = False
    round: str | None = None
    step: str | None = None
    amount: Amount | None = None
    valuation: float | None = None
    valuation_currency: str | None = None
    lead: list[str] = field(default_factory=list)
    investors: list[str] = field(default_factory=list)

    def grow(self, start: int, end: int, *, title_end: int) -> None:
        """Take a clause's span into the evidence; title and text do not run together."""
        if (self.start < title_end) == (start < title_end):
            self.start, self.end = min(self.start, start), max(self.end, end)


def take_investors(draft: Draft, found: Investors) -> None:
    """Put names in that are neither the firm itself nor known already; who leads does not join besides."""
    own = draft.firm.name if draft.firm else ""
    for name in found.lead:
        if not _is_among(name, [own]) and not _is_among(name, draft.lead):
            draft.lead.append(name)
    for name in found.others:
        if not _is_among(name, [own]) and not _is_among(name, draft.investors + draft.lead):
            draft.investors.append(name)
    draft.investors = [name for name in draft.investors if not _is_among(name, draft.lead)]


def _is_among(name: str, known: Sequence[str]) -> bool:
    """Whether a name, or a shorter or longer form of it, is known: 软银, 软银集团."""
    return any(name == other or _SHORT.sub("", name) == _SHORT.sub("", other) for other in known)


_SHORT = re.compile(r"(?<=[一-龥]{2})(?:集团|公司|科技|资本|控股|投资|创投|基金|中国)+$")


def place(draft: Draft, amount: Amount, words: str, total: int | None) -> None:
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
    if re.search(r"(?:认购|申购)(?:规模|金额|总额|总量|资金)[^,。;]{0,8}$", before):
        return  # what is bid for is not what is raised
    if re.search(r"(?:领投|跟投|参投)了?\s?$", before) and not re.match(r"\s?[^,。;]{0,6}(?:轮|融资)", after):
        return  # IDG 领投 1.5 亿: one investor's part
    vague = draft.amount is not None and draft.amount.approx == "level" and amount.approx != "level"
    if (draft.amount is not None and not vague) or (total is not None and total < amount.start):
        return
    if _NOT_RAISED.search(words) and not re.search(
        r"融资|募资|募集|轮|筹", words[max(0, amount.start - 12) : amount.end + 10]
    ):
        return
    near = words[max(0, amount.start - 16) : amount.end + 16]
    if re.search(
        r"融|募|筹|集资|领投|投资|注资|轮|战投|入股|发行|发债|债|增发|定增|配售|票据|金额|规模|[合共]计|增资|拿了|砸|弹药|到账",
        near,
    ) and not re.search(r"每股|股价|市值|营收", words[max(0, amount.start - 6) : amount.start]):
        draft.amount = amount


def _is_valuation(before: str, after: str) -> bool:
    head = re.search(r"(?:估值|身价|作价)[^,。;]{0,12}$", before)
    if re.search(r"(?:涨了|增[长加]了?|上涨|多了|提[高升]了?)\s?$", before):
        return False
    if head and not re.search(r"融|募|轮|投资|获|完成|筹|拿", head.group()):
        return True
    return bool(re.match(r"\s?(?:的?(?:投前|投后|最新|公司|整体)?估值|身价)", after))
