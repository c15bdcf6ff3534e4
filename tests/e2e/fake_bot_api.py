"""A Bot API server for tests: users talk to a bot through it; it records calls, checks limits, and can fail.

Written for these tests alone, from Telegram's published rules: updates wait until an offset confirms
them, long polls, one poller at a time, texts of 4,096 UTF-16 units, callback data of 64 bytes.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

TOKEN = "4242424242:AAfakefakefakefakefakefakefakefakefa"
BOT = {"id": 4242424242, "is_bot": True, "first_name": "Hubao", "username": "hubao_test_bot"}
TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: method, parameters, and what was answered."""

    method: str
    params: dict[str, Any]
    status: int
    answer: dict[str, Any]
    at: float


@dataclass(slots=True)
class Failure:
    """How the next calls fail: a status and body, or a connection cut before or after the effect."""

    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = field(default_factory=dict)
    #: raw body instead of JSON (a proxy's page, broken JSON)
    body: str | None = None
    #: "before": cut, nothing done; "after": done, answer lost
    cut: str = ""


class RefusedError(Exception):
    """Telegram's 400 and 403."""

    def __init__(self, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.description, self.status = description, status


class FakeBotApi:
    """`with FakeBotApi() as api`: serves on loopback from a thread of its own until the block ends."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.unknown: list[str] = []
        self.messages: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.admins: dict[int, set[int]] = defaultdict(set)
        self.webhook: dict[str, Any] = {}
        self.files: dict[str, bytes] = {}
        self.channels: dict[str, int] = {}
        self._updates: list[dict[str, Any]] = []
        self._failures: dict[str, list[Failure]] = defaultdict(list)
        self._blocked: set[int] = set()
        self._ids = iter(range(1, 1_000_000))
        self._changed = threading.Condition()
        self.polls = 0
        self.pushed = 0
        self.confirmed = 0

    # --- life

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; once is enough."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(60)

    def _serve(self, started: threading.Event) -> None:
        asyncio.run(self._main(started))

    async def _main(self, started: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=60 << 20)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        started.set()
        pusher = asyncio.create_task(self._push())
        await self._stop.wait()
        pusher.cancel()
        await runner.cleanup()

    @property
    def base_url(self) -> str:
        """TELEGRAM_BASE_URL for the bot."""
        return f"http://127.0.0.1:{self.port}/bot"

    # --- what users do

    def say(self, chat: int, text: str, *, user: int | None = None, **message: Any) -> int:
        """A user writes; the update's id."""
        given = {"text": text, **message}
        if text.startswith("/"):
            given["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return self.deliver(message=self._incoming(chat, user, given))

    def upload(self, chat: int, name: str, body: bytes, *, user: int | None = None, **message: Any) -> int:
        """A user sends a file; the update's id."""
        file_id = f"file{next(self._ids)}"
        self.files[file_id] = body
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(body)}
        return self.deliver(message=self._incoming(chat, user, {"document": document, **message}))

    def press(self, chat: int, label: str, *, user: int | None = None) -> int:
        """A user presses the newest button whose label or data holds these words; the update's id."""
        for message in reversed(self.messages[chat]):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (b for row in rows for b in row):
                if label in (button["text"], button["text"].removeprefix("✅ "), button.get("callback_data")):
                    return self.press_data(chat, button["callback_data"], user=user, message=message)
        raise AssertionError(f"no button {label!r} in chat {chat}")

    def press_data(self, chat: int, data: str, *, user: int | None = None, message: dict[str, Any]) -> int:
        """A user presses a button of this message."""
        query = {"id": str(next(self._ids)), "from": _user(user or chat), "chat_instance": "1", "data": data}
        return self.deliver(callback_query=query | {"message": message})

    def inline(self, user: int, text: str) -> int:
        """A user types `@bot text` somewhere; the update's id."""
        query = {"id": str(next(self._ids)), "from": _user(user), "query": text, "offset": ""}
        return self.deliver(inline_query=query)

    def block(self, chat: int, *, blocked: bool = True) -> int:
        """A user blocks the bot, or lets it in again."""
        (self._blocked.add if blocked else self._blocked.discard)(chat)
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        change = {"chat": _chat(chat), "from": _user(chat), "date": int(time.time())}
        return self.deliver(my_chat_member=change | {"old_chat_member": _bot_as(old), "new_chat_member": _bot_as(new)})

    def deliver(self, **update: Any) -> int:
        """Any update, as Telegram would give it; its id."""
        with self._changed:
            update_id = 1000 + next(self._ids)
            self._updates.append({"update_id": update_id, **update})
            self._changed.notify_all()
        self._loop.call_soon_threadsafe(lambda: None)
        return update_id

    def _incoming(self, chat: int, user: int | None, given: dict[str, Any]) -> dict[str, Any]:
        message = {"message_id": next(self._ids), "date": int(time.time()), "chat": _chat(chat)}
        return message | {"from": _user(user or chat)} | given

    # --- what goes wrong

    def fail(self, method: str, *failures: Failure) -> None:
        """The next calls of this method fail so, one each."""
        self._failures[method.lower()] += failures

    # --- what came of it

    def wait(self, what: Callable[[], Any], seconds: float = 60) -> Any:
        """Until `what` gives something true; that. Fails after `seconds`."""
        end = time.monotonic() + seconds
        with self._changed:
            while not (found := what()):
                left = end - time.monotonic()
                assert left > 0, f"not within {seconds} s; last calls: {[c.method for c in self.calls[-8:]]}"
                self._changed.wait(min(left, 0.2))
            return found

    def expect(self, chat: int, pattern: str, *, after: int = 0, seconds: float = 60) -> str:
        """The text of a message to this chat, beyond the first `after`, that matches."""

        def look() -> str | None:
            texts = [str(m["text"]) for m in self.messages[chat][after:]]
            return next((text for text in texts if re.search(pattern, text)), None)

        try:
            return str(self.wait(look, seconds))
        except AssertionError as error:
            raise AssertionError(f"no {pattern!r} among {[m['text'] for m in self.messages[chat][after:]]}") from error

    def said(self, chat: int) -> int:
        """How many messages the chat holds from the bot."""
        return len(self.messages[chat])

    def called(self, method: str) -> list[Call]:
        """The calls of a method, in order."""
        return [call for call in self.calls if call.method == method.lower()]

    # --- the server

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"].removeprefix("file/")
        if path.startswith(f"bot{self.token}/files/"):
            return web.Response(body=self.files[path.rsplit("/", 1)[1]])
        if not path.startswith(f"bot{self.token}/"):
            known = path.startswith("bot") and ":" in path
            return _error(401, "Unauthorized") if known else _error(404, "Not Found")
        method = path.rsplit("/", 1)[1].lower()
        params = await _params(request)
        failure = self._failures[method].pop(0) if self._failures[method] else None
        if failure is not None and failure.cut == "before":
            self._note(method, params, 0, {})
            return _cut(request)
        if failure is not None and not failure.cut:
            return self._failed(method, params, failure)
        act = getattr(self, f"do_{method}", None)
        if act is None:
            self.unknown.append(method)
            return _error(404, "Not Found")
        try:
            result = await act(params) if asyncio.iscoroutinefunction(act) else act(params)
        except RefusedError as error:
            self._note(method, params, error.status, {"description": error.description})
            return _error(error.status, error.description)
        self._note(method, params, 200, {"result": result})
        if failure is not None:
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    def _failed(self, method: str, params: dict[str, Any], failure: Failure) -> web.Response:
        body: dict[str, Any] = {"ok": False, "error_code": failure.status, "description": failure.description}
        if failure.parameters:
            body["parameters"] = failure.parameters
        self._note(method, params, failure.status, body)
        return web.Response(status=failure.status, text=failure.body if failure.body is not None else json.dumps(body))

    def _note(self, method: str, params: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
        with self._changed:
            self.calls.append(Call(method, params, status, answer, time.monotonic()))
            self._changed.notify_all()

    # --- methods

    def do_getme(self, _: dict[str, Any]) -> dict[str, Any]:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    async def do_getupdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise RefusedError("Conflict: can't use getUpdates method while webhook is active", 409)
        offset = int(params.get("offset") or 0)
        with self._changed:
            self.polls += 1
            mine = self.polls
            if offset > 0:
                self._confirm(offset - 1)
            self._changed.notify_all()
        end = time.monotonic() + min(float(params.get("timeout") or 0), 50)
        while not self._updates and time.monotonic() < end:
            await asyncio.sleep(0.01)
            if self.polls != mine:
                raise RefusedError("Conflict: terminated by other getUpdates request", 409)
            if self._stop.is_set():
                return []
        with self._changed:
            return self._updates[: int(params.get("limit") or 100)]

    def _confirm(self, update_id: int) -> None:
        """The bot has all up to this one; call it under the lock, for users write from other threads."""
        self._updates = [u for u in self._updates if u["update_id"] > update_id]
        self.confirmed = max(self.confirmed, update_id)

    async def _push(self) -> None:
        """While a webhook is set: post what waits to it, one at a time, each until it is answered with 200."""
        async with aiohttp.ClientSession() as client:
            while True:
                await asyncio.sleep(0.01)
                webhook, waiting = self.webhook, next(iter(self._updates), None)
                if not webhook or waiting is None:
                    continue
                secret = {"X-Telegram-Bot-Api-Secret-Token": webhook.get("secret_token", "")}
                try:
                    async with client.post(webhook["url"], json=waiting, headers=secret) as answer:
                        taken = answer.status == 200
                except aiohttp.ClientError:
                    taken = False
                if taken:
                    with self._changed:
                        self.pushed += 1
                        self._confirm(waiting["update_id"])

    def do_sendmessage(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._store(params, _shown(params.get("text", ""), params))

    def do_sendphoto(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._store(params, _shown(params.get("caption", ""), params, most=1024, least=0))

    def do_senddocument(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._store(params, _shown(params.get("caption", ""), params, most=1024, least=0))

    def do_editmessagetext(self, params: dict[str, Any]) -> dict[str, Any]:
        message = self._mine(params)
        text, markup = _shown(params.get("text", ""), params), _markup(params)
        if (message["text"], message.get("reply_markup", {})) == (text, markup):
            raise RefusedError("Bad Request: message is not modified: specified new message content is the same")
        message["text"] = text
        return _with_buttons(message, markup)

    def do_editmessagereplymarkup(self, params: dict[str, Any]) -> dict[str, Any]:
        message = self._mine(params)
        if message.get("reply_markup", {}) == _markup(params):
            raise RefusedError("Bad Request: message is not modified: specified new message content is the same")
        return _with_buttons(message, _markup(params))

    def do_answercallbackquery(self, params: dict[str, Any]) -> bool:
        if len(params.get("text", "")) > 200:
            raise RefusedError("Bad Request: MESSAGE_TOO_LONG")
        return True

    def do_answerinlinequery(self, params: dict[str, Any]) -> bool:
        results = json.loads(params["results"])
        if len(results) > 50 or len({r["id"] for r in results}) < len(results):
            raise RefusedError("Bad Request: RESULT_ID_DUPLICATE")
        for result in results:
            content = result["input_message_content"]
            _shown(content["message_text"], content)
            if not 1 <= len(result["id"].encode()) <= 64:
                raise RefusedError("Bad Request: RESULT_ID_INVALID")
        return True

    def do_getchatmember(self, params: dict[str, Any]) -> dict[str, Any]:
        chat, user = int(params["chat_id"]), int(params["user_id"])
        if user < 0:
            raise RefusedError("Bad Request: invalid user_id specified")
        return _member("creator" if user in self.admins[chat] else "member", _user(user))

    def do_getchat(self, params: dict[str, Any]) -> dict[str, Any]:
        name = str(params["chat_id"])
        if name not in self.channels:
            raise RefusedError("Bad Request: chat not found")
        gifts = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        )
        chat = {"id": self.channels[name], "type": "channel", "title": name, "accent_color_id": 0}
        return chat | {"max_reaction_count": 0, "accepted_gift_types": gifts}

    def do_getfile(self, params: dict[str, Any]) -> dict[str, Any]:
        file_id = str(params["file_id"])
        if file_id not in self.files:
            raise RefusedError("Bad Request: wrong file_id or the file is temporarily unavailable")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}"}

    def do_setmycommands(self, params: dict[str, Any]) -> bool:
        commands = json.loads(params["commands"])
        fine = all(
            re.fullmatch(r"[a-z0-9_]{1,32}", c["command"]) and 0 < len(c["description"]) <= 256 for c in commands
        )
        if not fine or len(commands) > 100:
            raise RefusedError("Bad Request: BOT_COMMAND_INVALID")
        return True

    def do_setwebhook(self, params: dict[str, Any]) -> bool:
        self.webhook = params
        return True

    def do_deletewebhook(self, _: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _store(self, params: dict[str, Any], text: str) -> dict[str, Any]:
        chat = int(params["chat_id"])
        if chat in self._blocked:
            raise RefusedError("Forbidden: bot was blocked by the user", 403)
        message = {"message_id": next(self._ids), "date": int(time.time()), "chat": _chat(chat), "from": BOT}
        message["text"] = text
        _with_buttons(message, _markup(params))
        if "message_thread_id" in params:
            message |= {"message_thread_id": int(params["message_thread_id"]), "is_topic_message": True}
        self.messages[chat].append(message)
        return message

    def _mine(self, params: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages[int(params["chat_id"])]:
            if message["message_id"] == int(params["message_id"]):
                return message
        raise RefusedError("Bad Request: message to edit not found")


class _Reader(HTMLParser):
    """Telegram's HTML: known tags, nested right; gathers the text."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.open, self.entities = "", [], 0  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in TAGS:
            raise RefusedError(f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)
        self.entities += 1

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise RefusedError(f'Bad Request: can\'t parse entities: Unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text += data


def _shown(text: str, params: dict[str, Any], *, most: int = 4096, least: int = 1) -> str:
    if params.get("parse_mode") == "HTML":
        reader = _Reader()
        reader.feed(text)
        reader.close()
        if reader.open or re.search(r"<(?![/a-z])", text):
            raise RefusedError("Bad Request: can't parse entities: Can't find end tag")
        text = reader.text
    size = len(text.strip().encode("utf-16-le")) // 2
    if size < least:
        raise RefusedError("Bad Request: message text is empty")
    if size > most:
        raise RefusedError("Bad Request: message is too long")
    return text


def _markup(params: dict[str, Any]) -> dict[str, Any]:
    markup: dict[str, Any] = json.loads(params.get("reply_markup") or "{}")
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > 100:
        raise RefusedError("Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("url") and not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise RefusedError("Bad Request: BUTTON_DATA_INVALID")
    return markup


def _with_buttons(message: dict[str, Any], markup: dict[str, Any]) -> dict[str, Any]:
    message.pop("reply_markup", None)
    if markup:
        message["reply_markup"] = markup
    return message


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return {key: value if isinstance(value, str) else value.filename for key, value in form.items()}  # type: ignore[union-attr]


def _error(status: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": status, "description": description}, status=status)


def _cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": f"用户{number}", "language_code": "zh-hans"}


def _chat(number: int) -> dict[str, Any]:
    if number > 0:
        return {"id": number, "type": "private", "first_name": f"用户{number}"}
    return {"id": number, "type": "supergroup", "title": "测试群"}


def _bot_as(status: str) -> dict[str, Any]:
    return _member(status, BOT)


def _member(status: str, user: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {"creator": {"is_anonymous": False}, "kicked": {"until_date": 0}}.get(status, {})
    return {"status": status, "user": user, **extra}
