"""The round that words name, in one spelling (Pre-A轮, B+轮, A4及A5轮, 战略融资, IPO), and the step of a listing."""

from __future__ import annotations

import re

from classifier.text.vocabulary import money

_STEP = r"(?:种子\+?|天使\+{0,2}|pre-?\s?ipo|pre-?\s?[a-l]\d?\+{0,3}|[a-l]\+{0,3}\d?(?:-?\d)?\+{0,2})"
_ROUND = re.compile(
    rf"(?P<round>{_STEP}(?:\s?轮?\s?(?:[、和/与到至及])\s?{_STEP})*)\s?(?:系列)?(?:轮|round)"
    rf"|(?P<kind>战略投资|战略融资|{money.PLACE - '增发'}|可转债|公司债"
    rf"|(?<=[一-龥])增发(?=\s?[\d不约近超逾])|pre-?ipo|ipo"
    rf"|首发(?=获|过|上会|申请)"
    rf"|首次公开募股|首次公开发行|上市|{money.HEAR}|{money.FILE - '申请版本'}|{money.LIST - '挂牌'}"
    rf"|登陆(?={money.EXCHANGE}|港|A股|主板)|(?<!新三板)挂牌(?!转让|出售|督办|成立))",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s?轮?\s?([、和/与到至及])\s?")
_KINDS = {"定向增发": "定增", "配股": "配售", "首次公开募股": "IPO", "首次公开发行": "IPO", "上市": "IPO", "ipo": "IPO"}
_KINDS |= dict.fromkeys(("首发", "登陆", *(money.HEAR | money.FILE | money.LIST).plain), "IPO")


def round_of(words: str) -> str | None:
    """The round as written, in one spelling: Pre-A轮, B+轮, 天使轮, 战略融资, IPO."""
    best: str | None = None
    for match in _ROUND.finditer(words):
        if match["round"]:
            if match.start() and re.match(r"[A-Za-z0-9]", words[match.start() - 1]):
                continue
            if re.search(r"[a-l]\d?轮", match.group(), re.I) and re.match(
                r"(?:车|次数)", words[match.end() : match.end() + 2]
            ):
                continue
            return _spelling(match["round"])
        kind = match["kind"]
        key = kind.lower().replace(" ", "")
        if key in ("pre-ipo", "preipo"):
            return "Pre-IPO轮"
        if key == "上市" and not re.search(
            rf"同日|分拆|今[日天]|昨[日天]|明[日天]|赴|拟|{money.PLAN}|冲刺|申请|港|科创板|创业板|辅导|首日|递|挂牌|推进|成功"
            r"|正式|聆讯|通行证",
            words,
        ):
            continue
        if key == "上市" and re.match(r"公司|企业|后|以来|平台", words[match.end() : match.end() + 2]):
            continue
        if key == "战略投资" and not re.search(r"获|完成|引入|接受|得到", words):
            continue
        best = best or _KINDS.get(key, kind)
    return best


def _spelling(words: str) -> str | None:
    """Pre-A轮, A4及A5轮; None for a span of rounds (天使轮到B轮), which names no one."""
    parts = _JOINT.split(words)
    if any(part in ("到", "至") for part in parts):
        return None
    return "".join(part if at % 2 else _one(part) for at, part in enumerate(parts)) + "轮"


def _one(step: str) -> str:
    step = step.replace(" ", "")
    pre = re.match(r"pre-?(.+)$", step, re.IGNORECASE)
    if pre:
        return "Pre-IPO" if pre[1].lower() == "ipo" else f"Pre-{pre[1].upper()}"
    return step.upper()


#: How far a listing has come; the furthest step that a clause tells counts, and an end before all.
_STEPS = (
    (
        "终止",
        rf"(?:{money.WITHDRAW}|放弃|叫停)[^,。;!?]{{0,16}}(?:IPO|上市|发行|申请|审核|招股|港股)(?!地位|资格)"
        r"|(?:IPO|上市(?:申请|计划|进程|审核)?|审核)[^,。;!?]{0,6}(?:终止|撤回|撤单|告吹|失效|被否)",
    ),
    (
        "挂牌",
        r"挂牌(?!督办|转让|出售|成立|新三板)|敲钟|敲锣|鸣锣|上市首日|首日(?:上市|挂牌|开盘|收盘|涨|破发)|成功上市|正式(?:登陆|上市)|今[日天](?:上市|登陆)",
    ),
    (
        "定价",
        r"(?:发行|发售|招股|IPO|最终)[^,。;!?]{0,6}(?:定价|价(?:为|定|格))|定价(?=[^,。;!?]{0,8}(?:元|美元|港元|每股))|每股定价",
    ),
    (
        "过会",
        r"过会|(?:首发|上市|IPO|发行)[^,。;!?]{0,6}(?:获(?:得)?通过|获批|注册(?:生效|获批))|注册生效|同意[^,。;!?]{0,10}注册",
    ),
    ("聆讯", r"聆讯"),
    (
        "递表",
        r"递表|交表|(?:递交|提交|呈交|更新|重新递)[^,。;!?]{0,16}(?:招股书?|招股说明书|上市申请|IPO申请|申请|申报稿)"
        r"|(?:IPO|上市(?:申请)?|发行)[^,。;!?]{0,6}获?受理|(?:披露|公开)[^,。;!?]{0,6}招股(?:书|说明书)|申请[^,。;!?]{0,12}上市",
    ),
)
_STEP_TOLD = tuple((step, re.compile(pattern, re.IGNORECASE)) for step, pattern in _STEPS)
#: a step that is only planned, or not taken
_NOT_YET = re.compile(
    rf"(?:{money.PLAN - '启动'}|拟|将|有望|预计|预估|预定|或|冲刺|目标|最快|争取|准备|力争|等待"
    r"|(?:未|没有?)(?:能|通过|过)?|即将|能否|再度?冲击)"
    r"[^,。;!?]{0,14}$"
)


def step_of(words: str) -> str | None:
    """The step of a listing that words tell as taken: 递表, 聆讯, 过会, 定价, 挂牌 or 终止."""
    for step, pattern in _STEP_TOLD:
        match = pattern.search(words)
        if match and not _NOT_YET.search(words[: match.start()]):
            return step
    return None
