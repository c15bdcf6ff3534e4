"""Answers to plain questions; an answer begins with its span and its subject."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.chinese.basics import Basics


class Answers(Basics):
    """One sentence for each kind of answer, and the spans of time they speak of."""

    WHAT_TO_ASK = (
        "可以这样问我：\n"
        "• 最近谁离开了零一万物？\n"
        "• 谁加入了字节？字节从阿里挖了谁？\n"
        "• 智谱今年融了几轮？谁投了智谱？智谱估值多少？\n"
        "• 六小虎里谁在收缩预训练？\n"
        "• 月之暗面最近怎么样？本周有哪些融资？"
    )
    NOT_UNDERSTOOD = (
        "没看懂这句话。{examples}\n也可以发「订阅 智谱 融资」「最新 融资」「搜索 预训练」，或 /help 看全部命令。"
    )
    #: spans of time by name
    SPANS: Mapping[str, str] = {
        "lately": "近 30 天",
        "past_year": "近一年",
        "hours": "近 {count} 小时",
        "days": "近 {count} 天",
        "weeks": "近 {count} 周",
        "months": "近 {count} 个月",
        "years": "近 {count} 年",
        "half_hour": "近半小时",
        "half_day": "近半天",
        "half_week": "近半周",
        "half_month": "近半个月",
        "half_year": "近半年",
        "today": "今天",
        "yesterday": "昨天",
        "day_before": "前天",
        "this_week": "本周",
        "last_week": "上周",
        "this_month": "本月",
        "last_month": "上个月",
        "this_year": "今年",
        "last_year": "去年",
        "month": "{month}月",
        "month_of": "{year}年{month}月",
        "year": "{count}年",
    }
    ANY_FIRM = "各家公司"
    STORIES_OF = "{when}{firm}共 {count} 件：{tally}。"
    STORIES_OF_TOPIC = "{when}读到 {count} 件{topic}，涉及 {firms}。"
    STORIES_AT_ALL = "{when}共 {count} 件：{tally}。"
    #: where there are more stories than an answer looks at
    OF_THE_NEWEST = "{when}最新的 {count} 件里，"
    STORIES_OF_CUT = "{when}{firm}有 {count} 件以上，最新的 {count} 件：{tally}。"
    STORIES_OF_TOPIC_CUT = "{when}读到 {count} 件以上{topic}，最新的 {count} 件涉及 {firms}。"
    STORIES_AT_ALL_CUT = "{when}有 {count} 件以上，最新的 {count} 件：{tally}。"
    FIRMS_MANY = "{names} 等 {count} 家公司"
    FIRMS_FEW = "{names}"
    NO_FIRM_NAMED = "未写明的公司"
    NO_ANSWER_BUT = "{when}没有读到写明这一点的消息，相关的有 {count} 条："
    NO_ANSWER = "{when}没有读到相关消息。换个说法，或放宽时间，例如：{example}"
    NO_ANSWER_EXAMPLE = "「今年谁离开了零一万物？」"
    WIDENED = "{when}没有读到，放宽到近一年。"

    def when(self, name: str, count: float = 0) -> str:
        """A span of time, as an answer begins with it: 近 3 个月."""
        year, month = divmod(int(count), 100)  # 202510 where both are named
        return self.SPANS[name].format(count=f"{count:g}", year=year, month=month)

    def during(self, name: str, count: float = 0) -> str:
        """A span of time inside a sentence."""
        return self.when(name, count)
