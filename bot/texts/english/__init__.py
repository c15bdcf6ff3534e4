"""Every sentence in English."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.chinese import Texts


class English(Texts):
    """Every sentence a user reads, in English."""

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
        "corrections": "My corrections",
        "export": "Export stories as a table",
        "mydata": "Take all my data",
        "deleteme": "Delete all my data",
        "help": "All commands",
    }
