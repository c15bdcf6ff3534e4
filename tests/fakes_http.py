"""A web server on loopback that serves what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; with ``drip`` the body goes out in pieces of that size, ``pause`` seconds apart."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})
    drip: int = 0
    pause: float = 0.0
    #: no Content-Length; the connection's end ends the body
    endless: bool = False


Route = Answer | Callable[[dict[str, str]], Answer]


class Site:
    """``with Site() as site``: routes by path, hits counted, requests kept."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[tuple[str, dict[str, str], float]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def pair(self) -> str:
        """``host:port``, as allow lists want it."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str = "/feed") -> str:
        """The full address of a path."""
        return f"http://{self.pair}{path}"

    def hits(self, path: str = "/feed") -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _, _ in self.requests)

    def serve(self, route: Route | bytes, path: str = "/feed") -> str:
        """Answer a path so from now on; returns its address."""
        self.routes[path] = Answer(route) if isinstance(route, bytes) else route
        return self.url(path)

    def enter(self, path: str, headers: dict[str, str]) -> None:
        with self._lock:
            self.requests.append((path, headers, time.monotonic()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True
    request_queue_size = 128

    def __init__(self, *args: object) -> None:
        self.stopping = threading.Event()
        super().__init__(*args)  # type: ignore[arg-type]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server: _Server

        def do_GET(self) -> None:
            site.enter(self.path, dict(self.headers))
            try:
                route = site.routes.get(self.path, Answer(b"", 404))
                self._send(route if isinstance(route, Answer) else route(dict(self.headers)))
            except OSError:
                self.close_connection = True  # the client has gone, as some tests want

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not answer.endless:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            size = answer.drip or max(len(answer.body), 1)
            for start in range(0, len(answer.body), size):
                if self.server.stopping.is_set():
                    return
                self.wfile.write(answer.body[start : start + size])
                self.wfile.flush()
                self.server.stopping.wait(answer.pause)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
