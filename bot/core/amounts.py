"""Money: a sum as a text gives it, and as a Chinese reader writes it."""

from __future__ import annotations

from dataclasses import dataclass

_UNITS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
_CURRENCIES = {"CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "GBP": "英镑"}
_APPROX = {"about": "约 {}", "near": "近 {}", "over": "超 {}", "level": "{}级"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum in base units: exact where `low` equals `high`, else what bounds it; at least one of them is known."""

    low: float | None = None
    high: float | None = None
    #: "exact", "about", "near", "over", "several", "level", or ""
    approx: str = ""
    #: ISO code, or "" where the text names none
    currency: str = ""

    @property
    def known(self) -> float:
        """The lower bound, or the upper one where only that is told."""
        return self.low if self.low is not None else self.high or 0.0

    @property
    def is_bound(self) -> bool:
        """The most or the least is told, and nothing else: 至多 22 亿, 至少 5 亿."""
        return not self.approx and (self.low is None or self.high is None)

    @property
    def is_exact(self) -> bool:
        """No range is told: one bound alone, or two that are equal."""
        return self.low is None or self.high is None or self.low == self.high

    @property
    def interval(self) -> tuple[float, float]:
        """From the least to the most that may be meant: 亿元级 is anything up to ten times as much."""
        high = self.high if self.high is not None else self.known
        return self.known, high * (10 if self.approx == "level" else 1)


def amount_text(amount: Amount | None) -> str:
    """A sum as a Chinese reader writes it: 近 10 亿美元, 数亿元, 3000万–5000万元; "" if unknown."""
    if amount is None:
        return ""
    currency = _CURRENCIES.get(amount.currency, "")
    if amount.approx == "several" and amount.low is not None:
        return f"数{number_text(amount.low / 2, bare=True)}{currency}"
    first = number_text(amount.known)
    if amount.approx in _APPROX:
        return _APPROX[amount.approx].format(first + currency)
    if amount.is_bound:
        return f"{'至多' if amount.low is None else '至少'} {first}{currency}"
    return first + currency if amount.is_exact else f"{first}–{number_text(amount.high or 0)}{currency}"


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
