"""Snapshots: what every version of every rule gives, in files small enough to read in a review.

One YAML file for each rule set. A version of a rule shows its clauses, a hash of its formulas, and for every result in how many
cells it holds and the smallest set of known facts that settles it. Cells are combinations of facts, not people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tunnistus import writing
from tunnistus.checking.solver import bounded
from tunnistus.comparing.changes import RuleResult, counted_of, results, version
from tunnistus.deciding.expand import EVERYBODY, Expanded, first_days
from tunnistus.errors import LoadError
from tunnistus.messages import message
from tunnistus.reading.canon import plain
from tunnistus.reading.files import visible
from tunnistus.rules import decimals
from tunnistus.rules.model import Book, Clause, Rule

__all__ = ["differences", "snapshot", "title", "write"]

FIRST: Final = date(1900, 1, 1)
Shot = dict[str, Any]


def snapshot(book: Book) -> dict[str, Shot]:
    """Return for every rule set its rules, each with its versions in order; names of files without their ending are the keys."""
    return {ruleset.id: {name: [*_versions(book, book.rules[name])] for name in ruleset.rules} for ruleset in book.rulesets.values()}


def _versions(book: Book, rule: Rule) -> Iterator[Shot]:
    """Versions that differ from the one before; a rule that is used is taken on the same day of its own clock."""
    days = (FIRST, *first_days(book, rule))
    last: Shot = {}
    for day, following in zip(days, (*days[1:], None), strict=True):
        world = version(book, rule, day)
        if not world.in_force:
            continue
        shot = {"clauses": {c.name: _clause(c) for c, _, _ in world.clauses}, "formulas": _hash(world)}
        if shot != {key: last.get(key) for key in shot}:
            if last:
                yield last
            last = {"from": None if day == FIRST else day, "until": None, **shot, **_results(book, world)}
        last["until"] = following - timedelta(days=1) if following else None
    if last:
        yield last


def _clause(clause: Clause) -> str:
    return f"{clause.effect} {clause.then}".rstrip()


def _hash(world: Expanded) -> str:
    nodes = [[o, plain(f.node)] for part in (world.due, world.option, world.reached) for o, f in part.items()]
    nodes += [["scope", plain(world.rule.scope)]] if world.rule.scope != EVERYBODY else []
    return hashlib.sha256(json.dumps(nodes, ensure_ascii=False).encode()).hexdigest()[:12]


def _results(book: Book, world: Expanded) -> Shot:
    found = {}
    with bounded(world.rule.id):
        counted = counted_of(book, world)
        given = results(world, counted)
        for result, (root, cells) in given.items():
            witness = {name: decimals.plain(v) for name, v in (counted.somebody(root) or {}).items()}
            found[title(result)] = {"cells": _number(cells), "witness": witness}
    return {"cells": _number(sum(cells for _, cells in given.values())), "results": found}


def title(result: RuleResult) -> str:
    """Return a result as it stands in a snapshot: ``removed``, ``option may_continue``, ``nothing``."""
    return "; ".join([*filter(None, [result.due]), *(f"option {o}" for o in result.options)]) or "nothing"


def _number(n: int) -> int | str:
    """The number itself, as text where a reader of YAML might lose digits."""
    return n if n < 10**15 else str(n)


# -- files -------------------------------------------------------------------------------------------------------

_HEAD: Final = "# Made by `make generate`. Read every change; cells are combinations of facts, not people.\n"


def _text(rules: Mapping[str, list[Shot]]) -> str:
    lines = [_HEAD]
    for name, shots in rules.items():
        lines.append(f"{name}:\n")
        for shot in shots:
            results_ = shot["results"]
            lines += [f"{'- ' if n == 0 else '  '}{key}: {_flow(shot[key])}\n" for n, key in enumerate(shot) if key != "results"]
            lines += ["  results:\n", *(f"    {_flow(result)}: {_flow(entry)}\n" for result, entry in results_.items())]
    return "".join(lines)


def _flow(value: Any) -> str:
    """A value whose texts have no line breaks, as ids and values of facts are, as YAML on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join([f'{_flow(key)}: {_flow(item)}' for key, item in value.items()])}}}"
    return _scalar(value)


@lru_cache(maxsize=1 << 12, typed=True)
def _scalar(value: Any) -> str:
    import yaml

    return yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**9).strip()[1:-1]


def write(book: Book, directory: Path) -> int:
    """Write the snapshots of all rule sets below a directory and remove those of rule sets that are gone; return how many there are."""
    shots = snapshot(book)
    for name, rules in shots.items():
        writing.write(directory / f"{name}.yaml", _text(rules))
    for path in _files(directory):
        if _id(directory, path) not in shots:
            path.unlink()
    return len(shots)


def _files(directory: Path) -> list[Path]:
    return visible(directory.rglob("*.yaml"), directory)


def _id(directory: Path, path: Path) -> str:
    return path.relative_to(directory).with_suffix("").as_posix()


def differences(book: Book, directory: Path) -> list[str]:
    """Return what differs between the rules and the snapshots below a directory, one sentence each; empty when nothing does.

    Raises :class:`LoadError` when a snapshot that differs is not one.
    """
    old, new = {_id(directory, path): path for path in _files(directory)}, snapshot(book)
    found = []
    for name in [*new, *(n for n in old if n not in new)]:
        if name not in old:
            found.append(f"{name}: The rule set has no snapshot yet.")
        elif name not in new:
            found.append(f"{name}: The rule set of this snapshot is gone.")
        elif (text := old[name].read_text(encoding="utf-8")) != _text(new[name]):
            lines = [*_rules(_read(text, old[name].name), new[name])] or ["The same content is written in another way."]
            found += [f"{name}: {line}" for line in lines]
    return found


def _read(text: str, where: str) -> dict[str, list[Shot]]:
    import yaml

    from tunnistus.reading.strict import LOADER

    try:
        data = yaml.load(text, Loader=LOADER)
        assert all("results" in shot for shots in data.values() for shot in shots)
    except (yaml.YAMLError, AttributeError, TypeError, AssertionError):
        raise LoadError(message("This is not a snapshot."), where=where, todo=message("Run make generate.")) from None
    return data  # type: ignore[no-any-return]


def _rules(old: Mapping[str, list[Shot]], new: Mapping[str, list[Shot]]) -> Iterator[str]:
    for name in dict.fromkeys((*new, *old)):
        before, after = ({s["from"]: s for s in side.get(name, ())} for side in (old, new))
        if name not in old or name not in new:
            yield f"{name}: The rule is {'new' if name in new else 'gone'}."
            continue
        for since in sorted(before.keys() | after.keys(), key=lambda d: d or FIRST):
            head = f"{name} from {since or 'the beginning'}"
            if since not in before or since not in after:
                yield f"{head}: The version is {'new' if since in after else 'gone'}."
            else:
                yield from (f"{head}: {line}" for line in _version(before[since], after[since]))


def _version(old: Shot, new: Shot) -> Iterator[str]:
    if old["until"] != new["until"]:
        yield f"It was in force until {old['until'] or 'further notice'}, and now until {new['until'] or 'further notice'}."
    for name in dict.fromkeys((*old["clauses"], *new["clauses"])):
        before, after = (shot["clauses"].get(name) for shot in (old, new))
        if before != after:
            yield f"The clause {name!r} was {before or 'not there'}, and is {after or 'not there'}."
    moved = list(_moved(old, new))
    yield from moved
    if not moved and old["formulas"] != new["formulas"]:
        yield "A condition is written in another way; every result holds in as many cells, with the same witness."


def _moved(old: Shot, new: Shot) -> Iterator[str]:
    for name in dict.fromkeys((*old["results"], *new["results"])):
        before, after = (shot["results"].get(name, {"cells": 0, "witness": None}) for shot in (old, new))
        counts = [f"{entry['cells']} of {shot['cells']}" for entry, shot in ((before, old), (after, new))]
        if counts[0] != counts[1]:
            example = f" For example: {_flow(after['witness'])}." if after["witness"] else ""
            yield f"The result {name!r} held in {counts[0]} cells, and holds in {counts[1]}.{example}"
        elif before["witness"] != after["witness"]:
            yield f"The smallest witness of {name!r} was {_flow(before['witness'])}, and is {_flow(after['witness'])}."
