"""One event, one story: does an entry belong to a story, and does it change what is known? Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.agreement import amounts_agree, persons, persons_agree, rounds
from bot.core.amounts import amount_text
from bot.core.types import Change, FirmRef, Stance, Story, Tags, Topic
from bot.core.wording import overlap, stages, sums, weights

#: entries of one event arrive within this window
WINDOW = timedelta(days=7)
#: a denial answers a rumour that may be older
DENIAL_WINDOW = timedelta(days=14)
#: titles of a story that are compared; a story told by more outlets has said all its wordings by then
MAX_TITLES = 6

#: Score from which an entry tells the story's event.
THRESHOLD = 0.34
SAME_FIRM = 0.16
SECOND_FIRM = 0.10
NO_FIRM = -0.12
SAME_PERSON = 0.30
SAME_AMOUNT = 0.25
SAME_ROUND = 0.10
SAME_STAGE = 0.10
SAME_STEP = 0.20
OTHER_STAGE = -0.20
DENIAL = 0.30
PRETRAINING = 0.20


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What grouping compares: one entry, or one telling of a story with all that the story knows."""

    title: str
    grams: Mapping[str, float]
    firms: frozenset[str]
    topics: frozenset[Topic]
    stance: Stance
    facts: tuple[Mapping[str, Any], ...]
    at: datetime
    is_roundup: bool = False


def telling(title: str, tags: Tags, at: datetime) -> Telling:
    """The comparable form of an entry; the title in simplified characters, if outlets write both."""
    firms = [f for f in tags.firms if f.salience >= 0.5]
    return Telling(
        title=title,
        grams=weights(title, [f.name for f in firms]),
        firms=frozenset(firm_key(f) for f in firms),
        topics=frozenset(tags.topics),
        stance=tags.stance or Stance.REPORTED,
        facts=tags.facts,
        at=at,
        is_roundup=tags.is_roundup,
    )


def firm_key(firm: FirmRef) -> str:
    """What identifies a firm: its lexicon id, or its name outside the lexicon."""
    return firm.id or firm.name.lower()


def belongs(entry: Telling, story: Telling) -> float:
    """How surely the entry tells the story's event: from `THRESHOLD` on it does. 0 is a veto."""
    if entry.is_roundup or story.is_roundup or not entry.topics & story.topics:
        return 0.0
    denial = Stance.DENIED in (entry.stance, story.stance)
    if abs(entry.at - story.at) > (DENIAL_WINDOW if denial else WINDOW):
        return 0.0
    person = _same_person(entry, story)
    disjoint = bool(entry.firms and story.firms) and not entry.firms & story.firms
    amount = amounts_agree(entry.facts, story.facts)
    # One person leaves one firm and joins another: two firms, one story. Else two firms are two stories.
    if person is False or amount is False or (disjoint and not person):
        return 0.0
    if entry.title == story.title:
        return 1.0
    score = overlap(entry.grams, story.grams)
    shared = len(entry.firms & story.firms)
    score += SAME_FIRM + (SECOND_FIRM if shared > 1 else 0.0) if shared else 0.0 if disjoint else NO_FIRM
    score += SAME_PERSON if person else 0.0
    score += SAME_AMOUNT if amount or sums(entry.title) & sums(story.title) else 0.0
    score += SAME_ROUND if rounds(entry.facts) & rounds(story.facts) else 0.0
    score += _stage(stages(entry.title), stages(story.title), shared)
    score += DENIAL if denial and shared else 0.0
    score += PRETRAINING if Topic.PRETRAINING_CUT in entry.topics & story.topics else 0.0
    return max(score, 0.0)


def _same_person(a: Telling, b: Telling) -> bool | None:
    """Of the facts, or of one's facts and the other's title: not every wording yields a fact."""
    if Topic.TALENT_MOVE not in a.topics & b.topics:
        return None
    verdict = persons_agree(persons(a.facts), persons(b.facts))
    named = _named(persons(a.facts), b) or _named(persons(b.facts), a)
    return True if named else verdict


def _named(names: Iterable[str], other: Telling) -> bool:
    """Whether a title names one of them: in full, or a foreigner by the last name alone."""
    for name in map(str.casefold, names):
        last = name.replace("·", " ").split()[-1:]
        if name in other.title or any(len(word) > 2 and word in other.grams for word in last):
            return True
        if last and not last[0].isascii() and len(last[0]) > 2 and last[0] in other.title:
            return True
    return False


def _stage(a: frozenset[str], b: frozenset[str], shared: int) -> float:
    """Steps in common speak for one event only of one firm; any two firms file for a listing."""
    if not a or not b:
        return 0.0
    if not a & b:
        return OTHER_STAGE
    return (SAME_STEP if a & b - {"round"} else SAME_STAGE) if shared else 0.0


def best_story(entry: Telling, stories: Iterable[tuple[int, Telling]]) -> int | None:
    """The id of the story this entry belongs to, or None for a new event."""
    scored = ((belongs(entry, other), story_id) for story_id, other in stories)
    score, story_id = max(scored, default=(0.0, 0))
    return story_id if score >= THRESHOLD else None


def home(
    title: str, tags: Tags, at: datetime, candidates: Iterable[Story], *, fold: Callable[[str], str] = str.casefold
) -> Story | None:
    """The story among the candidates that an entry belongs to, or None for a new event or a round-up.

    `fold` brings titles into one form (simplified, lower case).
    """
    if tags.is_roundup:
        return None
    own = telling(fold(title), tags, at)
    by_id = {story.id: story for story in candidates if _may_share(own, story)}
    found = best_story(own, [(s.id, t) for s in by_id.values() for t in tellings(s, fold=fold)])
    return None if found is None else by_id[found]


def _may_share(entry: Telling, story: Story) -> bool:
    """A cheap look before titles are compared."""
    firms = {firm_key(f) for f in story.firms}
    return not entry.firms or not firms or bool(entry.firms & firms) or bool(persons(entry.facts))


def tellings(story: Story, *, fold: Callable[[str], str] = str.casefold) -> list[Telling]:
    """One telling per title of a story, so that a repost of any of them finds it."""
    titles = list(dict.fromkeys([story.title, *(s.title for s in story.sources)]))[:MAX_TITLES]
    tags = Tags(topics=story.topics, firms=story.firms, stance=Stance(story.stance), facts=story.facts)
    return [telling(fold(title), tags, story.last_seen) for title in titles]


def material_changes(story: Story, tags: Tags, at: datetime) -> tuple[Change, ...]:
    """What an entry changes in a story that is worth telling again."""
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
        changes += _slot_changes(same, fact, at)
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
    """A confirmation, or the denial of what nobody confirmed; a later rumour or report changes nothing."""
    if after is Stance.DENIED:
        # What a firm or a filing has confirmed is not undone by a denial of some part of it.
        return before in {Stance.RUMOUR, Stance.REPORTED}
    return after is Stance.CONFIRMED and before is not Stance.CONFIRMED


def _slot_changes(same: Sequence[Mapping[str, Any]], fact: Mapping[str, Any], at: datetime) -> list[Change]:
    changes = []
    first = same[0]
    if fact.get("kind") == "funding":
        if first.get("round") and fact.get("round") and first["round"] != fact["round"]:
            changes.append(Change(kind="round", before=str(first["round"]), after=str(fact["round"]), at=at))
        if _amount([first]) is None and _amount([fact]) is not None:
            changes.append(Change(kind="amount", before="", after=amount_text(fact), at=at))
    elif fact.get("kind") == "talent":
        person = fact.get("person")
        if person and all(f.get("person") != person for f in same):
            changes.append(Change(kind="person", before="", after=str(person), at=at))
    return changes
