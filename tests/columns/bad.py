"""Ways in which a row of a table can be bad, and people of whom some are."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tunnistus import testing

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

__all__ = ["AS_OF", "BAD", "CANARY", "PEOPLE", "RULES", "with_bad"]

AS_OF = date(2026, 11, 24)
RULES = ["next_step", "permit.52a1", "safety.no_contact", "reflect.length"]
PEOPLE = testing.population(200, 3, rules=RULES, as_of=AS_OF)
CANARY = "Kanariini"

# Ways in which a row can be bad: a column and what stands in it. Each is found in the row alone, and no value is shown.
BAD: dict[str, tuple[str, Any, Any]] = {
    "a word that is no value": ("safe_contact_method", CANARY, pa.string()),
    "an empty text": ("citizenship", "", pa.string()),
    "a day that lies far behind": ("date_of_birth", date(1, 1, 1), pa.date32()),
    "a day that lies far ahead": ("reflection_ends_on", date(9999, 12, 31), pa.date32()),
    "a day with a time": ("returned_on", datetime(2024, 5, 1, 7, 31), pa.timestamp("us")),  # noqa: DTZ001 - no zone, as in a table
    "a number below the least": ("reflection_days_asked", -5, pa.int64()),
    "a number that is too large": ("reflection_days_asked", 10**15, pa.int64()),
    "a mark that is none": ("documents_withheld.mark", CANARY, pa.string()),
    "a mark in small letters": ("in_finland.mark", "maybe", pa.string()),
    "a value and a mark": ("threats_of_violence.mark", "MAYBE", pa.string()),
}


def with_bad(table: Any, planted: dict[int, str]) -> Any:
    """The table with something wrong in some rows."""
    for what in sorted({*planted.values()}):
        name, value, kind = BAD[what]
        given = table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows
        for row, each in planted.items():
            given[row] = value if each == what else given[row]
            if each == what and what == "a value and a mark":
                other = table.column_names.index("threats_of_violence")
                held = table.column(other).to_pylist()
                held[row] = True
                table = table.set_column(other, "threats_of_violence", pa.array(held, pa.bool_()))
        if pa.types.is_timestamp(kind):
            given = [day if day is None or isinstance(day, datetime) else datetime.combine(day, time()) for day in given]
        column = pa.array(given, kind)
        at = table.column_names.index(name) if name in table.column_names else -1
        table = table.append_column(name, column) if at < 0 else table.set_column(at, name, column)
    return table
