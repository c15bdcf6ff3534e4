"""A PostgreSQL server of a test's own, which may be stopped, killed and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest


class PostgresServer:
    """One server in a folder; `stop`, `crash`, `start`."""

    def __init__(self, folder: Path) -> None:
        programs = _programs()
        if programs is None:
            pytest.skip("no PostgreSQL server programs on this machine")
        self._pg_ctl, self._initdb = programs / "pg_ctl", programs / "initdb"
        self._data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        folder.mkdir()
        if os.geteuid() == 0:  # the server refuses to be root
            shutil.chown(folder, "postgres")
            for above in folder.parents:
                if above.stat().st_uid == 0 and above != Path("/") and str(above) != "/tmp":
                    above.chmod(above.stat().st_mode | 0o011)
        self._as_owner(str(self._initdb), "-D", str(self._data), "-A", "trust", "-U", "postgres", "--no-sync")

    @property
    def url(self) -> str:
        """What HUBAO_DATABASE_URL names."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Until it takes connections."""
        options = f"-p {self._port} -k {self._data} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._ctl("start", "-w", "-o", options, "-l", str(self._data / "log"))

    def stop(self) -> None:
        """Everybody's connection is cut, then it ends."""
        self._ctl("stop", "-w", "-m", "fast")

    def crash(self) -> None:
        """It ends as if the power had gone, and must recover at its start."""
        self._ctl("stop", "-w", "-m", "immediate")

    def cut_connections(self) -> None:
        """End every connection but our own."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as server:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def close(self) -> None:
        """End it, whether it runs or not."""
        self._ctl("stop", "-m", "immediate", check=False)

    def _ctl(self, *args: str, check: bool = True) -> None:
        self._as_owner(str(self._pg_ctl), "-D", str(self._data), *args, check=check)

    def _as_owner(self, *command: str, check: bool = True) -> None:
        owner = {"user": "postgres"} if os.geteuid() == 0 else {}
        subprocess.run(
            command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, **owner
        )


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if found:
        return found[-1].parent
    there = shutil.which("pg_ctl")
    return Path(there).resolve().parent if there and shutil.which("initdb") else None
