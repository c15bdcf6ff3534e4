"""Reads Chinese tech news like an analyst: topics, firms, stance, facts, and why. Knows nothing of bot."""

from classifier.analyzer import Analyzer
from classifier.types import TOPICS, Analysis, Fact, Firm

__all__ = ["TOPICS", "Analysis", "Analyzer", "Fact", "Firm"]
