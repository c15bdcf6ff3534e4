"""One small trained model for all tests of the classifier."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from classifier.model.scorer import Scorer
from classifier.model.training import Trained, train
from tests.classifier.engine import samples

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def trained() -> Trained:
    """A model of the few items in ``engine``."""
    return train(samples(), now=NOW)


@pytest.fixture(scope="session")
def scorer(trained: Trained) -> Scorer:
    """The fast scorer of that model."""
    return Scorer.of(trained.model)
