"""The promises of the poll job: what is read is stored once, and a failed feed is only a result."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from bot.core.catalog import CatalogFeed, plan_sync
from bot.core.errors import FeedError, FetchError, HostPausedError, RefusedError
from bot.core.polling import Ailment, ailment
from bot.core.types import Feed, PollOutcome
from bot.feeds.fetch import Fetched, NotModified
from bot.feeds.parse import ParsedFeed, parse
from bot.jobs import notices
from bot.jobs import poll as module
from bot.jobs.poll import PollParts, poll_feeds, run
from bot.jobs.poll_save import PollResult
from bot.storage.database import Database
from bot.storage.news import feeds as store
from bot.storage.news.feed_owners import apply_catalog
from bot.storage.tables import ChatFeedRow, ChatRow, EntryRow, FeedRow, HostRow, OutboxRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.made_feeds import five, item, rss

NOW = datetime(2024, 10, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Reply = str | bytes | Fetched | NotModified | Exception


class FakeFetcher:
    """url -> what to answer; a text is a body."""

    def __init__(self, answers: Mapping[str, Reply]) -> None:
        self.answers, self.asked = dict(answers), []

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "", **_more: bool) -> Fetched | NotModified:
        self.asked.append((url, etag, last_modified))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, str | bytes):
            return Fetched(url=url, body=answer.encode() if isinstance(answer, str) else answer)
        return answer


class DirectParser:
    """Parses in this process."""

    async def parse(self, body: bytes, headers: Mapping[str, str], *, zone: str, now: datetime, url: str) -> ParsedFeed:
        return parse(body, headers, zone=zone, now=now, url=url)


def url_of(slug: str) -> str:
    return f"https://{slug}.test/feed"


def parts(database: Database, answers: Mapping[str, Reply], **options) -> PollParts:
    fetcher = FakeFetcher({url_of(slug): answer for slug, answer in answers.items()})
    with database.write() as session:
        known = set(session.scalars(select(FeedRow.slug)))
        for slug in answers.keys() - known:
            session.add(FeedRow(slug=slug, title=slug, url=url_of(slug), created_at=NOW, next_poll_at=NOW))
    return PollParts(database=database, fetcher=fetcher, parser=DirectParser(), jitter=lambda: 0.0, **options)


async def poll(parts: PollParts, now: datetime = NOW, **options) -> dict[str, PollResult]:
    return {result.feed.slug: result for result in await run(parts, now=now, **options)}


def feed(database: Database, slug: str = "a") -> Feed:
    with database.read() as session:
        return store.feed_by_slug(session, slug)


def polled(database: Database, slug: str) -> bool:
    """Whether a poll of the feed was stored."""
    with database.read() as session:
        return session.scalar(select(FeedRow.last_polled_at).where(FeedRow.slug == slug)) is not None


def entries(database: Database) -> list[EntryRow]:
    with database.read() as session:
        return list(session.scalars(select(EntryRow).order_by(EntryRow.id)))


async def test_first_poll_stores_all_and_announces_the_young(database):
    """Of a new feed everything is stored, and only what is younger than the setting is news."""
    setup = parts(database, {"a": five()}, announce_age=timedelta(hours=8, minutes=30))

    results = await poll(setup, NOW)

    assert (results["a"].outcome, results["a"].entries_seen, results["a"].entries_new) == (PollOutcome.OK, 5, 5)
    # the five were written at 10:00 to 14:00 in Shanghai; it is 20:00 there
    assert [row.announce for row in entries(database)] == [False, False, True, True, True]
    assert results["a"].as_dict() == {
        "feed": "a", "url": url_of("a"), "outcome": "ok", "detail": "", "entries_seen": 5, "entries_new": 5,
        "encoding": "utf-8", "seconds": results["a"].as_dict()["seconds"],
    }  # fmt: skip


async def test_later_polls_announce_all_that_is_new(database):
    """After the first poll every new entry is news, undated and older ones too."""
    await poll(parts(database, {"a": five()}))
    grown = rss([item("补发的旧闻", guid="late", date="2020-01-01 10:00"), item("没有日期", guid="undated")])

    results = await poll(parts(database, {"a": grown}), NOW + DAY)

    assert results["a"].entries_new == 2
    assert [row.announce for row in entries(database)][-2:] == [True, True]


async def test_first_entries_of_a_feed_that_was_empty_are_news(database):
    """An empty channel was met and read; what comes later is news whatever its date."""
    await poll(parts(database, {"a": rss([])}))

    await poll(parts(database, {"a": rss([item("首条", guid="1")])}), NOW + DAY)

    assert [row.announce for row in entries(database)] == [True]


async def test_what_another_address_holds_is_no_news(database):
    """A feed whose address feeds.yaml changes is met again like a new one."""
    await poll(parts(database, {"a": five()}))
    moved = CatalogFeed(slug="a", title="a", url=url_of("b"))
    with database.write() as session:
        apply_catalog(session, plan_sync([moved], store.list_feeds(session)), now=NOW)
    setup = parts(database, {"a": five()})
    setup.fetcher.answers[moved.url] = rss([item("旧闻", guid="old", date="2020-01-01 10:00")])

    await poll(setup, NOW + DAY)

    assert [(row.title, row.announce) for row in entries(database)][-1] == ("旧闻", False)


async def test_conditions_are_stored_with_the_entries(database):
    """The ETag of a body that was stored goes out with the next request; 304 is an outcome."""
    answer = Fetched(url=url_of("a"), body=five().encode(), etag='"1"', last_modified="m")
    await poll(parts(database, {"a": answer}))
    setup = parts(database, {"a": NotModified(url=url_of("a"))})

    results = await poll(setup, NOW + DAY)

    assert setup.fetcher.asked == [(url_of("a"), '"1"', "m")]
    assert (results["a"].outcome, results["a"].entries_new) == (PollOutcome.NOT_MODIFIED, 0)


async def test_etag_is_not_kept_when_the_entries_are_not(database):
    """A crash while storing leaves no ETag behind, so that the next poll reads the body again."""
    answer = Fetched(url=url_of("a"), body=five().encode(), etag='"1"')
    setup = parts(database, {"a": answer, "b": five()})

    def crash(_connection, _cursor, statement, *_rest):
        if statement.startswith("UPDATE feeds") and "etag" in statement:
            raise RuntimeError("power cut")

    event.listen(database.engine, "before_cursor_execute", crash)
    results = await poll(setup)
    event.remove(database.engine, "before_cursor_execute", crash)

    assert (results["a"].outcome, results["a"].detail) == (PollOutcome.FETCH_ERROR, "not stored: RuntimeError")
    assert feed(database).etag == ""
    assert {row.feed_id for row in entries(database)} == {feed(database, "b").id}
    assert (await poll(parts(database, {"a": answer}), NOW + HOUR, everything=True))["a"].entries_new == 5


async def test_equal_body_is_not_parsed_again(database, monkeypatch):
    """A server without conditions that sends the same bytes costs no parsing."""
    setup = parts(database, {"a": five()})
    await poll(setup)
    monkeypatch.setattr(DirectParser, "parse", None)

    results = await poll(setup, NOW + DAY)

    assert (results["a"].outcome, results["a"].detail) == (PollOutcome.NOT_MODIFIED, "same body")


async def test_ten_polls_of_a_restless_feed_make_no_news(database):
    """Re-ordered, repeated and re-guided entries are the same entries."""
    titles = [f"第{n}条消息" for n in range(6)]

    def body(turn: int) -> str:
        order = titles[turn % 6 :] + titles[: turn % 6] + titles[:1]
        return rss(item(title, guid=f"{title}-{turn}", link=f"https://a.test/{titles.index(title)}") for title in order)

    news = [
        (await poll(parts(database, {"a": body(turn)}), NOW + turn * DAY / 2))["a"].entries_new for turn in range(10)
    ]

    assert news == [6] + [0] * 9


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        (FetchError("u", "HTTP 404 Not Found", status=404), "fetch_error", "HTTP 404 Not Found"),
        (RefusedError("u", "not a public address"), "refused", "not a public address"),
        (RefusedError("u"), "refused", "address refused"),
        ("<html></html>", "not_a_feed", "an HTML page"),
        ("", "not_a_feed", "empty body"),
        (KeyError("a fault of ours"), "parse_error", "unexpected KeyError"),
    ],
)
async def test_failures_are_results(database, answer, outcome, detail):
    """Each failure has its outcome, raises the back-off, and the other feed of the batch goes on."""
    results = await poll(parts(database, {"a": answer, "b": five()}))

    assert (results["a"].outcome, results["a"].detail) == (PollOutcome(outcome), detail)
    assert results["b"].entries_new == 5
    assert (feed(database).failures, feed(database).next_poll_at) == (1, NOW + HOUR)
    assert feed(database).last_outcome == outcome


async def test_degraded_is_read_and_told(database):
    """A damaged feed gives its entries and says what was damaged."""
    bad = five().encode().replace("融资".encode(), b"\xff\xe8\x9e\x8d\xe8\xb5\x84", 1)

    results = await poll(parts(database, {"a": bad}))

    assert (results["a"].outcome, results["a"].entries_new, results["a"].detail) == (
        PollOutcome.DEGRADED,
        5,
        "1 bytes replaced",
    )


async def test_failure_keeps_what_we_know_and_success_ends_the_back_off(database):
    """ETag and rhythm outlive failures, which double the wait until a good answer comes."""
    await poll(parts(database, {"a": Fetched(url=url_of("a"), body=five().encode(), etag='"1"')}))
    broken = parts(database, {"a": FetchError("u", "HTTP 500", status=500)})
    waits = []
    for day in range(1, 4):
        await poll(broken, NOW + day * DAY, everything=True)
        waits.append(feed(database).next_poll_at - NOW - day * DAY)
    assert (feed(database).etag, feed(database).failures) == ('"1"', 3)
    assert waits[0] < waits[1] < waits[2]

    await poll(parts(database, {"a": NotModified(url=url_of("a"))}), NOW + 5 * DAY)

    assert feed(database).failures == 0


async def test_410_disables_and_tells(database):
    """Gone is gone: no more polls, and those who follow the feed are told once."""
    setup = parts(database, {"a": FetchError("u", "HTTP 410 Gone", status=410)})
    chat = follow(database, "a", told_first=True)

    await poll(setup)

    gone = texts.FEED_GONE.format(title="a", url=url_of("a"))
    assert heard(database) == [(chat, gone)]
    assert (feed(database).enabled, feed(database).disabled_reason) == (False, "410 Gone")
    assert await poll(setup, NOW + 9 * DAY, everything=True) == {}


async def test_410_of_a_shipped_feed_tells_the_operators(database):
    """No chat chose it, so those who run the bot hear that it is over; a chat's own feed is not their concern."""
    gone = FetchError("u", "HTTP 410 Gone", status=410)
    setup = parts(database, {"a": gone, "b": gone}, admins=(address_of(42),))
    owner = follow(database, "b", told_first=True)
    with database.write() as session:
        operator = ChatRow(channel="telegram", key="42", created_at=NOW)
        session.add(operator)
        session.flush()
        session.execute(update(FeedRow).where(FeedRow.slug == "b").values(owner_chat_id=owner))

    await poll(setup)

    said = {slug: texts.FEED_GONE.format(title=slug, url=url_of(slug)) for slug in "ab"}
    assert sorted(heard(database)) == sorted([(operator.id, said["a"]), (owner, said["b"])])


async def test_429_pauses_the_host_and_503_the_feed(database):
    """A host's Retry-After holds all its feeds, a feed's only itself; the unasked are not to blame."""
    asks = timedelta(hours=5)
    setup = parts(
        database,
        {
            "a": FetchError("u", "HTTP 429", status=429, retry_after=asks, host="a.test:443"),
            "b": FetchError("u", "HTTP 503", status=503, retry_after=asks, host="b.test:443"),
            "c": HostPausedError("u", retry_after=asks, host="c.test:443", status=429),
        },
    )

    await poll(setup)

    with database.read() as session:
        assert session.scalars(select(HostRow.host).order_by(HostRow.host)).all() == ["a.test:443", "c.test:443"]
    assert [feed(database, slug).next_poll_at for slug in "abc"] == [NOW + asks] * 3
    assert [feed(database, slug).failures for slug in "abc"] == [1, 1, 0]


async def test_a_host_cannot_ask_for_more_than_a_day(database):
    """A year's Retry-After would silence every feed of the host, long after it is well."""
    error = FetchError("u", "HTTP 429", status=429, retry_after=365 * DAY, host="a.test:443")
    await poll(parts(database, {"a": error}), NOW)

    with database.read() as session:
        assert session.scalar(select(HostRow.until)) == NOW + DAY


async def test_a_round_that_never_ends_goes_by_the_clock(database):
    """A clock set right while feeds are being read holds for what is claimed next."""
    times = iter([NOW + 2 * HOUR, NOW])
    setup = parts(database, {"a": five(), "b": five()}, at_once=1)
    setup = dataclasses.replace(setup, clock=lambda: next(times, NOW))

    _ = [results async for results in module.rounds(setup, now=NOW + 2 * HOUR)]

    with database.read() as session:
        polled_at = sorted(session.scalars(select(FeedRow.last_polled_at)))
    assert len(polled_at) == 2
    assert all(at <= NOW + 2 * HOUR for at in polled_at)


async def test_429_of_rsshub_pauses_its_routes(database):
    """Routes share one server, so they share its pause."""
    setup = parts(database, {})
    with database.write() as session:
        for slug in ("r", "s"):
            session.add(FeedRow(slug=slug, title=slug, url=f"rsshub://{slug}", created_at=NOW))
    error = FetchError("u", "HTTP 429", status=429, retry_after=HOUR, host="hub.test:443")
    setup.fetcher.answers |= {"rsshub://r": error, "rsshub://s": five()}

    await poll_feeds(setup, [feed(database, "r")], now=NOW)

    assert await poll(setup) == {}
    assert set(await poll(setup, NOW + 2 * HOUR)) == {"r", "s"}


async def test_network_down_blames_no_feed(database, caplog):
    """When nothing can be reached, no feed backs off or complains; all are tried again soon."""
    dead = {slug: FetchError("u", "connection lost", unreachable=True) for slug in "abc"}

    results = await poll(parts(database, dead))

    assert [record.message[:26] for record in caplog.records] == ["no feed can be reached: is"]
    assert set(results) == {"a", "b", "c"}
    assert [feed(database, slug).failures for slug in "abc"] == [0, 0, 0]
    assert {feed(database, slug).next_poll_at for slug in "abc"} == {NOW + timedelta(minutes=5)}


async def test_one_answer_proves_the_network(database):
    """If anything answered, even with an error, the unreachable feed is to blame."""
    await poll(
        parts(
            database, {"a": FetchError("u", "connection lost", unreachable=True), "b": FetchError("u", "x", status=404)}
        )
    )

    assert feed(database).failures == 1


def follow(database: Database, slug: str, *, told_first: bool = False) -> int:
    with database.write() as session:
        chat = ChatRow(channel="telegram", key="7", created_at=NOW)
        session.add(chat)
        session.flush()
        session.add(
            ChatFeedRow(chat_id=chat.id, feed_id=store.feed_by_slug(session, slug).id, tell_first_poll=not told_first)
        )
        return chat.id


def heard(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        return [(row.chat_id, row.text) for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))]


@pytest.mark.parametrize("answer", [five(), "<html></html>"])
async def test_first_poll_is_told_once(database, answer):
    """The chat that added a feed hears how its first poll went, good or bad, and never again."""
    setup = parts(database, {"a": answer})
    chat = follow(database, "a")

    await poll(setup)
    await poll(setup, NOW + 2 * DAY)

    ((told, said),) = heard(database)
    assert told == chat
    assert said.startswith("✅ a 可以用，读到 5 条" if answer.startswith("<?xml") else f"⚠️ {url_of('a')}")


async def test_a_page_hands_its_feeds_to_the_notice(database):
    """So that the chat can choose one."""
    page = '<!doctype html><link rel=alternate type="application/rss+xml" title="All" href="/all">'
    setup = parts(database, {"a": page})
    follow(database, "a")

    await poll(setup)

    with database.read() as session:
        (buttons,) = session.scalars(select(OutboxRow.buttons)).all()
    assert [button[0] for row in buttons for button in row] == ["All"]


async def test_notice_that_fails_takes_the_poll_back(database, monkeypatch):
    """Entries and notice are one transaction: without the one there is not the other."""

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(notices, "tell_first_poll", broken)
    setup = parts(database, {"a": five()})
    follow(database, "a")

    await poll(setup)

    assert entries(database) == []


async def test_schedule_follows_the_feed(database):
    """Hourly entries give half an hour; TTL and max-age lengthen it; a fixed interval overrides."""
    young = rss((item(f"t{n}", guid=f"{n}", date=f"2024-10-23 {19 - n}:30") for n in range(8)), channel="<ttl>90</ttl>")
    setup = parts(
        database,
        {
            "plain": young.replace("<ttl>90</ttl>", ""),
            "ttl": young,
            "age": Fetched(url="u", body=young.encode(), max_age=timedelta(hours=2)),
            "fixed": young,
        },
    )
    with database.write() as session:
        session.scalars(select(FeedRow).where(FeedRow.slug == "fixed")).one().interval = timedelta(minutes=7)

    await poll(setup)

    minutes = {
        slug: (feed(database, slug).next_poll_at - NOW) / timedelta(minutes=1)
        for slug in ("plain", "ttl", "age", "fixed")
    }
    assert minutes == {"plain": 30, "ttl": 90, "age": 120, "fixed": 7}
    assert feed(database, "plain").rhythm == HOUR
    setup.fetcher.answers[url_of("ttl")] = NotModified(url="u")
    await poll(setup, NOW + 2 * HOUR)
    assert feed(database, "ttl").next_poll_at == NOW + 2 * HOUR + timedelta(minutes=90)


async def test_a_wish_ends_with_the_body_that_no_longer_says_it(database):
    """A max-age said once slows the feed until a new body comes without one; no answer without a body takes it back."""
    setup = parts(database, {"a": Fetched(url="u", body=five().encode(), max_age=6 * HOUR)})
    await poll(setup)
    setup.fetcher.answers[url_of("a")] = NotModified(url="u")
    await poll(setup, NOW + DAY)
    kept = feed(database).requested_interval
    setup.fetcher.answers[url_of("a")] = five() + "<!-- again -->"

    await poll(setup, NOW + 2 * DAY)

    assert (kept, feed(database).requested_interval) == (6 * HOUR, timedelta(0))


async def test_new_entries_move_the_rhythm(database):
    """Two new entries in ten hours pull the rhythm of an hour towards five."""
    setup = parts(database, {"a": rss(item(f"t{n}", guid=f"{n}", date=f"2024-10-23 {20 - n}:00") for n in range(4))})
    await poll(setup)
    setup.fetcher.answers[url_of("a")] = rss([item("x", guid="x"), item("y", guid="y")])

    await poll(setup, NOW + 10 * HOUR)

    assert feed(database).rhythm == HOUR * 0.7 + 5 * HOUR * 0.3
    assert feed(database).last_new_at == NOW + 10 * HOUR


async def test_old_feed_is_known_as_silent(database):
    """A feed that answers with last year's news is silent from its first poll on."""
    await poll(parts(database, {"a": five()}), NOW + 400 * DAY)

    assert ailment(feed(database), now=NOW + 400 * DAY) is Ailment.SILENT


async def test_permanent_redirect_is_counted(database):
    """The poll hands the end of a permanent chain to the feed's row."""
    moved = Fetched(url="u", body=five().encode(), permanent_url="https://new.test/feed")
    for day in range(3):
        await poll(parts(database, {"a": moved}), NOW + day * DAY)

    assert feed(database).url == "https://new.test/feed"


async def test_feed_that_was_moved_or_removed_meanwhile_is_left_alone(database):
    """A chunk that comes late does not write into a feed that is no longer the same."""
    setup = parts(database, {"a": five(), "b": five()})
    late = [feed(database, "a"), feed(database, "b")]
    with database.write() as session:
        session.scalars(select(FeedRow).where(FeedRow.slug == "a")).one().url = "https://elsewhere.test/"
        session.delete(session.scalars(select(FeedRow).where(FeedRow.slug == "b")).one())

    results = await poll_feeds(setup, late, now=NOW)

    assert [result.entries_new for result in results] == [0, 0]
    assert entries(database) == []


async def test_a_claim_that_fails_ends_no_reading(database, monkeypatch):
    """The feeds being read are stored all the same; else they would wait for the end of their lease."""
    setup = parts(database, {"a": five()})
    real, claims = module.store.claim_due, []

    def claim(*args, **values):
        claims.append(1)
        if len(claims) > 1:
            raise OSError("database is locked")
        return real(*args, **values)

    async def slow(self, url, **_conditions):
        await asyncio.sleep(0.1)
        return Fetched(url=url, body=five().encode())

    monkeypatch.setattr(module.store, "claim_due", claim)
    monkeypatch.setattr(module, "ROUND", 0.01)
    monkeypatch.setattr(FakeFetcher, "fetch", slow)
    with pytest.raises(OSError, match="locked"):
        await run(setup, now=NOW)

    assert len(entries(database)) == 5


async def test_run_takes_only_what_is_due_within_the_limit(database):
    """limit bounds a batch; nothing due is an empty list."""
    setup = parts(database, {slug: five() for slug in "abc"})

    assert len(await run(setup, now=NOW, limit=2)) == 2
    assert len(await run(setup, now=NOW, limit=2)) == 1
    assert await run(setup, now=NOW) == []


async def test_run_takes_all_due_feeds_of_one_host(database):
    """Many feeds of a host are polled in several small claims of one run."""
    setup = parts(database, {})
    with database.write() as session:
        for number in range(11):
            url = f"https://one.test/{number}"
            session.add(FeedRow(slug=f"f{number}", title="t", url=url, created_at=NOW, next_poll_at=NOW))
            setup.fetcher.answers[url] = rss([])

    assert len(await run(setup, now=NOW)) == 11


def test_jitter_is_ten_to_twenty_percent():
    """The shipped jitter lies where the design wants it."""
    assert all(0.1 <= module._jitter() <= 0.2 for _ in range(100))


def test_errors_of_every_kind_have_an_outcome():
    """No feed error is without its outcome."""
    assert all(issubclass(kind, FeedError) for kind in (FetchError, HostPausedError, RefusedError))


class SlowFetcher(FakeFetcher):
    """Answers addresses of the slow host only when released, and counts how many it holds."""

    def __init__(self, answers: Mapping[str, Reply]) -> None:
        super().__init__(answers)
        self.release, self.held = asyncio.Event(), 0

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "", **_more: bool) -> Fetched | NotModified:
        if "//slow" in url:
            self.held += 1
            await self.release.wait()
        return await super().fetch(url, etag=etag, last_modified=last_modified)


async def test_a_slow_host_delays_only_itself(database, monkeypatch):
    """A feed that falls due while others are being read is read at once; of a host only four are held."""
    monkeypatch.setattr(module, "ROUND", 0.01)
    setup = parts(database, {"good": five()})
    with database.write() as session:
        for n in range(6):
            address = f"https://slow.test/{n}"
            session.add(FeedRow(slug=f"s{n}", title="s", url=address, created_at=NOW, next_poll_at=NOW))
    fetcher = SlowFetcher({url_of("good"): five(), **{f"https://slow.test/{n}": five() for n in range(6)}})
    slow = dataclasses.replace(setup, fetcher=fetcher)

    reading = asyncio.create_task(run(slow, now=NOW))
    # Stored, not only asked: else saving its first poll may take back the time set here.
    await until(lambda: polled(database, "good"))
    with database.write() as session:
        session.execute(update(FeedRow).where(FeedRow.slug == "good").values(next_poll_at=NOW))
    await until(lambda: len(fetcher.asked) == 2)
    held = fetcher.held
    fetcher.release.set()
    results = await reading

    assert held == 4
    assert sorted(result.feed.slug for result in results) == ["good", "good", *(f"s{n}" for n in range(6))]


async def test_polls_that_end_together_are_saved_a_few_at_a_time(database, monkeypatch):
    """P3: what else waits for the database comes in between."""
    save, under_way, most = module._save, set(), []

    def slow(parts, reading, **options):
        under_way.add(reading.feed.slug)
        most.append(len(under_way))
        time.sleep(0.02)
        under_way.remove(reading.feed.slug)
        return save(parts, reading, **options)

    monkeypatch.setattr(module, "SAVING", 2)
    monkeypatch.setattr(module, "_save", slow)
    results = await poll(parts(database, dict.fromkeys("abcdefgh", five())))

    assert (len(results), max(most)) == (8, 2)


async def test_cancelled_polls_end(database):
    """A stopped bot leaves no fetch behind; its feeds are due again when their lease ends."""
    setup = parts(database, {"slow": five()})
    fetcher = SlowFetcher({url_of("slow"): five()})

    reading = asyncio.create_task(run(dataclasses.replace(setup, fetcher=fetcher), now=NOW))
    await until(lambda: fetcher.held == 1)
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading
    assert len(asyncio.all_tasks()) == 1
    assert await run(setup, now=NOW) == []
    assert len(await run(setup, now=NOW + HOUR)) == 1


async def until(what: Callable[[], bool]) -> None:
    """Wait, at most a minute."""
    async with asyncio.timeout(60):
        while not what():
            await asyncio.sleep(0.01)
