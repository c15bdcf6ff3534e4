"""What a chat is subscribed to and what it keeps out, in words: for /start and /settings."""

from __future__ import annotations

from bot.commands.context import Context
from bot.render.marks import clock
from bot.storage.chats import subscriptions as store
from bot.texts import texts

#: firms named as muted
MOST_MUTES = 6


def wishes_in_words(context: Context) -> list[str]:
    """Each subscription: 智谱·融资, 月之暗面（全部话题，即时）."""
    # Where the whole chat is told at once, nothing is told of one subscription by saying so.
    marked = context.wishes.mode != "instant"
    return [
        texts.wanted(
            context.firms.name(wish.firm_id) if wish.firm_id else "",
            wish.topic,
            instant=marked and wish.mode == "instant",
        )
        for wish in store.subscriptions(context.session, context.chat.id)
    ]


def kept_out(context: Context) -> list[str]:
    """Lines on what is held back although it is wanted: muted firms, words that choose by titles."""
    lines = []
    muted = store.muted(context.session, context.chat.id, now=context.now)
    if muted:
        names = [
            texts.MUTED_UNTIL.format(
                name=context.firms.name(firm_id), until=clock(until, context.zone, now=context.now)
            )
            for firm_id, until in muted
        ]
        lines.append(texts.MUTES.format(names=texts.some(names, MOST_MUTES, texts.OF_FIRMS)))
    count = len(context.wishes.include_words or ()) + len(context.wishes.exclude_words or ())
    return [*lines, *([texts.WORDS_COUNT.format(count=count)] if count else [])]
