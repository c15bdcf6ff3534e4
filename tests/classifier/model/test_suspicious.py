"""Wrong labels are found by a model that had not seen their items."""

from __future__ import annotations

from dataclasses import replace

from classifier.model.suspicious import suspicious
from tests.classifier.engine import samples

ROWS = samples()
WRONG = next(n for n, row in enumerate(ROWS) if row.topics == {"funding"} and "领投" in row.title)


def test_a_turned_label_is_found_though_its_copy_says_the_same():
    """A copy of the item in the base, as wrong as itself, is in its fold and cannot vouch for it."""
    turned = replace(ROWS[WRONG], topics=frozenset())
    rest = [row for n, row in enumerate(ROWS) if n != WRONG]

    doubts = suspicious([*rest[:3], turned], [*rest[3:], turned], most=5)

    found = [doubt for doubt in doubts if doubt.item == 3]
    assert [(doubt.topic, doubt.labelled) for doubt in found] == [("funding", False)]
    assert found[0].probability > 0.5


def test_the_most_doubted_first_and_no_more_than_asked_for():
    """Of each topic; a label that the model shares is none of them."""
    both = [row if n % 6 else replace(row, topics=frozenset({"funding"}) - row.topics) for n, row in enumerate(ROWS)]

    doubts = [d for d in suspicious(both[:30], both[30:], most=2) if d.topic == "funding"]

    likely = [d.probability if d.labelled else 1 - d.probability for d in doubts]
    assert 0 < len(doubts) <= 2
    assert likely == sorted(likely)
    assert max(likely) < 0.5
