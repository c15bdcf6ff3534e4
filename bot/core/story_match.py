"""Which story an entry joins. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from bot.core.fact_agreement import persons
from bot.core.similarity import Fingerprint, best_story, fingerprint, firm_key
from bot.core.title_features import Title
from bot.core.topics import of_people
from bot.core.types import Stance, Story, Tags

#: titles of a story that are compared; a story told by more outlets has said all its wordings by then
MAX_TITLES = 6


def match_story(
    title: str,
    tags: Tags,
    at: datetime,
    candidates: Iterable[Story],
    *,
    read_title: Callable[[str], Title],
    of_story: Callable[[Story], list[Fingerprint]] | None = None,
) -> Story | None:
    """The story among the candidates that an entry belongs to, or None for a new event or a round-up.

    `read_title` is the classifier's; `of_story` is `fingerprints`, or one that remembers.
    """
    if tags.is_roundup:
        return None
    own = fingerprint(read_title(title), tags, at)
    by_id = {story.id: story for story in candidates if _may_share(own, story)}
    held = of_story or partial(fingerprints, read_title=read_title)
    found = best_story(own, [(story.id, one) for story in by_id.values() for one in held(story)])
    return None if found is None else by_id[found]


def _may_share(entry: Fingerprint, story: Story) -> bool:
    """A cheap look before titles are compared: a firm in common, names to be compared closely, or a person."""
    firms = {firm_key(f) for f in story.firms}
    if entry.firms & firms or not (_any_known(entry.firms) and _any_known(firms)):
        return True
    # Two known firms that differ are one story only of one person, whom at least one reading has found.
    return any(topic in entry.topics for topic in of_people()) and bool(entry.persons or persons(story.facts))


def _any_known(firms: Iterable[str]) -> bool:
    """Whether one of the firms may be of the lexicon, whose ids are ASCII."""
    return any(key.isascii() for key in firms)


def fingerprints(story: Story, *, read_title: Callable[[str], Title]) -> list[Fingerprint]:
    """A fingerprint for each title of a story, so that a repost of any of them finds it."""
    titles = list(dict.fromkeys([story.title, *(s.title for s in story.sources)]))[:MAX_TITLES]
    tags = Tags(topics=story.topics, firms=story.firms, stance=Stance(story.stance), facts=story.facts)
    return [fingerprint(read_title(title), tags, story.last_seen) for title in titles]
