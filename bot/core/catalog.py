"""What feeds.yaml wants against what the database has: the difference, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.types import Feed

REMOVED = "removed from feeds.yaml"
#: slugs of feeds that came another way (a user's, an operator's command); feeds.yaml cannot use them
OTHER_WAYS = ("u-", "o-")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFeed:
    """One feed as feeds.yaml describes it."""

    slug: str
    title: str
    url: str
    site: str = ""
    category: str = "news"
    weight: float = 0.5
    zone: str = "Asia/Shanghai"
    interval: timedelta | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FeedChange:
    """A feed whose description changed: field -> (before, after)."""

    feed: CatalogFeed
    fields: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPlan:
    """What a sync would do: feeds to add, to change, and slugs to switch off."""

    added: tuple[CatalogFeed, ...] = ()
    changed: tuple[FeedChange, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.added or self.changed or self.removed)


def plan_sync(catalog: Sequence[CatalogFeed], current: Sequence[Feed]) -> SyncPlan:
    """The difference, by slug; feeds that users or the operator added by a command are left alone.

    A feed that moved for good (``moved_from`` is its old address) or was switched off by us
    (410) stays so until feeds.yaml itself gives another address.
    """
    ours = {feed.slug: feed for feed in current if feed.owner_chat_id is None}
    # A feed that is off in feeds.yaml may have become a chat's own; its slug is taken then.
    users = {feed.slug for feed in current if feed.owner_chat_id is not None}
    wanted = {feed.slug: feed for feed in catalog if feed.slug not in users}
    changes = (FeedChange(feed, _differences(feed, ours[slug])) for slug, feed in wanted.items() if slug in ours)
    return SyncPlan(
        added=tuple(feed for slug, feed in wanted.items() if slug not in ours),
        changed=tuple(change for change in changes if change.fields),
        removed=tuple(
            slug
            for slug, feed in ours.items()
            if slug not in wanted and feed.enabled and not slug.startswith(OTHER_WAYS)
        ),
    )


def _differences(wanted: CatalogFeed, feed: Feed) -> dict[str, tuple[object, object]]:
    names = ("title", "url", "site", "category", "weight", "zone", "interval", "enabled")
    found = {name: (getattr(feed, name), getattr(wanted, name)) for name in names}
    changed = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    if "url" in changed and feed.moved_from == wanted.url:
        del changed["url"]
    switched_off_by_us = feed.disabled_reason not in ("", REMOVED)
    if "enabled" in changed and wanted.enabled and switched_off_by_us and "url" not in changed:
        del changed["enabled"]
    return changed
