"""Which story an entry joins, and does it change what is known? Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.agreement import persons
from bot.core.amounts import amount_text
from bot.core.telling import Telling, best_story, firm_key, telling
from bot.core.types import Change, FirmRef, Stance, Story, Tags, Topic

#: titles of a story that are compared; a story told by more outlets has said all its wordings by then
MAX_TITLES = 6
#: salience from which an event counts as told of a firm
TOLD_OF = 0.5


def home(
    title: str,
    tags: Tags,
    at: datetime,
    candidates: Iterable[Story],
    *,
    fold: Callable[[str], str] = str.casefold,
    cut: Callable[[Story], list[Telling]] | None = None,
) -> Story | None:
    """The story among the candidates that an entry belongs to, or None for a new event or a round-up.

    `fold` brings titles into one form (simplified, lower case); `cut` is `tellings`, or one that remembers.
    """
    if tags.is_roundup:
        return None
    own = telling(fold(title), tags, at)
    by_id = {story.id: story for story in candidates if _may_share(own, story)}
    found = best_story(own, [(s.id, t) for s in by_id.values() for t in (cut(s) if cut else tellings(s, fold=fold))])
    return None if found is None else by_id[found]


def _may_share(entry: Telling, story: Story) -> bool:
    """A cheap look before titles are compared: a firm in common, names to be compared closely, or a person."""
    firms = {firm_key(f) for f in story.firms}
    if entry.firms & firms or not (_any_known(entry.firms) and _any_known(firms)):
        return True
    # Two known firms that differ are one story only of one person, whom at least one reading has found.
    return Topic.TALENT_MOVE in entry.topics and bool(persons(entry.facts) or persons(story.facts))


def _any_known(firms: Iterable[str]) -> bool:
    """Whether one of the firms may be of the lexicon, whose ids are ASCII."""
    return any(key.isascii() for key in firms)


def tellings(story: Story, *, fold: Callable[[str], str] = str.casefold) -> list[Telling]:
    """One telling per title of a story, so that a repost of any of them finds it."""
    titles = list(dict.fromkeys([story.title, *(s.title for s in story.sources)]))[:MAX_TITLES]
    tags = Tags(topics=story.topics, firms=story.firms, stance=Stance(story.stance), facts=story.facts)
    return [telling(fold(title), tags, story.last_seen) for title in titles]


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
