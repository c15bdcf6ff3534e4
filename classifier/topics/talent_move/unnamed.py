"""People whom news tells by firm and post alone: 序智科技首席科学家, 序智科技 10 位高管, 宣布首席运营官辞职."""

from __future__ import annotations

import re
from dataclasses import replace

from classifier.names.actors import actor
from classifier.names.employers import Origin, firm_within, origin_of
from classifier.names.people import Person, unnamed_before
from classifier.text.page import Name, Page

_ROLES = (
    r"高管|研究员|研究人员|科学家|工程师|技术人员|开发者|设计师|策略师|分析师|员工|骨干|核心成员|成员|专家|负责人"
    r"|核心人员|核心人物|人才|核心员工|核心人才|技术大咖|主管|元老|老将|大将|大牛|联合创始人|联创|创始人|合伙人|副总裁|董事|经理"
)
#: Several people of one kind; of a firm, if its name stands just before: 多名高管, 三位联创, 核心成员.
_GROUP = re.compile(
    r"(?P<many>(?:[多数几两三四五六七八九十]|十[一-九]|\d+)[余多]?[名位]|又?一[名位]|[两三四五六]大?(?=高管|联创|元老|副总裁)"
    r"|大批|一批|大量|多个|部分|半数|过半|超半数|近半|(?=核心[人员高成])|(?:数|几)[十百][名位])\s?"
    rf"(?:核心|顶级|顶尖|资深|关键|高级|技术|华人|AI|前)*\s?(?P<role>{_ROLES})\s?$"
)
_HOW_MANY = re.compile(r"^(?:[多数几一两三四五六七八九十]|\d+)[余多]?[名位]")
_POST_ALONE = re.compile(r"(?:宣布|官宣|披露|其|称|曝|传|消息称|据悉|公司|现任|\s)*")
_SOLE = re.compile(r"首席|C[A-Z]{1,3}O|创始人|董事长|(?<!副)总裁|总经理")


def somebody(page: Page, left: int, end: int, sentence: int) -> tuple[Person, Origin | None] | None:
    """Who stands before ``end`` without a name, and of which firm; None where no firm is told."""
    group = _group(page, left, end, sentence)
    if group is not None:
        return group
    one = unnamed_before(page, left, end)
    if one is None:
        return None
    origin = origin_of(page, left, one)
    if origin is not None and origin.firm is not None:
        return replace(one, post=_HOW_MANY.sub("", one.post)), replace(origin, post=_HOW_MANY.sub("", origin.post))
    alone = _POST_ALONE.fullmatch(page.text, left, one.post_start) and _SOLE.search(one.post)
    firm = only_firm(page, sentence, left) if alone else None
    return (one, Origin(firm, one.post, former=False)) if firm else None


def _group(page: Page, left: int, end: int, sentence: int) -> tuple[Person, Origin] | None:
    """Several people of one kind and their firm."""
    match = _GROUP.search(page.text, left, end)
    if match is None:
        return None
    firm = firm_within(page, left, match.start())
    gap = page.text[firm.end : match.start()] if firm else page.text[left : match.start()]
    if re.search(r"[、和与]|来自|前$", gap) or len(gap) > 14:
        return None
    firm = firm or only_firm(page, sentence, left) or _stranger(page, left, match.start())
    if firm is None or (re.search(r"[前原]|来自$", page.text[max(0, firm.start - 2) : firm.start])):
        return None
    return Person("", end, end, match["role"], match.start()), Origin(firm, match["role"], former=False)


def _stranger(page: Page, left: int, end: int) -> Name | None:
    clause = next((c for c in page.clauses if c.start <= left < c.end), None)
    return actor(page, clause, left, end) if clause else None


def group_after(page: Page, at: int, end: int) -> str:
    """The kind of several people who stand at ``at``: 流失 三位 高管; "" for none."""
    match = re.compile(_GROUP.pattern.removesuffix("$")).match(page.text, at, end)
    return match["role"] if match else ""


def only_firm(page: Page, start: int, end: int) -> Name | None:
    """The one firm that a sentence has named so far."""
    found = {mention.id for mention in page.firms_between(start, end, people=True)}
    return firm_within(page, start, end) if len(found) == 1 else None
