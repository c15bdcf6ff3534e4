"""The recent stories that an entry may join, held in memory from batch to batch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.core.similarity import DENIAL_WINDOW, Fingerprint
from bot.core.story_match import fingerprints, match_story
from bot.core.title_features import Title
from bot.core.types import StoredEntry, Story, Tags
from bot.storage.news import sequence
from bot.storage.news import stories as store

_LONG_AGO = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)


class Candidates:
    """Recent stories: what changed is read again, the others and their fingerprints are kept.

    Whoever uses it holds `lock`: jobs of one process share it.
    """

    def __init__(self, read_title: Callable[[str], Title]) -> None:
        self._read_title = read_title
        self.lock = threading.Lock()
        self._since, self._seq = _LONG_AGO, -1
        self._marks: dict[int, store.Mark] = {}
        self._stories: dict[int, Story] = {}
        self._fingerprints: dict[int, list[Fingerprint]] = {}

    def refresh(self, session: Session, *, oldest: datetime) -> None:
        """Hold the stories that an entry of this time or a later one may join, as they are now."""
        since, seq = oldest - DENIAL_WINDOW, sequence.newest_seq(session)
        marks = store.recent_marks(session, since=since)
        for story_id in self._stories.keys() - marks.keys():
            self._forget(story_id)
        changed = [story_id for story_id, mark in marks.items() if self._marks.get(story_id) != mark]
        for story in store.load_stories(session, changed):
            self._hold(story)
        self._since, self._seq, self._marks = since, seq, marks

    def refresh_if_changed(self, session: Session) -> None:
        """Refresh if somebody else told a story since; costs one number where nobody did."""
        if sequence.newest_seq(session) != self._seq:
            self.refresh(session, oldest=self._since + DENIAL_WINDOW)

    def match(self, stored: StoredEntry, tags: Tags) -> int | None:
        """The story that an entry belongs to, or None for a new event."""
        at = stored.at
        near = [s for s in self._stories.values() if abs(s.last_seen - at) <= DENIAL_WINDOW]
        found = match_story(
            stored.entry.title, tags, at, near, read_title=self._read_title, of_story=self._fingerprints_of
        )
        return None if found is None else found.id

    def reload(self, session: Session, story_id: int) -> None:
        """Read a story again that was begun or has grown in this transaction."""
        story = store.get_story(session, story_id)
        if story is not None:
            self._hold(story)
            self._marks.pop(story_id, None)  # if the transaction fails, the next refresh must read it again
        self._seq = sequence.newest_seq(session)

    def _fingerprints_of(self, story: Story) -> list[Fingerprint]:
        if story.id not in self._fingerprints:
            self._fingerprints[story.id] = fingerprints(story, read_title=self._read_title)
        return self._fingerprints[story.id]

    def _hold(self, story: Story) -> None:
        self._stories[story.id] = story
        self._fingerprints.pop(story.id, None)

    def _forget(self, story_id: int) -> None:
        del self._stories[story_id]
        self._fingerprints.pop(story_id, None)
