"""/words: what a title must, may and must not hold to be told to this chat (plain, +must, !not)."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.context import Context, UserError
from bot.commands.replies import MOST_REPEATED, say
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Preferences, Reply
from bot.core.shortening import shorten
from bot.storage.chats import chats as chat_store
from bot.texts import texts

MOST_WORDS = 30
LONGEST_WORD = 30
_CLEAR = {"清空", "清除", "删除", "取消", "无", "刪除", "無", "clear", "off"}
#: signs as Chinese keyboards type them
_SIGNS = str.maketrans({"＋": "+", "！": "!", "，": " ", ",": " ", "、": " ", "；": " ", ";": " "})


def words(context: Context) -> Reply:
    """大模型 +融资 !招聘 sets them anew, 清空 clears them, without words they are shown."""
    text = context.args.translate(_SIGNS)
    if not text.split():
        return _shown(context.wishes)
    if text.strip().lower() in _CLEAR:
        return _save(context, (), ())
    return _save(context, *read_filter(text))


def pressed(context: Context) -> Reply:
    """The button that clears."""
    if context.args != "clear":
        return Reply(toast=texts.EXPIRED)
    return replace(_save(context, (), ()), edit=True, toast=texts.SAVED)


def read_filter(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words to include, words to exclude), each once. Raises UserError for what the syntax does not have."""
    include: list[str] = []
    exclude: list[str] = []
    for typed in dict.fromkeys(text.translate(_SIGNS).split()):
        word = typed.lstrip("+!")
        if not any(char.isalnum() for char in word) or word.startswith(("/", "@")) or len(word) > LONGEST_WORD:
            raise UserError(texts.BAD_WORD.format(word=shorten(typed, MOST_REPEATED), most=LONGEST_WORD))
        if typed.startswith("!"):
            exclude.append(word)
        else:
            include.append(f"+{word}" if typed.startswith("+") else word)
    if len(include) + len(exclude) > MOST_WORDS:
        raise UserError(texts.TOO_MANY_WORDS.format(limit=MOST_WORDS))
    return tuple(include), tuple(exclude)


def _save(context: Context, include: tuple[str, ...], exclude: tuple[str, ...]) -> Reply:
    wishes = replace(context.chat.preferences, include_words=include or None, exclude_words=exclude or None)
    chat_store.save_preferences(context.session, context.chat.id, wishes, now=context.now)
    return _shown(wishes)


def _shown(wishes: Preferences) -> Reply:
    """The words by their part, and how to change them."""
    include, exclude = wishes.include_words or (), wishes.exclude_words or ()
    kinds = (
        (texts.WORDS_ANY, [w for w in include if not w.startswith("+")]),
        (texts.WORDS_ALL, [w[1:] for w in include if w.startswith("+")]),
        (texts.WORDS_NONE, list(exclude)),
    )
    lines = [sentence.format(words=texts.join(found)) for sentence, found in kinds if found]
    if not lines:
        return say(f"{texts.NO_WORDS}\n{texts.HOW_TO_FILTER}")
    text = "\n".join([texts.WORDS_NOW, *lines, texts.HOW_TO_FILTER])
    return say(text, buttons=((Button(texts.CLEAR_WORDS, callback(Prefix.WORDS, "clear")),),))
