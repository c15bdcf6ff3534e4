"""One run of the digest job speaks to each chat in its own language."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.chats import Preferences
from bot.jobs import digest
from bot.storage.chats import chats as chat_store
from bot.storage.chats.subscriptions import subscribe
from bot.storage.database import Database
from bot.storage.tables import OutboxRow
from bot.texts import spoken
from tests.fakes import NOON, add_chat, add_feed, tags, words
from tests.storage.rows import add_story


async def test_three_chats_three_languages(database: Database):
    """An alert to each; the job's own language is what it was."""
    with database.write() as session:
        feed = add_feed(session)
        for number, language in enumerate([None, "zh-Hant", "en"], 1):
            chat = add_chat(session, number)
            wishes = Preferences(mode="instant", language=language)
            chat_store.save_preferences(session, chat.id, wishes, now=NOON)
            subscribe(session, chat.id, firm_id=None, topic=None, now=NOON)
        add_story(session, feed, read=tags())
        chat_store.mark_alerts_due(session, [1], now=NOON)

    await digest.run(digest.DigestParts(database=database, tokens=words), now=NOON)

    with database.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.chat_id))
        heads = [row.text.split(" · ")[0] for row in rows]
    assert heads == ["融资", "融資", "Funding"]
    assert spoken() == "zh-Hans"
