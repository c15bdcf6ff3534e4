"""Corrections: what a user said about a story's tags; a second press takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.topics import Topic
from bot.storage.chats import labels
from bot.storage.news.stories import load_stories
from bot.storage.news.visibility import as_seen
from bot.storage.tables import EntryRow, FeedbackRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody said about a story."""

    id: int
    story_id: int
    title: str
    link: str
    user_id: int
    verdict: str
    value: str
    at: datetime


def press(
    session: Session, *, chat_id: int, user_id: int, story_id: int, verdict: str, value: str = "", now: datetime
) -> bool:
    """Record a verdict, or undo the same verdict pressed before; True when it now stands."""
    row = session.scalar(
        select(FeedbackRow).where(
            FeedbackRow.chat_id == chat_id,
            FeedbackRow.user_id == user_id,
            FeedbackRow.story_id == story_id,
            FeedbackRow.verdict == verdict,
            FeedbackRow.value == value,
            FeedbackRow.undone_at.is_(None),
        )
    )
    if row is not None:
        row.undone_at = now
        return False
    session.add(FeedbackRow(chat_id=chat_id, user_id=user_id, story_id=story_id, verdict=verdict, value=value, at=now))
    return True


def corrections(session: Session, *, chat_id: int | None = None) -> list[FeedbackRow]:
    """Standing corrections, oldest first."""
    statement = select(FeedbackRow).where(FeedbackRow.undone_at.is_(None)).order_by(FeedbackRow.id)
    if chat_id is not None:
        statement = statement.where(FeedbackRow.chat_id == chat_id)
    return list(session.scalars(statement))


def standing(session: Session, chat_id: int, *, limit: int, offset: int = 0) -> tuple[list[Correction], int]:
    """A page of a chat's corrections, newest first, and how many there are."""
    mine = (FeedbackRow.chat_id == chat_id, FeedbackRow.undone_at.is_(None))
    total = session.scalar(select(func.count()).select_from(FeedbackRow).where(*mine)) or 0
    newest = select(FeedbackRow).where(*mine).order_by(FeedbackRow.id.desc()).limit(limit).offset(offset)
    rows = list(session.scalars(newest))
    named = load_stories(session, [row.story_id for row in rows])
    stories = {story.id: story for story in as_seen(session, named, chat_id=chat_id)}
    found = [
        Correction(
            id=row.id,
            story_id=row.story_id,
            # a feed that was taken away or switched off since then tells nothing more
            title=stories[row.story_id].title if row.story_id in stories else f"#{row.story_id}",
            link=stories[row.story_id].link if row.story_id in stories else "",
            user_id=row.user_id,
            verdict=row.verdict,
            value=row.value,
            at=row.at,
        )
        for row in rows
    ]
    return found, total


def undo(session: Session, correction_id: int, *, chat_id: int, user_id: int, now: datetime) -> bool:
    """Take back a correction that this user made in this chat; True when it no longer stands."""
    row = session.get(FeedbackRow, correction_id)
    if row is None or (row.chat_id, row.user_id) != (chat_id, user_id):
        return False
    row.undone_at = row.undone_at or now
    session.flush()
    return True


def labelled_entries(session: Session) -> list[dict[str, Any]]:
    """Corrected and labelled entries in the form of the classifier's samples: title, summary, topics.

    An operator's label counts more than a chat's correction: of an event that an operator has labelled, what chats
    say otherwise is left out.
    """
    taught = labels.taught(session)
    settled: dict[int, list[frozenset[Topic]]] = {}
    for one in taught:
        settled.setdefault(one.story_id or 0, []).append(one.topics)
    told = _corrected(session, settled) | {one.entry_id: set(one.topics) for one in taught}
    return [
        {"id": f"feedback-{e.id}", "title": e.title, "summary": e.summary, "topics": sorted(told[e.id])}
        for e in session.scalars(select(EntryRow).where(EntryRow.id.in_(told)).order_by(EntryRow.id))
    ]


def _corrected(session: Session, settled: Mapping[int, Sequence[Set[Topic]]]) -> dict[int, set[Topic]]:
    """Topics of each corrected entry, but for those that contradict what is settled of their story."""
    found: dict[int, set[Topic]] = {}
    story_of: dict[int, int] = {}
    for row in corrections(session):
        for entry in session.scalars(select(EntryRow).where(EntryRow.story_id == row.story_id)):
            story_of[entry.id] = row.story_id
            topics = found.setdefault(entry.id, set((entry.tags or {}).get("topics", {})))
            if row.verdict == "wrong":
                topics.clear()
            elif row.verdict == "topic":
                topics.clear()
                topics.add(Topic(row.value))
    return {
        entry_id: topics for entry_id, topics in found.items() if topics in settled.get(story_of[entry_id], [topics])
    }
