"""When a text may be shown as confirmed: words must confirm it, and nothing may speak against it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.text.page import Page
from classifier.verdict.stance_signs import Sign

#: Signs by which a firm, its people, a register or a formal act speaks.
CONFIRMING = frozenset(
    ("announced", "letter", "own_post", "filing", "listed", "register", "appoints", "answered", "quoted", "of_firm"),
)
#: who speaks for the event, before a verb of saying or a colon
_SPEAKING = re.compile(r"(?:firm|role|person|register)(?:>|:)")
_FORECAST = re.compile(
    r"预计|预测|料将|有望|望(?=[达获成超])|或(?=[将于在达为以再成被获会])|可能|最快|最早|不排除|估计|即将(?=[^,。;]{0,6}(?:宣布|公布))"
)
_FEATURE = re.compile(
    r"背后|内幕|真相|复盘|揭秘|深度|之战|之争|江湖|往事|启示|何以|为何|为什么|凭什么|怎么|还能|几何|谁(?:在|能|是)|变局|暗战|困局"
    r"|众生相|密集|扎堆|抢着|\?"
)
_PLAN = re.compile(r"计划|拟|打算|筹划|考虑|寻求|洽谈|商谈|商洽|谈判|正与|有意|将(?!军|来|近)|准备")
_UNNAMED = frozenset(("heard", "anonymous", "guess"))


def confirms(sign: Sign) -> bool:
    """Whether these are words that confirm."""
    return sign.name in CONFIRMING or sign.name == "said" or _SPEAKING.match(sign.name) is not None


def may_be_shown(page: Page, signs: Sequence[Sign]) -> bool:
    """Whether words confirm the event, and it is no non-answer, forecast, feature or plan by unnamed sources."""
    title = " ".join(page.text[start:end] for start, end in page.heads)
    if not any(confirms(sign) for sign in signs) or _FORECAST.search(title) or _FEATURE.search(title):
        return False
    names = {sign.name for sign in signs}
    if "no_answer" in names or "silent" in names:
        return False
    near = {sign.name for sign in signs if sign.place in "tl"}
    return not (near & _UNNAMED and ("answered" not in names or _PLAN.search(title) is not None))
