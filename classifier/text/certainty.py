"""Words of doubt and of certainty next to a fact; shared by the stance of an item and of each fact."""

from __future__ import annotations

import re

from classifier.text.page import Page
from classifier.text.vocabulary import hearsay
from classifier.types import Stance

RUMOUR = re.compile(rf"{hearsay.RUMOUR}|接近[^,。]{{2,12}}的?人士")
DENIAL = re.compile(rf"{hearsay.DENIAL}|纯属|Fake news|未请|从未(?!有过)")

#: what a register or a page shows of a change; what else it shows is colour
_SHOWN = (
    r"(?:天眼查|企查查|启信宝|工商)[^。]{0,40}(?:变更|退出|新增|卸任|接任|接手|不再担任|改为)"
    r"|(?:领英|LinkedIn|个人主页)[^。]{0,16}(?:显示|更新|写)"
)
#: a firm's own word, or what a register shows
ANNOUNCED = (
    rf"{hearsay.CONFIRM}|属实|{hearsay.LETTER}|朋友圈|自曝|发文(?!章)|公示"
    rf"|道别|通过决议|文件(?:显示|写明|披露)|{_SHOWN}"
    r"|(?:在|给|向)(?:全体)?员工[^,。]{0,8}(?:信|邮件|通报|宣布)"
)


def clause_stance(page: Page, start: int, end: int, stance: Stance) -> Stance:
    """The stance of one fact: that of its own clause where it says so, else the item's."""
    left = max(page.text.rfind(mark, 0, start) for mark in "。;!?\n") + 1
    stops = [at for at in (page.text.find(mark, end) for mark in "。;!?\n") if at >= 0]
    words = page.text[left : min(stops) if stops else len(page.text)]
    if len(page.text) < 600 or stance == "denied":
        return stance
    if DENIAL.search(words):
        return "denied"
    return "rumour" if RUMOUR.search(words) else stance if stance != "rumour" else "reported"
