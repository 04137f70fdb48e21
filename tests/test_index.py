"""Every row of the index of rules is encoded in every version, counted as ``make coverage`` counts."""

from tests.index_coverage import count, read_index
from tunnistus.shipping import source

BOOK = source.book()
PAIRS = count(BOOK)


def test_every_row_is_encoded_in_every_version() -> None:
    gaps = {(row.id, str(version.since)): what for (row, version), what in PAIRS.items() if what not in ("", "information")}
    assert gaps == {}


def test_the_index_has_its_178_rows_of_which_119_are_core() -> None:
    rows = read_index()
    assert (len(rows), sum(row.core for row in rows)) == (178, 119)
    assert len({row.id for row in rows}) == 178


def test_information_items_are_few() -> None:
    assert sum(what == "information" for what in PAIRS.values()) <= 12
