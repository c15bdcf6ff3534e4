"""What those who run the bot are told of its own health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.alarms import Alarm
from bot.core.chats import Part
from bot.render.html import escape
from bot.texts import texts

#: ids named in one message; the log has them all
MOST_NAMED = 5


def clock_notice(count: int) -> Part:
    """The clock was wrong, and so many times had to be put right."""
    return _part([texts.CLOCK_WAS_WRONG.format(count=count)])


def parked_notice(entries: Sequence[int], updates: Sequence[int]) -> Part:
    """Entries and commands that were put aside, and what can be done."""
    lines = []
    if entries:
        lines.append(texts.PARKED_ENTRIES.format(count=len(entries), ids=_named(entries)))
    if updates:
        lines.append(texts.PARKED_UPDATES.format(count=len(updates), ids=_named(updates)))
    return _part([*lines, texts.PARKED_MORE])


def alarm_notice(changes: Mapping[Alarm, bool]) -> Part:
    """What fell ill (True) and what is well again, a line each."""
    lines = []
    for alarm, ill in changes.items():
        line = texts.ALARM_ILL if ill else texts.ALARM_WELL
        lines.append(line.format(what=texts.ALARMS[alarm]))
    if any(changes.values()):
        lines.append(texts.ALARM_MORE)
    return _part(lines)


def _named(ids: Sequence[int]) -> str:
    more = " …" if len(ids) > MOST_NAMED else ""
    return ", ".join(str(one) for one in ids[:MOST_NAMED]) + more


def _part(lines: Sequence[str]) -> Part:
    text = "\n".join(lines)
    return Part(html=escape(text), text=text)
