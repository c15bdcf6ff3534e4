"""Whether words are a made-up name: the dictionary of the tokenizer knows its parts only as single characters."""

from __future__ import annotations

from functools import cache

from classifier.names.non_names import verbs
from classifier.text.tokenizer import Tokenizer

#: Single characters that are words of their own; they make no name.
FUNCTION = frozenset(
    "的了着过在从到向对为以与和及并而但或也都还又再就才已正将要会能可想去来做有没不未无非很更最这那其此该"
    "某每各一二三四五六七八九十两多几数首第次家个只名位种款笔轮股上下中内外前后里间时起被把让给由于因据称"
    "说讲问看谁先旧新老大小高低好坏真假是非者性化式型度率额量价占比仍各均皆"
)


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer()


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words that the dictionary of the tokenizer sees in a name."""
    return tuple(_tokenizer().cut(name))


def is_made_up(name: str) -> bool:
    """Whether at least half of a name falls into single characters that are no words: 影石, 豪威集团."""
    odd = sum(1 for word in _tokenizer().cut(name) if len(word) == 1 and word not in FUNCTION)
    latin = sum(1 for char in name if char.isascii() and char.isalpha())
    return 2 * (odd + latin) >= min(len(name), 4)


@cache
def holds_verb(name: str) -> bool:
    """Whether a word of a sentence stands in a name, which makes it none: 其创下IPO纪录, 送出."""
    return any(word in verbs() for word in _tokenizer().cut(name))
