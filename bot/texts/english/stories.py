"""What is said of stories, in English: in digests, alerts, lists and on a story's own page."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.digests import Missed
from bot.core.types import Stance
from bot.texts import chinese
from bot.texts.english.basics import Basics
from bot.texts.english.counted import Counted


class Stories(Basics, chinese.Stories):
    """Digests, alerts, lists of stories, one story whole, corrections."""

    DIGEST_HEAD = Counted("🐯 {name} · {at} · {count} {count:story|stories}")
    MORE = "More ({count})"
    NO_NEWS = "🐯 {at}: nothing new on the firms and topics you follow."
    UPDATE = "Update"
    AFTER_UPDATE = " | "
    EVIDENCE: Mapping[Stance, str] = {
        Stance.RUMOUR: "According to",
        Stance.REPORTED: "Reported in the words",
        Stance.CONFIRMED: "Confirmed by the words",
        Stance.DENIED: "Denied in the words",
    }
    STORY_NUMBER = "Story {number}"
    FACTS = "Facts"
    CHANGES = "Changes"
    SOURCES = "Sources ({count})"
    RIGHT, WRONG, NOT_THIS_FIRM = "Correct", "Wrong topic", "Wrong firm"
    OTHER_TOPIC, KNOWN, ALL_SOURCES = "Change topic", "Old news", "All sources"
    NOTHING_FITS = "Nothing found. Try another word or a longer time, e.g. /latest funding 30d"
    NOTHING_WITH = "Nothing found for “{words}”. Try another word or a longer time, e.g. /latest funding 30d"
    NOTHING_OF_FIRM = "No stories on {name} in the last year. /latest shows the newest of all, e.g. /latest funding 30d"
    WHAT_TO_SEARCH = "Add the words to look for, e.g. /search DeepSeek 30d"
    TOTAL_CUT = Counted(
        "over {total} {total:story|stories} (a very common word: the newest {most:,} entries were counted)"
    )
    TOTAL, PAGE = Counted("{total} {total:story|stories}"), "page {page}"
    FIRM_HEAD = Counted("{name} · {count} {count:story|stories} in the last year: {tally}")
    WHY_KINDS: Mapping[str, str] = {"规则": "rule ", "提示题": "in the title: ", "提示文": "in the text: "}
    WHY_FIRMS, WHY_STANCE = "Firms", "Wording"
    WHICH_FIRM = "Add a firm, e.g. /firm Zhipu"
    WHICH_STORY = "Add a story's number, e.g. /{command} 12 (the number after # in a message or in /latest)"
    NO_STORY = "There is no story {number}. /latest shows the newest."
    PREVIEW = Counted("Last 24 hours: your settings would bring {count} {count:story|stories}")
    PREVIEW_EMPTY = (
        "Nothing you subscribe to in the last 24 hours. /settings shows your subscriptions, /latest all stories."
    )
    JUST_MISSED = "Just missed"
    MISSED: Mapping[Missed, str] = {
        Missed.RUMOUR: "a rumour (you turned rumours off)",
        Missed.SCORE: "not sure enough (below your threshold)",
        Missed.WORDS: "your words do not match",
        Missed.CAP: "beyond the number at a time, kept under “More”",
    }

    # --- corrections

    THANKS = "Thanks, noted"
    FEEDBACK_UNDONE = "Undone"
    CORRECTIONS = "Corrections in this chat ({count}); the classifier learns from them:"
    NO_CORRECTIONS = (
        "No corrections yet. They are the buttons below a story: “Wrong topic”, “Wrong firm”, “Change topic”. "
        "/latest shows the newest stories."
    )
    VERDICTS: Mapping[str, str] = {
        "right": "Correct",
        "wrong": "Wrong topic",
        "not_firm": "Wrong firm",
        "known": "Old news",
        "topic": "Topic changed to {value}",
    }
    UNDO = "Undo {place}"
    NOT_YOUR_CORRECTION = "You can only undo your own"

    # --- inline mode

    INLINE_ANSWER = "Answer"
    INLINE_NOTHING = "Nothing found, open Hubao"
