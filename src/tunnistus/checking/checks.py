"""What is wrong with one rule, found from its formulas in every version: each finding is about every possible person and names one.

A version is a combination of the rule's own days with those of the rules that it uses.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import wraps
from typing import Any, Final

import attrs

from tunnistus.checking.solver import Solver, TooLarge
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.deciding.expand import Days, Expanded, clocks_in_use, every_version, worlds
from tunnistus.errors import TunnistusError
from tunnistus.limits import MAX_PROOF
from tunnistus.messages import Message, message
from tunnistus.reading.findings import Finding, Witness
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.derive import MARKS_ONLY
from tunnistus.rules.formula import leaves, none_of, same_for_all
from tunnistus.rules.mdd import FALSE
from tunnistus.rules.model import Book, Clause, Fact, Node, Rule, Test, Value, Window, inside
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import OPEN, TRUE

__all__ = ["FORBIDDEN", "Look", "Reading", "constant_tests", "errors", "holes", "read_by", "warnings"]

FORBIDDEN: Final = ("nationality", "ethnicity", "religion", "language", "gender")
"""What is no fact at all, and may not become one that a rule of signs reads. Facts that are none either say ``never_sign``."""

Answers = Mapping[str, Value]


@attrs.frozen
class Look:
    """One rule under the checker, in its versions that are in force.

    Attributes:
        most: how many nodes the diagrams of a version may have; what would need more is not proved.
    """

    book: Book
    rule: Rule
    versions: tuple[tuple[Days, Expanded], ...]
    most: int = MAX_PROOF
    _solvers: dict[Expanded, Solver] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    @classmethod
    def at(cls, book: Book, rule: Rule, most: int = MAX_PROOF) -> Look:
        """Look at all versions of a rule."""
        return cls(book, rule, tuple((days, world) for days, world in every_version(book, rule) if world.in_force), most)

    def solver(self, world: Expanded) -> Solver:
        """Return what answers questions about the conditions of a version."""
        if world not in self._solvers:
            nodes = [*(formula.node for formula in world.formulas), self.rule.scope]
            self._solvers[world] = Solver(nodes, self.book.facts, relations_of(self.book), self.most)
        return self._solvers[world]

    def some(self, world: Expanded, *nodes: Node) -> bool:
        """Tell whether all the conditions hold for somebody whom the rule concerns. Raises :class:`TooLarge`."""
        return self.solver(world).some(self.rule.scope, *nodes)

    def find(self, world: Expanded, *nodes: Node) -> dict[str, Value] | None:
        """Return the fewest answers of such a person. Raises :class:`TooLarge`."""
        return self.solver(world).somebody(self.rule.scope, *nodes)

    def cases(self, what: str, *people: tuple[Days, Answers]) -> tuple[Witness, ...]:
        """Return a case for every person, with what the rule gives; none if the answers contradict what is derived from them."""
        try:
            numbered = [what, *(f"{what}, {n}" for n in range(2, len(people) + 1))]  # two cases of a file have two names
            return tuple(_witness(self, f"{self.rule.id}: {name}", *person) for name, person in zip(numbered, people, strict=False))
        except TunnistusError:
            return ()

    def finding(
        self, code: str, what: Message, todo: Message, about: str = "", where: str = "", witness: tuple[Witness, ...] = ()
    ) -> Finding:
        """Return a finding about the rule, or about the place given."""
        return Finding(code, where or self.rule.where, what, todo, about, witness)


def _witness(look: Look, name: str, days: Days, answers: Answers) -> Witness:
    book, rule = look.book, look.rule
    clocks = clocks_in_use(book, rule, days["decision"])
    act = days["act"] if "act" in clocks else None
    dates = Dates(days["decision"], act, act, days["application"] if "application" in clocks else None)
    given: dict[str, Any] = {}
    for fact, answer in answers.items():
        judgement = book.facts[fact].judgement
        given[fact] = Judged(answer, by=judgement.who[0], on=dates.as_of) if judgement else answer
    verdict = decide(Case(book, read_answers(book, given, dates), dates), rule.id, Verdict)
    shown = {n: {"judged": a.value, "by": a.by, "day": a.on} if isinstance(a, Judged) else a for n, a in given.items()}
    when = {f.name: getattr(dates, f.name) for f in attrs.fields(Dates) if getattr(dates, f.name) is not None}
    return Witness(name, when, shown, {rule.id: _expected(verdict)})


def _expected(verdict: Verdict) -> Any:
    if not verdict.in_force:
        return "not_in_force"
    if not verdict.counts:
        return "out_of_scope"
    uncovered = {"not_covered": True} if verdict.not_covered else {}
    if verdict.rule.ordered:
        return {"floor": verdict.floor or "nothing", "ceiling": verdict.ceiling or "nothing", **uncovered}
    return {
        "due": verdict.due or "nothing", "possible": verdict.possible, "options": verdict.options, "settled": verdict.settled, **uncovered,
    }  # fmt: skip


Check = Callable[[Look], Iterator[Finding]]


def _proved(check: Check) -> Check:
    """A question above the bound ends the check of the rule with a finding of its own."""

    @wraps(check)
    def checked(look: Look) -> Iterator[Finding]:
        try:
            yield from check(look)
        except TooLarge:
            what = message("Not everything about {rule} is proved: too many facts are linked for all cases to be gone through.")
            yield look.finding("not-proved", what.filled(rule=repr(look.rule.id)), message("Split the rule."), look.rule.id)

    return checked


def errors(look: Look) -> Iterator[Finding]:
    """Yield what makes the rule wrong."""
    for check in (_constant_tests, _conflict, _gap, _never_uncovered, _shared_input, _holes):
        yield from check(look)
    if look.book.rulesets[look.rule.ruleset].kind == "indicators":
        yield from _signs(look)


def warnings(look: Look) -> Iterator[Finding]:
    """Yield what is doubtful in the rule."""
    for check in (_clauses, _outcomes, _mixed_polarity):
        yield from check(look)


# -- errors ------------------------------------------------------------------------------------------------------


def _constant_tests(look: Look) -> Iterator[Finding]:
    rule = look.rule
    clauses = ((clause.when, clause.name, clause.where) for clause in rule.clauses)
    notices = ((notice.when, notice.key, rule.where) for notice in rule.notices)
    for node, about, where in (*clauses, *notices, (rule.scope, "scope", rule.where)):
        yield from constant_tests(node, look.book.facts, about, where)


def constant_tests(node: Node, facts: Mapping[str, Fact], about: str, where: str) -> Iterator[Finding]:
    """Yield the comparisons of a condition that hold for everybody or for nobody: whoever wrote them meant something else."""
    for test in dict.fromkeys(test for test, _ in leaves(node)):
        truth = same_for_all(test, facts[test.fact])
        if truth != OPEN:
            what = message("A comparison of {fact} in {about} holds for nobody.", fact=repr(test.fact), about=repr(about))
            if truth == TRUE:
                what = message("A comparison of {fact} in {about} holds for everybody.", fact=repr(test.fact), about=repr(about))
            yield Finding("constant-test", where, what, message("Correct its values, or leave it out."), about)


@_proved
def _conflict(look: Look) -> Iterator[Finding]:
    pairs = itertools.combinations(look.rule.outcomes, 2) if not look.rule.ordered else ()
    for one, two in pairs:
        for days, world in look.versions:
            found = look.find(world, world.due[one].node, world.due[two].node)
            if found is not None:
                what = message("{one} and {two} are both due for the same person on {days}.")
                what = what.filled(one=repr(one), two=repr(two), days=days[look.rule.clock])
                witness = look.cases(f"{one} and {two} are both due", (days, found))
                yield look.finding("conflict", what, message("Say which clause beats which."), f"{one}_{two}", witness=witness)
                break


def _idle(world: Expanded) -> Node:
    """The condition under which no clause with an outcome applies."""
    return none_of(applies.node for clause, _, applies in world.clauses if clause.then)


@_proved
def _gap(look: Look) -> Iterator[Finding]:
    for days, world in look.versions if look.rule.complete else ():
        found = look.find(world, _idle(world))
        if found is not None:
            what = message("On {days} somebody gets no outcome, and the rule has no 'otherwise'.", days=days[look.rule.clock])
            todo = message("Write the clause that is missing, or otherwise: with an outcome or nothing.")
            yield look.finding("gap", what, todo, witness=look.cases("no outcome", (days, found)))
            return


@_proved
def _never_uncovered(look: Look) -> Iterator[Finding]:
    """A rule that covers a part of a provision leaves somebody without an outcome: else there is nothing that it does not cover."""
    rule = look.rule
    if rule.covers_part and not any(look.some(world, none_of(map(world.possible, rule.outcomes))) for _, world in look.versions):
        what = message("The rule covers a part, and everybody gets an outcome.")
        yield look.finding("covers-part", what, message("Leave out covers: and but:, or correct the clauses."))


def _shared_input(look: Look) -> Iterator[Finding]:
    """Two leaves that hang on the same open input are not independent; exactness would be lost."""
    names = {n for _, world in look.versions for root in world.roots for n in root.facts}
    for name in sorted(names):
        derived = look.book.facts[name].derived
        for shared in sorted(names & set(derived.inputs)) if derived and derived.by not in MARKS_ONLY else ():
            what = message("The rule tests {name} and also {shared}, from which {name} is derived.", name=repr(name), shared=repr(shared))
            yield look.finding("shared-input", what, message("Use one of them."), name)


def _signs(look: Look) -> Iterator[Finding]:
    """One more sign never lowers a step, and some facts are never signs."""
    for clause in look.rule.clauses:
        if clause.beats:
            what = message("A rule of signs has no 'beats': one more sign never takes anything away.")
            yield look.finding("sign-beats", what, message("Drop it."), clause.name, clause.where)
    for clause, test, positive in _sign_tests(look):
        fact = look.book.facts[test.fact]
        if fact.never_sign or fact.id in FORBIDDEN:
            what = message("The fact {fact} is never a sign.", fact=repr(fact.id))
            witness = _turning(look, test, True) or _turning(look, test, False)
            yield look.finding("sign-forbidden-fact", what, message("Take it out."), fact.id, clause.where, witness)
        elif not _monotone(look.book, test, positive):
            what = message("The rule of signs is not monotone in {fact}: one more sign can lower the step.", fact=repr(fact.id))
            todo = message("Write 'not' only before a reassuring fact, and a reassuring fact only after 'not'.")
            yield look.finding("sign-not-monotone", what, todo, fact.id, clause.where, _turning(look, test, positive))


def _sign_tests(look: Look) -> Iterator[tuple[Clause, Test, bool]]:
    found: dict[tuple[str, Test, bool], tuple[Clause, Test, bool]] = {}
    for _, world in look.versions:
        for clause, when, _ in world.clauses:
            for test, positive in leaves(when.node):
                found.setdefault((clause.name, test, positive), (clause, test, positive))
    yield from found.values()


def _monotone(book: Book, test: Test, positive: bool) -> bool:
    fact = book.facts[test.fact]
    if fact.type != "bool":
        return positive
    return ((test.cells == (True,)) is positive) is (fact.polarity != "reassuring")


def _turning(look: Look, test: Test, positive: bool) -> tuple[Witness, ...]:
    """Two people who differ in one fact alone: the first gets the outcome or step, the second does not."""
    try:
        for (days, world), outcome in itertools.product(look.versions, look.rule.outcomes):
            for turn in _turns(look, world, outcome, test, positive):
                if turn.some:
                    return look.cases(f"{test.fact} turns {outcome}", *((days, person) for person in turn.people))
    except TooLarge:
        pass
    return ()


@attrs.frozen
class _Turn:
    """Two values of a fact, and what is left of a condition with each of them: does the first bring an outcome that the second does not?

    Attributes:
        scope: the root of the condition that the rule concerns somebody.
        high, low: each a branch of the fact, and the root of what is left of the condition.
    """

    solver: Solver
    scope: int
    level: int
    high: tuple[int, int]
    low: tuple[int, int]

    @property
    def back(self) -> _Turn:
        """The same with the two values the other way round."""
        return attrs.evolve(self, high=self.low, low=self.high)

    @property
    def who(self) -> int:
        """The root of the condition that the first value brings somebody the outcome, and the second does not."""
        d = self.solver.diagrams
        return d.both(self.scope, d.choose(self.low[1], FALSE, self.high[1]))

    @property
    def with_both(self) -> int:
        """The root of the condition that somebody whom the rule concerns can exist with each of the values, so that only they differ."""
        solver, d = self.solver, self.solver.diagrams
        exists = d.both(self.scope, solver.exists([solver.names[self.level], *solver.facts_of(self.who)]))
        return d.both(*(solver.given(exists, self.level, branch) for branch, _ in (self.high, self.low)))

    @property
    def some(self) -> bool:
        """Whether there is such a person."""
        return self.solver.diagrams.both(self.with_both, self.who) != FALSE

    @property
    def people(self) -> list[dict[str, Value]]:
        """The fewest answers of this person with each of the values."""
        solver, name = self.solver, self.solver.names[self.level]
        rest, values = solver.person(self.who, self.with_both) or {}, solver.cells(self.level).values
        return [{**rest, name: values[branch]} for branch, _ in (self.high, self.low)]


def _turns(look: Look, world: Expanded, outcome: str, test: Test, positive: bool) -> Iterator[_Turn]:
    """Each pair of values of a fact inside and outside of a test; the other way round for a negative one."""
    solver = look.solver(world)
    root, level = solver.of(world.possible(outcome)), solver.level.get(test.fact, -1)
    if level not in solver.diagrams.support(root):
        return
    sides: dict[bool, dict[int, int]] = {True: {}, False: {}}
    for branch, item in solver.ranked(level):
        sides[inside(item, test.cells) is positive].setdefault(solver.given(root, level, branch), branch)
    for (high, one), (low, two) in itertools.product(sides[True].items(), sides[False].items()):
        yield _Turn(solver, solver.of(look.rule.scope), level, (one, high), (two, low))


@_proved
def _holes(look: Look) -> Iterator[Finding]:
    """Days on which no clause gives what clauses give before and after them: one outcome, or else any outcome at all."""
    rule = look.rule
    named = [c for c in rule.clauses if c.then]
    found = [(o, hole) for o in rule.outcomes if o != rule.otherwise for hole in holes(c.valid for c in named if c.then == o)]
    if not found and not rule.otherwise:
        found = [("", hole) for hole in holes(c.valid for c in named)]
    for of, hole in found:
        assert hole.since is not None
        before = hole.since - timedelta(days=1)
        outcome = next(c.then for c in named if before in c.valid and of in (c.then, ""))
        person = _at(look, before, outcome)
        witness = ((_all_clocks(before), person), (_all_clocks(hole.since), person)) if person is not None else ()
        said = message("No clause gives any outcome from {since} to {until}, though clauses do before and after.")
        if of:
            said = message("No clause gives {outcome} from {since} to {until}, though clauses do before and after.")
        said = said.filled(outcome=repr(of), since=hole.since, until=hole.until)
        about = of or rule.id
        cases = look.cases(f"{outcome} before and in the hole", *witness)
        yield look.finding(
            "hole-between-versions",
            said,
            message("Correct the dates of 'valid', or accept this where the law itself leaves the days out."),
            about,
            witness=cases,
        )


def _all_clocks(day: date) -> Days:
    return {"decision": day, "act": day, "application": day}


def _at(look: Look, day: date, outcome: str) -> dict[str, Value] | None:
    world = worlds(look.book, look.rule, Dates(day, day, day, day))[0]
    return look.find(world, world.possible(outcome)) if world.in_force else None


def holes(windows: Iterable[Window]) -> Iterator[Window]:
    """Yield the days between windows that none of them covers."""
    reached: date | None = None
    for window in sorted(windows, key=lambda w: w.since or date.min):
        if reached is not None and window.since is not None and window.since > reached + timedelta(days=1):
            yield Window(reached + timedelta(days=1), window.since - timedelta(days=1))
        if window.until is None:
            return
        reached = window.until if reached is None else max(reached, window.until)


# -- warnings ----------------------------------------------------------------------------------------------------


@_proved
def _clauses(look: Look) -> Iterator[Finding]:
    for clause in look.rule.clauses:
        forms = [(days, world, when, applies) for days, world in look.versions for c, when, applies in world.clauses if c is clause]
        if any(look.some(world, applies.node) for _, world, _, applies in forms):
            continue
        person = next(((days, found) for days, world, when, _ in forms if (found := look.find(world, when.node)) is not None), None)
        if person:
            what = message("The clause {clause} never applies: whenever its condition holds, another clause beats it.")
            what = what.filled(clause=repr(clause.name))
            witness = look.cases(f"{clause.name} holds and is beaten", person)
            yield look.finding("masked-clause", what, message("Narrow what beats it, or drop it."), clause.name, clause.where, witness)
        else:
            what = message("The condition of the clause {clause} can never be true.", clause=repr(clause.name))
            yield look.finding("dead-clause", what, message("Correct it, or drop the clause."), clause.name, clause.where)


@_proved
def _outcomes(look: Look) -> Iterator[Finding]:
    rule = look.rule
    given = {rule.otherwise, *(c.then for c in rule.clauses)}
    for outcome in rule.outcomes:
        if outcome not in given:
            what = message("No clause gives the outcome {outcome}.", outcome=repr(outcome))
            yield look.finding("outcome-without-clause", what, message("Write the clause, or drop the outcome."), outcome)
    if rule.otherwise and not any(look.some(world, _idle(world)) for _, world in look.versions):
        what = message("Nobody comes to the 'otherwise' {otherwise}: some clause always applies.", otherwise=repr(rule.otherwise))
        yield look.finding("unreachable-otherwise", what, message("Drop 'otherwise', or narrow the clause."), rule.otherwise)


@_proved
def _mixed_polarity(look: Look) -> Iterator[Finding]:
    seen: set[str] = set()
    todo = message("Make it work in one direction only, or say why under accepted:.")
    for (days, world), outcome in itertools.product(look.versions, look.rule.outcomes):
        for test in _both_ways(look.book, world.possible(outcome)):
            people = _mixed(look, world, outcome, test, days) if test.fact not in seen else None
            if people:
                seen.add(test.fact)
                what = message("The same answer to {fact} leads to {outcome} in one case and prevents it in another.")
                what = what.filled(fact=repr(test.fact), outcome=repr(outcome))
                witness = look.cases(f"{test.fact} both ways to {outcome}", *people)
                yield look.finding("mixed-polarity", what, todo, test.fact, witness=witness)


def _both_ways(book: Book, node: Node) -> list[Test]:
    """Tests that stand in both directions in one formula; of a yes-or-no fact, its test for yes."""
    found: dict[Test, set[bool]] = {}
    for test, positive in leaves(node):
        if book.facts[test.fact].type == "bool" and test.cells != (True,):
            test, positive = Test(test.fact, (True,)), not positive
        found.setdefault(test, set()).add(positive)
    return [test for test, directions in found.items() if len(directions) == 2]


def _mixed(look: Look, world: Expanded, outcome: str, test: Test, days: Days) -> list[tuple[Days, Answers]]:
    """Two pairs of people: in one a change of the answer brings the outcome, in the other the same change takes it away; or none."""
    for turn in _turns(look, world, outcome, test, True):
        if turn.some and turn.back.some:
            return [(days, person) for pair in (turn.back.people[::-1], turn.people) for person in pair]
    return []


# -- facts -------------------------------------------------------------------------------------------------------


@attrs.frozen
class Reading:
    """Facts that a rule tests, those of them that change what it gives, and those of which that is not proved."""

    tested: frozenset[str]
    matter: frozenset[str]
    unsure: frozenset[str]


def read_by(look: Look, waiting: set[str]) -> Reading:
    """Return how the rule reads the facts that are waited for: in its outcomes, its notices or its periods."""
    tested: set[str] = {n for c in look.rule.clauses if c.period for n in (c.period.start, c.period.until) if n}
    matter = tested & waiting
    unsure: set[str] = set()
    for _, world in look.versions:
        noticed = {n for _, when in world.notices for n in when.facts}
        opening = [applies for clause, _, applies in world.clauses if clause.period]
        tested |= noticed | {n for root in (*world.roots, *opening) for n in root.facts}
        matter |= noticed & waiting
        for root in (*world.roots, *opening):
            left = waiting.intersection(root.facts) - matter
            try:
                matter |= left.intersection(look.solver(world).reads(root.node)) if left else left
            except TooLarge:
                unsure |= left
    return Reading(frozenset(tested & waiting), frozenset(matter), frozenset(unsure - matter))
