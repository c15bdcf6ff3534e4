"""A chat's own feed is nobody else's: no other chat hears its name, its words, or what it alone tells."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.commands.asking import inline
from bot.core.chats import Reply
from bot.core.facts import TalentMove
from bot.core.topics import TALENT_MOVE
from bot.core.types import Stance
from bot.jobs import digest
from bot.storage.database import Database
from bot.storage.news.feed_owners import set_chat_feed
from bot.storage.tables import ChatRow, OutboxRow, SubscriptionRow
from tests.fakes import NOON, add_chat, add_feed, tags, words
from tests.fakes_commands import User, made_request
from tests.storage.rows import add_story, join

TALENT = TALENT_MOVE
OWNER, STRANGER = 8, 7
LATER = NOON + timedelta(hours=12)
SECRET = ("PRIVATE", "密", "feed2.example")
SHARED = "智谱 融资 公开"


@pytest.fixture
def both(database: Database) -> User:
    """A story of a shared and a private feed, headed by the private one's words, and one of the private feed alone."""
    with database.write() as session:
        owner = add_chat(session, OWNER)
        add_chat(session, STRANGER)
        shared, own = add_feed(session, "shared"), add_feed(session, "private", owner=owner.id)
        set_chat_feed(session, chat_id=owner.id, feed_id=own, enabled=True)
        fact = TalentMove(person="张三", source="智谱", direction="leave")
        both = add_story(session, own, "智谱 融资 密", tags(firms=["zhipu"]), tokens="智谱 融资")
        join(session, both, shared, SHARED, tags(firms=["zhipu"]), tokens="智谱 融资", now=NOON)
        alone = tags(TALENT, firms=["zhipu"], facts=[fact], stance=Stance.RUMOUR)
        add_story(session, own, "智谱 张三 密", alone, tokens="智谱 融资")
        assert both == 1
    return User(database)


def everything(reply: Reply | None) -> str:
    """All that a reply shows: words, addresses, files."""
    assert reply is not None
    files = (part.document[1].decode() for part in reply.parts if part.document)
    return "\n".join([*(part.html for part in reply.parts), reply.toast, *files])


PLACES = [
    "/latest",
    "/latest 智谱",
    "/firm 智谱",
    "/search 智谱 融资",
    "/story 1",
    "/why 1",
    "/preview",
    "/week",
    "/export csv",
    "/export json",
    "/export json 智谱",
    "最近有哪些融资？",
    "智谱最近怎么样？",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_stranger_hears_the_shared_feed_alone(both: User, place: str):
    """The shared feed's headline and address, one source, one story; the owner sees all."""
    told = everything(both.ask(place, telegram_id=STRANGER, now=LATER))
    owners = everything(both.ask(place, telegram_id=OWNER, now=LATER))

    assert SHARED in told
    assert "等 2 家" not in told
    assert not [word for word in SECRET if word in told]
    assert [word for word in SECRET if word in owners]


@pytest.mark.parametrize(
    "place", ["/story 2", "/why 2", "谁离开了智谱？", "/flow 智谱", "/chart 人才流动", "/top 人才"]
)
def test_what_a_private_feed_alone_tells_is_not_there(both: User, place: str):
    """Not told, not counted, not drawn."""
    told = everything(both.ask(place, telegram_id=STRANGER, now=LATER))

    assert "张三" not in told
    assert SHARED in told or "没有" in told


def test_it_is_not_counted(both: User):
    """A profile, a chart and a week count what the chat may see."""
    firm = everything(both.ask("/firm 智谱", telegram_id=STRANGER, now=LATER))
    chart = everything(both.ask("/chart 智谱", telegram_id=STRANGER, now=LATER))
    week = everything(both.ask("/week", telegram_id=STRANGER, now=LATER))

    assert "1 件：融资 1" in firm
    assert "人才流动" not in chart
    assert "人才流动 0 件" in week


def test_the_buttons_of_a_page_keep_to_it(both: User):
    """The correction buttons and the list of corrections."""
    both.ask(pressed="fb:1:wrong", telegram_id=STRANGER, now=LATER)
    corrections = everything(both.ask("/corrections", telegram_id=STRANGER, now=LATER))
    guessed = both.ask(pressed="fb:2:wrong", telegram_id=STRANGER, now=LATER)
    still = everything(both.ask("/corrections", telegram_id=STRANGER, now=LATER))

    assert SHARED in corrections
    assert not [word for word in SECRET if word in corrections]
    assert guessed is not None
    assert still == corrections


def test_a_correction_outlives_its_feed(both: User):
    """Where the feed that told it was switched off, the number alone stands there."""
    both.ask(pressed="fb:2:wrong", telegram_id=OWNER, now=LATER)
    with both.database.write() as session:
        set_chat_feed(session, chat_id=1, feed_id=2, enabled=False)
    listed = everything(both.ask("/corrections", telegram_id=OWNER, now=LATER))

    assert "#2" in listed
    assert "密" not in listed


@pytest.mark.parametrize("text", ["智谱", "", "融资", "最近有哪些融资？"])
def test_inline(both: User, text: str):
    """Inline mode shows what the asking user's own chat may see; one who has none sees the shared feeds."""
    for user_id in (STRANGER, 99):
        request = made_request(telegram_id=user_id, user_id=user_id, text=text)
        found = inline.results(request, both.services, now=LATER)
        told = "\n".join(f"{r.title} {r.description} {r.part.html}" for r in found)

        assert SHARED in told
        assert not [word for word in SECRET if word in told]


@pytest.mark.parametrize("kind", ["digest", "alert"])
def test_what_is_pushed(database: Database, both: User, kind: str):
    """Digests and alerts name the shared feed; the owner's name both."""
    with database.write() as session:
        if kind == "alert":
            session.execute(update(SubscriptionRow).values(mode="instant"))
            session.execute(update(ChatRow).values(alert_due_at=NOON, next_digest_at=None))
    asyncio.run(digest.run(digest.DigestParts(database=database, tokens=words), now=LATER))

    with database.read() as session:
        rows = list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))
    pushed = {chat: "".join(row.html for row in rows if row.chat_id == chat) for chat in (1, 2)}
    assert {row.kind for row in rows} == {kind}
    assert SHARED in pushed[2]
    assert not [word for word in SECRET if word in pushed[2]]
    assert "密" in pushed[1]
