"""The stories that a batch of entries may join, held in memory while the batch is placed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.core.stories import home, tellings
from bot.core.telling import DENIAL_WINDOW, Telling
from bot.core.types import StoredEntry, Story, Tags
from bot.storage import stories as store


class Neighbours:
    """Recent stories, read once a batch and kept up to date; their titles are cut up once."""

    def __init__(self, session: Session, batch: Sequence[StoredEntry], *, fold: Callable[[str], str]) -> None:
        self._session, self._fold = session, fold
        self._since = min((stored.at for stored in batch), default=datetime.max.replace(tzinfo=UTC))
        self._known: dict[int, Story] | None = None
        self._tellings: dict[int, list[Telling]] = {}

    def home(self, stored: StoredEntry, tags: Tags) -> Story | None:
        """The story that an entry belongs to, or None for a new event."""
        at = stored.at
        near = [s for s in self._stories.values() if abs(s.last_seen - at) <= DENIAL_WINDOW]
        return home(stored.entry.title, tags, at, near, fold=self._fold, cut=self._cut)

    @property
    def _stories(self) -> dict[int, Story]:
        """Read at the first entry that needs them: most batches hold none."""
        if self._known is None:
            since = self._since - DENIAL_WINDOW
            self._known = {s.id: s for s in store.recent_stories(self._session, since=since)}
        return self._known

    def _cut(self, story: Story) -> list[Telling]:
        """The story's titles in comparable form."""
        if story.id not in self._tellings:
            self._tellings[story.id] = tellings(story, fold=self._fold)
        return self._tellings[story.id]

    def renew(self, story_id: int) -> None:
        """Read a story again that was begun or has grown."""
        story = store.get_story(self._session, story_id)
        if story is not None:
            self._stories[story_id] = story
            self._tellings.pop(story_id, None)
