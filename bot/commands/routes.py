"""Which handler a request is for: a pressed button, a file, a command or plain words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.account import feedback
from bot.commands.context import UserError
from bot.commands.feeds import opml
from bot.commands.phrases import command_of
from bot.commands.services import Services
from bot.commands.table import BUTTONS, COMMANDS, Handler
from bot.core.callbacks import Prefix, parse
from bot.core.chats import Request
from bot.texts import texts


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers a request, with which words, whether that writes, and whether a group keeps it to its admins."""

    handler: Handler
    args: str
    writes: bool
    admins_only: bool


def route_of(request: Request, services: Services) -> Route | UserError | None:
    """Who answers, what to say where we do not understand, None where nobody asked us."""
    try:
        return _route(request, services)
    except UserError as error:
        return error


def _route(request: Request, services: Services) -> Route | None:
    """Raises UserError for what we do not understand."""
    if request.pressed:
        pressed = parse(request.pressed)
        if pressed is None:
            raise UserError(texts.EXPIRED)
        press, args = BUTTONS[pressed.prefix], pressed.args
        for_admins = press.admins_only and not args.startswith(press.open_to_all or ("\n",))
        if request.chat_kind == "channel":
            # Its readers may say what they think of a story; an answer would be a post to all of them.
            for_admins = not (pressed.prefix is Prefix.FEEDBACK and args.endswith(feedback.WITHOUT_WORDS))
        return Route(press.handler, args, press.writes, for_admins)
    if request.document is not None:
        return Route(opml.received, "", writes=True, admins_only=True)
    name, args = command_of(request, services)
    if name is None:
        return None
    command = COMMANDS[name]
    return Route(command.handler, args, command.writes, command.admins_only)
