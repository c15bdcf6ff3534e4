"""End to end on real input kept beside the project: captured feeds, faults, one article, a Telegram stand-in.

    python .ci/acceptance.py FOLDER

FOLDER holds ``data/feeds`` (captured feeds with a manifest), ``acceptance/feed_server.py`` and
``acceptance/telegram/tgplay.py``. Exits 1 with the first sentence that is not true.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HUBAO = Path(sys.executable).with_name("hubao")
FAULTS = {
    "404": "fetch_error",
    "410": "fetch_error",
    "429": "fetch_error",
    "500": "fetch_error",
    "empty": "not_a_feed",
    "html": "not_a_feed",
    "loop": "fetch_error",
    "private": "refused",
    "slow": "fetch_error",
    "gzipbomb": "fetch_error",
    "huge": "fetch_error",
}


def must(true: object, sentence: str) -> None:
    """Stop with a sentence that should have been true."""
    if not true:
        sys.exit(f"FAILED: {sentence}")
    print(f"  ok: {sentence}", flush=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def feed_server(shared: Path, ledger: Path) -> Iterator[int]:
    """The captured feeds on loopback."""
    port = free_port()
    command = [sys.executable, str(shared / "acceptance/feed_server.py"), str(shared / "data/feeds")]
    command += ["--port", str(port), "--ledger", str(ledger)]
    command += ["--article", str(shared / "data/articles/c114-ai-tigers.txt")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/index.json", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield port
        finally:
            process.terminate()


def catalog(path: Path, feeds: dict[str, str]) -> None:
    """A feeds.yaml of these slugs and addresses."""
    lines = [f"  - slug: {slug}\n    title: {slug}\n    url: {url}" for slug, url in feeds.items()]
    path.write_text("feeds:\n" + "\n".join(lines) + "\n", encoding="utf-8")


def hubao(env: dict[str, str], *args: str, timeout: float = 300) -> str:
    """Run one subcommand; its standard output."""
    done = subprocess.run(
        [str(HUBAO), *args], env=os.environ | env, capture_output=True, text=True, timeout=timeout, check=False
    )
    must(done.returncode == 0, f"hubao {' '.join(args)} exits 0 {done.stderr[-400:] if done.returncode else ''}")
    return done.stdout


def fresh(home: Path) -> None:
    """Forget the database, its write-ahead log too."""
    for path in home.glob("hubao.db*"):
        path.unlink()


def rows(output: str) -> dict[str, dict[str, object]]:
    """JSON lines by feed."""
    return {row["feed"]: row for row in map(json.loads, output.splitlines())}


def captured(shared: Path, port: int, env: dict[str, str], home: Path) -> None:
    """Every captured file is read whole, right and once."""
    with (shared / "data/feeds/manifest.tsv").open(encoding="utf-8") as file:
        manifest = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}
    feeds = {name.removesuffix(".xml"): f"http://127.0.0.1:{port}/{name}" for name in manifest}
    feeds["article"] = f"http://127.0.0.1:{port}/article.xml"
    catalog(home / "feeds.yaml", feeds)
    start = time.monotonic()
    first = rows(hubao(env, "poll", "--all", "--json"))
    seconds = time.monotonic() - start
    must(set(first) == set(feeds), f"all {len(feeds)} feeds are reported ({seconds:.1f} s)")
    odd = {slug: row for slug, row in first.items() if row["outcome"] not in {"ok", "degraded"}}
    must(not odd, f"every captured feed ends ok or degraded {odd or ''}")
    wrong = {
        name: (first[name.removesuffix(".xml")]["entries_seen"], row["items"])
        for name, row in manifest.items()
        if str(first[name.removesuffix(".xml")]["entries_seen"]) != row["items"]
    }
    must(not wrong, f"as many entries as the manifest says {wrong or ''}")
    second = rows(hubao(env, "poll", "--all", "--json"))
    must({row["outcome"] for row in second.values()} == {"not_modified"}, "a second poll gives 304 everywhere")
    _texts(home)


def _texts(home: Path) -> None:
    import sqlite3

    with sqlite3.connect(home / "hubao.db") as database:
        titles = [title for (title,) in database.execute("SELECT title FROM entries")]
    broken = [t for t in titles if "\ufffd" in t or any(0x80 <= ord(c) <= 0x9F for c in t)]
    latin = [t for t in titles if sum(0xC0 <= ord(c) <= 0xFF for c in t) > len(t) / 4]
    must(not broken and not latin, f"no mojibake in {len(titles)} titles {broken[:2] or latin[:2] or ''}")


def article(env: dict[str, str]) -> None:
    """The article the project began with is tagged and exported as a story."""
    hubao(env, "tag")
    stories = [json.loads(line) for line in hubao(env, "export", "--days", "2000").splitlines()]
    told = [s for s in stories if any(source["feed"] == "article" for source in s["sources"])]
    must(told, "the article is a story")
    must({"pretraining_cut", "talent_move"} <= set(told[0]["topics"]), "it tells a pretraining cut and talent moves")


def faults(port: int, env: dict[str, str], home: Path) -> None:
    """Every fault ends in its outcome within its bound and delays no other feed."""
    env = env | {"HUBAO_HOST_CONCURRENCY": "8"}
    good = {"good": f"http://127.0.0.1:{port}/36kr-3.xml"}
    # 429 pauses its host, which is every other fault's host too: it comes alone, and last.
    for kinds in ([kind for kind in FAULTS if kind != "429"], ["429"]):
        fresh(home)
        catalog(
            home / "feeds.yaml", {f"fault-{kind}": f"http://127.0.0.1:{port}/fault/{kind}" for kind in kinds} | good
        )
        results = rows(hubao(env, "poll", "--all", "--json", timeout=120))
        for kind in kinds:
            row = results[f"fault-{kind}"]
            must(row["outcome"] == FAULTS[kind], f"fault {kind}: {row['outcome']} ({row['detail']})")
            must(float(str(row["seconds"])) <= 31, f"fault {kind} ends in {row['seconds']} s")
        if "429" not in kinds:
            seconds = results["good"]["seconds"]
            must(float(str(seconds)) < 30, f"the good feed beside them takes {seconds} s")
    fresh(home)
    blocked = rows(hubao(env | {"HUBAO_ALLOW_HOSTS": ""}, "poll", "--all", "--json", timeout=120))
    must({r["outcome"] for r in blocked.values()} == {"refused"}, "nothing on loopback is fetched without allow-list")


PLAY = """ready 60
say 1001 /start
expect 1001 10 虎报盯着
press 1001 全部融资
expect 1001 5 已订阅
press 1001 完成
expect 1001 5 推送
say 1001 /latest
expect 1001 5 共
say 1001 /firm 月之暗面
expect 1001 5 月之暗面
say 1001 /search 融资
expect 1001 5 共
say 1001 订阅 智谱 的融资，每天 9 点和 18 点
expect 1001 5 已订阅
say 1001 /addfeed http://127.0.0.1:{port}/36kr-3.xml?own=1
expect 1001 5 正在读取
expect 1001 60 可以用
block 1001
quiet 1
unblock 1001
say 1001 /help
expect 1001 5 订阅
kill KILL
say 1001 /settings
start
expect 1001 30 现在的设置
expect 1001 5 智谱
alive
report
"""


def telegram(shared: Path, port: int, env: dict[str, str], home: Path) -> None:
    """The real bot process, played against a Telegram stand-in (with the npm emulator where node is to be had)."""
    script = home / "main.play"
    script.write_text(PLAY.format(port=port), encoding="utf-8")
    _play(shared, env, script, ["--no-emulator"])
    npm = home / "npm"
    npm.mkdir()
    if (
        shutil.which("npm")
        and not subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "telegram-test-api"],
            cwd=npm,
            check=False,
            timeout=180,
            capture_output=True,
        ).returncode
    ):
        fresh(home)
        hubao(env, "poll", "--all")
        hubao(env, "tag")
        _play(shared, env, script, ["--npm-dir", str(npm)])
    else:
        print("  skipped: npm's emulator is not to be had here")


def _play(shared: Path, env: dict[str, str], script: Path, options: list[str]) -> None:
    command = [sys.executable, str(shared / "acceptance/telegram/tgplay.py"), "--bot", f"{HUBAO} run"]
    log = script.with_suffix(".log")
    command += ["--script", str(script), "--bot-log", str(log), *options]
    done = subprocess.run(
        command, env=os.environ | env, capture_output=True, text=True, timeout=300, check=False, cwd=script.parent
    )
    must(
        done.returncode == 0,
        f"the conversation goes as written {options} {done.stdout[-1500:] if done.returncode else ''}",
    )
    must('"unknown_methods": {}' in done.stdout, "every Bot API method called exists")
    must("too long" not in done.stdout.lower(), "no message passed a limit")


def main() -> None:
    """Run everything in a scratch home."""
    shared = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        with feed_server(shared, home / "ledger.jsonl") as port:
            env = {
                "HUBAO_HOME": str(home),
                "HUBAO_FEEDS": str(home / "feeds.yaml"),
                "HUBAO_ALLOW_HOSTS": f"127.0.0.1:{port}",
                "HUBAO_ALLOW_HOSTS_FOR": "chats",
                "HUBAO_HOST_GAP": "0",
                "HUBAO_LOG_LEVEL": "WARNING",
                "HUBAO_DATABASE_URL": "",
                "TELEGRAM_BOT_TOKEN": "",
            }
            print("captured feeds", flush=True)
            captured(shared, port, env, home)
            print("article", flush=True)
            article(env)
            print("Telegram", flush=True)
            telegram(shared, port, env, home)
            print("faults", flush=True)
            fresh(home)
            faults(port, env, home)


if __name__ == "__main__":
    main()
