"""Models on disk: built once, read without pickle, replaced only by better ones."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from classifier import Analyzer
from classifier.model import store as module
from classifier.model.store import ModelStore, source_hash
from classifier.model.training import Sample, read_samples
from classifier.topics import TOPICS
from tests.classifier.engine import samples

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path) -> ModelStore:
    folder = tmp_path / "samples"
    folder.mkdir()
    rows = [{"title": s.title, "summary": s.summary, "topics": sorted(s.topics)} for s in samples()]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return ModelStore(tmp_path / "cache", samples=folder)


def test_trains_once(store, monkeypatch):
    """The first use trains, the next reads the cache."""
    first = store.scorer(now=NOW)
    monkeypatch.setattr(ModelStore, "_train", lambda *args, **more: pytest.fail("trained again"))

    second = store.scorer(now=NOW)

    assert np.array_equal(first.thresholds, second.thresholds)
    assert store.card()["made"] == NOW.isoformat()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999], ids=["nothing", "its head", "half", "nearly all"])
def test_broken_cache_is_made_again(store, caplog, share):
    """A file cut short is no model: it is trained anew, with a warning."""
    store.scorer(now=NOW)
    path = next(store.folder.glob("*.npz"))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    assert store.scorer(now=NOW).classes
    assert "broken" in caplog.text


def test_trainings_at_once_share_no_file(store):
    """Two that train at the same time both end with a whole model."""
    with ThreadPoolExecutor(2) as pool:
        scorers = list(pool.map(lambda _: store.scorer(now=NOW), range(2)))

    kept = store.scorer(now=NOW).weights
    assert any(np.array_equal(kept, one.weights) for one in scorers)
    # liblinear draws from one generator a process, so that two at once come out a hair apart
    assert np.allclose(scorers[0].weights, scorers[1].weights, atol=1e-3)
    assert len(list(store.folder.iterdir())) == 2


def test_failed_writing_leaves_nothing(store, monkeypatch):
    """A full disk, say: no half file stays behind."""
    monkeypatch.setattr("classifier.model.scorer.Scorer.save", lambda self, path: (path.write_bytes(b"x"), 1 / 0))

    with pytest.raises(ZeroDivisionError):
        store.scorer(now=NOW)

    assert not list(store.folder.iterdir())


def test_shipped_weights_need_no_training(tmp_path, monkeypatch):
    """Of the shipped topics the package brings weights: nothing is trained, nothing written."""
    monkeypatch.setattr(ModelStore, "_train", lambda *args, **more: pytest.fail("trained"))
    store = ModelStore(tmp_path / "none")

    scorer = store.scorer(now=NOW)

    assert scorer.classes == TOPICS.names
    assert not store.folder.exists()
    assert store.card()["real_items"]


def test_corrections_move_the_shipped_weights(tmp_path, few_samples):
    """The prior gives way to a correction, keeps what it knew, and a broken file brings the prior back."""
    store = ModelStore(tmp_path)
    wrong = "某基金会年度晚宴上，多位嘉宾谈到完成融资的意义"
    before = _proba(store, wrong)

    outcome = store.retrain([Sample(title=wrong, summary="", topics=frozenset(), weight=3.0)] * 3, now=NOW)

    assert outcome.replaced
    assert outcome.card["corrections"] == 3
    assert _proba(store, wrong) < min(before, 0.2)
    assert _proba(store, "某芯片公司完成5亿元B轮融资，红杉领投") > 0.8
    next(tmp_path.glob("*.npz")).write_bytes(b"no model")
    assert _proba(store, wrong) == pytest.approx(before)


def test_nothing_taught_changes_nothing(tmp_path, few_samples):
    """Without corrections training brings the shipped weights back, and with one it moves little else."""
    store = ModelStore(tmp_path)
    titles = ["某芯片公司拟募资5亿元", "前研究员谈大模型创业", "某厂不再训练自家底座", "两市融资余额下降"]
    before = [_proba(store, title) for title in titles]

    assert store.retrain([Sample("老王在院子里数星星", "", frozenset(), weight=3.0)], now=NOW).replaced
    assert [_proba(store, title) for title in titles] == pytest.approx(before, abs=0.05)
    assert store.retrain((), now=NOW).replaced
    assert not list(tmp_path.glob("*.npz"))
    assert [_proba(store, title) for title in titles] == before


def test_any_damage_brings_the_shipped_weights_back(tmp_path, few_samples):
    """Bytes flipped inside the file, not only a file cut short."""
    store = ModelStore(tmp_path)
    store.retrain([Sample("老王在院子里数星星", "", frozenset(), weight=3.0)], now=NOW)
    path = next(tmp_path.glob("*.npz"))
    whole = path.read_bytes()
    for seed in range(12):
        damaged = bytearray(whole)
        for at in np.random.default_rng(seed).integers(len(whole), size=64):
            damaged[at] ^= 0xFF
        path.write_bytes(bytes(damaged))

        assert store.scorer(now=NOW).classes == TOPICS.names


def test_shipped_weights_know_every_rule():
    """What the weights were learnt beside is what the code has: after a change of rules they are made anew."""
    scorer = module.shipped_scorer()

    assert set(scorer.rules) == {rule.key for topic in TOPICS for rule in topic.rules}
    assert scorer.tokenizer.user_words == module.shipped_matcher().user_words()


def test_corrections_that_break_the_samples_are_refused(tmp_path, few_samples):
    """A flood of wrong corrections would unlearn what samples say: the old model stays."""
    store = ModelStore(tmp_path)
    flood = [Sample(s.title, s.summary, frozenset(), weight=30.0) for s in few_samples if "funding" in s.topics]

    outcome = store.retrain(flood, now=NOW)

    assert not outcome.replaced
    assert not list(tmp_path.glob("*.npz"))


@pytest.fixture
def few_samples(monkeypatch) -> list[Sample]:
    """Every fortieth shipped sample: enough to hold the weights, and quick."""
    rows = read_samples()[::40]
    monkeypatch.setattr("classifier.model.training.read_samples", lambda *_args, **_options: rows)
    return rows


def _proba(store: ModelStore, title: str) -> float:
    return Analyzer(store.scorer(now=NOW)).analyze(title).scores["funding"]


def test_other_samples_other_model(store):
    """New samples make a new name: the old cache is not read."""
    before = source_hash(store.samples)
    (store.samples / "b.jsonl").write_text(json.dumps({"title": "甲", "topics": []}), encoding="utf-8")

    assert source_hash(store.samples) != before


@pytest.mark.parametrize(
    "name", ["lexicon/entries.py", "lexicon/firms.yaml", "names/matcher.py", "parts.py", "model/cues.py"]
)
def test_other_code_other_model(store, tmp_path, monkeypatch, name):
    """What cuts words and reads cues is part of the name, the lexicon's code too."""
    here = tmp_path / "classifier"
    shutil.copytree(module.HERE, here, ignore=shutil.ignore_patterns("samples", "__pycache__"))
    monkeypatch.setattr(module, "HERE", here)
    before = source_hash(store.samples)
    (here / name).write_text((here / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert source_hash(store.samples) != before


def test_old_models_are_swept(store):
    """Of other versions' models only the newest stays, which a bot of that version may be using."""
    store.folder.mkdir()
    for age, version in enumerate(("older", "newer")):
        for suffix in module.SUFFIXES:
            path = store.folder / f"model-{version}.{suffix}"
            path.touch()
            os.utime(path, (age, age))

    store.scorer(now=NOW)

    assert {path.stem for path in store.folder.iterdir()} == {"model-newer", store.name}


def test_worse_model_stays_out(store, monkeypatch):
    """A training that comes out worse is told and not kept."""
    store.scorer(now=NOW)
    card = store.card()
    path = next(store.folder.glob("*.json"))
    path.write_text(json.dumps({**card, "held_out": 2.0}), encoding="utf-8")
    weights = next(store.folder.glob("*.npz")).read_bytes()

    outcome = store.retrain((), now=NOW)

    assert not outcome.replaced
    assert outcome.previous["held_out"] == 2.0
    assert next(store.folder.glob("*.npz")).read_bytes() == weights


def test_corrections_join(store):
    """Corrections are trained with; the model is replaced when it is not worse."""
    store.scorer(now=NOW)
    path = next(store.folder.glob("*.json"))
    path.write_text(json.dumps({**store.card(), "held_out": 0.0}), encoding="utf-8")
    extra = Sample(title="某基金经理谈市场：保持谨慎乐观", summary="", topics=frozenset(), weight=2.0)

    outcome = store.retrain([extra], now=NOW)

    assert outcome.replaced
    assert store.card()["samples"] == outcome.card["samples"]


def test_first_retraining_has_nothing_to_beat(store):
    """Without a previous model the new one stays."""
    assert store.card() is None
    assert store.retrain((), now=NOW).replaced


def test_no_file_is_left_half_written(store):
    """Nothing but the two files stays behind."""
    store.scorer(now=NOW)

    assert {path.suffix for path in store.folder.iterdir()} == {".npz", ".json"}
    assert module.TOLERANCE < 0.02
