"""Every sentence in simplified Chinese, the language the others are held against."""

from __future__ import annotations

from bot.texts.chinese.alarms import Alarms
from bot.texts.chinese.answers import Answers
from bot.texts.chinese.basics import Basics
from bot.texts.chinese.data import Data
from bot.texts.chinese.feeds import Feeds
from bot.texts.chinese.pictures import Pictures
from bot.texts.chinese.stories import Stories
from bot.texts.chinese.topics import Topics
from bot.texts.chinese.wishes import Wishes

__all__ = ["Alarms", "Answers", "Basics", "Data", "Feeds", "Pictures", "Stories", "Texts", "Topics", "Wishes"]


class Texts(Stories, Answers, Wishes, Feeds, Pictures, Data, Alarms):
    """Every sentence a user reads, in simplified Chinese."""
