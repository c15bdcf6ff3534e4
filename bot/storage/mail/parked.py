"""What failed too often and was put aside: what it is, whom to tell, and how it is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, case, select, update
from sqlalchemy.orm import Session

from bot.core.chats import MessageState
from bot.storage.dialect import insert
from bot.storage.mail import inbox
from bot.storage.news import entries
from bot.storage.tables import ChatRow, CounterRow, EntryRow, InboxRow, OutboxRow

#: a last try that has not ended by now has failed
LAST_TRY = timedelta(minutes=2)
#: the counter that holds a hash of the version that ran here last
_VERSION = "version"


@dataclass(frozen=True, slots=True)
class Parked:
    """Ids of what was put aside lately."""

    entries: Sequence[int] = ()
    updates: Sequence[int] = ()

    @property
    def nothing(self) -> bool:
        """All went well."""
        return not self.entries and not self.updates


def newly_parked(session: Session, *, now: datetime) -> Parked:
    """What was parked and nobody was told of yet."""
    found = select(EntryRow.id).where(_new_entries(now)).order_by(EntryRow.id)
    commands = select(InboxRow.update_id).where(_new_updates(now)).order_by(InboxRow.update_id)
    return Parked(session.scalars(found).all(), session.scalars(commands).all())


def remember_told(session: Session, *, now: datetime) -> Parked:
    """The same, which from now on are told of: one attempt more than parks them says so."""
    found = update(EntryRow).where(_new_entries(now)).values(attempts=entries.MAX_ATTEMPTS + 1)
    commands = update(InboxRow).where(_new_updates(now)).values(attempts=inbox.MAX_ATTEMPTS + 1)
    return Parked(
        sorted(session.scalars(found.returning(EntryRow.id))),
        sorted(session.scalars(commands.returning(InboxRow.update_id))),
    )


def take_up_again(session: Session, *, now: datetime) -> dict[str, int]:
    """Try once more what was given up; how much of each there was.

    For an operator who removed the cause: what fails again is given up again.
    """
    paused = OutboxRow.chat_id.in_(select(ChatRow.id).where(ChatRow.paused_at.is_not(None)))
    dead = (
        update(OutboxRow)
        .where(OutboxRow.state == MessageState.DEAD)
        .values(state=case((paused, MessageState.PAUSED), else_=MessageState.PENDING), tries=0, due_at=now, error="")
    )
    messages: int = session.execute(dead).rowcount  # type: ignore[attr-defined]
    again = unpark(session)
    return {"entries": again["entries"], "messages": messages, "updates": again["updates"]}


def unpark(session: Session) -> dict[str, int]:
    """Entries and updates that were parked are due now; how many of each there were."""
    # As if begun once: one that ends the process is then taken alone, and takes no others with it.
    found = update(EntryRow).where(is_parked()).values(attempts=1, tag_lease_until=None)
    commands = update(InboxRow).where(is_given_up()).values(attempts=inbox.IN_DOUBT)
    counted = {"entries": found, "updates": commands}
    return {name: session.execute(statement).rowcount for name, statement in counted.items()}  # type: ignore[attr-defined]


def is_new_version(session: Session, version: str) -> bool:
    """Whether another version ran here before; from now on it is this one."""
    number = int(sha256(version.encode()).hexdigest()[:12], 16)
    before = session.scalar(select(CounterRow.value).where(CounterRow.name == _VERSION).with_for_update())
    row = insert(session, CounterRow).values(name=_VERSION, value=number)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": number}))
    return before is not None and before != number


def is_parked() -> ColumnElement[bool]:
    """A condition on entries."""
    return and_(EntryRow.tagged_at.is_(None), EntryRow.attempts >= entries.MAX_ATTEMPTS)


def is_given_up() -> ColumnElement[bool]:
    """A condition on updates."""
    return and_(InboxRow.done_at.is_(None), InboxRow.attempts >= inbox.MAX_ATTEMPTS)


def _new_entries(now: datetime) -> ColumnElement[bool]:
    begun_until = now - LAST_TRY + entries.PARKED
    new = EntryRow.attempts == entries.MAX_ATTEMPTS
    return and_(EntryRow.tagged_at.is_(None), new, EntryRow.tag_lease_until <= begun_until)


def _new_updates(now: datetime) -> ColumnElement[bool]:
    new = InboxRow.attempts == inbox.MAX_ATTEMPTS
    return and_(InboxRow.done_at.is_(None), new, InboxRow.received_at <= now - LAST_TRY)
