"""/export, /mydata, /deleteme: take it with you, or have it gone."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.commands import router
from bot.commands.account.data import _cell, to_csv
from bot.commands.services import Services
from bot.core.chats import Reply
from bot.core.facts import Funding, to_json
from bot.core.topics import FUNDING, TALENT_MOVE
from bot.core.types import Stance
from bot.storage.chats import feedback, labels
from bot.storage.database import Database
from bot.storage.mail import inbox
from bot.storage.news.feed_owners import add_user_feed
from bot.storage.tables import (
    Base,
    ChatRow,
    EntryLabelRow,
    EntryRow,
    FeedRow,
    InboxRow,
    OutboxRow,
    PaceRow,
    StoryRow,
    SubscriptionRow,
)
from bot.texts import texts
from tests.commands.asking.test_charts import Firms, add_story
from tests.fakes import NOON, add_chat, add_entry, add_feed, put
from tests.fakes import story as made
from tests.fakes_commands import made_request

pytestmark = pytest.mark.one_database

TALENT = TALENT_MOVE


class Talk:
    """Someone in a chat."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.services = Services(database=database, firms=Firms(), search_terms=str.split, per_minute=1000)

    def ask(self, text: str = "", *, pressed: str = "", later: timedelta = timedelta(0), **who: Any) -> Reply:
        request = made_request(**{"user_id": 7, "text": text, "pressed": pressed, **who})
        reply = router.answer(request, self.services, now=NOON + later)
        assert reply is not None
        return reply

    def add(self, **values: Any) -> None:
        with self.database.write() as session:
            add_story(session, **{"days": 1, "topic": FUNDING, "firm": "moonshot", **values})

    def file(self, text: str) -> tuple[str, bytes]:
        (part,) = self.ask(text).parts
        assert part.document is not None, part.text
        return part.document

    def count(self, table: type[Base]) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_export_is_a_table_that_excel_reads(talk: Talk):
    """CSV with the byte order mark, Chinese headings, times of the chat's zone."""
    talk.add(title="月之暗面融资", facts=[Funding(round="B轮")])

    name, body = talk.file("/export csv 30天")

    assert name == "hubao-2026-11-24.csv"
    assert body.startswith(b"\xef\xbb\xbf")
    (row,) = rows(body)
    assert (row["标题"], row["话题"], row["公司"], row["确定程度"]) == ("月之暗面融资", "融资", "moonshot名", "报道")
    assert (row["时间"], row["事实"], row["来源数"]) == ("2026-11-23 12:00", "B轮", "1")


def test_export_as_json_keeps_every_field(talk: Talk):
    """Facts and sources whole, times in UTC."""
    fact = Funding(round="B轮", lead=("阿里",))
    talk.add(facts=[fact])

    name, body = talk.file("/export json")
    (story,) = json.loads(body)

    assert name.endswith(".json")
    (told,) = story["facts"]
    assert {slot: value for slot, value in told.items() if value} == {
        "kind": "funding",
        "round": "B轮",
        "lead": ["阿里"],
    }
    assert told == to_json(fact)
    assert story["topics"] == {"funding": 0.9}
    assert story["first_seen"] == "2026-11-23T04:00:00+00:00"
    assert story["sources"][0]["name"].startswith("F")


@pytest.mark.both_databases
def test_export_brings_what_the_chat_is_subscribed_to(talk: Talk):
    """A subscriber gets their own; 全部 and names ask for more; without subscriptions everything."""
    talk.add(title="甲", firm="moonshot")
    talk.add(title="乙", firm="zhipu", topic=TALENT)

    before = {r["标题"] for r in rows(talk.file("/export")[1])}
    with talk.database.write() as session:
        add_chat(session, 7, firm_id="moonshot")
    mine = {r["标题"] for r in rows(talk.file("/export")[1])}
    named = {r["标题"] for r in rows(talk.file("/export 智谱")[1])}
    topic = {r["标题"] for r in rows(talk.file("/export csv 人才流动 7天")[1])}
    everything = {r["标题"] for r in rows(talk.file("/export 全部")[1])}

    assert (before, mine, named, topic, everything) == ({"甲", "乙"}, {"甲"}, {"乙"}, {"乙"}, {"甲", "乙"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/export", "近 30 天的 1 条消息，"),
        ("/export csv 上个月", "上个月的 1 条消息，"),
        ("/export csv last month", "上个月的 1 条消息，"),
        ("/export json 今年", "今年的 2 条消息，"),
        ("/export csv 10月", "10月的 1 条消息，"),
        ("/export csv 48小时", "近 48 小时的 1 条消息，"),
    ],
)
def test_export_names_its_span(talk: Talk, text: str, said: str):
    """And keeps to it: the month before is not the last 30 days."""
    talk.add()
    talk.add(days=40)

    (part,) = talk.ask(text).parts

    assert part.text.startswith(said)


def test_export_of_nothing_says_what_to_type(talk: Talk):
    """Older than the span: no empty file."""
    talk.add(days=40)

    assert talk.ask("/export csv 30天").parts[0].text == texts.EXPORT_EMPTY
    assert "没这家" in talk.ask("/export 没这家").parts[0].text


def test_a_huge_export_is_cut_and_says_so(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    """The newest are kept."""
    monkeypatch.setattr("bot.commands.account.data.MOST", 2)
    for days in (3, 1, 2):
        talk.add(days=days, title=f"{days}天前")

    (part,) = talk.ask("/export").parts

    assert part.document is not None
    assert [r["标题"] for r in rows(part.document[1])] == ["1天前", "2天前"]
    assert "最新的 2 条" in part.text


def test_a_table_runs_no_formula():
    """A title that a spreadsheet would run is a text; commas, quotes and line ends survive."""
    found = rows(to_csv([made(title='=HYPERLINK("http://x")'), made(title='a,"b"\nc')], zone="UTC"))

    assert [r["标题"] for r in found] == ['\'=HYPERLINK("http://x")', 'a,"b"\nc']


@pytest.mark.parametrize("title", ["=1+1", " =1+1", "\n=1+1", "\u3000@x", "\t1", "\r1", "\n-1", "\xa0+1"])
def test_blanks_hide_no_formula(title: str):
    """A spreadsheet reads past what stands in front."""
    assert _cell(title) == f"'{title}"


def test_every_stance_has_a_word_in_the_table():
    """No English in a Chinese table."""
    found = rows(to_csv([made(stance=stance) for stance in Stance], zone="UTC"))

    assert [r["确定程度"] for r in found] == ["传闻", "报道", "证实", "否认"]


def update_of(chat: int, number: int, *, press: bool = False) -> dict[str, Any]:
    message = {"message_id": 1, "chat": {"id": chat}, "text": f"我是{chat}"}
    return {"update_id": number} | ({"callback_query": {"message": message}} if press else {"message": message})


def live(talk: Talk) -> tuple[int, int]:
    """Two chats with something in every table; their ids."""
    with talk.database.write() as session:
        ids = []
        for telegram_id in (7, 8):
            chat = add_chat(session, telegram_id, firm_id="moonshot")
            add_user_feed(session, url=f"https://own{telegram_id}.example/", chat_id=chat.id, now=NOON)
            put(session, chat.id, f"消息{telegram_id}", key=f"k{telegram_id}")
            session.add(PaceRow(key=f"chat:telegram:{telegram_id}", free_at=NOON))
            ids.append(chat.id)
        inbox.receive(session, [update_of(7, 1), update_of(7, 2, press=True), update_of(8, 3)], now=NOON)
        add_story(session, days=1, topic=FUNDING, firm="moonshot")
        story_id = session.scalars(select(StoryRow.id)).one()
        for chat_id in ids:
            feedback.press(session, chat_id=chat_id, user_id=chat_id, story_id=story_id, verdict="right", now=NOON)
            entry_id = add_entry(session, add_feed(session, f"shared{chat_id}"), f"疑问{chat_id}")
            labels.put_to(session, entry_id, chat_id, now=NOON)
            labels.answer(session, entry_id, FUNDING, user_id=chat_id, now=NOON)
    return ids[0], ids[1]


@pytest.mark.both_databases
def test_mydata_holds_everything_of_this_chat_and_nothing_of_another(talk: Talk):
    """Settings, subscriptions, feeds, corrections, labels, messages, requests."""
    mine, _ = live(talk)

    name, body = talk.file("/mydata")
    data = json.loads(body)

    assert name == "hubao-mydata-2026-11-24.json"
    assert data["chat"]["telegram_id"] == 7
    assert [s["firm_id"] for s in data["subscriptions"]] == ["moonshot"]
    assert data["feeds_added"] == ["https://own7.example/"]
    assert [m["text"] for m in data["messages"]] == ["消息7"]
    assert len(data["corrections"]) == 1
    assert [(label["topic"], label["user_id"]) for label in data["labels"]] == [("funding", mine)]
    assert len(data["requests"]) == 2
    assert "own8" not in body.decode()
    assert "消息8" not in body.decode()
    assert "我是8" not in body.decode()


def test_deleteme_asks_first(talk: Talk):
    """Nothing is gone before the button; 取消 keeps everything."""
    live(talk)

    ((yes, no),) = talk.ask("/deleteme").parts[0].buttons
    kept = talk.ask(pressed=no.data)

    assert (yes.label, no.label) == ("全部删除", "取消")
    assert kept.parts[0].text == texts.NOT_DELETED
    assert talk.count(ChatRow) == 2


@pytest.mark.both_databases
def test_deleteme_deletes_this_chat_and_all_that_hangs_on_it(talk: Talk):
    """Its rows go from every table, those of another chat stay, and the next message starts afresh."""
    _, others = live(talk)
    ((yes, _),) = talk.ask("/deleteme").parts[0].buttons

    done = talk.ask(pressed=yes.data)

    assert done.edit
    assert done.parts[0].text == texts.DELETED
    with talk.database.read() as session:
        assert list(session.scalars(select(ChatRow.key))) == ["8"]
        assert list(session.scalars(select(FeedRow.url).where(FeedRow.category == "user"))) == ["https://own8.example/"]
        assert list(session.scalars(select(OutboxRow.text))) == ["消息8"]
        assert list(session.scalars(select(EntryLabelRow.user_id))) == [others]
        assert list(session.scalars(select(InboxRow.update_id))) == [3]
        assert list(session.scalars(select(PaceRow.key))) == ["chat:telegram:8"]
    assert (talk.count(SubscriptionRow), talk.count(StoryRow)) == (1, 1)
    assert "moonshot" not in talk.file("/mydata")[1].decode()


@pytest.mark.both_databases
def test_what_only_the_deleted_chats_feed_told_goes_with_it(talk: Talk):
    """A private feed must not become everyone's: its entries and stories go; a story others told stays."""
    with talk.database.write() as session:
        me = add_chat(session, 7)
        own = add_user_feed(session, url="https://own.example/", chat_id=me.id, now=NOON).id
        add_story(session, days=1, topic=FUNDING, firm="moonshot", title="私")
        add_story(session, days=1, topic=FUNDING, firm="moonshot", title="公")
        for title in ("私", "公"):
            story_id = session.scalars(select(StoryRow.id).where(StoryRow.title == title)).one()
            if title == "私":
                session.execute(EntryRow.__table__.delete().where(EntryRow.story_id == story_id))
            session.add(
                EntryRow(feed_id=own, key=title, twin_key=title, title=title, first_seen=NOON, story_id=story_id)
            )
    ((yes, _),) = talk.ask("/deleteme").parts[0].buttons

    talk.ask(pressed=yes.data)

    with talk.database.read() as session:
        assert list(session.scalars(select(StoryRow.title))) == ["公"]


@pytest.mark.both_databases
def test_a_feed_of_the_catalogue_stays_with_its_stories(talk: Talk):
    """A chat had switched it on again for itself; it goes off, its entries were public and stay."""
    with talk.database.write() as session:
        me = add_chat(session, 7)
        feed = add_feed(session, "kr", owner=me.id)
        session.add(EntryRow(feed_id=feed, key="k", twin_key="k", title="旧闻", first_seen=NOON))
    ((yes, _),) = talk.ask("/deleteme").parts[0].buttons

    talk.ask(pressed=yes.data)

    with talk.database.read() as session:
        row = session.scalars(select(FeedRow)).one()
        assert (row.owner_chat_id, row.enabled) == (None, False)
        assert session.scalars(select(EntryRow.title)).one() == "旧闻"


def test_a_late_press_asks_again(talk: Talk):
    """A confirm button found in the scrollback a day later deletes nothing."""
    live(talk)
    ((yes, _),) = talk.ask("/deleteme").parts[0].buttons

    again = talk.ask(pressed=yes.data, later=timedelta(days=1))

    assert again.parts[0].text == texts.DELETE_ASK
    assert talk.count(ChatRow) == 2


@pytest.mark.parametrize("data", ["del:yes", "del:yes:x", "del:yes:" + "9" * 40, "del:maybe:1", "del:"])
def test_a_made_up_press_deletes_nothing(talk: Talk, data: str):
    """Only what we wrote counts."""
    live(talk)

    assert talk.ask(pressed=data).toast == texts.EXPIRED
    assert talk.count(ChatRow) == 2


@pytest.mark.parametrize("text", ["/deleteme", "/mydata"])
def test_in_a_group_only_admins_may(talk: Talk, text: str):
    """A member can neither take nor delete what the group set up; nor press the admin's button."""
    group = {"telegram_id": -5, "chat_kind": "group", "is_chat_admin": False}

    assert talk.ask(text, **group).parts[0].text == texts.GROUP_ADMINS_ONLY
    assert talk.ask(pressed=f"del:yes:{int(NOON.timestamp())}", **group).toast == texts.GROUP_ADMINS_ONLY
