"""What Telegram shows around the chat: the command menu."""

from __future__ import annotations

from telegram import Bot, BotCommand

from bot.commands.table import COMMANDS


async def set_menu(bot: Bot) -> None:
    """Publish the command menu in the order of the router's table."""
    await bot.set_my_commands([BotCommand(name, command.menu) for name, command in COMMANDS.items() if command.menu])
