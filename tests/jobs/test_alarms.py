"""Operators are told once that the bot is ill and once that it is well, also across restarts."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.core.alarms import LITTLE_DISK, Alarm, are_feeds_failing, is_disk_low
from bot.jobs import alarms
from bot.storage.database import Database
from bot.storage.tables import ChatRow, EntryRow, FeedRow, OutboxRow
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat, add_entry, add_feed, put

LONG = timedelta(minutes=11)
OPERATOR = 42
#: what makes each ill, and what heals it
STATES = {
    Alarm.POLL: (
        update(FeedRow).values(next_poll_at=NOON - LONG, last_polled_at=NOON - LONG),
        update(FeedRow).values(last_polled_at=NOON),
    ),
    Alarm.TAG: (update(EntryRow).values(first_seen=NOON - LONG), update(EntryRow).values(tagged_at=NOON)),
    Alarm.DIGEST: (update(ChatRow).values(alert_due_at=NOON - LONG), update(ChatRow).values(alert_due_at=None)),
    Alarm.SEND: (update(OutboxRow).values(due_at=NOON - LONG), update(OutboxRow).values(state="sent")),
    Alarm.FEEDS: (
        update(FeedRow).values(failing_since=NOON, last_polled_at=NOON),
        update(FeedRow).values(failing_since=None),
    ),
}


def heard(database: Database) -> list[str]:
    """What the operator was told, without the pointer to more."""
    with database.read() as session:
        said = session.scalars(select(OutboxRow.text).where(OutboxRow.dedup_key.like("alarm:%")).order_by(OutboxRow.id))
        return [text.splitlines()[0] for text in said]


def begin(database: Database) -> None:
    """All is well: a feed, an entry, a chat and a message, none of them late."""
    with database.write() as session:
        add_entry(session, add_feed(session), "一")
        put(session, add_chat(session, OPERATOR).id, "二")
        session.execute(update(FeedRow).values(next_poll_at=NOON))
        session.execute(update(ChatRow).values(next_digest_at=NOON + timedelta(days=1)))


@pytest.mark.parametrize("alarm", STATES)
async def test_it_is_told_once_and_so_is_the_end(database: Database, tmp_path: Path, alarm: Alarm):
    """Nothing while all is well, one word when it is not, none at the next looks, one when it is over."""
    begin(database)

    async def look(minutes: int) -> int:
        now = NOON + timedelta(minutes=minutes)
        return await alarms.run(database, home=tmp_path, admins=[address_of(OPERATOR)], begun_at=NOON - LONG, now=now)

    changes = [await look(0)]
    for minutes, statement in zip((1, 3), STATES[alarm], strict=True):
        with database.write() as session:
            session.execute(statement)
        changes += [await look(minutes), await look(minutes + 1)]

    assert changes == [0, 1, 0, 1, 0]
    ill, well = heard(database)
    assert ill.startswith("⚠️ ")
    assert well == ill.replace("⚠️ ", "✅ 已恢复：")


@pytest.mark.one_database
async def test_a_full_disk_is_told(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The home's; there need be nobody who hears it."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _home: shutil._ntuple_diskusage(1, 1, LITTLE_DISK - 1))

    assert await alarms.run(database, home=tmp_path, admins=[], begun_at=NOON - LONG, now=NOON) == 1
    assert await alarms.run(database, home=tmp_path, admins=[], begun_at=NOON - LONG, now=NOON) == 0


async def test_what_waits_by_right_is_no_alarm(database: Database, tmp_path: Path):
    """A chat that Telegram asks to leave alone, a paused one, an entry that failed before."""
    begin(database)
    with database.write() as session:
        session.execute(update(ChatRow).values(hold_until=NOON, paused_at=NOON, next_digest_at=NOON - LONG))
        session.execute(update(OutboxRow).values(due_at=NOON - LONG))
        session.execute(update(EntryRow).values(first_seen=NOON - LONG, attempts=1))

    assert await alarms.run(database, home=tmp_path, admins=[address_of(OPERATOR)], begun_at=NOON - LONG, now=NOON) == 0


def test_what_wavers_is_not_told_again():
    """Between ill and well stands what was told."""
    assert [are_feeds_failing(failing, 10) for failing in (3, 2, 1)] == [True, None, False]
    assert are_feeds_failing(0, 0) is False
    assert [is_disk_low(LITTLE_DISK * part // 100) for part in (99, 100, 119, 121)] == [True, None, None, False]
