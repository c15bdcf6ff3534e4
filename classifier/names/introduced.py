"""Firms that a lead introduces by name: (简称 X), 「X」, 名叫 X, 某某创立的 X."""

from __future__ import annotations

import re

from classifier.names.unlisted import clean, is_called, plausible
from classifier.text.page import Name, Page

_LOOK = 260
_BRACKET = re.compile(r"「(?P<name>[^「」,。]{2,16})」")
_NAMED = re.compile(
    r"(?:名叫|名为|叫做|取名|命名为|公司名称?为|新公司|创业公司|创立的|创办的|成立的?|开发商|创始团队"
    r"|初创公司|独角兽|企业)\s?[「“\"]?(?P<name>[A-Z][A-Za-z0-9.]+(?: [A-Z][A-Za-z0-9.]+){0,3}"
    r"|[一-龥A-Za-z0-9]{2,8}?(?:科技|智能|机器人|动力|生物|医疗|AI|实验室))(?=[」”\",,。、(\s]|近日|推出"
    r"|宣布|发布|完成|在|已|正|的|$)"
)


def introduced(page: Page) -> Name | None:
    """The first firm that the lead introduces by name, or None."""
    start = page.title_end
    lead = page.text[start : start + _LOOK]
    found = [(at, short) for at, (_, short) in page.short_names.items() if start <= at < start + _LOOK]
    for at, short in sorted(found):
        if is_called(short):
            return Name(short, at, at + len(short))
    for pattern in (_BRACKET, _NAMED):
        for match in pattern.finditer(lead):
            name = clean(match["name"])
            if plausible(name):
                at = start + match.start("name")
                known = page.firms_between(at, at + len(match["name"]))
                return Name(known[0].name, at, known[0].end, known[0].id) if known else Name(name, at, at + len(name))
    return None
