"""Grouping without a database: a bounded pool of open stories, grown entry by entry. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.stories import event_firms, home, material_changes, merge_facts
from bot.core.telling import DENIAL_WINDOW, firm_key
from bot.core.types import Source, Stance, Story, Tags


class Pool:
    """Stories that may still grow, the way the tag job keeps them in the database.

    Not safe for threads. Entries come in order of date; what is older than the window is dropped.
    """

    def __init__(self, *, fold: Callable[[str], str] = str.casefold, limit: int = 2000) -> None:
        self._fold, self._limit = fold, limit
        self._stories: dict[int, Story] = {}
        self._next = 1

    @property
    def open(self) -> int:
        """How many stories may still grow."""
        return len(self._stories)

    def add(self, title: str, tags: Tags, at: datetime) -> int:
        """Put one entry into its story or begin one; the story's id."""
        self._forget(at)
        story = home(title, tags, at, self._stories.values(), fold=self._fold)
        story = self._begin(title, tags, at) if story is None else grown(story, title, tags, at)
        if not tags.is_roundup:  # nothing joins a round-up
            self._stories[story.id] = story
        return story.id

    def _begin(self, title: str, tags: Tags, at: datetime) -> Story:
        story_id, self._next = self._next, self._next + 1
        return Story(
            id=story_id,
            seq=story_id,
            title=title,
            link="",
            topics=tags.topics,
            firms=event_firms(tags.firms),
            stance=tags.stance or Stance.REPORTED,
            facts=tags.facts,
            first_seen=at,
            last_seen=at,
        )

    def _forget(self, at: datetime) -> None:
        old = [i for i, story in self._stories.items() if at - story.last_seen > DENIAL_WINDOW]
        for story_id in old or list(self._stories)[: max(len(self._stories) - self._limit, 0)]:
            del self._stories[story_id]


def grown(story: Story, title: str, tags: Tags, at: datetime) -> Story:
    """The story with one more entry: its topics, firms, facts and changes."""
    changes = material_changes(story, tags, at, title=title)
    stances = [c.after for c in changes if c.kind == "stance"]
    known = {firm_key(f) for f in story.firms}
    source = Source(entry_id=0, feed_id=0, name="", title=title, link="", seen=at, stance=tags.stance)
    return replace(
        story,
        title=title if stances else story.title,
        stance=Stance(stances[-1]) if stances else story.stance,
        topics={t: max(tags.topics.get(t, 0.0), story.topics.get(t, 0.0)) for t in {*story.topics, *tags.topics}},
        firms=event_firms((*story.firms, *(f for f in tags.firms if firm_key(f) not in known))),
        facts=merge_facts(story.facts, tags.facts, changes=changes),
        changes=(*story.changes, *changes),
        sources=(*story.sources, source),
        last_seen=max(story.last_seen, at),
    )
