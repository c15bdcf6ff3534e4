"""What Telegram shows around the chat: the command menu, by kind of chat and language."""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.commands.table import COMMANDS
from bot.texts import DEFAULT, texts_in

#: of use in private chats alone
_PRIVATE = {"use"}
#: Telegram's code for a language ("" for everybody else) -> ours. It takes two letters, so that those who read
#: traditional Chinese cannot be told from the others here.
_MENUS = {"": DEFAULT, "en": "en"}


async def set_menu(bot: Bot) -> None:
    """Publish the menus: Chinese for everybody, English for those whose Telegram is; members of groups see less."""
    for code, language in _MENUS.items():
        menu = texts_in(language).MENU
        for scope, names in _scopes([name for name in COMMANDS if name in menu]):
            commands = [BotCommand(name, menu[name]) for name in names]
            await bot.set_my_commands(commands, scope=scope, language_code=code or None)


def _scopes(everything: list[str]) -> list[tuple[BotCommandScope, list[str]]]:
    shared = [name for name in everything if name not in _PRIVATE]
    return [
        (BotCommandScopeAllPrivateChats(), everything),
        (BotCommandScopeAllGroupChats(), [name for name in shared if not COMMANDS[name].admins_only]),
        (BotCommandScopeAllChatAdministrators(), shared),
    ]
