"""Titles that join several events: which are cut, and what each head tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.core.similarity import firm_key
from bot.core.types import Head, Tags
from classifier.text import roundups
from classifier.text.normalise import normalise

#: heads of one title that are read: no real one has more, and a hostile one must not become thousands of entries
MOST = 20


def heads_of(title: str) -> list[str]:
    """The heads that a raw title joins, as written and each once; the title itself where it joins none."""
    whole = normalise(title.partition("\n")[0])
    found = (whole.raw[slice(*whole.raw_span(start, end))] for start, end in roundups.spans(whole.text))
    return list(islice(dict.fromkeys(found), MOST))


def joined(title: str, whole: Tags, heads: Sequence[Head]) -> Tags:
    """What a title tells: its heads, each for itself, if these are several events; else what was read in the whole."""
    told = tuple(
        replace(head, tags=replace(head.tags, is_roundup=False, credit=whole.credit))
        for head in heads
        if head.tags.topics
    )
    of_column = whole.is_roundup and roundups.is_column(normalise(title).text)
    if of_column:
        is_cut = bool(told)
    elif whole.is_roundup:
        is_cut = _of_different_firms(heads)
    else:
        # Two clauses may well tell one event; two that tell something, each of a firm of its own, seldom do.
        is_cut = len(told) > 1 and len(told) == len(heads) and _of_different_firms(told)
    if is_cut:
        return Tags(scores=whole.scores, is_roundup=True, credit=whole.credit, heads=told)
    return replace(whole, is_roundup=of_column)


def _of_different_firms(heads: Sequence[Head]) -> bool:
    """Whether two heads name firms, and none of the one is the other's."""
    named = [{firm_key(firm) for firm in head.tags.firms} for head in heads]
    named = [firms for firms in named if firms]
    return any(not one & other for at, one in enumerate(named) for other in named[at + 1 :])
