"""Firms outside the lexicon that begin a title and do what only firms do: appoint, let go, go public."""

from __future__ import annotations

import re

from classifier.names.made_up import is_made_up
from classifier.names.non_names import verbs, well_known
from classifier.names.person_names import is_name
from classifier.names.unlisted import DESCRIBED, PLACES, SURE_END, clean, plausible, subject
from classifier.text.page import Clause, Name, Page

_HEARD = re.compile(
    r"[\s\[【「“]?(?:消息称|报道称?|据悉|据报道|网传|据传|传闻|传|曝|外媒|独家|突发|快讯|官宣|重磅|刚刚|[^,。:;|]{0,6}(?:早报|晚报|日报|周报))?[:|]?\s?"
)
_ACTS = re.compile(
    r"(?:已经|已|正式|拟|将|再次|再|又|即将|今日|近日|日前|宣布|公告|官宣|确认|证实|回应|据悉|据称|被曝|被传|计划|考虑|预计|或将|或"
    r"|面临|大规模|大幅|启动|全球|\s)+$"
)
_OFFICE = re.compile(
    r"(?:[院部局署委省市州县会厅处]|政府|总统|首相|总理|国会|法院|军|大学|学院|高管|家族|及|量|董事会|股东|球队|俱乐部|男子|女子|多家|两家)$"
    r"|特朗普|拜登|普京|美国|白宫|欧盟|日本|韩国|^(?:新任|现任|该|这|其|前|原|多|两|三|一|又|全球|国内|硅谷|科技|大厂|巨头|车企|互联网)"
)
#: What stands behind a known firm's name in that of another firm: 圆通 国际快递.
_PART = re.compile(
    r"(?:国际|金融|证券|银行|地产|生物|医疗|健康|影业|资本|实业|物流|快递|电气|重工|航空|[一-龥]{2}股份)[一-龥]{0,4}"
)
_LATIN = re.compile(r"[A-Z][A-Za-z0-9.&\-]+(?: [A-Z][A-Za-z0-9.&\-]+){0,2}")
_TITLED = re.compile(rf"(?:[^,。:;|]{{0,10}}(?:{DESCRIBED}))?\s?[「“\"]?")


def actor(page: Page, clause: Clause, left: int, pos: int, *, plain: bool = False) -> Name | None:
    """The firm that acts at ``pos``: a known one before the verb, else the name that the title begins with.

    ``plain``: the verb is one of firms alone (任命), so that a name of everyday words is one too.
    """
    known = subject(page, left, pos, strangers=False)
    if known is not None or not clause.in_title or left != clause.start:
        return known
    begin = _HEARD.match(page.text, left)
    start = begin.end() if begin else left
    words = page.text[start:pos]
    acts = _ACTS.search(words)
    words = words[: acts.start()] if acts else words
    titled = _TITLED.match(words)
    start += titled.end() if titled else 0
    words = words[titled.end() if titled else 0 :].rstrip('」”" ')
    if not 2 <= len(words) <= 12:
        return None
    inside = page.firms_between(start, start + len(words), people=True)
    if inside and not (inside[0].start == start and _PART.fullmatch(words, inside[0].end - start)):
        return None
    latin = _LATIN.fullmatch(words)
    name = words if latin else clean(words)
    han = re.fullmatch(r"[一-龥]{2,8}", name) is not None and not is_name(name) and name not in verbs()
    han = han and (plain or name in well_known() or is_made_up(name) or SURE_END.search(name) is not None)
    if not (latin or han) or _OFFICE.search(name) or not plausible(name):
        return None
    return Name(name, start, start + len(words))


_LATIN_BEGINS = re.compile(
    r"[\[【]?(?:[^,。;:!?|]{2,10}(?:企业|公司|巨头|平台|厂商|开发商|独角兽)\s)?\s?"
    r"(?P<name>[A-Z][A-Za-z0-9.&\-]+(?: [A-Z][A-Za-z0-9.&\-]+)*)"
    rf"\s?(?:{PLACES})?(?=[一-龥\s]|$)"
)


def latin_subject(page: Page, left: int, end: int) -> Name | None:
    """The firm of a Latin name that begins a clause and is in no lexicon: Hulu北京裁员."""
    match = _LATIN_BEGINS.match(page.text, left, end)
    if match is None or len(match["name"]) < 3 or not plausible(match["name"]):
        return None
    return Name(match["name"], match.start("name"), match.end("name"))
