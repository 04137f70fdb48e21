"""The canonical form: the book as JSON and back, in parts, with nothing lost. Deciding needs only this file's reading half."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import attrs

from tunnistus import seal
from tunnistus.errors import LoadError
from tunnistus.messages import message
from tunnistus.rules.calendar import Calendar, Length
from tunnistus.rules.model import (
    Accepted,
    Amount,
    AtLeast,
    Book,
    Cell,
    Cite,
    Clause,
    Const,
    Derived,
    Fact,
    Judgement,
    LaterChange,
    Listing,
    Map,
    Node,
    Not,
    Notice,
    Parameter,
    ParameterVersion,
    Period,
    Relation,
    Row,
    Rule,
    RuleSet,
    Span,
    Test,
    Use,
    Window,
)  # fmt: skip
from tunnistus.rules.sheets import Kind, Sheet, Slot
from tunnistus.rules.truth import FALSE, OPEN, TRUE

__all__ = ["FORMAT", "PARTS", "dumps", "loads", "plain", "sealed"]

FORMAT: Final = 22
PARTS: Final = ("rules", "texts", "actors", "sources", "lists", "stories")


def dumps(book: Book) -> dict[str, str]:
    """Return canonical JSON by part. Equal books give equal text."""
    rules = {
        "format": FORMAT, "facts": [plain(f) for f in book.facts.values()], "rulesets": [plain(r) for r in book.rulesets.values()],
        "rules": [plain(r) for r in book.rules.values()], "acts": book.acts, "relations": [plain(r) for r in book.relations],
        "calendar": plain(book.calendar), "later": [plain(change) for change in book.later.values()],
        "parameters": [plain(each) for each in book.parameters.values()], "way": book.way,
        "sheets": [plain(each) for each in book.sheets.values()], "moved_by": plain(book.moved_by),
    }  # fmt: skip
    lists = [plain(li) for li in book.lists.values()]
    parts = (rules, dict(book.texts), dict(book.actors), dict(book.sources), lists, dict(book.stories))
    return {name: json.dumps(part, ensure_ascii=False, separators=(",", ":")) + "\n" for name, part in zip(PARTS, parts, strict=True)}


def loads(parts: Mapping[str, str | bytes], digests: Mapping[str, str] | None = None) -> Book:
    """Read what :func:`dumps` wrote, with the digest of each part as read. Raises :class:`LoadError` when the form is another one.

    Args:
        digests: where they are known already.
    """
    data = json.loads(parts["rules"])
    if data.get("format") != FORMAT:
        raise LoadError(
            message("The compiled rule data have another format."), todo=message("Build them again: python -m tunnistus compile.")
        )
    texts, actors, sources, lists, stories = (_ReadLater(name, parts[name]) for name in PARTS[1:])
    facts = [_fact(*row) for row in data["facts"]]
    rulesets = [_ruleset(*row) for row in data["rulesets"]]
    rules = [_rule(*row) for row in data["rules"]]
    return Book(
        {f.id: f for f in facts}, {r.id: r for r in rulesets}, {r.id: r for r in rules}, data["acts"], sources, actors, texts,
        lists, tuple(_relation(*row) for row in data["relations"]), _calendar(*data["calendar"]),
        {change.key: change for change in (_later(*row) for row in data["later"])}, stories,
        {each.id: each for each in (_parameter(*row) for row in data["parameters"])}, _tuples(data["way"]),
        {each.kind: each for each in (_sheet(*row) for row in data["sheets"])}, _cites(data["moved_by"]),
        parts=digests or _digests(parts),
    )  # fmt: skip


class _ReadLater(Mapping[str, Any]):
    """A part of the book by id, read when somebody first asks for something of it: deciding needs but the roles of actors."""

    def __init__(self, name: str, text: str | bytes) -> None:
        self._name = name
        self._text = text

    @cached_property
    def _held(self) -> dict[str, Any]:
        """What the part holds. Raises :class:`LoadError` where the text is none of ours."""
        try:
            read = json.loads(self._text)
            return {each.id: each for each in (_listing(*row) for row in read)} if self._name == "lists" else dict(read)
        except (ValueError, TypeError, RecursionError):
            todo = message("Build them again: python -m tunnistus compile.")
            raise LoadError(message("The compiled rule data cannot be read."), where=f"{self._name}.json", todo=todo) from None

    def __getitem__(self, name: str) -> Any:
        return self._held[name]

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def sealed(book: Book) -> Book:
    """Return the book with the digests of its parts, as :func:`loads` of what :func:`dumps` writes has them."""
    return attrs.evolve(book, parts=_digests(dumps(book)))


def _digests(parts: Mapping[str, str | bytes]) -> dict[str, str]:
    return {name: seal.digest(part) for name, part in parts.items()}


_ATOMS: Final = frozenset({str, int, bool, type(None)})
_CONSTANTS: Final = {truth: Const(truth) for truth in (FALSE, OPEN, TRUE)}  # a sixth of all nodes
_TAGS: Final = {Test: "t", Not: "n", AtLeast: "a", Use: "u", Const: "c", Span: "s"}


def plain(value: Any) -> Any:
    """Turn model objects into lists of their fields, nodes and spans with a tag in front, dates and decimals into text."""
    if type(value) in _ATOMS:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return ["d", str(value)]
    if isinstance(value, tuple | frozenset):
        return [plain(v) for v in (sorted(value) if isinstance(value, frozenset) else value)]
    fields = getattr(type(value), "__attrs_attrs__", None)
    if fields is None:
        return value
    row = [plain(getattr(value, f.name)) for f in fields]
    return [_TAGS[type(value)], *row] if type(value) in _TAGS else row


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _bound(value: Any) -> Any:
    if isinstance(value, list):
        return Decimal(value[1])
    return date.fromisoformat(value) if isinstance(value, str) else value


def _cell(value: Any) -> Cell:
    return Span(_bound(value[1]), _bound(value[2])) if isinstance(value, list) else value


def _node(row: list[Any]) -> Node:
    tag = row[0]
    if tag == "t":
        return Test(row[1], tuple([_cell(c) if type(c) is list else c for c in row[2]]))
    if tag == "n":
        return Not(_node(row[1]))
    if tag == "a":
        return AtLeast(row[1], tuple([_node(c) for c in row[2]]))
    return Use(row[1], row[2]) if tag == "u" else _CONSTANTS[row[1]]


def _window(row: list[Any]) -> Window:
    return Window(_day(row[0]), _day(row[1]))


def _cites(rows: list[Any]) -> tuple[Cite, ...]:
    return tuple([Cite(*row) for row in rows])


def _fact(*row: Any) -> Fact:
    (id_, type_, theme, order, values, low, high, decimals, unit, element, forms, phase, observers, sensitivity, stage, polarity, evidence,
     askable, maps, judgement, derived, cite, source, opens, wish, note, where, accepted, scope, past, not_before, one_with,
     role, states, status, never_sign, wishes) = row  # fmt: skip
    return Fact(
        id_, type_, theme, order, tuple(values), _bound(low), _bound(high), decimals, unit, element, tuple(forms), phase, tuple(observers),
        sensitivity, stage, polarity, evidence, askable, tuple(Map(s, r, tuple((k, v) for k, v in n)) for s, r, n in maps),
        Judgement(*(tuple(part) for part in judgement)) if judgement else None,
        Derived(derived[0], *map(tuple, derived[1:])) if derived else None, _cites(cite), tuple(source),
        tuple(opens), wish, note, where, _accepted(accepted), _node(scope), past, tuple(not_before), tuple(one_with),
        role, _tuples(states), status, never_sign, _tuples(wishes),
    )  # fmt: skip


def _ruleset(*row: Any) -> RuleSet:
    id_, about, kind, until, rules, not_encoded, digest, where, accepted = row
    return RuleSet(
        id_, about, kind, date.fromisoformat(until), tuple(rules), tuple(not_encoded), digest, where, _accepted(accepted),
    )  # fmt: skip


def _later(key: str, since: str, touches: list[Any], known: str) -> LaterChange:
    return LaterChange(key, date.fromisoformat(since), _cites(touches), known)


def _accepted(rows: list[Any]) -> tuple[Accepted, ...]:
    return tuple([Accepted(*row) for row in rows])


def _relation(id_: str, when: Any, then: Any, cite: Any, where: str) -> Relation:
    tests = (_node(when), *map(_node, then))
    first, *rest = (test for test in tests if isinstance(test, Test))
    return Relation(id_, first, tuple(rest), _cites(cite), where)


def _parameter(id_: str, versions: list[Any], where: str) -> Parameter:
    return Parameter(id_, tuple(ParameterVersion(_day(day), _amount(amount), _cites(cite)) for day, amount, cite in versions), where)


def _amount(value: Any) -> Amount:
    return date.fromisoformat(value) if isinstance(value, str) else Length(*value)


def _calendar(since: str, until: str, closed: list[str], every_week: list[int]) -> Calendar:
    return Calendar(date.fromisoformat(since), date.fromisoformat(until), frozenset(map(date.fromisoformat, closed)), tuple(every_week))


def _period(row: list[Any] | None) -> Period | None:
    return Period(*row) if row else None


def _clause(*row: Any) -> Clause:
    name, effect, when, then, beats, valid, cite, source, who, period, verified, where = row
    return Clause(
        name,
        effect,
        _node(when),
        then,
        tuple(beats),
        _window(valid),
        _cites(cite),
        tuple(source),
        who,
        _period(period),
        _day(verified),
        where,
    )


def _rule(*row: Any) -> Rule:
    (id_, ruleset, outcomes, clauses, otherwise, clock, part, ordered, valid, notices, where, complete, accepted, scope, covers_part, role,
     states, tells, helps) = row  # fmt: skip
    return Rule(
        id_, ruleset, tuple(outcomes), tuple(_clause(*c) for c in clauses), otherwise, clock, part, ordered, _window(valid),
        tuple(Notice(key, _node(when), _window(v)) for key, when, v in notices), where, complete, _accepted(accepted), _node(scope),
        covers_part, role, _tuples(states), tells, helps,
    )  # fmt: skip


def _sheet(kind: Kind, parts: list[Any], gives_way: list[Any]) -> Sheet:
    return Sheet(kind, tuple(Slot(name, most, tuple(says)) for name, most, says in parts), _tuples(gives_way))


def _tuples(value: Any) -> Any:
    return tuple([_tuples(v) for v in value]) if isinstance(value, list) else value


def _listing(*row: Any) -> Listing:
    *head, rows = row
    return Listing(*(*_tuples(head), tuple(Row(*_tuples(r)) for r in rows)))
