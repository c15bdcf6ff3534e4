"""Money as a Chinese reader writes it."""

from __future__ import annotations

import pytest

from bot.core.amounts import Amount, amount_text, number_text
from bot.core.facts import Funding


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, ""),
        (Amount(low=3.5e8, high=3.5e8, approx="exact", currency="CNY"), "3.5 亿元"),
        (Amount(high=1e10, approx="near", currency="USD"), "近 100 亿美元"),
        (Amount(low=5e8, approx="over", currency="HKD"), "超 5 亿港元"),
        (Amount(high=2.2e9, currency="USD"), "至多 22 亿美元"),
        (Amount(low=5e8, currency="CNY"), "至少 5 亿元"),
        (Amount(low=2e8, high=9.99e8, approx="several"), "数亿"),
        (Amount(low=2e7, high=9.99e7, approx="several", currency="CNY"), "数千万元"),
        (Amount(low=2e9, high=9.99e9, approx="several"), "数十亿"),
        (Amount(low=1e8, approx="level", currency="CNY"), "1 亿元级"),
        (Amount(low=1.2e9, high=1.2e9, approx="about", currency="USD"), "约 12 亿美元"),
        (Amount(low=3e7, high=5e7, currency="CNY"), "3000 万–5000 万元"),
        (Amount(low=1e9, high=1e9, approx="exact", currency="XXX"), "10 亿"),
        (Funding(approx="near").amount, ""),
    ],
)
def test_amounts(amount: Amount | None, text: str):
    """Exact, about, near, over, several, level, bounds and ranges; empty when nothing is known."""
    assert amount_text(amount) == text


@pytest.mark.parametrize(
    ("value", "text"), [(5e12, "5 万亿"), (1.25e9, "12.5 亿"), (800, "800"), (1e4, "1 万"), (1.5e12, "1.5 万亿")]
)
def test_numbers(value: float, text: str):
    """In units of 万, 亿 and 万亿."""
    assert number_text(value) == text
