"""The words that a text is searched for, and when a word counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from classifier.lexicon import Lexicon, LexiconFirm, Rule
from classifier.text.normalise import normalise

#: A context word counts when it stands at most this many characters away.
NEAR = 200


@dataclass(frozen=True, slots=True)
class Entry:
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
    """Small letters, the length kept: where lower-casing would change it (İ), only ASCII capitals are made small."""
    low = text.lower()
    return low if len(low) == len(text) else text.translate(_UPPER_TO_LOWER)


def key_of(word: str) -> str:
    """A word in the form that the automaton holds: matching form, small ASCII letters."""
    return fold(normalise(word).text).strip()


def entries_of(firms: Iterable[LexiconFirm], lexicon: Lexicon) -> dict[str, list[Entry]]:
    """Word of the automaton -> what it may mean."""
    entries: dict[str, list[Entry]] = {}

    def add(word: str, entry: Entry) -> None:
        known = entries.setdefault(key_of(word), [])
        if not any((e.id, e.kind) == (entry.id, entry.kind) for e in known):
            known.append(entry)

    for firm in firms:
        rules = dict(firm.rules)
        kinds = (("name", (firm.name, *firm.aliases)), ("product", firm.products), ("person", firm.people))
        for kind, words in kinds:
            for word in words:
                rule = rules.get(word, Rule())
                longer = [w for w in rule.forbid if key_of(word) in key_of(w) and key_of(word) != key_of(w)]
                for decoy in longer:
                    add(decoy, Entry("", "", decoy, ""))
                near = tuple(w for w in rule.forbid if w not in longer)
                short = word.isascii() and len(word) <= 3
                add(word, Entry(firm.id, firm.name, word, kind, _any_of(rule.need), _any_of(near), short))
    for word, group in lexicon.group_words.items():
        add(word, Entry(f"group:{group}", group, word, "group"))
    for person in lexicon.people:
        add(person, Entry("", person, person, "person"))
    return entries


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern for any of the words; Latin ones by word border. Many names share their words."""
    parts = []
    for word in words:
        key = re.escape(key_of(word))
        before = "(?<![a-z0-9])" if re.match(r"[a-z0-9]", key_of(word)) else ""
        after = "(?![a-z])" if re.search(r"[a-z]$", key_of(word)) else ""
        parts.append(before + key + after)
    return re.compile("|".join(parts)) if parts else None


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"


def _is_alnum(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9"


def is_bordered(low: str, start: int, end: int) -> bool:
    """Whether a Latin name stands alone: "meta" not in "metadata", though "glm" in "glm5"."""
    if start and _is_alnum(low[start]) and _is_alnum(low[start - 1]):
        return False
    if end == len(low):
        return True
    last, after = low[end - 1], low[end]
    if _is_latin(last):
        return not _is_latin(after)
    return not ("0" <= last <= "9" and "0" <= after <= "9")


def fits(entry: Entry, low: str, start: int, end: int, sure: Sequence[tuple[int, str]]) -> bool:
    """Whether the context rules of a name hold where it stands."""
    if entry.need is None and entry.forbid is None:
        return True
    left, right = (max(0, start - NEAR), start), (end, end + NEAR)
    if entry.forbid is not None and (entry.forbid.search(low, *left) or entry.forbid.search(low, *right)):
        return False
    if entry.need is None or any(i == entry.id and at != start and abs(at - start) <= NEAR for at, i in sure):
        return True
    return bool(entry.need.search(low, *right) or entry.need.search(low, *left))
