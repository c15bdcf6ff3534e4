"""/start with its buttons, and /help."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from bot.commands.context import Context
from bot.commands.languages import language_buttons, speaking_anew, with_language
from bot.commands.replies import say
from bot.commands.wishes.schedule import schedule_in_words
from bot.commands.wishes.summary import kept_out, wishes_in_words
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Reply
from bot.core.topics import TOPICS, Topic
from bot.storage.chats import chats as chat_store
from bot.storage.chats import subscriptions as store
from bot.texts import texts

PER_ROW = 3


def start(context: Context) -> Reply:
    """Three lines and buttons; a deep link such as `/start firm_zhipu` subscribes at once.

    A paused chat hears again, and is told so.
    """
    resumed = chat_store.resume(context.session, context.chat.id, now=context.now)
    firm_id = context.args.removeprefix("firm_")
    if firm_id != context.args and firm_id in context.firms.resolve(firm_id):
        _want(context, True, firm_id, None)
    text = f"{_start()}\n\n{_summary(context)}" if store.count(context.session, context.chat.id) else _start()
    return say(f"{texts.RESUMED}\n\n{text}" if resumed else text, buttons=_home(context))


def _start() -> str:
    return texts.START.format(watched=texts.WATCHED)


def help_(context: Context) -> Reply:
    """All commands with an example each."""
    operator = context.services.is_admin(context.request.user_id)
    return say(texts.HELP + ("\n" + texts.HELP_OPERATORS if operator else ""))


def pressed(context: Context) -> Reply:
    """A button of the start page: `on:` or `off:` with what, `all:` a group, `lang:` a language, or a step.

    A button says what it does, not "the other way round": pressed twice, or replayed, it does it once.
    """
    step, _, rest = context.args.partition(":")
    if step == "home":
        return _page(context, _home(context))
    if step == "lang":
        return _speak(context, rest)
    if step == "done":
        return say(f"{_summary(context)}\n{schedule_in_words(context.wishes)}", edit=True)
    if step in {"on", "off"}:
        return _switch(context, step == "on", rest)
    group = _group(context, rest)
    if step not in {"group", "all"} or group is None:
        return Reply(toast=texts.EXPIRED)
    if step == "all":
        for firm_id in group[1]:
            _want(context, True, firm_id, None)
    return _page(context, _group_page(context, *group), texts.SAVED if step == "all" else "")


def _speak(context: Context, language: str) -> Reply:
    """The same page in another language."""
    changed = with_language(context.chat.preferences, language)
    if changed is None:
        return Reply(toast=texts.EXPIRED)
    chat_store.save_preferences(context.session, context.chat.id, changed, now=context.now)
    with speaking_anew(context, language):
        return _page(context, _home(context), texts.SAVED)


def _switch(context: Context, on: bool, what: str) -> Reply:
    """`topic:<topic>` or `firm:<id>:<group key>`."""
    kind, _, value = what.partition(":")
    if kind == "topic" and value in TOPICS:
        _want(context, on, None, Topic(value))
        return _page(context, _home(context), texts.SAVED)
    firm_id, _, key = value.partition(":")
    group = _group(context, key)
    if kind != "firm" or group is None or firm_id not in group[1]:
        return Reply(toast=texts.EXPIRED)
    _want(context, on, firm_id, None)
    return _page(context, _group_page(context, *group), texts.SAVED)


def _page(context: Context, buttons: Buttons, toast: str = "") -> Reply:
    reply = say(f"{_start()}\n\n{_summary(context)}", buttons=buttons, edit=True)
    return Reply(parts=reply.parts, edit=True, toast=toast)


def _want(context: Context, on: bool, firm_id: str | None, topic: Topic | None) -> None:
    if not on:
        store.unsubscribe(context.session, context.chat.id, firm_id=firm_id, topic=topic)
        return
    store.subscribe(context.session, context.chat.id, firm_id=firm_id, topic=topic, now=context.now)
    chat_store.start_digests(context.session, context.chat.id, now=context.now)


def _summary(context: Context) -> str:
    names = wishes_in_words(context)
    if not names:
        return texts.NOTHING_SUBSCRIBED
    return "\n".join([texts.SUMMARY.format(what=texts.some(names, 8, texts.OF_ITEMS)), *kept_out(context)])


def _home(context: Context) -> Buttons:
    mine = {(s.firm_id, s.topic) for s in store.subscriptions(context.session, context.chat.id)}
    topics = tuple(
        _choice((None, t) in mine, texts.WHOLE_TOPIC.format(topic=texts.TOPIC_NAMES[t]), f"topic:{t}") for t in TOPICS
    )
    groups = [_button(name, "group", _key(name)) for name, _ in context.firms.groups()]
    return (*((b,) for b in topics), *_rows(groups), language_buttons(Prefix.START), (_button(texts.DONE, "done"),))


def _group_page(context: Context, name: str, firms: Sequence[str]) -> Buttons:
    mine = {(s.firm_id, s.topic) for s in store.subscriptions(context.session, context.chat.id)}
    key = _key(name)
    buttons = [_choice((f, None) in mine, context.firms.name(f), f"firm:{f}:{key}") for f in firms]
    last = (_button(texts.SELECT_ALL, "all", key), _button(texts.BACK, "home"), _button(texts.DONE, "done"))
    return (*_rows(buttons), last)


def _key(group: str) -> str:
    """A group's short name for buttons, whose data has 64 bytes in all; the same after a restart."""
    return f"{crc32(group.encode()):08x}"


def _group(context: Context, key: str) -> tuple[str, Sequence[str]] | None:
    return next(((name, firms) for name, firms in context.firms.groups() if _key(name) == key), None)


def _rows(buttons: list[Button]) -> Buttons:
    return tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))


def _choice(chosen: bool, label: str, what: str) -> Button:
    return _button(f"✅ {label}" if chosen else label, "off" if chosen else "on", what)


def _button(label: str, *words: str) -> Button:
    return Button(label, callback(Prefix.START, *words))
