"""A chat named by /use: Telegram is asked what it is and whether the user is its admin."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot

from bot.commands.remote import channel_named
from bot.core.address import Address
from bot.core.chats import Part, Reply, Request, Target
from bot.storage.database import Database
from bot.telegram.address import address_of
from bot.telegram.updates import Updates
from tests.e2e.fake_bot_api import Failure, FakeBotApi
from tests.telegram.test_updates import now, running


async def asked(bot: Bot, store: Database, api: FakeBotApi, text: str, *, used: Address | None = None) -> Request:
    seen: list[Request] = []

    def answer(request: Request, _: object) -> Reply:
        seen.append(request)
        return Reply(parts=(Part(html="好", text="好"),))

    api.channels["@mine"] = -200
    service = Updates(
        bot, store, answer, for_admins=lambda _: False, clock=now, names_chat=channel_named, uses_chat=lambda _: used
    )
    async with running(service):
        api.say(7, text)
        await asyncio.to_thread(api.expect, 7, "好")
    return seen[0]


@pytest.mark.parametrize("is_admin", [True, False])
async def test_an_admin_is_told_from_a_reader(bot: Bot, store: Database, api: FakeBotApi, is_admin: bool):
    """By getChatMember of the user who asks."""
    if is_admin:
        api.admins[-200].add(7)

    request = await asked(bot, store, api, "/use @mine")

    assert request.target == Target(address=address_of(-200), kind="channel", title="@mine", is_admin=is_admin)


async def test_a_channel_that_telegram_does_not_show_us(bot: Bot, store: Database, api: FakeBotApi):
    """It does not exist, or we are not in it."""
    assert (await asked(bot, store, api, "/use @other")).target is None


async def test_a_channel_of_which_we_are_no_member(bot: Bot, store: Database, api: FakeBotApi):
    """Its members are not shown to us."""
    api.fail("getChatMember", Failure(status=403, description="Forbidden: bot is not a member of the channel chat"))

    assert (await asked(bot, store, api, "/use @mine")).target is None


async def test_nothing_is_asked_without_need(bot: Bot, store: Database, api: FakeBotApi):
    """Every other message goes by."""
    assert (await asked(bot, store, api, "/latest")).target is None
    assert api.called("getChat") == []


@pytest.mark.parametrize("is_admin", [True, False])
async def test_rights_in_the_chat_in_use_are_asked_for_again(
    bot: Bot, store: Database, api: FakeBotApi, is_admin: bool
):
    """At every command: an admin may be one no longer."""
    if is_admin:
        api.admins[-200].add(7)

    request = await asked(bot, store, api, "/subscribe 融资", used=address_of(-200))

    assert request.is_admin_of_used is is_admin


async def test_a_chat_in_use_that_put_us_out(bot: Bot, store: Database, api: FakeBotApi):
    """Nobody sets it up any more."""
    api.admins[-200].add(7)
    api.fail("getChatMember", Failure(status=403, description="Forbidden: bot was kicked from the channel chat"))

    assert not (await asked(bot, store, api, "/subscribe 融资", used=address_of(-200))).is_admin_of_used
