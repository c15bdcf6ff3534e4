"""What is said about a chat's own wishes, in English: start, help, subscriptions, settings, words, firms, channels."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.topics import Topic
from bot.texts import chinese
from bot.texts.english.basics import Basics
from bot.texts.english.counted import Counted


class Wishes(Basics, chinese.Wishes):
    """Start, help, subscriptions, settings, word filters, own firms, channels."""

    START = (
        "🐯 Hubao watches China's AI firms for {watched}.\n"
        "Each event is told once, marked as rumour, reported, confirmed or denied, and again when that changes.\n"
        "Pick topics and firms below, or write “subscribe Zhipu funding”. /help lists all commands."
    )
    HELP = (
        "📌 Subscribe\n"
        "/subscribe Zhipu DeepSeek funding — firms and topics\n"
        "/subscribe MiniMax talent instant — told at once\n"
        "/unsubscribe Zhipu — or /unsubscribe all\n"
        "/settings — times, quiet hours, rumours, language\n"
        "/preview — what your settings would bring\n"
        "/words Kimi !hiring — filter by words in titles\n"
        "/mute Zhipu 3d — mute; /pause and /resume for all\n"
        "/track Acme,alias — add a firm; /untrack drops it\n"
        "/use @channel — set up a channel from here\n"
        "\n🔎 Look up\n"
        "/latest funding 7d — the newest stories\n"
        "/firm Zhipu — one firm's profile\n"
        "/search DeepSeek 30d — search\n"
        "/story 12 — all sources; /why 12 — why tagged so\n"
        "/ask — questions (in Chinese)\n"
        "\n📈 Trends\n"
        "/chart Zhipu 90d — a chart; /flow — who went where\n"
        "/week — the week; /top — firms busier than usual\n"
        "\n📡 Feeds\n"
        "/feeds — list, health, switches; /opml — export\n"
        "/addfeed URL — add; /removefeed 3 — remove\n"
        "Send me an OPML file to import it\n"
        "\n📦 Data\n"
        "/export csv 30d — export stories\n"
        "/corrections — of this chat; undo your own\n"
        "/mydata — take your data; /deleteme — delete it"
    )
    UNKNOWN_COMMAND = "There is no /{name}. /help lists all commands."
    UNKNOWN_FIRM = "I do not know “{word}”. "
    HOW_TO_NAME = "Try another spelling, e.g. /firm Moonshot; or add the firm yourself, e.g. /track Acme"
    DID_YOU_MEAN = "Did you mean {names}? E.g. /firm {first}"
    WHAT_TO_SUBSCRIBE = "Add firms or topics, e.g. /subscribe DeepSeek funding"
    WHAT_TO_UNSUBSCRIBE = "Add what to unsubscribe from, e.g. /unsubscribe Zhipu, or /unsubscribe all"
    WHAT_TIME = "“{words}” is no time of day. Write it so, e.g. subscribe Zhipu daily 9:00 18:30"
    SUBSCRIBED = "Subscribed: {what}. {when}"
    TIMES_SET = "Times changed. {when}"
    UNSUBSCRIBED = "Unsubscribed: {what}."
    UNSUBSCRIBED_ALL = "Unsubscribed from everything."
    MUTES_GONE = " No longer muted: {names}."
    STILL_SUBSCRIBED = " Still subscribed: {what}."
    NOT_SUBSCRIBED = "You are not subscribed to {what}. /settings shows your subscriptions."
    NOTHING_SUBSCRIBED = "No subscriptions yet. Write “subscribe Zhipu funding”, or choose by buttons in /start."
    SUMMARY = "Subscribed: {what}"
    AT_ONCE = "instant"
    WHOLE_TOPIC = "{topic}, all firms"
    EVERY_FIRM, EVERY_TOPIC = "all firms", "all topics"
    DONE, SELECT_ALL = "Done", "Select all"
    WHEN_INSTANT = "You are told at once."
    WHEN_DAILY = "Delivered daily at {times} ({zone})."
    WHEN_WEEKLY = "Delivered every {weekday} at {time} ({zone})."
    MUTED = "{name} muted until {until}. To unmute: /mute {name} 0d"
    UNMUTED = "{name} unmuted."
    HOW_TO_MUTE = "Add a firm and how long, e.g. /mute Zhipu 3d or /mute Zhipu 2 weeks"
    PAUSED = "Paused; your subscriptions stay. /resume starts again."
    RESUMED = "Resumed."
    NOT_PAUSED = "Delivery was not paused."
    GROUP_ADMINS_ONLY = "Only the group's admins can change settings. For your own, write to me in private."
    OPERATORS_ONLY = "Only operators can use this command."
    CHANNEL_ADMINS_ONLY = "Only the channel's admins can press this. To look for yourself, write to me in private."
    EXPIRED = "This button has expired; please send the command again."
    SAVED = "Saved"
    TOO_FAST = "Too fast; please try again in a minute."
    FAILED = "Something went wrong and nothing was done. Please try again later."

    # --- settings

    SETTINGS = "⚙️ Settings"
    QUIET, QUIET_OFF = "Quiet hours: {span}", "off"
    RUMOURS_WANTED = "Rumours: delivered; minimum confidence: {score}"
    RUMOURS_UNWANTED = "Rumours: not delivered; minimum confidence: {score}"
    AT_MOST = Counted("At most {count} {count:story|stories} at a time")
    SAY_WHEN_EMPTY, SILENT_WHEN_EMPTY = "When there is no news: say so", "When there is no news: stay silent"
    MUTES, MUTED_UNTIL = "Muted: {names}", "{name} (until {until})"
    WORDS_COUNT = Counted("Words: {count} {count:word|words}, see /words")
    SUBSCRIPTIONS, NO_SUBSCRIPTIONS = "Subscriptions ({count}): {what}", "Subscriptions (0): none"
    LANGUAGE = "Language: {name}"
    CHANGE_LANGUAGE = "🌐 Language"
    DELIVERY_PAUSED = "⏸ Delivery is paused; /resume starts it again"
    INSTANT, DAILY, EVERY_MONDAY = "Instant", "Daily", "Mondays"
    TIMES, ZONE, QUIET_HOURS, LEAST_SCORE, CAP = "Times", "Time zone", "Quiet hours", "Confidence", "How many"
    NO_RUMOURS, WITH_RUMOURS = "Hide rumours", "Show rumours"
    NO_EMPTY, WITH_EMPTY = "Silent when no news", "Tell me when no news"
    RESET, COUNT = "Reset all", "{count}"
    CITIES: Mapping[str, str] = {
        "Asia/Shanghai": "Beijing",
        "Asia/Hong_Kong": "Hong Kong",
        "Asia/Singapore": "Singapore",
        "America/New_York": "New York",
        "America/Los_Angeles": "Los Angeles",
        "Europe/London": "London",
    }

    # --- words that titles are chosen by

    NO_WORDS = "No word filter: all you subscribe to is delivered."
    WORDS_NOW = "Only titles that fit are delivered:"
    WORDS_ANY = "• at least one of: {words}"
    WORDS_ALL = "• all of: {words}"
    WORDS_NONE = "• none of: {words}"
    HOW_TO_FILTER = (
        "Set: /words Kimi +IPO !hiring (plain: at least one; with +: all; with !: none; new words replace old ones)\n"
        "Clear: /words clear. /preview shows the effect. Titles are in Chinese, so Chinese words match most."
    )
    CLEAR_WORDS = "Clear words"
    BAD_WORD = (
        "“{word}” cannot be a filter word (plain words only, of at most {most} characters). "
        "Write it so, e.g. /words Kimi +IPO !hiring"
    )
    TOO_MANY_WORDS = "At most {limit} words. Keep those that matter and send them again, e.g. /words Kimi +IPO !hiring"

    # --- a chat's own firms

    OWN_FIRMS = "My own"
    HOW_TO_TRACK = "Add: /track Acme,alias 1,alias 2; drop: /untrack Acme"
    WHAT_TO_UNTRACK = "Add the firm's name, e.g. /untrack Acme. /track lists your own firms."
    TRACKED = (
        "Now following “{name}”{also}: its pretraining cuts, funding and talent moves will be delivered. "
        "To drop it: /untrack {name}"
    )
    ALSO_CALLED = " (also: {names})"
    TRACKED_BEFORE = Counted("{count} {count:story|stories} of the last 30 days found: /firm {name}")
    TRACKED_NOTHING_BEFORE = "No news of it in the last 30 days."
    TRACKED_FIRMS = "Your own firms ({count}):"
    UNTRACKED = "No longer following “{name}”; its subscriptions are gone too."
    NOT_TRACKED = "You have not added “{name}”. /track lists your own firms."
    FIRM_IS_KNOWN = "No need to add “{word}”, I know it already. Send: /subscribe {name}"
    ALIAS_IS_KNOWN = "“{word}” is a name of {name} and cannot be another firm's. Please leave it out, e.g. /track {own}"
    NAME_IS_A_WORD = "“{word}” cannot be a firm's name. Write the firm's name, e.g. /track Acme,alias 1,alias 2"
    NAME_TOO_SHORT = (
        "“{word}” would be mistaken for other words. Use 2 to {most} characters, not digits and signs alone, "
        "e.g. /track Acme,alias 1"
    )
    NAME_IS_COMMON = "“{word}” is too common in titles. Write a fuller name, e.g. /track Acme Robotics"
    TOO_MANY_FIRMS = "A chat can add at most {limit} firms. Drop one first, e.g. /untrack Acme"

    # --- a channel set up from a private chat

    HOW_TO_USE = (
        "Set up a channel from this private chat: make me an admin of it, then send /use @channel (or its number). "
        "/use off ends it"
    )
    USE_NOW = "For one hour, commands here set up “{title}”, e.g. /subscribe funding. /use off ends it"
    USE_HERE = "Commands now set up this private chat."
    USE_HEAD = "📢 {title}"
    USE_IN_PRIVATE = "Please send /use @channel in a private chat with me"
    USE_NOT_FOUND = "I cannot find that channel, or am not in it. Make me an admin of it, then send /use @channel"
    USE_NOT_ADMIN = "You are not an admin of “{title}”, so you cannot set it up. Its admins can, e.g. /use @channel"
    USE_LOST = (
        "You are no admin of “{title}” any more, or I am not in it; nothing was changed. "
        "Commands now set up this private chat; to set it up again, send /use @channel"
    )
    USE_OVER = "Setting up that channel has ended; send /use @channel again"

    def wanted(self, firm: str, topic: Topic | None, *, instant: bool = False) -> str:
        """One subscription in words: Zhipu · Funding, Zhipu (all topics), all firms · Funding (instant)."""
        return super().wanted(firm, topic, instant=instant)
