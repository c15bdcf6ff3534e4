"""Stories as data for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core import facts
from bot.storage.news.stories import load_stories
from bot.storage.tables import StoryRow


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
                "facts": [facts.to_json(fact) for fact in story.facts],
                "sources": [{"feed": s.name, "title": s.title, "link": s.link, "seen": s.seen} for s in story.sources],
                "first_seen": story.first_seen,
                "last_seen": story.last_seen,
            }
