"""Every command and every button: who answers it, and whether a group keeps it to its admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands import remote
from bot.commands.account import corrections, data, feedback, operators, teach
from bot.commands.asking import charts, questions, reports, stories
from bot.commands.context import Context
from bot.commands.feeds import discovery, feeds, opml
from bot.commands.wishes import filters, settings, start, subscribe, track
from bot.core.callbacks import Prefix
from bot.core.chats import Reply

Handler = Callable[[Context], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: who answers it, whether it writes, whether a group keeps it to admins."""

    handler: Handler
    writes: bool = False
    admins_only: bool = False
    #: what follows it is kept as typed (names, addresses); else traditional characters are read as simplified ones
    as_typed: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """Buttons of one prefix: who answers, whether that writes, whether a group keeps it to admins."""

    handler: Handler
    writes: bool = False
    admins_only: bool = False
    #: callback data, after the prefix, that anyone may press all the same
    open_to_all: tuple[str, ...] = ()


COMMANDS: dict[str, Command] = {
    "start": Command(start.start, writes=True, admins_only=True),
    "subscribe": Command(subscribe.subscribe, writes=True, admins_only=True),
    "unsubscribe": Command(subscribe.unsubscribe, writes=True, admins_only=True),
    "settings": Command(settings.settings),
    "words": Command(filters.words, writes=True, admins_only=True, as_typed=True),
    "latest": Command(stories.latest),
    "firm": Command(stories.firm),
    "search": Command(stories.search),
    "ask": Command(questions.ask),
    "chart": Command(charts.chart),
    "flow": Command(charts.flow),
    "week": Command(reports.week),
    "top": Command(reports.top),
    "preview": Command(stories.preview),
    "feeds": Command(feeds.feeds),
    "addfeed": Command(feeds.addfeed, writes=True, admins_only=True, as_typed=True),
    "removefeed": Command(feeds.removefeed, writes=True, admins_only=True),
    "opml": Command(opml.opml),
    "story": Command(stories.story),
    "why": Command(stories.why),
    "mute": Command(subscribe.mute, writes=True, admins_only=True),
    "track": Command(track.track, writes=True, admins_only=True, as_typed=True),
    "untrack": Command(track.untrack, writes=True, admins_only=True, as_typed=True),
    "use": Command(remote.use, writes=True),
    "pause": Command(subscribe.pause, writes=True, admins_only=True),
    "resume": Command(subscribe.resume, writes=True, admins_only=True),
    "corrections": Command(corrections.corrections),
    "export": Command(data.export),
    "mydata": Command(data.mydata, admins_only=True),
    "deleteme": Command(data.deleteme, admins_only=True),
    "help": Command(start.help_),
    # for operators: in no menu
    "status": Command(operators.status),
    "broadcast": Command(operators.broadcast, writes=True, as_typed=True),
    "teach": Command(teach.teach, writes=True),
}
#: prefix of the callback data -> who answers
BUTTONS: dict[Prefix, Press] = {
    Prefix.START: Press(start.pressed, writes=True, admins_only=True),
    Prefix.SETTINGS: Press(settings.pressed, writes=True, admins_only=True),
    Prefix.WORDS: Press(filters.pressed, writes=True, admins_only=True),
    Prefix.STORIES: Press(stories.latest_page),
    Prefix.LIST: Press(charts.listed),
    Prefix.SEARCH: Press(stories.search_page),
    Prefix.ANSWER: Press(questions.page),
    Prefix.STORY: Press(stories.story),
    Prefix.FEEDBACK: Press(feedback.pressed, writes=True),
    Prefix.FEEDS: Press(feeds.pressed, writes=True, admins_only=True, open_to_all=("page:",)),
    Prefix.FEED_OFFER: Press(discovery.pressed, writes=True, admins_only=True),
    Prefix.CORRECTIONS: Press(corrections.pressed, writes=True),
    Prefix.BROADCAST: Press(operators.pressed, writes=True),
    Prefix.TEACH: Press(teach.pressed, writes=True),
    Prefix.DELETE: Press(data.pressed, writes=True, admins_only=True),
}
