"""The command menu: by kind of chat and language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot

from bot.commands.table import COMMANDS
from bot.telegram.menus import set_menu
from bot.texts import LANGUAGES, texts, texts_in
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

    assert found["all_private_chats", ""]["latest"] == texts.MENU["latest"]
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_but_the_operators_has_its_words_in_the_menu(language: str):
    """In each language; Telegram takes 256 characters."""
    menu = texts_in(language).MENU

    assert set(COMMANDS) - set(menu) == {"status", "broadcast", "teach"}
    assert all(0 < len(words) <= 256 for words in menu.values())
