"""The command menu: by kind of chat and language."""

from __future__ import annotations

import json
from typing import Any

from telegram import Bot

from bot.commands import replies
from bot.commands.table import COMMANDS
from bot.telegram.menus import set_menu
from tests.e2e.fake_bot_api import FakeBotApi


async def menus(bot: Bot, api: FakeBotApi) -> dict[tuple[str, str], dict[str, str]]:
    await set_menu(bot)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for call in api.called("setMyCommands"):
        params: dict[str, Any] = call.params
        key = (json.loads(params["scope"])["type"], params.get("language_code", ""))
        found[key] = {c["command"]: c["description"] for c in json.loads(params["commands"])}
    return found


async def test_chinese_for_everybody_english_for_english(bot: Bot, api: FakeBotApi):
    """The same commands in both."""
    found = await menus(bot, api)

    assert found["all_private_chats", ""]["latest"] == COMMANDS["latest"].menu
    assert found["all_private_chats", "en"]["latest"] == "Latest stories"
    for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators"):
        assert list(found[scope, ""]) == list(found[scope, "en"])


async def test_a_group_shows_members_what_they_may_do(bot: Bot, api: FakeBotApi):
    """Its admins see the settings too; operators' commands are in no menu."""
    found = await menus(bot, api)

    assert "latest" in found["all_group_chats", ""]
    assert "subscribe" not in found["all_group_chats", ""]
    assert "subscribe" in found["all_chat_administrators", ""]
    assert all("broadcast" not in menu for menu in found.values())


def test_every_command_of_the_menu_has_english_words():
    """A new command needs both."""
    listed = {name for name, command in COMMANDS.items() if command.menu}

    assert listed <= set(replies.MENU_EN)
    assert all(3 <= len(words) <= 256 for words in replies.MENU_EN.values())
