"""Own firms in what is read: every chat's, under its own id, called as the text calls them."""

from __future__ import annotations

import pytest

from bot.core.firms import OwnFirm, own_id
from bot.core.types import FirmRef
from bot.reading.own_firms import OwnFirms
from bot.reading.reader import Reader
from classifier import Analysis
from classifier.names.matcher import FirmMatcher
from classifier.topics import TOPICS

A, B = own_id("星河智能"), own_id("银河公司")
FUNDING = Analysis(topics={"funding": 0.9}, scores={"funding": 0.9})


@pytest.fixture(scope="module")
def matcher() -> FirmMatcher:
    return FirmMatcher.load()


def found(matcher: FirmMatcher, title: str, *rows: OwnFirm, text: str = "") -> list[FirmRef]:
    own = OwnFirms(matcher, lambda: rows)
    own.refresh()
    return list(own.find(title, text, FUNDING))


def test_by_name_and_by_alias(matcher: FirmMatcher):
    """The name shown is the one in the text; a Latin one must stand alone."""
    row = OwnFirm(A, "星河智能", ("Galaxy",))

    assert [(f.id, f.name) for f in found(matcher, "星河智能完成A轮融资", row)] == [(A, "星河智能")]
    assert [(f.id, f.name) for f in found(matcher, "galaxy 完成A轮融资", row)] == [(A, "galaxy")]
    assert found(matcher, "Galaxybook 完成A轮融资", row) == []
    assert found(matcher, "月之暗面完成A轮融资", row) == []


def test_traditional_characters(matcher: FirmMatcher):
    """On either side."""
    assert found(matcher, "銀河公司完成融資", OwnFirm(B, "银河公司"))
    assert found(matcher, "银河公司完成融资", OwnFirm(B, "銀河公司"))


def test_one_name_of_two_chats_is_both_their_firms(matcher: FirmMatcher):
    """Neither chat goes without; a name that only one gave brings only that one."""
    rows = (OwnFirm(A, "星河智能", ("星河",)), OwnFirm(B, "银河公司", ("星河", "银河")))

    assert {f.id for f in found(matcher, "星河完成融资", *rows)} == {A, B}
    assert {f.id for f in found(matcher, "银河完成融资", *rows)} == {B}


def test_a_name_inside_a_known_longer_one_is_not_found(matcher: FirmMatcher):
    """The longest name wins."""
    assert found(matcher, "月之暗面完成融资", OwnFirm(A, "之暗")) == []


def test_whom_the_event_is_told_of_weighs_more(matcher: FirmMatcher):
    """In the title, against far down in the text."""
    row = OwnFirm(A, "星河智能")

    (told,) = found(matcher, "星河智能完成A轮融资", row)
    (named,) = found(matcher, "月之暗面完成A轮融资", row, text="正文" * 300 + "，同行还有星河智能。")

    assert told.salience > named.salience


class FakeAnalyzer:
    """Reads funding in every title that names it."""

    scorer = type("S", (), {"tokenizer": None})()
    topics = TOPICS

    def __init__(self, firms: FirmMatcher) -> None:
        self.firms = firms

    def analyze_many(self, items: list[tuple[str, str]]) -> list[Analysis]:
        return [FUNDING if "融资" in title else Analysis() for title, _ in items]


def test_looking_back_finds_what_tagging_would(matcher: FirmMatcher):
    """One firm in several texts, each with the weight it has there; none where nothing is told of it."""
    reader = Reader(FakeAnalyzer(matcher))  # type: ignore[arg-type]
    texts = [("星河智能完成融资", ""), ("月之暗面完成融资", ""), ("星河智能开会", "")]

    told = reader.told_of(OwnFirm(A, "星河智能"), texts)

    tagged = reader.with_own(lambda: [OwnFirm(A, "星河智能")]).read(texts)
    assert told == [tagged[0].firms[0], None, None]
    assert told[0].salience >= 0.5


def test_a_new_firm_counts_at_once(matcher: FirmMatcher):
    """The rows are asked for at every batch."""
    rows: list[OwnFirm] = []
    reader = Reader(FakeAnalyzer(matcher)).with_own(lambda: rows)  # type: ignore[arg-type]
    before = reader.read([("星河智能完成融资", "")])
    rows.append(OwnFirm(A, "星河智能"))
    after, nothing = reader.read([("星河智能完成融资", ""), ("星河智能开会", "")])

    assert before[0].firms == ()
    assert [f.id for f in after.firms] == [A]
    assert nothing.firms == ()
