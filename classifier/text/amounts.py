"""Amounts of money as Chinese news writes them: read, and written again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.text.numerals import IN_CHARACTERS, UNITS, number, scaled


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in base units at a place of the text; a missing end is None.

    ``approx`` is exact, about, near, over, several or level; None where both ends are given or
    only a bound is (至多, 至少). ``aside`` marks what stands in brackets as a conversion (折合人民币…).
    """

    low: float | None
    high: float | None
    approx: str | None
    currency: str | None
    start: int = 0
    end: int = 0
    aside: bool = False


_LATIN_UNITS = {"k": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "t": 1e12}
_LATIN_UNITS |= {"trillion": 1e12}
_CURRENCIES = {
    "USD": ("美元", "美金", "美刀", "usd", "us$", "$"),
    "HKD": ("港元", "港币", "港纸", "hkd", "hk$"),
    "CNY": ("人民币", "元人民币", "元", "块", "rmb", "cny", "¥"),
    "EUR": ("欧元", "eur", "€"),
    "GBP": ("英镑", "gbp", "£"),
    "JPY": ("日元", "日圆", "jpy"),
    "KRW": ("韩元", "韩圆", "krw"),
    "INR": ("卢比",),
    "SGD": ("新加坡元", "新元", "坡元"),
    "TWD": ("新台币", "台币"),
    "AUD": ("澳元",),
    "CAD": ("加元", "加拿大元"),
    "CHF": ("瑞士法郎", "瑞郎"),
    "SAR": ("沙特里亚尔", "里亚尔"),
}
_BY_WORD = {word: code for code, words in _CURRENCIES.items() for word in words}
_WORD = "|".join(sorted((w for w in _BY_WORD if not w.endswith("$")), key=len, reverse=True))

_DIGIT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"[十百千]?万亿|[十百千]?亿|[十百千]?万"
_BEFORE = (
    r"(?P<before>不超过?|不高于|不多于|至多|最多|上限为?|超过|大于|高于|多于|不少于|不低于|下限为?|至少|最少|突破|超|逾|过"
    r"|将近|接近|近|大约|约为|约合|约|大概|上|高达|达到|达|最高(?:可?达)?)?"
)
_CUR = r"(?P<sign>(?:us|hk)?\$|¥|€|£|usd|rmb|cny|hkd|人民币)?\s?"
_PATTERN = re.compile(
    rf"{_BEFORE}\s?{_CUR}"
    rf"(?:(?P<low>{_DIGIT}|{IN_CHARACTERS})\s?(?P<lowunit>{_UNIT})?\s?(?P<lowcur>{_WORD})?\s?(?:-|~|—|–|--|至"
    rf"|到)\s?(?:us\$|\$)?)?"
    rf"(?P<num>数十|数百|数千|数|几十|几百|几千|几|十几|上百|上千|{_DIGIT}|{IN_CHARACTERS})?\s?(?P<after1>余|多|几)?\s?"
    rf"(?:(?P<unit>{_UNIT})|(?P<latin>million|billion|trillion|bn|mn|[kmbt](?![a-z0-9])))\s?"
    rf"(?P<after>余|多(?!个|家|名|人|次)|\+|级别?)?\s?(?P<currency>{_WORD})?(?P<rmb>人民币)?\s?(?P<tail>级"
    rf"别?|量级|左右|上下|以上|余|\+)?"
)
_NOT_MONEY = re.compile(
    r"^\s?(?:参数|用户|人次|人|张|台|辆|颗|片|家|名|位|次|股|份|块GPU|卡|个|条|字|token|tokens|平方米"
    r"|平米|公里|吨|部|套|行|篇|粉丝|倍|度|年|小时|瓦|千瓦|播放|阅读|门店|DAU|日活|月活|下载)"
)


def amounts(text: str) -> Iterator[Amount]:
    """The amounts of a normalised text, in order; counts of other things (亿参数, 万人) are left out."""
    if not re.search(r"[万亿]|\d\s?(?:million|billion|bn|[mb]\b)|\$", text):
        return
    low = text.lower() if len(text.lower()) == len(text) else text
    for match in _PATTERN.finditer(low):
        amount = _amount(match, low)
        if amount is not None:
            yield amount


def _amount(match: re.Match[str], text: str) -> Amount | None:
    start, end = match.span()
    unit = _LATIN_UNITS[match["latin"]] if match["latin"] else UNITS[match["unit"]]
    currency = _currency(match)
    if currency is None and _NOT_MONEY.match(text[end : end + 8]):
        return None
    if match["latin"] and (match["num"] is None or (currency is None and len(match["latin"]) < 2)):
        return None
    if match["unit"] and match["num"] is None and not _stands_alone(match, text):
        return None
    low, high, approx = _interval(match, unit)
    ends = [value for value in (low, high) if value is not None]
    if not ends or not all(map(math.isfinite, ends)):  # hundreds of digits are no sum
        return None
    return Amount(low, high, approx, currency, start, end, _is_aside(text, start))


def _currency(match: re.Match[str]) -> str | None:
    for word in (match["currency"], match["rmb"], match["lowcur"], match["sign"]):
        if word:
            return _BY_WORD[word]
    return None


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """亿元, 千万级, 近百亿: a unit without a number counts only with a sign that money is meant."""
    if text[max(0, match.start() - 1) : match.start()].isdigit():
        return False
    marked = match["before"] or match["currency"] or match["after"] or match["tail"]
    return bool(marked) and not (match["unit"] == "万" and not match["currency"])


_SEVERAL = {"数": 1.0, "几": 1.0, "数十": 10.0, "几十": 10.0, "数百": 100.0, "几百": 100.0, "数千": 1e3, "几千": 1e3}
_TENS = {"十几": 10.0, "上百": 100.0, "上千": 1e3}
_OVER = {"超过", "大于", "高于", "多于", "突破", "超", "逾", "过", "上"}
_LEAST = {"不少于", "不低于", "至少", "最少", "下限", "下限为"}
_MOST = {"不超", "不超过", "不高于", "不多于", "至多", "最多", "上限", "上限为"}
_NEAR = {"将近", "接近", "近"}
_ABOUT = {"大约", "约为", "约合", "约", "大概"}


def _interval(match: re.Match[str], unit: float) -> tuple[float | None, float | None, str | None]:
    before, num = match["before"] or "", match["num"] or ""
    after = {match["after1"], match["after"], match["tail"]} - {None}
    if match["low"] and num and num not in _SEVERAL and num not in _TENS:
        left = UNITS[match["lowunit"]] if match["lowunit"] else unit
        low, high = scaled(number(match["low"]), left), scaled(number(num), unit)
        return (low, high, None) if low < high else (high, high, "exact")
    if num in _SEVERAL:
        return scaled(2 * _SEVERAL[num], unit), scaled(9.99 * _SEVERAL[num], unit), "several"
    if num in _TENS:
        return scaled(_TENS[num], unit), None, "over"
    value = scaled(number(num) if num else 1.0, unit)
    if before in _NEAR:
        return None, value, "near"
    if before in _MOST or before.startswith("最高"):
        return None, value, None
    if before in _LEAST:
        return value, None, None
    if before in _OVER or after & {"余", "多", "+", "以上", "几"}:
        return value, None, "over"
    if not num or after & {"级", "级别", "量级"}:
        return value, None, "level"
    if before in _ABOUT or after & {"左右", "上下"}:
        return value, value, "about"
    return value, value, "exact"


def _is_aside(text: str, start: int) -> bool:
    """Whether the amount converts another one: (约合人民币…), 折合…."""
    before, here = text[max(0, start - 12) : start], text[start : start + 2]
    opened = before.rfind("(")
    return (opened >= 0 and ")" not in before[opened:]) or here == "约合" or before.rstrip().endswith(("折合", "折"))


_NAMES = {
    "USD": "美元",
    "HKD": "港元",
    "CNY": "元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "KRW": "韩元",
    None: "",
}


def show(amount: Amount) -> str:
    """An amount in words that ``amounts`` reads as the same amount."""
    name = _NAMES[amount.currency] if amount.currency else ""
    low, high = amount.low, amount.high
    if amount.approx == "several" and low is not None:
        factor = {2.0: "数", 20.0: "数十", 200.0: "数百", 2000.0: "数千"}
        unit, word = (1e8, "亿") if low >= 2e8 else (1e4, "万")
        return f"{factor[low / unit]}{word}{name}"
    if low is not None and high is not None and low != high:
        return f"{_short(low)}至{_short(high)}{name}"
    value = _short(high if low is None else low) if (low, high) != (None, None) else ""
    forms = {
        "about": "约{}",
        "near": "近{}",
        "over": "超{}",
        "level": "{}",
        "exact": "{}",
        None: "不超过{}" if low is None else "至少{}",
    }
    return forms[amount.approx].format(value) + name + ("级" if amount.approx == "level" else "")


def _short(value: float | None) -> str:
    """3.5e8 -> 3.5亿; the unit is the largest that keeps the number readable."""
    value = value or 0.0
    unit, word = (1e12, "万亿") if value >= 1e12 else (1e8, "亿") if value >= 1e8 else (1e4, "万")
    return f"{value / unit:.10g}{word}"
