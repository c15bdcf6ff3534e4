"""How a story begins and grows, entry by entry, and how those see it who do not see all its feeds. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.amounts import amount_text
from bot.core.similarity import firm_key
from bot.core.types import Change, FirmRef, Source, Stance, StoredEntry, Story, Tags

#: salience from which an event counts as told of a firm
TOLD_OF = 0.5


def begun(stored: StoredEntry, tags: Tags, *, story_id: int = 0, seq: int = 0) -> Story:
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


def grown(story: Story, stored: StoredEntry, tags: Tags) -> Story:
    """The story with one more entry; its revision rises where that changes it materially and is news.

    What a new feed already held changes nothing in a story that is news: it is older.
    """
    is_older = story.announce and not stored.announce
    changes = () if is_older else material_changes(story, tags, stored.first_seen, title=stored.entry.title)
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
        return new
    # The telling that settles it speaks for the story from now on; the first source stays the first.
    return replace(new, stance=Stance(stances[-1]), title=stored.entry.title, link=stored.entry.link)


def without(entries: Iterable[tuple[StoredEntry, Tags]], *, hidden: Collection[int]) -> Story | None:
    """The story as it is without the hidden feeds' entries; None where only these tell it.

    Its revision is the one that the whole story had when it last changed for those who see this part of it, so that it
    compares with what they were told.
    """
    part: Story | None = None
    at = 0
    for stored, tags in entries:
        if stored.feed_id in hidden:
            continue
        before, part = part, grown(part, stored, tags) if part else begun(stored, tags)
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
    )


def named_by(entries: Iterable[tuple[StoredEntry, Tags]]) -> set[str]:
    """The firms that these entries name, by key; a chat's own may be found in a story later, by no entry's tags."""
    return {firm_key(firm) for _, tags in entries for firm in tags.firms}


def event_firms(firms: Sequence[FirmRef]) -> tuple[FirmRef, ...]:
    """The firms an event is told of; where none stands out (two of the six tigers), every firm named."""
    told_of = tuple(firm for firm in firms if firm.salience >= TOLD_OF)
    return told_of or tuple(firms)


def material_changes(story: Story, tags: Tags, at: datetime, *, title: str) -> tuple[Change, ...]:
    """What an entry of this title changes in a story that is worth telling again."""
    changes: list[Change] = []
    stance = tags.stance
    # A late repost of an earlier telling must not swing the story back.
    held = {story.stance.value, *(value for c in story.changes if c.kind == "stance" for value in (c.before, c.after))}
    if stance and stance.value not in held and _stance_moves(story.stance, stance):
        changes.append(Change(kind="stance", before=story.stance, after=stance, at=at))
    for fact in tags.facts:
        same = [f for f in story.facts if f.get("kind") == fact.get("kind")]
        if not same:
            continue
        changes += _slot_changes(same, fact, at, rumoured=story.stance is Stance.RUMOUR, title=title)
    known = {(c.kind, value) for c in story.changes for value in (c.before, c.after)}
    return tuple(c for c in changes if c.kind == "stance" or (c.kind, c.after) not in known)


def merge_facts(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], *, changes: Sequence[Change] = ()
) -> tuple[Mapping[str, Any], ...]:
    """Old facts with empty slots filled from new ones and changed rounds replaced; new persons and kinds are added."""
    merged = [dict(f) for f in old]
    for change in changes:
        for twin in merged:
            if change.kind == "round" and twin.get("round") == change.before:
                twin["round"] = change.after
    for fact in new:
        same = next((m for m in merged if _same_fact(m, fact)), None)
        if same is None:
            merged.append(dict(fact))
            continue
        for slot, value in fact.items():
            if same.get(slot) in (None, [], "") and value not in (None, [], ""):
                same[slot] = value
    return tuple(merged)


def _amount(facts: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    for fact in facts:
        low, high = fact.get("amount_low"), fact.get("amount_high")
        if low is not None or high is not None:
            return (low if low is not None else high, high if high is not None else low)  # type: ignore[return-value]
    return None


def _same_fact(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    if a.get("kind") != b.get("kind"):
        return False
    return a.get("kind") != "talent" or a.get("person") == b.get("person")


def _stance_moves(before: Stance, after: Stance) -> bool:
    """A rumour that is told without reserve, a confirmation, or the denial of what nobody confirmed."""
    if after is Stance.DENIED:
        # What a firm or a filing has confirmed is not undone by a denial of some part of it.
        return before in {Stance.RUMOUR, Stance.REPORTED}
    if after is Stance.REPORTED:
        return before is Stance.RUMOUR
    return after is Stance.CONFIRMED and before is not Stance.CONFIRMED


def _slot_changes(
    same: Sequence[Mapping[str, Any]], fact: Mapping[str, Any], at: datetime, *, rumoured: bool, title: str
) -> list[Change]:
    """What a fact tells anew.

    A round that was more than rumoured stands: another one beside it is another raise. A new person is news
    when the title names them; in the text, people are mentioned for all kinds of reasons.
    """
    changes = []
    first = same[0]
    if fact.get("kind") == "funding":
        if rumoured and first.get("round") and fact.get("round") and first["round"] != fact["round"]:
            changes.append(Change(kind="round", before=str(first["round"]), after=str(fact["round"]), at=at))
        if _amount([first]) is None and _amount([fact]) is not None:
            changes.append(Change(kind="amount", before="", after=amount_text(fact), at=at))
    elif fact.get("kind") == "talent":
        person = fact.get("person")
        if person and str(person) in title and all(f.get("person") != person for f in same):
            changes.append(Change(kind="person", before="", after=str(person), at=at))
    return changes
