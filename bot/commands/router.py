"""From a request to its reply: slash commands, buttons, and plain words where we are addressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.commands import remote
from bot.commands.chat_firms import with_own_firms
from bot.commands.context import Context, UserError
from bot.commands.conversation import Conversation, keep_up, open_conversation
from bot.commands.limits import Verdict
from bot.commands.replies import fitting, say
from bot.commands.routes import Route, route_of
from bot.commands.services import Services
from bot.core.address import TERMINAL
from bot.core.callbacks import unbind
from bot.core.chats import Reply, Request
from bot.storage.chats import chats as store
from bot.texts import speaking, texts

#: buttons are pressed faster than commands are typed
_PRESSES_PER_COMMAND = 3


def answer(request: Request, services: Services, *, now: datetime) -> Reply | None:
    """The reply to a request, or None where silence is right (small talk in a group, another bot's command)."""
    if not _may_be_ours(request):
        return None
    pressed, bound_to = unbind(request.pressed)
    request = replace(request, pressed=pressed)
    with services.database.read() as session:
        conversation = open_conversation(session, request, now=now)
    with speaking(conversation.language):
        try:
            return _answer(conversation, bound_to, services, now)
        except UserError as error:
            # Over a button, not as a new message: in a group everybody would read it.
            return Reply(toast=str(error)) if request.pressed else fitting(say(str(error)))


def _may_be_ours(request: Request) -> bool:
    """Anything but small talk in a group, for which the database is not asked."""
    addressed = request.text.lstrip().startswith(("/", "／", "@"))
    return request.chat_kind == "private" or addressed or bool(request.pressed) or request.document is not None


def is_for_admins(request: Request, services: Services) -> bool:
    """Whether a group keeps this to its admins, so that only then Telegram is asked who is one."""
    route = route_of(request, services) if _may_be_ours(request) else None
    return isinstance(route, Route) and route.admins_only


def _answer(conversation: Conversation, bound_to: int | None, services: Services, now: datetime) -> Reply | None:
    request, own_firms = conversation.request, conversation.own_firms
    route = route_of(request, with_own_firms(services, own_firms))
    if route is None:
        return None
    verdict = _count(request, services, now)  # what we do not understand is answered too, so it counts
    if verdict is not Verdict.ALLOW:
        if request.pressed:
            return Reply(toast=texts.TOO_FAST)
        return say(texts.TOO_FAST) if verdict is Verdict.TELL else None
    if isinstance(route, UserError):
        raise route
    if route.admins_only and request.chat_kind != "private" and not request.is_chat_admin:
        raise UserError(texts.CHANNEL_ADMINS_ONLY if request.chat_kind == "channel" else texts.GROUP_ADMINS_ONLY)
    chat = keep_up(services.database, conversation, now=now)
    other = None
    if route.handler is not remote.use:
        other = remote.in_use(conversation, bound_to=bound_to, pressed=bool(request.pressed))
    if other is not None and not request.is_admin_of_used:
        with services.database.write() as session:
            store.use_chat(session, chat.id, None)
        raise UserError(texts.USE_LOST.format(title=other.title))
    if other is not None:
        chat, own_firms = other, conversation.firms_of_other
    services = with_own_firms(services, own_firms)
    with services.database.write() if route.writes else services.database.read() as session:
        context = Context(
            services=services, session=session, request=request, chat=chat, now=now, args=route.args.strip()
        )
        reply = route.handler(context)
    return fitting(remote.mark(reply, other) if other is not None else reply)


def _count(request: Request, services: Services, now: datetime) -> Verdict:
    """Against the user's limit; the terminal and the operators have none."""
    if request.address == TERMINAL or services.is_admin(request.user_id):
        return Verdict.ALLOW
    limit = services.per_minute * (_PRESSES_PER_COMMAND if request.pressed else 1)
    return services.limits.count((request.user_id, bool(request.pressed)), limit=limit, now=now)
