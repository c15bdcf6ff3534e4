"""The words that a pattern requires: without one of them it cannot match, so that most texts need not be searched."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: More strings than this are not written out.
_MOST = 256
_TOKEN = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<open>\((?:\?(?:P<\w+>|[a-z]*:))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<times>[?*+]|\{(?P<least>\d*)(?:,\d*)?\})\??|(?P<set>\[\^?\]?(?:\\.|[^\]])*\])|(?P<edge>\^|\$|\\[bBAZ])|(?P<char>\\.|.)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Part:
    """A piece of a pattern: all that it can match, if that can be written out, and the best of its required words."""

    exact: frozenset[str] | None
    required: frozenset[str] | None

    def made_optional(self) -> _Part:
        return _Part(self.exact | {""} if self.exact is not None else None, None)

    def repeated(self) -> _Part:
        return _Part(None, self.required)


_NOTHING = _Part(frozenset({""}), None)


def required_words(pattern: object) -> frozenset[str]:
    """Words, in lower case, one of which stands in whatever the pattern matches; empty if it needs none."""
    tokens = list(_TOKEN.finditer(str(pattern)))
    found = _alternatives(tokens, 0)[0].required or frozenset()
    return frozenset(word for word in found if not any(other in word for other in found - {word}))


def _alternatives(tokens: list[re.Match[str]], at: int) -> tuple[_Part, int]:
    """What stands up to the closing bracket, and where that is."""
    branches: list[_Part] = []
    row: list[_Part] = []
    while at < len(tokens) and not tokens[at]["close"]:
        token = tokens[at]
        at += 1
        if token["bar"]:
            branches.append(_joined(row))
            row = []
        elif token["times"]:
            least = int(token["least"] or 0) if token["least"] is not None else int(token["times"] == "+")
            row[-1] = row[-1].repeated() if least else row[-1].made_optional() if token["times"] == "?" else _ANY
        elif token["look"] or token["open"]:
            part, at = _alternatives(tokens, at)
            at += 1
            row.append(_NOTHING if token["look"] else part)
        else:
            row.append(_NOTHING if token["edge"] else _of(_characters(token)))
    branches.append(_joined(row))
    exact = _all(branch.exact for branch in branches)
    return _Part(exact, _all(branch.required for branch in branches)), at


_ANY = _Part(None, None)


def _of(exact: frozenset[str] | None) -> _Part:
    return _Part(exact, exact if exact and "" not in exact else None)


def _characters(token: re.Match[str]) -> frozenset[str] | None:
    """The characters that a token matches, or None for many."""
    text = token.group()
    if token["char"]:
        return None if text == "." or re.match(r"\\[a-zA-Z]", text) else frozenset(text[-1].lower())
    inside = text[1:-1]
    return None if re.search(r"^\^|\\|.-.", inside) else frozenset(inside.lower())


def _all(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """All of the sets together; None if one is missing or they grow too large."""
    found: set[str] = set()
    for one in sets:
        if one is None:
            return None
        found |= one
    return frozenset(found) if len(found) <= 4 * _MOST else None


def _joined(row: list[_Part]) -> _Part:
    """Pieces one behind the other: a run of exact ones is one word; the longest required words are the best."""
    offers: list[frozenset[str]] = []
    run: frozenset[str] = frozenset({""})
    whole = True
    for part in row:
        if part.exact is not None and len(run) * len(part.exact) <= _MOST:
            run = frozenset(a + b for a, b in itertools.product(run, part.exact))
            continue
        offers.append(run)
        whole, run = False, part.exact or frozenset({""})
        if part.exact is None and part.required:
            offers.append(part.required)
    offers.append(run)
    good = [offer for offer in offers if "" not in offer]
    best = max(good, key=lambda offer: (min(map(len, offer)), -len(offer)), default=None)
    return _Part(run if whole else None, best)
