"""The stories a question is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.core.types import Story, Topic
from bot.storage.news.conditions import tagged, visible_to
from bot.storage.news.stories import load_stories
from bot.storage.news.visibility import as_seen
from bot.storage.tables import EntryRow, StoryRow

#: more stories than this are read for no answer
MOST = 500
#: so many of the newest titles show how common a word is
_SAMPLE = 2000
_FEW = 200


def stories_about(
    session: Session,
    *,
    chat_id: int,
    firm_ids: Collection[str] = (),
    topics: Collection[Topic] = (),
    since: datetime,
    until: datetime | None = None,
    limit: int = MOST,
    only: Collection[int] | None = None,
) -> list[Story]:
    """Stories that were told in the span, of any of these firms and topics, newest first.

    `chat_id` leaves out what this chat's feeds do not show; an id that is none leaves the shared feeds.
    `only` names the stories to choose from.
    """
    where: list[ColumnElement[bool]] = [StoryRow.last_seen >= since, visible_to(chat_id)]
    if until is not None:
        where.append(StoryRow.first_seen < until)
    if only is not None:
        where.append(StoryRow.id.in_(list(only)))
    if firm_ids or topics:
        where.append(tagged(topics=topics, firm_ids=firm_ids, since=since))
    newest = (StoryRow.last_seen.desc(), StoryRow.id.desc())
    ids = session.scalars(select(StoryRow.id).where(*where).order_by(*newest).limit(limit))
    return as_seen(session, load_stories(session, list(ids)), chat_id=chat_id)


def share_of_titles(session: Session, word: str) -> float:
    """In which share of the newest titles a word stands; 0 while there are too few to tell."""
    newest = select(EntryRow.title).order_by(EntryRow.id.desc()).limit(_SAMPLE).subquery()
    total = session.scalar(select(func.count()).select_from(newest)) or 0
    if total < _FEW:
        return 0.0
    held = select(func.count()).select_from(newest).where(newest.c.title.icontains(word, autoescape=True))
    return (session.scalar(held) or 0) / total
