"""A season in the life of the bot: growing feeds, chats with wishes of all kinds, kill -9 again and again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select, update

from bot.storage.tables import EntryRow, FeedRow, OutboxRow
from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi
from tests.e2e.ledger import Mailbox, News, Press, SlowBotApi, newsroom, until
from tests.fakes_http import Site

Wish = Callable[[News, str], bool]

SHARED = ("main", "second", "third")
GROUP, OWNER, GONE, PICKY = -1006, 107, 108, 109
#: what each chat says, and which news from which feed it is to get then
WISHES: dict[int, tuple[tuple[str, ...], Wish]] = {
    101: (("/subscribe 全部",), lambda n, f: f in SHARED),
    102: (("/subscribe 智谱 月之暗面",), lambda n, f: f in SHARED and n.firm in {"智谱", "月之暗面"}),
    103: (("/subscribe 融资",), lambda n, f: f in SHARED and n.topic == "融资"),
    104: (("/subscribe 人才流动 即时",), lambda n, f: f in SHARED and n.topic == "人才流动"),
    105: (
        ("/subscribe 智谱 融资 即时", "/subscribe 预训练收缩"),
        lambda n, f: f in SHARED and ((n.firm, n.topic) == ("智谱", "融资") or n.topic == "预训练收缩"),
    ),
    GROUP: (("/subscribe@hubao_test_bot 商汤科技 即时",), lambda n, f: f in SHARED and n.firm == "商汤科技"),
    OWNER: (("/subscribe 百川智能 云从科技 即时",), lambda n, f: n.firm in {"百川智能", "云从科技"}),
    GONE: (("/subscribe 全部 即时", "/unsubscribe 全部"), lambda n, f: False),
    PICKY: (("/subscribe MiniMax 即时", "/removefeed {third}"), lambda n, f: f in SHARED[:2] and n.firm == "MiniMax"),
}
#: chats that all want one firm's news at once
CROWD = range(1000, 1040)
CROWD_FIRM = "生数科技"
#: among the first commands, and in stormy weather
CRASHES = 1 + 3
DIGESTS = (101, 102, 103, 105)
ADMIN = 900


@dataclass(eq=False)
class Season:
    """All that happened, for the promises to be judged by."""

    bot: BotProcess
    api: SlowBotApi
    press: Press
    box: Mailbox
    #: messages that came twice before the first crash they could blame
    early_repeats: list[tuple[int, str]] = field(default_factory=list)
    #: what chats that had their command confirmed before the first crash read in /settings after it
    settings: dict[int, str] = field(default_factory=dict)

    def due(self, chat: int) -> set[str]:
        """Titles that were handed out and that the chat asked for."""
        wish: Wish = WISHES[chat][1] if chat in WISHES else lambda n, f: f in SHARED and n.firm == CROWD_FIRM
        return {n.title for feed, news in self.press.served.items() for n in news if wish(n, feed)}

    def lost(self) -> dict[int, set[str]]:
        """What is due and has not arrived, by chat."""
        missing = {chat: self.due(chat) - set(self.box.told(chat)) for chat in (*WISHES, *CROWD)}
        return {chat: titles for chat, titles in missing.items() if titles}

    def nudge(self) -> None:
        """Let the hours pass after which digests are due."""
        for chat in DIGESTS:
            self.bot.digest_now(chat)

    def complete(self, seconds: float) -> bool:
        """Whether all that is due arrives in time."""
        return until(lambda: not self.lost(), seconds, meanwhile=self.nudge)

    def crash(self) -> None:
        """kill -9, and the minutes after which what it held is free again."""
        self.bot.kill()
        self.box.crash()
        past = datetime.now(UTC)
        with self.bot.data() as session:
            session.execute(update(OutboxRow).where(OutboxRow.state == "sending").values(lease_until=past))
            session.execute(update(EntryRow).where(EntryRow.tagged_at.is_(None)).values(tag_lease_until=past))


@contextmanager
def lived(folder: Path) -> Iterator[Season]:
    """Four feeds, fifty chats, crashes at random moments."""
    dice = random.Random(8)
    with SlowBotApi() as api, Site() as site:
        press = Press(site)
        bot = BotProcess(folder / "home", api, site)
        bot.catalog.write_text(
            "feeds:\n" + "".join(f"  - {{slug: {n}, title: 来源{n}, url: '{press.open(n)}'}}\n" for n in SHARED),
            encoding="utf-8",
        )
        news = newsroom(seed=dice.randrange(1000))
        scene = Season(bot, api, press, Mailbox(api, frozenset(n.title for n in news)))
        try:
            bot.start(HUBAO_COMMANDS_PER_MINUTE="60")
            _people_arrive(scene)
            _quiet_weeks(scene, news[:16], dice)
            _stormy_weeks(scene, news[16:], dice)
            yield scene
        finally:
            bot.close()


def _people_arrive(scene: Season) -> None:
    api, own = scene.api, scene.press.open("own")
    api.admins[GROUP].add(ADMIN)
    with scene.bot.data() as session:
        ids = dict(session.execute(select(FeedRow.slug, FeedRow.id)).all())
    for chat, (sayings, _) in WISHES.items():
        for saying in sayings:
            api.say(chat, saying.format(**ids), user=ADMIN if chat == GROUP else None)
    for chat in CROWD:
        api.say(chat, f"/subscribe {CROWD_FIRM} 即时 每天 {hour_of(chat)} 点")
    api.wait(lambda: sum(bool(api.messages[chat]) for chat in CROWD) >= 10, 30)
    scene.crash()
    confirmed = [chat for chat in CROWD if api.messages[chat]]
    scene.bot.start(HUBAO_COMMANDS_PER_MINUTE="60")
    for chat, (sayings, _) in WISHES.items():
        assert until(partial(_has_said, api, chat, len(sayings)), 30)
    for chat in CROWD:
        api.expect(chat, "已订阅", seconds=30)
    for chat in confirmed:
        api.say(chat, "/settings")
    scene.settings = {chat: api.expect(chat, "现在的设置", seconds=30) for chat in confirmed}
    # The widest wish would overflow the usual digest of 20.
    api.press_data(101, "set:cap:50", message=api.messages[101][0])
    api.say(OWNER, f"/addfeed {own}")
    api.expect(OWNER, "可以用，但现在没有内容", seconds=30)


def hour_of(chat: int) -> int:
    """The hour at which a chat of the crowd wants its digest."""
    return chat % 20 + 1


def _has_said(api: FakeBotApi, chat: int, count: int) -> bool:
    return api.said(chat) >= count


def _publish(scene: Season, news: list[News], dice: random.Random) -> None:
    """Each in one feed or two; some only in a user's own feed."""
    for one in news:
        mine = one.firm in {"百川智能", "云从科技"} and dice.random() < 0.5
        for feed in ("own",) if mine else dice.sample(SHARED, dice.choice((1, 1, 2))):
            scene.press.publish(feed, [one])


def _quiet_weeks(scene: Season, news: list[News], dice: random.Random) -> None:
    _publish(scene, news, dice)
    scene.bot.make_due()
    until(lambda: _all_served(scene, news), 20)
    scene.complete(30)
    scene.early_repeats = [copy for chat in (*WISHES, *CROWD) for copy in scene.box.repeated(chat)]


def _stormy_weeks(scene: Season, news: list[News], dice: random.Random) -> None:
    bot, api = scene.bot, scene.api
    storms = CRASHES - 1
    for turn in range(storms):
        _publish(scene, news[turn::storms], dice)
        bot.make_due()
        scene.nudge()
        if turn % 2:
            time.sleep(dice.uniform(0.2, 2))
        else:  # with messages in flight
            had = len(api.called("sendMessage"))
            until(lambda had=had: len(api.called("sendMessage")) > had, 8)  # type: ignore[misc]
            time.sleep(dice.uniform(0, 0.1))
        scene.crash()
        bot.start(HUBAO_COMMANDS_PER_MINUTE="60")
    bot.make_due()
    until(lambda: _all_served(scene, news), 20)
    scene.complete(40)


def _all_served(scene: Season, news: list[News]) -> bool:
    return set(news) <= set().union(*scene.press.served.values())
