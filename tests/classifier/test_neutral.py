"""What a topic is stands in its room alone: no other module of the classifier names one."""

from __future__ import annotations

import re
from pathlib import Path

import classifier
from classifier import TOPICS

HERE = Path(classifier.__file__).parent


def test_no_module_outside_topics_names_a_topic():
    """Neither a topic's name nor its kind of facts is written down anywhere else."""
    names = re.compile("|".join(sorted({*TOPICS.names, *(topic.fact.KIND for topic in TOPICS)})))
    modules = [path for path in HERE.rglob("*.py") if HERE / "topics" not in path.parents]

    assert len(modules) > 30
    assert [str(path.relative_to(HERE)) for path in modules if names.search(path.read_text("utf-8"))] == []


def test_the_neutral_modules_of_topics_name_none():
    """Beside the rooms, only the registry's list names the shipped topics."""
    names = re.compile("|".join(TOPICS.names))
    found = {path.name for path in (HERE / "topics").glob("*.py") if names.search(path.read_text("utf-8"))}

    assert found == {"__init__.py"}
