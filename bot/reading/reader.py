"""The classifier as the house sees it: tags of an entry, search words of a text, the book of firms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.core import facts
from bot.core.firms import OwnFirm
from bot.core.title_features import Title
from bot.core.topics import Topic
from bot.core.types import FirmRef, Head, Stance, Tags
from bot.reading.heads import heads_of, joined
from bot.reading.own_firms import OwnFirms
from bot.reading.titles import read_title
from classifier import Analysis, Analyzer
from classifier.names.matcher import FirmMatcher
from classifier.text.normalise import normalise, simplify

#: a word of so many characters is enough to guess by
_TELLING = 3


def tags_of(analysis: Analysis) -> Tags:
    """An analysis in the house's words."""
    return Tags(
        topics={Topic(t): p for t, p in analysis.topics.items()},
        scores={Topic(t): p for t, p in analysis.scores.items()},
        doubt=analysis.doubt,
        firms=tuple(FirmRef(f.id, f.name, f.salience) for f in analysis.firms),
        stance=Stance(analysis.shown) if analysis.shown else None,
        evidence=analysis.evidence,
        facts=tuple(
            facts.from_json({"kind": f.kind, **f.value.to_json(), "evidence": f.evidence}) for f in analysis.facts
        ),
        why={Topic(t): tuple(pairs) for t, pairs in analysis.why.items()},
        is_roundup=analysis.is_roundup,
        credit=analysis.credit,
    )


class Reader:
    """Tags and search words, by the classifier (`jobs.tag.Reader`)."""

    def __init__(self, analyzer: Analyzer, *, own: OwnFirms | None = None) -> None:
        self._analyzer, self._own = analyzer, own
        self._tokenizer = analyzer.scorer.tokenizer

    @classmethod
    def load(cls, folder: Path, *, now: datetime) -> Reader:
        """The reader with the shipped weights, or with the folder's, which corrections have moved."""
        return cls(Analyzer.load(folder, now=now))

    def with_own(self, load: Callable[[], Sequence[OwnFirm]]) -> Reader:
        """This reader, which also finds the firms that chats added; `load` gives them as they are now."""
        return Reader(self._analyzer, own=OwnFirms(matcher_of(self._analyzer), load, topics=self._analyzer.topics))

    def read(self, items: Sequence[tuple[str, str]]) -> list[Tags]:
        """Tags of each (title, text); a title that joins several events has them in its heads."""
        read = self._read(items)
        found = ((at, heads_of(items[at][0])) for at, tags in enumerate(read) if tags.topics)
        cut = {at: heads for at, heads in found if len(heads) > 1 or (heads and read[at].is_roundup)}
        if cut:
            told = iter(self._read([(head, "") for heads in cut.values() for head in heads]))
            for at, heads in cut.items():
                read[at] = joined(items[at][0], read[at], [Head(head, next(told)) for head in heads])
        return read

    def _read(self, items: Sequence[tuple[str, str]]) -> list[Tags]:
        read = self._analyzer.analyze_many(items)
        own = self._own if self._own is not None and self._own.refresh() else None
        if own is None:
            return [tags_of(analysis) for analysis in read]
        return [_tags_with(own, analysis, *item) for analysis, item in zip(read, items, strict=True)]

    def told_of(self, firm: OwnFirm, items: Sequence[tuple[str, str]]) -> list[FirmRef | None]:
        """One chat's own firm in each (title, text), as `read` would find it."""
        read = self.with_own(lambda: [firm]).read(items)
        return [next((found for found in tags.firms if found.id == firm.id), None) for tags in read]

    def search_words(self, text: str) -> list[str]:
        """Lower-case search words: as cut, and the pairs inside longer words, so that 融资额 is found by 融资."""
        words: list[str] = []
        for token in self.query_words(text):
            words.append(token)
            if len(token) > 2 and not token.isascii():
                words += [token[i : i + 2] for i in range(len(token) - 1)]
        return words

    def title(self, raw: str) -> Title:
        """A title in the form that stories compare."""
        return read_title(raw)

    def simplify(self, text: str) -> str:
        """Traditional characters as simplified ones, one for one."""
        return simplify(text)

    def query_words(self, text: str) -> list[str]:
        """The words of a question: as cut, without the pairs."""
        tokens = (t.strip() for t in self._tokenizer.cut(normalise(text).text.lower()))
        return [t for t in tokens if any(char.isalnum() for char in t)]


def _tags_with(own: OwnFirms, analysis: Analysis, title: str, text: str) -> Tags:
    tags = tags_of(analysis)
    return replace(tags, firms=(*tags.firms, *own.find(title, text, analysis))) if tags.topics else tags


class Firms:
    """The lexicon as commands use it (`commands.services.FirmBook`)."""

    def __init__(self, matcher: FirmMatcher) -> None:
        self._matcher = matcher
        self._names = [firm.name for firm in matcher.firms.values()]

    def name(self, firm_id: str) -> str:
        """Display name; the id itself for a firm outside the lexicon."""
        firm = self._matcher.firms.get(firm_id)
        return firm.name if firm else firm_id

    def resolve(self, word: str) -> Sequence[str]:
        """Firm ids of a name, alias, product or group."""
        return self._matcher.exact(word).firm_ids

    def find(self, text: str) -> Sequence[str]:
        """Firm ids that a free text names, groups opened, in order."""
        ids: list[str] = []
        for mention in self._matcher.find(text):
            group = mention.id.removeprefix("group:")
            ids += self._matcher.groups.get(group, ()) if group != mention.id else [mention.id]
        return [firm_id for firm_id in dict.fromkeys(ids) if firm_id]  # a person may lead no firm we know

    def suggest(self, word: str) -> Sequence[str]:
        """Names that begin like this word, or else look like it (智普 -> 智谱)."""
        begin = [self.name(firm_id) for firm_id in self._matcher.lookup(word).suggestions]
        if len(word) >= _TELLING:
            return begin or get_close_matches(word, self._names, n=3, cutoff=0.6)
        # Two characters are part of too many names: only those that begin with the first of them.
        first = word[:1].lower()
        begin, alike = ([n for n in names if n[:1].lower() == first] for names in (begin, self._names))
        return begin or get_close_matches(word, alike, n=3, cutoff=0.5)

    def groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Groups to choose from, one name each."""
        seen: dict[tuple[str, ...], str] = {}
        for name, ids in self._matcher.groups.items():
            if ids not in seen or len(name) < len(seen[ids]):
                seen[ids] = name
        return [(name, ids) for ids, name in seen.items()]


def matcher_of(analyzer: Any) -> FirmMatcher:
    """The analyzer's own matcher, so that the lexicon is read once."""
    matcher = analyzer.firms
    return matcher if isinstance(matcher, FirmMatcher) else FirmMatcher.load()
