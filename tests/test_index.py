"""Every row of the index of rules is encoded in every version, counted as ``make coverage`` counts."""

from functools import lru_cache

import pytest

from tests.index_coverage import Row, count, read_index
from tunnistus.rules.model import Window
from tunnistus.shipping import source


@lru_cache
def pairs() -> dict[tuple[Row, Window], str]:
    return count(source.book())


@pytest.mark.deep
def test_every_row_is_encoded_in_every_version() -> None:
    gaps = {(row.id, str(version.since)): what for (row, version), what in pairs().items() if what not in ("", "information")}
    assert gaps == {}


def test_the_index_has_its_178_rows_of_which_119_are_core() -> None:
    rows = read_index()
    assert (len(rows), sum(row.core for row in rows)) == (178, 119)
    assert len({row.id for row in rows}) == 178


@pytest.mark.deep
def test_information_items_are_few() -> None:
    assert sum(what == "information" for what in pairs().values()) <= 12
