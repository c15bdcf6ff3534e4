"""Files sent to us: lists of feeds are fetched, others are not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Bot, Update

from bot.core.chats import Part, Reply, Request
from bot.feeds.opml import MOST_BYTES
from bot.storage.database import Database
from bot.telegram.requests import read_update
from tests.e2e.fake_bot_api import Failure, FakeBotApi
from tests.telegram.test_updates import running, updates

PRIVATE = {"id": 7, "type": "private", "first_name": "小明"}
GROUP = {"id": -100, "type": "supergroup", "title": "群"}


def read(name: str | None, *, chat: dict[str, Any] = PRIVATE, size: int = 9, **more: Any) -> Any:
    document = {"file_id": "F", "file_unique_id": "F", "file_size": size} | ({"file_name": name} if name else {})
    message = {"message_id": 3, "date": 0, "chat": chat, "from": PRIVATE | {"is_bot": False}, "document": document}
    return read_update(Update.de_json({"update_id": 9, "message": message | more}, None))


@pytest.mark.parametrize("name", ["feeds.opml", "FEEDS.OPML", "feeds.xml"])
def test_a_list_is_to_be_fetched(name: str):
    """By its name's ending."""
    request = read(name)

    assert (request.document, request.file_id, request.text) == ((name, b""), "F", "")


@pytest.mark.parametrize(("name", "size"), [("a.pdf", 9), (None, 9), ("feeds.opml", MOST_BYTES + 1)])
def test_other_files_are_not_fetched_but_answered(name: str | None, size: int):
    """In private they were meant for us."""
    request = read(name, size=size)

    assert request.document == (name or "", b"")
    assert request.file_id == ""


def test_a_group_sends_files_to_each_other():
    """Only a list is for us, and a caption that is a command is the command."""
    assert read("a.pdf", chat=GROUP) is None
    assert read("a.xml", chat=GROUP) is None
    assert read("a.opml", chat=GROUP).file_id == "F"
    assert read("a.opml", caption="/help").text == "/help"
    assert read("a.opml", is_automatic_forward=True) is None


async def _asked(bot: Bot, store: Database, api: FakeBotApi, name: str) -> Request:
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        return Reply(parts=(Part(html="好", text="好"),))

    async with running(updates(bot, store, answer)):
        api.upload(7, name, b"<opml/>")
        await asyncio.to_thread(api.expect, 7, "好")
    return asked[0]


async def test_the_commands_get_the_bytes(bot: Bot, store: Database, api: FakeBotApi):
    """Fetched from Telegram before they are asked."""
    request = await _asked(bot, store, api, "feeds.opml")

    assert request.document == ("feeds.opml", b"<opml/>")


async def test_a_file_that_telegram_does_not_give(bot: Bot, store: Database, api: FakeBotApi):
    """The commands answer all the same, without bytes."""
    api.fail("getFile", Failure(status=400, description="Bad Request: file is too big"))

    request = await _asked(bot, store, api, "feeds.opml")

    assert request.document == ("feeds.opml", b"")
