"""For the operators of an installation: /status and /broadcast."""

from __future__ import annotations

from bot.commands.context import Context, UserError
from bot.commands.replies import say, show
from bot.core.address import TERMINAL
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Part, Reply
from bot.core.polling import is_silent
from bot.core.queries import Announcement
from bot.core.shortening import shorten
from bot.core.types import Feed
from bot.render.feeds import health
from bot.render.html import bold, escape, plain
from bot.render.marks import clock
from bot.render.split import pack
from bot.storage.chats.saved_queries import recall_query, remember_query
from bot.storage.mail import broadcast as store
from bot.storage.mail.audit import audit
from bot.storage.news import feeds as feed_store
from bot.texts import texts

MOST_FEEDS = 8
LONGEST = 3000


def status(context: Context) -> Reply:
    """The books, and the feeds that fail or are silent."""
    operators_only(context)
    books = audit(context.session, now=context.now)
    feeds = [feed for feed in feed_store.list_feeds(context.session) if feed.enabled]
    failing = [f for f in feeds if f.failures]
    silent = [
        f for f in feeds if not f.failures and is_silent(last_new_at=f.last_new_at, rhythm=f.rhythm, now=context.now)
    ]
    oldest = books["oldest waiting"]
    waiting = clock(oldest, context.zone, now=context.now) if oldest else ""
    lines = [
        bold(texts.STATUS),
        *(escape(line.format(count=books[name])) for name, line in texts.STATUS_LINES.items()),
        escape(texts.STATUS_WAITING.format(at=waiting) if waiting else texts.STATUS_NOTHING_WAITS),
        escape(texts.STATUS_FEEDS.format(count=len(feeds), failing=len(failing), silent=len(silent))),
        *_named(context, [*failing, *silent]),
    ]
    return show("\n".join(lines))


def broadcast(context: Context) -> Reply:
    """Words for every chat: shown first as they will look, sent when confirmed."""
    operators_only(context)
    text = context.args
    if not text or len(text) > LONGEST:
        raise UserError(texts.WHAT_TO_BROADCAST.format(limit=LONGEST))
    key = remember_query(context.session, Announcement(text, context.now), now=context.now)
    ask = texts.BROADCAST_ASK.format(count=store.count_chats(context.session))
    buttons = (
        (
            Button(texts.BROADCAST_YES, callback(Prefix.BROADCAST, key)),
            Button(texts.DELETE_NO, callback(Prefix.BROADCAST, "no")),
        ),
    )
    return say(f"{ask}\n\n{text}", buttons=buttons)


def pressed(context: Context) -> Reply:
    """`<query id>` sends, `no` does not; pressed twice it is sent once."""
    operators_only(context)
    if context.args == "no":
        return say(texts.BROADCAST_NOT, edit=True)
    query = recall_query(context.session, context.args, now=context.now)
    if not isinstance(query, Announcement):
        return Reply(toast=texts.EXPIRED)
    parts = [Part(html=html, text=plain(html)) for html in pack([escape(query.text)])]
    count = store.put_for_all(context.session, parts, key=context.args, now=context.now)
    return say(texts.BROADCAST_DONE.format(count=count), edit=True)


def operators_only(context: Context) -> None:
    """Raises UserError for anybody else; the terminal is the operator's own."""
    if context.request.address != TERMINAL and not context.services.is_admin(context.request.user_id):
        raise UserError(texts.OPERATORS_ONLY)


def _named(context: Context, feeds: list[Feed]) -> list[str]:
    lines = []
    for feed in feeds[:MOST_FEEDS]:
        state = health(feed, now=context.now, zone=context.zone)
        lines.append(escape(f"{feed.id}. {shorten(feed.title, 20)} {state}"))
    more = len(feeds) - MOST_FEEDS
    return [*lines, *([escape(texts.STATUS_MORE.format(count=more))] if more > 0 else [])]
