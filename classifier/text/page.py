"""A text as the fact readers see it: clauses, mentions, and the names that stand at a place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from classifier.text.mentions import Mention
from classifier.text.normalise import Normalised
from classifier.text.title_heads import joins_many, told

#: Titles and leads are read this far for facts that only they tell; what people do is read to the end.
LEAD = 420
#: No writer's clause is longer; readers look around inside a clause, so garbage without a comma would cost minutes.
LONGEST_CLAUSE = 120
#: What stands further down is furniture, or another story.
FURTHEST = 8_000


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece between commas, stops and bars; ``last`` when it ends its sentence."""

    start: int
    end: int
    in_title: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A firm at a place: the lexicon's name for a known one, else the words as written."""

    name: str
    start: int
    end: int
    id: str = ""


_BORDER = re.compile(r"[,。;!?|丨\n:…]+|\s+|/|——|\.{3,}")
_HAN_BEFORE, _HAN_AFTER = re.compile(r"[一-龥」”]"), re.compile(r"[一-龥「“]")


def _is_border(text: str, start: int, end: int) -> bool:
    """Whether a sign parts clauses: a blank only between Chinese words, a slash only outside Latin ones."""
    sign = text[start]
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if sign.isspace() and sign != "\n":
        return bool(_HAN_BEFORE.match(before) and _HAN_AFTER.match(after))
    if sign == "/":
        return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
    return not (sign == "." and before == ".")


def _is_readable(clause: Clause) -> bool:
    return clause.end - clause.start <= LONGEST_CLAUSE and clause.start < FURTHEST


class Page:
    """A normalised text with its mentions, cut into clauses.

    ``head_words``: the words of the topics told; of a title that joins several heads only those that have one count.
    """

    def __init__(
        self, source: Normalised, mentions: Sequence[Mention], head_words: Sequence[re.Pattern[str]] = ()
    ) -> None:
        self.source = source
        self.text = source.text
        self.title_end = self.text.find("\n") if "\n" in self.text else len(self.text)
        self.mentions = list(mentions)
        self._head_words = head_words
        self._starts = [m.start for m in self.mentions]

    def told_by(self, head_words: Sequence[re.Pattern[str]]) -> Page:
        """The same text as other topics see it; this very page where they see the same heads."""
        same = told(self.text[: self.title_end], head_words) == self.heads
        return self if same else Page(self.source, self.mentions, head_words)

    @cached_property
    def heads(self) -> list[tuple[int, int]]:
        """Spans of the title's heads that tell the topics."""
        return told(self.text[: self.title_end], self._head_words)

    @cached_property
    def is_list(self) -> bool:
        """Whether the text only lists other news."""
        return joins_many(self.text[: self.title_end])

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses in order."""
        found, at = [], 0
        borders = [m for m in _BORDER.finditer(self.text) if _is_border(self.text, *m.span())]
        for border in [*borders, None]:
            end = border.start() if border else len(self.text)
            if end > at and not self.text[at:end].isspace():
                last = border is None or bool(re.search(r"[。;!?\n|丨…/]", border.group()))
                found.append(Clause(at, end, at < self.title_end, last))
            at = border.end() if border else end
        return [clause for clause in found if _is_readable(clause) and self.is_told(clause.start)]

    def is_told(self, at: int) -> bool:
        """Whether a place belongs to what is told: in a head of the topic, or in a lead that goes on with it."""
        if at >= self.title_end:
            return not self.is_list
        return any(start <= at < end for start, end in self.heads)

    @cached_property
    def short_names(self) -> dict[int, tuple[int, str]]:
        """Start of a legal name -> (end of its bracket, the short name given in it)."""
        if "称" not in self.text and "品牌名" not in self.text:
            return {}
        return {m.start(): (m.end(), m["short"].strip()) for m in _CALLED.finditer(self.text)}

    def between(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie within a span."""
        found = []
        for mention in self.mentions[bisect_left(self._starts, start) :]:
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found

    def firms_between(self, start: int, end: int, *, people: bool = False) -> list[Mention]:
        """Mentions of firms (names, products, and on request their people) within a span."""
        kinds = ("name", "product", "person") if people else ("name", "product")
        return [m for m in self.between(start, end) if m.kind in kinds and m.id]

    def evidence(self, start: int, end: int) -> tuple[tuple[int, int], str]:
        """The raw span behind a span, and the raw words."""
        begin, stop = self.source.raw_span(start, max(start, end))
        return (begin, stop), self.source.raw[begin:stop]


_CALLED = re.compile(
    r"(?P<legal>[一-龥A-Za-z0-9·&]{2,30}(?:\([一-龥]{2,6}\)[一-龥]{2,16})?)\s?\((?:[^()]{0,30}[,;])?\s?(?:"
    r"以下|下文)?(?:简称|下称|又称|品牌名)\s?[:为即]?\s?"
    r"[\"“「'‘]?(?P<short>[^()\"”」'’,;、\s][^()\"”」'’,;、]{1,14})[\"”」'’]?[^()]{0,24}\)"
)
