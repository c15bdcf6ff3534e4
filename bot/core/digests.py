"""Which stories a chat is told, in which order, and what just missed and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.chats import Preferences
from bot.core.topics import TOPICS, Topic
from bot.core.types import Stance, Story


class Missed(StrEnum):
    """Why a story that matched a subscription is not told."""

    RUMOUR = "rumour"
    SCORE = "score"
    WORDS = "words"
    CAP = "cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The stories due to one chat, grouped by topic in order; `missed` tells what was left out."""

    groups: tuple[tuple[Topic, tuple[Story, ...]], ...]
    missed: tuple[tuple[Story, Missed], ...] = ()
    #: stories beyond the cap; they stay reachable through the "more" button and /latest
    more: tuple[Story, ...] = ()

    @property
    def stories(self) -> tuple[Story, ...]:
        """All told stories in the order shown."""
        return tuple(story for _, stories in self.groups for story in stories)


def compose(stories: Iterable[Story], wishes: Preferences, *, tokens: Callable[[str], set[str]]) -> Digest:
    """Pick and group what this chat wants; `wishes` effective, `tokens` cuts a title into lower-case tokens."""
    kept: list[Story] = []
    missed: list[tuple[Story, Missed]] = []
    for story in stories:
        if not story.topics:  # told of a topic that is no longer known
            continue
        reason = why_not(story, wishes, tokens=tokens)
        if reason is None:
            kept.append(story)
        else:
            missed.append((story, reason))
    kept.sort(key=lambda s: (-_weight(s), s.seq))
    cap = wishes.max_stories or len(kept)
    more = tuple(kept[cap:])
    missed += [(story, Missed.CAP) for story in more]
    return Digest(groups=_grouped(kept[:cap]), missed=tuple(missed), more=more)


def why_not(story: Story, wishes: Preferences, *, tokens: Callable[[str], set[str]]) -> Missed | None:
    """The first reason against telling this story, or None."""
    if story.stance is Stance.RUMOUR and wishes.rumours is False:
        return Missed.RUMOUR
    if story.score < (wishes.min_score or 0):
        return Missed.SCORE
    if not words_allow(story.title, wishes, tokens=tokens):
        return Missed.WORDS
    return None


def words_allow(title: str, wishes: Preferences, *, tokens: Callable[[str], set[str]]) -> bool:
    """Include words: `+word` all required, plain words at least one; exclude words: none. Matched on tokens."""
    if not wishes.include_words and not wishes.exclude_words:
        return True
    have = tokens(title)
    required = [w[1:] for w in wishes.include_words or () if w.startswith("+")]
    any_of = [w for w in wishes.include_words or () if not w.startswith("+")]

    def holds(word: str) -> bool:
        parts = tokens(word)
        return bool(parts) and parts <= have

    return (
        all(holds(w) for w in required)
        and (not any_of or any(holds(w) for w in any_of))
        and not any(holds(w.lstrip("!")) for w in wishes.exclude_words or ())
    )


def main_topic(story: Story) -> Topic:
    """The topic a story is listed under: its most probable one, rarest first on a tie.

    Raises:
        ValueError: it has none of the topics.
    """
    return max((topic for topic in TOPICS if topic in story.topics), key=lambda topic: story.topics[topic])


def _weight(story: Story) -> float:
    """Many sources and a high score first."""
    return story.score + 0.1 * min(len(story.sources), 10)


def _grouped(stories: Sequence[Story]) -> tuple[tuple[Topic, tuple[Story, ...]], ...]:
    groups: dict[Topic, list[Story]] = {topic: [] for topic in TOPICS}
    for story in stories:
        groups[main_topic(story)].append(story)
    return tuple((topic, tuple(members)) for topic, members in groups.items() if members)
