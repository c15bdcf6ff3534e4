"""From a request to its reply: slash commands, buttons, and plain words where we are addressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands import remote
from bot.commands.account import feedback
from bot.commands.desk import Context, Desk, UserError, say
from bot.commands.feeds import opml
from bot.commands.firmbook import for_chat
from bot.commands.languages import first_language, language_for
from bot.commands.limits import Verdict
from bot.commands.phrases import command_of
from bot.commands.table import BUTTONS, COMMANDS, Handler
from bot.core.chats import Chat, Part, Preferences, Reply, Request
from bot.render.html import plain
from bot.render.split import pack
from bot.storage.chats import chats as chat_store
from bot.texts import speaking, texts


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request comes down to."""

    handler: Handler
    args: str
    writes: bool
    admins_only: bool


#: buttons are pressed faster than commands are typed
_PRESSES_PER_COMMAND = 3


def answer(request: Request, desk: Desk, *, now: datetime) -> Reply | None:
    """The reply to a request, or None where silence is right (small talk in a group, another bot's command)."""
    language = language_for(desk.database, request) if _may_be_ours(request) else None
    with speaking(language):
        try:
            return _answer(request, desk, now)
        except UserError as error:
            # Over a button, not as a new message: in a group everybody would read it.
            return Reply(toast=str(error)) if request.pressed else _fitting(say(str(error)))


def _may_be_ours(request: Request) -> bool:
    """Anything but small talk in a group, for which the database is not asked."""
    addressed = request.text.lstrip().startswith(("/", "@"))
    return request.chat_kind == "private" or addressed or bool(request.pressed) or request.document is not None


def is_for_admins(request: Request, desk: Desk) -> bool:
    """Whether a group keeps this to its admins, so that only then Telegram is asked who is one."""
    asked = _understood(request, desk)
    return isinstance(asked, _Asked) and asked.admins_only


def _answer(request: Request, desk: Desk, now: datetime) -> Reply | None:
    request, marked = remote.unmark(request)
    everyones = desk
    if _may_be_ours(request):
        desk = for_chat(desk, request)
    asked = _understood(request, desk)
    if asked is None:
        return None
    verdict = _count(request, desk, now)  # what we do not understand is answered too, so it counts
    if verdict is not Verdict.ALLOW:
        if request.pressed:
            return Reply(toast=texts.TOO_FAST)
        return say(texts.TOO_FAST) if verdict is Verdict.TELL else None
    if isinstance(asked, UserError):
        raise asked
    if asked.admins_only and request.chat_kind != "private" and not request.is_chat_admin:
        raise UserError(texts.CHANNEL_ADMINS_ONLY if request.chat_kind == "channel" else texts.GROUP_ADMINS_ONLY)
    chat = _chat_of(request, desk, now)
    other = None
    if asked.handler is not remote.use:
        other = remote.in_use(desk, chat, marked=marked, pressed=bool(request.pressed), now=now)
    if other is not None:
        chat = other
        desk = for_chat(everyones, replace(request, telegram_id=other.telegram_id, thread_id=other.thread_id))
    opened = desk.database.write() if asked.writes else desk.database.read()
    with opened as session:
        context = Context(desk=desk, session=session, request=request, chat=chat, now=now, args=asked.args.strip())
        reply = asked.handler(context)
    return _fitting(remote.mark(reply, other) if other is not None else reply)


def _understood(request: Request, desk: Desk) -> _Asked | UserError | None:
    """What is asked, or what to say where we do not understand it."""
    try:
        return _read(request, desk)
    except UserError as error:
        return error


def _read(request: Request, desk: Desk) -> _Asked | None:
    """What is asked, None where nobody asked us. Raises UserError for what we do not understand."""
    if request.pressed:
        prefix, _, args = request.pressed.partition(":")
        press = BUTTONS.get(prefix)
        if press is None:
            raise UserError(texts.EXPIRED)
        kept = press.admins_only and not args.startswith(press.open_to_all or ("\n",))
        if request.chat_kind == "channel":
            # Its readers may say what they think of a story; an answer would be a post to all of them.
            kept = not (prefix == "fb" and args.endswith(feedback.WITHOUT_WORDS))
        return _Asked(press.handler, args, press.writes, kept)
    if request.document is not None:
        return _Asked(opml.received, "", writes=True, admins_only=True)
    name, args = command_of(request, desk)
    if name is None:
        return None
    command = COMMANDS[name]
    return _Asked(command.handler, args, command.writes, command.admins_only)


def _count(request: Request, desk: Desk, now: datetime) -> Verdict:
    """Against the user's limit; the terminal and the operators have none."""
    if request.telegram_id == 0 or desk.is_admin(request.user_id):
        return Verdict.ALLOW
    limit = desk.per_minute * (_PRESSES_PER_COMMAND if request.pressed else 1)
    return desk.limits.count((request.user_id, bool(request.pressed)), limit=limit, now=now)


def _chat_of(request: Request, desk: Desk, now: datetime) -> Chat:
    """The chat's row, made when it is new; renamed with the chat; awake again when we paused it and it speaks."""
    address = {"telegram_id": request.telegram_id, "thread_id": request.thread_id}
    with desk.database.read() as session:
        chat = chat_store.find_chat(session, **address)
    cut_off = chat is not None and chat.paused_at is not None and chat.pause_reason != "user"
    if chat is not None and not cut_off and chat.title == (request.chat_title[:256] or chat.title):
        return chat
    with desk.database.write() as session:
        chat = chat_store.open_chat(
            session,
            **address,
            kind=request.chat_kind,
            title=request.chat_title,
            preferences=Preferences(language=first_language(request)),
            now=now,
        )
        if cut_off:
            chat_store.resume(session, chat.id, now=now)
        return chat_store.get_chat(session, chat.id) or chat


def _fitting(reply: Reply) -> Reply:
    """The reply in parts that Telegram takes: nothing a user sends can make an answer too long."""
    parts = [piece for part in reply.parts for piece in _pieces(part)]
    return replace(reply, parts=tuple(parts), toast=reply.toast[:200])


def _pieces(part: Part) -> list[Part]:
    if not part.html or part.image is not None or part.document is not None:
        return [part]
    htmls = pack([part.html])
    if len(htmls) < 2:
        return [part]
    pieces = [Part(html=html, text=plain(html)) for html in htmls]
    return [*pieces[:-1], replace(pieces[-1], buttons=part.buttons)]
