"""What is said of feeds: their health, how the first poll went, what is wrong with an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.core.chats import Buttons, Part
from bot.core.polling import Ailment, is_silent
from bot.core.shortening import shorten
from bot.core.types import Feed, PollOutcome
from bot.render.html import escape
from bot.render.marks import clock
from bot.texts import texts

_BAD = {PollOutcome.FETCH_ERROR, PollOutcome.PARSE_ERROR, PollOutcome.NOT_A_FEED, PollOutcome.REFUSED}


def bad_url(url: str) -> str:
    """Why an address cannot be a feed's, in words, or ""."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return texts.ADDRESS_MALFORMED
    if not url.isprintable():
        return texts.ADDRESS_MALFORMED
    if len(url.encode()) > 2048:
        return texts.ADDRESS_TOO_LONG
    if parts.scheme not in {"http", "https", "rsshub"}:
        return texts.ADDRESS_NOT_HTTP
    if parts.username or parts.password:
        return texts.ADDRESS_HAS_PASSWORD
    return "" if host else texts.ADDRESS_WITHOUT_HOST


def first_poll_notice(
    feed: Feed, outcome: PollOutcome, titles: Sequence[str], *, count: int, offers: Buttons = ()
) -> Part:
    """What /addfeed promised: how the first poll went, with a sample; `offers` are the feeds that a page named."""
    if outcome is PollOutcome.NOT_A_FEED and offers:
        text = texts.FEED_IS_PAGE.format(url=feed.url)
    elif outcome in _BAD:
        reason = texts.OUTCOME_NAMES[outcome]
        text = texts.FEED_FAILED.format(url=feed.url, reason=reason, number=feed.id)
    elif not count:
        text = texts.FEED_EMPTY.format(title=feed.title)
    else:
        sample = "\n".join(f"• {title}" for title in titles[:3])
        text = texts.FEED_OK.format(title=feed.title, count=count, sample=sample)
    return Part(html=escape(text), text=text, buttons=offers)


def gone_notice(feed: Feed) -> Part:
    """A feed answered 410: it is over."""
    text = texts.FEED_GONE.format(title=feed.title, url=feed.url)
    return Part(html=escape(text), text=text)


def health_notice(changes: Sequence[tuple[Feed, Ailment]], *, now: datetime) -> Part:
    """Feeds that have been ill for days or are well again, a line each."""
    said = {
        Ailment.FAILING: texts.FEED_LONG_FAILING,
        Ailment.SILENT: texts.FEED_LONG_SILENT,
        Ailment.NONE: texts.FEED_WELL,
    }
    lines = []
    for feed, ailment in changes:
        since = feed.failing_since if ailment is Ailment.FAILING else feed.last_new_at
        reason = texts.OUTCOME_NAMES[feed.last_outcome or PollOutcome.FETCH_ERROR]
        days = (now - since).days if since else 0
        lines.append(said[ailment].format(title=shorten(feed.title, 60), reason=reason, days=days))
    if any(ailment for _, ailment in changes):
        lines.append(texts.FEED_HEALTH_MORE)
    text = "\n".join(lines)
    return Part(html=escape(text), text=text)


def health(feed: Feed, *, now: datetime, zone: str) -> str:
    """One feed's state in words: 正常 · 最近 11月24日 09:00 / ⚠️ 连不上，已失败 3 次 / 💤 久无新内容."""
    if not feed.enabled:
        return texts.FEED_STOPPED
    if feed.last_polled_at is None:
        return texts.FEED_UNREAD
    newest = texts.FEED_WITHOUT_NEWS
    if feed.last_new_at:
        newest = texts.FEED_NEWEST.format(at=clock(feed.last_new_at, zone, now=now))
    if feed.failures:
        sentence = texts.FEED_FAILS_UNTIL if feed.next_poll_at else texts.FEED_FAILS
        return sentence.format(
            reason=texts.OUTCOME_NAMES[feed.last_outcome or PollOutcome.FETCH_ERROR],
            count=feed.failures,
            at=clock(feed.next_poll_at, zone, now=now) if feed.next_poll_at else "",
        )
    if is_silent(last_new_at=feed.last_new_at, rhythm=feed.rhythm, now=now):
        return texts.FEED_SILENT.format(newest=newest)
    return f"✅ {newest}"
