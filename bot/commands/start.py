"""/start with its buttons, and /help."""

from __future__ import annotations

from bot.commands import replies
from bot.commands.desk import Context, say
from bot.commands.when import when_text
from bot.core.types import Button, Buttons, Reply, Topic
from bot.render.words import TOPIC_NAMES
from bot.storage import chats as chat_store
from bot.storage import subscriptions as store

PER_ROW = 3


def start(context: Context) -> Reply:
    """Three lines and buttons; a deep link such as `/start firm_zhipu` subscribes at once."""
    chat_store.resume(context.session, context.chat.id, now=context.now)
    if context.args.startswith("firm_"):
        firm_id = context.args.removeprefix("firm_")
        if context.desk.firms.name(firm_id) != firm_id:
            _toggle(context, firm_id, None)
    return say(replies.START, buttons=_home(context))


def help_(context: Context) -> Reply:
    """All commands with an example each."""
    return say(replies.HELP)


def pressed(context: Context) -> Reply:
    """A button of the start page: a topic, a whole group, a firm, or a step between pages."""
    kind, _, value = context.args.partition(":")
    toast = replies.SAVED
    if kind == "topic":
        _toggle(context, None, Topic(value))
    elif kind == "firm":
        firm_id, _, group = value.partition(":")
        _toggle(context, firm_id, None)
        return _page(context, _group_page(context, group), toast)
    elif kind == "all":
        for firm_id in dict(context.desk.firms.groups()).get(value, ()):
            store.subscribe(context.session, context.chat.id, firm_id=firm_id, topic=None, now=context.now)
        chat_store.start_digests(context.session, context.chat.id, now=context.now)
        return _page(context, _group_page(context, value), toast)
    elif kind == "group":
        return _page(context, _group_page(context, value), "")
    elif kind == "done":
        return say(f"{_summary(context)}\n{when_text(context.wishes)}", edit=True)
    else:
        toast = ""
    return _page(context, _home(context), toast)


def _page(context: Context, buttons: Buttons, toast: str) -> Reply:
    reply = say(f"{replies.START}\n\n{_summary(context)}", buttons=buttons, edit=True)
    return Reply(parts=reply.parts, edit=True, toast=toast)


def _toggle(context: Context, firm_id: str | None, topic: Topic | None) -> None:
    if not store.unsubscribe(context.session, context.chat.id, firm_id=firm_id, topic=topic):
        store.subscribe(context.session, context.chat.id, firm_id=firm_id, topic=topic, now=context.now)
        chat_store.start_digests(context.session, context.chat.id, now=context.now)


def _summary(context: Context) -> str:
    mine = store.subscriptions(context.session, context.chat.id)
    if not mine:
        return replies.NOTHING_SUBSCRIBED
    names = [replies.wanted(context.desk.firms.name(s.firm_id) if s.firm_id else "", s.topic) for s in mine]
    shown = "、".join(names[:8]) + (f" 等 {len(names)} 项" if len(names) > 8 else "")
    return f"已订阅：{shown}"


def _home(context: Context) -> Buttons:
    mine = {(s.firm_id, s.topic) for s in store.subscriptions(context.session, context.chat.id)}
    topics = tuple(Button(_tick((None, t) in mine, f"全部{TOPIC_NAMES[t]}"), f"go:topic:{t}") for t in Topic)
    groups = [Button(name, f"go:group:{name}") for name, _ in context.desk.firms.groups()]
    return (*((b,) for b in topics), *_rows(groups), (Button("完成", "go:done"),))


def _group_page(context: Context, group: str) -> Buttons:
    mine = {(s.firm_id, s.topic) for s in store.subscriptions(context.session, context.chat.id)}
    firms = dict(context.desk.firms.groups()).get(group, ())
    buttons = [
        Button(_tick((firm_id, None) in mine, context.desk.firms.name(firm_id)), f"go:firm:{firm_id}:{group}")
        for firm_id in firms
    ]
    last = (Button("全选", f"go:all:{group}"), Button("返回", "go:home"), Button("完成", "go:done"))
    return (*_rows(buttons), last)


def _rows(buttons: list[Button]) -> Buttons:
    return tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))


def _tick(on: bool, label: str) -> str:
    return f"✅ {label}" if on else label
