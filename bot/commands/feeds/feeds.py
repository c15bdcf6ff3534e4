"""/feeds, /addfeed, /removefeed. Nothing is fetched here: the poll job reads the feed and the outbox tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.commands.arguments import number_in
from bot.commands.context import Context, UserError
from bot.commands.limits import Verdict
from bot.commands.pages import turn
from bot.commands.replies import say, show
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Reply
from bot.core.shortening import shorten
from bot.core.types import Feed
from bot.render.feeds import bad_url, health
from bot.render.html import bold, escape, link
from bot.storage.news import feed_owners as owners
from bot.storage.news import feeds as store
from bot.texts import texts

PAGE = 12
ADDS_A_MINUTE = 5


def feeds(context: Context) -> Reply:
    """Every feed this chat sees, with its health."""
    return _page(context, 0, edit=False)


def pressed(context: Context) -> Reply:
    """`page:<offset>` turns the page, `off:<id>:<offset>` / `on:<id>:<offset>` switches a feed for this chat."""
    what, _, rest = context.args.partition(":")
    value, _, at = rest.partition(":")
    number = number_in(value)
    if number is None or what not in {"page", "on", "off"}:
        return Reply(toast=texts.EXPIRED)
    if what == "page":
        return _page(context, number, edit=True)
    if number not in {feed.id for feed in store.list_feeds(context.session, chat_id=context.chat.id)}:
        return Reply(toast=texts.EXPIRED)  # another chat's feed is not to be had by its number
    owners.set_chat_feed(context.session, chat_id=context.chat.id, feed_id=number, enabled=what == "on")
    return replace(_page(context, number_in(at) or 0, edit=True), toast=texts.SAVED)


def addfeed(context: Context) -> Reply:
    """URL: remembered now, read by the next poll, whose result comes as a message."""
    url = next(iter(context.args.split()), "")
    if not url:
        raise UserError(texts.WHAT_FEED)
    reason = bad_url(url)
    if reason:
        raise UserError(texts.BAD_FEED_URL.format(reason=reason))
    return add(context, url)


def add(context: Context, url: str) -> Reply:
    """Remember an address that looks right. Raises UserError past a limit."""
    operator = context.services.is_admin(context.request.user_id)
    asks = context.services.limits.count(("addfeed", context.request.user_id), limit=ADDS_A_MINUTE, now=context.now)
    if asks is not Verdict.ALLOW and not operator:
        raise UserError(texts.TOO_FAST)
    url = tidy(url)
    known = store.feed_by_url(context.session, url)
    if known is not None and owners.taken_away(known):
        raise UserError(texts.FEED_TAKEN_AWAY)
    mine = {feed.id for feed in store.list_feeds(context.session, chat_id=context.chat.id)}
    own = owners.count_user_feeds(context.session, context.chat.id)
    if own >= context.services.max_feeds and not operator and (known is None or known.id not in mine):
        raise UserError(texts.TOO_MANY_FEEDS.format(limit=context.services.max_feeds))
    address = known.url if known is not None else url
    owners.add_user_feed(context.session, url=address, chat_id=context.chat.id, now=context.now)
    if known is not None and known.enabled and known.last_polled_at is not None and not known.failures:
        return say(texts.FEED_KNOWN.format(title=known.title))
    return say(texts.FEED_ADDED.format(url=url))


def removefeed(context: Context) -> Reply:
    """Number: a user's own feed goes; a shared one is only switched off for this chat."""
    number = number_in(context.args)
    if number is None:
        raise UserError(texts.WHICH_FEED)
    visible = {f.id: f for f in store.list_feeds(context.session, chat_id=context.chat.id)}
    feed = visible.get(number)
    if feed is None:
        raise UserError(texts.NO_FEED.format(number=number))
    if owners.remove_user_feed(context.session, feed_id=feed.id, chat_id=context.chat.id):
        return say(texts.FEED_REMOVED.format(title=feed.title))
    owners.set_chat_feed(context.session, chat_id=context.chat.id, feed_id=feed.id, enabled=False)
    return say(texts.FEED_OFF.format(title=feed.title, url=feed.url))


def tidy(url: str) -> str:
    """An address as it is compared: scheme and host in lower case, so that one feed is not polled twice."""
    parts = urlsplit(url)
    if parts.scheme == "rsshub":
        return url  # its host is the beginning of a route, which is told from another by case
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _page(context: Context, offset: int, *, edit: bool) -> Reply:
    mine = store.list_feeds(context.session, chat_id=context.chat.id)
    words = store.chat_words(context.session, context.chat.id)
    offset = min(offset, max(len(mine) - 1, 0) // PAGE * PAGE)  # fewer than when the button was made
    shown = mine[offset : offset + PAGE]
    lines = [bold(texts.FEEDS.format(count=len(mine)))]
    for feed in shown:
        own = f" · {texts.YOUR_OWN}" if feed.owner_chat_id is not None else ""
        off = "" if words.get(feed.id, True) else f" · {texts.SWITCHED_OFF}"
        state = escape(health(feed, now=context.now, zone=context.zone) + own + off)
        lines.append(f"{feed.id}. {link(feed.title, feed.site or feed.url)}\n    {state}")
    lines.append(escape(texts.HOW_TO_FEED))
    buttons = (
        *_switches(shown, words, offset),
        *turn(lambda at: callback(Prefix.FEEDS, "page", at), offset, len(mine), page=PAGE),
    )
    return show("\n".join(lines), buttons=buttons, edit=edit)


def _switches(shown: Sequence[Feed], words: Mapping[int, bool], offset: int) -> Buttons:
    """A button for each feed that is read: ✅ is on for this chat, a press switches it."""
    buttons = []
    for feed in (f for f in shown if f.enabled):
        on = words.get(feed.id, True)
        label = f"{'✅' if on else '⬜'} {feed.id}. {shorten(feed.title, 12)}"
        buttons.append(Button(label, callback(Prefix.FEEDS, "off" if on else "on", feed.id, offset)))
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
