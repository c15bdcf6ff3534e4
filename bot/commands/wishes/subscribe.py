"""/subscribe, /unsubscribe, /mute, /pause, /resume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.commands.arguments import read_arguments
from bot.commands.context import Context, UserError
from bot.commands.names import resolve_names
from bot.commands.replies import say
from bot.commands.wishes.schedule import schedule_in_words
from bot.commands.wishes.times import take_times
from bot.core.chats import Preferences, Reply
from bot.core.preferences import effective
from bot.core.topics import Topic
from bot.render.marks import clock
from bot.storage.chats import chats as chat_store
from bot.storage.chats import subscriptions as store
from bot.texts import texts

#: a firm (None: any) and a topic (None: every)
Pair = tuple[str | None, Topic | None]


def subscribe(context: Context) -> Reply:
    """月之暗面 智谱 融资 (即时) (每天 9 点和 18 点): every firm with every topic named."""
    times, text = take_times(context.args)
    typed = read_arguments(text, now=context.now, zone=context.tz)
    firms = resolve_names(context, typed.names)
    if not (firms or typed.topics or typed.everything or times or typed.mode):
        raise UserError(texts.WHAT_TO_SUBSCRIBE)
    # Instant is a matter of the subscriptions named, if any; daily and weekly are the whole chat's, and these
    # follow it again.
    mode = "instant" if typed.instant else "" if times or typed.mode else None
    pairs = _pairs(firms, typed.topics) if firms or typed.topics or typed.everything else []
    for firm_id, topic in pairs:
        store.subscribe(context.session, context.chat.id, firm_id=firm_id, topic=topic, mode=mode, now=context.now)
    wishes = context.chat.preferences
    if times is not None:
        wishes = replace(wishes, mode="daily", times=times)
    elif typed.mode in {"daily", "weekly"} or (typed.mode and not pairs):
        wishes = replace(wishes, mode=typed.mode)
    if wishes != context.chat.preferences:
        chat_store.save_preferences(context.session, context.chat.id, wishes, now=context.now)
    chat_store.start_digests(context.session, context.chat.id, now=context.now)
    resumed = chat_store.resume(context.session, context.chat.id, now=context.now)
    if pairs:
        instant = set(pairs) <= _instant(context)
        lines = [texts.SUBSCRIBED.format(what=_pairs_text(context, pairs), when=_told_when(instant, wishes))]
        if instant and wishes != context.chat.preferences:
            lines.append(texts.TIMES_SET.format(when=_told_when(False, wishes)))
    else:
        lines = [texts.TIMES_SET.format(when=_told_when(False, wishes))]
        if not store.count(context.session, context.chat.id):
            lines.append(texts.NOTHING_SUBSCRIBED)
    return say("\n".join([*lines, *([texts.RESUMED] if resumed else [])]))


def unsubscribe(context: Context) -> Reply:
    """智谱, 智谱 融资, 融资, 全部."""
    typed = read_arguments(context.args, now=context.now, zone=context.tz)
    session, chat = context.session, context.chat.id
    if typed.everything and not typed.names and not typed.topics:
        muted = [context.firms.name(firm_id) for firm_id, _ in store.muted(session, chat, now=context.now)]
        text = texts.UNSUBSCRIBED_ALL if store.unsubscribe_all(session, chat) else texts.NOTHING_SUBSCRIBED
        return say(text + (texts.MUTES_GONE.format(names=texts.some(muted, 6, texts.OF_FIRMS)) if muted else ""))
    firms = resolve_names(context, typed.names)
    if not firms and not typed.topics:
        raise UserError(texts.WHAT_TO_UNSUBSCRIBE)
    wished = _pairs(firms, typed.topics)
    gone, left = _take_off(context, wished)
    if not gone:
        return say(texts.NOT_SUBSCRIBED.format(what=_pairs_text(context, wished)))
    answer = texts.UNSUBSCRIBED.format(what=_pairs_text(context, gone))
    return say(answer + (texts.STILL_SUBSCRIBED.format(what=_pairs_text(context, left)) if left else ""))


def _take_off(context: Context, wished: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """End these subscriptions: which there were, and what is left where one of them was part of a wider one."""
    session, chat = context.session, context.chat.id
    gone: list[Pair] = []
    left: list[Pair] = []
    for firm_id, topic in wished:
        found = 0
        others: Sequence[Topic] = ()
        if topic is not None:
            found = store.unsubscribe(session, chat, firm_id=firm_id, topic=topic)
            others = store.narrow(session, chat, firm_id=firm_id, without=topic, now=context.now)
        elif firm_id is not None:
            found = store.unsubscribe_firm(session, chat, firm_id)
        if found or others:
            gone.append((firm_id, topic))
        left = [pair for pair in left if pair != (firm_id, topic)] + [(firm_id, other) for other in others]
    return gone, left


def mute(context: Context) -> Reply:
    """智谱 3天: silent until then; 0天 ends it."""
    typed = read_arguments(context.args, now=context.now, zone=context.tz)
    firms = resolve_names(context, typed.names)
    length = typed.span.length if typed.span else None
    if not firms or length is None:
        raise UserError(texts.HOW_TO_MUTE)
    until = context.now + length if length else None
    for firm_id in firms:
        store.mute(context.session, context.chat.id, firm_id, until=until, now=context.now)
    name = texts.join(context.firms.name(f) for f in firms)
    if until is None:
        return say(texts.UNMUTED.format(name=name))
    return say(texts.MUTED.format(name=name, until=clock(until, context.zone, now=context.now)))


def pause(context: Context) -> Reply:
    """Stop sending, keep everything."""
    chat_store.pause(context.session, context.chat.id, reason="user", now=context.now)
    return say(texts.PAUSED)


def resume(context: Context) -> Reply:
    """Send again."""
    resumed = chat_store.resume(context.session, context.chat.id, now=context.now)
    return say(texts.RESUMED if resumed else texts.NOT_PAUSED)


def _instant(context: Context) -> set[Pair]:
    """What the chat is told of at once."""
    mine = store.subscriptions(context.session, context.chat.id)
    return {(s.firm_id, s.topic) for s in mine if s.mode == "instant"}


def _pairs(firms: Sequence[str], topics: Iterable[Topic]) -> list[Pair]:
    """Every firm with every topic; a missing side means any."""
    return [(firm_id, topic) for firm_id in firms or (None,) for topic in tuple(topics) or (None,)]


def _pairs_text(context: Context, pairs: list[Pair]) -> str:
    names = [texts.wanted(context.firms.name(f) if f else "", t) for f, t in pairs]
    return texts.some(names, 8, texts.OF_ITEMS)


def _told_when(instant: bool, preferences: Preferences) -> str:
    return texts.WHEN_INSTANT if instant else schedule_in_words(effective(preferences))
