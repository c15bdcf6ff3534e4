"""Finds firms in a text by what they are called, what they make and who leads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ahocorasick

from classifier.lexicon import Lexicon, LexiconError, LexiconFirm, Rule, load_lexicon
from classifier.normalise import Normalised, normalise

__all__ = ["FirmMatcher", "Lexicon", "LexiconError", "LexiconFirm", "Lookup", "Mention", "load_lexicon"]

Kind = Literal["name", "product", "person", "group"]
#: A context word counts when it stands at most this many characters away.
NEAR = 200
_REMEMBERED = 8  # matchers with extra firms that are kept
_ENDINGS = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团|公司|股份|科技|智能)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place of the matching form of a text.

    A person who leads no firm of the lexicon has ``id`` ""; a group has ``id`` "group:" + its name.
    """

    id: str
    name: str
    start: int
    end: int
    alias: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a user's query means: firms, a group, or firms whose names begin so."""

    firm_ids: tuple[str, ...] = ()
    group: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One word of the automaton; a decoy (kind "") swallows what stands in it."""

    id: str
    name: str
    alias: str
    kind: str
    need: re.Pattern[str] | None = None
    forbid: re.Pattern[str] | None = None
    as_written: bool = False


_UPPER_TO_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """ASCII capitals made small, all else as it is, so that the length stays."""
    return text.translate(_UPPER_TO_LOWER)


class FirmMatcher:
    """Finds the firms of a lexicon, and a chat's own, in any text.

    Longest name first, Latin names by word border, ambiguous names by their context rules.
    """

    def __init__(self, lexicon: Lexicon, *, extra: Iterable[LexiconFirm] = ()) -> None:
        self.lexicon = lexicon
        self.extra = tuple(extra)
        self.firms: Mapping[str, LexiconFirm] = {**lexicon.firms, **{firm.id: firm for firm in self.extra}}
        self.groups = lexicon.groups
        self._entries = _entries(self.firms.values(), lexicon)
        self._automaton: Any = ahocorasick.Automaton()
        for key, entries in self._entries.items():
            self._automaton.add_word(key, (len(key), entries))
        self._automaton.make_automaton()
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

    def find(self, text: Normalised | str, *, extra: Iterable[LexiconFirm] = ()) -> list[Mention]:
        """The mentions of a text in order, without overlap; offsets count in its matching form."""
        if extra:
            return self.with_firms(extra).find(text)
        plain = text.text if isinstance(text, Normalised) else normalise(text).text
        low = fold(plain)
        candidates = list(self._candidates(plain, low))
        sure = [(start, entry.id) for start, _, entry in candidates if entry.need is None and entry.kind == "name"]
        found: list[Mention] = []
        last = 0
        candidates.sort(key=lambda c: (c[0], -c[1]))
        for start, end, entry in candidates:
            if start >= last and _fits(entry, low, start, end, sure):
                last = end
                if entry.kind:
                    found.append(Mention(entry.id, entry.name, start, end, plain[start:end], entry.kind))  # type: ignore[arg-type]
        return found

    def _candidates(self, plain: str, low: str) -> Iterator[tuple[int, int, _Entry]]:
        for last, (length, entries) in self._automaton.iter(low):
            start, end = last - length + 1, last + 1
            if not _bordered(low, start, end):
                continue
            for entry in entries:
                if not entry.as_written or plain[start:end] == entry.alias:
                    yield start, end, entry

    def lookup(self, query: str) -> Lookup:
        """What a user means by a name: exact names first, else firms whose names begin with it or hold it."""
        wanted = _key(query)
        if not wanted:
            return Lookup()
        words = {_key(word): group for word, group in self.lexicon.group_words.items()}
        if wanted in words:
            group = words[wanted]
            return Lookup(firm_ids=self.groups[group], group=group)
        exact = dict.fromkeys(e.id for e in self._entries.get(wanted, ()) if e.id in self.firms)
        exact |= dict.fromkeys(firm.id for firm in self.firms.values() if wanted in (firm.id, _key(firm.legal)))
        if exact:
            return Lookup(firm_ids=tuple(exact))
        return Lookup(suggestions=self._suggest(wanted))

    def _suggest(self, wanted: str, most: int = 5) -> tuple[str, ...]:
        begin, hold = {}, {}
        for key, entries in self._entries.items():
            ids = [e.id for e in entries if e.id in self.firms]
            if key.startswith(wanted):
                begin |= dict.fromkeys(ids)
            elif wanted in key or (len(key) > 1 and key in wanted):
                hold |= dict.fromkeys(ids)
        return tuple({**begin, **hold})[:most]

    def canonical(self, name: str) -> str:
        """One form for all names of a firm: its id, or for a stranger the bare name."""
        key = _key(name)
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


def _rebuild(lexicon: Lexicon, extra: tuple[LexiconFirm, ...]) -> FirmMatcher:
    return FirmMatcher(lexicon, extra=extra)


def _key(word: str) -> str:
    return fold(normalise(word).text).strip()


def _entries(firms: Iterable[LexiconFirm], lexicon: Lexicon) -> dict[str, list[_Entry]]:
    """Word of the automaton -> what it may mean."""
    entries: dict[str, list[_Entry]] = {}

    def add(word: str, entry: _Entry) -> None:
        known = entries.setdefault(_key(word), [])
        if not any((e.id, e.kind) == (entry.id, entry.kind) for e in known):
            known.append(entry)

    for firm in firms:
        rules = dict(firm.rules)
        kinds = (("name", (firm.name, *firm.aliases)), ("product", firm.products), ("person", firm.people))
        for kind, words in kinds:
            for word in words:
                rule = rules.get(word, Rule())
                longer = [w for w in rule.forbid if _key(word) in _key(w) and _key(word) != _key(w)]
                for decoy in longer:
                    add(decoy, _Entry("", "", decoy, ""))
                near = [w for w in rule.forbid if w not in longer]
                short = word.isascii() and len(word) <= 3
                add(word, _Entry(firm.id, firm.name, word, kind, _any_of(rule.need), _any_of(near), short))
    for word, group in lexicon.group_words.items():
        add(word, _Entry(f"group:{group}", group, word, "group"))
    for person in lexicon.people:
        add(person, _Entry("", person, person, "person"))
    return entries


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of the words; Latin ones by word border."""
    parts = []
    for word in words:
        key = re.escape(_key(word))
        before = "(?<![a-z0-9])" if re.match(r"[a-z0-9]", _key(word)) else ""
        after = "(?![a-z])" if re.search(r"[a-z]$", _key(word)) else ""
        parts.append(before + key + after)
    return re.compile("|".join(parts)) if parts else None


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"


def _is_alnum(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9"


def _bordered(low: str, start: int, end: int) -> bool:
    """Whether a Latin name stands alone: "meta" not in "metadata", though "glm" in "glm5"."""
    if start and _is_alnum(low[start]) and _is_alnum(low[start - 1]):
        return False
    if end == len(low):
        return True
    last, after = low[end - 1], low[end]
    if _is_latin(last):
        return not _is_latin(after)
    return not ("0" <= last <= "9" and "0" <= after <= "9")


def _fits(entry: _Entry, low: str, start: int, end: int, sure: list[tuple[int, str]]) -> bool:
    """Whether the context rules of a name hold where it stands."""
    if entry.need is None and entry.forbid is None:
        return True
    left, right = low[max(0, start - NEAR) : start], low[end : end + NEAR]
    if entry.forbid is not None and (entry.forbid.search(left) or entry.forbid.search(right)):
        return False
    if entry.need is None or any(i == entry.id and at != start and abs(at - start) <= NEAR for at, i in sure):
        return True
    return bool(entry.need.search(left) or entry.need.search(right))
