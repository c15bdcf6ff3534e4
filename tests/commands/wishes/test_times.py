"""Times of day as people write them."""

from __future__ import annotations

import pytest

from bot.commands.context import UserError
from bot.commands.wishes.times import take_times


@pytest.mark.parametrize(
    ("text", "times", "rest"),
    [
        ("智谱 每天 9 点和 18 点半", "09:00 18:30", "智谱"),
        ("每天9:00、18:30", "09:00 18:30", ""),
        # what the period says
        ("每天中午 1 点", "13:00", ""),
        ("每天中午 12 点", "12:00", ""),
        ("每天中午 11 点半", "11:30", ""),
        ("每天晚上 12 点", "00:00", ""),
        ("每天晚上 0 点", "00:00", ""),
        ("每天晚上 1 点", "01:00", ""),
        ("每天晚上 8 点", "20:00", ""),
        ("每天凌晨 1 点", "01:00", ""),
        ("每天凌晨 12 点", "00:00", ""),
        ("每天早9点晚9点", "09:00 21:00", ""),
        ("每晚八点半", "20:30", ""),
        ("每天下午 2 点和 5 点", "14:00 17:00", ""),
        ("每天上午 9 点和 18 点", "09:00 18:00", ""),
        # hours and minutes
        ("智谱 每天 9 点 18 点", "09:00 18:00", "智谱"),
        ("每天 9 点 30", "09:30", ""),
        ("每天9点30分推送", "09:30", "推送"),
        ("每天9点钟", "09:00", ""),
        ("每天9点整", "09:00", ""),
        ("每天 9 点一刻，18 点三刻", "09:15 18:45", ""),
        ("每日 9 点", "09:00", ""),
        ("每天九点、十八点二十分", "09:00 18:20", ""),
        ("每天 9 和 18 点", "09:00 18:00", ""),
        ("每天 9、12、18 点", "09:00 12:00 18:00", ""),
        # names behind the time
        ("每天 9 点 36氪", "09:00", "36氪"),
        ("每天 9 点 六小虎", "09:00", "六小虎"),
        ("每天 9 点 360", "09:00", "360"),
        ("Zhipu daily at 9 am and 6:30 pm", "09:00 18:30", "Zhipu"),
        ("every day 12 am, 12 pm", "00:00 12:00", ""),
    ],
)
def test_times(text: str, times: str, rest: str):
    """Both languages; the rest of the words stays."""
    found, left = take_times(text)

    assert " ".join(f"{at:%H:%M}" for at in found or ()) == times
    assert left.strip() == rest


@pytest.mark.parametrize("text", ["智谱 每天", "每周一 9 点", "智谱 融资", "每天 360", "daily news"])
def test_no_times(text: str):
    """The words stay whole."""
    assert take_times(text) == (None, text)


@pytest.mark.parametrize("text", ["每天 25 点", "每天 9 点 75 分", "daily at 13 pm", "daily 25:00"])
def test_times_no_clock_shows(text: str):
    """Refused, with the words in question."""
    with pytest.raises(UserError):
        take_times(text)
