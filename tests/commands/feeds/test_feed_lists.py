"""Feeds by buttons, feeds of a page, and lists of feeds in and out."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.core.types import PollOutcome
from bot.feeds.opml import read
from bot.jobs.notices import offers
from bot.render.feeds import first_poll_notice
from bot.storage.news import feeds as store
from bot.storage.news.feed_owners import add_user_feed
from bot.storage.tables import ChatFeedRow, FeedRow
from bot.texts import texts
from tests.fakes import NOON, add_chat, add_feed
from tests.fakes_commands import User

LIST = """<opml version="2.0"><body><outline text="组">
<outline type="rss" text="甲站" xmlUrl="https://jia.example/feed"/>
<outline type="rss" text="乙站" xmlUrl="https://yi.example/feed"/>
<outline type="rss" text="坏" xmlUrl="ftp://bad.example/"/>
</outline></body></opml>"""


def shared(user: User, count: int = 1) -> list[int]:
    with user.database.write() as session:
        ids = [add_feed(session, f"f{n}") for n in range(count)]
        session.execute(update(FeedRow).values(last_polled_at=NOON, last_new_at=NOON))
        return ids


def send(user: User, body: bytes, **who: object) -> str:
    return user.say("", document=("feeds.opml", body), **who)


def test_a_feed_is_switched_off_and_on_for_this_chat(user: User):
    """The list is redrawn in place, and only this chat's word changes."""
    (number,) = shared(user)
    user.say("/feeds")

    off = user.press(f"✅ {number}. F0")
    text = off.parts[0].text
    on = user.press(f"⬜ {number}. F0")

    assert (off.edit, off.toast) == (True, texts.SAVED)
    assert texts.SWITCHED_OFF in text
    assert texts.SWITCHED_OFF not in on.parts[0].text
    assert texts.SWITCHED_OFF not in user.say("/feeds", telegram_id=8, user_id=8)


def test_a_switch_keeps_the_page(user: User):
    """On the second page one stays there."""
    shared(user, 15)
    user.say("/feeds")
    user.press("下一页 ›")
    (label,) = [label for label in user.buttons if label.endswith("F9")]

    reply = user.press(label)

    assert "F9" in reply.parts[0].text
    assert "‹ 上一页" in user.buttons


def test_a_page_offers_its_feeds(user: User):
    """The notice has a button for each that can be used; a press adds it in the page's place."""
    with user.database.write() as session:
        chat = add_chat(session, 7)
        page = add_user_feed(session, url="https://site.example/", chat_id=chat.id, now=NOON)
        links = [("全部", "https://site.example/feed"), ("坏", "ftp://x/"), ("自己", page.url)]
        buttons = offers(session, page, links, now=NOON)
        notice = first_poll_notice(page, PollOutcome.NOT_A_FEED, [], count=0, offers=buttons)

    ((button,),) = notice.buttons
    said = user.ask(pressed=button.data)
    again = user.ask(pressed=button.data)

    assert button.label == "全部"
    assert len(button.data.encode()) <= 64
    assert notice.text == texts.FEED_IS_PAGE.format(url="https://site.example/")
    assert said is not None
    assert again is not None
    assert said.parts[0].text == texts.FEED_ADDED.format(url="https://site.example/feed")
    with user.database.read() as session:
        on = session.scalars(select(FeedRow.url).where(FeedRow.enabled)).all()
        assert on == ["https://site.example/feed"]
        assert session.scalars(select(ChatFeedRow.tell_first_poll)).all() == [True]


def test_a_page_without_feeds_says_that_it_is_none(user: User):
    """No buttons, and the way to take it back."""
    with user.database.write() as session:
        chat = add_chat(session, 7)
        page = add_user_feed(session, url="https://site.example/", chat_id=chat.id, now=NOON)
        notice = first_poll_notice(
            page, PollOutcome.NOT_A_FEED, [], count=0, offers=offers(session, page, [], now=NOON)
        )

    assert "不是订阅源" in notice.text
    assert notice.buttons == ()


def test_a_list_is_taken_over(user: User):
    """New ones are added without a notice each, known ones switched on, bad addresses left out and counted."""
    user.say("/addfeed https://yi.example/feed")

    said = send(user, LIST.encode())

    assert said.startswith("读到 3 个信息源：新加 1 个，已有 1 个。")
    assert "有 1 个地址不能用" in said
    with user.database.read() as session:
        row = session.scalars(select(FeedRow).where(FeedRow.url == "https://jia.example/feed")).one()
        assert row.title == row.url  # until it names itself: the list's own word is its sender's
        assert not session.scalars(select(ChatFeedRow.tell_first_poll).where(ChatFeedRow.feed_id == row.id)).one()
    assert send(user, LIST.encode()).startswith("读到 3 个信息源：新加 0 个，已有 2 个。")


def test_a_list_beyond_the_limit(user: User):
    """What has no room is counted; operators have no limit."""
    rows = "".join(f'<outline xmlUrl="https://s{n}.example/feed"/>' for n in range(60))
    body = f"<opml><body>{rows}</body></opml>".encode()

    assert "有 10 个没有加上" in send(user, body)
    user.services = type(user.services)(
        database=user.database, firms=user.services.firms, search_terms=str.split, admins=(9,)
    )
    assert "新加 60 个" in send(user, body, telegram_id=9, user_id=9)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", texts.OPML_UNREADABLE),
        (b"%PDF-1.7", texts.OPML_UNREADABLE),
        (b"<rss/>", texts.OPML_UNREADABLE),
        (b"<opml><body/></opml>", texts.OPML_EMPTY),
    ],
)
def test_a_file_that_is_no_list(user: User, body: bytes, said: str):
    """Also one that was too big to be fetched."""
    assert send(user, body) == said


def test_a_group_takes_lists_from_its_admins(user: User):
    """As with /addfeed."""
    group = {"telegram_id": -100, "chat_kind": "supergroup", "is_chat_admin": False}

    assert send(user, LIST.encode(), **group) == texts.GROUP_ADMINS_ONLY


def test_the_list_out_is_the_list_in(user: User):
    """What is off for this chat is left out."""
    first, second = shared(user, 2)
    user.ask(pressed=f"fd:off:{first}")

    reply = user.ask("/opml")

    assert reply is not None
    name, body = reply.parts[0].document or ("", b"")
    assert name == "hubao-feeds.opml"
    with user.database.read() as session:
        feed = store.get_feed(session, second)
    assert feed is not None
    assert read(body) == [(feed.title, feed.url)]


def test_a_button_of_an_offer_that_is_forgotten(user: User):
    """Answered kindly."""
    assert user.ask(pressed="fa:0123456789ab").toast == texts.EXPIRED  # type: ignore[union-attr]
