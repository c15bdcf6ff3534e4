"""/settings: what a chat gets and when, changed by buttons; what is unset is inherited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.commands.context import Context
from bot.commands.languages import language_buttons, speaking_anew, with_language
from bot.commands.replies import say
from bot.commands.wishes.schedule import schedule_in_words
from bot.commands.wishes.summary import kept_out, wishes_in_words
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Chat, Preferences, Reply
from bot.storage.chats import chats as chat_store
from bot.texts import DEFAULT, LANGUAGES, texts

_TIMES = {"9": (time(9),), "9-18": (time(9), time(18)), "8-12-18": (time(8), time(12), time(18)), "21": (time(21),)}
_QUIET: dict[str, tuple[time | None, time | None]] = {
    "off": (None, None),
    "23-7": (time(23), time(7)),
    "22-8": (time(22), time(8)),
}
_ZONES = {"sh": "Asia/Shanghai", "hk": "Asia/Hong_Kong", "sg": "Asia/Singapore", "ny": "America/New_York",
          "la": "America/Los_Angeles", "ldn": "Europe/London"}  # fmt: skip
_SCORES = {"60": 0.6, "80": 0.8, "90": 0.9}
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
        return Reply(toast=texts.EXPIRED)
    chat_store.save_preferences(context.session, context.chat.id, changed, now=context.now)
    chat = chat_store.get_chat(context.session, context.chat.id) or context.chat
    fresh = replace(context, chat=chat)
    with speaking_anew(context, chat.preferences.language):
        reply = say(_text(fresh, chat), buttons=_buttons(fresh.wishes), edit=True)
        return replace(reply, toast=texts.SAVED)


def _text(context: Context, chat: Chat) -> str:
    wishes = context.wishes
    names = wishes_in_words(context)
    quiet = _hours(wishes.quiet_from, wishes.quiet_to)
    rumours = texts.RUMOURS_WANTED if wishes.rumours else texts.RUMOURS_UNWANTED
    lines = [
        texts.SETTINGS,
        schedule_in_words(wishes),
        texts.QUIET.format(span=quiet),
        rumours.format(score=f"{wishes.min_score:.0%}"),
        texts.AT_MOST.format(count=wishes.max_stories),
        texts.SAY_WHEN_EMPTY if wishes.empty_notice else texts.SILENT_WHEN_EMPTY,
        texts.SUBSCRIPTIONS.format(count=len(names), what=texts.some(names, 12)) if names else texts.NO_SUBSCRIPTIONS,
        *kept_out(context),
        texts.LANGUAGE.format(name=LANGUAGES[wishes.language or DEFAULT]),
    ]
    if chat.paused_at is not None:
        lines.append(texts.DELIVERY_PAUSED)
    return "\n".join(lines)


def _hours(start: time | None, end: time | None) -> str:
    """23:00–07:00."""
    return f"{start:%H:%M}–{end:%H:%M}" if start and end else texts.QUIET_OFF


def _buttons(wishes: Preferences) -> Buttons:
    """Switches say what they will do, so that a press repeated after a crash changes nothing back."""
    rumours = (
        _button(texts.NO_RUMOURS, "rumours", "off") if wishes.rumours else _button(texts.WITH_RUMOURS, "rumours", "on")
    )
    empty = _button(texts.NO_EMPTY, "empty", "off") if wishes.empty_notice else _button(texts.WITH_EMPTY, "empty", "on")
    return (
        (
            _button(texts.INSTANT, "mode", "instant"),
            _button(texts.DAILY, "mode", "daily"),
            _button(texts.EVERY_MONDAY, "mode", "weekly"),
        ),
        (_button(texts.TIMES, "times"), _button(texts.ZONE, "zone"), _button(texts.QUIET_HOURS, "quiet")),
        (rumours, _button(texts.LEAST_SCORE, "score"), _button(texts.CAP, "cap")),
        (empty, _button(texts.CHANGE_LANGUAGE, "lang")),
        (_button(texts.RESET, "reset", "all"),),
    )


def _choices(what: str) -> Buttons:
    if what == "lang":
        return (language_buttons(Prefix.SETTINGS), (_button(texts.BACK, "home"),))
    options: dict[str, list[tuple[str, str]]] = {
        "times": [(texts.join(f"{t:%H:%M}" for t in times), key) for key, times in _TIMES.items()],
        "zone": [(texts.CITIES[zone], key) for key, zone in _ZONES.items()],
        "quiet": [(_hours(*hours), key) for key, hours in _QUIET.items()],
        "score": [(f"{score:.0%}", key) for key, score in _SCORES.items()],
        "cap": [(texts.COUNT.format(count=cap), key) for key, cap in _CAPS.items()],
    }
    if what not in options:
        return ()
    rows = [_button(label, what, key) for label, key in options[what]]
    return (*(tuple(rows[i : i + 3]) for i in range(0, len(rows), 3)), (_button(texts.BACK, "home"),))


def _button(label: str, *words: str) -> Button:
    return Button(label, callback(Prefix.SETTINGS, *words))


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
    "lang": with_language,
    "reset": lambda p, _v: Preferences(language=p.language),
}
