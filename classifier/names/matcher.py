"""Finds firms in a text by what they are called, what they make and who leads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ahocorasick

from classifier.lexicon import Lexicon, LexiconError, LexiconFirm, load_lexicon
from classifier.lexicon.entries import Entry, entries_of, fits, fold, is_bordered, key_of
from classifier.text.mentions import Mention
from classifier.text.normalise import Normalised, normalise

__all__ = ["FirmMatcher", "Lexicon", "LexiconError", "LexiconFirm", "Lookup", "load_lexicon"]

_REMEMBERED = 8  # matchers with extra firms that are kept
_ENDINGS = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团|公司|股份|科技|智能)+$")


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a user's query means: firms, a group, or firms whose names begin so."""

    firm_ids: tuple[str, ...] = ()
    group: str | None = None
    suggestions: tuple[str, ...] = ()


class FirmMatcher:
    """Finds the firms of a lexicon, and a chat's own, in any text.

    Longest name first, Latin names by word border, ambiguous names by their context rules.
    """

    def __init__(self, lexicon: Lexicon, *, extra: Iterable[LexiconFirm] = ()) -> None:
        self.lexicon = lexicon
        self.extra = tuple(extra)
        self.firms: Mapping[str, LexiconFirm] = {**lexicon.firms, **{firm.id: firm for firm in self.extra}}
        self.groups = lexicon.groups
        self._entries = entries_of(self.firms.values(), lexicon)
        self._automaton: Any = ahocorasick.Automaton()
        for key, entries in self._entries.items():
            self._automaton.add_word(_spelt(key), (len(key), entries))
        self._automaton.make_automaton()
        self._group_of = {key_of(word): group for word, group in lexicon.group_words.items()}
        self._formal = _formal_names(self.firms.values())
        self._wider: dict[tuple[LexiconFirm, ...], FirmMatcher] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> FirmMatcher:
        """The matcher of a lexicon file (default: the one that comes along)."""
        return cls(load_lexicon(path))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.lexicon, self.extra)

    def with_firms(self, extra: Iterable[LexiconFirm]) -> FirmMatcher:
        """This matcher with a chat's own firms beside the lexicon; the last few are remembered."""
        key = tuple(extra)
        if not key:
            return self
        if key not in self._wider:
            while len(self._wider) >= _REMEMBERED:
                del self._wider[next(iter(self._wider))]
            self._wider[key] = FirmMatcher(self.lexicon, extra=(*self.extra, *key))
        return self._wider[key]

    def find(self, text: Normalised | str) -> list[Mention]:
        """The mentions of a text in order, without overlap; offsets count in its matching form."""
        plain = text.text if isinstance(text, Normalised) else normalise(text).text
        low = fold(plain)
        candidates = list(self._candidates(plain, low))
        sure = [(start, entry.id) for start, _, entry in candidates if entry.need is None and entry.kind == "name"]
        found: list[Mention] = []
        last = 0
        candidates.sort(key=lambda c: (c[0], -c[1]))
        for start, end, entry in candidates:
            if start >= last and fits(entry, low, start, end, sure):
                last = end
                if entry.kind:
                    found.append(Mention(entry.id, entry.name, start, end, plain[start:end], entry.kind))  # type: ignore[arg-type]
        return found

    def _candidates(self, plain: str, low: str) -> Iterator[tuple[int, int, Entry]]:
        text = _spelt(low)
        read = end = 0
        for last, (length, entries) in self._automaton.iter(text):
            end += len(_unspelt(text[read : last + 1]))
            read, start = last + 1, end - length
            if not is_bordered(low, start, end):
                continue
            for entry in entries:
                if not entry.as_written or plain[start:end] == entry.alias:
                    yield start, end, entry

    def lookup(self, query: str) -> Lookup:
        """What a user means by a name: exact names first, else firms whose names begin with it or hold it."""
        found = self.exact(query)
        return found if found.firm_ids else Lookup(suggestions=self._suggest(key_of(query)))

    def exact(self, query: str) -> Lookup:
        """What a name means that is one of ours: firms or a group, without suggestions."""
        wanted = key_of(query)
        if wanted in self._group_of:
            group = self._group_of[wanted]
            return Lookup(firm_ids=self.groups[group], group=group)
        entries = [e for e in self._entries.get(wanted, ()) if e.id in self.firms]
        names = [e for e in entries if e.kind == "name"]  # before it is another firm's product: 可灵 of 快手
        ids = dict.fromkeys(e.id for e in names or entries)
        return Lookup(firm_ids=tuple(ids | dict.fromkeys(self._formal.get(wanted, ()))))

    def _suggest(self, wanted: str, most: int = 5) -> tuple[str, ...]:
        begin: dict[str, None] = {}
        hold: dict[str, None] = {}
        for key, entries in self._entries.items() if wanted else ():
            if key.startswith(wanted):
                begin |= dict.fromkeys(e.id for e in entries if e.id in self.firms)
            elif wanted in key or (len(key) > 1 and key in wanted):
                hold |= dict.fromkeys(e.id for e in entries if e.id in self.firms)
        return tuple({**begin, **hold})[:most]

    def canonical(self, name: str) -> str:
        """One form for all names of a firm: its id, or for a stranger the bare name."""
        key = key_of(name)
        exact = [e.id for e in self._entries.get(key, ()) if e.id in self.firms]
        if exact:
            return exact[0]
        hits = [hit for hit in self.find(name) if hit.id in self.firms and 2 * (hit.end - hit.start) >= len(key)]
        if hits:
            return hits[0].id
        bare = _ENDINGS.sub("", key.replace(" ", ""))
        return bare if len(bare) > 1 else key

    def check(self) -> list[str]:
        """What is wrong with the names, one sentence each: clashes, and names too short to be safe."""
        found = []
        for key, entries in sorted(self._entries.items()):
            plain = {e.id for e in entries if e.id in self.firms and e.need is None and e.forbid is None}
            ids = sorted({e.id for e in entries if e.id in self.firms})
            if len(ids) > 1 and plain:
                found.append(f"{entries[0].alias!r} is a name of {' and of '.join(ids)}: give all but one a need rule")
            if len(key) < 2 and ids:
                found.append(f"{entries[0].alias!r} ({ids[0]}) is too short a name")
        return found

    def user_words(self) -> tuple[str, ...]:
        """All words without blanks, for a tokenizer that should keep them whole."""
        words = {e.alias for entries in self._entries.values() for e in entries if e.kind}
        return tuple(sorted(word for word in words if len(word) > 1 and not re.search(r"[\s·]", word)))


@cache
def shipped_matcher() -> FirmMatcher:
    """The matcher of the lexicon that comes along, built once."""
    return FirmMatcher.load()


def _formal_names(firms: Iterable[LexiconFirm]) -> dict[str, list[str]]:
    """Ids and registered names, which users may type but no text is searched for -> firm ids."""
    ids: dict[str, list[str]] = {}
    for firm in firms:
        for key in {firm.id, key_of(firm.legal)} - {""}:
            ids.setdefault(key, []).append(firm.id)
    return ids


def _spelt(text: str) -> str:
    """A text as its UTF-8 bytes, one character each.

    The automaton tries the branches of a node one by one; with 256 characters its first node has few, so that it
    reads a Chinese text four times as fast.
    """
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _unspelt(text: str) -> str:
    return text.encode("latin-1").decode("utf-8", "surrogatepass")


def _rebuild(lexicon: Lexicon, extra: tuple[LexiconFirm, ...]) -> FirmMatcher:
    return FirmMatcher(lexicon, extra=extra)
