"""What a user asks and adjusts in the chat, with the real bot process: one conversation for each thing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.storage.chats.feedback import labelled_entries
from bot.storage.tables import ChatFeedRow, EntryRow, FeedRow
from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi
from tests.made_feeds import item, rss

pytestmark = pytest.mark.slow

USER, OTHER = 501, 502
FUNDING = "月之暗面完成B轮融资，金额近10亿美元，阿里领投"
LEAVES = "零一万物联合创始人李先刚离职，加入字节跳动"
OWN = "星河纪元完成A轮融资，红杉中国领投"


def _tagged(count: int) -> object:
    done = select(func.count()).select_from(EntryRow).where(EntryRow.tagged_at.is_not(None))
    return lambda session: session.scalar(done) >= count


def _said(api: FakeBotApi, text: str, answer: str, *, chat: int = USER) -> str:
    before = api.said(chat)
    api.say(chat, text)
    return api.expect(chat, answer, after=before)


def test_plain_questions(bot: BotProcess, api: FakeBotApi) -> None:
    """Answered in one line from the facts, the story below; what is not understood is told what can be asked."""
    bot.news("main", FUNDING, LEAVES)
    bot.start()
    bot.wait_for(_tagged(2))

    assert FUNDING in _said(api, "月之暗面今年融了几轮？", "今年读到月之暗面 1 笔融资：B轮")
    assert LEAVES in _said(api, "最近谁离开了零一万物？", "1 人次离开零一万物")
    _said(api, "月之暗面最近怎么样", "近 30 天月之暗面共 1 件：融资 1")
    _said(api, "本周有哪些融资", "本周读到 1 件融资|本周没有读到")
    _said(api, "六小虎里谁在收缩预训练？", "近一年没有读到")
    _said(api, "今天天气怎么样", "可以这样问我")
    assert bot.tracebacks() == []


def test_an_own_firm(bot: BotProcess, api: FakeBotApi) -> None:
    """Tracked by one chat: its news comes to that chat alone, also after a restart."""
    bot.start()
    _said(api, "/track 星河纪元 星河", "「星河纪元」（也叫：星河）")
    _said(api, "/settings", "订阅（1）：星河纪元（全部话题）")
    _said(api, "/subscribe 月之暗面", "已订阅", chat=OTHER)
    bot.kill()
    bot.start()

    bot.news("main", OWN)
    bot.poll_now()
    bot.wait_for(_tagged(1))
    bot.digest_now(USER)
    bot.digest_now(OTHER)

    assert "星河纪元完成A轮融资" in api.expect(USER, "🐯 虎报")
    assert "星河纪元完成A轮融资" in _said(api, "/firm 星河", "星河纪元 · 近一年 1 件")
    _said(api, "/firm 星河", "不认识「星河」", chat=OTHER)
    assert not any("星河" in m["text"] and "虎报 ·" in m["text"] for m in api.messages[OTHER])
    _said(api, "/untrack 星河纪元", "「星河纪元」")


def test_words_choose_what_is_told(bot: BotProcess, api: FakeBotApi) -> None:
    """!not keeps a story back, and the preview says so."""
    bot.news("main", FUNDING, "智谱宣布完成新一轮5亿元融资，地方国资领投")
    bot.start()
    _said(api, "/subscribe 融资", "已订阅")
    _said(api, "/words !国资", "不能有：国资")
    bot.wait_for(_tagged(2))

    assert "智谱宣布" in _said(api, "/preview", "会收到 1 条").split("差一点")[1]


def test_a_page_offers_its_feeds(bot: BotProcess, api: FakeBotApi) -> None:
    """A site's address: the feeds it names come as buttons, and the one pressed is read."""
    feed = bot.site.serve(rss([item(LEAVES, guid="1", link="https://news.example/1")]).encode(), "/real")
    page = f'<!doctype html><link rel=alternate type="application/rss+xml" title="全部文章" href="{feed}">'
    bot.start()
    _said(api, f"/addfeed {bot.site.serve(page.encode(), '/page')}", "是网页，不是订阅源")

    before = api.said(USER)
    api.press(USER, "全部文章")

    assert LEAVES in api.expect(USER, "可以用，读到 1 条", after=before)
    with bot.data() as session:
        assert feed in session.scalars(select(FeedRow.url).where(FeedRow.enabled)).all()


def test_a_list_of_feeds_in_and_out(bot: BotProcess, api: FakeBotApi) -> None:
    """An OPML file sent to the bot is taken over; /opml gives one back; switches are kept."""
    rows = "".join(f'<outline text="站{n}" xmlUrl="{bot.news(f"s{n}", LEAVES)}"/>' for n in range(3))
    bot.start()

    before = api.said(USER)
    api.upload(USER, "feeds.opml", f"<opml><body>{rows}</body></opml>".encode())
    api.expect(USER, "新加 3 个", after=before)
    _said(api, "/feeds", "信息源（4）")
    (label,) = [
        b["text"]
        for row in api.messages[USER][-1]["reply_markup"]["inline_keyboard"]
        for b in row
        if "主要" in b["text"]
    ]
    api.press(USER, label)
    api.wait(lambda: "已关闭" in api.messages[USER][-1]["text"])
    _said(api, "/opml", "这个会话的 3 个信息源")
    with bot.data() as session:
        assert session.scalar(select(func.count()).select_from(ChatFeedRow).where(~ChatFeedRow.enabled)) == 1
    before = api.said(USER)
    api.upload(USER, "report.pdf", b"%PDF")
    api.expect(USER, "我只认识 OPML", after=before)
    assert bot.tracebacks() == []


def test_a_channel_is_set_up_from_a_private_chat(bot: BotProcess, api: FakeBotApi) -> None:
    """/use by one of its admins: the channel gets its digest; another user is refused."""
    api.channels["@hubao_news"] = -300
    api.admins[-300].add(USER)
    bot.start()
    _said(api, "/use @hubao_news", "不能设置|管理员", chat=OTHER)
    _said(api, "/use @hubao_news", "接下来一小时")
    _said(api, "/subscribe 融资", "📢 @hubao_news\n已订阅")
    bot.kill()
    bot.start()
    _said(api, "/settings", "📢 @hubao_news\n")
    _said(api, "/use 退出", "现在设置的是这个私聊")

    bot.news("main", FUNDING)
    bot.poll_now()
    bot.wait_for(_tagged(1))
    bot.digest_now(-300)

    assert FUNDING in api.expect(-300, "🐯 虎报")


def test_inline_mode(bot: BotProcess, api: FakeBotApi) -> None:
    """`@bot 月之暗面` finds its stories; a question is answered first."""
    bot.news("main", FUNDING)
    bot.start()
    bot.wait_for(_tagged(1))

    api.inline(USER, "月之暗面")
    api.wait(lambda: len(api.called("answerInlineQuery")) == 1)
    api.inline(USER, "月之暗面今年融了几轮？")
    api.wait(lambda: len(api.called("answerInlineQuery")) == 2)

    stories, answer = (str(call.params["results"]) for call in api.called("answerInlineQuery"))
    assert "story-1-" in stories
    assert '"answer"' in answer
    assert bot.tracebacks() == []


def test_corrections_are_taken_back(bot: BotProcess, api: FakeBotApi) -> None:
    """Pressed under a story, listed, undone."""
    bot.news("main", FUNDING)
    bot.start()
    bot.wait_for(_tagged(1))
    _said(api, "/story 1", "来源（1）")
    api.press(USER, "标错了")
    api.wait(lambda: any("谢谢" in str(c.params.get("text")) for c in api.called("answerCallbackQuery")))

    _said(api, "/corrections", "标错了")
    api.press(USER, "撤销 1")

    api.wait(lambda: "还没有纠错" in api.messages[USER][-1]["text"])


def test_operators_see_the_state_and_speak_to_all(bot: BotProcess, api: FakeBotApi) -> None:
    """/status and /broadcast with its confirmation; others are refused."""
    bot.start(HUBAO_ADMINS=str(USER))
    _said(api, "/help", "订阅", chat=OTHER)
    _said(api, "/status", "运营者", chat=OTHER)
    _said(api, "/status", "信息源 1 个")
    _said(api, "/broadcast 今晚维护", "全部 2 个会话")

    api.press(USER, "发送")

    api.expect(OTHER, "^今晚维护$")
    api.expect(USER, "^今晚维护$")


def test_an_operator_teaches(bot: BotProcess, api: FakeBotApi) -> None:
    """/teach asks, a press is kept and shown in its place, the next is asked; what was said is there to train on."""
    bot.news("main", FUNDING, LEAVES)
    bot.start(HUBAO_ADMINS=str(USER))
    bot.wait_for(_tagged(2))
    with bot.data() as session:
        for row in session.scalars(select(EntryRow)):
            row.tags = {**(row.tags or {}), "doubt": 0.9 if row.title == LEAVES else 0.5}
    _said(api, "/teach", "运营者", chat=OTHER)
    asked = api.said(USER)
    _said(api, "/teach", f"哪个话题[\\s\\S]*{LEAVES}")

    api.press(USER, "都不是")

    api.expect(USER, f"已标：都不是 · 用户 {USER}[\\s\\S]*{LEAVES}", after=asked)
    api.expect(USER, f"哪个话题[\\s\\S]*{FUNDING}", after=asked)
    assert api.said(USER) == asked + 2
    with bot.data() as session:
        assert [(s["title"], s["topics"]) for s in labelled_entries(session)] == [(LEAVES, [])]
    assert bot.tracebacks() == []
