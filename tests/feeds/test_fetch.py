"""The promises of fetching: bounds, redirects, conditions, manners, and no way to a private address."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from datetime import timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.errors import FetchError, HostPausedError, RefusedError
from bot.core.shares import Payer
from bot.feeds.bill import billed_to
from bot.feeds.fetch import Fetched, Fetcher, NotModified
from tests.fakes_http import Answer, Site


@pytest.fixture
def site():
    with Site() as site:
        yield site


def fetcher(*sites: Site, **options) -> Fetcher:
    return Fetcher(allow_hosts=[site.pair for site in sites], **({"host_gap": 0, "host_concurrency": 50} | options))


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(b"", status, {"Location": target})


class FakeResolver(AbstractResolver):
    """Answers with the next list of addresses each time."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        addresses = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if not addresses:
            raise OSError("no such name")
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0)
            for one in addresses
        ]

    async def close(self) -> None:
        pass


async def test_body_and_headers(site):
    """The bytes come as they are, with what the server said about them."""
    url = site.serve(
        Answer(
            b"abc",
            200,
            {
                "Content-Type": "text/xml; charset=gbk",
                "ETag": '"1"',
                "Last-Modified": "x",
                "Cache-Control": "max-age=60",
            },
        )
    )

    async with fetcher(site) as fetch:
        answer = await fetch.fetch(url)

    assert answer == Fetched(
        url=url,
        body=b"abc",
        content_type="text/xml; charset=gbk",
        etag='"1"',
        last_modified="x",
        max_age=timedelta(minutes=1),
    )
    assert answer.headers == {"content-type": "text/xml; charset=gbk"}


async def test_conditions_and_not_modified(site):
    """ETag and Last-Modified go out as conditions; 304 is an answer of its own."""
    url = site.serve(Answer(b"", 304, {}))

    async with fetcher(site) as fetch:
        answer = await fetch.fetch(url, etag='"1"', last_modified="yesterday")

    assert answer == NotModified(url=url)
    headers = site.requests[0][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "yesterday")
    assert headers["Accept-Encoding"] == "gzip"


async def test_first_fetch_sends_no_condition(site):
    """Without an ETag the request is unconditional."""
    async with fetcher(site) as fetch:
        await fetch.fetch(site.serve(b"x"))

    assert not {"If-None-Match", "If-Modified-Since", "Cookie", "Authorization"} & set(site.requests[0][1])


async def test_gzip_is_unpacked(site):
    """A compressed feed arrives unpacked."""
    url = site.serve(Answer(gzip.compress(b"abc"), 200, {"Content-Encoding": "gzip"}))

    async with fetcher(site) as fetch:
        assert (await fetch.fetch(url)).body == b"abc"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 500, 502, 503])
async def test_error_statuses(site, status):
    """Any other status is a FetchError that carries it; the server was reached."""
    async with fetcher(site) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(site.serve(Answer(b"x", status, {"Retry-After": "90"})))

    assert (caught.value.status, caught.value.retry_after, caught.value.unreachable) == (
        status,
        timedelta(seconds=90),
        False,
    )


async def test_429_pauses_the_host_for_everybody(site):
    """After a 429 the same host is not asked again, by any feed, until the time is over."""
    async with fetcher(site) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(site.serve(Answer(b"", 429, {"Retry-After": "120"})))
        with pytest.raises(HostPausedError) as paused:
            await fetch.fetch(site.serve(b"x", "/other"))

    assert (caught.value.status, caught.value.host) == (429, site.pair)
    assert timedelta(seconds=100) < paused.value.retry_after <= timedelta(seconds=120)
    assert site.hits("/other") == 0


async def test_429_without_a_time_pauses_five_minutes(site):
    """A host that only says "too many" is left alone for a while too."""
    async with fetcher(site) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(site.serve(Answer(b"", 429, {})))

    assert caught.value.retry_after == timedelta(minutes=5)


async def test_permanent_chain_is_reported(site):
    """301 and 308 all the way tell where the feed lives now."""
    site.serve(redirect("/b", 308), "/a")
    end = site.serve(b"x", "/b")

    async with fetcher(site) as fetch:
        answer = await fetch.fetch(site.serve(redirect("/a", 301)))

    assert (answer.body, answer.permanent_url, answer.url) == (b"x", end, end)


@pytest.mark.parametrize("order", [(301, 302), (302, 301), (307, 303)])
async def test_broken_permanent_chain_is_followed_only(site, order):
    """One temporary hop, and the address is not to be stored."""
    site.serve(redirect("/b", order[1]), "/a")
    site.serve(b"x", "/b")

    async with fetcher(site) as fetch:
        answer = await fetch.fetch(site.serve(redirect("/a", order[0])))

    assert (answer.body, answer.permanent_url) == (b"x", "")


async def test_not_modified_behind_a_permanent_redirect(site):
    """The chain is reported with a 304 too."""
    end = site.serve(Answer(b"", 304, {}), "/b")

    async with fetcher(site) as fetch:
        answer = await fetch.fetch(site.serve(redirect("/b", 301)), etag="x")

    assert answer == NotModified(url=end, permanent_url=end)


async def test_five_redirects_and_no_more(site):
    """Five hops arrive, a sixth or a loop does not."""
    for hop in range(6):
        site.serve(redirect(f"/{hop + 1}"), f"/{hop}")
    site.serve(b"x", "/6")

    async with fetcher(site) as fetch:
        assert (await fetch.fetch(site.url("/1"))).body == b"x"
        with pytest.raises(FetchError, match="redirects"):
            await fetch.fetch(site.url("/0"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.test/", "http://a:b@c.test/", "http://c.test:22/"])
async def test_redirects_to_where_we_do_not_go(site, target):
    """The form of every hop is checked."""
    async with fetcher(site) as fetch:
        with pytest.raises(RefusedError, match="redirected"):
            await fetch.fetch(site.serve(redirect(target)))


@pytest.mark.parametrize("target", ["", "http://[bad"])
async def test_redirects_to_nowhere(site, target):
    """A redirect without a usable target is an error of the server's."""
    async with fetcher(site) as fetch:
        with pytest.raises(FetchError, match="nowhere"):
            await fetch.fetch(site.serve(redirect(target)))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost",
     "１２７.0.0.1", "[::1]", "127.0.0.1.", "[::ffff:7f00:1]"],
)  # fmt: skip
async def test_no_spelling_of_loopback_is_reached(site, host):
    """Asked directly or by redirect, literal or name: refused, and nothing arrives."""
    port = site.pair.rsplit(":", 1)[1]
    site.serve(b"secret", "/trap")

    with Site() as other:
        async with fetcher(other, connect_seconds=2) as fetch:
            for url in (f"http://{host}:{port}/trap", other.serve(redirect(f"http://{host}:{port}/trap"))):
                with pytest.raises((RefusedError, FetchError)):
                    await fetch.fetch(url)

    assert site.requests == []


async def test_open_and_closed_private_ports_look_alike(site):
    """The refusal does not tell whether anything listens there."""
    async with fetcher() as fetch:
        messages = []
        for port in (site.pair.rsplit(":", 1)[1], "1"):
            with pytest.raises(RefusedError) as caught:
                await fetch.fetch(
                    f"http://127.0.0.1:{port}/" if port != "1" else "http://127.0.0.1:9/".replace("9", "8099")
                )
            messages.append(caught.value.detail)

    assert messages[0] == messages[1] == "not a public address"


async def test_rebinding_name_is_stopped_at_connect(site):
    """A name that was public at one look-up and is private at the next reaches nothing."""
    port = int(site.pair.rsplit(":", 1)[1])
    resolver = FakeResolver(["127.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["169.254.169.254"])
    async with Fetcher(host_gap=0, resolver=resolver) as fetch:
        for number in range(20):
            with pytest.raises(RefusedError):
                await fetch.fetch(f"http://name{number}.test:{port}/feed")

    assert (site.requests, resolver.asked) == ([], 20)


async def test_allow_list_is_exact(site):
    """An allowed pair does not open the next port, nor another name for the same host."""
    with Site() as neighbour:
        neighbour.serve(b"x")
        async with fetcher(site) as fetch:
            await fetch.fetch(site.serve(b"x"))
            for url in (neighbour.url(), site.url().replace("127.0.0.1", "localhost")):
                with pytest.raises(RefusedError):
                    await fetch.fetch(url)

    assert neighbour.requests == []


async def test_an_allowed_host_is_the_catalogues(site):
    """A chat's own feed is not there, nor brought there by a redirect, unless that is set; RSSHub's routes are."""
    site.serve(b"x", "/hub/route")
    url = site.serve(b"x", "/secret")
    async with fetcher(site, rsshub=site.url("/hub")) as fetch:
        assert (await fetch.fetch(url)).body == b"x"
        assert (await fetch.fetch("rsshub://route", by_chat=True)).body == b"x"
        site.serve(redirect(url), "/hub/out")
        for address in (url, site.url("/hubris"), "rsshub://out"):
            with pytest.raises(RefusedError, match="not a public address"):
                await fetch.fetch(address, by_chat=True)
    async with fetcher(site, open_to_chats=True) as fetch:
        assert (await fetch.fetch(url, by_chat=True)).body == b"x"


async def test_allowed_name_may_be_private(site):
    """A self-hoster's own name, allowed with its port, is reached wherever it points."""
    port = site.pair.rsplit(":", 1)[1]
    site.serve(b"x")
    async with Fetcher(allow_hosts=[f"RSSHub.test:{port}"], resolver=FakeResolver(["127.0.0.1"])) as fetch:
        assert (await fetch.fetch(f"http://rsshub.test:{port}/feed")).body == b"x"


async def test_slow_feed_ends_at_the_total_deadline(site):
    """A byte now and then does not keep us; the whole fetch has one deadline."""
    url = site.serve(Answer(b" " * 500, drip=1, pause=0.05))
    start = time.perf_counter()

    async with fetcher(site, total_seconds=0.4) as fetch:
        with pytest.raises(FetchError, match="no whole answer") as caught:
            await fetch.fetch(url)

    assert time.perf_counter() - start < 10
    assert caught.value.unreachable


async def test_deadline_counts_over_all_hops(site):
    """Slow redirects share the one deadline."""

    def slow(target: str):
        def answer(_headers):
            time.sleep(0.25)
            return redirect(target)

        return answer

    for hop in range(4):
        site.serve(slow(f"/{hop + 1}"), f"/{hop}")
    start = time.perf_counter()

    async with fetcher(site, total_seconds=0.4) as fetch:
        with pytest.raises(FetchError, match="no whole answer"):
            await fetch.fetch(site.url("/0"))

    assert time.perf_counter() - start < 10


async def test_big_bodies_are_cut(site):
    """Too much on the wire, announced or endless, and gzip bombs end at their limits."""
    bomb = gzip.compress(b"0" * (8 << 20))
    urls = [
        site.serve(Answer(b"0" * 300_000), "/big"),
        site.serve(Answer(b"0" * 300_000, endless=True, drip=4096), "/endless"),
        site.serve(Answer(bomb, 200, {"Content-Encoding": "gzip"}), "/bomb"),
        site.serve(Answer(b"junk", 200, {"Content-Encoding": "gzip"}), "/junk"),
        site.serve(Answer(b"junk", 200, {"Content-Encoding": "br"}), "/br"),
    ]

    async with fetcher(site, max_wire=100_000, max_inflated=1 << 20) as fetch:
        answers = await asyncio.gather(*(fetch.fetch(url) for url in urls), return_exceptions=True)

    details = [answer.detail for answer in answers if isinstance(answer, FetchError)]
    assert [text.split()[-1] for text in details] == ["wire", "wire", "unpacked", "check", "'br'"]


async def test_dead_server_is_unreachable():
    """A refused connection and an unknown name are told apart from an answer."""
    with Site() as site:
        pair, url = site.pair, site.url()
    async with Fetcher(allow_hosts=[pair], resolver=FakeResolver([])) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(url)
        assert caught.value.unreachable
        with pytest.raises(FetchError) as caught:
            await fetch.fetch("http://no-such-host.invalid/feed")
        assert caught.value.unreachable


async def test_waiting_for_a_name_is_not_on_the_feeds_clock(site):
    """A look-up that takes longer than the feed may is not taken for its slowness, nor put on its bill."""

    class SlowNames(FakeResolver):
        async def resolve(self, *args, **options) -> list[ResolveResult]:
            await asyncio.sleep(0.5)
            return await super().resolve(*args, **options)

    port = site.pair.rsplit(":", 1)[1]
    site.serve(b"x")
    options = {"allow_hosts": [f"slow.test:{port}"], "resolver": SlowNames(["127.0.0.1"])}
    async with Fetcher(total_seconds=0.4, **options) as fetch:
        with billed_to(Payer(1)) as bill:
            assert (await fetch.fetch(f"http://slow.test:{port}/feed")).body == b"x"

    assert 0 < bill.server_seconds < 0.4


async def test_broken_http(site):
    """Half an answer is an error of the connection."""
    url = site.serve(Answer(b"abc", 200, {"Content-Length": "100"}, endless=True))

    async with fetcher(site) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(url)

    assert caught.value.unreachable


async def test_manners_towards_one_host(site):
    """At most two at once, and starts at least a gap apart."""
    lock = threading.Lock()
    under_way = most = 0

    def slow(_headers):
        """Busy until the answer begins: a client that has it may ask again before the server's thread ends."""
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return Answer(b"x")

    site.serve(slow)
    async with fetcher(site, host_gap=0.03, host_concurrency=2) as fetch:
        await asyncio.gather(*(fetch.fetch(site.url()) for _ in range(5)))

    starts = sorted(moment for _, _, moment in site.requests)
    assert most <= 2
    assert starts[-1] - starts[0] >= 4 * 0.03 - 0.01


async def test_waiting_for_a_turn_is_not_the_servers_fault(site):
    """A feed that waits longer than the deadline for its turn is still fetched."""
    site.serve(b"x")

    async with fetcher(site, host_gap=0.2, total_seconds=0.3) as fetch:
        answers = await asyncio.gather(*(fetch.fetch(site.url()) for _ in range(4)))

    assert [answer.body for answer in answers] == [b"x"] * 4


async def test_rsshub_routes(site):
    """rsshub://route goes to the configured base; without one it is refused."""
    site.serve(b"x", "/base/36kr/newsflashes?limit=5")

    async with fetcher(site, rsshub=site.url("/base/")) as fetch:
        answer = await fetch.fetch("rsshub://36kr/newsflashes?limit=5")
        assert answer.body == b"x"
        assert answer.permanent_url == ""
    async with fetcher(site) as fetch:
        with pytest.raises(RefusedError, match="RSSHub"):
            await fetch.fetch("rsshub://36kr/newsflashes")


async def test_https_is_not_left_for_http():
    """A redirect that would strip the encryption is refused."""
    from yarl import URL

    from bot.feeds.redirect import next_hop

    with pytest.raises(RefusedError, match="https to http"):
        next_hop("u", URL("https://a.test/"), "http://a.test/")
