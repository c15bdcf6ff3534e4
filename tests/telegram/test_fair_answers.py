"""Who asks much waits behind who asks little (P3)."""

from __future__ import annotations

import asyncio

from telegram import Bot

from bot.storage.database import Database
from tests.e2e.fake_bot_api import FakeBotApi
from tests.telegram.test_updates import raw, seen, sent_texts, updates

CHATS, EACH = 500, 10


async def test_a_flood_of_many_chats_makes_no_other_wait(api: FakeBotApi, bot: Bot, store: Database):
    """5,000 commands of 500 chats wait to be answered, 25 a second; a user who asks once is answered next."""
    service = updates(bot, store)
    flood = [raw(1 + number, "flood", chat=1000 + number % CHATS) for number in range(CHATS * EACH)]

    await service.take_raw(flood)
    await seen(api, lambda: len(api.called("sendmessage")) >= 10)
    before = len(api.called("sendmessage"))
    await service.take_raw([raw(len(flood) + 1, "once", chat=7)])
    await seen(api, lambda: sent_texts(api) == ["once"])
    ahead = len(api.called("sendmessage")) - before
    under_way = list(service._tasks.values())
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)

    assert ahead <= 25
