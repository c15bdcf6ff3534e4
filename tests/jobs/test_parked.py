"""Who runs the bot hears once of what was put aside."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.jobs import parked
from bot.storage.database import Database
from bot.storage.mail import inbox
from bot.storage.news import entries as entry_store
from bot.storage.tables import EntryRow, InboxRow, OutboxRow
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat, add_entry, add_feed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OPERATOR = 42


async def _look(database: Database, at) -> int:
    return await parked.run(database, admins=[address_of(OPERATOR)], now=at)


async def test_operators_hear_once_of_what_was_put_aside(database: Database):
    """When its last try has not ended, with a way out; not while it runs, nor when the daily try fails again."""
    with database.write() as session:
        feed = add_feed(session)
        broken, _ = add_entry(session, feed, "难"), add_entry(session, feed, "易")
        add_chat(session, OPERATOR), add_chat(session, 7)
        inbox.receive(session, [{"update_id": 9}], now=NOON)
        session.execute(update(InboxRow).values(attempts=inbox.MAX_ATTEMPTS))
        session.execute(update(EntryRow).where(EntryRow.id == broken).values(attempts=entry_store.MAX_ATTEMPTS - 1))
        session.execute(update(EntryRow).where(EntryRow.id != broken).values(tagged_at=NOON))
        assert entry_store.claim_untagged(session, now=NOON) == [broken]

    running, done = await _look(database, NOON + MINUTE), await _look(database, NOON + 3 * MINUTE)
    with database.write() as session:
        assert entry_store.claim_untagged(session, now=NOON + 25 * HOUR) == [broken]
    again = await _look(database, NOON + 26 * HOUR)

    assert (running, done, again) == (0, 2, 0)
    with database.read() as session:
        (text,) = session.scalars(select(OutboxRow.text))
    assert text.splitlines() == [
        f"⚠️ 1 条内容反复分析失败，先放一边（编号 {broken}）。",
        "⚠️ 1 条命令反复处理失败，先放一边（编号 9）。",
        "每天会再试一次，升级后也会再试。原因见日志；想马上再试，运行 hubao audit --retry",
    ]
