"""Interviews at random, about any rules: somebody answers, says "perhaps", declines, takes back, says otherwise, stops and comes back.

After each step the laws of an interview hold; a step that breaks one is shown with the person as a case to paste.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar, Final

import attrs
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tunnistus.deciding import reads
from tunnistus.errors import AnswerError, Contradiction, UnknownName, all_known, door
from tunnistus.explaining import asking
from tunnistus.explaining.danger import danger_in, rules_on_danger
from tunnistus.explaining.explain import Decision, decisions_of
from tunnistus.explaining.loaded import Loaded
from tunnistus.messages import message
from tunnistus.reading.documents import CaseDoc, CaseFile, JudgedDoc
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read_text
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates, Mark
from tunnistus.rules.model import Book, Fact
from tunnistus.rules.orders import beside
from tunnistus.rules.relations import relations_of
from tunnistus.testing.borders import as_answer, compared, days_around, values_around
from tunnistus.testing.laws import closed, narrower
from tunnistus.testing.strategies import EARLY, Invented, Subject, dates, facts_of, subject_of

__all__ = ["Interviews", "interviews", "pasted"]

_MANY: Final = 2519  # a number below it picks every one of up to ten values alike
_NUMBER: Final = st.integers(0, _MANY)


@door
def pasted(text: str, *, of: Subject) -> Invented:
    """Return the person of a pasted case, for ``@example`` and for :func:`interviews`; what the case expects is not looked at.

    Args:
        text: a case file with one case, as an invented person prints and as ``check`` and ``cases --missing`` propose.
        of: as of :func:`tunnistus.testing.cases`. The person is about the first rule that the case names.

    Raises:
        LoadError: the text is no case file.
        UnknownName: it does not hold exactly one case, or names a rule that is none of these.

    >>> from tunnistus import testing
    >>> text = '''
    ... cases:
    ...   - name: An invented person
    ...     as_of: 2026-11-24
    ...     answers: {in_finland: true}
    ...     expect: {permit.52a1: {}}
    ... '''
    >>> testing.pasted(text, of="permit.52a1").decide().possible
    ('temporary', 'refused')
    """
    book, rules = subject_of(of)
    found = parse(CaseFile, read_text(text, name="text")).cases
    if len(found) != 1:
        raise UnknownName(message("There is not exactly one case."), where="text", todo=message("Paste one case."))
    return _person(book, rules, found[0])


def _person(book: Book, rules: tuple[str, ...], doc: CaseDoc) -> Invented:
    all_known("text", doc.expect, rules, message("There is no such rule."))
    given = {name: a.model_dump() if isinstance(a, JudgedDoc) else a for name, a in doc.answers.items()}
    days = Dates(doc.as_of, doc.act_from, doc.act_to, doc.applied_on)
    return Invented(book, tuple(dict.fromkeys((*doc.expect, *rules))), wire.read(book, given), days)


@door
def interviews(of: Subject, *, start: Invented | None = None) -> type[Interviews]:
    """Return a state machine of Hypothesis that interviews somebody about some rules; its ``TestCase`` is a test.

    The steps are answering what is asked, telling what is not, saying "perhaps", declining, taking back, saying otherwise, and stopping
    and coming back. After each of them: what came out before still does where nothing that it reads has changed, and does in whatever
    order the answers came; an answer to an open question only narrows; "perhaps" and declining change no result, and whoever declines is
    not asked again; whoever took an answer back is where they were; answers that cannot be true together are refused, leave everything as
    it was, and never take danger out of view; who comes back finds the same.

    Args:
        of: as of :func:`tunnistus.testing.cases`.
        start: a person with whom each interview begins, such as :func:`pasted` returns; else days are drawn, and nothing is known.

    >>> from hypothesis import settings
    >>> from hypothesis.stateful import run_state_machine_as_test
    >>> from tunnistus import testing
    >>> few = settings(max_examples=2, stateful_step_count=4, deadline=None)
    >>> run_state_machine_as_test(testing.interviews("permit.52a1"), settings=few)
    """
    book, rules = subject_of(of)
    return type("Interview", (Interviews,), {"subject": _About(book, rules), "start": start, "__doc__": Interviews.__doc__})


@attrs.frozen(slots=False)
class _About:
    """What interviews are about."""

    book: Book
    rules: tuple[str, ...]

    @cached_property
    def facts(self) -> list[str]:
        """The facts that some of the rules can turn on and that are not derived, in the order of the vocabulary."""
        near = {n for name in self.rules for n in facts_of(Loaded(self.book, self.book.rules[name], EARLY))}
        return sorted(near, key=lambda n: self.book.facts[n].order)

    @cached_property
    def related(self) -> dict[str, frozenset[str]]:
        """Of each of the facts the others that may not be true beside it: by relations, by the order of days, or since one follows."""
        book, relations = self.book, relations_of(self.book)
        found = {}
        for name in self.facts:
            groups = relations.of[name].names if name in relations.names else ()
            following = [n for n, fact in book.facts.items() if fact.derived and name in fact.derived.inputs]
            found[name] = frozenset((*groups, *beside(book, name), *following)) - {name}
        return found

    @cached_property
    def of_danger(self) -> frozenset[str]:
        """The facts that rules on danger read."""
        return frozenset(n for name in rules_on_danger(self.book) for n in reads.facts_of(self.book, self.book.rules[name]))

    @cached_property
    def days(self) -> st.SearchStrategy[Dates]:
        """Days of deciding, of deeds and of an application."""
        return dates(self.book) if len(self.rules) > 1 else dates(self.book, self.rules[0])


class Interviews(RuleBasedStateMachine):
    """One interview. See :func:`interviews`."""

    subject: ClassVar[_About]
    start: ClassVar[Invented | None] = None
    person: Invented
    found: dict[str, Decision]

    def __init__(self) -> None:
        super().__init__()
        about = self.subject
        self.person = closed(self.start or Invented(about.book, about.rules, {}, Dates(EARLY)))
        self.found = self._fresh(self.person.answers)

    # -- steps ---------------------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Draw the days on which it is decided, unless there is a person to begin with."""
        if self.start is None:
            self.person = closed(attrs.evolve(self.person, dates=data.draw(self.subject.days)))
            self.found = self._fresh(self.person.answers)

    @rule(which=_NUMBER, value=_NUMBER)
    def answer(self, which: int, value: int) -> None:
        """Somebody answers one of the questions that are asked."""
        if asked := self._asked():
            self._learn(asked[which % len(asked)], value)

    @rule(which=_NUMBER, value=_NUMBER)
    def tell(self, which: int, value: int) -> None:
        """Somebody tells what may not be asked."""
        open_ = [name for name in self.subject.facts if name not in self.person.answers]
        if open_:
            self._learn(open_[which % len(open_)], value)

    @rule(which=_NUMBER, mark=st.sampled_from(tuple(Mark)))
    def not_say(self, which: int, mark: Mark) -> None:
        """Somebody answers "perhaps", or declines."""
        if asked := self._asked():
            before, name = self.found, asked[which % len(asked)]
            with self._shown(given := {**self.person.answers, name: mark}):
                self._take(given)
                assert _results(self.found) == _results(before), "it changes no result: it is neither a yes nor a no"
                again = {q.fact for q in asking.ask(self.found.values(), details=True)}
                assert mark == Mark.MAYBE or name not in again, "whoever declined is not asked again"

    @rule(which=_NUMBER)
    def take_back(self, which: int) -> None:
        """Somebody takes an answer back."""
        if known := [*self.person.answers]:
            name = known[which % len(known)]
            with self._shown(given := {n: a for n, a in self.person.answers.items() if n != name}):
                self._take(given)

    @rule(which=_NUMBER, value=_NUMBER)
    def say_otherwise(self, which: int, value: int) -> None:
        """Somebody gives another answer than before."""
        if known := [*self.person.answers]:
            self._give(known[which % len(known)], value)

    @rule(which=_NUMBER, value=_NUMBER)
    def contradict(self, which: int, value: int) -> None:
        """Somebody says something of which an answer may not be true beside it."""
        near_by = {near for name in self.person.answers for near in self.subject.related.get(name, ())}
        if near_by:
            self._give(sorted(near_by)[which % len(near_by)], value)

    @rule()
    def stop(self) -> None:
        """Somebody stops, and comes back later to what was kept."""
        kept = jsontext.parse(jsontext.text(wire.written(self.person.answers)))
        with self._shown(self.person.answers):
            again = wire.read_checked(self.subject.book, kept, dates=self.person.dates)
            assert _results(self._fresh(again)) == _results(self.found), "whoever comes back finds the same"

    # -- what holds ----------------------------------------------------------------------------------------------

    def _learn(self, name: str, value: int) -> None:
        """Take an answer to a question that was open without a mark, which narrows; or with one."""
        before, was_open = self.found, name not in self.person.answers
        if self._give(name, value) and was_open:
            with self._shown(self.person.answers):
                for rule_id, decision in self.found.items():
                    narrower(before[rule_id], decision)

    def _give(self, name: str, value: int) -> bool:
        """Take an answer, where it can be true beside the others. Returns whether it can."""
        choices = self._choices(self.subject.book.facts[name])
        given = {**self.person.answers, name: choices[value % len(choices)]}
        with self._shown(given):
            try:
                self._take(given)
            except AnswerError as problem:
                self._refused(problem, name, given)
                return False
        return True

    def _choices(self, fact: Fact) -> list[Any]:
        book, given = self.subject.book, self.person.answers
        near = days_around(book, fact.id, self.person.dates, given) if fact.type == "date" else []
        return [as_answer(fact, each) for each in (*values_around(fact, compared(book).get(fact.id, ())), *near)]

    def _refused(self, problem: AnswerError, name: str, given: Mapping[str, Any]) -> None:
        """A refusal names facts that were answered, or follow; danger that was in view stays there."""
        book = self.subject.book
        if isinstance(problem, Contradiction):
            assert problem.facts, "it says which answers cannot be true together"
        if name not in self.subject.of_danger:
            day = self.person.dates.as_of
            in_view, still = (danger_in(book, wire.written(each), as_of=day).first() for each in (self.person.answers, given))
            assert still or not in_view, "a contradiction never takes danger out of view"

    def _take(self, given: Mapping[str, Any]) -> None:
        """Take these answers for those of the person. What is taken over from before is what comes out afresh."""
        fresh = self._fresh(given)
        for name, decision in self.found.items():
            if decision.holds_for(fresh[name].case):
                assert _result(decision) == _result(fresh[name]), "what reads nothing of it stays as it was"
        turned = self._fresh(dict(reversed(list(given.items()))))
        assert _results(turned) == _results(fresh), "in whatever order answers come, the result is the same"
        asked = {question.fact for question in asking.ask(fresh.values())}
        assert not asked & {n for n, a in given.items() if a is not Mark.MAYBE}, "whoever answered or declined is not asked again"
        self.person, self.found = attrs.evolve(self.person, answers=dict(given)), fresh

    def _fresh(self, given: Mapping[str, Any]) -> dict[str, Decision]:
        return dict(decisions_of(attrs.evolve(self.person, answers=given).case(), self.subject.rules))

    def _asked(self) -> list[str]:
        return [question.fact for question in asking.ask(self.found.values())]

    @contextmanager
    def _shown(self, given: Mapping[str, Any]) -> Iterator[None]:
        """Show the person with these answers where a law breaks."""
        try:
            yield
        except AssertionError:
            if currently_in_test_context():
                note(repr(attrs.evolve(self.person, answers=given)))
            raise


def _result(decision: Decision) -> tuple[Any, ...]:
    return decision.outcomes(), decision.missing


def _results(found: Mapping[str, Decision]) -> dict[str, tuple[Any, ...]]:
    return {name: _result(decision) for name, decision in found.items()}
