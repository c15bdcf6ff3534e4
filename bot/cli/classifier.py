"""`hubao classify`, `train`, `evaluate` and `firms`: the classifier from the command line."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.app import load_analyzer, wall_clock
from bot.cli.console import out, print_json, progress
from bot.core.chats import DEFAULTS
from bot.core.errors import SettingsError
from bot.settings import Settings
from bot.storage.chats.feedback import labelled_entries
from bot.storage.database import Database
from bot.storage.migrate import current, migrate
from classifier import Analysis, Analyzer

if TYPE_CHECKING:
    from classifier.model.training import Sample

BATCH = 100


def classify(settings: Settings, args: Namespace) -> int:
    """JSON lines in, JSON lines out, in the same order."""
    analyzer = _analyzer(settings)
    for batch in _batches(_items(args.file), BATCH):
        texts = [(item["title"], item.get("summary") or "") for item in batch]
        for item, analysis in zip(batch, analyzer.analyze_many(texts), strict=True):
            print_json(as_json(item.get("id"), analysis))
    return 0


def as_json(item_id: object, analysis: Analysis) -> dict[str, Any]:
    """One item's analysis in the fixed form of `hubao classify`."""
    return {
        "id": item_id,
        "topics": {t: round(p, 4) for t, p in analysis.topics.items()},
        "scores": {t: round(p, 4) for t, p in analysis.scores.items()},
        "firms": [{"id": f.id, "name": f.name, "salience": round(f.salience, 3)} for f in analysis.firms],
        "stance": analysis.stance,
        "certainty": round(analysis.certainty, 4),
        "shown": analysis.shown,
        "evidence": analysis.evidence,
        "facts": [fact.to_json() for fact in analysis.facts],
        "why": {t: [[term, round(w, 3)] for term, w in pairs] for t, pairs in analysis.why.items()},
    }


def train(settings: Settings, args: Namespace) -> int:
    """Move the shipped weights by the corrections; the new model stays only if it is not worse."""
    from classifier.model.store import ModelStore

    feedback = [_sample(row) for row in _corrections(settings)]
    with progress("learning from corrections") as report:
        try:
            outcome = ModelStore(settings.home / "model").retrain(feedback, now=wall_clock(), progress=report)
        except OSError as error:
            raise SettingsError(
                f"cannot keep the model in {settings.home} ({error.strerror}): set HUBAO_HOME to a folder that is yours"
            ) from error
    if args.json:
        print_json({"replaced": outcome.replaced, "card": outcome.card})
        return 0
    out.print(json.dumps(outcome.card, ensure_ascii=False, indent=2, default=str), markup=False)
    out.print("new model in use" if outcome.replaced else "the new model is worse: the old one stays")
    return 0


def _sample(row: dict[str, Any]) -> Sample:
    """A correction as a training sample; a person looked at it, so it weighs more than one shipped item."""
    from classifier.model.training import Sample  # brings scikit-learn, which only training needs

    return Sample(id=row["id"], title=row["title"], summary=row["summary"], topics=frozenset(row["topics"]), weight=3.0)


def evaluate(settings: Settings, args: Namespace) -> int:
    """Precision, recall, F1 and average precision on labelled items; with --stories, of their grouping."""
    from classifier.evaluation import evaluate as measure

    if args.stories:
        report = _stories(settings, args)
    else:
        report = measure(list(_items(args.file)), _analyzer(settings), min_score=DEFAULTS.min_score or 0.0)
    if args.json:
        print_json(report)
    else:
        out.print(json.dumps(report, ensure_ascii=False, indent=2, default=str), markup=False)
    return 0


def firms_check(settings: Settings, args: Namespace) -> int:
    """Read the lexicon of firms; 1 when two firms share a name or a name is too short to be safe."""
    from classifier.names.matcher import FirmMatcher, LexiconError

    try:
        matcher = FirmMatcher.load(Path(args.file) if args.file else None)
    except (LexiconError, OSError) as error:
        raise SettingsError(str(error)) from error
    wrong = matcher.check()
    for sentence in wrong:
        out.print(sentence, markup=False, soft_wrap=True)
    out.print(f"{len(matcher.firms)} firms, {len(wrong)} mistakes", markup=False)
    return 2 if wrong else 0


def _stories(settings: Settings, args: Namespace) -> dict[str, Any]:
    from bot.reading.reader import Firms, Reader, matcher_of
    from bot.reading.story_figures import story_figures

    analyzer = _analyzer(settings)
    book = Firms(matcher_of(analyzer)) if args.gold else None
    return story_figures(_items(args.file), Reader(analyzer), firms=book.find if book else None)


def _analyzer(settings: Settings) -> Analyzer:
    return load_analyzer(settings)


def _corrections(settings: Settings) -> list[dict[str, Any]]:
    database = Database(settings.database)
    try:
        if current(database) is None:  # nobody has run the bot yet
            return []
        migrate(database)
        with database.read() as session:
            return labelled_entries(session)
    finally:
        database.close()


def _items(name: str) -> Iterator[dict[str, Any]]:
    return (item for _number, item in numbered_items(name))


def numbered_items(name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items of a file of JSON lines (- is standard input), each with the number of its line."""
    try:
        stream = sys.stdin if name == "-" else Path(name).open(encoding="utf-8")  # noqa: SIM115  # closed below
    except OSError as error:
        raise SettingsError(f"cannot read {name}: {error.strerror}") from error
    with stream:
        for number, line in enumerate(_lines(stream, name), 1):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
                item["title"] + ""
                if wrong := [n for n in ("topics", "firms", "facts") if not isinstance(item.get(n) or [], list)]:
                    raise SettingsError(f"{name} line {number}: {wrong[0]} must be a list")
            except (ValueError, KeyError, TypeError) as error:
                raise SettingsError(
                    f'{name} line {number}: not an item; write e.g. {{"id": "1", "title": "...", "summary": "..."}}'
                ) from error
            yield number, item


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    try:
        yield from stream
    except UnicodeDecodeError as error:
        raise SettingsError(f"{name} is not UTF-8: {error}") from error


def _batches(items: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
