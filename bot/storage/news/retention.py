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


def old_until(session: Session, *, after: int, before: datetime, limit: int) -> int | None:
    """The last of the next `limit` entries behind `after` that was seen before then; None: there is none."""
    following = select(EntryRow.id, EntryRow.first_seen).where(EntryRow.id > after).order_by(EntryRow.id).limit(limit)
    return max((entry_id for entry_id, first_seen in session.execute(following) if first_seen < before), default=None)


def prune(session: Session, keep: Keep, *, after: int, last: int, now: datetime) -> int:
    """Drop the texts that have had their time of the entries behind `after`, up to `last`; how many went."""
    portion = update(EntryRow).where(EntryRow.id > after, EntryRow.id <= last, _goes(keep, now))
    gone = session.execute(portion.values(text="", summary="").execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def place(session: Session, kind: str) -> int:
    """The last entry that was looked at for this kind, 0 before the first."""
    return session.scalar(select(CounterRow.value).where(CounterRow.name == _counter(kind))) or 0


def move_place(session: Session, kind: str, entry_id: int) -> None:
    """The next look begins behind this entry."""
    row = insert(session, CounterRow).values(name=_counter(kind), value=entry_id)
    further = CounterRow.value < row.excluded.value  # another worker may be ahead
    session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}, where=further)
    )


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


def _counter(kind: str) -> str:
    return f"pruned_{kind}"
