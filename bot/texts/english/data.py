"""A chat's data, the words for operators, the command menu, the terminal, in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.texts import chinese
from bot.texts.english.basics import Basics
from bot.texts.english.counted import Counted


class Data(Basics, chinese.Data):
    """Exports and deletion, operators, the menu, the terminal."""

    EXPORT_DONE = Counted("{count} {count:story|stories}, {span}; opens in Excel.")
    EXPORT_JSON_DONE = Counted("{count} {count:story|stories}, {span}, as JSON.")
    EXPORT_CUT = (
        "Only the newest {count} were exported; ask for a shorter time, or for firms and topics, "
        "e.g. /export csv Zhipu 30d"
    )
    EXPORT_EMPTY = (
        "Nothing to export in that time. Try a longer one, e.g. /export csv 90d; for all firms and topics add “all”."
    )
    MY_DATA = (
        "All that Hubao keeps for this chat: settings, subscriptions, feeds, corrections and the messages sent to you. "
        "To delete it all: /deleteme"
    )
    DELETE_ASK = (
        "Delete all data of this chat? Subscriptions, settings, your own firms and feeds, corrections and messages "
        "will be gone for good.\n"
        "To keep a copy first: /mydata"
    )
    DELETE_YES = "Delete all"
    DELETE_NO = "Cancel"
    DELETED = "All deleted. To begin again: /start"
    NOT_DELETED = "Nothing was deleted."
    EXPORT_COLUMNS: Sequence[str] = (
        "id", "time", "topics", "firms", "stance", "title", "facts", "link", "source count", "sources", "last update",
    )  # fmt: skip

    # --- for operators

    STATUS = "Status"
    STATUS_LINES: Mapping[str, str] = {
        "entries": "entries: {count}",
        "entries untagged": "not analysed yet: {count}",
        "entries parked": "failed to analyse, parked: {count}",
        "stories": "stories: {count}",
        "chats": "chats: {count}",
        "chats paused": "of these paused: {count}",
        "messages pending": "messages waiting: {count}",
        "messages sent": "messages sent: {count}",
        "messages paused": "paused with their chat: {count}",
        "messages dead": "refused: {count}",
        "lost": "lost: {count}",
    }
    CLOCK_WAS_WRONG = Counted(
        "⏰ The server's clock was wrong. {count} {count:time|times} set too far ahead put right, news goes on. "
        "Please check how it is set, e.g. with timedatectl"
    )
    PARKED_ENTRIES = Counted("⚠️ {count} {count:entry|entries} failed again and again, put aside (no. {ids}).")
    PARKED_UPDATES = Counted("⚠️ {count} {count:command|commands} failed again and again, put aside (no. {ids}).")
    PARKED_MORE = "Tried again every day and after an upgrade. The log says why; to try now, run hubao audit --retry"
    STATUS_WAITING = "longest waiting message: {at}"
    STATUS_NOTHING_WAITS = "no message waits"
    STATUS_FEEDS = "feeds: {count}, failing {failing}, silent {silent}"
    STATUS_MORE = "{count} more, see hubao feeds list"
    WHAT_TO_BROADCAST = (
        "Add what to tell all chats (up to {limit} characters), e.g. /broadcast Maintenance tonight, 22:00 to 22:30"
    )
    BROADCAST_ASK = Counted("Send this to {count} {count:chat|chats}?")
    BROADCAST_YES = "Send"
    BROADCAST_NOT = "Not sent."
    BROADCAST_DONE = Counted("Sending to {count} {count:chat|chats}. /status shows how it goes.")
    HELP_OPERATORS = (
        "\n🛠 Operators\n/status — how it runs; /broadcast words — tell all chats; /teach — label what Hubao doubts"
    )
    TEACH_ASK = "Which topic is this?"
    TEACH_SKIP = "More than one, or hard to say: send /teach for another."
    TEACH_THOUGHT = "Hubao's tag: {topics} ({odds})"
    TEACH_NO_TOPIC = "none"
    TEACH_NONE = "None of these"
    TEACH_DONE = "✔️ Labelled: {label}"
    TEACH_BY = "user {user}, {at}"
    TEACH_UNDO = "Undo"
    TEACH_NOT_YOURS = "You can only undo your own"
    TEACH_NOTHING = "There is nothing recent that Hubao doubts. Send /teach again when there is more to read."

    # --- at a terminal

    TERMINAL_HELLO = "/help lists all commands; a button's number presses it; exit leaves.\n"
    TERMINAL_PROMPT = "hubao> "
    SAVED_TO = "Saved to {path}"

    MENU: Mapping[str, str] = {
        "start": "Choose firms and topics by buttons",
        "subscribe": "Subscribe to firms and topics",
        "unsubscribe": "Unsubscribe",
        "settings": "Times, quiet hours, rumours",
        "words": "Filter by words",
        "latest": "Latest stories",
        "firm": "One firm's profile",
        "search": "Search",
        "ask": "Ask a question (in Chinese)",
        "chart": "Events over time, as a picture",
        "flow": "Who moved from where to where",
        "week": "The week in one picture",
        "top": "Firms busier than usual",
        "preview": "What the present settings would bring",
        "feeds": "Feeds and their health",
        "addfeed": "Add a feed",
        "removefeed": "Remove a feed",
        "opml": "Export the feeds",
        "story": "All sources of a story",
        "why": "Why a story was tagged so",
        "mute": "Mute a firm for a while",
        "track": "Add a firm of your own",
        "untrack": "Drop a firm of your own",
        "use": "Set up a channel from here",
        "pause": "Pause all messages",
        "resume": "Resume",
        "corrections": "Corrections in this chat",
        "export": "Export stories as a table",
        "mydata": "Take all my data",
        "deleteme": "Delete all my data",
        "help": "All commands",
    }
