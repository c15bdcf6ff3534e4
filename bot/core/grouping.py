"""Grouping without a database: a bounded pool of open stories, grown entry by entry. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.core.similarity import DENIAL_WINDOW
from bot.core.story_match import match_story
from bot.core.story_merge import merge_entry, new_story
from bot.core.title_features import Title
from bot.core.types import Entry, StoredEntry, Story, Tags


class Pool:
    """Stories that may still grow, the way the tag job keeps them in the database.

    Not safe for threads. Entries come in order of date; what is older than the window is dropped.
    """

    def __init__(self, read_title: Callable[[str], Title], *, limit: int = 2000) -> None:
        self._read_title, self._limit = read_title, limit
        self._stories: dict[int, Story] = {}
        self._next = 1

    @property
    def open(self) -> int:
        """How many stories may still grow."""
        return len(self._stories)

    def add(self, title: str, tags: Tags, at: datetime) -> int:
        """Put one entry into its story or begin one; the story's id."""
        self._forget(at)
        stored = StoredEntry(id=0, feed_id=0, feed_title="", entry=Entry(key="", title=title), first_seen=at)
        story = match_story(title, tags, at, self._stories.values(), read_title=self._read_title)
        if story is None:
            story, self._next = new_story(stored, tags, story_id=self._next), self._next + 1
        else:
            story = merge_entry(story, stored, tags)
        if not tags.is_roundup:  # nothing joins a round-up
            self._stories[story.id] = story
        return story.id

    def _forget(self, at: datetime) -> None:
        old = [i for i, story in self._stories.items() if at - story.last_seen > DENIAL_WINDOW]
        for story_id in old or list(self._stories)[: max(len(self._stories) - self._limit, 0)]:
            del self._stories[story_id]
