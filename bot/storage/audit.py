"""The books: what was read, told and sent, so that "nothing is lost" can be checked; and the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from bot.storage import inbox, outbox
from bot.storage.entries import MAX_ATTEMPTS
from bot.storage.stories import load_stories
from bot.storage.tables import ChatRow, EntryRow, InboxRow, OutboxRow, StoryRow, ToldRow


def audit(session: Session, *, now: datetime) -> dict[str, Any]:
    """Counts of every stage; ``lost`` is what no later step will bring.

    Lost are: entries parked after repeated failures, updates given up, and told stories without a message.
    """
    untagged = EntryRow.tagged_at.is_(None)
    parked = _count(session, EntryRow, and_(untagged, EntryRow.attempts >= MAX_ATTEMPTS))
    # A chat that was told something but has no message of any state was promised and forgotten; old messages are gone.
    silent = select(func.count(func.distinct(ToldRow.chat_id))).where(
        ToldRow.at > now - outbox.KEPT, ~exists().where(OutboxRow.chat_id == ToldRow.chat_id)
    )
    forgotten = session.scalar(silent) or 0
    given_up = _count(session, InboxRow, and_(InboxRow.done_at.is_(None), InboxRow.attempts >= inbox.MAX_ATTEMPTS))
    states = outbox.counts(session)
    return {
        "entries": _count(session, EntryRow),
        "entries untagged": _count(session, EntryRow, untagged),
        "entries parked": parked,
        "stories": _count(session, StoryRow),
        "chats": _count(session, ChatRow),
        "chats paused": _count(session, ChatRow, ChatRow.paused_at.is_not(None)),
        "told": _count(session, ToldRow),
        **{f"messages {state}": states.get(state, 0) for state in ("pending", "sending", "sent", "paused", "dead")},
        "oldest waiting": session.scalar(
            select(func.min(OutboxRow.due_at)).where(OutboxRow.state == "pending", OutboxRow.due_at <= now)
        ),
        "lost": parked + forgotten + given_up + states.get("dead", 0),
    }


def export_stories(session: Session, *, days: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Stories last seen within these days, oldest first, JSON-ready."""
    ids = list(
        session.scalars(
            select(StoryRow.id).where(StoryRow.last_seen >= now - timedelta(days=days)).order_by(StoryRow.id)
        )
    )
    for start in range(0, len(ids), 200):
        for story in load_stories(session, ids[start : start + 200]):
            yield {
                "id": story.id,
                "title": story.title,
                "link": story.link,
                "topics": dict(story.topics),
                "firms": [{"id": f.id, "name": f.name} for f in story.firms],
                "stance": story.stance.value,
                "facts": [dict(f) for f in story.facts],
                "sources": [{"feed": s.name, "title": s.title, "link": s.link, "seen": s.seen} for s in story.sources],
                "first_seen": story.first_seen,
                "last_seen": story.last_seen,
            }


def _count(session: Session, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0
