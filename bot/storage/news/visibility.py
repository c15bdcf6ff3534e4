"""Stories as one chat sees them: told by the feeds it sees, and by no other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.firms import is_own
from bot.core.similarity import firm_key
from bot.core.story_merge import named_by, story_without
from bot.core.types import FirmRef, Source, StoredEntry, Story, Tags
from bot.storage.news.conditions import hidden_feeds
from bot.storage.news.entries import entries_of
from bot.storage.tables import ChatFirmRow, FeedRow

#: what tells a story, and what was read in it
_Entries = Sequence[tuple[StoredEntry, Tags]]


def as_seen(session: Session, stories: Iterable[Story], *, chat_id: int) -> list[Story]:
    """The stories without what feeds tell that this chat does not see; those that only such feeds tell are left out.

    Of a shared feed that the chat switched off the sources go, and what others made of its news stays. Of another
    chat's own feed nothing is told: no fact, no firm, no change.
    """
    hidden, private = set(session.scalars(hidden_feeds(chat_id))), private_feeds(session)
    held = list(stories)
    told = entries_of(session, [s.id for s in held if any(source.feed_id in private for source in s.sources)])
    seen = (_seen(story, told.get(story.id, ()), hidden=hidden, private=private) for story in held)
    own = set(session.scalars(select(ChatFirmRow.firm_id).where(ChatFirmRow.chat_id == chat_id)))
    return [replace(story, firms=known_firms(story.firms, own)) for story in seen if story is not None]


def known_firms(firms: Iterable[FirmRef], own: Collection[str]) -> tuple[FirmRef, ...]:
    """The firms without those that other chats added for themselves: whom somebody follows is nobody else's."""
    return tuple(firm for firm in firms if not is_own(firm.id) or firm.id in own)


def private_feeds(session: Session, *, among: Collection[int] | None = None) -> set[int]:
    """The feeds that belong to a chat; of a few, or of all."""
    query = select(FeedRow.id).where(FeedRow.owner_chat_id.is_not(None))
    return set(session.scalars(query if among is None else query.where(FeedRow.id.in_(among))))


def _seen(story: Story, entries: _Entries, *, hidden: set[int], private: set[int]) -> Story | None:
    """`entries` are those of a story that some chat's own feed tells."""
    sources = tuple(source for source in story.sources if source.feed_id not in hidden)
    if not sources:
        return None
    story = _retold_without(story, entries, hidden=private & hidden)
    if any((source.title, source.link) == (story.title, story.link) for source in sources):
        return replace(story, sources=sources)
    # The headline is that of a hidden feed, and so is the address behind it.
    speaker = _speaker(story, sources)
    return replace(story, sources=sources, title=speaker.title, link=speaker.link)


def _retold_without(story: Story, entries: _Entries, *, hidden: set[int]) -> Story:
    """The story told anew by all but the hidden feeds."""
    part = story_without(entries, hidden=hidden)
    if part is None:
        return story
    kept = {firm_key(firm) for firm in part.firms}
    read = named_by(entries)
    firms = tuple(firm for firm in story.firms if firm_key(firm) in kept or firm_key(firm) not in read)
    return replace(part, id=story.id, seq=story.seq, firms=firms, sources=story.sources)


def _speaker(story: Story, sources: Sequence[Source]) -> Source:
    """The source whose words say how sure the story is now, else the first."""
    return next((source for source in sources if source.stance is story.stance), sources[0])
