"""Reading conditions: surface forms become the five node types, every name is resolved, or refused with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus.errors import LoadError, nearest
from tunnistus.limits import MAX_NESTED, MAX_WRITTEN
from tunnistus.messages import message
from tunnistus.reading.documents import FactFile, RuleDoc, RuleFile
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.decimals import after, at_most, before, bound, fitted
from tunnistus.rules.formula import leaves
from tunnistus.rules.graph import uses
from tunnistus.rules.model import AtLeast, Cell, Const, Fact, Node, Not, Rule, Span, Test, Use

__all__ = ["ConditionReader", "number"]

_WORDS: Final = {
    "all": {"all"}, "any": {"any"}, "not": {"not"}, "at_least": {"at_least", "of"}, "use": {"use", "is"},
    "fact": {"fact", "is", "in", "lt", "le", "gt", "ge"},
}  # fmt: skip


def number(value: Any, decimals: int) -> int | Decimal | None:
    """Return a number of a rule file as a fact with so many decimals has it; ``None`` if it has more, or is no number."""
    if not decimals or type(value) not in (int, Decimal):
        return value if type(value) is int else None
    exact = Decimal(value)
    if not bound(decimals).copy_negate() < exact < bound(decimals):
        return None
    return made if (made := fitted(exact, decimals)) == exact else None


@attrs.define
class ConditionReader:
    """Reads the conditions of one file; named conditions and groups are local to it."""

    facts: Mapping[str, Fact]
    rules: Mapping[str, RuleDoc | Rule]
    document: Document
    doc: RuleFile | FactFile
    open: list[str] = attrs.field(factory=list)
    circles: dict[str, LoadError] = attrs.field(factory=dict)
    written: int = 0
    nested: int = 0

    @property
    def conditions(self) -> Mapping[str, Any]:
        """The named conditions of the file; a file of facts has none."""
        return getattr(self.doc, "conditions", {})

    @property
    def groups(self) -> Mapping[str, Any]:
        """The groups of the file."""
        return getattr(self.doc, "groups", {})

    def condition(self, raw: Any, path: Path_) -> Node:
        """Return the node of a condition, named ones written out. Raises :class:`LoadError`, also when they grow past the bounds."""
        self.nested += 1
        if self.nested > MAX_NESTED:
            raise self.document.error(
                path,
                message("Conditions are nested more than {most} levels deep.", most=MAX_NESTED),
                message("Make a rule of one part and use that rule."),
                code="over-limit",
            )
        self._count(1, path)
        try:
            return self._condition(raw, path)
        finally:
            self.nested -= 1

    def _count(self, nodes: int, path: Path_) -> None:
        self.written += nodes
        if self.written > MAX_WRITTEN:
            what = message("The conditions of this file, with named ones written out, have more than {most} parts.", most=MAX_WRITTEN)
            raise self.document.error(path, what, message("Split the file, or make a rule of a condition and use it."), code="over-limit")

    def _condition(self, raw: Any, path: Path_) -> Node:
        if isinstance(raw, bool):
            return Const(1 if raw else 2)
        if isinstance(raw, str):
            return self._name(raw, path)
        if not isinstance(raw, dict) or not raw:
            raise self.document.error(
                path,
                message("This is not a condition."),
                message("Write a fact, or all/any/not/at_least/fact/use."),
                code="not-a-condition",
            )
        word = next((w for w in _WORDS if w in raw), None)
        extra = sorted(set(raw) - _WORDS[word]) if word else sorted(raw)
        if word is None or extra:
            known = {w for words in _WORDS.values() for w in words}
            raise self.document.error(
                (*path, extra[0]),
                message("{name} does not belong here.", name=repr(extra[0])),
                nearest(extra[0], known),
                code="misplaced-word",
            )
        return getattr(self, f"_{word}")(raw, path)  # type: ignore[no-any-return]

    def scope(self, raw: Any, path: Path_) -> Node:
        """Return whom something concerns: by what it says, or by what its file says where it says nothing. Raises :class:`LoadError`."""
        path = path if raw is not None else ("scope",)
        node = self.condition(self.doc.scope if raw is None else raw, path)
        todo = message("A scope may read only facts of status, age, citizenship or work. Write the rest as a condition of clauses.")
        for name in uses(node):
            raise self.document.error(path, message("The scope uses the rule {name}.", name=repr(name)), todo, code="scope-unfit")
        for test, _ in leaves(node):
            fact = self.facts[test.fact]
            if fact.judgement or fact.wish or fact.polarity != "neutral":
                if fact.judgement:
                    what = message("The scope reads the judgement {fact}.", fact=repr(fact.id))
                elif fact.wish:
                    what = message("The scope reads the wish {fact}.", fact=repr(fact.id))
                else:
                    what = message("The scope reads the sign {fact}.", fact=repr(fact.id))
                raise self.document.error(path, what, todo, code="scope-unfit")
        return node

    def named(self, kind: str, name: str) -> None:
        """Read a named condition or group, also one that nothing uses, so that no wrong name hides in it."""
        self._name(name, (kind, name)) if kind == "conditions" else self._list(name, (kind, name))

    def _name(self, name: str, path: Path_) -> Node:
        if name in self.conditions:
            if name in self.open and name not in self.circles:
                what = message("The condition {name} refers to itself.", name=repr(name))
                problem = self.document.error(path, what, message("Break the circle."), code="condition-cycle")
                self.circles |= dict.fromkeys(self.open[self.open.index(name) :], problem)
            if name in self.circles:
                raise self.circles[name]
            self.open.append(name)
            try:
                return self.condition(self.conditions[name], ("conditions", name))
            finally:
                self.open.pop()
        fact = self._fact_of(name, path, {*self.conditions})
        if fact.type != "bool":
            raise self.document.error(
                path,
                message("The fact {name} is not a yes-or-no fact.", name=repr(name)),
                message("Write {example}.", example="{fact: …, is: …}"),
                code="not-yes-or-no",
            )
        return Test(name, (True,))

    def _fact_of(self, name: Any, path: Path_, also: Iterable[str] = ()) -> Fact:
        if not isinstance(name, str) or name not in self.facts:
            known = {*self.facts, *also}
            raise self.document.error(
                path, message("There is no fact or condition {name}.", name=repr(name)), nearest(name, known), code="unknown-fact"
            )
        return self.facts[name]

    def _list(self, raw: Any, path: Path_) -> tuple[Node, ...]:
        if isinstance(raw, str):
            if raw not in self.groups:
                raise self.document.error(
                    path, message("There is no group {name}.", name=repr(raw)), nearest(raw, self.groups), code="unknown-group"
                )
            raw, path = self.groups[raw], ("groups", raw)
        if not isinstance(raw, list) or not raw:
            raise self.document.error(path, message("A list of conditions or the name of a group belongs here."), code="empty-list")
        return tuple(self.condition(item, (*path, n)) for n, item in enumerate(raw))

    def _all(self, raw: dict[str, Any], path: Path_) -> Node:
        children = self._list(raw["all"], (*path, "all"))
        return AtLeast(len(children), children)

    def _any(self, raw: dict[str, Any], path: Path_) -> Node:
        return AtLeast(1, self._list(raw["any"], (*path, "any")))

    def _not(self, raw: dict[str, Any], path: Path_) -> Node:
        return Not(self.condition(raw["not"], (*path, "not")))

    def _at_least(self, raw: dict[str, Any], path: Path_) -> Node:
        if "of" not in raw:
            raise self.document.error(
                (*path, "at_least"),
                message("'at_least' needs 'of'."),
                message("Write {example}.", example="{at_least: 2, of: [...]}"),
                code="at-least-bounds",
            )
        children, k = self._list(raw["of"], (*path, "of")), raw["at_least"]
        if type(k) is not int or not 1 <= k <= len(children):
            raise self.document.error(
                (*path, "at_least"),
                message("Here 'at_least' must be a whole number from 1 to {count}.", count=len(children)),
                code="at-least-bounds",
            )
        return AtLeast(k, children)

    def _use(self, raw: dict[str, Any], path: Path_) -> Node:
        heads = self.rules
        if not isinstance(raw["use"], str) or raw["use"] not in heads:
            raise self.document.error(
                (*path, "use"), message("There is no rule {name}.", name=repr(raw["use"])), nearest(raw["use"], heads), code="unknown-rule"
            )
        outcomes = heads[raw["use"]].outcomes
        if raw.get("is") not in outcomes:
            raise self.document.error(
                path,
                message("'use' needs 'is' with an outcome of that rule."),
                message("Its outcomes: {names}.", names=", ".join(outcomes)),
                code="use-without-outcome",
            )
        return Use(raw["use"], raw["is"])

    def _fact(self, raw: dict[str, Any], path: Path_) -> Node:
        fact = self._fact_of(raw["fact"], (*path, "fact"))
        words = sorted(set(raw) - {"fact"})
        if not words or ({"is", "in"} & set(words) and len(words) > 1):
            raise self.document.error(path, message("A comparison needs one of is, in, or lt/le/gt/ge."), code="comparison-words")
        if words in (["is"], ["in"]):
            values = [raw["is"]] if words == ["is"] else raw["in"]
            values = values if isinstance(values, list) else [values]
            self._count(len(values), path)
            return Test(fact.id, tuple(self._cell(fact, v, (*path, words[0])) for v in values))
        return Test(fact.id, (self._span(fact, raw, words, path),))

    def _cell(self, fact: Fact, value: Any, path: Path_) -> Cell:
        good: Mapping[str, bool] = {
            "bool": type(value) is bool, "enum": value in fact.values, "number": number(value, fact.decimals) is not None,
            "date": type(value) is date,
        }  # fmt: skip
        if not good[fact.type]:
            kind = f"{fact.type} with {at_most(fact.decimals)}" if fact.type == "number" else fact.type
            advice = nearest(str(value), fact.values) or message("The fact {fact} is of type {kind}.", fact=repr(fact.id), kind=kind)
            raise self.document.error(path, message("This is not a value of the fact."), advice, code="not-a-value")
        if fact.type == "number":
            value = number(value, fact.decimals)
        return Span(value, value) if fact.type in ("number", "date") else value

    def _span(self, fact: Fact, raw: dict[str, Any], words: list[str], path: Path_) -> Span:
        """All of the bounds at once; where they leave no value, the test never holds, which the checker says."""
        if fact.type not in ("number", "date"):
            raise self.document.error(
                path, message("The values of the fact {fact} have no order.", fact=repr(fact.id)), message("Use is or in."), code="no-order"
            )
        lows: list[Any] = []
        highs: list[Any] = []
        for word in words:
            cell: Any = self._cell(fact, raw[word], (*path, word))
            if word in ("gt", "ge"):
                lows.append(after(cell.low, fact.step) if word == "gt" else cell.low)
            else:
                highs.append(before(cell.low, fact.step) if word == "lt" else cell.low)
        return Span(max(lows, default=None), min(highs, default=None))
