"""A site's address instead of a feed's: the feeds that the page names, offered as buttons."""

from __future__ import annotations

from bot.commands.context import Context, UserError
from bot.commands.feeds.feeds import add
from bot.core.chats import Reply
from bot.core.queries import FeedOffer
from bot.render.feeds import bad_url
from bot.storage.chats.saved_queries import recall_query
from bot.storage.news import feed_owners as owners
from bot.texts import texts


def pressed(context: Context) -> Reply:
    """`<key>`: the feed is added in the page's place."""
    query = recall_query(context.session, context.args, now=context.now)
    if not isinstance(query, FeedOffer):
        return Reply(toast=texts.EXPIRED)
    reason = bad_url(query.url)
    if reason:
        raise UserError(texts.BAD_FEED_URL.format(reason=reason))
    owners.remove_user_feed(context.session, feed_id=query.page_id, chat_id=context.chat.id)
    return add(context, query.url)
