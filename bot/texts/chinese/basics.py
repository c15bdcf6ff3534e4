"""The words that every text shares: topics, stances, lists, times, money, facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.core.amounts import Amount, amount_text, number_text
from bot.core.topics import Topic
from bot.core.types import Stance
from bot.texts.chinese.topics import Topics


class Basics(Topics):
    """How topics, stances, lists, dates, sums of money and facts are said."""

    NAME = "虎报"
    STANCE_NAMES: Mapping[Stance, str] = {
        Stance.RUMOUR: "传闻",
        Stance.REPORTED: "报道",
        Stance.CONFIRMED: "证实",
        Stance.DENIED: "否认",
    }
    CURRENCIES: Mapping[str, str] = {
        "CNY": "元",
        "USD": "美元",
        "HKD": "港元",
        "EUR": "欧元",
        "JPY": "日元",
        "GBP": "英镑",
    }
    #: zones by the name a reader knows; any other is shown as it is
    ZONES: Mapping[str, str] = {
        "Asia/Shanghai": "北京时间",
        "Asia/Hong_Kong": "香港时间",
        "Asia/Singapore": "新加坡时间",
        "America/New_York": "纽约时间",
        "America/Los_Angeles": "洛杉矶时间",
        "Europe/London": "伦敦时间",
    }
    WEEKDAYS: Sequence[str] = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
    SEMICOLON, DOT = "；", "·"
    #: a tally, and a sentence after it
    TALLY_THEN = "{tally}。{then}"
    #: what lists count
    OF_FIRMS, OF_ITEMS, OF_THINGS = "家", "项", "个"
    PREVIOUS, NEXT, BACK = "‹ 上一页", "下一页 ›", "返回"

    # --- lists

    def join(self, names: Iterable[str]) -> str:
        """Names one after the other: 智谱、月之暗面."""
        return "、".join(names)

    def some(self, names: Sequence[str], most: int, of: str = "", *, joiner: str = "") -> str:
        """The first names and how many there are, of what (家, 项, 个): 智谱、月之暗面 等 3 家."""
        shown = (joiner or "、").join(names[:most])
        if len(names) <= most:
            return shown
        return f"{shown} 等 {len(names)} {of}" if of else f"{shown} 等"

    def tally(self, counts: Mapping[Topic, int]) -> str:
        """How many of each topic: 融资 3，人才流动 2."""
        return "，".join(f"{self.TOPIC_NAMES[topic]} {count}" for topic, count in counts.items())

    def label(self, name: str, text: str) -> str:
        """A name and what it is: 公司：智谱."""
        return f"{name}：{text}"

    def aside(self, *texts: str) -> str:
        """What stands in brackets, "" for nothing: （传闻）."""
        said = "，".join(text for text in texts if text)
        return f"（{said}）" if said else ""

    def quoted(self, words: str) -> str:
        """Words as somebody wrote them: 「融资」."""
        return f"「{words}」"

    # --- times

    def month_day(self, day: date) -> str:
        """A day of this year: 11月24日."""
        return f"{day.month}月{day.day}日"

    def day(self, at: date, *, today: date) -> str:
        """A day as it is named today, with its year where that is another: 11月24日, 2025年11月24日."""
        return self.month_day(at) if at.year == today.year else f"{at.year}年{self.month_day(at)}"

    def clock(self, at: datetime, *, now: datetime) -> str:
        """A moment as the chat's own clock shows it, both in its zone: 11月24日 09:00."""
        return f"{self.day(at, today=now)} {at:%H:%M}"

    def dates(self, first: date, last: date) -> str:
        """From a day to another of the same year: 8月26日至11月24日."""
        return f"{self.month_day(first)}至{self.month_day(last)}"

    # --- money

    def amount(self, amount: Amount | None) -> str:
        """A sum as a text gives it: 近 10 亿美元; "" where it names none."""
        return amount_text(amount)

    def money(self, value: float, currency: str) -> str:
        """A sum: 12.5 亿美元."""
        return number_text(value) + self.CURRENCIES.get(currency, "")

    def round(self, name: str) -> str:
        """A round as it is called in the news: B轮."""
        return name

    def step(self, name: str) -> str:
        """A step of a listing as it is called in the news: 聆讯."""
        return name

    def people(self, count: int) -> str:
        """How many people: 1.2 万人."""
        return f"{number_text(count)}{'' if count >= 1e4 else ' '}人"
