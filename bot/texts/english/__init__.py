"""Every sentence in English."""

from __future__ import annotations

from bot.texts.chinese import Texts
from bot.texts.english.alarms import Alarms
from bot.texts.english.answers import Answers
from bot.texts.english.data import Data
from bot.texts.english.feeds import Feeds
from bot.texts.english.pictures import Pictures
from bot.texts.english.stories import Stories
from bot.texts.english.wishes import Wishes


class English(Stories, Answers, Wishes, Feeds, Pictures, Data, Alarms, Texts):
    """Every sentence a user reads, in English."""
