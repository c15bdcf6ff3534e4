"""One event, one story: does an entry belong to a story, and does it change what is known? Pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.amounts import amount_text
from bot.core.types import Change, FirmRef, Stance, Story, Tags, Topic

#: entries of one event arrive within this window
WINDOW = timedelta(days=7)
#: a denial answers a rumour that may be older
DENIAL_WINDOW = timedelta(days=14)
#: similarity above which two texts tell the same event, given the bonuses and vetoes below
THRESHOLD = 0.34


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What grouping compares: one entry, or one story's latest telling."""

    tokens: frozenset[str]
    firms: frozenset[str]
    topics: frozenset[Topic]
    stance: Stance
    facts: tuple[Mapping[str, Any], ...]
    at: datetime


def telling(title: str, tags: Tags, at: datetime) -> Telling:
    """The comparable form of an entry."""
    return Telling(
        tokens=title_grams(title),
        firms=frozenset(firm_key(f) for f in tags.firms if f.salience >= 0.5),
        topics=frozenset(tags.topics),
        stance=tags.stance or Stance.REPORTED,
        facts=tags.facts,
        at=at,
    )


def firm_key(firm: FirmRef) -> str:
    """What identifies a firm: its lexicon id, or its name outside the lexicon."""
    return firm.id or firm.name.lower()


def title_grams(title: str) -> frozenset[str]:
    """Character bigrams of the title's Han runs, and its Latin words and numbers whole."""
    grams: set[str] = set()
    run: list[str] = []
    word: list[str] = []
    for char in [*title.lower(), " "]:
        if char.isascii() and (char.isalnum() or char == "."):
            word.append(char)
            continue
        if word:
            grams.add("".join(word).strip("."))
            word = []
        if char.isalnum():
            run.append(char)
        else:
            run.append(" ")
    grams.update(a + b for a, b in itertools.pairwise(run) if " " not in (a, b))
    grams.discard("")
    return frozenset(grams)


def belongs(entry: Telling, story: Telling) -> float:
    """How surely the entry tells the story's event: above `THRESHOLD` it does. 0 is a veto."""
    window = DENIAL_WINDOW if Stance.DENIED in (entry.stance, story.stance) else WINDOW
    if abs(entry.at - story.at) > window or not entry.topics & story.topics:
        return 0.0
    shared_firms = entry.firms & story.firms
    if entry.firms and story.firms and not shared_firms:
        return 0.0
    agreement = _facts_agree(entry.facts, story.facts)
    if agreement < 0:
        return 0.0
    score = _overlap(entry.tokens, story.tokens)
    if shared_firms:
        # The firm alone carries the event when it seldom makes such news; more so for a denial.
        score += 0.16 if Stance.DENIED not in (entry.stance, story.stance) else 0.22
    else:
        score -= 0.12
    return max(score + 0.25 * agreement, 0.0)


def best_story(entry: Telling, stories: Iterable[tuple[int, Telling]]) -> int | None:
    """The id of the story this entry belongs to, or None for a new event."""
    scored = ((belongs(entry, other), story_id) for story_id, other in stories)
    score, story_id = max(scored, default=(0.0, 0))
    return story_id if score >= THRESHOLD else None


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


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared grams against the geometric mean of the sizes, so that a short title can match a long one."""
    if not a or not b:
        return 0.0
    return len(a & b) / math.sqrt(len(a) * len(b))


def _facts_agree(a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]]) -> int:
    """-1: they contradict (other amount, other persons); 1: they share one; 0: nothing to compare."""
    amounts = [_amount(a), _amount(b)]
    if all(amounts) and not _close(*amounts):  # type: ignore[arg-type]  # all() says neither is None
        return -1
    people = [{f["person"] for f in facts if f.get("person")} for facts in (a, b)]
    if all(people) and not people[0] & people[1]:
        return -1
    return 1 if all(amounts) or all(people) else 0


def _amount(facts: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    for fact in facts:
        low, high = fact.get("amount_low"), fact.get("amount_high")
        if low is not None or high is not None:
            return (low if low is not None else high, high if high is not None else low)  # type: ignore[return-value]
    return None


def _close(a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Intervals that touch, or differ by rounding."""
    return a[0] <= b[1] * 1.15 and b[0] <= a[1] * 1.15


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
