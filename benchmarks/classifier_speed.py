"""Speed of the classifier: items a second in batches, one item alone, start-up, memory; and beside it
plain jieba with scikit-learn pipelines in the same run.

    python benchmarks/classifier_speed.py ITEMS.jsonl [--cache DIR] [--json]

ITEMS holds one JSON object a line with ``title`` and ``summary``. Pin it to one core for stable figures:
``taskset -c 1 python benchmarks/classifier_speed.py …``. Times are processor time of this process, the
best of three rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

from classifier import Analyzer  # noqa: E402  # the path above has to come first
from classifier.model.features import as_texts, extract  # noqa: E402
from classifier.model.training import read_samples, train  # noqa: E402
from classifier.names.matcher import shipped_matcher  # noqa: E402

BATCH = 100
ROUNDS = 3
ALONE = 300

Item = tuple[str, str]

#: Run in a process of its own: what a start from the cache costs.
START = """
import resource, sys, time
begin = time.perf_counter()
from pathlib import Path
from classifier import Analyzer
analyzer = Analyzer.load(Path(sys.argv[1]))
analyzer.analyze("某公司完成A轮融资", "由老股东领投。")
seconds = time.perf_counter() - begin
status = Path("/proc/self/status")  # ru_maxrss would tell the parent's peak
peak = [line.split()[1] for line in status.open() if line.startswith("VmHWM")] if status.exists() else []
print(seconds, int(peak[0]) / 1024 if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Processor seconds of the quickest round."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def batches(analyzer: Analyzer, items: list[Item]) -> Callable[[], object]:
    """Read all items in batches."""
    return lambda: [analyzer.analyze_many(items[i : i + BATCH]) for i in range(0, len(items), BATCH)]


def alone(analyzer: Analyzer, items: list[Item]) -> tuple[float, float]:
    """Median and 99th percentile of one item alone, in milliseconds."""
    times = []
    for title, text in items[:ALONE]:
        begin = time.perf_counter()
        analyzer.analyze(title, text)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.99) - 1]


def start(cache: Path) -> tuple[float, float]:
    """Seconds and MiB of a fresh process that loads the cached model and reads one item."""
    root = str(Path(__file__).parents[1])
    out = subprocess.run(  # noqa: S603  # our own interpreter and script
        [sys.executable, "-c", START, str(cache)], check=True, capture_output=True, text=True, cwd=root
    )
    seconds, mib = map(float, out.stdout.split())
    return seconds, mib


def measure(items: list[Item], cache: Path) -> dict[str, float]:
    """All figures of one run."""
    fast = Analyzer.load(cache, now=datetime.now(UTC))
    plain = Analyzer.load(cache, engine="jieba")
    user_words = shipped_matcher().user_words()
    model = train(read_samples(), user_words=user_words, now=datetime.now(UTC)).model
    texts = [f"{title}\n{text}" for title, text in items]
    docs = [extract(as_texts(texts[i : i + BATCH]), fast.scorer.tokenizer) for i in range(0, len(texts), BATCH)]
    ours = best(lambda: [fast.scorer.decisions(batch) for batch in docs])
    no_rules: list[list[str]] = [[]] * BATCH
    theirs = best(lambda: [model.space_.transform(batch, no_rules[: len(batch)]) @ model.coef_.T for batch in docs])
    end_to_end, with_jieba = best(batches(fast, items)), best(batches(plain, items))
    model.set_params(engine="jieba")
    pipeline = best(lambda: [model.predict_proba(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)])
    single_pipeline = best(lambda: [model.predict_proba([text]) for text in texts[:50]]) / 50 * 1000
    median, slowest = alone(fast, items)
    seconds, mib = start(cache)
    return {
        "items": len(items),
        "characters_per_item": sum(map(len, texts)) / len(texts),
        "items_per_second": len(items) / end_to_end,
        "items_per_second_plain_jieba": len(items) / with_jieba,
        "ratio_to_plain_jieba": with_jieba / end_to_end,
        "items_per_second_sklearn_pipeline_topics_only": len(items) / pipeline,
        "ratio_to_sklearn_pipeline": pipeline / end_to_end,
        "scorer_ratio_to_sklearn": theirs / ours,
        "one_item_ms_median": median,
        "one_item_ms_p99": slowest,
        "one_item_ms_sklearn_pipeline_topics_only": single_pipeline,
        "start_seconds": seconds,
        "start_rss_mib": mib,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.items.read_text(encoding="utf-8").splitlines() if line.strip()]
    items = [(row["title"], row.get("summary") or "") for row in rows]
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(items, args.cache or Path(scratch))
    if args.json:
        print(json.dumps(figures, indent=2))  # noqa: T201
        return
    for name, value in figures.items():
        print(f"{name:48} {value:12,.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
