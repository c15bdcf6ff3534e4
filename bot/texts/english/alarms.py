"""What operators are told of the bot's own health, in English."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.alarms import Alarm
from bot.texts import chinese
from bot.texts.english.basics import Basics


class Alarms(Basics, chinese.Alarms):
    """What fell ill, and what is well again."""

    ALARMS: Mapping[Alarm, str] = {
        Alarm.POLL: "feeds have been due for 10 minutes and none is read",
        Alarm.TAG: "new items have waited 10 minutes to be analysed",
        Alarm.DIGEST: "digests or alerts are 10 minutes late",
        Alarm.SEND: "messages have waited 10 minutes to be sent",
        Alarm.DISK: "less than 500 MB of disk left",
        Alarm.FEEDS: "30 % of the shared feeds or more cannot be read",
    }
    ALARM_ILL, ALARM_WELL = "⚠️ {what}", "✅ Well again: {what}"
    ALARM_MORE = "You will hear when it is over. Send /status to look; on the server, hubao doctor says what to do."
