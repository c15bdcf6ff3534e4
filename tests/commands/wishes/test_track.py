"""A chat's own firms: added, found, answered about, and gone; nobody else sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.wishes.track import MOST_FIRMS, read_names
from bot.core.firms import OwnFirm, own_id
from bot.core.topics import FUNDING
from bot.core.types import FirmRef
from bot.storage.database import Database
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes import NOON, add_chat, add_entry, add_feed, tags
from tests.fakes_commands import User
from tests.storage.rows import add_story as add_told

FIRM = own_id("星河智能")


def test_track_and_list_and_untrack(user: User):
    """It is subscribed at once, listed by its name, and goes with its subscription."""
    said = user.say("/track 星河智能 星河,Galaxy AI")

    assert "开始关注「星河智能」（也叫：星河、Galaxy AI）" in said
    assert user.wants() == [(FIRM, "", None)]
    assert "星河智能（全部话题）" in user.say("/settings")
    assert "• 星河智能（星河、Galaxy AI）" in user.say("/track")
    assert "不再关注「星河智能」" in user.say("/untrack 星河")
    assert user.wants() == []
    assert user.say("/track") == texts.HOW_TO_TRACK


def test_an_own_firm_is_a_firm_in_every_command(user: User):
    """Commands, questions and buttons know it by all its names."""
    user.say("/track 星河智能 星河")
    with user.database.write() as session:
        add_story(session, days=1, topic=FUNDING, firm=FIRM, title="星河智能完成融资")

    assert "星河智能 · 近一年 1 件" in user.say("/firm 星河")
    assert "星河智能完成融资" in user.say("/latest 星河智能")
    assert "星河智能共 1 件" in user.say("星河智能最近怎么样")
    assert "已订阅：星河智能·融资" in user.say("/subscribe 星河 融资")
    user.ask("/start")
    user.press(texts.OWN_FIRMS)
    assert "✅ 星河智能" in user.buttons


def test_other_chats_know_nothing_of_it(user: User):
    """Neither by name, nor in the trends."""
    user.say("/track 星河智能")
    with user.database.write() as session:
        for number in range(4):
            add_story(session, days=number / 2, topic=FUNDING, firm=FIRM, title="星河智能融资")

    assert "星河智能" in user.say("/top")
    assert "不认识「星河智能」" in user.say("/firm 星河智能", telegram_id=8, user_id=8)
    assert FIRM not in user.say("/top", telegram_id=8, user_id=8)
    assert user.say("/top", telegram_id=8, user_id=8) == texts.QUIET_WEEK


def test_names_again_replace_the_old_ones(user: User):
    """No second firm, and no second subscription."""
    user.say("/track 星河智能 星河")
    user.say("/track 星河智能 银河")

    assert "• 星河智能（银河）" in user.say("/track")
    assert user.wants() == [(FIRM, "", None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/track 智谱", "我本来就认识"),
        ("/track 星河 智谱", "是智谱的名字，不能再给别的公司用。请去掉它再发一次，例如：/track 星河"),
        ("/track 融资", "不能当公司名"),
        ("/track 全部", "不能当公司名"),
        ("/track 星", "请写 2 到 40 个字"),
        ("/track 9527", "不全是数字和符号"),
        ("/track " + "长" * 41, "请写 2 到 40 个字"),
        ("/untrack", "请写公司名"),
        ("/untrack 没有的", "没有加过「没有的」"),
    ],
)
def test_what_cannot_be_a_name(user: User, text: str, said: str):
    """The answer says why, and nothing is stored."""
    assert said in user.say(text)
    assert user.wants() == []


def test_a_common_word_is_no_name(user: User):
    """It would bring a story from every other entry."""
    with user.database.write() as session:
        feed = add_feed(session)
        for number in range(210):
            add_entry(session, feed, f"第{number}条：模型发布" if number % 10 == 0 else f"第{number}条")

    assert "太常见" in user.say("/track 模型")
    assert "开始关注" in user.say("/track 某模型公司")


def test_there_is_a_limit(user: User):
    """The next one is refused; one that is there may still be changed."""
    user.services = type(user.services)(
        database=user.database, firms=user.services.firms, search_terms=str.split, per_minute=1000
    )
    for number in range(MOST_FIRMS):
        user.say(f"/track 某{number}公司")

    assert "最多自己加" in user.say("/track 再来一家")
    assert "开始关注" in user.say("/track 某1公司 别名")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("某公司", ["某公司"]),
        ("某公司 别名1,别名2", ["某公司", "别名1", "别名2"]),
        ("某公司，别名1、别名2；某公司", ["某公司", "别名1", "别名2"]),
        ("Black Forest Labs, BFL，黑森林", ["Black Forest Labs", "BFL", "黑森林"]),
        (" , ", [""]),
    ],
)
def test_names_are_read(text: str, names: list[str]):
    """Latin names keep their blanks, Chinese ones end at the first."""
    assert read_names(text) == names


def test_only_the_address_counts(user: User):
    """A forum topic has its own firms."""
    group = {"telegram_id": -100, "chat_kind": "supergroup"}
    user.say("/track 星河智能", **group, thread_id=5)

    assert "星河智能" in user.say("/firm 星河智能", **group, thread_id=5)
    assert "不认识" in user.say("/firm 星河智能", **group)


def reads(own: OwnFirm, items: Sequence[tuple[str, str]]) -> list[FirmRef | None]:
    """The firm where a title names it, as one of many where it only lists it."""
    weights = [0.2 if "盘点" in title else 1.0 for title, _ in items]
    named = [any(word in title for word in own.names) for title, _ in items]
    return [FirmRef(own.id, own.name, w) if there else None for w, there in zip(weights, named, strict=True)]


@pytest.fixture
def looker(database: Database) -> User:
    """Who looks back, on each database, with news of a firm that nobody knows yet."""
    user = User(database)
    user.services = replace(user.services, told_of=reads)
    with database.write() as session:
        owner = add_chat(session, 99)
        feed, private = add_feed(session), add_feed(session, "own", owner=owner.id)
        news = [
            (feed, "星河智能 完成A轮融资", 3, ()),
            (feed, "Galaxy 高管离职", 20, ()),
            (feed, "星河智能 旧闻", 31, ()),
            (feed, "银河 的 星河智能 盘点", 2, ("moonshot",)),
            (feed, "说到 星河 而已", 1, ()),
            (private, "星河智能 内部消息", 1, ()),
        ]
        for feed_id, title, days, firms in news:
            add_told(session, feed_id, title, tags(firms=firms), tokens=title, now=NOON - timedelta(days=days))
    return user


def test_a_firm_just_added_has_its_news_of_late(looker: User):
    """What names it in the last 30 days, in feeds the chat sees, is its own from now on; the answer says how much."""
    said = looker.say("/track 星河智能 Galaxy")
    profile = looker.say("/firm 星河智能")

    assert said.endswith("近 30 天已有 2 件，发 /firm 星河智能 看。")
    assert "近一年 2 件" in profile
    assert "完成A轮融资" in profile
    assert "高管离职" in profile
    assert "星河智能 盘点" not in profile


def test_a_firm_nobody_told_of(looker: User):
    """It says so; a firm of the lexicon keeps its stories."""
    assert looker.say("/track 无名公司").endswith(texts.TRACKED_NOTHING_BEFORE)


def test_looking_back_is_bounded(looker: User, monkeypatch: pytest.MonkeyPatch):
    """Only the newest entries that hold its words are read again, so that the answer does not wait."""
    monkeypatch.setattr("bot.commands.wishes.track.MOST_LOOKED_AT", 3)
    looked: list[str] = []

    def counting(own: OwnFirm, items: Sequence[tuple[str, str]]) -> list[FirmRef | None]:
        looked.extend(title for title, _ in items)
        return reads(own, items)

    looker.services = replace(looker.services, told_of=counting)
    looker.say("/track 星河智能 Galaxy")

    assert len(looked) == 3
    assert "星河智能 完成A轮融资" not in looked
