"""Updates by webhook: Telegram posts them, they are stored, then 200; the work is done from the inbox."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets

from aiohttp import web
from telegram import Bot

from bot.telegram.updates import ALLOWED, Updates

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1 << 20


class Webhook:
    """Listens behind a TLS proxy; the path and the secret are new at every start."""

    def __init__(self, bot: Bot, updates: Updates, *, url: str, listen: str) -> None:
        self._bot, self._updates, self._url = bot, updates, url.rstrip("/")
        self._host, _, self._port = listen.rpartition(":")
        self._path, self._secret = f"/{secrets.token_urlsafe(24)}", secrets.token_urlsafe(32)

    async def run(self) -> None:
        """Register with Telegram and serve until cancelled; what a crash left is answered first."""
        await self._updates.replay()
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_post(self._path, self._receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host or "127.0.0.1", int(self._port)).start()
            await self._bot.set_webhook(self._url + self._path, secret_token=self._secret, allowed_updates=ALLOWED)
            log.info("webhook set", extra={"listen": f"{self._host}:{self._port}"})
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
            await self._updates.drain()

    async def _receive(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(HEADER, ""), self._secret):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            int(update["update_id"])
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        await self._updates.take_raw([update])
        return web.Response()
