"""`hubao suspicious`: the labels of a file that a model doubts which had not seen their items."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from bot.cli.classifier import numbered_items
from bot.cli.console import out, print_json, progress
from bot.core.errors import SettingsError
from bot.settings import Settings
from classifier.names.matcher import shipped_matcher

if TYPE_CHECKING:
    from classifier.model.training import Sample


def suspicious(_settings: Settings, args: Namespace) -> int:
    """For each topic the labels most likely wrong, the most doubted first."""
    from classifier.model.suspicious import suspicious as doubted  # brings scikit-learn, which takes its time
    from classifier.model.training import read_samples

    sure = ((number, item) for number, item in numbered_items(args.file) if item.get("sure", 1))  # as evaluate does
    numbered = [(number, item, _sample(args.file, number, item)) for number, item in sure]
    samples = [sample for _number, _item, sample in numbered]
    with progress("looking for wrong labels") as report:
        words = shipped_matcher().user_words()
        doubts = doubted(samples, read_samples(), most=args.most, user_words=words, progress=report) if samples else []
    for doubt in doubts:
        number, item, sample = numbered[doubt.item]
        row = {
            "topic": doubt.topic,
            "labelled": doubt.labelled,
            "probability": round(doubt.probability, 4),
            "line": number,
            "id": item.get("id"),
            "title": sample.title,
        }
        if args.json:
            print_json(row)
        else:
            out.print(_line(row), markup=False, soft_wrap=True)
    return 0


def _line(row: dict[str, Any]) -> str:
    where = f"line {row['line']}" + (f" ({row['id']})" if row["id"] is not None else "")
    label = "labelled" if row["labelled"] else "not labelled"
    return f"{row['topic']}: {label}, probability {row['probability']:.2f}  {where}  {row['title']}"


def _sample(name: str, number: int, item: dict[str, Any]) -> Sample:
    from classifier.model.training import as_sample

    try:
        return as_sample(item, weight=1.0)
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f'{name} line {number}: no labelled item ({error}); write e.g. {{"title": "...", "topics": ["funding"]}}'
        ) from error
