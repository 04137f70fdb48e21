"""Other ways to decide a whole table, each on one thread, over the same workloads. Written in the form that is fastest for each.

*At least k* is written as "any of all subsets of k" for those without a threshold that knows open values. OpenFisca and PolicyEngine know
no open values: each verdict is computed twice there, once for certainly true and once for certainly false.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.workloads import PERMITS, Condition, Workload, below, folded, levels, rails

Verdicts = Callable[[], Mapping[str, Any]]  # for every rule an Arrow array, null where it is open


def spelled(node: Condition) -> Condition:
    """The condition without ``at_least``."""
    if node[0] == "at_least":
        children = [spelled(child) for child in node[2:]]
        return folded(["any", *(["all", *some] for some in itertools.combinations(children, node[1]))])
    return folded([node[0], *map(spelled, below(node))]) if below(node) else node


def arrow(of: Workload, table: Any) -> Verdicts:
    """pyarrow's Kleene kernels, equal parts computed once. Yes-or-no facts only."""
    columns = {name: table.column(name).combine_chunks() for name in of.facts}
    rules = {name: spelled(node) for name, node in of.rules.items()}

    def run() -> Mapping[str, Any]:
        made: dict[str, Any] = {}
        found: dict[str, Any] = {}

        def value(node: Condition) -> Any:
            key = str(node)
            if key not in made:
                made[key] = compute(node)
            return made[key]

        def compute(node: Condition) -> Any:
            match node:
                case ["fact", name]:
                    return columns[name]
                case ["rule", name]:
                    return found[name]
                case ["not", inner]:
                    return pc.invert(value(inner))
            return reduce(pc.and_kleene if node[0] == "all" else pc.or_kleene, map(value, below(node)))

        for name, node in rules.items():
            found[name] = value(node)
        return found

    return run


def polars(of: Workload, table: Any) -> Verdicts:
    """Polars expressions, one ``with_columns`` for each level of rules; the kind of permit as an Enum."""
    import polars as pl

    frame = pl.from_arrow(table)
    frame = frame.with_columns(pl.col(n).cast(pl.Enum(list(PERMITS))) for n, kind in of.facts.items() if kind == "enum")

    def expression(node: Condition) -> Any:
        match node:
            case ["fact" | "rule", name]:
                return pl.col(name)
            case ["in", name, values]:
                return pl.col(name).is_in(pl.Series(values, dtype=pl.Enum(list(PERMITS))))
            case ["from", name, day]:
                return pl.col(name) >= day
            case ["within", name, other, days]:
                return pl.col(name) - pl.col(other) <= days
            case ["not", inner]:
                return ~expression(inner)
        return reduce((lambda a, b: a & b) if node[0] == "all" else (lambda a, b: a | b), map(expression, below(node)))

    lazy = frame.lazy()
    for group in levels(of):
        lazy = lazy.with_columns(expression(spelled(of.rules[name])).alias(name) for name in group)
    lazy = lazy.select(list(of.rules))

    def run() -> Mapping[str, Any]:
        found = lazy.collect().to_arrow()
        return {name: found.column(name) for name in of.rules}

    return run


def duckdb(of: Workload, table: Any) -> Verdicts:
    """SQL over nullable Booleans in a table of DuckDB's own. Yes-or-no facts only."""
    import duckdb as library

    connection = library.connect()
    connection.execute("SET threads = 1")
    connection.register("given", table)
    connection.execute("CREATE TABLE cases AS SELECT * FROM given")

    def text(node: Condition) -> str:
        match node:
            case ["fact" | "rule", name]:
                return str(name)
            case ["not", inner]:
                return f"(NOT {text(inner)})"
        return "(" + (" AND " if node[0] == "all" else " OR ").join(map(text, below(node))) + ")"

    query = "cases"
    for n, group in enumerate(levels(of)):
        query = f"(SELECT *, {', '.join(f'{text(spelled(of.rules[name]))} AS {name}' for name in group)} FROM {query}) AS q{n}"
    query = f"SELECT {', '.join(of.rules)} FROM {query}"

    def run() -> Mapping[str, Any]:
        found = connection.sql(query).to_arrow_table()
        return {name: found.column(name) for name in of.rules}

    return run


def _simulated(core: str) -> Callable[[Workload, Any], Verdicts]:
    """OpenFisca, or PolicyEngine which came from it: NumPy formulas, one person an entity. Yes-or-no facts only."""

    def make(of: Workload, table: Any) -> Verdicts:
        from importlib import import_module

        month = import_module(f"{core}.periods").DateUnit.MONTH if core == "openfisca_core" else "month"
        variable = import_module(f"{core}.variables").Variable
        person = import_module(f"{core}.entities").build_entity(key="person", plural="persons", label="", is_person=True)
        base = import_module(f"{core}.taxbenefitsystems").TaxBenefitSystem
        system = base([person]) if core == "openfisca_core" else type("System", (base,), {"entities": [person]})()
        build = import_module(f"{core}.simulations").SimulationBuilder

        def add(name: str, formula: Any = None) -> None:
            about = {"value_type": bool, "entity": person, "definition_period": month, "label": name}
            system.add_variable(type(name, (variable,), {**about, **({"formula": formula} if formula else {})}))

        for name in of.facts:
            add(name + "_t")
            add(name + "_f")
        for name, pair in rails(of).items():
            for end, node in zip("tf", pair, strict=True):
                exec(
                    f"def formula(person, period, parameters):\n    v = lambda n: person(n, period)\n    return {_numpy(node)}",
                    space := {"np": np},
                )
                add(f"{name}_{end}", space["formula"])
        inputs = {}
        for name in of.facts:
            column = table.column(name).combine_chunks()
            inputs[name + "_t"] = column.fill_null(False).to_numpy(zero_copy_only=False)
            inputs[name + "_f"] = pc.invert(column.fill_null(True)).to_numpy(zero_copy_only=False)

        def run() -> Mapping[str, Any]:
            simulation = build().build_default_simulation(system, table.num_rows)
            for name, values in inputs.items():
                simulation.set_input(name, "2026-01", values)
            return {r: tuple(simulation.calculate(f"{r}_{end}", "2026-01") for end in "tf") for r in of.rules}

        return run

    return make


def _numpy(node: Condition) -> str:
    match node:
        case ["is", want, ["fact" | "rule", name]]:
            return f"v('{name}_{'t' if want else 'f'}')"
        case ["count", k, first, *rest]:
            return f"(({' + '.join([f'{_numpy(first)}.astype(np.int8)', *map(_numpy, rest)])}) >= {k})"
    return "(" + (" & " if node[0] == "all" else " | ").join(map(_numpy, node[1:])) + ")"


def as_arrow(verdict: Any) -> Any:
    """A verdict as an Arrow array, whatever an engine gives; done after timing."""
    if isinstance(verdict, tuple):
        true, false = (np.asarray(part, bool) for part in verdict)
        return pa.array(true, mask=~(true | false))
    return verdict.combine_chunks() if isinstance(verdict, pa.ChunkedArray) else verdict


PEERS: Mapping[str, tuple[str, Callable[[Workload, Any], Verdicts], tuple[str, ...]]] = {
    # name: the module that it needs, how it is made, the workloads that it takes part in
    "pyarrow": ("pyarrow", arrow, ("w2", "w3")),
    "Polars": ("polars", polars, ("w1", "w2")),
    "DuckDB": ("duckdb", duckdb, ("w2",)),
    "OpenFisca": ("openfisca_core", _simulated("openfisca_core"), ("w2",)),
    "PolicyEngine": ("policyengine_core", _simulated("policyengine_core"), ("w2",)),
}
