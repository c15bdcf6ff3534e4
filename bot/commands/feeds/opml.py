"""Lists of feeds: /opml gives this chat's, a file sent to us is taken over."""

from __future__ import annotations

from bot.commands.context import Context, UserError
from bot.commands.feeds.feeds import tidy
from bot.commands.replies import say
from bot.core.chats import Part, Reply
from bot.core.errors import ParseError
from bot.feeds.opml import read, write
from bot.render.feeds import bad_url
from bot.render.html import escape
from bot.storage.news import feed_owners as owners
from bot.storage.news import feeds as store
from bot.texts import texts


def opml(context: Context) -> Reply:
    """The feeds that are on for this chat, as a file."""
    words = store.chat_words(context.session, context.chat.id)
    mine = [
        f for f in store.list_feeds(context.session, chat_id=context.chat.id) if f.enabled and words.get(f.id, True)
    ]
    text = texts.OPML_DONE.format(count=len(mine))
    return Reply(parts=(Part(html=escape(text), text=text, document=("hubao-feeds.opml", write(mine))),))


def received(context: Context) -> Reply:
    """A file: every feed in it is added or switched on, up to the chat's limit."""
    _, body = context.request.document or ("", b"")
    try:
        found = read(body) if body else None
    except ParseError:
        found = None
    if found is None:
        raise UserError(texts.OPML_UNREADABLE)
    if not found:
        raise UserError(texts.OPML_EMPTY)
    usable = [(title, tidy(url)) for title, url in found if not bad_url(url)]
    added, known, away, over = _take(context, usable)
    lines = [texts.OPML_ADDED.format(count=len(found), added=added, known=known)]
    if len(usable) < len(found):
        lines.append(texts.OPML_BAD_ADDRESSES.format(count=len(found) - len(usable)))
    if away:
        lines.append(texts.OPML_TAKEN_AWAY.format(count=away))
    if over:
        lines.append(texts.OPML_OVER.format(limit=context.services.max_feeds, count=over))
    return say("\n".join(lines))


def _take(context: Context, found: list[tuple[str, str]]) -> tuple[int, int, int, int]:
    """How many are new, were there already, were taken away by the operators, and found no room.

    No first poll is told of: they may be hundreds.
    """
    session, chat_id = context.session, context.chat.id
    visible = {feed.url for feed in store.list_feeds(session, chat_id=chat_id)}
    room = context.services.max_feeds - owners.count_user_feeds(session, chat_id)
    if context.services.is_admin(context.request.user_id):
        room = len(found)
    added = known = away = 0
    for _, url in found:
        feed = store.feed_by_url(session, url)
        if feed is not None and feed.url in visible:
            known += 1
            owners.set_chat_feed(session, chat_id=chat_id, feed_id=feed.id, enabled=True)
        elif feed is not None and owners.taken_away(feed):
            away += 1
        elif added < room:
            added += 1
            # The list's own title stays its sender's: a feed is named by itself, for all chats that have it.
            owners.add_user_feed(session, url=feed.url if feed else url, chat_id=chat_id, now=context.now, tell=False)
    return added, known, away, len(found) - added - known - away
