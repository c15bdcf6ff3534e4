"""What changes a story materially, and how its facts grow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.story_merge import event_firms, material_changes, merge_entry, merge_facts, new_story
from bot.core.types import Change, Entry, Fact, FirmRef, Stance, StoredEntry
from tests.fakes import NOON, story, tags

HOUR = timedelta(hours=1)


def _funding(**slots) -> Funding:
    return Funding(**slots)


def _stored(number: int, title: str, *, seen: datetime) -> StoredEntry:
    entry = Entry(key=str(number), title=title)
    return StoredEntry(id=number, feed_id=number, feed_title=f"源{number}", entry=entry, first_seen=seen)


def _talent(person: str, **slots) -> TalentMove:
    return TalentMove(person=person, **slots)


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (Stance.RUMOUR, Stance.CONFIRMED, True),
        (Stance.RUMOUR, Stance.DENIED, True),
        (Stance.REPORTED, Stance.CONFIRMED, True),
        (Stance.CONFIRMED, Stance.DENIED, True),
        (Stance.DENIED, Stance.CONFIRMED, True),
        (Stance.RUMOUR, Stance.REPORTED, True),
        (Stance.DENIED, Stance.REPORTED, False),
        (Stance.RUMOUR, Stance.RUMOUR, False),
        (Stance.REPORTED, Stance.RUMOUR, False),
        (Stance.CONFIRMED, Stance.REPORTED, False),
        (Stance.DENIED, Stance.RUMOUR, False),
        (Stance.DENIED, None, False),
    ],
)
def test_changes_of_stance(before: Stance, after: Stance | None, moves: bool):
    """Reports of a rumour, confirmations and denials change a story; repeats and later rumours do not."""
    changes = material_changes(story(stance=before), tags(stance=after), NOON, title="")

    assert [(c.kind, c.before, c.after) for c in changes] == ([("stance", before, after)] if moves else [])


@pytest.mark.parametrize(("hours", "stance"), [(1, Stance.DENIED), (0, Stance.CONFIRMED), (-1, Stance.CONFIRMED)])
def test_only_a_newer_denial_lowers_what_is_confirmed(hours: int, stance: Stance):
    """The firm denies what media told as confirmed: denied; a denial from before the confirmation says nothing."""
    confirmed = new_story(_stored(1, "智谱官宣融资", seen=NOON), tags(stance=Stance.CONFIRMED, evidence="官宣"))
    denial = _stored(2, "智谱：没有这回事", seen=NOON + timedelta(hours=hours))

    after = merge_entry(confirmed, denial, tags(stance=Stance.DENIED, evidence="没有这回事"))

    assert after.stance is stance
    assert after.evidence == ("没有这回事" if stance is Stance.DENIED else "官宣")


def test_a_stance_it_held_before_is_no_change():
    """Confirmed, then denied: a late repost of the confirmation changes nothing."""
    history = (
        Change(kind="stance", before="rumour", after="confirmed", at=NOON),
        Change(kind="stance", before="confirmed", after="denied", at=NOON),
    )

    assert (
        material_changes(story(stance=Stance.DENIED, changes=history), tags(stance=Stance.CONFIRMED), NOON, title="")
        == ()
    )


@pytest.mark.parametrize(
    ("known", "new", "change"),
    [
        ([_funding(round="A轮")], _funding(round="B轮"), ("round", "A轮", "B轮")),
        ([_funding(round="A轮")], _funding(round="A轮"), None),
        ([_funding(round="A轮")], _funding(), None),
        ([_funding()], _funding(round="B轮"), None),
        ([_funding()], _funding(amount_low=1e9, amount_high=1e9, currency="USD"), ("amount", "", "10 亿美元")),
        ([_funding(amount_low=1e9)], _funding(amount_low=1e9, amount_high=1e9), None),
        ([_talent("周畅")], _talent("李先刚"), ("person", "", "李先刚")),
        ([_talent("周畅"), _talent("李先刚")], _talent("李先刚"), None),
        ([_talent("周畅")], TalentMove(), None),
        ([], _talent("周畅"), None),
        ([PretrainingCut()], PretrainingCut(action="stop"), None),
    ],
)
def test_changes_of_facts(known: list, new: Fact, change: tuple | None):
    """Another round, a first amount, another person; the same again is none, nor is a first fact of its kind."""
    rumour = story(facts=tuple(known), stance=Stance.RUMOUR)
    changes = material_changes(rumour, tags(facts=[new], stance=Stance.RUMOUR), NOON, title="李先刚、周畅")

    assert [(c.kind, c.before, c.after) for c in changes] == ([change] if change else [])


def test_a_reported_round_stands():
    """Beside a round that was reported, another one is another raise and changes nothing here."""
    reported = story(facts=(_funding(round="C轮"),), stance=Stance.REPORTED)

    assert material_changes(reported, tags(facts=[_funding(round="IPO")]), NOON, title="") == ()


def test_facts_merge():
    """Empty slots are filled, set ones stay unless the round changed, new persons and kinds are added."""
    old = (_funding(round="A轮"), _talent("周畅"))
    new = (
        _funding(round="B轮", amount_low=1e9, investors=("阿里",)),
        _talent("周畅", target="字节跳动"),
        _talent("李先刚"),
        PretrainingCut(action="stop"),
    )
    change = Change(kind="round", before="A轮", after="B轮", at=NOON)

    plain, changed = merge_facts(old, new), merge_facts(old, new, changes=[change])

    assert plain[0] == _funding(round="A轮", amount_low=1e9, investors=("阿里",))
    assert changed[0].round == "B轮"
    assert plain[1:] == (_talent("周畅", target="字节跳动"), *new[2:])
    assert old[0].amount_low is None


def test_a_person_of_the_text_is_no_news():
    """Somebody whom only the text names is mentioned for any reason; the title's person is news."""
    known = story(facts=(_talent("周畅"),))
    new = tags(facts=[_talent("李先刚")])

    assert material_changes(known, new, NOON, title="零一万物又有人走了") == ()
    assert material_changes(known, new, NOON, title="李先刚也走了")[0].after == "李先刚"


def test_event_firms():
    """Firms that are only mentioned are left out; where none stands out, all named ones stay."""
    told, aside = FirmRef("a", "甲", 0.9), FirmRef("b", "乙", 0.2)

    assert event_firms([told, aside]) == (told,)
    assert event_firms([aside]) == (aside,)
    assert event_firms([]) == ()


def _entry(title: str, weight: float, *, after: timedelta = timedelta(0), announce: bool = True) -> StoredEntry:
    entry = Entry(key=title, title=title, link=f"https://{title}.example/")
    seen = NOON + after
    return StoredEntry(
        id=1, feed_id=1, feed_title="", feed_weight=weight, entry=entry, first_seen=seen, announce=announce
    )


@pytest.mark.parametrize(
    ("later", "title"),
    [
        (_entry("b", 0.8, after=HOUR), "b"),
        (_entry("b", 0.5, after=HOUR), "a"),
        (_entry("b", 0.2, after=HOUR), "a"),
        (_entry("b", 0.8, after=7 * HOUR), "a"),
        (_entry("b", 0.8, announce=False), "a"),
    ],
    ids=["trusted more", "as much", "less", "too late", "older than our news"],
)
def test_the_most_trusted_feed_gives_the_title(later: StoredEntry, title: str):
    """In a story's first hours, and without telling it again."""
    grown = merge_entry(new_story(_entry("a", 0.5), tags()), later, tags())

    assert (grown.title, grown.link, grown.revision) == (title, f"https://{title}.example/", 0)
    assert [source.title for source in grown.sources] == ["a", "b"]


def test_no_title_contradicts_the_sign():
    """A denied story keeps its denial as title, however much the feed is trusted that tells the raise as fact."""
    denied = new_story(_entry("a", 0.4), tags(stance=Stance.DENIED))

    assert merge_entry(denied, _entry("b", 0.9, after=HOUR), tags(stance=Stance.REPORTED)).title == "a"


def test_the_title_that_settled_a_story_stays():
    """The one that confirms or denies speaks for it, whoever told more."""
    rumour = new_story(_entry("a", 0.5), tags(stance=Stance.RUMOUR))
    denied = merge_entry(rumour, _entry("b", 0.2), tags(stance=Stance.DENIED))

    assert merge_entry(denied, _entry("c", 0.9), tags()).title == "b"
