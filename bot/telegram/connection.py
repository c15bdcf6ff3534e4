"""A connection to Telegram: open it, say who we are, receive updates by long polling or webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.telegram.sender import wait_of
from bot.telegram.updates import BadTokenError

log = logging.getLogger(__name__)


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
    failures = 0
    while True:
        try:
            await bot.initialize()
        except InvalidToken as error:
            raise BadTokenError from error
        except TelegramError as error:
            if failures == 0:
                log.warning("cannot reach Telegram, trying again by itself", extra={"reason": error.message})
            wait = wait_of(error).total_seconds() if isinstance(error, RetryAfter) else 1 << min(failures, 6)
            await asyncio.sleep(min(wait, 60))
            failures += 1
        else:
            break
    try:
        yield bot
    finally:
        await bot.shutdown()
