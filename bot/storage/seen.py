"""Stories as one chat sees them: told by the feeds it sees, and by no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.core.types import Source, Story
from bot.storage.conditions import hidden_feeds


def as_seen(session: Session, stories: Iterable[Story], *, chat_id: int) -> list[Story]:
    """The stories without the sources this chat does not see; those that only such sources tell are left out."""
    hidden = set(session.scalars(hidden_feeds(chat_id)))
    seen = (_without(story, hidden) for story in stories)
    return [story for story in seen if story is not None]


def _without(story: Story, hidden: set[int]) -> Story | None:
    sources = tuple(source for source in story.sources if source.feed_id not in hidden)
    if len(sources) == len(story.sources):
        return story
    if not sources:
        return None
    if any((source.title, source.link) == (story.title, story.link) for source in sources):
        return replace(story, sources=sources)
    # The headline is that of a hidden feed, and so is the address behind it.
    speaker = _speaker(story, sources)
    return replace(story, sources=sources, title=speaker.title, link=speaker.link)


def _speaker(story: Story, sources: Sequence[Source]) -> Source:
    """The source whose words say how sure the story is now, else the first."""
    return next((source for source in sources if source.stance is story.stance), sources[0])
