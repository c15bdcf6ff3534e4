"""The words that every text shares, in English: topics, stances, lists, times, money, facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.core.amounts import Amount
from bot.core.topics import Topic
from bot.core.types import Stance
from bot.texts import chinese
from bot.texts.english.topics import Topics

_UNITS = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
_SEVERAL = (
    (1e10, "tens of billions"),
    (1e9, "billions"),
    (1e8, "hundreds of millions"),
    (1e7, "tens of millions"),
    (1e6, "millions"),
    (1e5, "hundreds of thousands"),
    (1e4, "tens of thousands"),
)
_APPROX = {"about": "about {}", "near": "nearly {}", "over": "{}+", "level": "~{}"}
_ROUND = re.compile(r"(?P<pre>Pre-)?(?P<letters>[A-Z]\+*\d?(?:-?\d)?\+*|IPO)轮")
_KINDS = {
    "种子": "Seed",
    "天使": "Angel",
    "战略": "Strategic round",
    "定增": "Private placement",
    "配售": "Share placement",
    "可转债": "Convertible bonds",
    "聆讯": "Listing hearing",
    "递表": "IPO filing",
    "招股": "Prospectus",
    "敲钟": "Listing",
}
_STEPS = {
    "递表": "filed",
    "聆讯": "hearing",
    "过会": "approved",
    "定价": "priced",
    "挂牌": "listed",
    "终止": "ended",
}


class Basics(Topics, chinese.Basics):
    """How topics, stances, lists, dates, sums of money and facts are said in English."""

    NAME = "Hubao"
    STANCE_NAMES: Mapping[Stance, str] = {
        Stance.RUMOUR: "rumour",
        Stance.REPORTED: "reported",
        Stance.CONFIRMED: "confirmed",
        Stance.DENIED: "denied",
    }
    CURRENCIES: Mapping[str, str] = {
        "CNY": "CNY ",
        "USD": "US$",
        "HKD": "HK$",
        "EUR": "€",
        "JPY": "JPY ",
        "GBP": "£",
    }
    #: after a sum in words: hundreds of millions of yuan
    CURRENCY_WORDS: Mapping[str, str] = {
        "CNY": " of yuan",
        "USD": " of US dollars",
        "HKD": " of HK dollars",
        "EUR": " of euros",
        "JPY": " of yen",
        "GBP": " of pounds",
    }
    ZONES: Mapping[str, str] = {
        "Asia/Shanghai": "Beijing time",
        "Asia/Hong_Kong": "Hong Kong time",
        "Asia/Singapore": "Singapore time",
        "America/New_York": "New York time",
        "America/Los_Angeles": "Los Angeles time",
        "Europe/London": "London time",
    }
    WEEKDAYS: Sequence[str] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    MONTHS: Sequence[str] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    SEMICOLON, DOT = "; ", " · "
    TALLY_THEN = "{tally}. {then}"
    OF_FIRMS, OF_ITEMS, OF_THINGS = "firms", "items", "things"
    PREVIOUS, NEXT, BACK = "‹ Previous", "Next ›", "Back"

    def join(self, names: Iterable[str]) -> str:
        """Names one after the other: Zhipu, MiniMax."""
        return ", ".join(names)

    def some(self, names: Sequence[str], most: int, of: str = "", *, joiner: str = "") -> str:
        """The first names and how many more there are: Zhipu, MiniMax and 3 more."""
        shown = (joiner or ", ").join(names[:most])
        return shown if len(names) <= most else f"{shown} and {len(names) - most} more"

    def tally(self, counts: Mapping[Topic, int]) -> str:
        """How many of each topic: Funding 3, Talent moves 2."""
        return self.join(f"{self.TOPIC_NAMES[topic]} {count}" for topic, count in counts.items())

    def label(self, name: str, text: str) -> str:
        """A name and what it is: Firms: Zhipu."""
        return f"{name}: {text}"

    def aside(self, *texts: str) -> str:
        """What stands in brackets, "" for nothing."""
        said = ", ".join(text for text in texts if text)
        return f" ({said})" if said else ""

    def quoted(self, words: str) -> str:
        """Words as somebody wrote them."""
        return f"“{words}”"

    def month_day(self, day: date) -> str:
        """A day of this year: Nov 24."""
        return f"{self.MONTHS[day.month - 1]} {day.day}"

    def day(self, at: date, *, today: date) -> str:
        """A day as it is named today, with its year where that is another: Nov 24; Nov 24, 2025."""
        return self.month_day(at) if at.year == today.year else f"{self.month_day(at)}, {at.year}"

    def clock(self, at: datetime, *, now: datetime) -> str:
        """A moment as the chat's own clock shows it, both in its zone: Nov 24 09:00."""
        return f"{self.day(at, today=now)} {at:%H:%M}"

    def dates(self, first: date, last: date) -> str:
        """From a day to another of the same year: Aug 26 – Nov 24."""
        return f"{self.month_day(first)} – {self.month_day(last)}"

    def amount(self, amount: Amount | None) -> str:
        """A sum as a text gives it: nearly US$1bn, CNY 5bn+, hundreds of millions of yuan."""
        if amount is None:
            return ""
        if amount.approx == "several" and amount.low is not None:
            words = next((words for size, words in _SEVERAL if amount.low / 2 >= size), "an undisclosed sum")
            return words + self.CURRENCY_WORDS.get(amount.currency, "")
        first = self.money(amount.known, amount.currency)
        if amount.approx in _APPROX:
            return _APPROX[amount.approx].format(first)
        if amount.is_bound:
            return f"{'up to' if amount.low is None else 'at least'} {first}"
        return first if amount.is_exact else f"{first}–{_number(amount.high or 0)}"

    def money(self, value: float, currency: str) -> str:
        """A sum: US$12.5bn."""
        return self.CURRENCIES.get(currency, "") + _number(value)

    def round(self, name: str) -> str:
        """A round: B轮 is Series B, 天使轮 an Angel round."""
        named = _ROUND.fullmatch(name)
        if named:
            series = named["letters"]
            return f"Pre-{series}" if named["pre"] else (series if series == "IPO" else f"Series {series}")
        for begin, word in _KINDS.items():
            if name.startswith(begin):
                more = name.removeprefix(begin).removesuffix("轮")
                return f"{word}{more if more.strip('+') == '' else ''}" + (" round" if name.endswith("轮") else "")
        return name

    def step(self, name: str) -> str:
        """A step of a listing: 聆讯 is its hearing."""
        return _STEPS.get(name, name)

    def people(self, count: int) -> str:
        """How many people: 12,000 people."""
        return f"{count:,} people"


def _number(value: float) -> str:
    """12.5bn, 300m, 50,000."""
    for size, unit in _UNITS:
        if value >= size:
            return f"{value / size:.4g}{unit}"
    return f"{value:,.0f}"
