"""A chat is spoken to in the language it chose: every command and every button, in words and in pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import opencc
import pytest

from bot.commands.table import BUTTONS, COMMANDS
from bot.core.chats import Reply, Target
from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, Topic
from bot.core.types import Stance
from bot.render.charts import Page
from bot.storage.chats.chats import find_chat
from bot.storage.news import entries as entry_store
from bot.storage.news import story_writes
from bot.storage.tables import ChatRow
from bot.telegram.address import address_of
from bot.texts import LANGUAGES, texts, texts_in
from classifier.text.normalise import simplify
from tests.fakes import NOON, add_chat, add_entry, add_feed, tags
from tests.fakes_commands import User
from tests.texts.test_texts import HAN, QUOTED

NAMES = {"zhipu": "Zhipu", "moonshot": "Moonshot", "lingyi": "01.AI"}
#: what is not a sentence of ours: the names that languages give themselves
SELF_NAMES = re.compile("|".join(LANGUAGES.values()))
FUNDING_FACT = Funding(firm="Zhipu", round="B轮", amount_low=1e9, amount_high=1e9, approx="near", currency="USD",
                       investors=("A", "B", "C", "D"), valuation=5e9)  # fmt: skip
TALENT_FACT = TalentMove(person="Zhou", source="01.AI", target="Moonshot", direction="join", role_to="CTO")  # fmt: skip
CUT_FACT = PretrainingCut(firm="01.AI", action="stop")


class LatinFirms:
    """Firms, groups and people in Latin letters: what is Chinese in an answer is ours."""

    def name(self, firm_id: str) -> str:
        return NAMES.get(firm_id, firm_id)

    def resolve(self, word: str) -> Sequence[str]:
        return [i for i, name in NAMES.items() if word.lower() in (i, name.lower())]

    def find(self, text: str) -> Sequence[str]:
        return [i for i, name in NAMES.items() if name.lower() in text.lower()]

    def suggest(self, word: str) -> Sequence[str]:
        return ["Zhipu"] if word.lower().startswith("z") else []

    def groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        return [("Tigers", tuple(NAMES))]


#: each command as people type it, right and wrong; a command that is missing here fails below
TYPED: dict[str, list[str]] = {
    "start": ["", "firm_zhipu"],
    "help": [""],
    "subscribe": ["", "Zhipu funding", "Moonshot talent moves instant", "all weekly", "Zhipu daily at 9:00 and 6:30 pm",
                  "daily 25:00", "Zebra", "Acme"],
    "unsubscribe": ["", "Moonshot", "Moonshot talent", "all"],
    "settings": [""],
    "words": ["", "Kimi +IPO !hiring", "***", "clear", " ".join(f"w{n}" for n in range(40))],
    "latest": ["", "funding last 7 days", "Zhipu funding 1y", "pretraining 1h"],
    "firm": ["", "Zhipu", "Zebra", "lingyi"],
    "search": ["", "event", "nowhere"],
    "ask": ["", "最近谁离开了01.AI？", "Zhipu今年融了几轮？", "谁投了Zhipu？", "Zhipu估值多少？", "谁在收缩预训练？",
            "Moonshot最近怎么样？", "本周有哪些融资？", "谁加入了Moonshot？", "3月谁离开了Zhipu？", "Zhou去哪了？",
            "A投了哪些公司？", "Zhipu最近人事变动有哪些？", "tell me"],
    "chart": ["", "Zhipu 90d", "Moonshot pretraining 7d"],
    "flow": ["", "Zhipu 7d"],
    "week": [""],
    "top": ["", "pretraining"],
    "preview": [""],
    "feeds": [""],
    "addfeed": ["", "ftp://x", "http://u:p@x.example/", "https://", "https://new.example/feed"],
    "removefeed": ["", "999", "15"],
    "opml": [""],
    "story": ["", "1", "999"],
    "why": ["", "1"],
    "mute": ["", "Zhipu 3d", "Zhipu 0d"],
    "track": ["", "Acme,Acme Robotics", "Zhipu", "x", "funding", "Acme2,Zhipu"],
    "untrack": ["", "Acme", "Nobody"],
    "use": ["", "@nowhere", "off"],
    "pause": [""],
    "resume": ["", ""],
    "corrections": ["", ""],
    "export": ["", "csv Zhipu 90d", "json all 1y", "csv Moonshot 1h"],
    "mydata": [""],
    "deleteme": [""],
    "status": [""],
    "broadcast": ["", "Hello"],
    "teach": [""],
}  # fmt: skip


def tell(user: User, number: int, topic: Topic, firm: str, fact: dict[str, Any], **more: Any) -> None:
    """A story in Latin letters, told yesterday."""
    at = NOON - timedelta(days=1, minutes=number)
    with user.database.write() as session:
        feed_id = add_feed(session, f"source{number}")
        entry_id = add_entry(session, feed_id, f"Event {number}", now=at)
        (stored,) = entry_store.load_untagged(session, [entry_id])
        read = replace(tags(topic, firms=(firm,), **more), facts=(fact,), why={topic: (("规则:x", 1.0), ("word", 0.5))})
        read = replace(read, firms=tuple(replace(f, name=NAMES.get(f.id, f.id)) for f in read.firms))
        story_id = story_writes.create_story(session, stored, read)
        entry_store.save_tags(session, entry_id, read, tokens=f"event {number}", story_id=story_id, now=at)


@pytest.fixture
def reader(user: User) -> User:
    """Somebody with eight stories to read, an operator too."""
    user.services = replace(
        user.services,
        firms=LatinFirms(),
        admins=(7,),
        simplify=simplify,
        search_terms=lambda text: text.lower().split(),
    )
    facts = [
        (FUNDING, "zhipu", FUNDING_FACT), (TALENT_MOVE, "moonshot", TALENT_FACT),
        (PRETRAINING_CUT, "lingyi", CUT_FACT),
    ]  # fmt: skip
    for number in range(15):
        tell(user, number, *facts[number % 3], stance=list(Stance)[number % 4])
    return user


def choose(user: User, language: str) -> None:
    assert user.ask("/settings") is not None
    assert user.ask(pressed=f"set:lang:{language}") is not None


def everything_said(user: User, drawn: list[str]) -> list[tuple[str, str]]:
    """(what was asked, what was answered) of every command, and of every button seen, once by its prefix and verb."""
    said: list[tuple[str, str]] = []
    pressed: set[str] = set()

    def note(asked: str, reply: Reply | None) -> list[str]:
        assert reply is not None, f"silence after {asked}"
        rows = [row for part in reply.parts for row in part.buttons] + list(reply.keyboard or ())
        words = [reply.toast, *(p.text for p in reply.parts), *(b.label for row in rows for b in row)]
        files = [p.document[1].decode("utf-8-sig") for p in reply.parts if p.document and p.document[0].endswith("csv")]
        said.extend((asked, text) for text in (*words, *files, *drawn) if text)
        drawn.clear()
        return [b.data for row in rows for b in row if b.data]

    def press(data: str) -> None:
        kind = re.sub(r"\d+|[0-9a-f]{8,}", "#", data)
        if kind in pressed or data.startswith(("set:lang", "go:lang", "del:yes")):
            return
        pressed.add(kind)
        for more in note(data, user.ask(pressed=data)):
            press(more)

    for name, samples in TYPED.items():
        for words in samples:
            buttons = note(f"/{name} {words}", user.ask(f"/{name} {words}".strip()))
            for data in buttons:
                press(data)
    for prefix in BUTTONS:
        note(f"{prefix}:nonsense", user.ask(pressed=f"{prefix}:nonsense"))
    note("?", user.ask("what is this"))
    note("/nonsense", user.ask("/nonsense"))
    note("group", user.ask("/pause", telegram_id=-5, chat_kind="supergroup", user_id=9, is_chat_admin=False))
    assert pressed, "no button was seen"
    return said


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that pictures are drawn with."""
    words: list[str] = []
    draw = Page.text

    def text(self: Page, x: float, y: float, said: str, size: float, **how: Any) -> None:
        words.append(said)
        draw(self, x, y, said, size, **how)

    monkeypatch.setattr(Page, "text", text)
    return words


def test_every_command_is_tried_below():
    """A new command is tried in each language, or this fails."""
    assert set(TYPED) == set(COMMANDS)


def test_english_answers_hold_no_chinese(reader: User, drawn: list[str]):
    """Every command and button; questions are quoted back in Chinese at most."""
    choose(reader, "en")
    with reader.database.write() as session:
        group = add_chat(session, -5)
        session.get_one(ChatRow, group.id).preferences = {"language": "en"}

    for asked, text in everything_said(reader, drawn):
        assert not HAN.search(QUOTED.sub("", SELF_NAMES.sub("", text))), f"{asked}: {text}"


def test_traditional_answers_hold_no_simplified(reader: User, drawn: list[str]):
    """Character by character: none that has another traditional form."""
    choose(reader, "zh-Hant")
    with reader.database.write() as session:
        group = add_chat(session, -5)
        session.get_one(ChatRow, group.id).preferences = {"language": "zh-Hant"}
    one_by_one = opencc.OpenCC("s2tw")

    for asked, text in everything_said(reader, drawn):
        ours = re.sub("「[^」]*」", "", SELF_NAMES.sub("", text))  # what a user typed is theirs
        assert {c for c in ours if one_by_one.convert(c) != c} <= set("台里"), f"{asked}: {text}"


def test_the_button_of_settings(user: User):
    """The answer to the press is in the new language, and so is all that follows; reset keeps it."""
    user.say("/settings")
    user.press(texts.CHANGE_LANGUAGE)
    changed = user.press("English")
    user.press("Reset all")

    assert changed.toast == "Saved"
    assert "Language: English" in changed.parts[0].text
    assert user.say("/nonsense") == "There is no /nonsense. /help lists all commands."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_of_start(user: User, language: str):
    """Under the first page, each in its own words."""
    user.say("/start")
    page = user.press(LANGUAGES[language])

    assert page.edit
    words = texts_in(language)
    assert page.parts[0].text.startswith(words.START.format(watched=words.WATCHED))
    assert texts_in(language).DONE in user.buttons


def test_a_language_that_is_not_there(user: User):
    """A forged button changes nothing."""
    assert [user.ask(pressed=f"{p}:lang:tlh").toast for p in ("go", "set")] == [texts.EXPIRED] * 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "kind", "language"),
    [
        ("zh-TW", "private", "zh-Hant"), ("zh-hk", "private", "zh-Hant"), ("zh-Hant", "private", "zh-Hant"),
        ("zh-hans", "private", None), ("en", "private", None), ("", "private", None), ("zh-TW", "supergroup", None),
    ],
)  # fmt: skip
def test_a_new_chat_begins_as_its_users_telegram(user: User, code: str, kind: str, language: str | None):
    """Traditional characters from the first answer on, for a private chat of who reads them; else it inherits."""
    said = user.say("/help@hubao_bot", language_code=code, chat_kind=kind)

    with user.database.read() as session:
        chat = find_chat(session, address_of(7))
    assert chat is not None
    assert chat.preferences.language == language
    assert said.startswith("📌 訂閱" if language else "📌 订阅")


def test_traditional_input_is_understood(reader: User):
    """Commands, plain words, questions and a chat's own firm, typed in traditional characters."""
    reader.say("/track 銀河實驗室")

    assert "Zhipu·融资" in reader.say("訂閱 Zhipu 融資")
    assert "09:30" in reader.say("訂閱 Zhipu 每天 9 點半")
    assert "Event" in reader.say("/latest 人才流動 30天")
    assert "1 人次加入Moonshot" in reader.say("最近誰加入了Moonshot？")
    assert "銀河實驗室" in reader.say("訂閱 銀河實驗室 融資")
    assert texts.SETTINGS in reader.say("設定")


def test_english_words_are_understood_in_any_chat(reader: User):
    """Topics, modes, spans and the plain commands."""
    assert "Zhipu·融资、Zhipu·预训练收缩" in reader.say("Subscribe to Zhipu funding and pretraining cuts")
    assert "09:00、18:30" in reader.say("subscribe Zhipu daily at 9 am and 18:30")
    assert "每周一" in reader.say("subscribe Moonshot weekly")
    assert "共 5 条" in reader.say("latest funding in the last 7 days")
    assert "已全部退订" in reader.say("unsubscribe all")
    assert texts.PAUSED in reader.say("Pause")


def test_a_channel_set_up_from_here_has_its_own_language(user: User):
    """Its language is changed, the user's is not."""
    channel = Target(address=address_of(-9), kind="channel", title="Daily", is_admin=True)
    user.say("/use @daily", target=channel)
    user.say("/settings")
    user.press(texts.CHANGE_LANGUAGE)
    changed = user.press("English")

    assert changed.toast == texts.SAVED
    assert "语言：English" in changed.parts[0].text
    with user.database.read() as session:
        chat = find_chat(session, address_of(-9))
    assert chat is not None
    assert chat.preferences.language == "en"
