"""A connection to Telegram: open it, say who we are, receive updates by long polling or webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import InvalidToken
from telegram.request import HTTPXRequest

from bot.telegram.patience import until_done
from bot.telegram.updates import BadTokenError


@asynccontextmanager
async def connect(token: str, *, base_url: str, base_file_url: str) -> AsyncIterator[Bot]:
    """The bot, once Telegram has answered who it is; a dead network is waited out.

    Raises BadTokenError when Telegram does not know the token.
    """
    if not token.isascii() or any(char in "/?#%" or char.isspace() for char in token):
        raise BadTokenError  # it would not even make an address
    bot = Bot(
        token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=HTTPXRequest(connection_pool_size=32, read_timeout=20, pool_timeout=20),
    )
    try:
        await until_done(bot.initialize, hopeless=(InvalidToken,))
    except InvalidToken as error:
        raise BadTokenError from error
    try:
        yield bot
    finally:
        await bot.shutdown()
