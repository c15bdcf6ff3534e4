"""Routes of an RSSHub."""

from __future__ import annotations

import pytest

from bot.core.errors import RefusedError
from bot.feeds.rsshub import resolve


@pytest.mark.parametrize(
    "route",
    [
        "../admin",
        "a/../../admin",
        "%2e%2e/admin",
        "%2E./x",
        "..%2fadmin",
        "..%5cadmin",
        "%252e%252e/x",
        "..;a/x",
        ".\t./x",
        "..",
    ],
)
def test_rsshub_routes_stay_below_the_base(route: str):
    """Whoever adds a route does not reach what else that server holds."""
    with pytest.raises(RefusedError, match="leaves"):
        resolve(f"rsshub://{route}", "http://hub.test/base")


@pytest.mark.parametrize("route", ["a/b..c/...", "36kr/search/%2E%2E.", "x?next=../y"])
def test_rsshub_routes_may_have_dots(route: str):
    """Dots are no way up by themselves, nor in the question that follows a route."""
    assert resolve(f"rsshub://{route}", "http://hub.test/base") == f"http://hub.test/base/{route}"
