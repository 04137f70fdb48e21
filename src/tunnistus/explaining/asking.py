"""What to ask next: the questions that can still change something, one step ahead, the gentlest first. Language-free."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from typing import Any, Final, NamedTuple

import attrs

from tunnistus.bounded import Bounded
from tunnistus.deciding.compiled import TRUTHS, Known
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.deciding.plan import Found
from tunnistus.errors import Contradiction
from tunnistus.explaining.opening import first_of_child, heard, is_asked, is_likely, openers, stage_of, unfolded
from tunnistus.limits import MAX_LATELY
from tunnistus.rules.answers import Answers, Mark
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import MARKS_ONLY, complete, reach
from tunnistus.rules.formula import cells
from tunnistus.rules.mdd import Ahead
from tunnistus.rules.model import PARTS, Book, Cell, Fact, Value
from tunnistus.rules.relations import Group, relations_of
from tunnistus.rules.truth import FALSE, OPEN, TRUE

__all__ = ["AtStake", "Question", "SoFar", "ask", "foreseen", "one_by_one", "values_of"]


@attrs.frozen
class AtStake:
    """Outcomes of a rule that the answer to a question can still change."""

    rule: str
    outcomes: tuple[str, ...]


@attrs.frozen
class Question:
    """A fact worth asking about now, and at which stage (:func:`tunnistus.explaining.opening.stage_of`).

    ``worst`` and ``average`` count the possible outcomes that the answer removes. ``leads`` tells that the answer alone can change how far
    a rule of steps is reached. ``likely`` is false of a fact whose opening questions,
    as far as they were asked, all got "no", no answer or "not known" (:func:`tunnistus.explaining.opening.is_likely`): an interview may
    end before it.
    """

    fact: str
    stage: int
    judgement: bool
    changes: tuple[AtStake, ...]
    worst: int
    average: float
    likely: bool = True
    leads: bool = False


BESIDE: Final = "beside"  # the part of rules that others read beside the shipped ones
SENSITIVE: Final = ("special_category_art9", "criminal_offence_art10")  # the sensitivity of facts that the GDPR protects most
_Turn = tuple[bool, bool, int, int]
Effect = tuple[tuple[int, ...], AtStake]
Supposed = Mapping[str, Value | None]  # other values of some facts; None is open


def ask(
    decisions: Iterable[Verdict], case: Case | None = None, *, skip: Collection[str] = (), details: bool = False
) -> tuple[Question, ...]:
    """Return the questions worth asking next over several decisions about one person, one step ahead.

    Facts that were answered "maybe" come after the others. Then those that are not likely after those that are. Then ask stage (1 safety
    … 4 most sensitive), in the first stage facts of safety before others, of a child who looks after it, the order of an assessment
    (danger, child, next step, help, law …), what alone can change the next step, opening questions before single ones, most possible
    outcomes removed in the worst case, then on average, the order of the vocabulary; judgements last. A question of a later stage, or
    one that is not likely, is offered only when those before it cannot change what it would, and a fact of a group as
    :func:`tunnistus.explaining.opening.unfolded` tells. Declined facts are never asked again. Empty when all is settled or nothing
    askable is left.

    Rules that others read beside the shipped ones change nothing of this: what only they ask comes after it, sensitive facts last.

    Args:
        case: what is known now, where some decisions are of an earlier case and still hold.
        skip: facts that were asked about without an answer; they are left out.
        details: offer every fact that can change something, whatever was said to opening questions and of whatever stage.
    """
    return tuple(_in_turn(decisions, case, skip, details, at_once=True))


def one_by_one(
    decisions: Iterable[Verdict], case: Case | None = None, *, skip: Collection[str] = (), details: bool = False
) -> Iterator[Question]:
    """Yield what :func:`ask` returns, each worked out when it is asked for: who wants the next question does not wait for hundreds."""
    return _in_turn(decisions, case, skip, details, at_once=False)


class SoFar(Iterable[Question]):
    """Questions that several readers go through, each worked out once, when the first of them reads so far. For one thread."""

    def __init__(self, questions: Iterator[Question]) -> None:
        """Read nothing yet."""
        self._questions, self._read = questions, list[Question]()

    def __iter__(self) -> Iterator[Question]:
        for n in itertools.count():
            if n == len(self._read):
                try:
                    self._read.append(next(self._questions))
                except StopIteration:
                    return
            yield self._read[n]


def _in_turn(decisions: Iterable[Verdict], case: Case | None, skip: Collection[str], details: bool, *, at_once: bool) -> Iterator[Question]:
    open_ = [d for d in decisions if d.unsettled]
    if not open_:
        return
    theirs = [d for d in open_ if d.rule.part == BESIDE]
    asked: set[str] = set()
    for q in _asked([d for d in open_ if d.rule.part != BESIDE], case, skip, details, at_once):
        asked.add(q.fact)
        yield q
    if theirs:
        yield from _after(asked, _asked(theirs, case, skip, details, at_once), case or theirs[0].case)


def _after(asked: Collection[str], theirs: Iterable[Question], case: Case) -> list[Question]:
    """What only rules of others ask: in their order, but of questions that are alike likely the sensitive ones last."""

    def rank(q: Question) -> tuple[bool, ...]:
        return q.judgement, q.fact in case.answers.marks, not q.likely, case.book.facts[q.fact].sensitivity in SENSITIVE

    return sorted((q for q in theirs if q.fact not in asked), key=rank)


def _asked(open_: Sequence[Verdict], case: Case | None, skip: Collection[str], details: bool, at_once: bool) -> Iterator[Question]:
    if not open_:
        return
    now = case or open_[0].case
    book, answers = now.book, now.answers
    by_fact = _touched(book, answers, open_)
    declined = {n for n, mark in answers.marks.items() if mark == Mark.DECLINED}
    names = [n for n in by_fact if book.facts[n].askable and n not in answers.known and n not in declined and n not in skip]
    names = names if details else unfolded(book, answers, names, skip)
    ranking = _Ranking(now, {n: by_fact[n] for n in names}, _likely(now, open_, names, skip))
    placed = ranking.at_once() if at_once else ranking.one_by_one()
    yield from (each.question for each in placed) if details else _by_stage(placed, answers.marks)


def _touched(book: Book, answers: Answers, decisions: Iterable[Verdict]) -> dict[str, dict[Verdict, None]]:
    """Return by fact which decisions can still change with it, of the facts that are asked of the person; broad questions included."""
    by_fact: dict[str, dict[Verdict, None]] = {}
    for decision in decisions:
        for name in decision.missing:
            by_fact.setdefault(name, {})[decision] = None
    found = {name: decided for name, decided in by_fact.items() if is_asked(book, answers, name)}
    _add_broad(book, found)
    return found


def _add_broad(book: Book, by_fact: dict[str, dict[Verdict, None]]) -> None:
    """Let a broad question that can change nothing itself any more stand for the facts behind it that can."""
    groups = openers(book)
    for name in tuple(by_fact):
        for gate in groups.get(name, ()):
            by_fact.setdefault(gate, {}).update(by_fact[name])


def _by_stage(placed: Iterable[_Placed], marks: Collection[str]) -> Iterator[Question]:
    """Leave out what questions of an earlier turn, not yet asked, can change as well; the questions come in the order of their turns."""
    turn = (False, False, 0, 0)
    before: set[tuple[str, str]] = set()
    now: set[tuple[str, str]] = set()
    for each in placed:
        q = each.question
        if q.judgement or q.fact in marks:
            yield q
            continue
        if each.turn > turn:
            turn, before, now = each.turn, before | now, set()
        changes = {(c.rule, o) for c in q.changes for o in c.outcomes}
        if not changes <= before:
            yield q
            now |= changes


def _likely(case: Case, decisions: Sequence[Verdict], names: Collection[str], skip: Collection[str]) -> Collection[str]:
    """Return the facts that what was said to broad questions leaves likely to change something.

    Of the others it is supposed that they are as nobody hopes to find them: what can then change nothing any more is not likely to matter.
    """
    book, said = case.book, heard(case.book, case.answers, skip)
    likely = [n for n in names if is_likely(book, case.answers, n, said)]
    behind = (n for n in dict.fromkeys(n for d in decisions for n in d.missing) if not is_likely(book, case.answers, n, said))
    away = (book.facts[n] for n in (*skip, *behind) if n not in case.answers.known)
    absent = {f.id: f.polarity == "reassuring" for f in away if f.type == "bool" and f.polarity != "neutral" and not f.derived}
    if not absent:
        return likely
    known = {n: item for n, item in case.answers.known.items() if not book.facts[n].derived or n in case.answers.given}
    groups = relations_of(book)
    for n, item in absent.items():
        if n not in groups.names or groups.of[n].narrowed({**known, n: item}):
            known[n] = item
    complete(book, known, case.answers.marks, case.dates)
    supposed = Case(book, attrs.evolve(case.answers, known=known), case.dates)
    other = {n for n in known.keys() | case.answers.known.keys() if known.get(n) != case.answers.known.get(n)}
    left: set[str] = set()
    for decision in decisions:
        touched = not other.isdisjoint(decision.plan.tests)
        left.update((decide(supposed, decision.rule.id, Verdict) if touched else decision).missing)
    gates = {gate for n in left for gate in openers(book).get(n, ())}
    return [n for n in likely if n in left or n in gates]


@attrs.frozen(eq=False, repr=False)
class _Said:
    """What can be said to a question: values, what each would make known, and which other facts it would say something of.

    ``key`` tells it from what can be said otherwise, where it says nothing of others.
    """

    values: tuple[Value, ...]
    supposed: tuple[Supposed, ...]
    others: frozenset[str]
    key: tuple[Any, ...]

    @classmethod
    def to(cls, case: Case, fact: Fact, touched: Collection[Verdict]) -> _Said:
        """Return what can be said about a fact, where it can be true with the answers."""
        values = values_of(case, fact, touched)
        if len(reach(case.book, fact.id)) == 1:
            return cls._alone(case.book, fact, values)
        found = [(v, supposed) for v, supposed in _after_each(case, fact, values) if supposed is not None]
        others = frozenset([n for _, supposed in found if len(supposed) > 1 for n in supposed if n != fact.id])
        kept = tuple([v for v, _ in found])
        return cls(kept, tuple([supposed for _, supposed in found]), others, (fact.id, kept, ()))

    @classmethod
    def _alone(cls, book: Book, fact: Fact, values: tuple[Value, ...]) -> _Said:
        """The same of a fact that says nothing of others: it hangs on nothing that is known."""
        key: tuple[str, tuple[Value, ...], tuple[()]] = (fact.id, values, ())
        return _said_lately(book).get(key, lambda: cls(values, tuple([{fact.id: v} for v in values]), frozenset(), key))


def _after_each(case: Case, fact: Fact, values: Sequence[Value]) -> Iterator[tuple[Value, Supposed | None]]:
    """Each value with what would be another value then."""
    if not _tells_only_that_it_is_known(case.book, fact.id):
        yield from ((item, _supposed(case, fact, item)) for item in values)
    elif values:
        first = _supposed(case, fact, values[0])
        yield from ((item, None if first is None else {**first, fact.id: item}) for item in values)


@of_book
def _plain(book: Book) -> Mapping[str, _Said]:
    """What can be said about facts of yes and no that say nothing of others, where a rule reads them."""
    names = (f.id for f in book.facts.values() if f.type == "bool" and len(reach(book, f.id)) == 1)
    return {n: _Said._alone(book, book.facts[n], (True, False)) for n in names}


@of_book
def _said_lately(book: Book) -> Bounded[tuple[str, tuple[Value, ...], tuple[()]], _Said]:
    """What can be said about facts that say nothing of others."""
    return Bounded(MAX_LATELY)


@of_book
def _cells_lately(book: Book) -> Bounded[tuple[str, frozenset[tuple[Cell, ...]]], tuple[Value, ...]]:
    """One value for each cell, by the fact and what it is compared with."""
    return Bounded(MAX_LATELY)


class _Placed(NamedTuple):
    """A question with its place among others: no two have the same."""

    place: tuple[Any, ...]
    turn: _Turn
    question: Question


class _Ranking:
    """Facts that can be asked about, in the order in which they are, with what their answers can change."""

    def __init__(self, case: Case, by_fact: Mapping[str, Collection[Verdict]], likely: Collection[str]) -> None:
        """Rank nothing yet.

        Args:
            by_fact: the decisions that each of the facts can change.
        """
        self.case, self.by_fact, self.likely = case, by_fact, {*likely}
        self.marks, self.opened, self.plain = case.answers.marks, openers(case.book), _plain(case.book)
        self.first = first_of_child(case.book, case.answers)
        decisions = dict.fromkeys(d for touched in by_fact.values() for d in touched)
        self.ordered = {d for d in decisions if d.rule.ordered}
        self.parts = {d: PARTS.index(d.rule.part) for d in decisions}
        self.ahead = {d: _Foresight(d) for d in decisions}

    def at_once(self) -> list[_Placed]:
        """Return all of them."""
        return sorted(map(self.placed, self.by_fact))

    def one_by_one(self) -> Iterator[_Placed]:
        """Yield the same. What an answer changes is worked out only of those that can be the next by all else that is known of them."""
        heap: list[tuple[tuple[Any, ...], str, _Placed | None]] = [(self.soonest(name), name, None) for name in self.by_fact]
        heapify(heap)
        while heap:
            _, name, placed = heap[0]
            if placed:
                heappop(heap)
                yield placed
            else:
                placed = self.placed(name)
                heapreplace(heap, (placed.place, name, placed))

    def soonest(self, name: str) -> tuple[Any, ...]:
        """Return a place that a fact has at the soonest, whatever its answers change."""
        leads = not self.ordered.isdisjoint(self.by_fact[name])
        return self._place(name, self._turn(name, leads, math.inf), leads, math.inf, math.inf)

    def placed(self, name: str) -> _Placed:
        """Return the question about a fact, with its place."""
        touched, fact = self.by_fact[name], self.case.book.facts[name]
        direct = name in self.plain and any(name in d.plan.tests for d in touched)
        said = self.plain[name] if direct else _Said.to(self.case, fact, touched)
        found = [self.ahead[d].effect(name, said) for d in touched]
        removed = found[0][0] if len(found) == 1 else tuple(map(sum, zip(*[each for each, _ in found], strict=True)))
        worst, average = min(removed, default=0), sum(removed) / len(removed) if removed else 0.0
        steps = [each for d, (each, _) in zip(touched, found, strict=True) if d in self.ordered]
        leads = any(map(sum, steps))
        turn, changes = self._turn(name, leads, average), tuple([changed for _, changed in found])
        q = Question(name, turn[-1], fact.judgement is not None, changes, worst, average, name in self.likely, leads)
        return _Placed(self._place(name, turn, leads, worst, average), turn, q)

    def _turn(self, name: str, leads: bool, average: float) -> _Turn:
        """When a question has its turn: likely ones first; of them those of stage 1, then broad questions, then single ones by stage.

        Of the broad questions those come first whose answer alone changes something, and with them what stands behind none and alone
        changes the step, unless it is or may be a child: who looks after a child is asked before the others.
        """
        stage, broad = stage_of(self.case.book, self.case.answers, name), bool(self.case.book.facts[name].opens)
        alone = broad or (leads and not self.first and name not in self.opened)
        turn = 0 if stage == 1 or (alone and average) else 1 if name in self.first else 2 if broad else 3
        return name not in self.likely, stage > 1, turn, stage

    def _place(self, name: str, turn: _Turn, leads: bool, worst: float, average: float) -> tuple[Any, ...]:
        fact, part = self.case.book.facts[name], min([self.parts[d] for d in self.by_fact[name]])
        safety = turn[-1] > 1 or fact.element != "safety"
        order = (name not in self.first, part, not leads, not fact.opens, -worst, -average, fact.order)
        return (fact.judgement is not None, name in self.marks, *turn, safety, *order)


def values_of(case: Case, fact: Fact, touched: Collection[Verdict]) -> tuple[Value, ...]:
    """Return one value for each cell of a fact that the rules tell apart; none of a number or date that only derived facts read."""
    relations = relations_of(case.book)
    related = fact.id in relations.names
    if fact.type == "bool" and not related and any(fact.id in d.plan.tests for d in touched):
        return True, False
    tests = frozenset().union(*[d.plan.tests[fact.id] for d in touched if fact.id in d.plan.tests])
    if related:
        return relations.of[fact.id].values_left(fact.id, case.answers.known, tests)
    if not tests and fact.type not in ("bool", "enum"):
        return ()
    return _cells_lately(case.book).get((fact.id, tests), lambda: cells(fact, tests))


def _supposed(case: Case, fact: Fact, item: Value) -> Supposed | None:
    """What would be another value if one more fact were answered: its own, and that of what derives or follows from it.

    ``None`` where that cannot be true with the answers: a derived fact was answered itself.
    """
    if group := _group_alone(case.book, fact.id):
        following = group.following({**group.known_of(case.answers.known), fact.id: item})
        return None if following is None else {fact.id: item, **following}
    touched = reach(case.book, fact.id)
    before, facts, given = case.answers.known, case.book.facts, case.answers.given
    known = {n: v for n, v in before.items() if n not in touched or not facts[n].derived or n in given} | {fact.id: item}
    marks = {n: m for n, m in case.answers.marks.items() if n != fact.id}
    try:
        complete(case.book, known, marks, case.dates, touched)
    except Contradiction:
        return None
    return {n: known.get(n) for n in touched if known.get(n) != before.get(n)}


@of_book
def _group_alone(book: Book, name: str) -> Group | None:
    """The group of related facts in which a fact stands, where its value can change those of no others; nothing is derived from them."""
    group = relations_of(book).of.get(name)
    return group if group and reach(book, name) == frozenset(group.names) and not any(book.facts[n].derived for n in group.names) else None


@of_book
def _tells_only_that_it_is_known(book: Book, name: str) -> bool:
    """Whether what derives from a fact hangs on its mark alone, and so is the same whatever its value."""
    derivations = [book.facts[n].derived for n in reach(book, name) if n != name]
    return all(made is not None and made.by in MARKS_ONLY for made in derivations)


def _effect(decision: Verdict, after: Sequence[Found]) -> Effect:
    before = decision.states
    open_ = sum([_COUNTS[pair] for pair in before.values()])
    removed = tuple([open_ - sum([_COUNTS[pair] for pair in found.states.values()]) for found in after])
    changed = tuple([o for o, pair in before.items() if any(found.states[o] != pair for found in after)])
    return removed, AtStake(decision.rule.id, changed or decision.possible)


class _Foresight:
    """What a rule would give with other values of some facts: of single open ones from one pass over each diagram."""

    def __init__(self, decision: Verdict) -> None:
        self.decision, self.plan, self.known = decision, decision.plan, decision.known
        self._effects = decision.alike.effects

    def effect(self, name: str, said: _Said) -> Effect:
        """Return what the answers to a question would change; of a rule too large to look ahead perhaps every outcome."""
        key = (name, said.values, self.with_it(said)) if said.others else said.key
        effect: Effect | None = self._effects.get(key)
        if effect is None and any(made.root is None for made in self.plan.compiled):
            return (0,) * len(said.values), AtStake(self.decision.rule.id, self.decision.possible)
        if effect is None:
            effect = self._effects[key] = _effect(self.decision, [self.after(name, supposed) for supposed in said.supposed])
        return effect

    def after(self, name: str, supposed: Supposed) -> Found:
        """Return what the rule would give with an answer to a question, and all that follows from it."""
        plan = self.plan
        related = plan.relations.of.get(name)
        near = [n for n in supposed if n in plan.around]
        alone = all(n == name or (related is not None and related is plan.relations.of.get(n)) for n in near)
        if not alone or name in self.known or (passes := self._passes) is None:
            return foreseen(self.decision, supposed)
        scope, ends = passes
        item = supposed[name]
        in_scope = TRUE if scope is None else TRUTHS[self._of(scope, 0, name, item)]
        if in_scope == FALSE:
            return plan.nothing
        return plan.with_ends(in_scope, True, tuple([self._of(each, n, name, item) for n, each in enumerate(ends)]), self.known)

    def _of(self, passed: Ahead, version: int, name: str, item: Any) -> int:
        made, (now, after) = self.plan.compiled[version], passed
        level = made.level.get(name)
        return now if level is None else after.get((level, made.cells(level).branch(item)), now)

    @property
    def _passes(self) -> tuple[Ahead | None, tuple[Ahead, ...]] | None:
        """The ends after each single answer, of the scope and of each version; nothing where that of the scope would be too large."""
        alike, versions = self.decision.alike, self.plan.compiled
        first = versions[0]
        if alike.ahead is None and first.scope is not None:
            scope = first.diagrams.ahead(first.scope, first.branching(self.known)) if self.plan.scope else None
            alike.ahead = scope, tuple([m.diagrams.ahead(m.root, m.branching(self.known)) for m in versions if m.root is not None])
        return alike.ahead

    def with_it(self, said: _Said) -> tuple[tuple[tuple[str, Any], ...], ...]:
        """Return what answers to a question say of other facts on which the decision hangs; of numbers and days only what they pass."""
        near = sorted(said.others & self.plan.around, key=lambda n: self.plan.book.facts[n].order)
        told = ([(n, self._told(n, supposed[n])) for n in near if n in supposed] for supposed in said.supposed)
        return tuple(map(tuple, told)) if near else ()

    def _told(self, name: str, item: Value | None) -> Any:
        if item is None:
            return None
        return tuple([made.cells(made.level[name]).branch(item) for made in self.plan.compiled if name in made.level])


def foreseen(verdict: Verdict, supposed: Supposed) -> Found:
    """Return what a rule would give with other values of some facts; ``None`` is open."""
    known: Known = {**verdict.known, **supposed}
    return verdict.plan.found({name: item for name, item in known.items() if item is not None})


# by the truths of an outcome, whether it is possible, and once more whether it is open
_COUNTS: Final = {pair: (pair != (FALSE, FALSE)) + (OPEN in pair) for pair in itertools.product((FALSE, OPEN, TRUE), repeat=2)}
