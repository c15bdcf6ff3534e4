"""Lists in pages: a story or an entry as a block, buttons that turn the page, blocks as messages."""

from __future__ import annotations

from collections.abc import Callable

from bot.commands.context import Context
from bot.commands.replies import show
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Part, Reply
from bot.core.queries import SavedQuery
from bot.core.types import StoredEntry, Story
from bot.render.html import escape, link
from bot.render.marks import clock, day
from bot.render.split import pack
from bot.render.story import story_line
from bot.storage.chats.saved_queries import keep_query, remember_query
from bot.storage.news import search as search_store
from bot.texts import texts

PAGE = 6


def dated(context: Context, story: Story) -> str:
    """A story as a block of a list: its day and number, then its line."""
    return f"{day(story.last_seen, context.zone)} #{story.id}\n{story_line(story)}"


def entry_line(context: Context, stored: StoredEntry) -> str:
    """An entry that is no story's, as a block of a list."""
    at = clock(stored.at, context.zone, now=context.now)
    title = link(stored.entry.title, stored.entry.link)
    return f"{day(stored.at, context.zone)}\n▫️ {title}\n    {escape(stored.feed_title)} · {at}"


def paged(
    context: Context,
    prefix: Prefix,
    query: SavedQuery,
    blocks: list[str],
    offset: int,
    total: int,
    *,
    edit: bool,
    cut: bool = False,
) -> Reply:
    """A page with how many there are in all; `cut`: at least so many."""
    buttons = pager(context, prefix, query, offset, total)
    page = offset // PAGE + 1
    counted = (
        texts.TOTAL_CUT.format(total=total, most=search_store.MOST_HITS) if cut else texts.TOTAL.format(total=total)
    )
    head = counted + (" · " + texts.PAGE.format(page=page) if total > PAGE else "")
    return in_parts([head, *blocks], buttons, edit=edit)


def pager(context: Context, prefix: Prefix, query: SavedQuery, offset: int, total: int, *, page: int = PAGE) -> Buttons:
    """Back and forth; the query lives in the database, so a button survives a restart."""
    if total <= page:
        return ()
    key = keep(context, query)
    return turn(lambda at: callback(prefix, at, key), offset, total, page=page)


def turn(data: Callable[[int], str], offset: int, total: int, *, page: int) -> Buttons:
    """The row that turns a page back and forth, none for a single page; `data` is what an offset's button sends."""
    row = []
    if offset > 0:
        row.append(Button(texts.PREVIOUS, data(max(offset - page, 0))))
    if offset + page < total:
        row.append(Button(texts.NEXT, data(offset + page)))
    return (tuple(row),) if row else ()


def keep(context: Context, query: SavedQuery) -> str:
    """A query's key for buttons; the same query has the same."""
    if context.services.database.is_writing:  # the command's own transaction
        return remember_query(context.session, query, now=context.now)
    return keep_query(context.services.database, query, now=context.now)


def in_parts(blocks: list[str], buttons: Buttons, *, edit: bool = False) -> Reply:
    """Blocks of HTML as messages that Telegram takes, the buttons below the last."""
    messages = [show(html).parts[0] for html in pack(blocks, joiner="\n\n")]
    messages[-1] = Part(html=messages[-1].html, text=messages[-1].text, buttons=buttons)
    return Reply(parts=tuple(messages), edit=edit)
