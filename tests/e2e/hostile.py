"""Places on loopback where a feed reader must not go, and one that gives it too much."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Trap:
    """Ports on loopback where nobody may knock; counts who did."""

    def __init__(self) -> None:
        self.knocks: list[str] = []
        self._sockets = [self._listen(socket.AF_INET, "0.0.0.0", 0)]
        self.port: int = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            with suppress(OSError):  # a machine without IPv6: nothing to knock at
                self._sockets.append(self._listen(socket.AF_INET6, "::", self.port))

    def __enter__(self) -> Self:
        for one in self._sockets:
            threading.Thread(target=self._wait, args=(one,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in self._sockets:
            one.close()

    def spellings(self) -> list[str]:
        """Addresses of this port in every disguise we know."""
        hosts = (
            "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433",
            "0x7f000001", "0x7f.1", "0177.0.0.1", "127.0.0.2", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1",
            "①②⑦.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]",
            "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127.0.0.1%00.example.com",
        )  # fmt: skip
        tricks = (
            f"127.0.0.1:{self.port}#@example.com",
            f"127.0.0.1:{self.port}\\@example.com",
            f"127.0.0.1:{self.port}?@example.com:80",
        )
        return [f"http://{host}:{self.port}/x" for host in hosts] + [f"http://{trick}/" for trick in tricks]

    @staticmethod
    def _listen(family: int, host: str, port: int) -> socket.socket:
        one = socket.socket(family, socket.SOCK_STREAM)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((host, port))
        one.listen(50)
        return one

    def _wait(self, one: socket.socket) -> None:
        while True:
            try:
                knock, address = one.accept()
            except OSError:
                return  # closed: the test is over
            self.knocks.append(str(address))
            knock.close()


class Firehose:
    """A web server whose one answer never ends; counts the bytes that were taken off it."""

    def __init__(self, head: bytes, chunk: bytes) -> None:
        self._head, self._chunk = head, chunk
        self.taken: list[int] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.pair = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return  # closed: the test is over
            sent = 0
            try:
                with client:
                    client.settimeout(5)
                    client.recv(65536)
                    client.sendall(self._head)
                    while sent < 100 << 20:  # an end all the same, for a reader that takes everything
                        sent += client.send(self._chunk)
            except OSError:
                pass  # the reader has had enough
            self.taken.append(sent)
