"""The stories a question is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.core.types import Story, Topic
from bot.storage.stories import load_stories, visible_to
from bot.storage.tables import StoryRow, StoryTagRow

#: more stories than this are read for no answer
MOST = 500


def stories_about(
    session: Session,
    *,
    chat_id: int,
    firm_ids: Collection[str] = (),
    topics: Collection[Topic] = (),
    since: datetime,
    until: datetime | None = None,
    limit: int = MOST,
) -> list[Story]:
    """Stories that were told in the span, of any of these firms and topics, newest first.

    `chat_id` leaves out what this chat's feeds do not show; an id that is none leaves the shared feeds.
    """
    where: list[ColumnElement[bool]] = [StoryRow.last_seen >= since, visible_to(chat_id)]
    if until is not None:
        where.append(StoryRow.first_seen < until)
    if firm_ids or topics:
        tag = select(StoryTagRow.story_id).where(StoryTagRow.story_id == StoryRow.id)
        tag = tag.where(StoryTagRow.firm_id.in_(list(firm_ids))) if firm_ids else tag
        tag = tag.where(StoryTagRow.topic.in_(list(topics))) if topics else tag
        where.append(tag.exists())
    newest = (StoryRow.last_seen.desc(), StoryRow.id.desc())
    return load_stories(
        session, list(session.scalars(select(StoryRow.id).where(*where).order_by(*newest).limit(limit)))
    )
