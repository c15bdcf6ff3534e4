"""Routes of an RSSHub."""

from __future__ import annotations

import pytest

from bot.core.errors import RefusedError
from bot.feeds.guard import check_url
from bot.feeds.rsshub import is_below, resolve

BASE = "http://hub.test/base"
CLIMBING = [
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
]
DOTTED = ["a/b..c/...", "36kr/search/%2E%2E.", "x?next=../y"]


@pytest.mark.parametrize("route", CLIMBING)
def test_rsshub_routes_stay_below_the_base(route: str):
    """Whoever adds a route does not reach what else that server holds."""
    with pytest.raises(RefusedError, match="leaves"):
        resolve(f"rsshub://{route}", BASE)


@pytest.mark.parametrize("route", CLIMBING)
def test_nor_does_an_address_written_out_or_redirected_to(route: str):
    """Written out, it is below the base only if no server could read it as one that goes up."""
    assert not is_below(check_url(f"{BASE}/{route}"), BASE)


@pytest.mark.parametrize("route", DOTTED)
def test_rsshub_routes_may_have_dots(route: str):
    """Dots are no way up by themselves, nor in the question that follows a route."""
    assert resolve(f"rsshub://{route}", BASE) == f"{BASE}/{route}"
    assert is_below(check_url(f"{BASE}/{route}"), BASE)
