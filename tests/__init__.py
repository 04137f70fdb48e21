"""Tests, in the rooms of the package; what stands beside the rooms serves several of them, or looks at the whole."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
