"""/start with its buttons, deep links, and what a button may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.services import Services
from bot.commands.wishes import start
from bot.core.topics import FUNDING
from bot.reading.reader import Firms
from bot.texts import LANGUAGES, texts
from classifier.names.matcher import FirmMatcher
from tests.fakes_commands import GROUPS, User, all_buttons


def test_start_explains_in_three_lines_and_offers_topics_and_groups(user: User):
    """The first page."""
    text = user.say("/start")

    assert len(text.splitlines()) == 3
    assert {"全部融资", "全部人才流动", "全部预训练收缩", *GROUPS, *LANGUAGES.values(), "完成"} == set(user.buttons)


def test_start_ends_a_pause(user: User):
    """And says so before all else."""
    user.say("/start")
    user.say("/pause")

    assert user.say("/start").startswith(f"{texts.RESUMED}\n\n🐯")
    assert user.say("/start") == texts.START.format(watched=texts.WATCHED)


def test_subscribe_by_buttons(user: User):
    """A topic, a firm of a group, and back; the ticks and the summary follow."""
    user.say("/start")
    user.press("全部融资")
    assert "✅ 全部融资" in user.buttons
    user.press("六小虎")
    reply = user.press("智谱")

    assert reply.edit
    assert reply.toast == texts.SAVED
    assert "智谱（全部话题）" in reply.parts[0].text
    assert user.wants() == [("", FUNDING, None), ("zhipu", "", None)]
    user.press("✅ 智谱")
    assert user.wants() == [("", FUNDING, None)]
    assert "每天 09:00、18:00 推送" in user.press("完成").parts[0].text


def test_a_whole_group_at_once(user: User):
    """全选 takes every firm of the page."""
    user.say("/start")
    user.press("六小虎")
    user.press("全选")

    assert {firm for firm, _, _ in user.wants()} == set(GROUPS["六小虎"])


def test_a_button_pressed_twice_does_it_once(user: User):
    """Two taps on a slow phone, or a press replayed after a crash."""
    user.say("/start")
    data = user.buttons["全部融资"]
    user.ask(pressed=data)
    user.ask(pressed=data)

    assert len(user.wants()) == 1


@pytest.mark.parametrize("firm", ["zhipu", "minimax"])
def test_a_deep_link_subscribes_and_never_unsubscribes(user: User, firm: str):
    """t.me/bot?start=firm_zhipu, opened twice; also for a firm whose name is its id."""
    user.say(f"/start firm_{firm}")
    text = user.say(f"/start firm_{firm}")

    assert user.wants() == [(firm, "", None)]
    assert f"已订阅：{user.services.firms.name(firm)}" in text


@pytest.mark.parametrize("args", ["firm_nobody", "firm_", "x", "firm_六小虎"])
def test_a_deep_link_of_nothing_we_know_is_a_plain_start(user: User, args: str):
    """It subscribes to nothing."""
    user.say(f"/start {args}")

    assert user.wants() == []


@pytest.mark.parametrize(
    "data",
    [
        "go:on:topic:weather",
        "go:on:firm:nobody:0",
        "go:on:firm:zhipu:00000000",
        "go:group:0",
        "go:all:",
        "go:on:",
        "go:x",
    ],
)
def test_old_and_strange_buttons_are_answered_kindly(user: User, data: str):
    """Nothing is subscribed."""
    reply = user.ask(pressed=data)

    assert reply is not None
    assert reply.toast == texts.EXPIRED
    assert user.wants() == []


def test_every_button_of_the_real_lexicon_fits_64_bytes(user: User):
    """Chinese group names and long firm ids too."""
    firms = Firms(FirmMatcher.load())
    user.services = Services(database=user.database, firms=firms, search_terms=str.split)
    buttons = all_buttons(user.ask("/start"))
    for name, _ in firms.groups():
        buttons += all_buttons(user.ask(pressed=user.buttons.get(name) or f"go:group:{start._key(name)}"))

    assert len(buttons) > 10
    assert all(1 <= len(button.data.encode()) <= 64 for button in buttons)


def test_a_long_group_name_still_makes_a_button(user: User):
    """Its name never enters the data."""
    user.say("/start")
    user.press("杭州六小龙与名字很长很长的一组公司")
    user.press("零一万物")

    assert user.wants() == [("lingyi", "", None)]


def test_buttons_are_the_same_after_a_restart(user: User, tmp_path: Path):
    """No state of the process is in them."""
    user.say("/start")
    data = user.buttons["六小虎"]
    again = User(user.database)

    reply = again.ask(pressed=data)

    assert reply is not None
    assert "智谱" in again.buttons
