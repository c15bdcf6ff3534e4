"""Inline mode against the real library: asked, answered, and what nothing found looks like."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

from telegram import Bot

from bot.core.chats import InlineResult, Part, Request
from bot.storage.database import Database
from bot.storage.tables import ChatRow
from bot.telegram.address import address_of
from bot.telegram.updates import Updates
from bot.texts import texts
from tests.e2e.fake_bot_api import FakeBotApi
from tests.fakes import add_chat
from tests.telegram.test_updates import now, running


def updates(bot: Bot, store: Database, *found: InlineResult) -> Updates:
    def inline(request: Request, _now: datetime) -> tuple[InlineResult, ...]:
        assert (request.user_id, request.address, request.text) == (7, address_of(7), "智谱")
        return found

    return Updates(bot, store, lambda *_: None, for_admins=lambda _: False, clock=now, inline=inline)


async def asked(bot: Bot, store: Database, api: FakeBotApi, *found: InlineResult) -> dict[str, str]:
    async with running(updates(bot, store, *found)):
        api.inline(7, "智谱")
        await asyncio.to_thread(api.wait, lambda: api.called("answerInlineQuery"))
    return api.called("answerInlineQuery")[0].params


async def test_results_are_shown(bot: Bot, store: Database, api: FakeBotApi):
    """With title, description and the message to send; kept for this user only."""
    part = Part(html="<b>智谱</b>融资", text="智谱融资")

    params = await asked(bot, store, api, InlineResult(id="1", title="智谱融资", description="B轮", part=part))

    (shown,) = json.loads(params["results"])
    assert (shown["title"], shown["description"]) == ("智谱融资", "B轮")
    assert shown["input_message_content"]["message_text"] == "<b>智谱</b>融资"
    assert params["is_personal"] == "true"
    assert "button" not in params


async def test_nothing_found_leads_to_the_bot(bot: Bot, store: Database, api: FakeBotApi):
    """A button instead of an empty list."""
    params = await asked(bot, store, api)

    assert json.loads(params["results"]) == []
    assert json.loads(params["button"])["text"] == texts.INLINE_NOTHING


async def test_nothing_found_is_said_in_the_users_language(bot: Bot, store: Database, api: FakeBotApi):
    """As their private chat chose."""
    with store.write() as session:
        chat = add_chat(session, 7)
        session.get_one(ChatRow, chat.id).preferences = {"language": "en"}

    params = await asked(bot, store, api)

    assert json.loads(params["button"])["text"] == "Nothing found, open Hubao"
