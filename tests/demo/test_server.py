"""The demo's site: loopback HTTP that behaves as a real feed's server does."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from bot.demo.server import SAMPLES, DemoServer, Sample, render

NOW = datetime(2026, 11, 24, 1, 30, 5, tzinfo=UTC)


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, whatever the status; an environment's proxy is passed by."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=60) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def sample(file: str) -> Sample:
    return next(one for one in SAMPLES if one.file == file)


def test_each_feed_is_served_on_loopback_without_a_charset():
    """Every listed address answers with its feed; the header leaves the charset to the bytes."""
    with DemoServer(now=NOW) as server:
        answers = {slug: get(url) for slug, _, url in server.feeds}
        hosts = {(urlsplit(url).hostname, urlsplit(url).port) for _, _, url in server.feeds}

    assert hosts == {("127.0.0.1", server.port)}
    assert len(answers) == len(SAMPLES) >= 5
    for one in SAMPLES:
        status, headers, body = answers[one.slug]
        assert (status, headers["Content-Type"], body) == (200, "application/xml", render(one, now=NOW))


def test_a_known_etag_is_answered_with_304():
    """What the client has is not sent again; another tag gets the whole feed."""
    with DemoServer(now=NOW) as server:
        url = server.feeds[0][2]
        _, first, body = get(url)
        again = get(url, **{"If-None-Match": first["ETag"]})
        weak = get(url, **{"If-None-Match": f'"other", W/{first["ETag"]}'})
        other = get(url, **{"If-None-Match": '"other"'})

    assert (again[0], again[1]["ETag"], again[2]) == (304, first["ETag"], b"")
    assert weak[0] == 304
    assert (other[0], other[2]) == (200, body)


def test_an_unknown_path_is_404():
    """Nothing but the feeds is there, not even the files beside them."""
    with DemoServer(now=NOW) as server:
        base = f"http://127.0.0.1:{server.port}"
        statuses = [get(base + path)[0] for path in ("/", "/server.py", "/../server.py", "/feeds/kuaixun.xml")]

    assert statuses == [404] * 4


def test_it_is_quiet(capfd: pytest.CaptureFixture[str]):
    """The demo's screen stays clean of request lines."""
    with DemoServer(now=NOW) as server:
        get(server.feeds[0][2])
        get(f"http://127.0.0.1:{server.port}/nothing")

    assert capfd.readouterr() == ("", "")


def test_the_port_is_closed_after_the_block():
    """Leaving the block, even by an error, ends the server."""
    server = DemoServer(now=NOW)
    with pytest.raises(RuntimeError, match="on purpose"), server:
        url = server.feeds[0][2]
        raise RuntimeError("on purpose")

    with pytest.raises(urllib.error.URLError):
        get(url)


def test_a_server_that_never_ran_has_no_feeds():
    """Before the block there is no port to name; leaving twice harms nothing."""
    server = DemoServer(now=NOW)

    server.__exit__(None, None, None)

    assert (server.port, server.feeds) == (0, [])


@pytest.mark.parametrize(
    ("file", "date"),
    [
        ("kuaixun.xml", "2026-11-24 07:20:05  +0800"),
        ("luntan.xml", "2026-11-24 07:10:05"),
        ("tongxin.xml", "Tue, 24 Nov 2026 06:40:05 +0800"),
        ("shendu.xml", "Mon, 23 Nov 2026 22:20:05 GMT"),
        ("moxing.xml", "2026-11-23T23:40:05Z"),
    ],
)
def test_dates_are_written_in_the_feeds_own_form(file: str, date: str):
    """A relative date becomes what this publisher would write, counted back from now."""
    text = render(sample(file), now=NOW).decode(sample(file).encoding)

    assert f">{date}<" in text
