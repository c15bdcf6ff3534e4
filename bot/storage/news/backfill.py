"""What was told of a firm before a chat added it: entries that name it, and its place in their stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.core.story_merge import event_firms
from bot.core.types import FirmRef, Story
from bot.storage.news.search import first_since, searchable, tokens_match
from bot.storage.news.story_writes import write_tags
from bot.storage.tables import EntryRow, StoryTagRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry of a story that holds the words of a name."""

    entry_id: int
    story_id: int
    title: str
    text: str


def entries_naming(session: Session, names: Sequence[Sequence[str]], *, since: datetime, limit: int) -> list[Hit]:
    """The newest entries of stories seen since then that hold all words of one of these names."""
    first_id = first_since(session, since)
    found: dict[int, Hit] = {}
    for words in names:
        if first_id is None or not searchable(words):
            continue
        statement = (
            select(EntryRow.id, EntryRow.story_id, EntryRow.title, EntryRow.text, EntryRow.summary)
            .where(tokens_match(searchable(words), first_id=first_id), EntryRow.story_id.is_not(None))
            .where(EntryRow.first_seen >= since)
            .order_by(EntryRow.id.desc())
            .limit(limit)
        )
        for entry_id, story_id, title, text, summary in session.execute(statement):
            found[entry_id] = Hit(entry_id=entry_id, story_id=story_id or 0, title=title, text=text or summary)
    return [found[entry_id] for entry_id in sorted(found, reverse=True)[:limit]]


def name_firm(session: Session, story: Story, firm: FirmRef) -> bool:
    """Count a story among a firm's, by the rule that a new entry would follow; False where it is told of others."""
    if firm not in event_firms((*story.firms, firm)):
        return False
    write_tags(session, story.id, story.seq, story.topics, [firm])
    # It is no longer a story of no firm.
    session.execute(delete(StoryTagRow).where(StoryTagRow.story_id == story.id, StoryTagRow.firm_id == ""))
    return True
