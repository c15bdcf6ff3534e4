"""The stories a question is about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.queries import StoryFilter
from bot.core.types import Story
from bot.storage.news.conditions import fits, visible_to
from bot.storage.news.stories import load_stories
from bot.storage.news.visibility import as_seen
from bot.storage.tables import EntryRow, StoryRow

#: more stories than this are read for no answer
MOST = 500
#: so many of the newest titles show how common a word is
_SAMPLE = 2000
_FEW = 200


def stories_about(
    session: Session, wanted: StoryFilter, *, chat_id: int, only: Sequence[int] | None = None, limit: int = MOST
) -> list[Story]:
    """The newest of the stories asked for.

    `chat_id` leaves out what this chat's feeds do not show; an id that is none leaves the shared feeds.
    `only` names the stories to choose from.
    """
    where = [*fits(wanted), visible_to(chat_id)]
    if only is not None:
        where.append(StoryRow.id.in_(only))
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
