"""Coverage of rules as an LCOV tracefile on the lines of their YAML files, for the tools that show code coverage.

A clause is a line, hit in the cases in which it applied. A leaf of a condition is a line with two branches and an MC/DC condition: it
decided while true, and while false. A named condition is counted where it is written out, for every clause that uses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tunnistus.reading.strict import Document, Path_, read
from tunnistus.trying.coverage import Coverage, Leaf, leaf_name

__all__ = ["lcov", "leaf_lines"]


def lcov(coverage: Coverage, directories: Iterable[Path]) -> str:
    """Return the tracefile. Rules whose file is not below one of the directories are left out.

    Raises :class:`tunnistus.errors.LoadError` when a file cannot be read.
    """
    files: dict[str, list[Leaf]] = {}
    for leaf in coverage.leaves():
        files.setdefault(_file(leaf.clause.where), []).append(leaf)
    for rule in coverage.book.rules_written():
        files.setdefault(_file(rule.where), [])
    records = []
    for name, leaves in files.items():
        for directory in directories:
            path = directory.resolve().parent / name
            if path.is_file() and path.is_relative_to(directory.resolve()):
                shown = directory.parent / name
                records.append("\n".join(["TN:", f"SF:{shown.as_posix()}", *_record(coverage, name, leaves, read(path, name=name))]))
                break
    return "".join(f"{record}\nend_of_record\n" for record in records)


def _file(where: str) -> str:
    return where.rsplit(":", 2)[0]


def _line(where: str) -> int:
    return int(where.split(":")[-2])


def _record(coverage: Coverage, name: str, leaves: list[Leaf], document: Document) -> Iterator[str]:
    hits: Counter[int] = Counter()
    groups: dict[int, list[tuple[Leaf, int, int]]] = {}
    for rule in coverage.book.rules_written():
        for clause in rule.clauses if _file(rule.where) == name else ():
            hits[_line(clause.where)] += coverage.applied[rule.id, clause.name]
    lines: dict[tuple[str, str], list[int]] = {}
    for leaf in leaves:
        key = (leaf.rule.id, leaf.clause.name)
        if key not in lines:
            lines[key] = leaf_lines(document, *key)
        true, false = (coverage.decided[leaf.key, way] for way in (True, False))
        hits[lines[key][leaf.n]] += true + false
        groups.setdefault(lines[key][leaf.n], []).append((leaf, true, false))
    branches = [
        (line, n, way, taken)
        for line, group in sorted(groups.items())
        for n, (_, *both) in enumerate(group)
        for way, taken in enumerate(both)
    ]
    yield from (f"BRDA:{line},{n},{way},{taken}" for line, n, way, taken in branches)
    yield f"BRF:{len(branches)}"
    yield f"BRH:{sum(taken > 0 for *_, taken in branches)}"
    for line, group in sorted(groups.items()):
        for n, (leaf, *both) in enumerate(group):
            said = f"{leaf.rule.id}/{leaf.clause.name}: {leaf_name(leaf.node)}"
            yield from (f"MCDC:{line},{len(group)},{sense},{taken},{n},{said}" for sense, taken in zip("tf", both, strict=True))
    yield f"MCF:{len(branches)}"
    yield f"MCH:{sum(taken > 0 for *_, taken in branches)}"
    yield from (f"DA:{line},{count}" for line, count in sorted(hits.items()))
    yield f"LH:{sum(count > 0 for count in hits.values())}"
    yield f"LF:{len(hits)}"


def leaf_lines(document: Document, rule: str, clause: str) -> list[int]:
    """Return the line of every leaf of a clause's condition, in the order of :func:`tunnistus.trying.coverage.leaf_places`."""
    path: Path_ = ("rules", rule, "clauses", clause, "when")
    return list(_lines(document, _at(document, path), path))


def _at(document: Document, path: Path_) -> Any:
    data = document.data
    for step in path:
        data = data[step]
    return data


def _lines(document: Document, raw: Any, path: Path_) -> Iterator[int]:
    if isinstance(raw, bool):
        return
    if isinstance(raw, str) and raw in document.data.get("conditions", {}):
        yield from _lines(document, document.data["conditions"][raw], ("conditions", raw))
        return
    if isinstance(raw, str) or "fact" in raw or "use" in raw:
        yield _line(document.where(path))
        return
    word = next(word for word in ("all", "any", "of", "not") if word in raw)
    inner, path = raw[word], (*path, word)
    if word == "not":
        yield from _lines(document, inner, path)
        return
    if isinstance(inner, str):
        inner, path = document.data["groups"][inner], ("groups", inner)
    for n, item in enumerate(inner):
        yield from _lines(document, item, (*path, n))
