"""An invented fourth topic goes all the way, from title to digest, command, chart and export: one record, its names."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from bot.core.facts import OtherFact
from bot.core.topics import TOPICS, Topic, TopicRecord
from bot.core.types import Stance
from bot.jobs import digest, tag
from bot.reading.reader import Reader
from bot.storage.chats import chats as chat_store
from bot.storage.chats import labels
from bot.storage.chats.feedback import labelled_entries
from bot.storage.database import Database
from bot.storage.news.export import export_stories
from bot.storage.news.stories import get_story
from bot.storage.tables import ChatRow, OutboxRow
from bot.texts import texts_in
from tests.fakes import NOON, add_entry, add_feed, words
from tests.fakes_commands import User
from tests.fourth_topic import NAME, analyzer

REGULATION = TopicRecord(
    key=Topic(NAME), mark="⚖️", colour="#117733", words=("监管", "regulation", "fines"), fact_kind=NAME
)
TITLE = "市场监管总局对智谱罚款三亿元"
RAISE = "月之暗面完成10亿美元B轮融资，阿里巴巴领投"
NAMES: Mapping[str, str] = {"zh-Hans": "监管", "zh-Hant": "監管", "en": "Regulation"}


@pytest.fixture
def user(database: Database, monkeypatch: pytest.MonkeyPatch) -> User:
    """Someone in a bot that was given the topic."""
    monkeypatch.setitem(TOPICS, REGULATION.key, REGULATION)
    for language, name in NAMES.items():
        said = texts_in(language)
        monkeypatch.setattr(said, "TOPIC_NAMES", {**said.TOPIC_NAMES, REGULATION.key: name})
    return User(database)


async def read_news(database: Database, *titles: str) -> None:
    """A feed tells these, and the reader of four topics tags them."""
    with database.write() as session:
        feed = add_feed(session)
        for title in titles:
            add_entry(session, feed, title)
    await tag.run(tag.TagParts(database=database, reader=Reader(analyzer())), now=NOON)


async def test_from_title_to_story(user: User):
    """Topic, firm, stance and fact are read and stored; the fact of a kind unknown to the bot comes back whole."""
    await read_news(user.database, TITLE)

    with user.database.read() as session:
        story = get_story(session, 1)
        (exported,) = export_stories(session, days=7, now=NOON)
    assert story is not None
    assert set(story.topics) == {NAME}
    assert [firm.id for firm in story.firms] == ["zhipu"]
    assert story.stance in set(Stance)
    (fact,) = story.facts
    assert isinstance(fact, OtherFact)
    assert (fact.kind, fact.more["firm"], fact.more["action"]) == (NAME, "智谱", "fine")
    assert exported["topics"].keys() == {NAME}
    assert exported["facts"] == [{"kind": NAME, **fact.more}]


async def test_to_the_digest(user: User):
    """Subscribed to by its word, told under its own heading, after the shipped topics."""
    user.say("/start")
    user.say("/subscribe 监管")
    user.say("/subscribe 融资")
    assert user.wants() == [("", NAME, None), ("", "funding", None)]
    await read_news(user.database, TITLE, RAISE)

    with user.database.write() as session:
        chat_store.advance(session, session.scalars(select(ChatRow.id)).one(), next_digest_at=NOON)
    await digest.run(digest.DigestParts(database=user.database, tokens=words), now=NOON + timedelta(minutes=1))

    with user.database.read() as session:
        (told,) = session.scalars(select(OutboxRow.text).where(OutboxRow.kind == "digest"))
    money, fines = told.index("💰 融资"), told.index("⚖️ 监管")
    assert money < told.index(RAISE) < fines < told.index(TITLE)


@pytest.mark.parametrize(("language", "typed"), [("zh-Hans", "监管"), ("zh-Hant", "监管"), ("en", "regulation")])
async def test_to_commands(user: User, language: str, typed: str):
    """/latest, /firm and /why tell its stories in every language, and nobody else's under its name."""
    user.say("/start")
    user.ask(pressed=f"set:lang:{language}")
    await read_news(user.database, TITLE, RAISE)

    latest = user.say(f"/latest {typed}", now=NOON + timedelta(hours=1))

    assert TITLE in latest
    assert RAISE not in latest
    assert f"{NAMES[language]} 1" in user.say("/firm 智谱", now=NOON + timedelta(hours=1))
    assert f"{NAMES[language]} 100%" in user.say("/why 1")


async def test_to_the_chart(user: User):
    """A picture in its own colour, with its name and number below."""
    await read_news(user.database, TITLE)

    reply = user.ask("/chart 监管 30天", now=NOON + timedelta(hours=1))

    assert reply is not None
    (part,) = reply.parts
    assert "监管 1" in part.text
    pixels = Image.open(io.BytesIO(part.image or b"")).convert("RGB")
    found = {colour for _, colour in pixels.getcolors(1 << 24) or ()}
    assert (0x11, 0x77, 0x33) in found


async def test_to_the_question(user: User, monkeypatch: pytest.MonkeyPatch):
    """An operator can label it; the label is one of its samples."""
    monkeypatch.setattr(labels, "LEAST", 0.0)
    user.services = replace(user.services, admins=(7,))
    await read_news(user.database, TITLE)

    assert "监管 " in user.say("/teach")
    user.press("监管")

    with user.database.read() as session:
        assert [sample["topics"] for sample in labelled_entries(session)] == [[NAME]]


async def test_to_the_export(user: User):
    """As data, with all that the fact says."""
    await read_news(user.database, TITLE, RAISE)

    reply = user.ask("/export json 监管", now=NOON + timedelta(hours=1))

    assert reply is not None
    _, body = reply.parts[0].document or ("", b"[]")
    (story,) = json.loads(body)
    assert story["topics"].keys() == {NAME}
    assert story["facts"][0]["regulator"] == "市场监管总局"
