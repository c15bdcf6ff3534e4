"""The recent stories that an entry may join, held in memory from batch to batch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.core.similarity import DENIAL_WINDOW, Telling
from bot.core.story_match import home, tellings
from bot.core.types import StoredEntry, Story, Tags
from bot.storage.news import stories as store
from bot.storage.news import stream

_LONG_AGO = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)


class Neighbours:
    """Recent stories: what changed is read again, the others and their cut-up titles are kept.

    Whoever uses it holds `lock`: jobs of one process share it.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._since, self._seq = _LONG_AGO, -1
        self._marks: dict[int, store.Mark] = {}
        self._stories: dict[int, Story] = {}
        self._tellings: dict[int, list[Telling]] = {}

    def refresh(self, session: Session, *, oldest: datetime) -> None:
        """Hold the stories that an entry of this time or a later one may join, as they are now."""
        since, seq = oldest - DENIAL_WINDOW, stream.newest_seq(session)
        marks = store.recent_marks(session, since=since)
        for story_id in self._stories.keys() - marks.keys():
            self._forget(story_id)
        changed = [story_id for story_id, mark in marks.items() if self._marks.get(story_id) != mark]
        for story in store.load_stories(session, changed):
            self._hold(story)
        self._since, self._seq, self._marks = since, seq, marks

    def catch_up(self, session: Session) -> None:
        """Refresh if somebody else told a story since; costs one number where nobody did."""
        if stream.newest_seq(session) != self._seq:
            self.refresh(session, oldest=self._since + DENIAL_WINDOW)

    def home(self, stored: StoredEntry, tags: Tags, *, fold: Callable[[str], str]) -> int | None:
        """The story that an entry belongs to, or None for a new event."""
        at = stored.at
        near = [s for s in self._stories.values() if abs(s.last_seen - at) <= DENIAL_WINDOW]
        found = home(stored.entry.title, tags, at, near, fold=fold, cut=lambda story: self._cut(story, fold))
        return None if found is None else found.id

    def renew(self, session: Session, story_id: int) -> None:
        """Read a story again that was begun or has grown in this transaction."""
        story = store.get_story(session, story_id)
        if story is not None:
            self._hold(story)
            self._marks.pop(story_id, None)  # if the transaction fails, the next refresh must read it again
        self._seq = stream.newest_seq(session)

    def _cut(self, story: Story, fold: Callable[[str], str]) -> list[Telling]:
        """The story's titles in comparable form."""
        if story.id not in self._tellings:
            self._tellings[story.id] = tellings(story, fold=fold)
        return self._tellings[story.id]

    def _hold(self, story: Story) -> None:
        self._stories[story.id] = story
        self._tellings.pop(story.id, None)

    def _forget(self, story_id: int) -> None:
        del self._stories[story_id]
        self._tellings.pop(story_id, None)
