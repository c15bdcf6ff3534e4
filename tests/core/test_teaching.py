"""Which doubtful entries teach something new."""

from __future__ import annotations

from bot.core.teaching import Question, unlike
from bot.core.types import Entry, StoredEntry, Tags
from bot.reading.titles import read_title
from tests.fakes import NOON

ASKED = ["甲科技完成数千万元天使轮融资", "老李谈离开前东家的那一年"]


def question(title: str) -> Question:
    entry = Entry(key=title, title=title)
    return Question(stored=StoredEntry(id=1, feed_id=1, feed_title="源", entry=entry, first_seen=NOON), tags=Tags())


def test_what_is_like_something_asked_is_left_out():
    """A repost in other words, a template with another firm; what tells something else stays, in its order."""
    titles = ["某厂训练集群闲置", "甲科技完成天使轮融资，金额数千万元", "老李谈起离开前东家的一年", "晚报：两家店开张"]

    found = unlike(map(question, titles), ASKED, read_title=read_title)

    assert [one.stored.entry.title for one in found] == [titles[0], titles[3]]


def test_with_nothing_asked_everything_is_new():
    """And an empty title is like none."""
    found = unlike([question(""), question("甲")], [], read_title=read_title)

    assert [one.stored.entry.title for one in found] == ["", "甲"]
