"""Every leaf of every condition decides in some case, or stands with its reason in ``data/conditions_without_case.yaml``."""

from tests import ROOT
from tunnistus.reading.strict import read
from tunnistus.shipping import source
from tunnistus.trying.cases import case_files, read_cases, run
from tunnistus.trying.coverage import Coverage


def test_every_leaf_decides_in_some_case() -> None:
    book = source.book()
    coverage = Coverage(book)
    for path in case_files(ROOT / "indicators"):
        for example in read_cases(path):
            run(book, example, coverage.add)
    excused = read(ROOT / "tests" / "data" / "conditions_without_case.yaml").data
    gaps = {gap.partition("no case decides ")[2]: gap for gap in coverage.leaf_gaps()}
    assert [line for key, line in gaps.items() if key not in excused] == []
    assert [key for key in excused if key not in gaps] == [], "excused, but shown by a case now"
