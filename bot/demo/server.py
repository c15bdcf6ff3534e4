"""The demo's own web site: sample feeds, dated as if just published, over HTTP on loopback."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

_FOLDER = Path(__file__).parent / "feeds"
_CHINA = timezone(timedelta(hours=8))
#: {{-3h}}, {{-2d}}, {{-1h40m}}: so long before now
_AGO = re.compile(r"\{\{-(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?\}\}")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(_CHINA))


def _gmt(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _spaced(moment: datetime) -> str:
    """As 36kr writes it, with two spaces before the zone."""
    return f"{moment.astimezone(_CHINA):%Y-%m-%d %H:%M:%S}  +0800"


def _zoneless(moment: datetime) -> str:
    return f"{moment.astimezone(_CHINA):%Y-%m-%d %H:%M:%S}"


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample feed: how it is named, written and dated. ``encoding`` is what its file is kept and sent in."""

    slug: str
    title: str
    file: str
    write_date: Callable[[datetime], str]
    encoding: str = "utf-8"


SAMPLES = (
    Sample(slug="demo-kuaixun", title="样例科技快讯", file="kuaixun.xml", write_date=_spaced),
    Sample(slug="demo-tongxin", title="样例通信网", file="tongxin.xml", write_date=_rfc822, encoding="gbk"),
    Sample(slug="demo-touzi", title="样例投融资日报", file="touzi.xml", write_date=_rfc822),
    Sample(slug="demo-shendu", title="样例深度", file="shendu.xml", write_date=_gmt),
    Sample(slug="demo-moxing", title="样例模型观察", file="moxing.xml", write_date=_iso),
    Sample(slug="demo-luntan", title="样例创投论坛", file="luntan.xml", write_date=_zoneless),
)


def render(sample: Sample, *, now: datetime) -> bytes:
    """The feed's bytes with every relative date filled in, in the feed's own charset."""
    template = (_FOLDER / sample.file).read_bytes().decode(sample.encoding)
    return _AGO.sub(lambda found: sample.write_date(now - _age(found)), template).encode(sample.encoding)


def _age(found: re.Match[str]) -> timedelta:
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


class DemoServer:
    """Serves the sample feeds on a free port of 127.0.0.1 while its ``with`` block runs.

    Every date counts back from ``now``; the bytes stay the same while it runs, so the ETags do too.
    """

    def __init__(self, *, now: datetime) -> None:
        self.port = 0
        #: (slug, title, url) of each feed, once the server runs
        self.feeds: list[tuple[str, str, str]] = []
        self._pages = {f"/{sample.file}": render(sample, now=now) for sample in SAMPLES}
        self._site: _Site | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._site = _Site(self._pages)
        self.port = self._site.server_port
        self.feeds = [(s.slug, s.title, f"http://127.0.0.1:{self.port}/{s.file}") for s in SAMPLES]
        # A short poll: leaving the block waits for it.
        self._thread = threading.Thread(target=self._site.serve_forever, args=(0.05,), name="demo-feeds", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._site and self._thread:
            self._site.shutdown()
            self._thread.join()
            self._site.server_close()


class _Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages = pages
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Site
    timeout = 10  # a connection that says nothing does not keep its thread

    def do_GET(self) -> None:
        """A feed, 304 if the client has it, or 404."""
        body = self.server.pages.get(self.path)
        if body is None:
            self.send_error(404)
            return
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = tag in self.headers.get("If-None-Match", "")
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", tag)
        if not unchanged:
            # No charset, as many Chinese sites do: the reader has to find it in the bytes.
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the demo's screen belongs to its reader."""
