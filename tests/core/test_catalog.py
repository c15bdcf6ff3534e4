"""The promises of the difference between feeds.yaml and the database."""

from dataclasses import replace

from bot.core.catalog import REMOVED, CatalogFeed, plan_sync
from bot.core.types import Feed

WANTED = CatalogFeed(slug="a", title="甲", url="https://a.test/feed")
STORED = Feed(id=1, slug="a", title="甲", url="https://a.test/feed")


def test_equal_is_an_empty_plan():
    """A sync that has nothing to do says so."""
    assert plan_sync([WANTED], [STORED]).is_empty


def test_plan_names_added_changed_and_removed():
    """New slugs are added, changed fields shown with before and after, missing slugs switched off."""
    other = replace(STORED, id=2, slug="b", url="https://b.test/")
    new = replace(WANTED, slug="c", url="https://c.test/")

    plan = plan_sync([replace(WANTED, title="乙", weight=0.9), new], [STORED, other])

    assert plan.added == (new,)
    assert plan.removed == ("b",)
    assert plan.changed[0].fields == {"title": ("甲", "乙"), "weight": (0.5, 0.9)}


def test_removed_only_once():
    """A feed that was switched off for leaving the file is not listed again."""
    assert plan_sync([], [replace(STORED, enabled=False, disabled_reason=REMOVED)]).is_empty


def test_returning_feed_is_switched_on():
    """A feed that comes back to the file is a change of enabled."""
    gone = replace(STORED, enabled=False, disabled_reason=REMOVED)

    assert plan_sync([WANTED], [gone]).changed[0].fields == {"enabled": (False, True)}


def test_users_feeds_are_left_alone():
    """What a chat added is neither removed nor changed."""
    own = replace(STORED, slug="u-1", owner_chat_id=7)

    assert plan_sync([], [own]).is_empty


def test_feeds_of_the_operators_command_are_left_alone():
    """A shared feed added by a command is no feed of the file, so its absence there means nothing."""
    assert plan_sync([], [replace(STORED, slug="o-1"), replace(STORED, slug="u-2")]).is_empty


def test_slug_that_became_a_chats_own_is_not_added_again():
    """A feed that is off in the file and that a chat took for itself keeps its slug."""
    assert plan_sync([replace(WANTED, enabled=False)], [replace(STORED, owner_chat_id=7)]).is_empty


def test_gone_feed_stays_off_until_the_file_gives_another_address():
    """410 outlives a sync; a new address ends it."""
    gone = replace(STORED, enabled=False, disabled_reason="410 Gone")

    assert plan_sync([WANTED], [gone]).is_empty
    moved = plan_sync([replace(WANTED, url="https://a.test/new")], [gone])
    assert set(moved.changed[0].fields) == {"url", "enabled"}


def test_moved_feed_keeps_its_new_address():
    """A lasting permanent redirect outlives a sync of the old file."""
    moved = replace(STORED, url="https://a.test/new", moved_from="https://a.test/feed")

    assert plan_sync([WANTED], [moved]).is_empty
