"""Who raises money: round, amount, who leads, who joins, at what valuation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.text.amounts import amounts
from classifier.text.page import LEAD, Clause, Name, Page
from classifier.text.vocabulary import money
from classifier.topics.funding.draft import Draft, place, take_investors
from classifier.topics.funding.fact import Funding
from classifier.topics.funding.investors import investors
from classifier.topics.funding.raisers import giver, in_title_of, main_firm, raiser, same, speaker_of
from classifier.topics.funding.rounds import round_of, step_of
from classifier.types import Fact, Stance

#: Words that make a clause one of raising money.
_HEAD = re.compile(
    rf"{money.RAISE}|融[了到得]|{money.LEAD}|{money.FOLLOW}|追投|{money.BACK - '押注'}|投资方|投后|参与$|入局$"
    rf"|都投了$|轮|首发(?=获|过|上会|申请)|估值|身价|{money.ARRIVED}|到手|掏出|出资|筹|支票|登陆|港交所|科创板|发售价|发行价|认购|辅导"
    rf"|{money.LISTING}|敲了钟|{money.PLACE}|{money.BORROW}|{money.INVEST}|融\s?\d",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"此前|曾(?:经|于|在|获)|早前|上一轮|上轮|前一轮|前几轮|早在|去年|前年|历史|手中拿到|历轮|其中|成立以来|过去"
    r"|年内累计|自\d+年|年初|(?:上市|IPO|轮|挂牌|递表)前(?!夕|夜|景)|加上|距离|继[^,。]{2,20}[后之]"
)
#: what the title tells behind one of these is how it was before
_ONCE = re.compile(
    r"(?:此前|曾(?!毓)(?:经|于|在|获|以)?|早前|上一轮|上轮|去年|前年|前曾)|^(?=[^,。]{4,24}(?<!以|之|最)后\s?$)"
)
#: back to today, in a sentence that begins with what was
_NOW = re.compile(r"本轮|此轮|本次|此次|今[日天]|近日|日前")
_SUM = re.compile(r"累计|总计(?!划)|至此|总融资|融资总额|融资历程|已获得?超?过?\d?轮|年内|迄今")
#: a clause that only gives the sum of the raise told before it
_SUM_ALONE = re.compile(
    r"\s?(?:(?:本轮|此轮|两轮|融资|募资|投资)?(?:总?金额|总额|规模)(?!的)|(?:两轮)?(?:合计|共计|共)(?:融资|募资|获投)?(?=[超约近逾数]?\s?\d))"
)


def read_funding(page: Page, stance: Stance) -> list[Fact]:
    """The funding facts of title and lead, one a firm; amounts of other firms are left out."""
    drafts: list[Draft] = []
    speaker: Name | None = None
    history = False
    for clause in page.clauses:
        if clause.start > page.title_end + LEAD:
            break
        words = page.text[clause.start : clause.end]
        if not clause.in_title:
            past = (_is_past(words) or _SUM.search(words) is not None) and not _NOW.search(words)
            was, history = history, (history or past) and not clause.last
            if was and not _NOW.search(words):
                continue  # 2024年完成A轮, 由 X 领投: the rest of a sentence of old times
        if drafts and _SUM_ALONE.match(words):
            _fill(page, drafts[-1], clause, words)
        elif not _HEAD.search(words) or (_is_past(words) and not clause.in_title):
            speaker = speaker_of(page, clause) or (raiser(page, clause, words) if clause.in_title else None)
        else:
            draft = _pick(page, drafts, raiser(page, clause, words) or speaker, clause, words)
            speaker = speaker_of(page, clause)
            if draft is not None:
                _fill(page, draft, clause, words)
    if not drafts:
        drafts = [Draft(None, 0, page.title_end)]
    if drafts[0].firm is None:
        drafts[0].firm, drafts[0].is_guess = _guess(page), True
    drafts += _partners(page, drafts)
    return [fact for draft in drafts if (fact := _fact(page, draft, stance)) is not None]


def _guess(page: Page) -> Name | None:
    """Whom the title is about, unless it is who gives the money: F 宣布出资 1 亿元入股某公司."""
    firm = main_firm(page)
    if firm is None or firm.start >= page.title_end:
        return firm
    gives = _GIVES_MONEY.match(page.text, firm.end, page.title_end)
    return None if gives and not _TAKES_MONEY.search(gives.group()) else firm


_GIVES_MONEY = re.compile(
    r"[^,。;!?|]{0,14}(?:出资|斥资|豪掷|追加|投资|领投|跟投|参投)[^,。;!?|]{0,10}?[\d数][\d.]*\s?[十百千]*[万亿][^,。;!?|]{0,8}"
)
_TAKES_MONEY = re.compile(r"获|融资|得到|引入|接受|完成|募")


def _partners(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """智谱与 MiniMax 递表: who goes public beside the firm that stands before the verb; sums are not shared out."""
    found: list[Draft] = []
    for draft in drafts:
        firm = draft.firm
        while firm and firm.id and draft.round == "IPO" and draft.amount is None and firm.start < page.title_end:
            beside = [m for m in page.firms_between(0, firm.start) if _AND.fullmatch(page.text, m.end, firm.start)]
            if not beside or any(d.firm and d.firm.id == beside[-1].id for d in (*drafts, *found)):
                break
            mention = beside[-1]
            firm = Name(mention.name, mention.start, mention.end, mention.id)
            found.append(Draft(firm, draft.start, draft.end, round="IPO", step=draft.step))
    return found


_AND = re.compile(r"\s?(?:、|和|与|及|携手|联手)\s?")


def _is_past(words: str) -> bool:
    return bool(_PAST.search(words)) or (re.search(r"(?:19|20)\d\d年", words) is not None and "日" not in words)


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
    if last is not None and (not own or firm is None or not (clause.in_title or in_title_of(page, firm))):
        return None
    drafts.append(Draft(firm, clause.start, clause.end))
    return drafts[-1]


def _fill(page: Page, draft: Draft, clause: Clause, words: str) -> None:
    before = (draft.round, draft.amount, draft.valuation, len(draft.lead), len(draft.investors))
    total = _SUM.search(words)
    if draft.round is None and not total:
        found = round_of(words)
        if found != "IPO" or clause.in_title or not _IN_ROUNDS.search(page.text, 0, page.title_end):
            draft.round = found  # an IPO that the lead of a round's news mentions is a plan for later
    if draft.round == "IPO" and draft.step is None:
        draft.step = step_of(words)
    named = page.firms_between(clause.start, clause.end)
    once = _ONCE.search(words) if clause.in_title else None
    for amount in amounts(words[: once.start()] if once else words):
        if any(m.start <= clause.start + amount.start < m.end for m in named):
            continue  # the 一万 of 零一万物
        place(draft, amount, words, total.start() if total else None)
    backers = investors(page, clause)
    gives = giver(page, clause, words) if clause.in_title and not backers.lead and not backers.others else None
    if gives is not None and draft.firm is not None and not same(gives, draft.firm):
        backers.others.append(gives.name)
    take_investors(draft, backers)
    if before != (draft.round, draft.amount, draft.valuation, len(draft.lead), len(draft.investors)):
        draft.grow(clause.start, clause.end, title_end=page.title_end)


_IN_ROUNDS = re.compile(r"(?:种子|天使|[A-Ha-h]\+{0,3}\d?|新一|本|首)轮|轮融资|融资\d|投后")


def _says_more(value: Funding) -> bool:
    """Whether a fact whose firm is a guess, or unknown, tells enough of a raise: a listing needs its firm."""
    numbers = (value.amount_low, value.amount_high, value.valuation)
    told = value.round if value.firm or (value.round or "").endswith("轮") or value.step else None
    return told is not None or any(number is not None for number in numbers) or bool(value.lead or value.investors)


def _fact(page: Page, draft: Draft, stance: Stance) -> Fact | None:
    amount = draft.amount
    value = Funding(
        firm=draft.firm.name if draft.firm else None,
        round=draft.round,
        step=draft.step,
        amount_low=amount.low if amount else None,
        amount_high=amount.high if amount else None,
        approx=amount.approx if amount else None,
        currency=amount.currency if amount else draft.valuation_currency,
        lead=tuple(draft.lead),
        investors=tuple(draft.investors),
        valuation=draft.valuation,
        stance=stance,
    )
    if value.is_empty or (draft.is_guess and not _says_more(value)):
        return None
    span, words = page.evidence(draft.start, draft.end)
    return Fact(value, span, words)
