"""A user's first days with the real bot process, from /start to a restart after kill -9."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.storage.tables import ChatRow, EntryRow, OutboxRow, SubscriptionRow
from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi

pytestmark = pytest.mark.slow

USER = 501
FUNDING = "月之暗面完成B轮融资，金额近10亿美元，阿里领投"
LEAVES = "零一万物联合创始人离职，加入字节跳动任副总裁"


def _tagged(count: int) -> object:
    done = select(func.count()).select_from(EntryRow).where(EntryRow.tagged_at.is_not(None))
    return lambda session: session.scalar(done) >= count


def test_the_main_conversation(bot: BotProcess, api: FakeBotApi) -> None:
    """/start, subscribe by buttons, a digest arrives, questions are answered, a feed is added; all within limits."""
    bot.news("main", FUNDING)
    bot.start()
    api.say(USER, "/start")
    api.expect(USER, "虎报盯着中国 AI 公司的三件事")
    api.press(USER, "全部融资")
    api.wait(lambda: "✅ 全部融资" in str(api.messages[USER][0]["reply_markup"]))
    api.press(USER, "六小虎")
    api.wait(lambda: "月之暗面" in str(api.messages[USER][0]["reply_markup"]))
    api.press(USER, "月之暗面")
    api.wait(lambda: "✅ 月之暗面" in str(api.messages[USER][0]["reply_markup"]))
    api.press(USER, "完成")
    api.wait(lambda: "已订阅" in api.messages[USER][0]["text"] and "每天" in api.messages[USER][0]["text"])
    assert api.said(USER) == 1, "the start page was edited in place"

    bot.news("main", FUNDING, "智谱宣布完成新一轮5亿元融资，地方国资领投")
    bot.poll_now()
    bot.wait_for(_tagged(2))
    bot.digest_now(USER)
    assert "智谱" in api.expect(USER, "🐯 虎报 · .*条")

    for text, answer in (
        ("/latest", "共 2 条"),
        ("/latest 融资 7天", "月之暗面完成B轮融资"),
        ("/firm 月之暗面", r"月之暗面 · 近一年 1 件：融资 1"),
        ("/search 融资", "共 2 条"),
        ("/firm 某某公司", "不认识「某某公司」"),
        ("/nonsense", "没有 /nonsense 这个命令"),
        ("你好", "没看懂这句话"),
        ("/story 1", "来源（1）"),
        ("/why 1", "融资"),
        ("/settings", "现在的设置"),
        ("/preview", "过去 24 小时"),
        ("/help", "/addfeed"),
    ):
        before = api.said(USER)
        api.say(USER, text)
        api.expect(USER, answer, after=before)

    before = api.said(USER)
    api.say(USER, f"/addfeed {bot.news('own', LEAVES)}")
    api.expect(USER, "收到，正在读取", after=before)
    assert LEAVES in api.expect(USER, "可以用，读到 1 条", after=before)
    api.say(USER, "/feeds")
    api.expect(USER, "你添加的", after=before)

    assert api.unknown == []
    assert [c for c in api.calls if c.status == 400 and "not modified" not in str(c.answer)] == []
    assert bot.tracebacks() == []
    assert bot.stop() == 0


def test_blocked_and_unblocked(bot: BotProcess, api: FakeBotApi) -> None:
    """A user who blocks the bot is paused, keeps everything, and hears again after unblocking."""
    bot.start()
    api.say(USER, "/subscribe 融资 即时")
    api.expect(USER, "已订阅：所有公司·融资")
    api.block(USER)
    bot.wait_for(lambda s: s.scalar(select(ChatRow.pause_reason)) == "blocked")

    bot.news("main", FUNDING)
    bot.poll_now()
    bot.wait_for(_tagged(1))
    api.block(USER, blocked=False)

    api.expect(USER, "月之暗面完成B轮融资")
    with bot.data() as session:
        assert session.scalar(select(ChatRow.paused_at)) is None
        assert session.scalar(select(func.count()).select_from(SubscriptionRow)) == 1


def test_a_refused_send_pauses_the_chat(bot: BotProcess, api: FakeBotApi) -> None:
    """A user who blocked the bot while it did not listen is found out by the first send, and nothing is lost."""
    bot.start()
    api.say(USER, "/subscribe 融资 即时")
    api.expect(USER, "已订阅")
    api._blocked.add(USER)

    bot.news("main", FUNDING)
    bot.poll_now()
    bot.wait_for(lambda s: s.scalar(select(OutboxRow.state)) == "paused")
    api.block(USER, blocked=False)

    api.expect(USER, "月之暗面完成B轮融资")


def test_kill_9_and_restart_lose_nothing(bot: BotProcess, api: FakeBotApi) -> None:
    """What was subscribed stays, what was due is told once, what was asked meanwhile is answered."""
    bot.start()
    api.say(USER, "/subscribe 融资 即时")
    api.expect(USER, "已订阅")
    bot.kill()

    bot.news("main", FUNDING)
    with bot.data() as session:
        assert session.scalar(select(func.count()).select_from(SubscriptionRow)) == 1
    bot.poll_now()
    before = api.said(USER)
    api.say(USER, "/settings")
    bot.start()

    assert "订阅（1）" in api.expect(USER, "现在的设置", after=before)
    api.expect(USER, "月之暗面完成B轮融资", after=before)
    bot.kill()
    bot.start()
    api.say(USER, "/help")
    api.expect(USER, "/addfeed", after=before)
    told = [m for m in api.messages[USER] if "月之暗面完成B轮融资" in m["text"]]
    assert len(told) == 1


def test_p7_a_confirmed_command_survives_kill_9(bot: BotProcess, api: FakeBotApi) -> None:
    """P7: the process is killed the moment the user reads the answer; every command so answered has happened."""
    bot.start()
    wanted = ["智谱", "月之暗面", "百川智能", "阶跃星辰"]
    for number, name in enumerate(wanted, 1):
        before = api.said(USER)
        api.say(USER, f"/subscribe {name}")
        api.expect(USER, f"已订阅：{name}", after=before)
        bot.kill()
        with bot.data() as session:
            assert session.scalar(select(func.count()).select_from(SubscriptionRow)) == number
        bot.start()
    api.say(USER, "/settings")

    assert all(name in api.expect(USER, "现在的设置") for name in wanted)


def test_a_press_confirmed_before_kill_9_is_not_taken_back(bot: BotProcess, api: FakeBotApi) -> None:
    """P7 for buttons: an update replayed after the crash does not switch off what it had switched on."""
    bot.start()
    api.say(USER, "/start")
    api.expect(USER, "虎报盯着")
    for _ in range(3):
        api.press(USER, "全部人才流动")
        api.wait(lambda: "✅ 全部人才流动" in str(api.messages[USER][0]["reply_markup"]))
        bot.kill()
        bot.start()
        with bot.data() as session:
            assert session.scalar(select(func.count()).select_from(SubscriptionRow)) == 1
        api.press(USER, "全部人才流动")
        api.wait(lambda: "✅" not in str(api.messages[USER][0]["reply_markup"]))
    assert bot.tracebacks() == []


def test_the_language_changes_by_button_and_the_digest_follows(bot: BotProcess, api: FakeBotApi) -> None:
    """Simplified at first; English by a button of /start, then traditional by /settings; each digest as chosen."""
    bot.news("main", FUNDING)
    bot.start()
    api.say(USER, "/start")
    api.expect(USER, "虎报盯着中国 AI 公司的三件事")
    api.press(USER, "English")
    api.wait(lambda: "Hubao watches China's AI firms" in api.messages[USER][0]["text"])
    api.press(USER, "Funding, all firms")
    api.wait(lambda: "✅ Funding, all firms" in str(api.messages[USER][0]["reply_markup"]))

    bot.news("main", FUNDING, "智谱宣布完成新一轮5亿元融资，地方国资领投")
    bot.poll_now()
    bot.wait_for(_tagged(2))
    bot.digest_now(USER)
    assert "CNY 500m" in api.expect(USER, r"🐯 Hubao · .* · \d stor")

    before = api.said(USER)
    api.say(USER, "/settings")
    api.expect(USER, "Language: English", after=before)
    settings = api.messages[USER][-1]
    api.press(USER, "🌐 Language")
    api.wait(lambda: "繁體" in str(settings["reply_markup"]))
    api.press(USER, "繁體")
    api.wait(lambda: "語言：繁體" in settings["text"])

    bot.news("main", FUNDING, "智谱宣布完成新一轮5亿元融资，地方国资领投", "百川智能完成A轮融资，金额3亿美元")
    bot.poll_now()
    bot.wait_for(_tagged(3))
    before = api.said(USER)
    bot.digest_now(USER)
    assert "3 億美元" in api.expect(USER, r"🐯 虎報 · .* · \d 條", after=before)
    assert bot.tracebacks() == []
