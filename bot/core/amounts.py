"""Money as a Chinese reader writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_UNITS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
_CURRENCIES = {"CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "GBP": "英镑"}
_APPROX = {"about": "约 {}", "near": "近 {}", "over": "超 {}", "level": "{}级"}


def amount_text(fact: Mapping[str, Any]) -> str:
    """A funding amount as a Chinese reader writes it: 近 10 亿美元, 数亿元, 3000万–5000万元; "" if unknown."""
    low, high, approx = fact.get("amount_low"), fact.get("amount_high"), fact.get("approx")
    currency = _CURRENCIES.get(str(fact.get("currency") or ""), "")
    if approx == "several" and low is not None:
        return f"数{number_text(low / 2, bare=True)}{currency}"
    if approx in _APPROX:
        value = low if low is not None else high
        return "" if value is None else _APPROX[approx].format(number_text(value) + currency)
    if low is None and high is None:
        return ""
    if low is None or high is None or low == high:
        return number_text(low if low is not None else high or 0) + currency
    return f"{number_text(low)}–{number_text(high)}{currency}"


def number_text(value: float, *, bare: bool = False) -> str:
    """12.5 亿 style; `bare` leaves the number out when it is a single unit (亿, 千万)."""
    for size, unit in _UNITS:
        if value >= size:
            count = value / size
            if bare:
                prefix = next((w for n, w in ((1000, "千"), (100, "百"), (10, "十"), (1, "")) if count >= n), "")
                return prefix + unit
            return f"{count:g} {unit}" if count < 1e4 else f"{count:.0f} {unit}"
    return f"{value:g}"
