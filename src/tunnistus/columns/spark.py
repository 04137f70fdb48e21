"""Spark, for those who outgrow one machine: the columns of each partition, decided by the same kernel. Extra ``spark``.

Nothing here starts or stops Spark; a data frame goes in and a data frame comes out, lazily as Spark does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pyarrow as pa
from pyspark.sql.types import BooleanType, StructField, StructType

from tunnistus.columns import tables

__all__ = ["decide"]


def decide(frame: Any, rules: Any, **arguments: Any) -> Any:
    """Decide rules for every row of a Spark data frame; arguments as of :func:`tunnistus.columns.plan`.

    Returns:
        A data frame with the columns that are kept and those of :func:`tunnistus.columns.decide`. It is computed when Spark runs it.

    Raises:
        UnknownName, AnswerError, JudgementError: at once for columns that are not known or have the wrong type. A value outside its
            domain is found when Spark runs; the job then ends with the message, which names the column and never the value.
    """
    plan = tables.plan(rules, **arguments)
    plan.check(frame.schema.names)
    names = tuple(plan.reads(frame.schema.names))
    plain = frame.select(*(f"`{name}`" for name in names)).toDF(*(f"c{n}" for n in range(len(names))))  # mapInArrow takes no dots
    plan.batch(pa.RecordBatch.from_pylist([], plain.limit(0).toArrow().schema).rename_columns(list(names)))
    recipe = _Recipe(rules if isinstance(rules, str) else tuple(rules), arguments, names)
    kept = [StructField(name, plain.schema.fields[names.index(name)].dataType) for name in plan.keep]
    given = [StructField(name, BooleanType()) for name in plan.schema.names]
    return plain.mapInArrow(recipe, StructType([*kept, *given]))


@attrs.frozen(eq=False)
class _Recipe:
    """What is sent to the workers: names and dates, and the rules only where they are not the shipped ones."""

    rules: str | tuple[str, ...]
    arguments: dict[str, Any]
    names: tuple[str, ...]

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        plan = tables.plan(self.rules, **self.arguments)
        for batch in batches:
            yield plan.batch(batch.rename_columns(list(self.names)))
