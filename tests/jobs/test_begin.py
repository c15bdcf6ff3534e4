"""Before the first tick: what a dead process held is due now, and a new version tries again what an old one gave up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.address import TELEGRAM
from bot.jobs import begin
from bot.storage.database import Database
from bot.storage.mail import inbox, outbox
from bot.storage.news import entries as entry_store
from bot.storage.news import feeds as feed_store
from bot.storage.tables import EntryRow, FeedRow, InboxRow, OutboxRow
from tests.fakes import NOON, add_chat, add_entry, add_feed, put

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def _begin(database: Database, *, alone: bool = True, version: str = "1", at=NOON) -> None:
    await begin.run(database, alone=alone, version=version, admins=(), now=at)


def _in_hand(database: Database) -> None:
    """A process polls two feeds, tags an entry and sends a message, and dies."""
    with database.write() as session:
        feeds = [add_feed(session, slug) for slug in ("a", "b", "later", "just")]
        add_entry(session, feeds[0], "一")
        put(session, add_chat(session).id)
        session.get_one(FeedRow, feeds[2]).next_poll_at = NOON + HOUR
        just = session.get_one(FeedRow, feeds[3])
        just.next_poll_at, just.last_polled_at = NOON + 5 * MINUTE, NOON
        assert len(feed_store.claim_due(session, now=NOON)) == 2
        assert len(entry_store.claim_untagged(session, now=NOON)) == 1
        assert len(outbox.claim(session, channels=[TELEGRAM], now=NOON)) == 1


@pytest.mark.parametrize("alone", [True, False])
async def test_what_a_dead_process_held_is_due_at_once(database: Database, alone: bool):
    """All of it five seconds after the death; where others may live, the leases run on."""
    _in_hand(database)
    now = NOON + 5 * SECOND

    await _begin(database, alone=alone, at=now)

    with database.write() as session:
        feeds = [feed.slug for feed in feed_store.claim_due(session, now=now)]
        entries = entry_store.claim_untagged(session, now=now)
        messages = outbox.claim(session, channels=[TELEGRAM], now=now)
        uncertain = session.scalar(select(OutboxRow.uncertain))
    found = (feeds, len(entries), len(messages), uncertain)
    assert found == ((["a", "b"], 1, 1, True) if alone else ([], 0, 0, False))


async def test_a_new_version_tries_again_what_was_parked(database: Database):
    """Once: entries and commands that the old one gave up; the same version started again leaves them."""
    with database.write() as session:
        add_entry(session, add_feed(session), "难")
        inbox.receive(session, [{"update_id": 1}], now=NOON)
    for version, due in (("1", 0), ("1", 0), ("2", 1), ("2", 0)):
        with database.write() as session:
            given_up = {"attempts": entry_store.MAX_ATTEMPTS, "tag_lease_until": NOON + DAY}
            session.execute(update(EntryRow).values(given_up))
            session.execute(update(InboxRow).values(attempts=inbox.MAX_ATTEMPTS))

        await _begin(database, version=version)

        with database.write() as session:
            assert len(entry_store.claim_untagged(session, now=NOON)) == due
            assert len(inbox.open_updates(session, now=NOON)) == due
