"""The stream of stories: each new or changed one takes the next place, which chats' cursors follow."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.dialect import insert
from bot.storage.tables import CounterRow


def next_seq(session: Session) -> int:
    """The next place in the stream of stories.

    The counter's row stays locked until commit, so sequence order is commit order: a cursor never passes
    a story that another worker commits later.
    """
    row = insert(session, CounterRow).values(name="story_seq", value=1)
    statement = row.on_conflict_do_update(index_elements=["name"], set_={"value": CounterRow.value + 1})
    return int(session.execute(statement.returning(CounterRow.value)).scalar_one())


def newest_seq(session: Session) -> int:
    """The place of the newest story, 0 before the first."""
    return session.scalar(select(CounterRow.value).where(CounterRow.name == "story_seq")) or 0
