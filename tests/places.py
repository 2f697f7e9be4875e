"""Where tests find what they read."""

from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
TABLES = TESTS / "tables"
EXPECTED = TESTS / "expected"
SMALL = TESTS / "data" / "small"
SMALL_TEXTS = TESTS / "data" / "small-texts"
QUERIES = ROOT / "queries"
