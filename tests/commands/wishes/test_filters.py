"""/words: set, shown, cleared, and heeded by what is told."""

from __future__ import annotations

import pytest

from bot.commands.context import UserError
from bot.commands.wishes.filters import MOST_WORDS, read_filter
from bot.core.topics import FUNDING
from bot.storage.chats import chats as chat_store
from bot.telegram.address import address_of
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes_commands import User


def stored(user: User) -> tuple[object, object]:
    with user.database.read() as session:
        chat = chat_store.find_chat(session, address_of(7))
        assert chat is not None
        return chat.preferences.include_words, chat.preferences.exclude_words


@pytest.mark.parametrize(
    ("text", "include", "exclude"),
    [
        ("大模型 +融资 !招聘", ("大模型", "+融资"), ("招聘",)),
        ("大模型\n智能体", ("大模型", "智能体"), ()),
        ("＋融资，！招聘、！广告", ("+融资",), ("招聘", "广告")),
        ("AI AI !x", ("AI",), ("x",)),
        ("C++ !!广告", ("C++",), ("广告",)),
    ],
)
def test_the_syntax(text: str, include: tuple[str, ...], exclude: tuple[str, ...]):
    """Plain, +must, !not; separated by blanks, lines or commas, also in full width."""
    assert read_filter(text) == (include, exclude)


@pytest.mark.parametrize(
    "text", ["/大模型|融资/", "@3", "+", "!!", "长" * 31, " ".join(f"词{n}" for n in range(MOST_WORDS + 1))]
)
def test_what_it_does_not_have(text: str):
    """Patterns, caps and endless lists are refused with a sentence."""
    with pytest.raises(UserError):
        read_filter(text)


def test_a_word_that_cannot_be_one_is_answered_with_an_example(user: User):
    """What is wrong may be its length or its first sign; too many are told what to send too."""
    assert "「@3」不能当关键词（只认普通的词，最多 30 个字）" in user.say("/words @3")
    assert "例如：/words" in user.say("/words " + " ".join(f"词{n}" for n in range(MOST_WORDS + 1)))


def test_set_show_clear(user: User):
    """Each time anew; shown by part; the button clears."""
    assert texts.NO_WORDS in user.say("/words")
    assert "至少有一个：大模型\n• 必须都有：融资\n• 不能有：招聘" in user.say("/words 大模型 +融资 !招聘")
    assert stored(user) == (("大模型", "+融资"), ("招聘",))
    assert "不能有：广告" in user.say("/words !广告")
    assert stored(user) == (None, ("广告",))
    assert "不能有：广告" in user.say("/words")

    reply = user.press(texts.CLEAR_WORDS)

    assert reply.edit
    assert texts.NO_WORDS in reply.parts[0].text
    assert stored(user) == (None, None)


@pytest.mark.parametrize("text", ["/words 清空", "/words clear"])
def test_cleared_by_a_word(user: User, text: str):
    """What a user would type."""
    user.say("/words 大模型")
    user.say(text)

    assert stored(user) == (None, None)


def test_the_preview_shows_the_effect(user: User):
    """What the words keep out is named as such."""
    user.say("/subscribe 融资")
    user.say("/words !招聘")
    with user.database.write() as session:
        add_story(session, days=0.1, topic=FUNDING, firm="zhipu", title="智谱 融资")
        add_story(session, days=0.1, topic=FUNDING, firm="zhipu", title="智谱 招聘")

    text = user.say("/preview")

    assert "会收到 1 条" in text
    assert "智谱 招聘 — 关键词不符" in text


def test_group_words_are_its_admins(user: User):
    """As all settings."""
    group = {"telegram_id": -100, "chat_kind": "supergroup", "is_chat_admin": False}

    assert user.say("/words 大模型", **group) == texts.GROUP_ADMINS_ONLY
