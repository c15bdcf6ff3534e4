"""When a chat is due: times of day in its own zone, weekly, and quiet hours. No clock in here."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.chats import Preferences


def next_digest_at(now: datetime, wishes: Preferences) -> datetime:
    """The next moment after `now` at which this chat's digest is due, in UTC.

    `wishes` must be effective (no unset fields). A time that a clock change skips falls as long after the
    gap as it lay behind its beginning; one that occurs twice is used once.
    """
    zone = ZoneInfo(wishes.zone or "UTC")
    local = now.astimezone(zone)
    times = sorted(wishes.times or (time(9),))
    if wishes.mode == "weekly":
        times = times[:1]
    for days in range(9):
        day = local.date() + timedelta(days=days)
        if wishes.mode == "weekly" and day.weekday() != (wishes.weekday or 0):
            continue
        # Sorted again: a skipped time may fall behind a later one.
        for due in sorted(datetime.combine(day, moment, tzinfo=zone).astimezone(UTC) for moment in times):
            if due > now:
                return due
    raise AssertionError("a week without a digest time")  # nine days hold every weekday


def quiet_until(now: datetime, wishes: Preferences) -> datetime | None:
    """When the chat's quiet hours end, if `now` lies in them; the span may cross midnight."""
    start, end = wishes.quiet_from, wishes.quiet_to
    if start is None or end is None or start == end:
        return None
    zone = ZoneInfo(wishes.zone or "UTC")
    local = now.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if clock >= end else 0)
    until = datetime.combine(day, end, tzinfo=zone).astimezone(UTC)
    # An hour that occurs twice: from its second run on, the second end counts.
    return until if until > now else datetime.combine(day, end, tzinfo=zone).replace(fold=1).astimezone(UTC)
