"""From the names a user typed to the firms meant, and what to say of a name nobody knows."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.context import Context, UserError
from bot.commands.replies import MOST_REPEATED
from bot.core.shortening import shorten
from bot.texts import texts

#: words of the longest name looked for
LONGEST_NAME = 5


def resolve_names(context: Context, names: tuple[str, ...]) -> list[str]:
    """Firm ids of the names typed; raises UserError naming the first unknown one and what it may mean."""
    firms: list[str] = []
    at = 0
    while at < len(names):
        found, taken = _longest(context, names[at : at + LONGEST_NAME])
        if not found:
            raise UserError(unknown_firm(context, names[at]))
        firms += found
        at += taken
    return list(dict.fromkeys(firms))


def _longest(context: Context, words: Sequence[str]) -> tuple[Sequence[str], int]:
    """The firms that the longest run of words from the first on names, and its length: Moonshot AI is one name."""
    for taken in range(len(words), 0, -1):
        found = context.firms.resolve(" ".join(words[:taken]))
        if found:
            return found, taken
    return context.firms.find(words[0]), 1  # a name in a word of a sentence


def named_firms(context: Context, names: tuple[str, ...]) -> list[str]:
    """As `resolve_names`, but firms inside a whole sentence count too; raises only where it names none."""
    try:
        return resolve_names(context, names)
    except UserError:
        firms = list(context.firms.find(context.args))
        if not firms:
            raise
        return firms


def unknown_firm(context: Context, name: str) -> str:
    """The sentence for a name nobody knows."""
    sentence = texts.UNKNOWN_FIRM.format(word=shorten(name, MOST_REPEATED))
    near = context.firms.suggest(name)
    if not near:
        return sentence + texts.HOW_TO_NAME
    return sentence + texts.DID_YOU_MEAN.format(names=texts.join(near[:3]), first=near[0])
