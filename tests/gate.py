"""The differential gate: the reference against every engine, on generated rule sets and on all shipped rules.

``make gate``, or ``python -m tests.gate``. An engine is one entry of :data:`tests.engines.ENGINES`. Every case is decided by the
reference and by the engines whose turn it is; a difference is printed as a case that can be pasted beside a rule file. Fixed seeds: the
same code gives the same cases.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, Protocol

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import reference
from tests.reference import Whole
from tunnistus.deciding.decide import Case
from tunnistus.rules.answers import Dates, Judged, Mark, read_answers
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import inputs_of
from tunnistus.rules.graph import tests_or_uses
from tunnistus.rules.model import Book, Test, Use
from tunnistus.rules.truth import OPEN
from tunnistus.shipping import source
from tunnistus.testing.strategies import existing, not_ahead, rulesets

GENERATED_BOOKS, CASES_A_BOOK, CASES_A_RULE = 700, 32, 12
A_RUN = 10  # of Hypothesis; ever the same
LEAST, LEAST_AN_ENGINE = 20_000, 4_000  # generated cases in a whole run, and of them for every engine
PARTS = ("in_force", "in_scope", "due", "options", "open_options", "possible", "settled", "floor", "ceiling", "missing", "not_covered")


class Engine(Protocol):
    """A way to decide. Registered in :data:`tests.engines.ENGINES`.

    Attributes:
        name: as it is printed.
        every: the engine takes part in every n-th case; 1 is all.
        whole: what it says is about every completion, however many: where the reference takes a sample, the others are held to this.
    """

    name: str
    every: int
    whole: bool

    def prepare(self, book: Book) -> None:
        """Get ready for a book; called once before its cases."""

    def decide(self, case: Case, rule: str) -> Mapping[str, Any] | None:
        """Return what it says of the parts in :data:`PARTS`, and ``exact``; parts that it does not know are left out.

        ``exact: False`` says that more may be shown as possible than there is, ``more`` of which parts alone. ``None`` when the case is
        beyond the engine; counted apart.
        """


@attrs.frozen
class Sample:
    """A case of the gate: raw answers, what they are checked to, and the rule to decide."""

    label: str
    rule: str
    raw: Mapping[str, Any]
    case: Case

    @cached_property
    def expected(self) -> Whole:
        """What the reference says."""
        return reference.decide(self.case, self.rule)


@attrs.frozen
class Difference:
    """What an engine says otherwise than expected."""

    engine: str
    sample: Sample
    parts: tuple[tuple[str, Any, Any], ...]

    def __str__(self) -> str:
        return "\n".join(
            (f"DIFFERENCE {self.engine} / {self.sample.rule} ({self.sample.label})", *self._parts(), *self._case(), *self._rules())
        )

    def _parts(self) -> Iterator[str]:
        for name, expected, got in self.parts:
            yield f"  {name}: expected {_shown(expected)}, got {_shown(got)}"

    def _case(self) -> Iterator[str]:
        dates = {k: v for k, v in attrs.asdict(self.sample.case.dates).items() if v}
        yield f"- name: {self.sample.label}"
        yield from (f"  {name}: {day}" for name, day in dates.items())
        yield "  answers: {" + ", ".join(f"{n}: {_yaml(v)}" for n, v in self.sample.raw.items()) + "}"
        expected = ", ".join(f"{n}: {_yaml(e)}" for n, e, _ in self.parts if n in ("due", "possible", "options", "settled", "missing"))
        yield f"  expect: {{{self.sample.rule}: {{{expected}}}}}"

    def _rules(self) -> Iterator[str]:
        book = self.sample.case.book
        if len(book.rules) < 10:
            yield from (f"  # {rule!r}" for rule in book.rules.values())


def _shown(item: Any) -> str:
    return ", ".join(sorted(item)) or "none" if isinstance(item, frozenset | set | tuple | list) else str(item)


def _yaml(item: Any) -> str:
    if isinstance(item, Judged):
        return f"{{judged: {_yaml(item.value)}, by: {item.by}, day: {item.on}}}"
    if isinstance(item, frozenset | set | tuple | list):
        return f"[{', '.join(sorted(item))}]"
    return "nothing" if item is None else str(item).lower() if isinstance(item, bool) else str(item)


# -- comparing ---------------------------------------------------------------------------------------------------


def compare(expected: Whole, got: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Return the parts that differ, as (part, expected, got). A sampled expectation or an inexact engine is held to containment."""
    same = expected.complete and got.get("exact", True)
    found = []
    for part in PARTS:
        want = getattr(expected, part)
        equal = same and part not in got.get("more", ())
        if part in got and want is not ... and not (_equal(want, got[part]) if equal else _contained(part, expected, got)):
            found.append((part, want, got[part]))
    return tuple(found)


def _equal(want: Any, have: Any) -> bool:
    return set(want) == set(have) if isinstance(want, frozenset) else want == have


def _contained(part: str, expected: Whole, got: Mapping[str, Any]) -> bool:
    """Whether what the sample shows is possible, and what is said to be certain holds in it."""
    want, have = getattr(expected, part), got[part]
    steps = expected.ceiling is not None
    match part:
        case "possible" | "missing":
            return set(want) <= set(have)
        case "open_options":
            return set(want) <= {*have, *got.get("options", ())}
        case "options":
            return set(have) <= set(want)
        case "due":
            return have is None or have == want
        case "settled" | "not_covered":
            return not have or want
        case "floor" | "ceiling" if steps and "possible" in got:
            return not (set(expected.possible) - set(got["possible"]))
        case "in_scope":
            return want in (have, OPEN) or have == OPEN
    return want == have or part in ("floor", "ceiling")


# -- running -----------------------------------------------------------------------------------------------------


@attrs.define
class Outcome:
    """What a run counted and found."""

    rulesets: int = 0
    cases: int = 0
    exact: int = 0
    took: Counter[str] = attrs.field(factory=Counter)
    passed_on: Counter[str] = attrs.field(factory=Counter)
    differences: list[Difference] = attrs.field(factory=list)

    def __str__(self) -> str:
        took = ", ".join(f"{name} {n}" for name, n in self.took.items())
        beyond = "".join(f"; beyond {name}: {n}" for name, n in self.passed_on.items())
        return (
            f"{self.rulesets} rule sets, {self.cases} cases ({self.exact} with every completion), "
            f"{len(self.differences)} differences; {took}{beyond}"
        )


def run(samples: Iterable[Sample], engines: Sequence[Engine], *, stop: int = 20) -> Outcome:
    """Decide every sample by the reference and by the engines; stop after ``stop`` differences."""
    outcome = Outcome()
    book: Book | None = None
    for n, sample in enumerate(samples):
        if sample.case.book is not book:
            book = sample.case.book
            outcome.rulesets += len(book.rulesets)
            for engine in engines:
                engine.prepare(book)
        _one(sample, [engine for engine in engines if n % engine.every == 0], outcome)
        if len(outcome.differences) >= stop:
            break
    return outcome


def _one(sample: Sample, engines: Sequence[Engine], outcome: Outcome) -> None:
    expected = sample.expected
    outcome.cases += 1
    outcome.exact += expected.complete
    results = {engine.name: _asked(engine, sample) for engine in engines}
    wholes = [_whole(got) for engine in engines if engine.whole and (got := results[engine.name])]
    for engine in engines:
        got = results[engine.name]
        if got is None:
            outcome.passed_on[engine.name] += 1
            continue
        outcome.took[engine.name] += 1
        for want in (expected, *(wholes if not expected.complete else ())):
            if parts := compare(want, got):
                outcome.differences.append(Difference(engine.name, sample, parts))
                break


def _asked(engine: Engine, sample: Sample) -> Mapping[str, Any] | None:
    """What the engine says; an engine that breaks has said something else than expected."""
    try:
        return engine.decide(sample.case, sample.rule)
    except Exception as problem:
        return {"in_force": f"{type(problem).__name__}: {problem}"}


def _whole(got: Mapping[str, Any]) -> Whole:
    """What a prover says as an expectation; what it does not say stays ``...``, and is compared with nothing."""
    parts = {name: frozenset(v) if isinstance(v, list | tuple | set) else v for name, v in got.items() if name in PARTS}
    return Whole(**{**dict.fromkeys(PARTS, ...), **parts}, complete=True)


# -- cases -------------------------------------------------------------------------------------------------------


def generated_books(count: int) -> list[Book]:
    """Return that many generated books, always the same ones."""
    return [*_each_book(count)]


def _each_book(count: int) -> Iterator[Book]:
    """The same, made when their turn comes."""
    return itertools.islice(itertools.chain.from_iterable(map(_books, itertools.count())), count)


@cache
def _books(run: int) -> list[Book]:
    """A few books that differ: later in a run Hypothesis mostly changes the ones before, and the first says nothing."""
    found: list[Book] = []

    @seed(run)
    @settings(max_examples=A_RUN, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(rulesets())
    def collect(book: Book) -> None:
        found.append(book)

    collect()
    return found[1:]


def generated(books: int = GENERATED_BOOKS, cases: int = CASES_A_BOOK) -> Iterator[Sample]:
    """Cases for generated books, in runs for one rule in which one case differs little from the one before."""
    for b, made in enumerate(_each_book(books)):
        book, dice = attrs.evolve(made), random.Random(b)
        days = border_days(book, book.rules)
        for r, rule in enumerate(book.rules):
            for n, sample in enumerate(_walk(book, rule, list(book.facts), days, dice, max(1, cases // len(book.rules)))):
                yield attrs.evolve(sample, label=f"generated {b}.{r}.{n}")


def shipped(book: Book | None = None, cases: int = CASES_A_RULE, rules: Sequence[str] = ()) -> Iterator[Sample]:
    """Cases for the shipped rules: from nothing to nearly everything answered, days on the borders of the versions and beside them."""
    book = book or source.book()
    for r, rule in enumerate(rules or book.rules):
        dice = random.Random(r)
        reached = reached_rules(book, rule)
        facts = asked_facts(book, reached)
        for n, sample in enumerate(_walk(book, rule, facts, border_days(book, reached), dice, cases)):
            yield attrs.evolve(sample, label=f"shipped {rule} {n}")


def _walk(book: Book, rule: str, facts: Sequence[str], days: Sequence[date], dice: random.Random, cases: int) -> Iterator[Sample]:
    """Start anew every eight cases, with another share of answers; between, change one answer, or the dates."""
    values = {n: cell_values(book, n) for n in facts}
    raw: dict[str, Any] = {}
    when = pick_dates(days, dice)
    n = 0
    while n < cases:
        if n % 8 == 0:
            share = dice.choice((0.0, 0.3, 0.6, 0.9, 1.0, 1.0))
            raw = {f: pick(book, f, values[f], dice) for f in facts if dice.random() < share}
        elif n % 8 == 4 or not facts:
            when = pick_dates(days, dice)
        else:
            fact = dice.choice(list(facts))
            raw = {k: v for k, v in raw.items() if k != fact or dice.random() < 0.8}
            raw |= {fact: pick(book, fact, values[fact], dice)} if dice.random() < 0.8 else {}
        raw = existing(book, raw)
        raw = not_ahead(book, raw, when.as_of)
        case = Case(book, read_answers(book, raw, when), when)
        yield Sample("", rule, dict(raw), case)
        n += 1


def pick(book: Book, name: str, values: Sequence[Any], dice: random.Random) -> Any:
    """An answer: mostly a value; sometimes a mark, or a view of somebody who does not decide."""
    fact = book.facts[name]
    roll = dice.random()
    if roll < 0.08:
        return dice.choice(list(Mark))
    value = dice.choice(values)
    if not fact.judgement:
        return value
    others = [a for a in book.actors if a not in fact.judgement.who]
    return Judged(value, by=dice.choice(others) if others and roll < 0.15 else fact.judgement.who[0], on=date(1900, 1, 1))


def pick_dates(days: Sequence[date], dice: random.Random) -> Dates:
    """Dates on or beside the borders; deeds may be open at either end or span versions, as_of is the last of all."""
    three = sorted(dice.choices(days, k=3))
    as_of = dice.choice(days) if dice.random() < 0.6 else max(days)
    first, second, applied = (min(d, as_of) for d in dice.sample(three, 3))
    act = dice.choice(
        ((None, None), (first, None), (None, first), (min(first, second), max(first, second)), (first, first), (first, first))
    )
    return Dates(as_of, *act, dice.choice((None, applied, applied)))


def border_days(book: Book, rules: Iterable[str]) -> list[date]:
    """Every border of the versions of the rules, the day before and the day after."""
    windows = (w for name in rules for r in (book.rules[name],) for w in (r.valid, *(c.valid for c in r.clauses)))
    edges = {edge for w in windows for edge in (w.since, w.until) if edge} or {date(2020, 1, 1)}
    return sorted({edge + timedelta(days=n) for edge in edges for n in (-1, 0, 1)})


def reached_rules(book: Book, rule: str) -> list[str]:
    """The rule and those that it uses."""
    used = [leaf.rule for node in book.rules[rule].conditions for leaf in tests_or_uses(node) if isinstance(leaf, Use)]
    return list(dict.fromkeys([rule, *(name for each in used for name in reached_rules(book, each))]))


def asked_facts(book: Book, rules: Iterable[str]) -> list[str]:
    """The facts to answer for the rules: what they test, or the inputs of what is derived."""
    leaves = {leaf.fact for name in rules for node in book.rules[name].conditions for leaf in tests_or_uses(node) if isinstance(leaf, Test)}
    asked = {i for name in leaves for i in inputs_of(book, name) if not book.facts[i].derived}
    return sorted(asked, key=lambda n: book.facts[n].order)


def cell_values(book: Book, name: str) -> list[Any]:
    """Values of a fact worth telling apart over all rules of the book."""
    return reference._values(book.facts[name], sorted(_tests(book).get(name, ()), key=repr))


@of_book
def _tests(book: Book) -> dict[str, set[tuple[Any, ...]]]:
    """Of each fact what the rules compare it with."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for rule in book.rules.values():
        for node in rule.conditions:
            for leaf in tests_or_uses(node):
                if isinstance(leaf, Test):
                    found.setdefault(leaf.fact, set()).add(leaf.cells)
    return found


# -- the command -------------------------------------------------------------------------------------------------


def main(say: Callable[[str], object] = print) -> int:
    from tests.engines import engines

    parser = argparse.ArgumentParser(prog="python -m tests.gate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--books", type=int, default=GENERATED_BOOKS, help="generated rule sets")
    parser.add_argument("--people", type=int, default=CASES_A_BOOK, help="cases for every generated rule set")
    parser.add_argument("--cases", type=int, default=CASES_A_RULE, help="cases for every shipped rule")
    parser.add_argument("--only", action="append", default=[], help="name of an engine; all by default")
    options = parser.parse_args()
    chosen, absent = engines(options.only)
    for name, reason in absent.items():
        say(f"gate: {name} cannot run: {reason}")
    bad = len(absent)
    for kind, samples in (("generated", generated(options.books, options.people)), ("shipped", shipped(cases=options.cases))):
        outcome = run(samples, chosen)
        for difference in outcome.differences:
            say(str(difference))
        say(f"gate, {kind}: {outcome}")
        bad += len(outcome.differences)
        if kind == "generated" and options.books * options.people >= GENERATED_BOOKS * CASES_A_BOOK and too_few(outcome, chosen):
            say(f"gate: fewer than {LEAST} cases, or than {LEAST_AN_ENGINE} for an engine")
            bad += 1
    return 1 if bad else 0


def too_few(outcome: Outcome, engines: Iterable[Engine]) -> bool:
    """Whether a whole run says less than it promises."""
    return outcome.cases < LEAST or any(outcome.took[engine.name] < LEAST_AN_ENGINE for engine in engines)


if __name__ == "__main__":
    sys.exit(main())
