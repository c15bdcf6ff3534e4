"""A site's address instead of a feed's: the feeds that the page names, offered as buttons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.desk import Context, UserError
from bot.commands.feeds.feeds import add, bad_url
from bot.core.chats import Button, Buttons, Reply
from bot.core.types import Feed
from bot.render.html import shorten
from bot.storage.chats.saved_queries import recall_query, remember_query
from bot.storage.news import feed_owners as owners
from bot.texts import texts


def offers(session: Session, page: Feed, links: Sequence[tuple[str, str]], *, now: datetime) -> Buttons:
    """A button for each feed; its address lives in the database, for a button has room for 64 bytes."""
    rows = []
    for title, url in links:
        if not bad_url(url) and url != page.url:
            query = json.dumps({"feed": url, "page": page.id}, sort_keys=True)
            rows.append((Button(shorten(title, 40), f"fa:{remember_query(session, query, now=now)}"),))
    return tuple(rows)


def pressed(context: Context) -> Reply:
    """`<key>`: the feed is added in the page's place."""
    query = recall_query(context.session, context.args)
    if query is None or "feed" not in query:
        return Reply(toast=texts.EXPIRED)
    url = str(query["feed"])
    reason = bad_url(url)
    if reason:
        raise UserError(texts.BAD_FEED_URL.format(reason=reason))
    owners.remove_user_feed(context.session, feed_id=int(query["page"]), chat_id=context.chat.id)
    return add(context, url)
