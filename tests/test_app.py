"""What the joined parts promise: a network that is down is said once, and once that it is back."""

from __future__ import annotations

import pytest

from bot.app import NetworkWatch
from bot.core.types import Feed, PollOutcome
from bot.jobs.poll import PollResult


def polled(slug: str, *, unreachable: bool) -> PollResult:
    outcome = PollOutcome.FETCH_ERROR if unreachable else PollOutcome.OK
    feed = Feed(id=1, slug=slug, title=slug, url=f"https://{slug}.test/feed")
    return PollResult(feed=feed, outcome=outcome, unreachable=unreachable)


def test_a_network_that_is_down_is_said_once(caplog: pytest.LogCaptureFixture):
    """Once that it is down, once that it is back; one more dead feed or an empty round is neither."""
    watch = NetworkWatch()
    down = [polled(slug, unreachable=True) for slug in "ab"]

    for results in (down, down, [], down[:1], down):
        watch.look(results)
    said_down = [record.message for record in caplog.records]
    watch.look([polled("a", unreachable=False), *down])
    watch.look(down[:1])

    assert len(said_down) == 1
    assert "network down" in said_down[0]
    assert [record.message for record in caplog.records][1:] == ["feeds can be reached again"]
