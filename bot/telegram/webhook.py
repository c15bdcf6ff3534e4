"""Updates by webhook: Telegram posts them, they are stored, then 200; the work is done from the inbox."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot.core.errors import SettingsError
from bot.telegram.get_updates import ALLOWED
from bot.telegram.patience import until_done
from bot.telegram.updates import BadTokenError, Updates

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1 << 20
#: no database keeps such a number
TOO_BIG = 1 << 63


class Webhook:
    """Listens behind a TLS proxy; the path and the secret are new at every start."""

    def __init__(self, bot: Bot, updates: Updates, *, url: str, listen: str) -> None:
        self._bot, self._updates, self._url = bot, updates, url.rstrip("/")
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._path, self._secret = f"/{secrets.token_urlsafe(24)}", secrets.token_urlsafe(32)

    async def run(self) -> None:
        """Register with Telegram and serve until cancelled; what a crash left is answered first."""
        await self._updates.replay()
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_post(self._path, self._receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await self._listen(runner)
            await self._register()
            log.info("webhook set", extra={"listen": f"{self._host}:{self._port}"})
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
            await self._updates.drain()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host or "127.0.0.1", self._port).start()
        except OSError as error:
            raise SettingsError(
                f"cannot listen on {self._host}:{self._port} ({error.strerror}): set HUBAO_WEBHOOK_LISTEN"
            ) from error

    async def _register(self) -> None:
        """Tell Telegram where we are; a dead network is waited out. Raises SettingsError for a refused address."""
        url = self._url + self._path
        try:
            await until_done(
                lambda: self._bot.set_webhook(url, secret_token=self._secret, allowed_updates=ALLOWED),
                hopeless=(BadRequest, InvalidToken),
            )
        except BadRequest as error:
            raise SettingsError(f"Telegram refuses the webhook ({error.message}): set HUBAO_WEBHOOK_URL") from error
        except InvalidToken as error:
            raise BadTokenError from error

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode(errors="replace")  # compare_digest takes no other text
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            if type(update["update_id"]) is not int or not 0 <= update["update_id"] < TOO_BIG:
                return web.Response(status=400)
        except (ValueError, KeyError, TypeError, RecursionError):
            return web.Response(status=400)
        await self._updates.take_raw([update])
        return web.Response()
