"""Preferences: unset is inherited, and what is set survives JSON."""

from __future__ import annotations

import json
from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chats import DEFAULTS, Preferences
from bot.core.preferences import effective, from_json, to_json

CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
WORDS = st.lists(st.text(max_size=5), max_size=3).map(tuple)
WISHES = st.builds(
    Preferences,
    mode=st.none() | st.sampled_from(["instant", "daily", "weekly"]),
    times=st.none() | st.lists(CLOCKS, min_size=1, max_size=3).map(tuple),
    weekday=st.none() | st.integers(0, 6),
    zone=st.none() | st.just("Asia/Tokyo"),
    quiet_from=st.none() | CLOCKS,
    quiet_to=st.none() | CLOCKS,
    rumours=st.none() | st.booleans(),
    min_score=st.none() | st.floats(0, 1),
    max_stories=st.none() | st.integers(1, 50),
    empty_notice=st.none() | st.booleans(),
    language=st.none() | st.just("zh-Hant"),
    include_words=st.none() | WORDS,
    exclude_words=st.none() | WORDS,
)


@given(WISHES)
def test_json_there_and_back(wishes: Preferences):
    """What is stored comes back equal; unset fields are not stored."""
    stored = json.loads(json.dumps(to_json(wishes)))

    assert from_json(stored) == wishes
    assert None not in stored.values()


@given(WISHES)
def test_effective_fills_only_what_is_unset(wishes: Preferences):
    """A set field wins over the default; everything else is the default's."""
    whole = effective(wishes)

    for name in Preferences.__slots__:
        own = getattr(wishes, name)
        assert getattr(whole, name) == (getattr(DEFAULTS, name) if own is None else own)


def test_own_defaults():
    """An installation may have other defaults."""
    assert effective(Preferences(), Preferences(times=(time(7),))).times == (time(7),)


def test_fields_of_a_newer_version_are_left_out():
    """A database that knows more settings than this code can still be read."""
    assert from_json({"mode": "daily", "colour": "red"}) == Preferences(mode="daily")
