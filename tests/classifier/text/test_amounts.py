"""Amounts of money: read as Chinese news writes them, and written again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.amounts import Amount, amounts, show
from classifier.text.normalise import normalise

CASES = [
    ("完成3.5亿元融资", 3.5e8, 3.5e8, "exact", "CNY"),
    ("约2亿美元", 2e8, 2e8, "about", "USD"),
    ("近100亿元", None, 1e10, "near", "CNY"),
    ("近百亿元", None, 1e10, "near", "CNY"),
    ("超5亿港元", 5e8, None, "over", "HKD"),
    ("超过 200 亿美元", 2e10, None, "over", "USD"),
    ("逾30亿", 3e9, None, "over", None),
    ("数亿元", 2e8, 9.99e8, "several", "CNY"),
    ("数千万美金", 2e7, 9.99e7, "several", "USD"),
    ("数十亿美元", 2e9, 9.99e9, "several", "USD"),
    ("亿元级", 1e8, None, "level", "CNY"),
    ("千万美元级", 1e7, None, "level", "USD"),
    ("亿级融资", 1e8, None, "level", None),
    ("3000万至5000万元", 3e7, 5e7, None, "CNY"),
    ("3000-5000万美元", 3e7, 5e7, None, "USD"),
    ("20 亿至 30 亿元", 2e9, 3e9, None, "CNY"),
    ("270亿-290亿美元", 2.7e10, 2.9e10, None, "USD"),
    ("20余亿元", 2e9, None, "over", "CNY"),
    ("3亿多元", 3e8, None, "over", "CNY"),
    ("30亿元以上", 3e9, None, "over", "CNY"),
    ("5亿元左右", 5e8, 5e8, "about", "CNY"),
    ("不超过22亿美元", None, 2.2e9, None, "USD"),
    ("不超22亿美元", None, 2.2e9, None, "USD"),
    ("至多9亿港元", None, 9e8, None, "HKD"),
    ("最高可达3亿元", None, 3e8, None, "CNY"),
    ("至少5亿元", 5e8, None, None, "CNY"),
    ("不低于8000万元", 8e7, None, None, "CNY"),
    ("两亿元", 2e8, 2e8, "exact", "CNY"),
    ("１．５万亿美元", 1.5e12, 1.5e12, "exact", "USD"),
    ("50亿", 5e9, 5e9, "exact", None),
    ("US$2 billion", 2e9, 2e9, "exact", "USD"),
    ("$65M", 6.5e7, 6.5e7, "exact", "USD"),
    ("人民币16.6亿元", 1.66e9, 1.66e9, "exact", "CNY"),
    ("11.6億歐元", 1.16e9, 1.16e9, "exact", "EUR"),
    ("3百万亿韩元", 3e14, 3e14, "exact", "KRW"),
    ("两千万亿韩元", 2e15, 2e15, "exact", "KRW"),
]


@pytest.mark.parametrize(("words", "low", "high", "approx", "currency"), CASES)
def test_reads(words: str, low: float | None, high: float | None, approx: str | None, currency: str | None) -> None:
    """Each form of B4 gives its interval, its kind of vagueness and its currency."""
    found = list(amounts(normalise(words).text))

    assert [(a.low, a.high, a.approx, a.currency) for a in found] == [(low, high, approx, currency)]


@pytest.mark.parametrize("words", ["千亿参数大模型", "1亿用户", "3000万辆", "亿万富翁", "2024年", "10万张GPU卡"])
def test_other_counts_are_no_money(words: str) -> None:
    """Parameters, users and cars are no amounts."""
    assert list(amounts(words)) == []


def test_conversion_stands_aside() -> None:
    """What a bracket converts is marked, so that it is not taken for a second amount."""
    first, second = amounts("2.3亿美元(折合人民币16.6亿元)")

    assert (first.currency, first.aside) == ("USD", False)
    assert (second.currency, second.aside) == ("CNY", True)


def test_place_in_text() -> None:
    """An amount knows where it stands."""
    text = "公司完成近5亿元A轮融资"

    (found,) = amounts(text)

    assert text[found.start : found.end] == "近5亿元"


_NUMBERS = st.integers(1, 9999).map(lambda n: n / 10)
_SCALES = st.sampled_from([1e4, 1e8])
_MONEY = st.sampled_from(["USD", "HKD", "CNY", "EUR", "GBP", "JPY", None])


@st.composite
def _amounts(draw: st.DrawFn) -> Amount:
    """Any amount that news may print."""
    currency = draw(_MONEY)
    approx = draw(st.sampled_from(["exact", "about", "near", "over", "several", "level", "range", "most", "least"]))
    value = float(round(draw(_NUMBERS) * draw(_SCALES)))
    if approx == "several":
        unit = draw(st.sampled_from([1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]))
        return Amount(round(2 * unit), round(9.99 * unit), "several", currency)
    if approx == "range":
        more = value * draw(st.sampled_from([1.5, 2.0, 3.0]))
        return Amount(value, float(round(more)), None, currency)
    if approx == "most":
        return Amount(None, value, None, currency)
    if approx == "least":
        return Amount(value, None, None, currency)
    low = None if approx == "near" else value
    high = None if approx in ("over", "level") else value
    return Amount(low, high, approx, currency)


@given(_amounts())
def test_round_trip(amount: Amount) -> None:
    """What the printer writes is read as the same amount."""
    (found,) = amounts(show(amount))

    assert (found.low, found.high, found.approx, found.currency) == (
        amount.low,
        amount.high,
        amount.approx,
        amount.currency,
    )


@given(st.text(alphabet="0123456789.,亿万千百十数近超约至-~元美级余多$ BMx第一二", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    """No text whatever raises; spans stay inside the text."""
    for found in amounts(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.low is not None or found.high is not None
