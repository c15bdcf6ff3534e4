"""The books: what is lost is counted and can be taken up again; stories as data."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.core.chats import Message
from bot.storage.chats.chats import pause, resume
from bot.storage.database import Database
from bot.storage.mail import audit, inbox, outbox, parked
from bot.storage.news import entries
from bot.storage.news.delivered import remember_delivered
from bot.storage.news.export import export_stories
from bot.storage.news.stories import load_stories
from bot.storage.tables import EntryRow, InboxRow, OutboxRow
from tests.fakes import NOON, add_chat, add_entry, add_feed, put, tags
from tests.storage.rows import add_story

DAY = timedelta(days=1)


def test_audit_counts_what_is_lost(database: Database):
    """Nothing is lost while all goes well; parked entries, dead messages, given-up updates and silent chats are."""
    with database.write() as session:
        feed = add_feed(session)
        chat, silent = add_chat(session, 1).id, add_chat(session, 2).id
        story = add_story(session, feed)
        add_entry(session, feed, "等着")
        put(session, chat, "一", "二")
        remember_delivered(session, chat, load_stories(session, [story]), now=NOON)
        fine = audit.audit(session, now=NOON)
        session.execute(update(OutboxRow).where(OutboxRow.part == 1).values(state="dead"))
        session.execute(update(EntryRow).where(EntryRow.tagged_at.is_(None)).values(attempts=entries.MAX_ATTEMPTS))
        inbox.receive(session, [{"update_id": 1}], now=NOON)
        session.execute(update(InboxRow).values(attempts=inbox.MAX_ATTEMPTS))
        remember_delivered(session, silent, load_stories(session, [story]), now=NOON)
        bad = audit.audit(session, now=NOON)

    assert (fine["lost"], fine["entries"], fine["entries untagged"], fine["stories"], fine["told"]) == (0, 2, 1, 1, 1)
    assert (fine["messages pending"], fine["oldest waiting"]) == (2, NOON)
    assert (bad["lost"], bad["entries parked"], bad["messages dead"]) == (4, 1, 1)


def test_what_was_given_up_is_taken_up_again(database: Database):
    """Entries, messages and updates are tried once more, a paused chat's message when it resumes; nothing is lost."""
    with database.write() as session:
        feed = add_feed(session)
        chat, paused = add_chat(session, 1).id, add_chat(session, 2).id
        entry = add_entry(session, feed, "难")
        for n in (chat, paused):
            put(session, n, key=f"k{n}")
        inbox.receive(session, [{"update_id": 1}], now=NOON)
        pause(session, paused, reason="user", now=NOON)
        session.execute(update(OutboxRow).values(state="dead", tries=9))
        session.execute(update(EntryRow).values(attempts=entries.MAX_ATTEMPTS, tag_lease_until=NOON + DAY))
        session.execute(update(InboxRow).values(attempts=inbox.MAX_ATTEMPTS))
        session.flush()

        again = parked.take_up_again(session, now=NOON + DAY)

        assert again == {"entries": 1, "messages": 2, "updates": 1}
        assert audit.audit(session, now=NOON)["lost"] == 0
        assert entries.claim_untagged(session, now=NOON) == [entry]
        assert [(m.chat_id, m.tries) for m in _claim(session)] == [(chat, 1)]
        assert resume(session, paused, now=NOON + DAY)
        assert [m.chat_id for m in _claim(session)] == [paused]
        assert [left.update["update_id"] for left in inbox.open_updates(session, now=NOON)] == [1]
        assert set(parked.take_up_again(session, now=NOON).values()) == {0}


def test_export_is_complete_and_plain(database: Database):
    """Every recent story with its firms and sources, oldest first, also beyond one portion."""
    with database.write() as session:
        feed = add_feed(session)
        for n in range(205):
            add_story(session, feed, f"第{n}", tags(firms=[f"f{n}"]))
        add_story(session, feed, "老", tags(firms=["old"]), now=NOON - 9 * DAY)

        exported = list(export_stories(session, days=7, now=NOON))

    assert [e["title"] for e in exported] == [f"第{n}" for n in range(205)]
    assert exported[0]["firms"] == [{"id": "f0", "name": "f0"}]
    assert exported[0]["sources"][0]["feed"] == "KR"


def _claim(session: Session) -> list[Message]:
    return outbox.claim(session, channels=["telegram"], now=NOON + DAY)
