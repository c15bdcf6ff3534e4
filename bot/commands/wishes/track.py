"""/track and /untrack: a firm of the chat's own, one that the lexicon does not know."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.commands.arguments import read_arguments
from bot.commands.context import Context, UserError
from bot.commands.replies import MOST_REPEATED, say
from bot.core.chats import Reply
from bot.core.firms import OwnFirm, is_own, name_key, own_id
from bot.core.queries import StoryFilter
from bot.core.shortening import shorten
from bot.core.types import FirmRef
from bot.storage.chats import chats as chat_store
from bot.storage.chats import subscriptions as store
from bot.storage.news import backfill
from bot.storage.news.related import share_of_titles
from bot.storage.news.stories import latest, load_stories
from bot.texts import texts

MOST_FIRMS = 20
MOST_NAMES = 8
LONGEST_NAME = 40
#: a name that stands in a larger share of titles is a common word
MOST_SHARE = 0.03
#: a firm just added is looked for in what was told of late
LOOK_BACK = timedelta(days=30)
#: the answer must not wait: so many of the newest entries that hold its words, so much of each, are read again
MOST_LOOKED_AT, LONGEST_TEXT = 100, 2000
_SEPARATORS = re.compile(r"[,，、;；]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def track(context: Context) -> Reply:
    """某公司 别名1,别名2: from now on found in every entry, and subscribed; without words the list."""
    mine = store.chat_firms(context.session, context.chat.id)
    if not context.args:
        return say(_listed(mine))
    name, *also = read_names(context.args)
    known = [firm_id for firm_id in context.firms.resolve(name) if not is_own(firm_id)]
    if known:
        raise UserError(
            texts.FIRM_IS_KNOWN.format(word=shorten(name, MOST_REPEATED), name=context.firms.name(known[0]))
        )
    for word in (name, *also):
        _check(context, word, own=name)
    firm_id = own_id(name)
    if len(mine) >= MOST_FIRMS and firm_id not in {own.id for own in mine}:
        raise UserError(texts.TOO_MANY_FIRMS.format(limit=MOST_FIRMS))
    session, chat_id = context.session, context.chat.id
    store.add_chat_firm(session, chat_id, firm_id=firm_id, name=name, aliases=also)
    store.subscribe(session, chat_id, firm_id=firm_id, topic=None, now=context.now)
    chat_store.start_digests(session, chat_id, now=context.now)
    called = texts.ALSO_CALLED.format(names=texts.join(also)) if also else ""
    before = _look_back(context, OwnFirm(firm_id, name, tuple(also)))
    found = texts.TRACKED_BEFORE.format(count=before, name=name) if before else texts.TRACKED_NOTHING_BEFORE
    return say(texts.TRACKED.format(name=name, also=called) + "\n" + found)


def untrack(context: Context) -> Reply:
    """某公司: no longer looked for, and its subscriptions go."""
    wanted = name_key(context.args)
    mine = store.chat_firms(context.session, context.chat.id)
    if not wanted:
        raise UserError(texts.WHAT_TO_UNTRACK)
    for own in mine:
        if wanted in {name_key(word) for word in own.names}:
            store.remove_chat_firm(context.session, context.chat.id, own.id)
            return say(texts.UNTRACKED.format(name=own.name))
    raise UserError(texts.NOT_TRACKED.format(name=shorten(context.args, MOST_REPEATED)))


def _look_back(context: Context, own: OwnFirm) -> int:
    """Name the firm in the stories of late that tell of it; how many of them this chat sees."""
    session, since = context.session, context.now - LOOK_BACK
    words = [list(context.services.search_terms(word)) for word in own.names]
    hits = backfill.entries_naming(session, words, since=since, limit=MOST_LOOKED_AT)
    texts_of = [(hit.title, hit.text[:LONGEST_TEXT]) for hit in hits]
    told = context.services.told_of(own, texts_of) if context.services.told_of and hits else []
    firms: dict[int, FirmRef] = {}
    for hit, firm in zip(hits, told, strict=False):
        if firm is not None and firm.salience > firms.get(hit.story_id, FirmRef("", "", -1.0)).salience:
            firms[hit.story_id] = firm
    for story in load_stories(session, list(firms)):
        backfill.name_firm(session, story, firms[story.id])
    _, total = latest(session, StoryFilter(firms=(own.id,), since=since), chat_id=context.chat.id, limit=1)
    return total


def read_names(text: str) -> list[str]:
    """The firm's name, then its other names, each once: 某公司 别名1,别名2; Latin names keep their blanks."""
    written = [" ".join(piece.split()) for piece in _SEPARATORS.split(text) if piece.strip()]
    first, *rest = written or [""]
    head, _, tail = first.partition(" ")
    pieces = [head, *tail.split(), *rest] if _CHINESE.search(first) else [first, *rest]
    names: dict[str, str] = {}
    for piece in pieces:
        names.setdefault(name_key(piece), piece)
    return list(names.values())[: MOST_NAMES + 1]


def _check(context: Context, word: str, *, own: str) -> None:
    """Raises UserError for a word that would find too much, or another firm."""
    typed = read_arguments(word, now=context.now, zone=context.tz)
    if typed.topics or typed.instant or typed.everything or typed.span or not word.isprintable():
        raise UserError(texts.NAME_IS_A_WORD.format(word=shorten(word, MOST_REPEATED)))
    if len(word) < 2 or not any(char.isalpha() for char in word) or len(word) > LONGEST_NAME:
        raise UserError(texts.NAME_TOO_SHORT.format(word=shorten(word, MOST_REPEATED), most=LONGEST_NAME))
    others = [firm_id for firm_id in context.firms.resolve(word) if not is_own(firm_id)]
    if others:
        known = context.firms.name(others[0])
        raise UserError(texts.ALIAS_IS_KNOWN.format(word=shorten(word, MOST_REPEATED), name=known, own=own))
    if share_of_titles(context.session, word) > MOST_SHARE:
        raise UserError(texts.NAME_IS_COMMON.format(word=shorten(word, MOST_REPEATED)))


def _listed(mine: list[OwnFirm]) -> str:
    if not mine:
        return texts.HOW_TO_TRACK
    lines = [f"• {own.name}" + texts.aside(texts.join(own.aliases)) for own in mine]
    return "\n".join([texts.TRACKED_FIRMS.format(count=len(mine)), *lines, texts.HOW_TO_TRACK])
