"""What is said of feeds, in English: lists, health, additions, lists in files."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.types import PollOutcome
from bot.texts import chinese
from bot.texts.english.basics import Basics
from bot.texts.english.counted import Counted


class Feeds(Basics, chinese.Feeds):
    """Feeds: their list and health, how adding one went, lists of feeds as files."""

    FEEDS = "Feeds ({count})"
    FEED_ADDED = "Got it, reading {url}; you will hear how it went."
    FEED_KNOWN = "Feed added: {title}. You will get what is new in it."
    FEED_TAKEN_AWAY = (
        "The operators have switched this feed off, so it cannot be added. "
        "Try another address, e.g. /addfeed https://www.qbitai.com/feed"
    )
    WHAT_FEED = "Add the feed's address, e.g. /addfeed https://www.qbitai.com/feed"
    BAD_FEED_URL = (
        "This address cannot be used: {reason}. "
        "Send a public one with http:// or https://, e.g. /addfeed https://www.qbitai.com/feed"
    )
    TOO_MANY_FEEDS = "A chat can add at most {limit} feeds. Remove one first, e.g. /removefeed 3"
    FEED_REMOVED = "Feed removed: {title}."
    FEED_OFF = "No longer delivered: {title}. To switch it on again, press its button in /feeds."
    WHICH_FEED = "Add the number from /feeds, e.g. /removefeed 3"
    NO_FEED = "There is no feed {number}. /feeds lists them."
    FEED_OK = Counted("✅ {title} works: {count} {count:entry|entries}, the newest:\n{sample}")
    FEED_EMPTY = "✅ {title} works but holds nothing now. You will get what comes."
    FEED_FAILED = "⚠️ {url} cannot be read: {reason}. It is kept and tried again; to drop it: /removefeed {number}"
    FEED_GONE = (
        "The feed “{title}” has closed for good, says its site, and is no longer read. "
        "If it has moved: /addfeed and the new address"
    )
    ADDRESS_MALFORMED, ADDRESS_TOO_LONG = "it is malformed", "it is too long"
    ADDRESS_NOT_HTTP, ADDRESS_HAS_PASSWORD = "it is no web address", "it holds a user name or password"
    ADDRESS_WITHOUT_HOST = "it names no site"
    OUTCOME_NAMES: Mapping[PollOutcome, str] = {
        PollOutcome.OK: "fine",
        PollOutcome.NOT_MODIFIED: "fine",
        PollOutcome.DEGRADED: "partly damaged",
        PollOutcome.NOT_A_FEED: "not a feed",
        PollOutcome.PARSE_ERROR: "badly formed",
        PollOutcome.FETCH_ERROR: "unreachable",
        PollOutcome.REFUSED: "not a public address",
    }
    FEED_STOPPED, FEED_UNREAD = "⏹ stopped", "… not read yet"
    FEED_NEWEST, FEED_WITHOUT_NEWS = "newest {at}", "nothing yet"
    FEED_FAILS = Counted("⚠️ {reason}, failed {count} {count:time|times}")
    FEED_FAILS_UNTIL = Counted("⚠️ {reason}, failed {count} {count:time|times}, next try {at}")
    FEED_SILENT = "💤 silent for long · {newest}"
    FEED_LONG_FAILING = Counted("⚠️ {title}: {reason} for {days} {days:day|days}")
    FEED_LONG_SILENT = Counted("💤 {title}: nothing new for {days} {days:day|days}")
    FEED_WELL = "✅ {title}: working again"
    FEED_HEALTH_MORE = "They will be tried again. /feeds shows their health; to drop one: /removefeed number"
    YOUR_OWN = "added by you"
    SWITCHED_OFF = "switched off"
    HOW_TO_FEED = (
        "Press a button to switch a feed on or off, for this chat only. "
        "Add: /addfeed URL; remove: /removefeed number; export: /opml"
    )
    FEED_IS_PAGE = "{url} is a page, not a feed. The page names these feeds; press one to add it:"
    OPML_DONE = Counted("{count} {count:feed|feeds} of this chat, for any reader to import.")
    OPML_ADDED = Counted("Read {count} {count:feed|feeds}: {added} added, {known} known. /feeds shows their health.")
    OPML_BAD_ADDRESSES = Counted("{count} {count:address|addresses} could not be used.")
    OPML_TAKEN_AWAY = Counted("{count} {count:was|were} switched off by the operators and left out.")
    OPML_OVER = (
        "A chat can add at most {limit}, so {count} were left out. Remove some and import again, e.g. /removefeed 3"
    )
    OPML_EMPTY = "There are no feeds in this file. Please send an OPML file exported from a reader."
    OPML_UNREADABLE = (
        "This file cannot be read. I know OPML lists only (.opml or .xml, up to 2 MB); please export it again."
    )
