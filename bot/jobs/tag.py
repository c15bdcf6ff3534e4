"""Read untagged entries, group them into stories, save: a short transaction for every few of a batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bot.core.title_features import Title
from bot.core.types import StoredEntry, Tags
from bot.jobs.candidates import Candidates
from bot.storage.chats.chats import mark_alerts_due
from bot.storage.database import Database, is_databases_fault
from bot.storage.news import entries as entry_store
from bot.storage.news import stories as story_store
from bot.storage.news import story_writes

log = logging.getLogger(__name__)

#: entries saved in one transaction
PORTION = 8
#: an entry, what was read in it, its search words
_Row = tuple[StoredEntry, Tags, str]


class Reader(Protocol):
    """What tagging needs of the classifier (built in app from `classifier.Analyzer`)."""

    def read(self, items: Sequence[tuple[str, str]]) -> list[Tags]:
        """Tags of each (title, text)."""
        ...

    def search_words(self, text: str) -> list[str]:
        """Lower-case search words of a text."""
        ...

    def title(self, raw: str) -> Title:
        """A title in the form that stories compare."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TagParts:
    """What this job works with."""

    database: Database
    reader: Reader
    #: kept from batch to batch
    candidates: Candidates = field(init=False)
    #: what a failing database cut off: given back uncounted when it is there again
    cut_off: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        object.__setattr__(self, "candidates", Candidates(self.reader.title))


async def run(parts: TagParts, *, now: datetime, limit: int = 200) -> int:
    """Claim and tag one batch; returns how many entries it took."""
    ids = await asyncio.to_thread(_claim, parts, now, limit)
    if ids:
        await tag_entries(parts, ids, now=now)
    return len(ids)


async def tag_entries(parts: TagParts, ids: Sequence[int], *, now: datetime) -> None:
    """Tag these entries. A batch that fails is tried again one by one, so that one entry stops no other."""
    try:
        await asyncio.to_thread(_tag_batch, parts, ids, now)
    except Exception as error:
        if is_databases_fault(error):
            parts.cut_off.update(ids)
            log.warning("the database failed, entries are tagged later", extra={"entries": len(ids)})
            return
        if len(ids) == 1:
            log.exception("entry cannot be tagged", extra={"entry_id": ids[0]})
            return
        log.exception("batch cannot be tagged, trying one by one", extra={"entries": len(ids)})
        for entry_id in ids:
            await tag_entries(parts, [entry_id], now=now)


def _claim(parts: TagParts, now: datetime, limit: int) -> list[int]:
    cut_off = frozenset(parts.cut_off)
    with parts.database.write() as session:
        if cut_off:
            entry_store.give_back(session, sorted(cut_off))
        ids = entry_store.claim_untagged(session, now=now, limit=limit)
    parts.cut_off.difference_update(cut_off)
    return ids


def _tag_batch(parts: TagParts, ids: Sequence[int], now: datetime) -> None:
    with parts.database.read() as session:
        batch = entry_store.load_untagged(session, ids)
    texts = [(stored.entry.title, stored.entry.text or stored.entry.summary) for stored in batch]
    found = parts.reader.read(texts)
    tokens = [_words(parts.reader, _searched(stored, tags)) for stored, tags in zip(batch, found, strict=True)]
    rows = list(zip(batch, found, tokens, strict=True))
    told = 0
    # Nobody writes meanwhile in SQLite: commands that wait come in between two portions.
    for start in range(0, len(rows), PORTION):
        told += _save(parts, rows[start : start + PORTION], now)
    log.info("tagged", extra={"entries": len(batch), "stories": told})


def _searched(stored: StoredEntry, tags: Tags) -> str:
    """What an entry is found by: its heads are found as entries of their own."""
    title = stored.entry.title
    for head in tags.heads:
        title = title.replace(head.title, " ")
    return f"{title}\n{stored.entry.summary}"


def _words(reader: Reader, text: str) -> str:
    return " ".join(reader.search_words(text))


def _save(parts: TagParts, rows: Sequence[_Row], now: datetime) -> int:
    """Write what was read in some entries; how many stories are to be told."""
    candidates = parts.candidates
    dates = [stored.at for stored, tags, _ in rows if tags.topics or tags.heads]
    told: set[int] = set()
    with candidates.lock:
        if dates:  # most portions hold no story
            with parts.database.read() as session:
                candidates.refresh(session, oldest=min(dates))
        with parts.database.write() as session:
            if dates:
                candidates.refresh_if_changed(session)
            # Reading took a while: a worker that took over an ended lease may have been faster.
            left = entry_store.lock_untagged(session, [stored.id for stored, _, _ in rows])
            for stored, tags, words in rows:
                if stored.id not in left:
                    continue
                told |= _tell(session, candidates, stored, tags, words=words, now=now)
                for head in tags.heads:
                    part, searched = entry_store.add_head(session, stored, head), _words(parts.reader, head.title)
                    told |= _tell(session, candidates, part, head.tags, words=searched, now=now)
            mark_alerts_due(session, sorted(told), now=now)
    return len(told)


def _tell(
    session: Session, candidates: Candidates, stored: StoredEntry, tags: Tags, *, words: str, now: datetime
) -> set[int]:
    """Give an entry its story and save what was read in it; the story, if it is to be told."""
    story_id, is_news = assign_story(session, candidates, stored, tags) if tags.topics else (None, False)
    entry_store.save_tags(session, stored.id, tags, tokens=words, story_id=story_id, now=now)
    if story_id is not None and not tags.is_roundup:
        candidates.reload(session, story_id)
    return {story_id} if story_id is not None and is_news else set()


def assign_story(session: Session, candidates: Candidates, stored: StoredEntry, tags: Tags) -> tuple[int, bool]:
    """Merge a tagged entry into the story that it matches, or create one; its id and whether it is to be told."""
    story_id = candidates.match(stored, tags)
    # As it is in this transaction: what is held in memory is good for comparing titles, not for writing.
    story = None if story_id is None else story_store.get_story(session, story_id)
    if story is None:
        return story_writes.create_story(session, stored, tags), stored.announce
    return story.id, story_writes.join_story(session, story, stored, tags)
