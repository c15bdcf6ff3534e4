"""What operators are told of the bot's own health, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.alarms import Alarm
from bot.texts.chinese.basics import Basics


class Alarms(Basics):
    """What fell ill, and what is well again."""

    ALARMS: Mapping[Alarm, str] = {
        Alarm.POLL: "信息源到点 10 分钟还没有读",
        Alarm.TAG: "新内容 10 分钟还没有分析",
        Alarm.DIGEST: "早报和快讯到点 10 分钟还没有写",
        Alarm.SEND: "写好的消息 10 分钟还没有发出",
        Alarm.DISK: "磁盘剩余不到 500 MB",
        Alarm.FEEDS: "三成以上的公共信息源读不到",
    }
    ALARM_ILL, ALARM_WELL = "⚠️ {what}", "✅ 已恢复：{what}"
    ALARM_MORE = "好了会再告诉你。发 /status 看状态；在服务器上运行 hubao doctor 看怎么办。"
