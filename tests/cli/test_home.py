"""The home folder: made, writable, held by one process."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import home as module
from bot.cli.home import LOCK, hold_home
from bot.core.errors import SettingsError

#: the file alone: its package is the whole bot, which takes seconds to import
HOLD = (
    "import runpy, sys; from pathlib import Path\n"
    f"hold_home = runpy.run_path({module.__file__!r})['hold_home']\n"
    "with hold_home(Path(sys.argv[1])):"
)


def test_it_is_made_and_names_its_holder(tmp_path: Path):
    """Also the folders above it."""
    home = tmp_path / "a" / "b"
    with hold_home(home):
        assert (home / LOCK).read_text(encoding="ascii") == str(os.getpid())


def _try(home: Path) -> str:
    code = f"{HOLD} print('mine')"
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path):
    """The sentence names the process and what to do."""
    with hold_home(tmp_path):
        refused = _try(tmp_path)

    assert f"another Hubao (process {os.getpid()}) is running on {tmp_path}: stop it" in refused
    assert _try(tmp_path) == "mine\n"


def test_a_killed_process_lets_go(tmp_path: Path):
    """kill -9 leaves the file, but not the lock; nor do forked children keep it."""
    code = f"{HOLD}\n import os, time\n if os.fork(): print('held', flush=True)\n time.sleep(600)"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"held\n"
            process.kill()
            process.wait(60)

            with hold_home(tmp_path):
                pass
        finally:
            os.killpg(process.pid, 9)


@pytest.mark.parametrize("home", ["/dev/null", "/dev/null/home"])
def test_a_folder_that_cannot_be_one(home: str):
    """A sentence that names the setting."""
    with pytest.raises(SettingsError, match="set HUBAO_HOME to a folder that is yours"), hold_home(Path(home)):
        pass


def test_multiprocessing_is_not_disturbed(tmp_path: Path):
    """Worker processes of the holder are not second instances."""
    with hold_home(tmp_path), multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(abs, (-1,)) == 1
        pool.close()
        pool.join()
