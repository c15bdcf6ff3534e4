"""getUpdates as Telegram answers it: raw, so that one update which the library cannot read holds up no other."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

from telegram import Bot
from telegram.request import RequestData

POLL_SECONDS = 25
#: what we ask Telegram for; it remembers the list between calls
ALLOWED = ["message", "channel_post", "callback_query", "my_chat_member", "inline_query"]


@dataclass(frozen=True, slots=True)
class _Form:
    """The attributes of a RequestData that the library documents; how one is made, it keeps to itself."""

    json_parameters: dict[str, str]
    multipart_data: dict[str, Any] = field(default_factory=dict)
    contains_files: bool = False


async def get_updates(bot: Bot, offset: int | None) -> list[dict[str, Any]]:
    """What has come since `offset`; waits up to 25 seconds for something. Raises TelegramError."""
    asked = {"timeout": str(POLL_SECONDS), "allowed_updates": json.dumps(ALLOWED)}
    form = _Form(asked if offset is None else asked | {"offset": str(offset)})
    got = await bot.request.post(
        f"{bot.base_url}/getUpdates", request_data=cast("RequestData", form), read_timeout=POLL_SECONDS + 10
    )
    return list(cast("list[dict[str, Any]]", got))
