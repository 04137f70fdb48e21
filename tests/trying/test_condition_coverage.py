"""The cases of the shipped rules show each clause applying and not, and every leaf of a condition both ways, unless nobody can."""

import pytest

from tests import ROOT
from tunnistus.shipping import source
from tunnistus.trying.cases import case_files, read_cases, run
from tunnistus.trying.coverage import Coverage
from tunnistus.trying.halves import missing_halves, twins


@pytest.mark.deep
def test_every_clause_applies_and_every_leaf_is_shown_both_ways_or_proved_impossible() -> None:
    book = source.book()
    coverage = Coverage(book)
    for path in case_files(ROOT / "indicators"):
        for example in read_cases(path):
            run(book, example, coverage.add)
    assert coverage.clause_gaps() == []
    assert [str(half) for half in missing_halves(coverage) if not half.proof] == []
    together = [leaf for leaf in coverage.leaves() if coverage.both_ways(leaf) and not coverage.alone(leaf)]
    assert [str(leaf) for leaf in together if twins(book, leaf) is not False] == [], "two cases can differ in it and in nothing else"
