"""Pictures: PNGs of a phone's width, legible, in any process, at any size of the data."""

from __future__ import annotations

import io
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import numpy as np
import pytest
from PIL import Image

from bot.core.topics import FUNDING, TALENT_MOVE, TOPICS, Topic
from bot.core.trends import Bar, Flow, Trend
from bot.render.charts import Page, timeline_chart, warm_up, week_chart
from bot.render.flow_chart import flow_chart

DAY = date(2026, 9, 1)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def bars(counts: list[int], topic: Topic = FUNDING) -> list[Bar]:
    return [Bar(DAY + timedelta(days=7 * i), {topic: n} if n else {}) for i, n in enumerate(counts)]


def draw_flow(flows: list[Flow]) -> bytes:
    return flow_chart(flows, title="人才流动", subtitle="", unknown=("来处未提", "去向未提"), sides="离开|加入")


def draw_week(topics: list[Trend], firms: list[Trend], usual: str = "平时 {mean}") -> bytes:
    words = ("三类事件", "公司", "近 9 周")
    return week_chart(topics, firms, bars([1] * 9), title="一周", subtitle="", words=words, usual=usual)


def colours(png: bytes) -> set[tuple[int, int, int]]:
    found = picture(png).convert("RGB").getcolors(1 << 24)
    return {colour for count, colour in found or () if count > 400}


FLOWS = [Flow(source="旷视", target="月之暗面", count=3), Flow(source="", target="DeepSeek", count=1),
         Flow(source="阿里巴巴", target="", count=2)]  # fmt: skip
TREND_OF_EACH = [Trend(key=t, name=t, count=3, mean=2.0) for t in TOPICS]


@pytest.mark.parametrize(
    "png",
    [lambda: timeline_chart(bars([3, 0, 5]), title="融资", subtitle="每周"), lambda: draw_flow(FLOWS),
     lambda: draw_week(TREND_OF_EACH, [Trend(key="a", name="智谱", count=9, mean=1.0)])],
    ids=["timeline", "flow", "week"],
)  # fmt: skip
def test_a_picture_is_an_opaque_light_png_that_telegram_takes(png):
    """1,080 wide, no transparency that dark mode would show through, within Telegram's limits for photos."""
    made = picture(png())

    assert made.format == "PNG"
    assert made.width == 1080
    assert made.width + made.height < 10_000
    assert np.asarray(made.convert("RGBA"))[..., 3].min() == 255
    assert made.convert("RGB").getpixel((5, 5)) == (0xF6, 0xF7, 0xF9)


def test_chinese_is_drawn_not_boxes():
    """Two different words differ on the page, and no glyph is missing (a missing one warns)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = timeline_chart(bars([1]), title="智谱", subtitle="")
        second = timeline_chart(bars([1]), title="月之", subtitle="")

    assert first != second


def test_signs_the_font_lacks_are_left_out():
    """Emoji in a name draw nothing rather than an empty box."""
    plain = timeline_chart(bars([1]), title="智谱", subtitle="")

    assert timeline_chart(bars([1]), title="智🐯谱", subtitle="") == plain


def test_a_week_without_a_usual_one_shows_counts_alone():
    """No mean is drawn or named, whatever it is."""
    none, two = ([Trend(key=t, name=t, count=3, mean=mean) for t in TOPICS] for mean in (0.0, 2.0))

    assert draw_week(none, [], usual="") == draw_week(two, [], usual="")
    assert draw_week(none, []) != draw_week(two, [])


def test_dollar_signs_are_no_formula():
    """$a_b$ is text."""
    assert timeline_chart(bars([1]), title="融资 $a_b$ \\frac", subtitle="$")


def test_topics_keep_their_colours():
    """Each topic has one colour in every picture, and only the topics there are shown."""
    funding, talent = (0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00)

    only = colours(timeline_chart(bars([9, 9]), title="", subtitle=""))
    both = colours(timeline_chart([Bar(DAY, {FUNDING: 5, TALENT_MOVE: 4})], title="", subtitle=""))

    assert funding in only
    assert talent not in only
    assert {funding, talent} <= both


def test_bar_heights_follow_the_numbers():
    """Twice the stories, twice the height."""
    pixels = np.asarray(picture(timeline_chart(bars([4, 2]), title="", subtitle="")).convert("RGB"))
    blue = (pixels == (0x00, 0x72, 0xB2)).all(axis=2)[280:745]  # without the legend

    high, low = blue[:, 300].sum(), blue[:, 800].sum()

    assert high == pytest.approx(2 * low, abs=4)


@pytest.mark.parametrize("counts", [[0], [1], [0, 0, 0], [2043] * 13, [1] * 104, [0] * 30 + [7], [123_456]])
def test_any_numbers_make_a_picture(counts: list[int]):
    """Nothing, one, thousands, two years."""
    assert picture(timeline_chart(bars(counts), title="题", subtitle="副", mean="平均每周 9.9")).height == 860


def test_a_mean_without_room_is_left_out():
    """Three topics fill the line; the mean's name would run off the page, so there is no line either."""
    crowd = [Bar(DAY, dict.fromkeys(TOPICS, 12345678))]

    assert timeline_chart(crowd, title="", subtitle="", mean="平均每周 9") == timeline_chart(
        crowd, title="", subtitle=""
    )


def test_a_long_title_is_cut_to_the_page():
    """Words that do not fit end in …, and the cut ones fit."""
    page = Page(100)

    cut = page.fitted("一家名字特别特别长的公司" * 9, 54, 960)

    assert cut.endswith("…")
    assert page.width(cut, 54) <= 960
    assert page.fitted("智谱", 54, 960) == "智谱"


def test_a_flow_of_thousands_is_no_taller_than_one_of_ten():
    """Bands grow thin instead of the picture growing long."""
    few = picture(draw_flow([Flow(source=f"甲{i}", target=f"乙{i}", count=2) for i in range(6)]))
    many = picture(draw_flow([Flow(source=f"甲{i}", target=f"乙{i}", count=900) for i in range(6)]))

    assert many.height <= few.height + 400


def test_a_week_without_movers_has_no_empty_section():
    """The picture is shorter by the section of firms."""
    firms = [Trend(key="a", name="智谱", count=9, mean=1.0)]

    assert picture(draw_week(TREND_OF_EACH, [])).height < picture(draw_week(TREND_OF_EACH, firms)).height - 80


def test_pictures_from_many_threads_are_the_same():
    """Commands run in threads; matplotlib does not mind."""
    warm_up()
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: timeline_chart(bars([3, 1, 4]), title="融资", subtitle=""), range(8)))

    assert len(made) == 1


@pytest.mark.parametrize("draw", [lambda: timeline_chart(bars([9] * 104), title="融资", subtitle=""),
                                  lambda: draw_flow(FLOWS * 8)])  # fmt: skip
def test_a_picture_takes_a_moment(draw):
    """Under a second and a half of this thread's work, even the largest."""
    warm_up()
    started = time.thread_time()

    draw()

    assert time.thread_time() - started < 1.5
