"""What operators say of single entries: which are put to them, what they answer, and what that teaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Update, or_, select, update
from sqlalchemy.orm import Session

from bot.core.teaching import Label, Question
from bot.core.topics import TOPICS, Topic
from bot.storage.dialect import insert
from bot.storage.news.conditions import hidden_feeds
from bot.storage.news.entries import stored_entry, tags_from_json
from bot.storage.tables import EntryLabelRow, EntryRow, FeedRow

#: of so many of the newest entries one is asked, so that the question costs the same however many there are
NEWEST = 3000
#: with less doubt nobody is asked: about one entry in thirty has more
LEAST = 0.1
#: of these the most doubted are looked at closely, and compared with what was asked last
MOST_DOUBTED, LAST_ASKED = 60, 300
_TOLD = EntryRow.__table__.alias("told")


@dataclass(frozen=True, slots=True)
class Taught:
    """An entry's label as training takes it: at most one topic."""

    entry_id: int
    story_id: int | None
    topics: frozenset[Topic]


def doubtful(session: Session, chat_id: int) -> list[Question]:
    """Of the newest entries that the chat sees, of whose story nobody was asked, those most doubted; these first."""
    doubts = EntryRow.tags["doubt"].as_float().label("doubt")
    newest = select(EntryRow.id, EntryRow.feed_id, EntryRow.story_id, doubts).order_by(EntryRow.id.desc()).limit(NEWEST)
    # All that is asked of them is asked of these rows alone: else PostgreSQL looks through every entry there is.
    new = newest.subquery().c
    story = select(_TOLD.c.story_id).join(EntryLabelRow, EntryLabelRow.entry_id == _TOLD.c.id)
    most = (
        select(new.id)
        .where(new.doubt >= LEAST, new.feed_id.not_in(hidden_feeds(chat_id)))
        .where(new.id.not_in(select(EntryLabelRow.entry_id)))
        .where(or_(new.story_id.is_(None), new.story_id.not_in(story.where(_TOLD.c.story_id.is_not(None)))))
        .order_by(new.doubt.desc(), new.id.desc())
        .limit(MOST_DOUBTED)
    )
    ids = list(session.scalars(most))
    told = (
        select(EntryRow, FeedRow.title, FeedRow.weight)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryRow.id.in_(ids))
    )
    found = {row.id: (row, title, weight) for row, title, weight in session.execute(told)}
    return [
        Question(stored=stored_entry(row, title, weight), tags=tags_from_json(row.tags or {}))
        for row, title, weight in (found[entry_id] for entry_id in ids if entry_id in found)
    ]


def asked_last(session: Session) -> list[str]:
    """The titles of the entries asked of last."""
    last = select(EntryRow.title).join(EntryLabelRow, EntryLabelRow.entry_id == EntryRow.id)
    return list(session.scalars(last.order_by(EntryLabelRow.asked_at.desc()).limit(LAST_ASKED)))


def put_to(session: Session, entry_id: int, chat_id: int, *, now: datetime) -> bool:
    """Ask this chat of the entry; False when another operator was asked of it meanwhile."""
    row = insert(session, EntryLabelRow).values(entry_id=entry_id, chat_id=chat_id, asked_at=now)
    done = row.on_conflict_do_nothing(index_elements=["entry_id"]).returning(EntryLabelRow.entry_id)
    return session.scalar(done) is not None


def question(session: Session, entry_id: int, chat_id: int) -> Question | None:
    """What this chat was asked of the entry, with the answer that stands; None for what it was not asked."""
    statement = (
        select(EntryLabelRow, EntryRow, FeedRow.title, FeedRow.weight)
        .join(EntryRow, EntryRow.id == EntryLabelRow.entry_id)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryLabelRow.entry_id == entry_id, EntryLabelRow.chat_id == chat_id)
        .execution_options(populate_existing=True)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        return None
    asked, entry, title, weight = found
    return Question(
        stored=stored_entry(entry, title, weight),
        tags=tags_from_json(entry.tags or {}),
        asked_at=asked.asked_at,
        label=_label(asked),
    )


def answer(session: Session, entry_id: int, topic: Topic | None, *, user_id: int, now: datetime) -> bool:
    """Label the entry; False where a label stands already, for the first answer counts."""
    unanswered = update(EntryLabelRow).where(EntryLabelRow.entry_id == entry_id, EntryLabelRow.topic.is_(None))
    return _changed(session, unanswered.values(topic=topic or "", user_id=user_id, at=now))


def take_back(session: Session, entry_id: int, *, user_id: int) -> bool:
    """Make the question open again; only who answered it can."""
    own = update(EntryLabelRow).where(EntryLabelRow.entry_id == entry_id, EntryLabelRow.user_id == user_id)
    return _changed(session, own.values(topic=None, user_id=None, at=None))


def is_waiting(session: Session, chat_id: int, *, since: datetime) -> bool:
    """Whether the chat was asked something later that nobody has answered."""
    open_ones = select(EntryLabelRow.entry_id).where(
        EntryLabelRow.chat_id == chat_id, EntryLabelRow.asked_at > since, EntryLabelRow.topic.is_(None)
    )
    return session.scalar(open_ones.limit(1)) is not None


def taught(session: Session) -> list[Taught]:
    """All labels that stand; those of a topic that is none any more teach nothing."""
    rows = session.execute(
        select(EntryLabelRow.entry_id, EntryRow.story_id, EntryLabelRow.topic)
        .join(EntryRow, EntryRow.id == EntryLabelRow.entry_id)
        .where(EntryLabelRow.topic.in_(["", *TOPICS]))
    )
    return [Taught(row.entry_id, row.story_id, frozenset({Topic(row.topic)} if row.topic else ())) for row in rows]


def _label(row: EntryLabelRow) -> Label | None:
    if row.topic is None or row.user_id is None or row.at is None:
        return None
    return Label(topic=Topic(row.topic) if row.topic else None, user_id=row.user_id, at=row.at)


def _changed(session: Session, statement: Update) -> bool:
    changed = statement.returning(EntryLabelRow.entry_id).execution_options(synchronize_session=False)
    return session.scalar(changed) is not None
