"""/corrections: what was said about stories in this chat, each with a button that takes it back."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.arguments import number_in
from bot.commands.context import Context
from bot.commands.pages import turn
from bot.commands.replies import say, show
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Reply
from bot.core.shortening import shorten
from bot.core.topics import TOPICS, Topic
from bot.render.html import escape, link
from bot.render.marks import day
from bot.storage.chats import feedback as store
from bot.texts import texts

PAGE = 6


def corrections(context: Context) -> Reply:
    """The newest first."""
    return _page(context, 0, edit=False)


def pressed(context: Context) -> Reply:
    """`page:<offset>` turns the page, `undo:<id>:<offset>` takes one's own correction back."""
    what, _, rest = context.args.partition(":")
    first, _, second = rest.partition(":")
    number, offset = number_in(first), number_in(second) or 0
    if what == "page" and number is not None:
        return _page(context, number, edit=True)
    if what != "undo" or number is None:
        return Reply(toast=texts.EXPIRED)
    undone = store.undo(
        context.session,
        number,
        chat_id=context.chat.id,
        user_id=context.request.user_id,
        now=context.now,
    )
    if not undone:
        return Reply(toast=texts.NOT_YOUR_CORRECTION)
    return replace(_page(context, offset, edit=True), toast=texts.FEEDBACK_UNDONE)


def _page(context: Context, offset: int, *, edit: bool) -> Reply:
    shown, total = store.standing(context.session, context.chat.id, limit=PAGE, offset=offset)
    if not shown and total:  # fewer than when the button was made
        return _page(context, (total - 1) // PAGE * PAGE, edit=edit)
    if not shown:
        return say(texts.NO_CORRECTIONS, edit=edit)
    lines = [escape(texts.CORRECTIONS.format(count=total))]
    for place, correction in enumerate(shown, offset + 1):
        said = escape(f"{_verdict(correction)} · {day(correction.at, context.zone)} · #{correction.story_id}")
        lines.append(f"{place}. {link(shorten(correction.title, 60), correction.link)}\n    {said}")
    return show("\n".join(lines), buttons=_buttons(context, shown, offset, total), edit=edit)


def _verdict(correction: store.Correction) -> str:
    known = correction.value in TOPICS
    value = texts.TOPIC_NAMES[Topic(correction.value)] if known else correction.value
    return texts.VERDICTS.get(correction.verdict, "").format(value=value)


def _buttons(context: Context, shown: list[store.Correction], offset: int, total: int) -> Buttons:
    """Only one's own can be taken back."""
    undo = [
        Button(texts.UNDO.format(place=place), callback(Prefix.CORRECTIONS, "undo", c.id, offset))
        for place, c in enumerate(shown, offset + 1)
        if c.user_id == context.request.user_id
    ]
    rows = [tuple(undo[i : i + 3]) for i in range(0, len(undo), 3)]
    return (*rows, *turn(lambda at: callback(Prefix.CORRECTIONS, "page", at), offset, total, page=PAGE))
