"""/settings: what a chat gets and when, changed by buttons; what is unset is inherited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.commands import replies
from bot.commands.desk import Context, say
from bot.commands.when import when_text
from bot.core.types import Button, Buttons, Chat, Preferences, Reply
from bot.storage import chats as chat_store
from bot.storage import subscriptions as store

_TIMES = {"9": (time(9),), "9-18": (time(9), time(18)), "8-12-18": (time(8), time(12), time(18)), "21": (time(21),)}
_QUIET: dict[str, tuple[time | None, time | None]] = {
    "off": (None, None),
    "23-7": (time(23), time(7)),
    "22-8": (time(22), time(8)),
}
_ZONES = {"sh": "Asia/Shanghai", "hk": "Asia/Hong_Kong", "sg": "Asia/Singapore", "ny": "America/New_York",
          "la": "America/Los_Angeles", "ldn": "Europe/London"}  # fmt: skip
_ZONE_NAMES = {"sh": "北京", "hk": "香港", "sg": "新加坡", "ny": "纽约", "la": "洛杉矶", "ldn": "伦敦"}
_SCORES = {"50": 0.5, "70": 0.7, "90": 0.9}
_CAPS = {"10": 10, "20": 20, "50": 50}
_SWITCH = {"on": True, "off": False}


def settings(context: Context) -> Reply:
    """The present state, and a button for each thing that can be changed."""
    return say(_text(context, context.chat), buttons=_buttons(context.wishes))


def pressed(context: Context) -> Reply:
    """`<what>` shows the choices, `<what>:<value>` sets one."""
    what, _, value = context.args.partition(":")
    if not value:
        return say(_text(context, context.chat), buttons=_choices(what) or _buttons(context.wishes), edit=True)
    change = _CHANGES.get(what)
    changed = change(context.chat.preferences, value) if change else None
    if changed is None:
        return Reply(toast=replies.EXPIRED)
    chat_store.save_preferences(context.session, context.chat.id, changed, now=context.now)
    chat = chat_store.get_chat(context.session, context.chat.id) or context.chat
    fresh = replace(context, chat=chat)
    reply = say(_text(fresh, chat), buttons=_buttons(fresh.wishes), edit=True)
    return replace(reply, toast=replies.SAVED)


def _text(context: Context, chat: Chat) -> str:
    wishes = context.wishes
    mine = store.subscriptions(context.session, chat.id)
    names = [replies.wanted(context.desk.firms.name(s.firm_id) if s.firm_id else "", s.topic) for s in mine]
    quiet = f"{wishes.quiet_from:%H:%M}–{wishes.quiet_to:%H:%M}" if wishes.quiet_from and wishes.quiet_to else "关"
    lines = [
        "⚙️ 现在的设置",
        when_text(wishes),
        f"免打扰：{quiet}",
        f"传闻：{'要' if wishes.rumours else '不要'}；最低把握：{wishes.min_score:.0%}",
        f"每次最多 {wishes.max_stories} 条",
        f"没有消息时：{'说一声' if wishes.empty_notice else '不打扰'}",
        f"订阅（{len(names)}）：" + ("、".join(names[:12]) + (" 等" if len(names) > 12 else "") if names else "无"),
    ]
    if chat.paused_at is not None:
        lines.append("⏸ 推送已暂停，发 /resume 恢复")
    return "\n".join(lines)


def _buttons(wishes: Preferences) -> Buttons:
    """Switches say what they will do, so that a press repeated after a crash changes nothing back."""
    rumours = Button("不看传闻", "set:rumours:off") if wishes.rumours else Button("要看传闻", "set:rumours:on")
    empty = ("没消息就别打扰", "set:empty:off") if wishes.empty_notice else ("没消息时说一声", "set:empty:on")
    return (
        (Button("即时", "set:mode:instant"), Button("每天", "set:mode:daily"), Button("每周一", "set:mode:weekly")),
        (Button("时间", "set:times"), Button("时区", "set:zone"), Button("免打扰", "set:quiet")),
        (rumours, Button("最低把握", "set:score"), Button("条数", "set:cap")),
        (Button(*empty), Button("全部恢复默认", "set:reset:all")),
    )


def _choices(what: str) -> Buttons:
    options: dict[str, list[tuple[str, str]]] = {
        "times": [("、".join(f"{t:%H:%M}" for t in times), key) for key, times in _TIMES.items()],
        "zone": [(_ZONE_NAMES[key], key) for key in _ZONES],
        "quiet": [("关", "off"), ("23:00–7:00", "23-7"), ("22:00–8:00", "22-8")],
        "score": [(f"{score:.0%}", key) for key, score in _SCORES.items()],
        "cap": [(f"{cap} 条", key) for key, cap in _CAPS.items()],
    }
    if what not in options:
        return ()
    rows = [Button(label, f"set:{what}:{key}") for label, key in options[what]]
    return (*(tuple(rows[i : i + 3]) for i in range(0, len(rows), 3)), (Button("返回", "set:home"),))


def _mode(p: Preferences, value: str) -> Preferences | None:
    return replace(p, mode=value) if value in {"instant", "daily", "weekly"} else None


def _times(p: Preferences, value: str) -> Preferences | None:
    if value not in _TIMES:
        return None
    return replace(p, times=_TIMES[value], mode="daily" if p.mode == "instant" else p.mode)


def _quiet(p: Preferences, value: str) -> Preferences | None:
    if value not in _QUIET:
        return None
    start, end = _QUIET[value]
    return replace(p, quiet_from=start, quiet_to=end)


_CHANGES: dict[str, Callable[[Preferences, str], Preferences | None]] = {
    "mode": _mode,
    "times": _times,
    "quiet": _quiet,
    "zone": lambda p, v: replace(p, zone=_ZONES[v]) if v in _ZONES else None,
    "rumours": lambda p, v: replace(p, rumours=_SWITCH[v]) if v in _SWITCH else None,
    "empty": lambda p, v: replace(p, empty_notice=_SWITCH[v]) if v in _SWITCH else None,
    "score": lambda p, v: replace(p, min_score=_SCORES[v]) if v in _SCORES else None,
    "cap": lambda p, v: replace(p, max_stories=_CAPS[v]) if v in _CAPS else None,
    "reset": lambda _p, _v: Preferences(),
}
