"""/chart, /flow, /week, /top: a picture and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.commands import router
from bot.commands.services import Services
from bot.core.chats import Reply, Request
from bot.core.facts import TalentMove, to_json
from bot.core.topics import FUNDING, TALENT_MOVE, Topic
from bot.core.types import Fact
from bot.render.html import units
from bot.storage.database import Database
from bot.storage.news.sequence import next_seq
from bot.storage.tables import EntryRow, StoryRow, StoryTagRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.fakes import NOON, add_feed

pytestmark = pytest.mark.one_database

TALENT = TALENT_MOVE
NAMES = {"moonshot": "月之暗面", "megvii": "旷视", "zhipu": "智谱"}


class Firms:
    """Three firms, one with an alias, one group."""

    def name(self, firm_id: str) -> str:
        return NAMES.get(firm_id, firm_id)

    def resolve(self, word: str) -> Sequence[str]:
        if word == "两家":
            return ["moonshot", "zhipu"]
        also = {"Kimi": "moonshot"}
        return [i for i, name in NAMES.items() if name == word] or [v for k, v in also.items() if k == word]

    def find(self, text: str) -> Sequence[str]:
        return [i for i, name in NAMES.items() if name in text]

    def suggest(self, word: str) -> Sequence[str]:
        return []

    def groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        return []


class Talk:
    """One private chat that asks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.services = Services(database=database, firms=Firms(), search_terms=str.split, per_minute=1000)

    def ask(self, text: str = "", *, pressed: str = "") -> Reply:
        request = Request(address=address_of(7), user_id=7, text=text, pressed=pressed)
        reply = router.answer(request, self.services, now=NOON)
        assert reply is not None
        return reply

    def add(self, *, days: float = 1, topic: Topic = FUNDING, firm: str = "moonshot", **values: Any) -> None:
        with self.database.write() as session:
            add_story(session, days=days, topic=topic, firm=firm, **values)


def add_story(
    session: Session, *, days: float, topic: Topic, firm: str, facts: Sequence[Fact] = (), **values: Any
) -> None:
    at = NOON - timedelta(days=days)
    values = {"title": f"{NAMES.get(firm, firm)}的事", "source_count": 1, **values}
    row = StoryRow(
        seq=next_seq(session),
        score=0.9,
        stance="reported",
        first_seen=at,
        last_seen=at,
        facts=[to_json(fact) for fact in facts],
        **values,
    )
    session.add(row)
    session.flush()
    feed = add_feed(session, f"f{row.id}")
    key = str(row.id)
    session.add(StoryTagRow(story_id=row.id, firm_id=firm, topic=topic, firm_name=f"{firm}名", score=0.9, seq=row.seq))
    session.add(EntryRow(feed_id=feed, key=key, twin_key=key, title=row.title, first_seen=at, story_id=row.id))


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


def moved(person: str, source: str, target: str, **more: Any) -> TalentMove:
    return TalentMove(person=person, source=source, target=target, direction="move", **more)


@pytest.mark.both_databases
def test_chart_shows_a_picture_and_the_same_in_words(talk: Talk):
    """/chart 智谱: an image, whose caption names firm, span, counts and peak."""
    talk.add(firm="zhipu")
    talk.add(firm="zhipu", days=20, topic=TALENT)
    talk.add(firm="moonshot")

    (part,) = talk.ask("/chart 智谱").parts

    assert part.image is not None
    assert part.image.startswith(b"\x89PNG")
    assert part.text.startswith("智谱·近 13 周")
    assert "融资 1，人才流动 1" in part.text


def test_the_list_is_what_the_picture_counts(talk: Talk):
    """Not what began before and was told again in the span."""
    talk.add(title="新事")
    talk.add(title="老事新说", days=200)
    with talk.database.write() as session:
        session.execute(update(StoryRow).where(StoryRow.title == "老事新说").values(last_seen=NOON))
    (part,) = talk.ask("/chart 月之暗面 90天").parts
    listed = talk.ask(pressed=part.buttons[0][0].data).parts[0].text

    assert "融资 1" in part.text
    assert "新事" in listed
    assert "老事新说" not in listed


def test_a_short_span_is_shown_by_day(talk: Talk):
    """/chart 融资 30天 counts days, and another topic does not count."""
    talk.add(days=2)
    talk.add(days=2, topic=TALENT)

    (part,) = talk.ask("/chart 融资 30天").parts

    assert part.text == "融资·近 30 天\n融资 1。最多的一天是 11月22日，1 件。"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("span", "said"),
    [
        ("上个月", "融资·上个月\n融资 1。最多的一天是 10月15日，1 件。"),
        ("今年", "融资·今年\n融资 2。最多的一周从 10月14日 开始，1 件。"),
        ("昨天", "融资·昨天\n融资 1。最多的一天是 11月23日，1 件。"),
        ("3天", "融资·近 7 天\n融资 1。最多的一天是 11月23日，1 件。"),
    ],
)
def test_chart_of_a_calendar_span_is_of_its_days(talk: Talk, span: str, said: str):
    """From its first day to its last; the button lists the same."""
    talk.add(title="昨天的事")
    talk.add(days=40, title="上月的事")

    (part,) = talk.ask(f"/chart 融资 {span}").parts
    listed = talk.ask(pressed=part.buttons[0][0].data).parts[0].text

    assert part.text == said
    assert ("昨天的事" in listed, "上月的事" in listed) == (span != "上个月", span in {"上个月", "今年"})


def test_chart_of_everything_needs_no_words(talk: Talk):
    """/chart alone is about all events."""
    talk.add()

    assert talk.ask("/chart").parts[0].text.startswith("全部事件·近 13 周")


def test_chart_reads_a_sentence(talk: Talk):
    """智谱的融资, typed as one word, is firm and topic."""
    talk.add(firm="zhipu")

    assert talk.ask("/chart 智谱的近况").parts[0].image is not None


def test_the_button_below_lists_the_stories_as_a_new_message(talk: Talk):
    """A picture cannot be edited into text, so the list comes below it; with the same firm and span."""
    talk.add(firm="zhipu", title="甲事")
    talk.add(firm="moonshot", title="乙事")
    ((button,),) = talk.ask("/chart 智谱").parts[0].buttons

    listed = talk.ask(pressed=button.data)

    assert len(button.data.encode()) <= 64
    assert not listed.edit
    assert "甲事" in listed.parts[0].text
    assert "乙事" not in listed.parts[0].text


def test_an_old_button_is_answered_kindly(talk: Talk):
    """A question nobody remembers."""
    assert talk.ask(pressed="ls:000000000000").toast == texts.EXPIRED


@pytest.mark.parametrize("text", ["/chart 智谱", "/flow", "/flow 智谱 30天", "/week"])
def test_nothing_to_draw_says_what_to_type(talk: Talk, text: str):
    """No picture of nothing: a sentence with an example."""
    (part,) = talk.ask(text).parts

    assert part.image is None
    assert "/" in part.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/top 智谱", "「智谱」不是话题"),
        ("/top 没这家", "例如：/top 融资"),
        ("/flow 融资", "看融资的走势，发 /chart 融资"),
        ("/flow 智谱 人才 收缩", "发 /chart 预训练收缩"),
    ],
)
def test_what_a_report_cannot_be_asked_for(talk: Talk, text: str, says: str):
    """It is refused with an example, not passed over."""
    talk.add(firm="zhipu", topic=TALENT, facts=[moved("张三", "智谱", "月之暗面")])

    assert says in talk.ask(text).parts[0].text


@pytest.mark.parametrize("text", ["/chart 没这家", "/flow 没这家"])
def test_an_unknown_firm_is_named(talk: Talk, text: str):
    """The word we do not know stands in the answer."""
    assert "没这家" in talk.ask(text).parts[0].text


@pytest.mark.both_databases
def test_flow_names_who_went_where(talk: Talk):
    """Firms under the names we show, whole moves first, each person once."""
    talk.add(topic=TALENT, facts=[moved("吴", "旷视", ""), moved("周", "旷视", "Kimi")])
    talk.add(topic=TALENT, days=3, facts=[moved("周", "旷视", "月之暗面")])

    (part,) = talk.ask("/flow").parts

    assert part.image is not None
    assert part.text == "人才流动·近 90 天\n周：旷视 → 月之暗面\n吴：旷视 →"


def test_flow_of_one_firm_leaves_the_others_out(talk: Talk):
    """A story about two firms brings only the moves of the one asked for."""
    talk.add(firm="zhipu", topic=TALENT, facts=[moved("周", "旷视", "智谱"), moved("李", "百度", "月之暗面")])

    text = talk.ask("/flow 智谱").parts[0].text

    assert "周：旷视 → 智谱" in text
    assert "李" not in text


def test_flow_under_a_crowd_keeps_its_caption_short(talk: Talk):
    """Forty moves: eight by name, the rest counted."""
    talk.add(topic=TALENT, facts=[moved(f"人{i}", "旷视", f"某公司{i % 20}") for i in range(40)])

    (part,) = talk.ask("/flow").parts

    assert "还有 32 人" in part.text
    assert units(part.html) <= 1024


def test_flow_counts_those_it_could_not_draw(talk: Talk):
    """More firms than a picture holds are drawn in part, and the list under it has them."""
    talk.add(topic=TALENT, facts=[moved(f"人{i}", f"甲{i}", f"乙{i}") for i in range(12)])

    assert talk.ask("/flow").parts[0].image is not None


@pytest.mark.both_databases
def test_week_reports_counts_and_movers(talk: Talk):
    """This week against the mean: topics, who is told of more and less, and the most told story."""
    for i in range(4):
        talk.add(days=1 + i, title="大事" if i == 0 else "小事", source_count=9 if i == 0 else 1)
    for i in range(8):
        talk.add(days=10 + 7 * i)
        for _ in range(3):
            talk.add(days=10 + 7 * i, firm="zhipu")

    (part,) = talk.ask("/week").parts

    assert part.image is not None
    assert part.text.startswith("虎报一周 · 11月18日至11月24日")
    assert "融资 4 件（平时 " in part.text
    assert "比平时多：月之暗面 4 件" in part.text
    assert "比平时少：智谱 0 件" in part.text
    assert part.text.index("大事") < part.text.index("小事")


def test_a_week_with_long_titles_takes_a_second_message(talk: Talk):
    """What a caption cannot hold follows below; nothing is cut."""
    for i in range(3):
        talk.add(days=1 + i, title=f"{i}" + "🐯" * 500)

    first, second = talk.ask("/week").parts

    assert units(first.html) <= 1024
    assert second.image is None
    assert all(f"{i}🐯" in second.text for i in range(3))


def test_a_young_database_has_a_week_too(talk: Talk):
    """The first days already make a report, of counts alone: nothing is said of a usual week."""
    talk.add(days=0.1)
    talk.add(days=24, firm="zhipu")

    (part,) = talk.ask("周报").parts
    talk.add(days=29, firm="zhipu")
    (older,) = talk.ask("周报").parts

    assert part.image is not None
    assert "融资 1 件\n" in part.text
    assert "消息最多：月之暗面 1 件\n" in part.text
    assert texts.NO_USUAL_YET in part.text
    assert "平时 " not in part.text
    assert "融资 1 件（平时 0.3）" in older.text
    assert texts.NO_USUAL_YET not in older.text


@pytest.mark.both_databases
def test_top_lists_the_firms_above_their_mean(talk: Talk):
    """Hottest first with count and mean, its newest story, and a button each; a firm without a name keeps its own."""
    for days in (1, 2, 3, 20):
        talk.add(days=days)
    for days in (1, 2):
        talk.add(days=days, firm="stranger")
    talk.add(days=1, firm="zhipu")
    talk.add(days=29, firm="zhipu")

    (part,) = talk.ask("/top").parts
    labels = [button.label for row in part.buttons for button in row]

    assert labels == ["月之暗面", "stranger名"]
    assert "1. 月之暗面 3 件（平时 0.3）" in part.text
    assert "智谱" not in part.text
    assert "月之暗面的事" in talk.ask(pressed=part.buttons[0][0].data).parts[0].text


def test_top_before_there_is_a_usual_week(talk: Talk):
    """The most told firms with their counts, and why there is no more to say."""
    talk.add(days=1, firm="zhipu")
    for days in (1, 2):
        talk.add(days=days)

    told = talk.ask("/top").parts[0].text

    assert told.startswith(texts.TOP_TITLE_YOUNG)
    assert "1. 月之暗面 2 件\n" in told
    assert "2. 智谱 1 件\n" in told
    assert told.endswith(texts.NO_USUAL_YET)
    assert talk.ask("/top 人才").parts[0].text == texts.QUIET_WEEK


def test_top_of_one_topic(talk: Talk):
    """Only its stories make a firm hot."""
    for days in (1, 2, 3, 40):
        talk.add(days=days, topic=TALENT)

    assert talk.ask("/top 融资").parts[0].text == texts.NOTHING_HOT


def test_dates_of_two_years_name_them(talk: Talk):
    """A year back is no puzzle, and draws."""
    talk.add(days=200)

    assert talk.ask("/chart 365天").parts[0].text.startswith("全部事件·近 52 周")


def test_a_peak_of_another_year_has_its_year(talk: Talk):
    """A chart of a year holds most months twice over."""
    talk.add(firm="zhipu", days=350)
    talk.add(firm="zhipu", days=350)
    talk.add(firm="zhipu", days=20)

    assert "最多的一周从 2025年12月" in talk.ask("/chart 智谱 365天").parts[0].text
    assert "最多的一周从 11月4日" in talk.ask("/chart 智谱 180天").parts[0].text
