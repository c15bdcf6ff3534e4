"""Conditions on stories that several queries share: what they are about, what a chat wants, what it sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.core.queries import StoryFilter
from bot.storage.tables import ChatFeedRow, EntryRow, FeedRow, StoryRow, StoryTagRow, SubscriptionRow

#: mode of a subscription row that only keeps a firm silent, and wants nothing
MUTE_ONLY = "mute"
# Second names of tables, made once: an aliased class takes longer to make than the query to run.
_ENTRY, _OTHER = EntryRow.__table__.alias("entry"), EntryRow.__table__.alias("other")
_FEED, _WORD = FeedRow.__table__.alias("feed"), ChatFeedRow.__table__.alias("word")
_WANT, _MUTE = SubscriptionRow.__table__.alias("want"), SubscriptionRow.__table__.alias("mute")


def fits(wanted: StoryFilter) -> list[ColumnElement[bool]]:
    """What a story must be to be one of these."""
    told = StoryRow.first_seen if wanted.by_first_seen else StoryRow.last_seen
    where: list[ColumnElement[bool]] = [] if wanted.since is None else [told >= wanted.since]
    if wanted.until is not None:
        where.append(StoryRow.first_seen < wanted.until)
    if wanted.firms or wanted.topics:
        where.append(_tagged(wanted))
    return where


def about(wanted: StoryFilter) -> list[ColumnElement[bool]]:
    """A tag of any of these topics and firms; nothing where none is named."""
    where: list[ColumnElement[bool]] = []
    if wanted.topics:
        where.append(StoryTagRow.topic.in_(wanted.topics))
    if wanted.firms:
        where.append(StoryTagRow.firm_id.in_(wanted.firms))
    return where


def _tagged(wanted: StoryFilter) -> ColumnElement[bool]:
    """A story about any of these firms and topics."""
    tag = select(StoryTagRow.story_id).where(*about(wanted))
    if not wanted.firms:
        # Every other story or so: newest first, a page is soon full.
        return tag.where(StoryTagRow.story_id == StoryRow.id).exists()
    # A few of many: the firm's own stories, and of those none older than any that matters.
    if wanted.since is not None:
        tag = tag.where(StoryTagRow.story_id >= first_id(StoryRow.last_seen >= wanted.since))
    return StoryRow.id.in_(tag)


def first_id(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """The lowest id of the stories of which this is true: ids grow with time, and the tags' indexes hold them."""
    # "+ 0": both databases would else look for it from the first story on.
    return select(func.min(StoryRow.id + 0)).where(condition).scalar_subquery()


def wanted_by(chat_id: int, *, now: datetime, instant_only: bool = False) -> ColumnElement[bool]:
    """A story matches one of the chat's subscriptions, none of which mutes it."""
    want = _WANT.c
    statement = (
        select(StoryTagRow.story_id)
        .join(_WANT, matches(want))
        .where(StoryTagRow.story_id == StoryRow.id, want.chat_id == chat_id)
        .where(or_(want.mode.is_(None), want.mode != MUTE_ONLY))
        .where(or_(want.muted_until.is_(None), want.muted_until <= now))
        .where(~_firm_muted(chat_id, now))
    )
    if instant_only:
        statement = statement.where(want.mode == "instant")
    return statement.exists()


def matches(want: Any) -> ColumnElement[bool]:
    """This subscription (a class or its columns) is about this tag of a story."""
    return and_(
        or_(want.firm_id == "", want.firm_id == StoryTagRow.firm_id),
        or_(want.topic == "", want.topic == StoryTagRow.topic),
    )


def _firm_muted(chat_id: int, now: datetime) -> ColumnElement[bool]:
    """The tag's firm is muted by name in this chat, although a wider subscription would bring it."""
    mute = _MUTE.c
    return (
        select(mute.id)
        .where(mute.chat_id == chat_id, mute.firm_id != "", mute.firm_id == StoryTagRow.firm_id)
        .where(mute.muted_until.is_not(None), mute.muted_until > now)
        .exists()
    )


def visible_to(
    chat_id: int, story_id: ColumnElement[int] | InstrumentedAttribute[int] = StoryRow.id
) -> ColumnElement[bool]:
    """At least one entry of the story comes from a feed this chat sees.

    A shared feed is seen unless the chat switched it off; a user's feed only where it was switched on.
    """
    # Said the other way round: what only hidden feeds tell is little, is found once, and is left out.
    # Asking every story for a feed that is seen made each count of stories a walk through the entries.
    entry, other = _ENTRY.c, _OTHER.c
    told_openly = select(other.id).where(other.story_id == entry.story_id, other.feed_id.not_in(hidden_feeds(chat_id)))
    hidden = select(entry.story_id).where(
        entry.feed_id.in_(hidden_feeds(chat_id)), entry.story_id.is_not(None), ~told_openly.exists()
    )
    return story_id.not_in(hidden)


def hidden_feeds(chat_id: int) -> Select[int]:
    """The feeds this chat does not see."""
    feed, word = _FEED.c, _WORD.c
    seen = case((word.enabled.is_not(None), word.enabled), else_=feed.owner_chat_id.is_(None))
    joined = select(feed.id).outerjoin_from(_FEED, _WORD, and_(word.feed_id == feed.id, word.chat_id == chat_id))
    return joined.where(~seen)
