"""Hypothesis strategies for importing services and rule authors: answers, dates, whole cases, and generated rule sets.

Nothing is filtered; examples shrink to few and early facts, early dates and simple conditions. An invented person prints as a case
to paste into a ``*.cases.yaml`` file.

>>> from hypothesis import given
>>> from tunnistus.testing.strategies import cases
>>> @given(cases("law/permit/victim"))
... def test_nothing_is_promised(case):
...     assert case.decide("permit.52a1").due in (None, "temporary", "refused")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs
from hypothesis import currently_in_test_context, event, note
from hypothesis import strategies as st

from tunnistus.assessment import Assessment, assess
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import closure
from tunnistus.errors import AnswerError, Contradiction, UnknownName, all_known, door, nearest, shown
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.explaining.loaded import Loaded
from tunnistus.limits import FIRST_DAY
from tunnistus.messages import message
from tunnistus.reading.findings import Witness, cases_yaml
from tunnistus.rules import decimals, wire
from tunnistus.rules.answers import Dates, Judged, Mark, read_answers
from tunnistus.rules.cached import of_book
from tunnistus.rules.calendar import Length
from tunnistus.rules.formula import leaves
from tunnistus.rules.graph import reached
from tunnistus.rules.horizon import acts_read, changes_of
from tunnistus.rules.model import (
    EFFECTS,
    AtLeast,
    Book,
    Cite,
    Clause,
    Const,
    Fact,
    Judgement,
    Node,
    Not,
    Notice,
    Parameter,
    ParameterVersion,
    Period,
    Relation,
    Rule,
    RuleSet,
    Span,
    Test,
    Use,
    Value,
    Window,
    topics_of,
)  # fmt: skip
from tunnistus.rules.orders import beside, in_order
from tunnistus.rules.relations import Relations, relations_of
from tunnistus.shipping import source
from tunnistus.testing.borders import as_answer, compared, days_around, first_working_days, values_around
from tunnistus.testing.leading import NOTHING, Leads, Target

__all__ = ["Invented", "answers", "cases", "completions", "dates", "facts_of", "json_answers", "judgements", "rulesets", "subject_of"]

EARLY, LATE = date(2015, 1, 1), date(2020, 1, 1)
_MANY: Final = 2519  # a number below it picks every one of up to ten values alike
_MOST: Final = 60  # answers drawn for one person
_TURNS: Final = 16  # choices drawn on the way to an outcome, always as many: whoever is led nowhere and has few answers is simpler
Subject = Book | Loaded | Assessment | str
"""What the cases are about: a book (an overlay: its own rules), a loaded rule, an assessment, or the id of a rule, rule set or topic."""


@attrs.frozen(repr=False)
class Invented:
    """An invented person. Prints as a case to paste, with nothing expected yet: that is written from the statute.

    Attributes:
        answers: fact id to answer, as ``assess`` takes them.
        rules: ids of the rules that the person is decided by.
    """

    book: Book
    rules: tuple[str, ...]
    answers: Mapping[str, Any]
    dates: Dates

    @door
    def decide(self, rule: str | None = None) -> Decision:
        """Decide a rule; the first of :attr:`rules` when none is named. Raises :class:`UnknownName`."""
        if rule not in (None, *self.rules[:1]) and currently_in_test_context():
            note(_Decided(self, rule or ""))
        return decision_of(self.case(), rule or self.rules[0])

    def case(self) -> Case:
        """Return the checked answers and dates with the book."""
        return Case(self.book, read_answers(self.book, self.answers, self.dates), self.dates)

    def assess(self) -> Assessment:
        """Assess the person by all rules of the book."""
        return assess(self.answers, **attrs.asdict(self.dates), book=self.book)

    def __repr__(self) -> str:
        return self.printed(*self.rules[:1])

    @door
    def printed(self, *rules: str) -> str:
        """Return the person as a case to paste that expects something of the rules."""
        shown = {n: {"judged": a.value, "by": a.by, "day": a.on} if isinstance(a, Judged) else a for n, a in self.answers.items()}
        days = {name: day for name, day in attrs.asdict(self.dates).items() if day}
        expect: dict[str, Any] = {name: {} for name in rules}
        return "\n" + cases_yaml([Witness("An invented person", days, shown, expect)]) + "\n"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis would show how the person was made


@attrs.frozen(repr=False)
class _Decided:
    """A person and the rule that a test decided, which is not the one that they are about; written when somebody looks."""

    person: Invented
    rule: str

    def __repr__(self) -> str:
        return f"Decided by {self.rule}:{self.person.printed(self.rule)}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


# -- what the cases are about ------------------------------------------------------------------------------------


def subject_of(of: Subject) -> tuple[Book, tuple[str, ...]]:
    """The book and the ids of the rules. Raises :class:`UnknownName`."""
    if isinstance(of, Book):
        return of, tuple(r.id for r in of.rules_in_order() if not of.overlay or of.adds(r.id))
    if isinstance(of, Loaded):
        return of.book, (of.rule.id,)
    if isinstance(of, Assessment):
        return of.case.book, tuple(of.decisions)
    book = source.book()
    if of in book.rules:
        return book, (of,)
    found = tuple(r.id for r in book.rules_in_order() if f"{r.ruleset}/".startswith(of.rstrip("/") + "/"))
    if not found:
        raise UnknownName(message("There is no such rule or topic."), where=of, todo=nearest(of, topics_of(book)))
    return book, found


def facts_of(of: Subject) -> list[str]:
    """Return the facts whose answers can matter in some version, those that derived ones are derived from included, in their order."""
    book, rules = subject_of(of)
    if isinstance(of, Book):
        return [n for n, f in book.facts.items() if not f.derived]
    each = closure(book, rules)
    waiting = [t.fact for r in each for condition in r.conditions for t, _ in leaves(condition)]
    waiting += [n for r in each for c in r.clauses if c.period for n in (c.period.start, c.period.until) if n]
    found = reached(waiting, lambda name: derived.inputs if (fact := book.facts.get(name)) and (derived := fact.derived) else ())
    return sorted((n for n in found if n in book.facts and not book.facts[n].derived), key=lambda n: book.facts[n].order)


# -- dates -------------------------------------------------------------------------------------------------------


@door
def dates(of: Subject, rule: str | None = None, *, in_force_only: bool = False) -> st.SearchStrategy[Dates]:
    """Return dates around the borders of files, rules, clauses, notices and actors: each border, the day before and the day after.

    Where offices are closed on a border, the first working day after it and the day after that, too. Days of the deeds and of the
    application lie before and after the borders that the day of deciding has passed.

    Args:
        rule: only the borders of this rule and of those that it uses.
        in_force_only: only days on which the rule is in force, or one of the rules.

    >>> from datetime import date
    >>> from hypothesis import find
    >>> from tunnistus import testing
    >>> find(testing.dates("permit.52a1", in_force_only=True), lambda found: found.as_of > date(2020, 1, 1)).as_of > date(2020, 1, 1)
    True
    """
    book, rules = subject_of(of)
    all_known("rule", () if rule is None else (rule,), book.rules, message("There is no such rule."))
    if in_force_only:
        return st.sampled_from((rule,) if rule else rules).flatmap(
            lambda name: _on([d for d in days_of(book, (name,)) if d in book.rules[name].valid])
        )
    return _on(days_of(book, (rule,) if rule else rules))


def _on(days: Sequence[date]) -> st.SearchStrategy[Dates]:
    """Dates of which each is one of some days, in their order."""

    def made(place: int, act_from: int | None, act_to: int | None, applied_on: int | None) -> Dates:
        low, high, applied = (None if n is None else days[n % (place + 1)] for n in (act_from, act_to, applied_on))
        if low and high and low > high:
            low, high = high, low
        return Dates(days[place], low, high, applied)

    earlier = st.none() | st.integers(0, _MANY)
    return st.builds(made, st.integers(0, len(days) - 1), earlier, earlier, earlier)


def days_of(book: Book, rules: Iterable[str]) -> list[date]:
    each = closure(book, rules)
    edges: set[date | None] = {EARLY}
    for rule in each:
        for window in (rule.valid, *(c.valid for c in rule.clauses), *(n.valid for n in rule.notices)):
            edges |= {window.since, window.until}
        ruleset = book.rulesets[rule.ruleset]
        edges |= {
            ruleset.verified_until,
            *filter(None, acts_read(book, rule.clauses).values()),
            *(change.since for change in changes_of(book, rule)),
        }
    for actor in {c.who for rule in each for c in rule.clauses if c.who}:
        for version in book.actors[actor]["versions"]:
            edges |= {date.fromisoformat(day) for day in version["valid"].values() if day}
    known = {edge for edge in edges if edge}
    return sorted({edge + timedelta(days=n) for edge in known for n in (-1, 0, 1)} | {*first_working_days(book.calendar, known)})


# -- answers -----------------------------------------------------------------------------------------------------

_MARKS: Final = tuple(Mark)


def _values(book: Book, fact: Fact) -> list[Any]:
    """Answers to a fact on which something turns in some rule, as ``assess`` takes them."""
    values = values_around(fact, compared(book).get(fact.id, ()))
    if fact.past:
        values = list(dict.fromkeys(min(day, _first_day(book)) for day in values if isinstance(day, date)))
    return [as_answer(fact, value) for value in values]


@of_book
def _first_day(book: Book) -> date:
    """The first of the days that are tried for all rules."""
    return min(days_of(book, book.rules))


def judgements(book: Book) -> st.SearchStrategy[Judged]:
    """Return values of facts that are judged, each made by its first decider on an early day."""
    return st.sampled_from([value for fact in book.facts.values() if fact.judgement for value in _values(book, fact)])


@door
def answers(
    of: Subject, facts: Sequence[str] | None = None, *, marks: bool = True, dates: Dates | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    """Return answers to some of the facts (default: all that can matter), as ``assess`` takes them.

    Of numbers and days these are both ends of each stretch that some rule tells apart, and one beyond; of an enumeration all members.
    Derived facts are left to be derived. Judgements are made by their first decider on an early day.

    Args:
        marks: also ``MAYBE`` and ``DECLINED``.
        dates: those of the person's case. Days lie around them, and around the limits that the law counts to and from them: the last day,
            the day before and after. Without them days that cannot lie after the day of deciding lie before every one that :func:`dates`
            gives.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> from hypothesis import given, settings
    >>> from tunnistus import testing
    >>> @settings(max_examples=5)
    ... @given(testing.answers("next_step"))
    ... def every_state_is_told(known):
    ...     assert tn.assess(known, as_of=date(2026, 11, 24)).state
    >>> every_state_is_told()
    """
    all_known("facts", facts or (), subject_of(of)[0].facts, message("There is no such fact."))
    return _answers(of, facts, marks, dates)


@door
def json_answers(of: Subject, facts: Sequence[str] | None = None, *, lenient: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Return answers as JSON has them, such as a service is sent: what :func:`tunnistus.answers_from_json` reads. See :func:`answers`.

    Args:
        lenient: of some people everything that is text, a number, yes or no as text, as a form sends it; and empty text.

    >>> import tunnistus as tn
    >>> from hypothesis import given, settings
    >>> from tunnistus import testing
    >>> @settings(max_examples=5)
    ... @given(testing.json_answers("next_step"))
    ... def all_are_read(sent):
    ...     assert tn.answers_from_json(sent).keys() == sent.keys()
    >>> all_are_read()
    """
    found = answers(of, facts).map(wire.written)
    if not lenient:
        return found
    names = facts if facts is not None else facts_of(of)
    empty = st.lists(st.sampled_from(names), max_size=3) if names else st.just([])
    return st.builds(lambda told, blank: {**dict.fromkeys(blank, ""), **{n: _as_text(a) for n, a in told.items()}}, found, empty)


def _as_text(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: _as_text(each) for name, each in answer.items()}
    if isinstance(answer, bool):
        return str(answer).lower()
    text = answer if isinstance(answer, str) else f"{Decimal(repr(answer)):f}"
    return text if len(decimals.readings(text)) < 2 else f"{text}0"  # 1.125 as text can be 1125


def _answers(of: Subject, facts: Sequence[str] | None, marks: bool, when: Dates | None) -> st.SearchStrategy[dict[str, Any]]:
    book = subject_of(of)[0]
    drawn = _picks(_free(book, facts if facts is not None else facts_of(of)))
    return drawn.map(lambda picks: _picked(book, picks, marks, when))


def _free(book: Book, facts: Iterable[str]) -> list[str]:
    return [name for name in facts if not book.facts[name].derived]


def _picks(names: Sequence[str]) -> st.SearchStrategy[dict[str, int]]:
    """Some of the facts in their order, each with a number that stands for its answer."""
    pick = st.tuples(st.integers(0, max(len(names) - 1, 0)), st.integers(0, _MANY))
    most = min(len(names), _MOST)
    picks = st.integers(0, most).flatmap(lambda n: st.lists(pick, min_size=n, max_size=most))
    return picks.map(lambda found: {names[n]: value for n, value in sorted(dict(reversed(found)).items())})


def _picked(book: Book, picks: Mapping[str, int], marks: bool, when: Dates | None) -> dict[str, Any]:
    """The answers that some numbers stand for, without those that cannot be true beside others."""
    found: dict[str, Any] = {}
    for name, number in picks.items():
        fact = book.facts[name]
        days = [as_answer(fact, day) for day in days_around(book, name, when, found)] if when and fact.type == "date" else []
        choices = [*_values(book, fact), *days, *(Mark if marks else ())]
        found[name] = choices[number % len(choices)]
    return existing(book, found) if when is None else on_those_days(book, found, when)


def existing(book: Book, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of answers those that cannot be true together with the ones before them, so that the person can exist.

    Derived facts must not be among them; what would be derived from a day is left out beside its relations.
    """
    relations = relations_of(book)
    sources = {n: {*each.inputs} for n in relations.names if (each := book.facts[n].derived)}  # what derived facts in relations read
    found: dict[str, Any] = {}
    known: dict[str, Value] = {}
    for name, answer in raw.items():
        if name in relations.names and answer is not None and answer not in _MARKS:
            group = relations.of[name]
            derived_of_known = any(sources.get(n, set()) & found.keys() for n in group.names)
            if derived_of_known or not group.narrowed({**known, name: answer}):
                continue
            known[name] = answer
        if any(name in reads and relations.of[n].given(known) for n, reads in sources.items()):
            continue
        if not _in_order(book, name, {**found, name: answer}):
            continue
        found[name] = answer
    return found


def _in_order(book: Book, name: str, answers: Mapping[str, Any]) -> bool:
    """Whether a day follows others as it must; a mark stands for any day."""
    given = {n: answers.get(n) for n in (name, *beside(book, name))}
    days = {n: day for n, a in given.items() if isinstance(day := a.value if isinstance(a, Judged) else a, date)}
    try:
        in_order(book, days)
    except Contradiction:
        return False
    return True


@st.composite
def completions(draw: st.DrawFn, book: Book, facts: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given answers and a value for every other of the facts: learning everything."""
    open_ = [n for n in dict.fromkeys(facts) if n not in given and not book.facts[n].derived]
    numbers = draw(st.lists(st.integers(0, _MANY), min_size=len(open_), max_size=len(open_)))
    values = {n: _values(book, book.facts[n]) for n in open_}
    found = dict(given)
    for n, i in zip(open_, numbers, strict=True):
        turned = [*values[n][i % len(values[n]) :], *values[n][: i % len(values[n])]]
        found = next((more for v in turned if n in (more := existing(book, {**found, n: v}))), found)
    return found


def not_ahead(book: Book, given: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """Leave out of answers the days that cannot lie after the day of deciding and do."""
    return {n: a for n, a in given.items() if not (book.facts[n].past and isinstance(a, date) and a > as_of)}


def on_those_days(book: Book, given: Mapping[str, Any], when: Dates) -> dict[str, Any]:
    """Leave out of answers those that cannot be true together with the ones before them on the dates of a case."""
    found = existing(book, not_ahead(book, given, when.as_of))
    while days := [n for n in found if book.facts[n].type == "date"]:  # what follows from days is known once it is worked out
        try:
            read_answers(book, found, when)
        except AnswerError as problem:
            clashing = problem.facts if isinstance(problem, Contradiction) else ()
            del found[([n for n in found if n in clashing] or days)[-1]]
        else:
            break
    return found


# -- whole people ------------------------------------------------------------------------------------------------


@st.composite
def _people(
    draw: st.DrawFn, leads: Leads, rules: tuple[str, ...], facts: Sequence[str], when: st.SearchStrategy[Dates], target: Target | None,
    share: float,
) -> Invented:  # fmt: skip
    """People about the first of some rules. Those who are led to an outcome have the answers that it needs, and few others."""
    book, rule = leads.book, leads.rule
    days, picks = draw(when), draw(_picks(facts))
    found = None
    if target or draw(st.integers(0, 99)) >= 100 - round(100 * share):
        aim = target or Target(draw(st.sampled_from(rule.outcomes)))
        found = leads.person(aim, days, draw(st.lists(st.integers(0, _MANY), min_size=_TURNS, max_size=_TURNS)))
        if found is None and currently_in_test_context():
            event(f"nobody was found who can have this outcome: {rule.id}, {aim.outcome}")
    if found is None:
        return Invented(book, rules, _picked(book, picks, True, days), days)
    led, days = found
    more = _picked(book, {n: number for n, number in picks.items() if n not in led}, True, days)
    person = Invented(book, rules, on_those_days(book, {**led, **more}, days), days)
    return person if aim.hit(person.decide()) else attrs.evolve(person, answers=led)


@door
def cases(
    of: Subject, *, in_force_only: bool = False, outcome: str = "", settled: bool = False, open: str = "", share: float | int = 0.5
) -> st.SearchStrategy[Invented]:  # fmt: skip
    """Return invented people with answers and dates that can matter, each about one rule: the first of ``rules``.

    A share of them is led to an outcome of that rule, each outcome as often, along a path of its diagram in some version; Hypothesis adds
    other answers, and shrinks to the few that the outcome needs. Of the others most facts are open or marked. Where nobody was found who
    can have an outcome, the statistics of Hypothesis name it. A property that holds of few people says little: count with
    ``hypothesis.event``.

    Args:
        in_force_only: only days on which that rule is in force.
        outcome: only people who certainly have this outcome, a step reached or an option among them; ``nothing``: who certainly has none.
        settled: only people whose whole result nothing that is open can change.
        open: only people who may have this outcome or not.
        share: of how many people the answers lead to an outcome, from 0 to 1. All of them where one of the three above is given.

    Raises:
        UnknownName: no such rule or outcome.
        AnswerError: nobody was found who can have what is asked for.

    >>> from hypothesis import given, settings
    >>> from tunnistus import testing
    >>> @settings(max_examples=5)
    ... @given(testing.cases("permit.52a1", outcome="temporary", in_force_only=True))
    ... def it_may_be_given(person):
    ...     assert "temporary" in person.decide().possible
    >>> it_may_be_given()
    """
    book, rules = subject_of(of)
    if not 0 <= share <= 1:
        raise AnswerError(message("This is not a share."), where="share", todo=message("Give a number from 0 to 1."))
    target = Target(outcome, settled, open) if outcome or settled or open else None
    leads = _leads(book, rules, target, in_force_only)
    made: dict[str, st.SearchStrategy[Invented]] = {}

    def people(rule: str) -> st.SearchStrategy[Invented]:
        if rule not in made:
            names = (rule, *(r for r in rules if r != rule))
            facts = _free(book, facts_of(Loaded(book, book.rules[rule], EARLY)))
            made[rule] = _people(leads[rule], names, facts, dates(book, rule, in_force_only=in_force_only), target, share)
        return made[rule]

    return st.sampled_from([*leads]).flatmap(people)


def _leads(book: Book, rules: Sequence[str], target: Target | None, in_force_only: bool) -> dict[str, Leads]:
    """The rules by which somebody can be a target, with the ways there; without a target all of them.

    Raises:
        UnknownName: no such outcome.
        AnswerError: nobody was found.
    """
    named = [n for n in rules if not target or target.led_to in ("", NOTHING, *book.rules[n].outcomes)]
    if target and not named:
        where, known = "open" if target.open else "outcome", dict.fromkeys(o for n in rules for o in book.rules[n].outcomes)
        what = message("There is no outcome {name}.", name=shown(target.led_to))
        raise UnknownName(what, where=where, todo=nearest(target.led_to, known))
    leads = {name: Leads(book, book.rules[name], in_force_only=in_force_only) for name in named}
    able = {name: each for name, each in leads.items() if not target or each.able(target)}
    if not able:
        what = message("Nobody was found who can have this outcome on this day.")
        raise AnswerError(what, where=", ".join(named), todo=message("Leave it out, or give another day."))
    return able


# -- generated rule sets -----------------------------------------------------------------------------------------

_FACTS = (
    Fact("b1", "bool", "made", 0, polarity="risk", evidence=True, element="means", stage=2),
    Fact("b2", "bool", "made", 1, polarity="risk", evidence=True, element="act", stage=3),
    Fact("b3", "bool", "made", 2, polarity="neutral", element="law", stage=1),
    Fact("e1", "enum", "made", 3, values=("x", "y", "z"), element="law"),
    Fact("n1", "number", "made", 4, low=0, high=9, element="law"),
    Fact("d1", "date", "made", 5, element="law"),
    Fact("j1", "bool", "made", 6, element="law", judgement=Judgement(("worker",), ("f",), ("a",))),
    Fact("m1", "number", "made", 7, low=Decimal("0.00"), high=Decimal("9.99"), decimals=2, element="law"),
    Fact("b4", "bool", "made", 8, polarity="neutral", element="law", stage=1),
    Fact("e2", "enum", "made", 9, values=("k", "l", "m", "o"), element="law"),
    Fact("h1", "enum", "made", 10, values=("p", "q", "r"), element="law"),  # nothing reads it, and relations lead through it
)
_RELATED: Final[dict[str, tuple[tuple[Any, ...], ...]]] = {
    **dict.fromkeys(("b1", "b2", "b3", "b4"), ((True,), (False,))), "e1": (("x",), ("y",), ("x", "z")),
    "e2": (("k",), ("l", "m"), ("k", "o")), "h1": (("p",), ("q",), ("r",), ("p", "q")),
}  # fmt: skip
_BELOW, _EDGE = Decimal("7.49"), Decimal("7.50")
# Tests that hold for every value of their fact, or for none: they say nothing about the person, and every engine has to know.
_SAME_FOR_ALL: Final = (
    Test("b1", (True, False)), Test("b3", ()), Test("e1", ("x", "y", "z")), Test("e2", ()), Test("e2", ("k", "l", "m", "o")),
    Test("n1", (Span(0, None),)), Test("n1", (Span(None, 9),)), Test("n1", (Span(0, 4), Span(5, 9))), Test("n1", (Span(10, None),)),
    Test("n1", (Span(6, 4),)), Test("m1", (Span(Decimal("0.00"), None),)), Test("m1", (Span(None, Decimal("-0.01")),)),
    Test("d1", (Span(FIRST_DAY, None),)), Test("d1", (Span(LATE, EARLY),)), Test("j1", (True, False)),
)  # fmt: skip
_SETTING: dict[str, Any] = {
    "acts": {"UlkL": {"number": "301/2004"}},
    "actors": {"worker": {"versions": [{"valid": {}}]}},
    "sources": {"s1": {"title": "S"}},
}


def _test(close: bool) -> st.SearchStrategy[Node]:
    bools = st.sampled_from(["b1", "b2", "b3", "b4", *([] if close else ["j1"])]).map(lambda n: Test(n, (True,)))
    members = {"e1": [("x",), ("y",), ("x", "z")], "e2": [("k",), ("l", "m"), ("k", "o")]}
    enums = st.sampled_from([(n, c) for n, each in members.items() for c in each]).map(lambda pair: Test(*pair))
    numbers = st.sampled_from([Span(None, 3), Span(4, None), Span(2, 6)]).map(lambda s: Test("n1", (s,)))
    parts = st.sampled_from([Span(None, _BELOW), Span(_EDGE, None), Span(Decimal("4.05"), _EDGE)]).map(lambda s: Test("m1", (s,)))
    days = st.sampled_from([Span(None, EARLY), Span(LATE, None)]).map(lambda s: Test("d1", (s,)))
    constants = st.sampled_from([t for t in _SAME_FOR_ALL if not close or t.fact in _RELATED])
    return st.one_of(bools, enums, constants) if close else st.one_of(bools, enums, numbers, days, parts, constants)


def _nodes(uses: Sequence[Use], close: bool) -> st.SearchStrategy[Node]:
    """Conditions; close ones compare only facts that can stand in relations, and more of them."""
    leaf: st.SearchStrategy[Node] = _test(close) if close else _test(close) | st.sampled_from([Const(1), Const(2)])
    if uses:
        leaf = leaf | st.sampled_from(list(uses))

    def wider(child: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        lists = st.lists(child, min_size=2 if close else 1, max_size=3).map(tuple)
        thresholds = lists.flatmap(lambda of: st.integers(1, len(of)).map(lambda k: AtLeast(k, of)))
        return child.map(Not) | thresholds

    return st.recursive(wider(leaf) if close else leaf, wider, max_leaves=8 if close else 5)


_STATUS: Final[tuple[Node, ...]] = (
    *(Test(n, (True,)) for n in ("b3", "b4")), *(Test(n, c) for n, c in (("e1", ("x",)), ("e2", ("l", "m")), ("n1", (Span(None, 3),)))),
    *(t for t in _SAME_FOR_ALL if t.fact in ("b3", "e1", "n1")),
)  # fmt: skip
_SCOPES: st.SearchStrategy[Node] = st.lists(st.sampled_from([*_STATUS, *map(Not, _STATUS)]), min_size=1, max_size=3, unique=True).flatmap(
    lambda of: st.sampled_from([of[0], AtLeast(1, tuple(of)), AtLeast(len(of), tuple(of))])
)
_WINDOWS = st.sampled_from([Window(), Window(EARLY, None), Window(None, LATE), Window(EARLY, LATE)])


_PARAMETERS: Final = {
    name: Parameter(name, (ParameterVersion(None, amount),)) for name, amount in (("least", Length(days=30)), ("most", Length(months=6)))
}


@st.composite
def _rules(draw: st.DrawFn, name: str, uses: Sequence[Use], close: bool) -> Rule:
    ordered = draw(st.booleans())
    outcomes = ("low", "high") if not ordered else ("step1", "step2", "step3")
    clauses: list[Clause] = []
    for n in range(draw(st.integers(1, 4))):
        then = draw(st.sampled_from(["", *outcomes])) if not ordered else draw(st.sampled_from(outcomes))
        effect = draw(st.sampled_from(EFFECTS))
        firm = effect != "power"
        rivals = [c.name for c in clauses if firm and c.effect != "power" and then and c.then and c.then != then]
        beats = set(rivals) | set(draw(st.sets(st.sampled_from([c.name for c in clauses])))) if clauses and not ordered else set()
        period = draw(st.none() | st.just(Period("d1", "least", "most"))) if then else None
        cite = (Cite("UlkL", "52 a", "1", "3"),)
        clauses.append(
            Clause(
                f"c{n}",
                effect,
                draw(_nodes(uses, close)),
                then,
                tuple(sorted(beats)),
                draw(_WINDOWS),
                cite,
                (),
                "worker",
                period,
                draw(st.none() | st.dates(EARLY, LATE)),
            )
        )
    valid = draw(st.sampled_from([Window(), Window(EARLY, None)]))
    clauses = [_inside(c, valid) for c in clauses]
    notices = (Notice("n", draw(_nodes((), False)), valid),) if draw(st.booleans()) else ()
    otherwise = draw(st.sampled_from(["", *outcomes])) if not ordered else outcomes[0]
    clock = draw(st.sampled_from(["decision", "act", "application"]))
    scope = draw(st.just(Const(1)) | _SCOPES)
    partial = not otherwise and draw(st.booleans())
    return Rule(
        name, "made", outcomes, tuple(clauses), otherwise, clock, "law", ordered, valid, notices, scope=scope, covers_part=partial
    )  # fmt: skip


def _inside(clause: Clause, valid: Window) -> Clause:
    return attrs.evolve(clause, valid=clause.valid.within(valid))


def _relations(facts: Mapping[str, Fact]) -> st.SearchStrategy[tuple[Relation, ...]]:
    """No relation, or a few under which every value of every fact stays possible."""
    test = st.sampled_from([Test(n, cells) for n, groups in _RELATED.items() for cells in groups])

    def kept(found: list[tuple[list[Test], bool]]) -> tuple[Relation, ...]:
        chosen: tuple[Relation, ...] = ()
        for n, ((when, *then), back) in enumerate(found):
            tests = tuple({t.fact: t for t in then if t.fact != when.fact}.values())
            more = (*chosen, Relation(f"follows{n}", when, tests))
            more = (*more, Relation(f"back{n}", tests[0], (when,))) if back and len(tests) == 1 else more
            groups = Relations(facts, more).groups
            if tests and all(g.narrowed({}) == tuple((1 << len(v)) - 1 for v in g.values) for g in groups):
                chosen = more
        return chosen

    tests = st.tuples(st.lists(test, min_size=2, max_size=3), st.booleans())
    return st.sampled_from([0, 3, 4, 5, 6]).flatmap(lambda n: st.lists(tests, min_size=n, max_size=n)).map(kept)


@st.composite
def rulesets(draw: st.DrawFn) -> Book:
    """A small book of rules that use each other, with all effects, clocks and kinds of facts, relations between them, and no conflicts.

    A failing test shows the rules as a rule file has them.
    """
    rules: list[Rule] = []
    uses: list[Use] = []
    close = draw(st.booleans())
    for n in range(draw(st.integers(1, 3))):
        rule = draw(_rules(f"r{n}", tuple(uses), close))
        rules.append(rule)
        uses += [Use(rule.id, o) for o in rule.outcomes]
    ruleset = RuleSet("made", "person", "law", LATE, tuple(r.id for r in rules), ("gap",))
    facts = {f.id: f for f in _FACTS}
    relations = draw(_relations(facts))
    if currently_in_test_context():
        note(_Written(tuple(rules), relations))
    texts = _texts(facts, rules) | {f"relation.{r.id}.because": f"{r.id}." for r in relations}
    return Book(facts, {"made": ruleset}, {r.id: r for r in rules}, texts=texts, relations=relations, parameters=_PARAMETERS, **_SETTING)


def _texts(facts: Mapping[str, Fact], rules: Sequence[Rule]) -> dict[str, str]:
    texts = {
        "ruleset.made.title": "T.",
        "ruleset.made.not_encoded.gap": "G.",
        "act.UlkL.name": "laki",
        "actor.worker.0.name": "W",
    }
    for name, fact in facts.items():
        keys = {"bool": ("met", "unmet"), "enum": tuple(f"value.{v}" for v in fact.values)}.get(fact.type, ("value",))
        texts |= {
            f"fact.{name}.{key}": f"{name} {key} {{value}}." if key == "value" else f"{name} {key}." for key in (*keys, "ask", "plain")
        }
    texts |= {"fact.j1.for.f": "F.", "fact.j1.against.a": "A."}
    for rule in rules:
        texts |= {f"rule.{rule.id}.title": f"{rule.id}.", f"rule.{rule.id}.notice.n": "N.", f"rule.{rule.id}.left_out": "L."}
        texts |= {f"rule.{rule.id}.{register}.{o}": f"{rule.id} {o}." for o in rule.outcomes for register in ("says", "plain")}
        texts |= {f"rule.{rule.id}.{c.name}.{key}": f"{key}." for c in rule.clauses for key in ("period", "counting")}
    return texts


# -- generated rules as a rule file has them, for whoever reads a failing test ---------------------------------------------------


@attrs.frozen(repr=False)
class _Written:
    """Rules as a rule file has them, written when somebody looks."""

    rules: tuple[Rule, ...]
    relations: tuple[Relation, ...] = ()

    def __repr__(self) -> str:
        return "\n".join([*self._relations(), "rules:", *(line for rule in self.rules for line in _written(rule))])

    def _relations(self) -> Iterator[str]:
        if self.relations:
            yield "relations:"
        for relation in self.relations:
            then = [_condition(test) for test in relation.then]
            said = then[0] if len(then) == 1 else f"{{any: [{', '.join(then)}]}}"
            yield f"  {relation.id}: {{if: {_condition(relation.when)}, then: {said}}}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


def _written(rule: Rule) -> Iterator[str]:
    valid = f", valid: {_window(rule.valid)}" if rule.valid != Window() else ""
    head = f"clock: {rule.clock}, ordered: {str(rule.ordered).lower()}, otherwise: {rule.otherwise or 'nothing'}{valid}"
    head += f", scope: {_condition(rule.scope)}" if rule.scope != Const(1) else ""
    head += ", covers: part" if rule.covers_part else ""
    yield f"  {rule.id}: {{outcomes: [{', '.join(rule.outcomes)}], {head}}}"
    for c in rule.clauses:
        parts = [f"then: {c.then}"] * bool(c.then) + [f"effect: {c.effect}"] + [f"beats: [{', '.join(c.beats)}]"] * bool(c.beats)
        parts += [f"valid: {_window(c.valid)}"] * (c.valid != Window()) + [f"when: {_condition(c.when)}"]
        yield f"    {c.name}: {{{', '.join(parts)}}}"


def _window(window: Window) -> str:
    return "{" + ", ".join(f"{word}: {day}" for word, day in (("from", window.since), ("until", window.until)) if day) + "}"


def _condition(node: Node) -> str:
    if isinstance(node, AtLeast):
        return f"{{at_least: {node.k}, of: [{', '.join(map(_condition, node.of))}]}}"
    if isinstance(node, Not):
        return f"{{not: {_condition(node.of)}}}"
    if isinstance(node, Use):
        return f"{{use: {node.rule}, is: {node.outcome}}}"
    if isinstance(node, Const):
        return "true" if node.truth == 1 else "false"
    if node.cells == (True,):
        return node.fact
    spans = [
        (word, bound) for c in node.cells if isinstance(c, Span) for word, bound in (("ge", c.low), ("le", c.high)) if bound is not None
    ]
    said = ", ".join(f"{word}: {bound}" for word, bound in spans) or f"in: [{', '.join(str(c).lower() for c in node.cells)}]"
    return f"{{fact: {node.fact}, {said}}}"
