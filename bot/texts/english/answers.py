"""Answers to plain questions, in English; an answer begins with its span and its subject."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts import chinese
from bot.texts.english.basics import Basics
from bot.texts.english.counted import Counted

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Answers(Basics, chinese.Answers):
    """One sentence for each kind of answer, and the spans of time they speak of."""

    WHAT_TO_ASK = (
        "I read questions in Chinese only, for example:\n"
        "• “最近谁离开了零一万物？” Who left 01.AI lately?\n"
        "• “智谱今年融了几轮？” How many rounds has Zhipu raised this year?\n"
        "• “六小虎里谁在收缩预训练？” Which of the six tigers cuts pretraining?\n"
        "In English, use commands:\n"
        "/latest talent 30d · /latest Zhipu funding 1y · /firm DeepSeek"
    )
    NOT_UNDERSTOOD = (
        "Sorry, I did not understand that. {examples}\n"
        "Or write “subscribe Zhipu funding”, “latest funding”, “search DeepSeek”; /help lists all commands."
    )
    SPANS: Mapping[str, str] = {
        "lately": "Last 30 days",
        "past_year": "Past year",
        "hours": Counted("Last {count} {count:hour|hours}"),
        "days": Counted("Last {count} {count:day|days}"),
        "weeks": Counted("Last {count} {count:week|weeks}"),
        "months": Counted("Last {count} {count:month|months}"),
        "years": Counted("Last {count} {count:year|years}"),
        "half_hour": "Last 30 minutes",
        "half_day": "Last 12 hours",
        "half_week": "Last half week",
        "half_month": "Last half month",
        "half_year": "Last 6 months",
        "today": "Today",
        "yesterday": "Yesterday",
        "day_before": "The day before yesterday",
        "this_week": "This week",
        "last_week": "Last week",
        "this_month": "This month",
        "last_month": "Last month",
        "this_year": "This year",
        "last_year": "Last year",
        "month": "{month}",
        "month_of": "{month} {year}",
        "year": "{count}",
    }
    ANY_FIRM = "any firm"
    STORIES_OF = Counted("{when}: {count} {count:story|stories} on {firm}: {tally}.")
    STORIES_OF_TOPIC = Counted("{when}: {count} {count:story|stories} ({topic}), on {firms}.")
    STORIES_AT_ALL = Counted("{when}: {count} {count:story|stories}: {tally}.")
    OF_THE_NEWEST = "{when}, newest {count}"
    STORIES_OF_CUT = "{when}: {count} stories or more on {firm}; the newest {count}: {tally}."
    STORIES_OF_TOPIC_CUT = "{when}: {count} stories or more ({topic}), the newest {count} on {firms}."
    STORIES_AT_ALL_CUT = "{when}: {count} stories or more; the newest {count}: {tally}."
    FIRMS_MANY = "{names} and others, {count} firms in all"
    FIRMS_FEW = "{names}"
    NO_FIRM_NAMED = "no firm named"
    NO_ANSWER_BUT = Counted("{when}: no story says so; {count} related {count:story|stories}:")
    NO_ANSWER = "{when}: nothing found on that. Put it another way or ask for a longer time, e.g. {example}"
    NO_ANSWER_EXAMPLE = "“今年谁离开了零一万物？” (who left 01.AI this year?)"
    WIDENED = "{when}: nothing found, so here is the past year. "

    def when(self, name: str, count: float = 0) -> str:
        """A span of time, as an answer begins with it: Last 3 months."""
        if name not in {"month", "month_of"}:
            return super().when(name, count)
        year, month = divmod(int(count), 100)
        return self.SPANS[name].format(month=_MONTHS[month - 1], year=year)

    def during(self, name: str, count: float = 0) -> str:
        """A span of time inside a sentence: last 3 months; months keep their capital."""
        said = self.when(name, count)
        return said if name in {"month", "month_of"} else said[:1].lower() + said[1:]
