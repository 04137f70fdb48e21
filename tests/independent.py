"""Decides rule files read as plain data by going through every person who can exist; written from the design alone.

It shares no code with the library: neither its reader, its formulas nor its reference. A *completion* is one way in which everything open can turn
out. All completions stand side by side as the bits of one integer: bit ``i`` of a condition tells whether it holds in completion ``i``.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from typing import Any

Doc = Mapping[str, Any]
Row = tuple[Any, ...]
Cells = Mapping[str, Mapping[Any, Any]]  # of a fact and a value the first value that is not told apart from it
WEAKENED = {"duty", "bar", "definition", "practice"}
FIRST_DAY, LAST_DAY = date(1600, 1, 1), date(2999, 12, 31)
ONE_DAY = timedelta(days=1)


class Mark(Enum):
    """The two answers that leave a fact open."""

    MAYBE = "MAYBE"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class Judged:
    """The value of a judgement, and the function that made it."""

    value: Any
    by: str


@dataclass(frozen=True)
class Person:
    """What is known about somebody: answers and days."""

    answers: Mapping[str, Any]
    as_of: date
    act_from: date | None = None
    act_to: date | None = None
    applied_on: date | None = None

    def with_answers(self, answers: Mapping[str, Any]) -> Person:
        return Person(answers, self.as_of, self.act_from, self.act_to, self.applied_on)


class Contradictory(Exception):
    """No person can have given these answers."""


# ---------------------------------------------------------------------------------------------------------------- days


def easter(year: int) -> date:
    """The day of Easter: Gauss's rule for the Gregorian calendar."""
    century, golden = year // 100, year % 19
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    week = (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (moon - week + 40) // 44
    return date(year, month, moon - week + 28 - 31 * (month // 4))


def is_closed(day: date) -> bool:
    """Whether a last day moves from here: a holiday, Independence Day, May Day, Christmas Eve, Midsummer Eve or a Saturday (150/1930, 5 §)."""
    if day.weekday() >= 5:
        return True
    if (day.month, day.day) in {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}:
        return True
    moving = {(day - easter(day.year)).days for day in [day]}
    return bool(moving & {-2, 1, 39}) or (day.weekday() == 4 and date(day.year, 6, 19) <= day <= date(day.year, 6, 25))


def later(day: date, length: Mapping[str, int]) -> date:
    """Add years, months and days; a day that does not exist becomes the last day of its month."""
    months = day.year * 12 + day.month - 1 + length.get("years", 0) * 12 + length.get("months", 0)
    year, month = divmod(months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - ONE_DAY) + timedelta(days=length.get("days", 0))


def time_over(day: date, as_of: date, length: Mapping[str, int]) -> bool:
    last = later(day, length)
    while is_closed(last):
        last += ONE_DAY
    return as_of > last


DERIVED: dict[str, Callable[..., bool]] = {
    "time_over": time_over,
    "younger": lambda born, as_of, age: as_of < later(born, age),
    "of_age": lambda born, as_of, age: as_of >= later(born, age),
}


def inside(day: date, *windows: Doc | None) -> bool:
    return all((w.get("from") or FIRST_DAY) <= day <= (w.get("until") or LAST_DAY) for w in windows if w)


# ---------------------------------------------------------------------------------------------------------------- conditions


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "fact": lambda value, name: True,
    "is": operator.eq,
    "in": lambda value, constants: value in constants,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def compares(value: Any, test: Doc) -> bool:
    """Whether a value passes a comparison with constants."""
    return all(COMPARISONS[word](value, constant) for word, constant in test.items())


@dataclass(frozen=True)
class Source:
    """A rule as its file has it."""

    id: str
    doc: Doc
    file: Doc

    @cached_property
    def scope(self) -> Any:
        """Whom it concerns: what the rule says stands in the place of what the file says."""
        own = self.doc.get("scope")
        return self.plain(self.file.get("scope", True) if own is None else own)

    @property
    def clock(self) -> str:
        return str(self.doc.get("clock", "decision"))

    def in_force(self, day: date) -> bool:
        return inside(day, self.file.get("valid"), self.doc.get("valid"))

    @property
    def begins(self) -> date:
        return max((window.get("from") or FIRST_DAY) for window in ({}, self.file.get("valid") or {}, self.doc.get("valid") or {}))

    @cached_property
    def when(self) -> dict[str, Any]:
        """The conditions of the clauses, written out."""
        return {name: self.plain(clause["when"]) for name, clause in self.doc["clauses"].items()}

    def clauses(self, day: date) -> dict[str, Doc]:
        return {name: clause for name, clause in self.doc["clauses"].items() if inside(day, clause.get("valid"))}

    def plain(self, condition: Any) -> Any:
        """Write out named conditions and groups: what is left are truths, comparisons, uses, not and at_least."""
        if isinstance(condition, bool):
            return condition
        if isinstance(condition, str):
            named = self.file.get("conditions", {})
            return self.plain(named[condition]) if condition in named else {"fact": condition, "is": True}
        if "not" in condition:
            return {"not": self.plain(condition["not"])}
        for word in ("all", "any", "of"):
            if word in condition:
                listed = condition[word]
                parts = [self.plain(part) for part in (self.file["groups"][listed] if isinstance(listed, str) else listed)]
                return {"at_least": {"all": len(parts), "any": 1}.get(word) or condition["at_least"], "of": parts}
        return condition


def parts(condition: Any) -> Iterator[Doc]:
    """Yield every comparison and use in a condition that is written out."""
    if isinstance(condition, bool):
        return
    if "not" in condition:
        yield from parts(condition["not"])
    elif "of" in condition:
        for part in condition["of"]:
            yield from parts(part)
    else:
        yield condition


# ---------------------------------------------------------------------------------------------------------------- completions


@dataclass
class Completions:
    """Every way in which some open facts can turn out: blocks of related facts, each with its rows of cells."""

    blocks: list[tuple[tuple[str, ...], list[Row]]]

    def __post_init__(self) -> None:
        self.count = 1
        self.place: dict[str, tuple[int, int, int]] = {}
        self.strides = []
        for number, (facts, rows) in enumerate(self.blocks):
            self.strides.append(self.count)
            for column, fact in enumerate(facts):
                self.place[fact] = number, column, self.count
            self.count *= len(rows)
        self.every = (1 << self.count) - 1

    def projected(self, number: int, cells: Cells) -> tuple[tuple[str, ...], dict[Row, int]]:
        """The rows of a block cut to the cells of some facts, each with the place of a row that it is cut from."""
        facts, rows = self.blocks[number]
        kept = [column for column, fact in enumerate(facts) if fact in cells]
        places: dict[Row, int] = {}
        for index, row in enumerate(rows):
            places.setdefault(tuple(cells[facts[column]][row[column]] for column in kept), index * self.strides[number])
        return tuple(facts[column] for column in kept), places

    def where(self, fact: str, passes: Callable[[Any], bool]) -> int:
        """The completions in which the cell of a fact passes."""
        number, column, stride = self.place[fact]
        rows = self.blocks[number][1]
        ones, unit = (1 << stride) - 1, 0
        for index, row in enumerate(rows):
            if passes(row[column]):
                unit |= ones << (index * stride)
        period = stride * len(rows)
        return unit * (self.every // ((1 << period) - 1))


def at_least(least: int, masks: Sequence[int], every: int) -> int:
    """Where at least so many of some conditions hold."""
    reached = [every] + [0] * least
    for mask in masks:
        for number in range(least, 0, -1):
            reached[number] |= reached[number - 1] & mask
    return reached[least]


@dataclass
class Outcomes:
    """Where each outcome of a rule is due and where it is an option; of steps, where each is reached."""

    due: dict[str, int]
    option: dict[str, int]
    ordered: bool

    def masks(self) -> list[int]:
        return [*self.due.values(), *self.option.values()]


@dataclass
class Worlds:
    """All completions of one person in one version of the rules."""

    book: Rulebook
    known: Mapping[str, Any]
    days: Mapping[str, date]
    completions: Completions
    memo: dict[str, Outcomes] = field(default_factory=dict)

    def truth(self, condition: Any, of: Source) -> int:
        every = self.completions.every
        if isinstance(condition, bool):
            return every if condition else 0
        if "not" in condition:
            return every ^ self.truth(condition["not"], of)
        if "of" in condition:
            return at_least(condition["at_least"], [self.truth(part, of) for part in condition["of"]], every)
        if "use" in condition:
            return self.use(condition, of)
        if condition["fact"] in self.known:
            return every if compares(self.known[condition["fact"]], condition) else 0
        return self.completions.where(condition["fact"], lambda value: compares(value, condition))

    def use(self, condition: Doc, of: Source) -> int:
        """An outcome of another rule: due or an option, of steps reached; a rule that does not concern the person gives nothing."""
        used = self.book.rules[condition["use"]]
        if not used.in_force(self.days[used.clock]):
            return 0
        outcomes = self.outcomes(used)
        found = outcomes.due[condition["is"]] | outcomes.option[condition["is"]]
        return found if used.scope == of.scope else found & self.truth(used.scope, used)

    def outcomes(self, rule: Source) -> Outcomes:
        if rule.id not in self.memo:
            self.memo[rule.id] = self.work_out(rule)
        return self.memo[rule.id]

    def work_out(self, rule: Source) -> Outcomes:
        nothing = dict.fromkeys(rule.doc["outcomes"], 0)
        ordered = bool(rule.doc.get("ordered"))
        day = self.days[rule.clock]
        if not rule.in_force(day):
            return Outcomes(dict(nothing), dict(nothing), ordered)
        clauses = rule.clauses(day)
        applies = self.applying(rule, clauses)
        due, option = (self.steps if ordered else self.result)(rule, clauses, applies)
        return Outcomes(nothing | due, nothing | option, ordered)

    def applying(self, rule: Source, clauses: Mapping[str, Doc]) -> dict[str, int]:
        """Where each clause applies: its condition holds, and no applying clause removes it."""
        found: dict[str, int] = {}

        def applies(name: str) -> int:
            if name not in found:
                removed = 0
                for other, clause in clauses.items():
                    if name in clause.get("beats", ()) and not weakens(clause, clauses[name]):
                        removed |= applies(other)
                found[name] = self.truth(rule.when[name], rule) & ~removed
            return found[name]

        for name in clauses:
            applies(name)
        return found

    def result(self, rule: Source, clauses: Mapping[str, Doc], applies: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        """Design 5.4: what is due, and what may be chosen."""
        due: dict[str, int] = {}
        option: dict[str, int] = {}
        for name, clause in clauses.items():
            outcome = clause.get("then")
            if outcome is None:
                continue
            weakened = 0
            for other, beating in clauses.items():
                if name in beating.get("beats", ()) and weakens(beating, clause):
                    weakened |= applies[other]
            chosen = applies[name] if clause["effect"] == "power" else applies[name] & weakened
            option[outcome] = option.get(outcome, 0) | chosen
            due[outcome] = due.get(outcome, 0) | (applies[name] & ~chosen)
        otherwise = rule.doc.get("otherwise")
        if otherwise not in (None, "nothing"):
            given = at_least(1, [*due.values(), *option.values()], self.completions.every)
            due[otherwise] = due.get(otherwise, 0) | (self.completions.every ^ given)
        return due, option

    def steps(self, rule: Source, clauses: Mapping[str, Doc], applies: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        """Design 5.5: a step is reached when a clause for it or for a later step is true."""
        reached: dict[str, int] = {}
        so_far = 0
        given = at_least(1, [0] + [applies[name] for name, clause in clauses.items() if clause.get("then")], self.completions.every)
        for step in reversed(rule.doc["outcomes"]):
            so_far |= at_least(
                1, [0] + [applies[name] for name, clause in clauses.items() if clause.get("then") == step], self.completions.every
            )
            so_far |= self.completions.every ^ given if rule.doc.get("otherwise") == step else 0
            reached[step] = so_far
        return reached, {}


def weakens(power: Doc, other: Doc) -> bool:
    """A power that beats a duty, a bar or a definition does not remove it (decision 0002)."""
    return power["effect"] == "power" and other["effect"] in WEAKENED


# ---------------------------------------------------------------------------------------------------------------- the book


@dataclass
class Verdict:
    """What one rule gives for one person."""

    in_force: bool
    in_scope: bool | None
    due: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    settled: bool = True
    floor: str | None = None
    ceiling: str | None = None
    missing: tuple[str, ...] = ()
    unexplained: bool = False
    steps: Sequence[str] = ()
    truths: Mapping[str, tuple[bool | None, bool | None]] = field(default_factory=dict)  # of being due or reached, and of being an option

    @property
    def says_something(self) -> bool:
        return self.in_force and self.in_scope is not False

    def state(self, outcome: str) -> str:
        """Where an outcome stands: due, option, reached, excluded or open."""
        if self.steps:
            place = self.steps.index(outcome)
            reached, possible = (self.steps.index(step) if step else -1 for step in (self.floor, self.ceiling))
            return "reached" if place <= reached else "open" if place <= possible else "excluded"
        if outcome in self.due:
            return "due"
        return "option" if outcome in self.options else "open" if outcome in self.possible else "excluded"


@dataclass(frozen=True)
class Reading:
    """What a rule reads in one version, as cells: of its clauses, of its scope, and of both."""

    clauses: Cells
    scope: Cells
    both: Cells


class Rulebook:
    """Rule files as plain data: facts, relations, and files of rules."""

    def __init__(self, facts: Mapping[str, Doc], relations: Iterable[Doc], files: Sequence[Doc]) -> None:
        self.facts = dict(facts)
        self.order = {fact: number for number, fact in enumerate(self.facts)}
        self.relations = [(relation["if"], relation["then"].get("any") or [relation["then"]]) for relation in relations]
        self.readings: dict[tuple[Any, ...], Reading] = {}
        self.rules = {name: Source(name, doc, file) for file in files for name, doc in file["rules"].items()}

    # what is read

    def read_by(self, rule: Source, *, days: Mapping[str, date] | None = None) -> list[Doc]:
        """Every comparison of a rule and of the rules that it uses, with the scopes of those for other people, in the version of some days or in all.

        A rule that is not in force compares nothing.
        """
        if days and not rule.in_force(days[rule.clock]):
            return []
        found = []
        for part in self.conditions(rule, days):
            if "use" not in part:
                found.append(part)
                continue
            used = self.rules[part["use"]]
            found += self.read_by(used, days=days)
            if used.scope != rule.scope and not (days and not used.in_force(days[used.clock])):
                found += parts(used.scope)
        return found

    def conditions(self, rule: Source, days: Mapping[str, date] | None = None) -> Iterator[Doc]:
        """Every comparison and use in the clauses of a rule itself."""
        for name in rule.clauses(days[rule.clock]) if days else rule.doc["clauses"]:
            yield from parts(rule.when[name])

    def used(self, rule: Source) -> list[Source]:
        """The rule and all rules that it uses, directly or through others."""
        found = {rule.id: rule}
        for part in self.conditions(rule):
            if "use" in part:
                found |= {other.id: other for other in self.used(self.rules[part["use"]])}
        return list(found.values())

    @cached_property
    def constants(self) -> dict[str, set[Any]]:
        found: dict[str, set[Any]] = {}
        for rule in self.rules.values():
            for test in [*self.read_by(rule), *parts(rule.scope)]:
                for word, constant in test.items():
                    if word != "fact":
                        found.setdefault(test["fact"], set()).update(constant if word == "in" else [constant])
        return found

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """Of each fact its values; of numbers and days enough of them to tell apart what rules tell apart."""
        return {fact: self.values_of(fact, doc) for fact, doc in self.facts.items()}

    def values_of(self, fact: str, doc: Doc) -> list[Any]:
        if doc["type"] == "bool":
            return [False, True]
        if doc["type"] == "enum":
            return list(doc["values"])
        around = self.constants.get(fact, set())
        if doc["type"] == "number":
            near = {doc["min"], doc["max"], *(constant + step for constant in around for step in (-1, 0, 1))}
            return sorted(value for value in near if doc["min"] <= value <= doc["max"])
        return sorted({date(2000, 1, 1), *(constant + step * ONE_DAY for constant in around for step in (-1, 0, 1))})

    # who can exist

    @cached_property
    def groups(self) -> list[tuple[tuple[str, ...], list[Row]]]:
        """Facts linked by relations, directly or through others, with the rows that all relations allow."""
        linked: list[set[str]] = []
        for condition, then in self.relations:
            named = {condition["fact"], *(test["fact"] for test in then)}
            apart = [group for group in linked if not group & named]
            linked = [*apart, named.union(*(group for group in linked if group & named))]
        found = []
        for group in linked:
            facts = tuple(sorted(group, key=self.order.__getitem__))
            rows = [
                row for row in itertools.product(*(self.values[fact] for fact in facts)) if self.allows(dict(zip(facts, row, strict=True)))
            ]
            found.append((facts, rows))
        return found

    def allows(self, values: Mapping[str, Any]) -> bool:
        for condition, then in self.relations:
            named = {condition["fact"], *(test["fact"] for test in then)}
            holds = named <= values.keys() and compares(values[condition["fact"]], condition)
            if holds and not any(compares(values[test["fact"]], test) for test in then):
                return False
        return True

    def impossible(self) -> set[str]:
        """Facts with a value that stands in no allowed row."""
        return {fact for facts, rows in self.groups for n, fact in enumerate(facts) if {row[n] for row in rows} != set(self.values[fact])}

    # what is known

    def known(self, person: Person) -> tuple[dict[str, Any], set[str]]:
        """Values that count, and which of them follow by relations. Relations and derived facts are applied in turn until nothing changes."""
        known = {}
        for fact, answer in person.answers.items():
            if isinstance(answer, Judged):
                if answer.by in self.facts[fact]["judgement"]["who"]:
                    known[fact] = answer.value
            elif not isinstance(answer, Mark):
                known[fact] = answer
        follow: set[str] = set()
        before = -1
        while before != len(known):
            before = len(known)
            for fact in self.facts:
                self.derive(fact, known, person)
            for facts, rows in self.groups:
                left = [row for row in rows if all(known.get(fact, cell) == cell for fact, cell in zip(facts, row, strict=True))]
                if not left:
                    raise Contradictory
                for number, fact in enumerate(facts):
                    if fact not in known and len({row[number] for row in left}) == 1:
                        known[fact] = left[0][number]
                        follow.add(fact)
        return known, follow

    def derive(self, fact: str, known: dict[str, Any], person: Person) -> None:
        derived = self.facts[fact].get("derived")
        if not derived:
            return
        inputs = [person.as_of if name == "as_of" else known.get(name) for name in derived["from"]]
        if derived["by"] == "may_be_child":
            value = True if person.answers.get(derived["from"][0]) is Mark.MAYBE else inputs[0]
        else:
            value = None if None in inputs else DERIVED[derived["by"]](*inputs, *derived.get("with", ()))
        if value is None:
            return
        if known.setdefault(fact, value) != value:
            raise Contradictory

    def contradicts(self, person: Person) -> bool:
        try:
            self.known(person)
        except Contradictory:
            return True
        return False

    def fewest_contradicting(self, person: Person) -> int:
        """How many answers are enough to contradict each other."""
        for size in range(1, len(person.answers) + 1):
            for chosen in itertools.combinations(person.answers.items(), size):
                if self.contradicts(person.with_answers(dict(chosen))):
                    return size
        raise AssertionError("the answers do not contradict each other")

    # deciding

    @cached_property
    def borders(self) -> list[date]:
        """The days on which anything begins to be in force, or has ended."""
        found = set()
        for source in self.rules.values():
            for window in (
                source.file.get("valid"),
                source.doc.get("valid"),
                *(clause.get("valid") for clause in source.doc["clauses"].values()),
            ):
                if window:
                    found.update({window.get("from"), window["until"] + ONE_DAY if window.get("until") else None})
        return sorted(day for day in found if day)

    def versions(self, rule: Source, person: Person) -> list[dict[str, date]]:
        """One day for each clock in each version that the dates can touch."""

        def touched(first: date | None, last: date | None) -> list[date]:
            start, end = first or FIRST_DAY, last or person.as_of
            return [start, *(day for day in self.borders if start < day <= end)]

        act = touched(person.act_from, person.act_to)
        application = touched(person.applied_on, person.applied_on)
        clocks = {used.clock for used in self.used(rule)}
        return [
            {"decision": person.as_of, "act": deed, "application": applied}
            for deed in (act if "act" in clocks else act[:1])
            for applied in (application if "application" in clocks else application[:1])
        ]

    def worlds(self, rule: Source, known: Mapping[str, Any], days: Mapping[str, date]) -> Worlds:
        read = self.reading(rule, days).both
        blocks = []
        for facts, rows in self.together:
            columns = [column for column, fact in enumerate(facts) if fact in read and fact not in known]
            if columns:
                left = [row for row in rows if all(known.get(fact, value) == value for fact, value in zip(facts, row, strict=True))]
                projected = dict.fromkeys(tuple(read[facts[n]][row[n]] for n in columns) for row in left)
                blocks.append((tuple(facts[n] for n in columns), list(projected)))
        return Worlds(self, known, days, Completions(blocks))

    def reading(self, rule: Source, days: Mapping[str, date]) -> Reading:
        """What is read in a version; worked out once for it."""
        version = (rule.id, *(sum(border <= day for border in self.borders) for day in days.values()))
        if version not in self.readings:
            clauses, scope = self.read_by(rule, days=days), list(parts(rule.scope))
            self.readings[version] = Reading(self.cells(clauses), self.cells(scope), self.cells([*clauses, *scope]))
        return self.readings[version]

    def cells(self, tests: Sequence[Doc]) -> dict[str, dict[Any, Any]]:
        """What these tests tell apart."""
        found: dict[str, dict[Any, Any]] = {}
        for fact in {test["fact"] for test in tests}:
            about = [test for test in tests if test["fact"] == fact]
            first: dict[tuple[bool, ...], Any] = {}
            found[fact] = {value: first.setdefault(tuple(compares(value, test) for test in about), value) for value in self.values[fact]}
        return found

    @cached_property
    def together(self) -> list[tuple[tuple[str, ...], list[Row]]]:
        """Every fact, with those that it is linked to and the rows that they can have."""
        return [*self.groups, *(((fact,), [(value,) for value in self.values[fact]]) for fact in self.alone)]

    @cached_property
    def alone(self) -> list[str]:
        related = {fact for facts, _ in self.groups for fact in facts}
        return [fact for fact in self.facts if fact not in related]

    def decide(self, name: str, person: Person) -> Verdict:
        rule = self.rules[name]
        known, _ = self.known(person)
        return self.join(rule, person, known, self.versions(rule, person))

    def conflicts(self, name: str, person: Person) -> bool:
        """Whether two outcomes are due together in some completion."""
        rule = self.rules[name]
        known, _ = self.known(person)
        found = (self.worlds(rule, known, days) for days in self.versions(rule, person))
        return any(at_least(2, [*worlds.outcomes(rule).due.values()], worlds.completions.every) for worlds in found)

    def decide_alone(self, name: str, person: Person, days: Mapping[str, date]) -> Verdict:
        """What a rule gives if the deeds were done and the application made on just these days."""
        known, _ = self.known(person)
        return self.join(self.rules[name], person, known, [days])

    def possible(self, name: str, person: Person) -> Verdict:
        """What is due and possible, without what is missing."""
        rule = self.rules[name]
        known, _ = self.known(person)
        found = [self.worlds(rule, known, days) for days in self.versions(rule, person)]
        verdict = self.read_off(rule, [(worlds, worlds.outcomes(rule)) for worlds in found])
        verdict.settled = same_everywhere([(True, worlds.outcomes(rule).masks(), worlds.completions.every) for worlds in found])
        return verdict

    def join(self, rule: Source, person: Person, known: Mapping[str, Any], versions: Iterable[Mapping[str, date]]) -> Verdict:
        """Decide every version and join the results."""
        results: list[tuple[Worlds, Outcomes]] = []
        in_force, scopes, sets = False, set(), []
        missing: set[str] = set()
        unexplained = False
        for days in versions:
            worlds = self.worlds(rule, known, days)
            scope = worlds.truth(rule.scope, rule)
            scopes.add(True if scope == worlds.completions.every else None if scope else False)
            in_force |= rule.in_force(days[rule.clock])
            outcomes = worlds.outcomes(rule)
            results.append((worlds, outcomes))
            told = [*outcomes.masks(), *(mask & scope for mask in outcomes.masks())]
            sets.append((rule.in_force(days[rule.clock]), told, worlds.completions.every))
            turning = self.turning(outcomes.masks(), worlds.completions, self.reading(rule, days).clauses)
            if scope != worlds.completions.every and any(outcomes.masks()):
                turning |= self.turning([scope], worlds.completions, self.reading(rule, days).scope)
            unexplained |= not turning and not same_everywhere(sets[-1:])
            missing |= turning
        (in_scope,) = scopes
        if in_scope is False:
            return Verdict(in_force, False)
        verdict = self.read_off(rule, results)
        verdict.in_force, verdict.in_scope = in_force, in_scope
        verdict.settled = same_everywhere(sets)
        verdict.missing = self.named(missing, known, person)
        verdict.unexplained = unexplained
        verdict.truths = verdict.truths if in_force else {}
        return verdict

    def read_off(self, rule: Source, results: Sequence[tuple[Worlds, Outcomes]]) -> Verdict:
        found = [outcomes for _, outcomes in results]
        every = [worlds.completions.every for worlds, _ in results]
        names = rule.doc["outcomes"]
        truths = {name: (truth([r.due[name] for r in found], every), truth([r.option[name] for r in found], every)) for name in names}
        due = tuple(name for name in names if truths[name][0])
        some = tuple(name for name in names if truths[name] != (False, False))
        if not rule.doc.get("ordered"):
            return Verdict(True, True, due, tuple(name for name in names if truths[name][1]), some, truths=truths)
        floor, ceiling = due[-1] if due else None, some[-1] if some else None
        between = names[names.index(floor) if floor else 0 : names.index(ceiling) + 1] if ceiling else []
        return Verdict(True, True, possible=tuple(between), floor=floor, ceiling=ceiling, steps=names, truths=truths)

    # what is missing

    def turning(self, masks: Sequence[int], completions: Completions, cells: Cells) -> set[str]:
        """Facts in which two completions differ that differ in the result, and in nothing else that could stay as it is (decision 0026).

        Only the facts are looked at that the formula reads, and only what it tells apart.
        """
        found: set[str] = set()
        seen = [completions.projected(number, cells) for number in range(len(completions.blocks))]
        for number, (facts, rows) in enumerate(seen):
            others = [seen[other][1].values() for other in range(len(seen)) if other != number]
            starts = [sum(chosen) for chosen in itertools.product(*others)]
            listed = list(rows)
            for column, fact in enumerate(facts):
                turns = ((rows[listed[a]], rows[listed[b]]) for a in range(len(listed)) for b in nearest(listed, a, column))
                if any((mask >> (start + a) ^ mask >> (start + b)) & 1 for a, b in turns for start in starts for mask in masks):
                    found.add(fact)
        return found

    def named(self, missing: Iterable[str], known: Mapping[str, Any], person: Person) -> tuple[str, ...]:
        """What to ask: the inputs of a derived fact, and of facts that always follow from each other the first."""
        names = set()
        for fact in self.first_of_equals(set(missing), known):
            names |= set(self.inputs(fact, known, person))
        return tuple(sorted(names, key=self.order.__getitem__))

    def inputs(self, fact: str, known: Mapping[str, Any], person: Person) -> Iterator[str]:
        derived = self.facts[fact].get("derived")
        if not derived:
            yield fact
            return
        for name in derived["from"]:
            if name != "as_of" and name not in known:
                yield from self.inputs(name, known, person)

    def first_of_equals(self, missing: set[str], known: Mapping[str, Any]) -> set[str]:
        """Of two facts that follow from each other, as things are known, one that has a question of its own and the earlier stage."""
        kept = set(missing)
        for facts, rows in self.groups:
            left = [row for row in rows if all(known.get(fact, value) == value for fact, value in zip(facts, row, strict=True))]
            for a, b in itertools.combinations(range(len(facts)), 2):
                pairs = {(row[a], row[b]) for row in left}
                if len(pairs) == len({x for x, _ in pairs}) == len({y for _, y in pairs}) and {facts[a], facts[b]} <= kept:
                    kept.discard(
                        max(
                            facts[a],
                            facts[b],
                            key=lambda fact: ("derived" in self.facts[fact], self.facts[fact]["stage"], self.order[fact]),
                        )
                    )
        return kept


def truth(masks: Sequence[int], every: Sequence[int]) -> bool | None:
    """Whether something holds in all completions of all versions, in none, or in some."""
    return False if not any(masks) else True if list(masks) == list(every) else None


def nearest(rows: Sequence[Row], start: int, column: int) -> list[int]:
    """The rows with another cell in this column from which nothing more could go back to what the first row has."""
    differs = {
        n: {c for c, cell in enumerate(row) if cell != rows[start][c]} for n, row in enumerate(rows) if row[column] != rows[start][column]
    }
    return [n for n in differs if not any(rows[m][column] == rows[n][column] and differs[m] < differs[n] for m in differs)]


def same_everywhere(sets: Sequence[tuple[bool, Sequence[int], int]]) -> bool:
    """Whether one result holds in all completions of all versions; a rule out of force differs from one that gives nothing."""
    found = {(in_force, *(None if mask not in (0, every) else bool(mask) for mask in masks)) for in_force, masks, every in sets}
    return len(found) == 1 and None not in next(iter(found))
