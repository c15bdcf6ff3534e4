"""How a story begins and grows, entry by entry, and how those see it who do not see all its feeds. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.similarity import firm_key
from bot.core.types import Change, Fact, FirmRef, Source, Stance, StoredEntry, Story, Tags

#: so long a more trusted feed may still give a story its title
TITLE_SETTLES = timedelta(hours=6)
#: salience from which an event counts as told of a firm
TOLD_OF = 0.5


def new_story(stored: StoredEntry, tags: Tags, *, story_id: int = 0, seq: int = 0) -> Story:
    """The story that an entry begins."""
    return Story(
        id=story_id,
        seq=seq,
        title=stored.entry.title,
        link=stored.entry.link,
        topics=dict(tags.topics),
        firms=event_firms(tags.firms),
        # A round-up's wording is about several events, so it says nothing of one.
        stance=Stance.REPORTED if tags.is_roundup else tags.stance or Stance.REPORTED,
        facts=tuple(tags.facts),
        sources=(_source(stored, tags),),
        announce=stored.announce,
        first_seen=stored.at,
        last_seen=stored.at,
    )


def merge_entry(story: Story, stored: StoredEntry, tags: Tags) -> Story:
    """The story with one more entry; its revision rises where that changes it materially and is news.

    What a new feed already held changes nothing in a story that is news: it is older.
    """
    is_older = story.announce and not stored.announce
    changes = (
        () if is_older else material_changes(story, tags, stored.first_seen, title=stored.entry.title, told=stored.at)
    )
    known = {firm_key(f) for f in story.firms}
    new = replace(
        story,
        topics={**story.topics, **{t: max(p, story.topics.get(t, 0.0)) for t, p in tags.topics.items()}},
        firms=event_firms((*story.firms, *(f for f in tags.firms if firm_key(f) not in known))),
        facts=story.facts if is_older else merge_facts(story.facts, tags.facts, changes=changes),
        changes=(*story.changes, *changes),
        sources=(*story.sources, _source(stored, tags)),
        revision=story.revision + bool(changes and stored.announce),
        announce=story.announce or stored.announce,
        last_seen=max(story.last_seen, stored.at),
    )
    stances = [c.after for c in changes if c.kind == "stance"]
    if not stances:
        return (
            replace(new, title=stored.entry.title, link=stored.entry.link) if _gives_title(story, stored, tags) else new
        )
    # The telling that settles it speaks for the story from now on; the first source stays the first.
    return replace(new, stance=Stance(stances[-1]), title=stored.entry.title, link=stored.entry.link)


def _gives_title(story: Story, stored: StoredEntry, tags: Tags) -> bool:
    """Whether an early entry gives the story its title: its feed is trusted more than that of the title so far.

    A title that settled the story's stance stays, and none of another stance comes in its place.
    """
    if (tags.stance or Stance.REPORTED) is not story.stance:
        return False
    if stored.at - story.first_seen > TITLE_SETTLES or (story.announce and not stored.announce):
        return False
    if any(change.kind == "stance" for change in story.changes):
        return False
    now = [source.weight for source in story.sources if (source.title, source.link) == (story.title, story.link)]
    return bool(now) and stored.feed_weight > max(now)


def story_without(entries: Iterable[tuple[StoredEntry, Tags]], *, hidden: Collection[int]) -> Story | None:
    """The story as it is without the hidden feeds' entries; None where only these tell it.

    Its revision is the one that the whole story had when it last changed for those who see this part of it, so that it
    compares with what they were told.
    """
    part: Story | None = None
    at = 0
    for stored, tags in entries:
        if stored.feed_id in hidden:
            continue
        before, part = part, merge_entry(part, stored, tags) if part else new_story(stored, tags)
        if before and part.revision > before.revision:
            at = stored.revision
    return replace(part, revision=at) if part else None


def _source(stored: StoredEntry, tags: Tags) -> Source:
    return Source(
        entry_id=stored.id,
        feed_id=stored.feed_id,
        name=stored.feed_title,
        title=stored.entry.title,
        link=stored.entry.link,
        seen=stored.at,
        stance=tags.stance,
        weight=stored.feed_weight,
        evidence=tags.evidence,
    )


def named_by(entries: Iterable[tuple[StoredEntry, Tags]]) -> set[str]:
    """The firms that these entries name, by key; a chat's own may be found in a story later, by no entry's tags."""
    return {firm_key(firm) for _, tags in entries for firm in tags.firms}


def event_firms(firms: Sequence[FirmRef]) -> tuple[FirmRef, ...]:
    """The firms an event is told of; where none stands out (two of the six tigers), every firm named."""
    told_of = tuple(firm for firm in firms if firm.salience >= TOLD_OF)
    return told_of or tuple(firms)


def material_changes(
    story: Story, tags: Tags, at: datetime, *, title: str, told: datetime | None = None
) -> tuple[Change, ...]:
    """What an entry of this title changes in a story that is worth telling again.

    ``at``: when we saw it; ``told``: when it was news, if that is another time.
    """
    changes: list[Change] = []
    stance = tags.stance
    # A late repost of an earlier telling must not swing the story back.
    held = {story.stance.value, *(value for c in story.changes if c.kind == "stance" for value in (c.before, c.after))}
    if stance and stance.value not in held and _stance_moves(story, stance, told or at):
        changes.append(Change(kind="stance", before=story.stance, after=stance, at=at))
    for fact in tags.facts:
        same = [known for known in story.facts if known.kind == fact.kind]
        if same:
            changes += fact.changes(same, at, is_rumour=story.stance is Stance.RUMOUR, title=title)
    known = {(c.kind, value) for c in story.changes for value in (c.before, c.after)}
    return tuple(c for c in changes if c.kind == "stance" or (c.kind, c.after) not in known)


def merge_facts(old: Iterable[Fact], new: Iterable[Fact], *, changes: Iterable[Change] = ()) -> tuple[Fact, ...]:
    """Old facts, changed and with empty slots filled from new ones; those of nothing known are added."""
    merged = list(old)
    for change in changes:
        merged = [fact.after(change) for fact in merged]
    for fact in new:
        twin = next((at for at, known in enumerate(merged) if known.same_event(fact)), None)
        if twin is None:
            merged.append(fact)
        else:
            merged[twin] = merged[twin].merged(fact)
    return tuple(merged)


def _stance_moves(story: Story, after: Stance, told: datetime) -> bool:
    """A rumour that is told without reserve, a confirmation, or a denial; of what is confirmed only a newer one."""
    before = story.stance
    if after is Stance.DENIED:
        # Whoever denies an event after it was confirmed has the last word; a late repost of a denial has not.
        confirmed = [source.seen for source in story.sources if source.stance is Stance.CONFIRMED]
        return before is not Stance.DENIED and all(told > seen for seen in confirmed)
    if after is Stance.REPORTED:
        return before is Stance.RUMOUR
    return after is Stance.CONFIRMED and before is not Stance.CONFIRMED
