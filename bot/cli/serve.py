"""The Telegram bot as one process: updates in, jobs beside them, a clean stop on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from telegram import Bot
from telegram.error import TelegramError

from bot.app import App
from bot.cli.feeds import sync_at_start
from bot.cli.health import beat
from bot.cli.soundness import watch_file
from bot.commands.remote import channel_named, used_address
from bot.core.errors import SettingsError
from bot.render.charts import warm_up
from bot.settings import Settings
from bot.telegram.connection import connect
from bot.telegram.menus import set_menu
from bot.telegram.sender import TelegramMessenger
from bot.telegram.updates import Updates
from bot.telegram.webhook import Webhook

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_messenger(settings: Settings) -> AsyncIterator[TelegramMessenger]:
    """A messenger to Telegram."""
    async with open_bot(settings) as bot:
        yield TelegramMessenger(bot)


def open_bot(settings: Settings) -> AbstractAsyncContextManager[Bot]:
    """The connected bot of these settings."""
    return connect(
        settings.telegram_bot_token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
    )


async def serve(app: App, settings: Settings) -> int:
    """Serve until SIGTERM, SIGHUP or Ctrl-C. Raises BadTokenError and TokenRejectedError."""
    sync_at_start(app)
    await app.begin(holds_home=True)
    async with open_bot(settings) as bot:
        app.set_bot_name(bot.username)
        receiver = await asyncio.to_thread(_receiver, app, bot, settings)
        await _menu(bot)
        log.info("serving", extra={"bot": bot.username})
        engine = app.embedded(TelegramMessenger(bot))
        jobs = (receiver.run(), engine.run(), beat(settings.home), watch_file(app.database))
        await _until_stopped(*(asyncio.create_task(job) for job in jobs))
    return 0


async def work(app: App, settings: Settings, names: Sequence[str]) -> int:
    """One worker of many, until SIGTERM or Ctrl-C; `updates` as a role also answers commands."""
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(open_bot(settings)) if settings.telegram_bot_token else None
        sync_at_start(app, quiet=True)
        await app.begin()
        wanted = [name for name in names if name != "updates"]
        tasks = []
        if "updates" in names:
            if bot is None:
                raise SettingsError("the role updates needs TELEGRAM_BOT_TOKEN")
            app.set_bot_name(bot.username)
            receiver = await asyncio.to_thread(_receiver, app, bot, settings)
            tasks.append(asyncio.create_task(receiver.run()))
        if wanted or not tasks:  # `updates` may be a worker's only role
            engine = app.distributed(app.roles(wanted, *([TelegramMessenger(bot)] if bot else [])))
            tasks.append(asyncio.create_task(engine.run()))
        log.info("working", extra={"roles": ",".join(names)})
        tasks.append(asyncio.create_task(beat(settings.home)))
        await _until_stopped(*tasks)
    return 0


def _receiver(app: App, bot: Bot, settings: Settings) -> Updates | Webhook:
    """Asks for updates, or is told them where a webhook is set.

    Loads the classifier and the drawing library: call it in a thread.
    """
    warm_up()  # else the first picture would wait for it
    updates = Updates(
        bot,
        app.database,
        app.answerer(),
        for_admins=app.for_admins(),
        clock=app.clock,
        inline=app.inline(),
        names_chat=channel_named,
        uses_chat=lambda request: used_address(app.database, request, now=app.clock()),
    )
    if not settings.webhook_url:
        return updates
    return Webhook(bot, updates, url=settings.webhook_url, listen=settings.webhook_listen)


async def _until_stopped(*tasks: asyncio.Task[None]) -> None:
    """Run until a signal or until a task fails; then stop the others and let answers finish."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if name != signal.SIGHUP or signal.getsignal(name) is not signal.SIG_IGN:  # nohup: live on without a terminal
            loop.add_signal_handler(name, stop.set)
    waiting = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, *tasks):
        task.cancel()
    await asyncio.gather(waiting, *tasks, return_exceptions=True)
    for task in done - {waiting}:
        error = task.exception()
        if isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        if error is not None:
            raise error


async def _menu(bot: Bot) -> None:
    try:
        await set_menu(bot)
    except TelegramError as error:
        log.warning("the command menu could not be set", extra={"reason": error.message})
