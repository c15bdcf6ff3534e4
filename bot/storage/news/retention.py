"""Old texts of entries go, a portion at a time; the rest of each entry stays.

Title, link, tags and search words are what stories, search and statistics read, so none of them changes. What a chat
corrected or an operator labelled keeps its text: the classifier learns from it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, update
from sqlalchemy.orm import Session

from bot.core.retention import Keep
from bot.storage.dialect import insert
from bot.storage.tables import CounterRow, EntryLabelRow, EntryRow, FeedbackRow


def next_portion(session: Session, *, after: int, limit: int, upto: int | None = None) -> int | None:
    """The last of the next `limit` entries behind `after`, none of them behind `upto`; None: there is none."""
    following = select(EntryRow.id).where(EntryRow.id > after)
    if upto is not None:
        following = following.where(EntryRow.id <= upto)
    return max(session.scalars(following.order_by(EntryRow.id).limit(limit)), default=None)


def newest_old(session: Session, *, before: datetime) -> int:
    """The newest entry that was seen before then, 0 when there is none; those with smaller ids came earlier."""
    old = select(EntryRow.id).where(EntryRow.first_seen < before)
    return session.scalar(old.order_by(EntryRow.first_seen.desc(), EntryRow.id.desc()).limit(1)) or 0


def prune(session: Session, keep: Keep, *, after: int, last: int, now: datetime) -> int:
    """Drop the texts that have had their time of the entries behind `after`, up to `last`; how many went."""
    portion = update(EntryRow).where(EntryRow.id > after, EntryRow.id <= last, _goes(keep, now))
    gone = session.execute(portion.values(text="", summary="").execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def place(session: Session, walk: str) -> int:
    """The last entry that was looked at on this walk, 0 before the first."""
    return session.scalar(select(CounterRow.value).where(CounterRow.name == walk)) or 0


def move_place(session: Session, walk: str, entry_id: int) -> None:
    """The next look begins behind this entry; one that another worker had is done twice, which changes nothing."""
    row = insert(session, CounterRow).values(name=walk, value=entry_id)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))


def what_goes(session: Session, keep: Keep, *, now: datetime) -> dict[str, tuple[int, int]]:
    """How many texts would go, and of how many characters, of each kind. Reads every entry."""
    size = func.sum(func.length(EntryRow.text) + func.length(EntryRow.summary))
    is_untagged = EntryRow.story_id.is_(None)
    rows = session.execute(select(is_untagged, func.count(), size).where(_goes(keep, now)).group_by(is_untagged))
    found = {"untagged": (0, 0), "tagged": (0, 0)}
    for untagged, count, length in rows:
        found["untagged" if untagged else "tagged"] = (count, int(length))
    return found


def newest_id(session: Session) -> int:
    """How far a look at all entries goes."""
    return session.scalar(select(func.max(EntryRow.id))) or 0


def _goes(keep: Keep, now: datetime) -> ColumnElement[bool]:
    cutoffs = keep.cutoffs(now)
    # An entry that was not read yet keeps its text, however old it is.
    read = and_(EntryRow.tagged_at.is_not(None), or_(EntryRow.text != "", EntryRow.summary != ""))
    in_time = [EntryRow.first_seen < cutoffs["tagged"]] if "tagged" in cutoffs else []
    if "untagged" in cutoffs:
        in_time.append(and_(EntryRow.story_id.is_(None), EntryRow.first_seen < cutoffs["untagged"]))
    corrected = exists().where(FeedbackRow.story_id == EntryRow.story_id, FeedbackRow.undone_at.is_(None))
    labelled = exists().where(EntryLabelRow.entry_id == EntryRow.id, EntryLabelRow.topic.is_not(None))
    return and_(read, or_(false(), *in_time), ~corrected, ~labelled)
