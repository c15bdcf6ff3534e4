"""Questions in plain Chinese: one line of answer from the facts, the stories below."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, Topic
from bot.core.types import Fact, Stance
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes import NOON
from tests.fakes_commands import User

TALENT, CUT = TALENT_MOVE, PRETRAINING_CUT
GROUP: dict[str, Any] = {"telegram_id": -100, "chat_kind": "supergroup", "chat_title": "群"}


def add(user: User, firm: str, topic: Topic, *facts: Fact, days: float = 1, **values: Any) -> None:
    with user.database.write() as session:
        add_story(session, days=days, topic=topic, firm=firm, facts=list(facts), **values)


def move(person: str, source: str, target: str, way: str = "move", **more: Any) -> TalentMove:
    return TalentMove(person=person, source=source, target=target, direction=way, **more)


def raised(firm: str, round_: str = "", **more: Any) -> Funding:
    return Funding(firm=firm, round=round_, **more)


def first_line(text: str) -> str:
    return text.split("\n", maxsplit=1)[0]


def test_who_left(user: User):
    """Names and where they went; who joined, and other firms' people, do not count."""
    add(user, "lingyi", TALENT, move("张三", "零一万物", "字节跳动"), title="张三离开")
    add(user, "lingyi", TALENT, move("李四", "零一万物", "", "leave"), title="李四离职", days=3)
    add(user, "lingyi", TALENT, move("王五", "智谱", "零一万物", "join"), title="王五加入")
    add(user, "lingyi", TALENT, move("赵六", "零一万物", "零一万物", "promote"), title="赵六升职")

    text = user.say("最近谁离开了零一万物？")

    assert first_line(text) == "近 30 天读到 2 人次离开零一万物：张三（零一万物 → 字节跳动）、李四（未提去向）。"
    assert "张三离开" in text
    assert "王五加入" not in text


def test_who_joined(user: User):
    """The other direction."""
    add(user, "zhipu", TALENT, move("王五", "月之暗面", "智谱"), title="王五加入")
    add(user, "zhipu", TALENT, move("李四", "智谱", "", "leave"), title="李四离职")

    assert first_line(user.say("谁加入了智谱")) == "近一年读到 1 人次加入智谱：王五（月之暗面 → 智谱）。"
    assert "读到 1 人次从月之暗面加入智谱：" in user.say("谁从月之暗面去了智谱？")
    assert "没有读到写明这一点" in user.say("谁从零一万物去了智谱？")


def test_what_is_known_of_each_move(user: User):
    """The office, a doubt, layoffs; what the sentence says of all is not said again of each."""
    fact = move("张三", "零一万物", "", "leave", role_from="联合创始人")
    add(user, "lingyi", TALENT, fact)
    _set_stance(user, 1, stance=Stance.RUMOUR.value)
    add(user, "lingyi", TALENT, move("", "零一万物", "", "layoff"), days=2)
    add(user, "zhipu", TALENT, move("王五", "", "智谱", "join"))
    add(user, "zhipu", TALENT, move("钱七", "智谱", "月之暗面"), days=3)

    left = first_line(user.say("谁离开了零一万物"))
    several = first_line(user.say("谁离开了零一万物和智谱"))

    assert left.endswith("：张三（未提去向，联合创始人，传闻）、未具名（零一万物裁员）。")
    assert "张三（离开零一万物，联合创始人，传闻）" in several
    assert first_line(user.say("谁加入了智谱")).endswith("：王五（未提来处）。")
    assert "读到 1 人次离开智谱去了月之暗面：" in user.say("智谱谁被月之暗面挖走了？")


def test_both_directions(user: User):
    """人事变动 is who came, who went and who changed office."""
    add(user, "zhipu", TALENT, move("王五", "月之暗面", "智谱"), move("李四", "智谱", "", "leave"))
    add(user, "zhipu", TALENT, move("赵六", "智谱", "智谱", "promote"))

    assert "智谱 3 条人事变动" in user.say("智谱有哪些人事变动")


def test_related_stories_are_told_with_their_own_span(user: User):
    """What the past year alone brought is not said to be of the last 30 days."""
    add(user, "lingyi", TALENT, title="零一万物的人事", days=100)

    assert first_line(user.say("最近谁离开了零一万物？")) == "近一年没有读到写明这一点的消息，相关的有 1 条："


def test_nothing_lately_is_looked_for_in_the_past_year(user: User):
    """And the answer says so."""
    add(user, "lingyi", TALENT, move("张三", "零一万物", "", "leave"), days=100)

    assert user.say("最近谁离开了零一万物").startswith("近 30 天没有读到，放宽到近一年。近一年读到 1 人次")
    assert user.say("本周谁离开了零一万物").startswith("本周没有读到相关消息")


def test_rounds(user: User):
    """One raise told twice is one; a rumour is counted apart, what was denied not at all."""
    add(user, "zhipu", FUNDING, raised("智谱", "B轮"), title="智谱B轮")
    add(user, "zhipu", FUNDING, raised("智谱", "B轮", amount_low=1e9, amount_high=1e9, currency="CNY"), days=2)
    add(user, "zhipu", FUNDING, raised("", "C轮"), days=3)
    rumour = {"stance": Stance.RUMOUR.value}
    with user.database.write() as session:
        add_story(session, days=4, topic=FUNDING, firm="zhipu", facts=[raised("智谱", "D轮")])
    _set_stance(user, 4, **rumour)
    add(user, "zhipu", FUNDING, raised("智谱", "E轮"), days=5)
    _set_stance(user, 5, stance=Stance.DENIED.value)
    add(user, "zhipu", FUNDING, raised("智谱", "A轮"), days=400)

    text = first_line(user.say("智谱今年融了几轮？"))

    assert text == ("今年读到智谱 2 笔融资：B轮 · 10 亿元（2026-11-22）；C轮（2026-11-21）。另有 1 笔只是传闻。")


def test_only_rumours_of_rounds(user: User):
    """What is not sure is not counted as if it were."""
    add(user, "zhipu", FUNDING, raised("智谱", "D轮"))
    _set_stance(user, 1, stance=Stance.RUMOUR.value)

    assert "只读到传闻，1 笔：D轮" in user.say("智谱今年融了几轮？")


def test_who_paid_and_valuation(user: User):
    """Investors with the lead first, the newest valuation, and from the investor's side."""
    fact = raised("智谱", "B轮", lead=("月之暗面",), investors=("红杉",), valuation=2e10, currency="CNY")
    add(user, "zhipu", FUNDING, fact)

    assert "近一年读到的智谱投资方：月之暗面、红杉" in user.say("谁投了智谱")
    assert "智谱最近一次写明的估值：200 亿元（2026-11-23，报道）" in user.say("智谱估值多少")
    assert "月之暗面参与 1 笔融资：智谱" in user.say("月之暗面投了哪些公司")


def test_who_cuts(user: User):
    """Firms of the group that cut, with what they do, and those that say they go on."""
    add(user, "zhipu", CUT, PretrainingCut(firm="智谱", action="continue"))
    add(user, "moonshot", CUT, PretrainingCut(firm="月之暗面", action="stop"))
    add(user, "lingyi", CUT, PretrainingCut(firm="零一万物", action="stop"))
    add(user, "minimax", CUT)

    text = first_line(user.say("智谱、月之暗面和minimax里谁在收缩预训练？"))

    assert text == "近一年读到 2 家收缩预训练：minimax、月之暗面（停止预训练）。表示继续做预训练或否认收缩的：智谱。"


def test_only_those_who_go_on(user: User):
    """Nobody cuts is said so."""
    add(user, "zhipu", CUT, PretrainingCut(firm="智谱", action="continue"))

    assert user.say("谁在收缩预训练").startswith("近一年没有读到谁收缩预训练。表示继续做预训练或否认收缩的：智谱")


def test_how_a_firm_is_and_what_a_week_brought(user: User):
    """Counts in the words of the question."""
    add(user, "moonshot", FUNDING)
    add(user, "moonshot", TALENT, days=2)
    add(user, "zhipu", FUNDING, days=0.5)

    assert first_line(user.say("月之暗面最近怎么样")) == "近 30 天月之暗面共 2 件：融资 1，人才流动 1。"
    assert first_line(user.say("本周有哪些融资")) == "本周读到 2 件融资，涉及 zhipu名、moonshot名。"
    assert first_line(user.say("本周有什么消息")) == "本周共 2 件：融资 2。"


def test_a_person(user: User):
    """Where somebody went; the words are searched, so that no firm need be named."""
    with user.database.write() as session:
        add_story(
            session, days=2, topic=TALENT, firm="zhipu", facts=[move("周畅", "阿里", "智谱")], title="周畅 加入智谱"
        )
        from bot.storage.tables import EntryRow

        session.query(EntryRow).update({"tokens": "周畅 加入"})

    assert first_line(user.say("周畅去哪了")) == "近一年读到：周畅（阿里 → 智谱）。"


def test_stories_without_facts_are_shown_all_the_same(user: User):
    """The answer says that they do not say it."""
    add(user, "lingyi", TALENT, title="零一万物人事地震")

    text = user.say("谁离开了零一万物")

    assert first_line(text) == "近一年没有读到写明这一点的消息，相关的有 1 条："
    assert "零一万物人事地震" in text


def test_more_stories_by_buttons(user: User):
    """The question lives in the database; a later page answers as of the time it was asked."""
    for number in range(7):
        add(user, "zhipu", FUNDING, title=f"第{number}件", days=number / 10)
    user.say("智谱最近怎么样")

    reply = user.press("下一页 ›")

    assert reply.edit
    assert "共 7 件" in reply.parts[0].text
    assert "第6件" in reply.parts[0].text
    assert user.ask(pressed="qa:5:unknown").toast == texts.EXPIRED  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["/ask", "/ask 今天天气怎么样", "今天天气怎么样", "你是谁"])
def test_what_is_not_understood_is_told_what_can_be_asked(user: User, text: str):
    """With examples."""
    assert "最近谁离开了零一万物？" in user.say(text)


def test_a_group_asks_by_command_or_mention(user: User):
    """A plain question in a group is not for us."""
    add(user, "zhipu", FUNDING)

    assert user.ask("智谱最近怎么样", **GROUP) is None
    assert "智谱共 1 件" in user.say("/ask 智谱最近怎么样", **GROUP)
    assert "智谱共 1 件" in user.say("@hubao_bot 智谱最近怎么样", **GROUP)


def _set_stance(user: User, story_id: int, *, stance: str) -> None:
    from bot.storage.tables import StoryRow

    with user.database.write() as session:
        session.get_one(StoryRow, story_id).stance = stance


def test_a_question_is_asked_before_first_words_are_commands(user: User):
    """查一下谁离开了智谱 is a question, 查 预训练 a search."""
    add(user, "zhipu", TALENT, move("李四", "智谱", "", "leave"))

    assert "1 人次离开智谱" in user.say("查一下最近谁离开了智谱", now=NOON)


def test_more_stories_than_are_looked_at(user: User, monkeypatch: pytest.MonkeyPatch):
    """The answer does not speak of those it has not seen."""
    monkeypatch.setattr("bot.commands.asking.questions.MOST", 3)
    for number in range(3):
        add(user, "zhipu", FUNDING, days=number / 10)

    assert first_line(user.say("本周有哪些融资")) == "本周读到 3 件以上融资，最新的 3 件涉及 zhipu名。"
    assert first_line(user.say("智谱本周怎么样")) == "本周智谱有 3 件以上，最新的 3 件：融资 3。"
    assert first_line(user.say("本周有什么消息")) == "本周有 3 件以上，最新的 3 件：融资 3。"
    add(user, "zhipu", FUNDING, raised("智谱", "B轮"))
    assert first_line(user.say("智谱本周融了几轮")).startswith("本周最新的 3 件里，读到智谱 1 笔融资")
