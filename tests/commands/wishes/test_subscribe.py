"""/subscribe, /unsubscribe, /mute, /pause, /resume in the words people use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.core.topics import FUNDING
from bot.storage.chats.chats import find_chat
from bot.storage.tables import SubscriptionRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.fakes import NOON
from tests.fakes_commands import FakeFirms, User


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("/subscribe 月之暗面 智谱 融资", [("moonshot", "funding", None), ("zhipu", "funding", None)]),
        ("/subscribe 六小虎 人才流动 即时", [(f, "talent_move", "instant") for f in ("zhipu", "moonshot", "minimax")]),
        ("/subscribe 融资", [("", "funding", None)]),
        ("/subscribe 全部", [("", "", None)]),
        ("订阅 智谱 的融资", [("zhipu", "funding", None)]),
        ("订阅智谱的融资", [("zhipu", "funding", None)]),
        ("关注智谱", [("zhipu", "", None)]),
    ],
)
def test_subscribe(user: User, text: str, wants: list[tuple[str, str, str | None]]):
    """Every firm with every topic named."""
    assert "已订阅" in user.say(text)
    assert user.wants() == wants


@pytest.mark.parametrize(
    "when", ["每天 9 点和 18 点半", "每天9:00、18:30", "每天早上9点，下午6点30分", "每天 09：00 18时30"]
)
def test_subscribe_with_times(user: User, when: str):
    """每天 9 点和 18 点半 sets when; the answer says so."""
    text = user.say(f"订阅 智谱 的融资，{when}")

    with user.database.read() as session:
        chat = find_chat(session, address_of(7))
    assert chat is not None
    assert chat.preferences.times == (time(9), time(18, 30))
    assert "09:00、18:30" in text


def test_a_time_no_clock_shows(user: User):
    """It is named, and nothing is changed."""
    assert "没有「25 点」这个时间" in user.say("/subscribe 智谱 每天 25 点")
    assert user.wants() == []


def test_an_unknown_firm_is_named_with_what_it_may_mean(user: User):
    """And nothing is subscribed, not even the firms that were known."""
    assert "不认识「智浦」" in user.say("/subscribe 月之暗面 智浦")
    assert user.say("/subscribe 智浦") == "不认识「智浦」。你是不是想找：智谱？例如：/firm 智谱"
    assert user.wants() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/subscribe", texts.WHAT_TO_SUBSCRIBE),
        ("/unsubscribe", texts.WHAT_TO_UNSUBSCRIBE),
        ("/mute 智谱", texts.HOW_TO_MUTE),
        ("/mute", texts.HOW_TO_MUTE),
        ("/mute 智谱 本周", texts.HOW_TO_MUTE),
    ],
)
def test_what_is_missing_is_asked_for_with_an_example(user: User, text: str, says: str):
    """Errors say what to type instead."""
    assert user.say(text) == says


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/unsubscribe 智谱", [("", "funding")]),
        ("/unsubscribe 智谱 融资", [("zhipu", "talent_move"), ("", "funding")]),
        ("/unsubscribe 融资", [("zhipu", "funding"), ("zhipu", "talent_move")]),
        ("/unsubscribe 全部", []),
        ("退订 智谱", [("", "funding")]),
    ],
)
def test_unsubscribe(user: User, text: str, left: list[tuple[str, str]]):
    """A firm with all its topics, one pair, a topic, everything."""
    user.say("/subscribe 智谱 融资 人才流动")
    user.say("/subscribe 融资")

    assert "退订" in user.say(text)
    assert [(firm, topic) for firm, topic, _ in user.wants()] == left


def test_one_topic_less(user: User):
    """A topic of a firm wanted whole: the other topics stay, told as they were, and the answer names them."""
    user.say("/subscribe 智谱 即时")

    assert user.say("/unsubscribe 智谱 融资") == "已退订：智谱·融资。还订阅着：智谱·预训练收缩、智谱·人才流动。"
    assert user.wants() == [("zhipu", "pretraining_cut", "instant"), ("zhipu", "talent_move", "instant")]
    assert user.say("/unsubscribe 智谱 预训练 人才流动") == "已退订：智谱·预训练收缩、智谱·人才流动。"
    assert user.wants() == []


def test_one_topic_less_of_everything(user: User):
    """And two at once."""
    user.say("/subscribe 全部")

    assert "还订阅着：所有公司·预训练收缩" in user.say("/unsubscribe 融资 人才流动")
    assert user.wants() == [("", "pretraining_cut", None)]


def test_a_topic_less_keeps_a_mute(user: User):
    """Silent as long as before."""
    user.say("/subscribe 智谱")
    user.say("/mute 智谱 3天")
    user.say("/unsubscribe 智谱 融资")

    with user.database.read() as session:
        assert None not in session.scalars(select(SubscriptionRow.muted_until)).all()


def test_only_what_was_subscribed_is_said_to_be_gone(user: User):
    """A name beside it that was not is left out."""
    user.say("/subscribe 智谱")

    said = user.say("/unsubscribe 智谱 月之暗面")

    assert "智谱" in said
    assert "月之暗面" not in said


def test_naming_a_time_ends_instant(user: User):
    """The answer says what holds: at once, until a time or 每天 is named."""
    assert "马上告诉你" in user.say("/subscribe 智谱 即时")
    assert user.say("/subscribe 智谱") == user.say("/subscribe 智谱 即时")
    assert "每天 09:00" in user.say("/subscribe 智谱 每天 9 点")
    assert user.wants() == [("zhipu", "", None)]


def test_instant_with_a_time(user: User):
    """The time is the whole chat's, and both are said."""
    said = user.say("/subscribe 智谱 即时 每天 9 点")

    assert "马上告诉你" in said
    assert "每天 09:00" in said


def test_a_name_of_several_words(user: User):
    """Scale AI is one firm, wherever it stands among others; its pieces are none."""
    user.services = replace(user.services, firms=Worded())

    assert "已订阅" in user.say("/subscribe 智谱 Scale AI Moonshot AI Labs 融资")
    assert [firm for firm, _, _ in user.wants()] == ["zhipu", "scale", "labs"]
    assert "不认识「AI」" in user.say("/subscribe AI Scale")


class Worded(FakeFirms):
    """With names that hold blanks."""

    def resolve(self, word: str) -> Sequence[str]:
        return {"scale ai": ["scale"], "moonshot ai labs": ["labs"]}.get(word.lower()) or super().resolve(word)


def test_unsubscribing_from_what_one_has_not(user: User):
    """Says so."""
    assert "你没有订阅智谱" in user.say("/unsubscribe 智谱")


def test_mute_and_unmute(user: User):
    """Silent until then; 0天 ends it; the subscription stays."""
    user.say("/subscribe 智谱")

    assert "智谱已静音，到 11月27日 12:00 为止" in user.say("/mute 智谱 3天")
    with user.database.read() as session:
        assert session.scalar(select(SubscriptionRow.muted_until)) is not None
    assert user.say("/mute 智谱 0天") == "智谱已恢复推送。"
    with user.database.read() as session:
        assert session.scalar(select(SubscriptionRow.muted_until)) is None


@pytest.mark.parametrize(
    ("length", "until"), [("一周", "12月1日 12:00"), ("半年", "2027年5月26日 00:00"), ("12h", "11月25日 00:00")]
)
def test_mute_for_any_length(user: User, length: str, until: str):
    """As long as spans are told elsewhere, laid forward."""
    assert f"智谱已静音，到 {until} 为止" in user.say(f"/mute 智谱 {length}")


def test_a_mute_of_next_year_says_so(user: User):
    """Its day alone would seem past."""
    assert "到 2027年11月19日 12:00 为止" in user.say("/mute 智谱 12个月")


def test_a_time_alone(user: User):
    """It is the time that changed; without a subscription nothing will come, which is said too."""
    assert user.say("/subscribe 每天 12 点") == (
        f"时间改好了：每天 12:00 推送（北京时间）。\n{texts.NOTHING_SUBSCRIBED}"
    )
    user.say("/subscribe 智谱")
    assert user.say("/subscribe 每周") == "时间改好了：每周一 12:00 推送（北京时间）。"
    assert user.say("/subscribe 即时") == f"时间改好了：{texts.WHEN_INSTANT}"
    with user.database.read() as session:
        chat = find_chat(session, address_of(7))
    assert chat is not None
    assert chat.preferences.mode == "instant"


def test_subscribing_ends_a_pause(user: User):
    """And says so, once."""
    user.say("/pause")

    assert user.say("/subscribe 智谱").endswith(f"\n{texts.RESUMED}")
    assert texts.RESUMED not in user.say("/subscribe 智谱")


def test_unsubscribing_from_all(user: User):
    """Mutes go too and are named, unless they had ended; nothing to end is said as such."""
    user.say("/subscribe 融资")
    user.say("/subscribe 智谱")
    user.say("/mute 智谱 月之暗面 3天")

    assert user.say("/unsubscribe 全部") == f"{texts.UNSUBSCRIBED_ALL}静音也取消了：智谱、月之暗面。"
    assert user.say("/unsubscribe 全部") == texts.NOTHING_SUBSCRIBED
    user.say("/mute 智谱 1天")
    assert user.say("/unsubscribe 全部", now=NOON + timedelta(days=2)) == texts.NOTHING_SUBSCRIBED


def test_pause_and_resume(user: User):
    """Everything stays; the settings say that it is paused."""
    user.say("/subscribe 智谱")

    assert user.say("/pause") == texts.PAUSED
    assert "推送已暂停" in user.say("/settings")
    assert user.say("/resume") == texts.RESUMED
    assert user.say("/resume") == texts.NOT_PAUSED
    assert user.wants() == [("zhipu", "", None)]


def test_subscribing_twice_changes_nothing(user: User):
    """A command replayed after a crash is the same command."""
    user.say("/subscribe 智谱 融资")
    user.say("/subscribe 智谱 融资")

    assert user.wants() == [("zhipu", FUNDING, None)]
