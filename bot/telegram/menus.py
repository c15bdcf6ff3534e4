"""What Telegram shows around the chat: the command menu, by kind of chat and language."""

from __future__ import annotations

from collections.abc import Mapping

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.commands.replies import MENU_EN
from bot.commands.table import COMMANDS

_CHINESE = {name: command.menu for name, command in COMMANDS.items() if command.menu}
#: of use in private chats alone
_PRIVATE = {"use"}
#: what a group's member may do
_OPEN = [name for name in _CHINESE if not COMMANDS[name].admins_only]


async def set_menu(bot: Bot) -> None:
    """Publish the menus: Chinese for everybody, English for those whose Telegram is; members of groups see less."""
    everything, members = list(_CHINESE), [name for name in _OPEN if name not in _PRIVATE]
    admins = [name for name in everything if name not in _PRIVATE]
    menus: list[tuple[BotCommandScope, list[str]]] = [
        (BotCommandScopeAllPrivateChats(), everything),
        (BotCommandScopeAllGroupChats(), members),
        (BotCommandScopeAllChatAdministrators(), admins),
    ]
    for scope, names in menus:
        await bot.set_my_commands(_commands(names, _CHINESE), scope=scope)
        await bot.set_my_commands(_commands(names, MENU_EN), scope=scope, language_code="en")


def _commands(names: list[str], words: Mapping[str, str]) -> list[BotCommand]:
    return [BotCommand(name, words[name]) for name in names]
