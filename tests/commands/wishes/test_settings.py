"""/settings: every button changes one thing, shows it, and can be repeated."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from bot.core.chats import DEFAULTS, Preferences
from bot.storage.chats.chats import find_chat
from bot.telegram.address import address_of
from bot.texts import texts
from tests.fakes import NOON
from tests.fakes_commands import User


def wishes(user: User) -> Preferences:
    with user.database.read() as session:
        chat = find_chat(session, address_of(7))
    assert chat is not None
    return chat.preferences


@pytest.mark.parametrize(
    ("presses", "changed"),
    [
        (["即时"], {"mode": "instant"}),
        (["每周一"], {"mode": "weekly"}),
        (["时间", "21:00"], {"times": (time(21),)}),
        (["即时", "时间", "09:00"], {"times": (time(9),), "mode": "daily"}),
        (["时区", "纽约"], {"zone": "America/New_York"}),
        (["免打扰", "23:00–07:00"], {"quiet_from": time(23), "quiet_to": time(7)}),
        (["不看传闻"], {"rumours": False}),
        (["不看传闻", "要看传闻"], {"rumours": True}),
        (["最低把握", "90%"], {"min_score": 0.9}),
        (["条数", "50 条"], {"max_stories": 50}),
        (["没消息时说一声"], {"empty_notice": True}),
        (["没消息时说一声", "没消息就别打扰"], {"empty_notice": False}),
        (["即时", "全部恢复默认"], {}),
        (["时区", "返回"], {}),
    ],
)
def test_a_button_changes_one_thing(user: User, presses: list[str], changed: dict[str, object]):
    """In place of the pressed message, and inherited where it was not touched."""
    user.say("/settings")
    for label in presses:
        reply = user.press(label)
        assert reply.edit

    assert wishes(user) == Preferences(**changed)  # type: ignore[arg-type]


def test_a_switch_pressed_twice_stays_where_it_was_put(user: User):
    """A press replayed after a crash does not flip it back."""
    user.say("/settings")
    data = user.buttons["不看传闻"]
    user.ask(pressed=data)
    user.ask(pressed=data)

    assert wishes(user).rumours is False


@pytest.mark.parametrize("data", ["set:mode:never", "set:rumours:flip", "set:zone:moon", "set:cap:7", "set:weather:on"])
def test_old_and_strange_buttons_change_nothing(user: User, data: str):
    """They are answered kindly."""
    reply = user.ask(pressed=data)

    assert reply is not None
    assert reply.toast == texts.EXPIRED
    assert wishes(user) == Preferences()


def test_what_is_told_at_once_and_what_is_kept_out(user: User):
    """Instant subscriptions, mutes with their end and the number of words, as long as there are any."""
    user.say("/subscribe 智谱 即时")
    user.say("/subscribe 融资")
    user.say("/mute 智谱 月之暗面 3天")
    user.say("/words 大模型 !招聘")
    muted = "静音：智谱（到 11月27日 12:00）、月之暗面（到 11月27日 12:00）"

    said = user.say("/settings")

    assert f"订阅（2）：智谱（全部话题，即时）、所有公司·融资\n{muted}\n关键词：2 个，发 /words 看\n" in said
    assert f"已订阅：智谱（全部话题，即时）、所有公司·融资\n{muted}\n关键词：2 个" in user.say("/start")
    later = user.say("/settings", now=NOON + timedelta(days=4))
    assert "静音" not in later
    user.say("/words 清空")
    assert "关键词" not in user.say("/settings")


def test_where_all_is_told_at_once_nothing_is_marked(user: User):
    """It would say of one what is true of all."""
    user.say("/subscribe 智谱 融资 即时")
    user.say("/subscribe 全部")
    assert "智谱·融资（即时）、所有公司（全部话题）" in user.say("/settings")
    user.press("即时")

    assert "智谱·融资、所有公司（全部话题）" in user.say("/settings")


def test_the_text_shows_what_is_inherited(user: User):
    """Defaults read as settings."""
    text = user.say("/settings")

    assert f"{DEFAULTS.max_stories} 条" in text
    assert "订阅（0）：无" in text
    assert "每天 09:00、18:00" in text
