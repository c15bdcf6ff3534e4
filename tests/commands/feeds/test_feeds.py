"""/feeds, /addfeed, /removefeed: remembered here, read by the poll job."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.catalog import REMOVED
from bot.storage.news import feed_owners as owners
from bot.storage.news import feeds as store
from bot.storage.tables import ChatFeedRow, FeedRow
from bot.texts import texts
from tests.fakes import NOON, add_feed
from tests.fakes_commands import User

URL = "https://a.example/feed.xml"


def urls(user: User) -> list[str]:
    with user.database.read() as session:
        return list(session.scalars(select(FeedRow.url).order_by(FeedRow.id)))


def shared(user: User, count: int = 1) -> list[int]:
    with user.database.write() as session:
        ids = [add_feed(session, f"f{n}") for n in range(count)]
        session.execute(update(FeedRow).values(last_polled_at=NOON, last_new_at=NOON))
        return ids


@pytest.mark.parametrize("words", [URL, f"  {URL}  ", f"{URL} 我的订阅"])
def test_addfeed_remembers_the_address(user: User, words: str):
    """Only the address of what was typed; the result comes later."""
    assert user.say(f"/addfeed {words}") == texts.FEED_ADDED.format(url=URL)
    assert urls(user) == [URL]


def test_addfeed_twice_is_one_feed(user: User):
    """A command replayed after a crash."""
    user.say(f"/addfeed {URL}")
    user.say(f"/addfeed {URL}")

    assert urls(user) == [URL]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("www.a.example/feed", "不是网址"),
        ("ftp://a.example/feed", "不是网址"),
        ("file:///etc/passwd", "不是网址"),
        ("http://me:pw@a.example/feed", "不能带用户名和密码"),
        ("http:///feed", "缺少网站名"),
        ("http://a.example:99999/feed", "写法不对"),
        ("http://[::1/feed", "写法不对"),
        ("https://a.example/" + "x" * 2048, "太长"),
        ("https://a.example/\x01", "写法不对"),
    ],
)
def test_addresses_that_cannot_be_a_feeds(user: User, url: str, reason: str):
    """The reason, and what to send instead; nothing is remembered."""
    text = user.say(f"/addfeed {url}")

    assert f"这个地址不能用：{reason}" in text
    assert urls(user) == []


def test_addfeed_of_one_that_every_chat_sees(user: User):
    """Says so at once."""
    shared(user)

    assert user.say("/addfeed https://f0.example/feed") == texts.FEED_KNOWN.format(title="F0")


def test_addfeed_of_one_that_another_chat_added(user: User):
    """As if it were new: named as it names itself, counted as one's own, switched by its button."""
    user.say(f"/addfeed {URL}", telegram_id=8, user_id=8)
    with user.database.write() as session:
        store.name_feed(session, store.list_feeds(session)[0], "博客")
        session.execute(update(FeedRow).values(last_polled_at=NOON, next_poll_at=NOON + timedelta(hours=1)))

    assert user.say("/addfeed HTTPS://A.example/feed.xml") == texts.FEED_KNOWN.format(title="博客")
    assert urls(user) == [URL]
    user.say("/feeds")
    assert user.press("✅ 1. 博客").toast == texts.SAVED
    with user.database.read() as session:
        assert owners.count_user_feeds(session, 2) == 1
    full = replace(user.services, max_feeds=1)
    user.services = full
    user.say("/addfeed https://b.example/feed", telegram_id=9, user_id=9)
    assert user.say(f"/addfeed {URL}", telegram_id=9, user_id=9) == texts.TOO_MANY_FEEDS.format(limit=1)


def test_a_shared_feed_stays_everyones(user: User):
    """One that had gone is read again for all; one that the operators took away is not to be had, nor by a list."""
    (number,) = shared(user)
    address = "https://f0.example/feed"
    with user.database.write() as session:
        session.execute(update(FeedRow).values(last_polled_at=NOON))
        owners.switch_off(session, number, reason="410 Gone")
    user.say(f"/addfeed {address}")
    with user.database.write() as session:
        again = store.get_feed(session, number)
        owners.switch_off(session, number, reason=REMOVED)

    assert again is not None
    assert (again.enabled, again.owner_chat_id) == (True, None)
    assert user.say(f"/addfeed {address}") == texts.FEED_TAKEN_AWAY
    outline = f'<opml><body><outline xmlUrl="{address}"/></body></opml>'.encode()
    assert texts.OPML_TAKEN_AWAY.format(count=1) in user.say("", document=("a.opml", outline))


def test_a_feed_added_by_its_address_is_named_by_itself(user: User):
    """And keeps a name that it has."""
    user.say(f"/addfeed {URL}")
    with user.database.write() as session:
        (feed,) = store.list_feeds(session)
        named = store.name_feed(session, store.name_feed(session, feed, ""), "某博客")
        again = store.name_feed(session, named, "改名了")

    assert (feed.title, named.title, again.title) == (URL, "某博客", "某博客")


def test_a_page_that_is_gone(user: User):
    """A button made when there were more shows the last page there is."""
    shared(user, 15)

    reply = user.ask(pressed="fd:page:999")

    assert reply is not None
    assert "F9" in reply.parts[0].text


def test_a_chat_has_only_so_many_feeds_of_its_own(user: User):
    """And adds only so many a minute; operators as many as they like."""
    later = NOON
    for number in range(5):
        user.say(f"/addfeed https://a.example/{number}", now=later)
    assert user.say("/addfeed https://a.example/5", now=later) == texts.TOO_FAST
    for number in range(5, 50):
        later += timedelta(minutes=1)
        user.say(f"/addfeed https://a.example/{number}", now=later)
    later += timedelta(minutes=1)

    assert user.say("/addfeed https://a.example/50", now=later) == texts.TOO_MANY_FEEDS.format(limit=50)
    assert len(urls(user)) == 50


def test_removefeed(user: User):
    """An own feed goes; a shared one is off for this chat only; a number nobody has is named."""
    (number,) = shared(user)
    user.say(f"/addfeed {URL}")

    assert "已删除信息源" in user.say(f"/removefeed {number + 1}")
    assert "不再推送：F0" in user.say(f"/removefeed #{number}")
    assert "没有编号为 99 的信息源" in user.say("/removefeed 99")
    assert user.say("/removefeed 全部") == texts.WHICH_FEED
    with user.database.read() as session:
        feed = store.get_feed(session, number)
    assert feed is not None
    assert feed.enabled


def test_feeds_are_listed_in_pages(user: User):
    """Twelve a page, with their health; the page is turned in place."""
    shared(user, 15)
    text = user.say("/feeds")
    second = user.press("下一页 ›")

    assert "信息源（15）" in text
    assert text.count("✅") == 12
    assert second.edit
    assert second.parts[0].text.count("✅") == 3
    user.press("‹ 上一页")
    assert "下一页 ›" in user.buttons


def test_switching_a_feed_by_button(user: User):
    """Off and on for this chat; another chat's own feed is not to be had by its number."""
    (number,) = shared(user)
    user.say("/feeds")
    other = User(user.database, telegram_id=8, user_id=8)
    other.say(f"/addfeed {URL}")
    user.ask(pressed=f"fd:off:{number}")
    taken = user.ask(pressed=f"fd:on:{number + 1}")
    none = user.ask(pressed="fd:on:999")

    with user.database.read() as session:
        mine = session.scalars(select(ChatFeedRow).where(ChatFeedRow.chat_id == 1))
        words = {row.feed_id: row.enabled for row in mine}
    assert taken is not None
    assert none is not None
    assert taken.toast == none.toast == texts.EXPIRED
    assert words == {number: False}
