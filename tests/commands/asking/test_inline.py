"""Inline mode: stories to choose from, of what the asking user may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.commands.asking import inline
from bot.core.chats import InlineResult, Request
from bot.core.facts import Funding
from bot.core.topics import FUNDING, TALENT_MOVE
from bot.render.html import fits
from bot.storage.tables import EntryRow, FeedRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes import NOON, add_chat
from tests.fakes_commands import User


def add(user: User, title: str = "智谱融资", **values: Any) -> None:
    with user.database.write() as session:
        add_story(session, **{"days": 1, "topic": FUNDING, "firm": "zhipu", "title": title, **values})


def ask(user: User, text: str, *, user_id: int = 7, later: timedelta = timedelta(0)) -> list[InlineResult]:
    request = Request(address=address_of(user_id), user_id=user_id, text=text)
    return list(inline.results(request, user.services, now=NOON + later))


def titles(found: list[InlineResult]) -> list[str]:
    return [result.title for result in found]


def test_by_firm_and_topic(user: User):
    """As /latest reads them; nothing typed shows the newest."""
    add(user, "智谱融资", facts=[Funding(round="B轮")])
    add(user, "智谱换帅", topic=TALENT_MOVE, days=2)
    add(user, "月之暗面融资", firm="moonshot", days=3)

    assert titles(ask(user, "智谱")) == ["智谱融资", "智谱换帅"]
    assert titles(ask(user, "智谱 融资")) == ["智谱融资"]
    assert titles(ask(user, "融资")) == ["智谱融资", "月之暗面融资"]
    assert len(ask(user, "")) == 3
    (result,) = ask(user, "智谱 融资")
    assert result.description == "B轮 · F1"
    assert "智谱融资" in result.part.html


def test_spans(user: User):
    """As everywhere; they are no words to search for."""
    add(user, "智谱 旧事 上市", days=40)
    add(user, "智谱 上市")
    with user.database.write() as session:
        session.execute(update(EntryRow).values(tokens="智谱 上市"))

    assert titles(ask(user, "智谱 昨天")) == ["智谱 上市"]
    assert titles(ask(user, "智谱 上个月")) == ["智谱 旧事 上市"]
    assert titles(ask(user, "上市 上个月")) == ["智谱 旧事 上市"]


def test_other_words_are_searched(user: User):
    """What nobody wrote finds nothing, and that is no error."""
    add(user, "智谱 上市")
    with user.database.write() as session:
        session.execute(update(EntryRow).values(tokens="智谱 上市"))

    assert titles(ask(user, "上市")) == ["智谱 上市"]
    assert ask(user, "没有的词") == []


def test_a_question_is_answered_first(user: User):
    """The answer can be sent with its stories."""
    add(user, facts=[Funding(firm="智谱", round="B轮")])

    first, story = ask(user, "智谱今年融了几轮？")

    assert (first.title, story.title) == (texts.INLINE_ANSWER, "智谱融资")
    assert "今年读到智谱 1 笔融资：B轮" in first.part.text
    assert "智谱融资" in first.part.text


def test_a_question_without_an_answer(user: User):
    """What its words name is shown in place of nothing."""
    add(user, "智谱融资")

    assert titles(ask(user, "谁离开了智谱")) == ["智谱融资"]


def test_at_most_twenty_and_each_fits(user: User):
    """Whatever feeds put into titles."""
    for number in range(25):
        add(user, f"{number}" + "😀" * 3000, days=number / 10)

    found = ask(user, "智谱")

    assert len(found) == 20
    assert all(fits(result.part.html) for result in found)
    assert len({result.id for result in found}) == 20


def test_only_what_the_user_may_see(user: User):
    """A feed of another chat's own stays there; its owner finds it."""
    add(user)
    with user.database.write() as session:
        owner = add_chat(session, 9)
        session.execute(update(FeedRow).values(owner_chat_id=owner.id))
        from bot.storage.news.feed_owners import set_chat_feed

        set_chat_feed(session, chat_id=owner.id, feed_id=1, enabled=True)

    assert ask(user, "智谱") == []
    assert titles(ask(user, "智谱", user_id=9)) == ["智谱融资"]


def test_a_flood_is_answered_with_nothing(user: User):
    """A minute later all is well."""
    add(user)
    for _ in range(inline.PER_MINUTE):
        ask(user, "智谱")

    assert ask(user, "智谱") == []
    assert titles(ask(user, "智谱", later=timedelta(seconds=61))) == ["智谱融资"]
