"""More about each row: the outcomes as bits of a number, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from tunnistus.columns.bits import Array, Pair, distinct, space, unpack, words_for
from tunnistus.columns.kernel import Deciding, Plan
from tunnistus.columns.outputs import Output
from tunnistus.columns.vectors import Columns
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.deciding.expand import EVERYBODY
from tunnistus.errors import LimitError, TunnistusError
from tunnistus.messages import message
from tunnistus.rules.answers import Answers, Mark
from tunnistus.rules.formula import leaves
from tunnistus.rules.model import Rule
from tunnistus.rules.relations import relations_of

__all__ = ["BITS", "masks", "missing"]

BITS: Final = 63  # of a signed number: some readers know no others


def masks(plan: Deciding, batch: Any) -> Any:
    """Decide a batch and give a few columns for each rule instead of one for each outcome.

    ``RULE.due``, ``RULE.options``, ``RULE.open_options``, ``RULE.possible`` and ``RULE.clauses`` are numbers: bit n stands for the n-th
    outcome (or clause) of the rule. ``RULE.settled``, ``RULE.exact`` and ``refused`` are Booleans. Of an ordered rule ``RULE.floor`` and
    ``RULE.ceiling`` are the number of a step, null when there is none. The metadata of each column name its bits.

    Raises:
        LimitError: a rule has more outcomes or clauses than a number has bits.
        TunnistusError: the plan leaves columns of the rules out.
    """
    return plan.counting(batch, plan.each(batch, _masks))


def _masks(plan: Plan, batch: Any) -> Any:
    if len(plan.made.outputs) < sum(map(_outputs_of, plan.made.rules)):
        raise TunnistusError(message("Masks need every column of a rule."), where="only", todo=message("Make the plan without `only`."))
    decided = plan.truths(batch)
    names, columns = list(plan.keep), [decided.column(name) for name in plan.keep]
    fields = [decided.schema.field(name) for name in names]
    for rule in plan.made.rules:
        for part, values, bits in _rule(plan, rule, decided):
            fields.append(pa.field(f"{rule.id}.{part}", values.type, metadata={"bits": ",".join(bits)} if bits else None))
            columns.append(values)
    for name in (*(f"{rule}.in_force" for rule in plan.force), *(["refused"] if plan.refusing else [])):
        fields.append(decided.schema.field(name))
        columns.append(decided.column(name))
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields, decided.schema.metadata))


def _outputs_of(rule: Rule) -> int:
    """How many columns of truths a rule has at least."""
    return len(rule.outcomes) * (1 if rule.ordered else 2) + (rule.scope != EVERYBODY) + rule.covers_part


def _rule(plan: Plan, rule: Rule, decided: Any) -> list[tuple[str, Any, tuple[str, ...]]]:
    if max(len(rule.outcomes), len(rule.clauses)) > BITS:
        raise LimitError(
            message("The rule has more outcomes or clauses than a number has bits."),
            where=rule.id,
            todo=message("Use the form truths instead."),
        )
    force = plan.made.in_force[rule.id]
    columns = _ordered(rule, decided, any(force)) if rule.ordered else _parallel(rule, decided)
    settled = columns.pop("settled") & (len(set(force)) == 1)
    scoped = rule.scope != EVERYBODY
    if scoped:
        inside, open_ = _truth(decided, rule, "in_scope", "")
        out = ~(inside | open_)
        settled = out | (settled & ~(open_ & (columns["possible"] != 0)))
    found = [(part, pa.array(values), rule.outcomes) for part, values in columns.items() if part not in ("floor", "ceiling")]
    found += [(part, pa.array(columns[part], mask=columns[part] < 0), rule.outcomes) for part in ("floor", "ceiling") if part in columns]
    names = tuple(c.name for c in rule.clauses)
    if any(output.part == "clause" and output.rule == rule.id for output in plan.made.outputs):
        found.append(("clauses", pa.array(_bits([_truth(decided, rule, "clause", name)[0] for name in names], decided)), names))
    found += [("not_covered", decided.column(f"{rule.id}.not_covered"), ())] if rule.covers_part else []
    found += [("in_scope", decided.column(f"{rule.id}.in_scope"), ())] if scoped else []
    return [*found, ("settled", pa.array(settled), ()), ("exact", decided.column(f"{rule.id}.exact"), ())]


def _parallel(rule: Rule, decided: Any) -> dict[str, Array]:
    due = [_truth(decided, rule, "due", o) for o in rule.outcomes]
    option = [_truth(decided, rule, "option", o) for o in rule.outcomes]
    return {
        "due": _bits([true for true, _ in due], decided),
        "options": _bits([true for true, _ in option], decided),
        "open_options": _bits([open_ for _, open_ in option], decided),
        "possible": _bits([d[0] | d[1] | o[0] | o[1] for d, o in zip(due, option, strict=True)], decided),
        "settled": ~np.any([open_ for _, open_ in due + option], axis=0),
    }


def _ordered(rule: Rule, decided: Any, in_force: bool) -> dict[str, Array]:
    reached = [_truth(decided, rule, "reached", step) for step in rule.outcomes]
    floor = np.max([np.where(true, n, -1) for n, (true, _) in enumerate(reached)], axis=0)
    ceiling = (
        np.max([np.where(true | open_, n, -1) for n, (true, open_) in enumerate(reached)], axis=0) if in_force else np.full_like(floor, -1)
    )
    same = floor == ceiling
    steps = range(len(rule.outcomes))
    return {
        "due": _bits([same & (floor == n) for n in steps], decided),
        "possible": _bits([(np.maximum(floor, 0) <= n) & (n <= ceiling) for n in steps], decided),
        "floor": floor.astype(np.int8),
        "ceiling": ceiling.astype(np.int8),
        "settled": same,
    }


def _truth(decided: Any, rule: Rule, part: str, name: str) -> tuple[Array, Array]:
    """Who it is true of, and of whom it is open, one byte each."""
    column = decided.column(Output(rule.id, part, name).column)
    known = column.is_valid().to_numpy(zero_copy_only=False)
    return column.fill_null(False).to_numpy(zero_copy_only=False), ~known


def _bits(flags: list[Array], decided: Any) -> Array:
    total = np.zeros(decided.num_rows, np.int64)
    for n, each in enumerate(flags):
        total |= each.astype(np.int64) << n
    return total


# -- what is missing -----------------------------------------------------------------------------------------------


def missing(plan: Deciding, batch: Any) -> dict[str, Any]:
    """Return for every rule a column of lists: the facts of each row that are still missing, as ``Verdict.missing``.

    Rows that differ in nothing a rule tells apart are looked at once; the search itself is that of one person.
    """
    found = plan.each(batch, _all_missing)
    return dict(zip(found.schema.names, found.columns, strict=True))


def _all_missing(plan: Plan, batch: Any) -> Any:
    columns, sources = plan.columns(batch)
    found = {}
    for rule in plan.made.rules:
        numbers = plan.made.inexact[rule.id]  # a scope among them
        tests = dict.fromkeys(test for n in numbers for test, _ in leaves(plan.made.formulas[n].node))
        words = words_for(batch.num_rows)
        patterns = [_bytes(sources[t.fact].planes(t.cells, 0, words, (space(words), space(words))), batch.num_rows) for t in tests]
        patterns += [_known(columns, name)[:, None] for name in sorted(columns.values)]
        patterns += [_value(columns.values[name]) for name in sorted(relations_of(plan.book).names & columns.values.keys())]
        rows = np.packbits(np.concatenate([*patterns, np.zeros((batch.num_rows, 1), np.bool_)], 1), axis=1)
        first, back = distinct(rows)
        results = [_missing(plan, rule, columns, row) for row in first.tolist()]
        found[rule.id] = pa.array(results, pa.list_(pa.string())).take(pa.array(back))
    return pa.RecordBatch.from_pydict(found)


def _bytes(planes: Pair, count: int) -> Array:
    return np.stack([unpack(plane, count) for plane in planes], 1)


def _known(columns: Columns, name: str) -> Array:
    return columns.values[name].is_valid().to_numpy(zero_copy_only=False)


def _value(column: Any) -> Array:
    """The number of the value of each row, as bits: what is known of a fact bears on those that stand in relations with it."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    numbers = encoded.indices.cast(pa.int64()).fill_null(0).to_numpy().astype("<u2")
    return np.unpackbits(numbers.view(np.uint8).reshape(-1, 2), axis=1).astype(np.bool_)


def _missing(plan: Plan, rule: Rule, columns: Columns, row: int) -> list[str]:
    def of(given: Mapping[str, Any]) -> dict[str, Any]:
        return {n: value for n, column in given.items() if (value := column[row].as_py()) is not None}

    answers = Answers(of(columns.values), {n: Mark(m) for n, m in of(columns.marks).items()})
    return list(decide(Case(plan.book, answers, plan.made.dates), rule.id, Verdict).missing)
