"""The laws of deciding and explaining, to run on any rule data: a third party's directory as well as the shipped one.

Each law takes an invented person and says what must hold; most compare with brute force over everything that the open facts could
turn out to be. ``check_laws(book)`` runs all of them. With pytest: ``pytest --tunnistus-rules my-rules --pyargs
tunnistus.testing.laws``, or ``from tunnistus.testing.laws import *`` in a test file of your own.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunnistus.errors import Contradiction, door
from tunnistus.explaining import asking
from tunnistus.explaining.danger import danger_of, last_day, rules_on_danger
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.loaded import Loaded
from tunnistus.explaining.opening import is_asked, openers
from tunnistus.reading import canon
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import cells, leaves
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.rules.relations import named, relations_of
from tunnistus.rules.sheets import only
from tunnistus.rules.truth import FALSE, OPEN, TRUE
from tunnistus.saying.foremost import urgent
from tunnistus.saying.report import text
from tunnistus.saying.say import decision_report
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import texts
from tunnistus.shipping import source
from tunnistus.testing.borders import as_answer
from tunnistus.testing.strategies import Invented, Subject, cases, completions, days_of, facts_of, on_those_days

__all__ = ["BOOK_LAWS", "LAWS", "check_laws", "hold", "test_law", "test_law_of_the_book"]

MOST: Final = 600
"""Brute force goes through at most this many completions; further open facts are filled in first."""
QUIET: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
REGISTERS: Final = ("worker", "plain")
Law = Callable[[Invented, st.DataObject], None]


# -- running them ------------------------------------------------------------------------------------------------


@door
def check_laws(of: Subject, *, max_examples: int = 100) -> None:
    """Try every law on invented people; the same ones each time. Raises ``AssertionError`` with the simplest case that breaks one.

    Args:
        of: a book, a loaded rule, an assessment, or the id of a rule, a rule set or a topic.
        max_examples: cases to try for each law.

    >>> from tunnistus import testing
    >>> testing.check_laws("permit.52a1", max_examples=2)
    """
    how = settings(max_examples=max_examples, derandomize=True, database=None, deadline=None, suppress_health_check=QUIET)
    for law in LAWS:
        hold(law, of, how)
    if isinstance(of, Book):
        for law_of_book in BOOK_LAWS:
            law_of_book(of)


def hold(law: Law, of: Subject, how: settings | None = None) -> None:
    """Try one law on invented people, by the settings given or those of the profile that is loaded."""

    def run(case: Invented, data: st.DataObject) -> None:
        law(case, data)

    run.__name__ = run.__qualname__ = law.__name__
    tried = given(case=cases(of), data=st.data())(run)
    (how or settings(deadline=None, suppress_health_check=QUIET))(tried)()


def test_law(tunnistus_law: Law, tunnistus_book: Book) -> None:
    """One law on the rule data of ``--tunnistus-rules`` or ``--tunnistus-installed``, else on the shipped ones."""
    hold(tunnistus_law, tunnistus_book)


def test_law_of_the_book(tunnistus_book: Book) -> None:
    """What holds for the rule data as a whole."""
    for law in BOOK_LAWS:
        law(tunnistus_book)


# -- brute force -------------------------------------------------------------------------------------------------


@attrs.frozen
class Trial:
    """A person with few facts open, and the decision for every way in which they can turn out.

    Attributes:
        open: the facts that are open.
        every: the values of these facts, in their order, to the decision of then.
        concerned: the same ways to whether the rule then concerns the person.
        independent: no fact of the rule is derived, so the ways are exactly those of the rule.
    """

    decision: Decision
    open: tuple[str, ...]
    every: Mapping[tuple[Any, ...], Decision]
    concerned: Mapping[tuple[Any, ...], bool]
    independent: bool


def closed(case: Invented) -> Invented:
    """The same person with the days of the deeds and of the application known, and the answers that can be true on them."""
    d = case.dates
    days = Dates(d.as_of, d.act_from or d.as_of, d.act_from or d.as_of, d.applied_on or d.as_of)
    return attrs.evolve(case, dates=days, answers=on_those_days(case.book, case.answers, days))


def _with(case: Invented, more: Mapping[str, Any]) -> Invented:
    return attrs.evolve(case, answers={**case.answers, **more})


def _result(d: Decision) -> tuple[Any, ...]:
    """What a decision of a person says of whom everything is known."""
    return (d.in_force, d.due, frozenset(d.options), d.floor)


def _leaves(book: Book, d: Decision) -> list[str]:
    """The facts that the rule tests and that may be answered freely: a derived one only while nothing it is derived from is tested."""
    in_clauses = (n for w in d.worlds for _, *two in w.clauses for f in two for n in f.facts)
    names = sorted({*d.facts, *in_clauses}, key=lambda n: book.facts[n].order)

    def read(name: str) -> set[str]:
        derived = book.facts[name].derived if name in book.facts else None
        return set(derived.inputs).union(*map(read, derived.inputs)) if derived else set()

    return [n for n in names if read(n).isdisjoint(names)]


def _parts(book: Book, names: list[str]) -> dict[str, list[Any]]:
    tests: dict[str, list[Any]] = {}
    for rule in book.rules.values():
        for node in rule.conditions:
            for test, _ in leaves(node):
                tests.setdefault(test.fact, []).append(test.cells)
    related = relations_of(book).names
    values = {n: named(book.facts[n]) if n in related else cells(book.facts[n], tests.get(n, [])) for n in names}
    return {n: [as_answer(book.facts[n], v) for v in values[n]] for n in names}


def _unscoped(d: Decision) -> Decision:
    """The same decision as if the rule had no scope: that is how it is decided as long as its scope is open."""
    return attrs.evolve(d, plan=attrs.evolve(d.plan, scope=None, key=()))


def _trial(case: Invented, data: st.DataObject) -> Trial:
    """Fill in open facts until few enough ways are left, and decide them all, as if there were no scope where it is open."""
    case = closed(case)
    d = case.decide()
    open_ = [n for n in _leaves(case.book, d) if n not in d.case.answers.known]
    parts = _parts(case.book, open_)
    if math.prod(map(len, parts.values())) > MOST:
        start = data.draw(st.integers(0, len(open_) - 1))
        numbers = data.draw(st.lists(st.integers(0, 59), min_size=len(open_), max_size=len(open_)))
        filled: dict[str, Any] = {}
        for n, number in zip(open_[start:] + open_[:start], numbers, strict=True):
            if math.prod(len(v) for name, v in parts.items() if name not in filled) > MOST:
                turned = [*parts[n][number % len(parts[n]) :], *parts[n][: number % len(parts[n])]]
                filled[n] = next(v for v in turned if _can_be(case, {**filled, n: v}))
        case, open_ = _with(case, filled), [n for n in open_ if n not in filled]
        d = case.decide()
    open_ = [n for n in open_ if n not in d.case.answers.known]
    every: dict[tuple[Any, ...], Decision] = {}
    concerned: dict[tuple[Any, ...], bool] = {}
    for way in itertools.product(*(parts[n] for n in open_)):
        with contextlib.suppress(Contradiction):
            decided = _with(case, dict(zip(open_, way, strict=True))).decide()
            concerned[_plain(way)] = decided.in_scope != FALSE
            every[_plain(way)] = _unscoped(decided) if d.in_scope == OPEN else decided
    return Trial(d, tuple(open_), every, concerned, not any(case.book.facts[n].derived for n in d.facts))


def _can_be(case: Invented, more: Mapping[str, Any]) -> bool:
    try:
        read_answers(case.book, {**case.answers, **more}, case.dates)
    except Contradiction:
        return False
    return True


def _plain(way: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(v.value if isinstance(v, Judged) else v for v in way)


# -- the laws ----------------------------------------------------------------------------------------------------


def results_are_exact(case: Invented, data: st.DataObject) -> None:
    """What is due, an option, possible, settled, floor and ceiling is what holds over everything that can turn out."""
    trial = _trial(case, data)
    d, every = trial.decision, list(trial.every.values())
    assert d.exact
    assert all(e.settled for e in every)
    if d.rule.ordered:
        steps = [-1 if e.floor is None else d.rule.outcomes.index(e.floor) for e in every]
        low, high = (-1 if step is None else d.rule.outcomes.index(step) for step in (d.floor, d.ceiling))
        assert (low, high) == (min(steps), max(steps)) if trial.independent else low <= min(steps) and high >= max(steps)
    elif trial.independent:
        assert d.due == (every[0].due if len({e.due for e in every}) == 1 else None)
        assert set(d.options) == set.intersection(*(set(e.options) for e in every))
        assert set(d.possible) == {o for e in every for o in (e.due, *e.options) if o}
        assert set(d.open_options) == set.union(*(set(e.options) for e in every)) - set(d.options)
    else:
        assert d.due is None or {e.due for e in every} == {d.due}
        assert all(set(d.options) <= set(e.options) for e in every)
        assert {o for e in every for o in (e.due, *e.options) if o} <= set(d.possible)
    same = len({_result(e) for e in every}) == 1 and not (d.in_scope == OPEN and d.possible)
    assert d.settled == same if trial.independent else not d.settled or same


def clauses_are_never_wrong(case: Invented, data: st.DataObject) -> None:
    """A clause that is said to hold or to apply does so whatever turns out, and one that is open can still turn out both ways."""
    trial = _trial(case, data)
    later = [{c.clause.name: (c.when, c.applies) for c in e.clauses} for e in trial.every.values()]
    for each in trial.decision.clauses:
        for n, now in enumerate((each.when, each.applies)):
            truths = {truths[each.clause.name][n] for truths in later}
            assert OPEN not in truths
            assert now == OPEN or truths == {now}
            assert now != OPEN or truths == {TRUE, FALSE} or not trial.independent


def missing_is_complete_and_exact(case: Invented, data: st.DataObject) -> None:
    """The missing facts are those for which two people who differ in them alone get different results; under relations more may be."""
    trial = _trial(case, data)
    d = trial.decision
    hanging = set()
    for n, name in enumerate(trial.open):
        results: dict[tuple[Any, ...], set[Any]] = {}
        for way, decision in trial.every.items():
            concerned = d.possible and trial.concerned[way]
            results.setdefault(way[:n] + way[n + 1 :], set()).add((concerned, _result(decision)))
        if any(len(found) > 1 for found in results.values()):
            hanging.add(name)
    if trial.independent:
        related = set(relations_of(case.book).names)
        assert hanging <= set(d.missing) <= (hanging | related)
    assert d.settled == (not d.missing)


def learning_only_narrows(case: Invented, data: st.DataObject) -> None:
    """Learning more never makes anything possible, never turns a certain option off, never lowers a floor; settled stays settled."""
    case = closed(case)
    d = case.decide()
    near = facts_of(Loaded(case.book, d.rule, case.dates.as_of))
    learned = data.draw(st.lists(st.sampled_from(near), max_size=4)) if near else []
    more = data.draw(completions(case.book, learned, case.answers))
    narrower(d, attrs.evolve(case, answers=more).decide())
    unmarked = {n: a for n, a in case.answers.items() if a not in ("MAYBE", "DECLINED")}
    if not any(case.book.facts[n].derived for n in d.facts):
        again = data.draw(completions(case.book, learned, unmarked))
        narrower(attrs.evolve(case, answers=unmarked).decide(), attrs.evolve(case, answers=again).decide())


def narrower(before: Decision, after: Decision) -> None:
    assert set(after.possible) <= set(before.possible), "learning more makes nothing possible"
    if before.counts and not after.counts:
        return  # who turns out to be no concern of a rule gets nothing of it
    assert set(before.options) <= set(after.options)
    assert before.due is None or before.due == after.due
    if before.settled:
        assert _result(after) == _result(before)
    if before.floor:
        assert after.floor
        assert before.rule.outcomes.index(after.floor) >= before.rule.outcomes.index(before.floor)


def open_dates_join_the_versions_they_can_touch(case: Invented, data: st.DataObject) -> None:
    """What is certain while a date is open holds on every day that the date can be."""
    when, d = case.dates, case.decide()
    day = data.draw(st.sampled_from([when.as_of, *_days_before(case)]))
    act = min(max(when.act_from or day, day), when.act_to or when.as_of)
    single = attrs.evolve(case, dates=Dates(when.as_of, act, act, when.applied_on or day)).decide()
    assert set(single.possible) <= set(d.possible)
    assert set(d.options) <= set(single.options)
    assert d.due is None or d.due == single.due
    if d.settled:
        assert single.settled
        assert not d.counts or _result(single) == _result(d)  # whom a rule does not concern gets nothing of any version


def _days_before(case: Invented) -> list[Any]:
    return [day for day in days_of(case.book, case.rules[:1]) if day <= case.dates.as_of]


def reasons_are_sufficient_and_irreducible(case: Invented, data: st.DataObject) -> None:
    """The facts of a reason alone give the same state; without any of them it is another."""
    case = closed(case)
    d = case.decide()
    for outcome in d.rule.outcomes if d.in_force else ():
        reason = d.why(outcome)
        if reason.state == "open":
            assert reason.facts == ()
        elif not any(case.book.facts[n].derived for n in reason.facts):
            assert {*reason.facts} <= case.answers.keys()
            only = {n: case.answers[n] for n in reason.facts}
            assert attrs.evolve(case, answers=only).decide().state(outcome) == reason.state
            for dropped in only:
                fewer = {n: a for n, a in only.items() if n != dropped}
                assert attrs.evolve(case, answers=fewer).decide().state(outcome) != reason.state


def flips_lead_there_and_are_smallest(case: Invented, data: st.DataObject) -> None:
    """The evidence of a flip would lead to the outcome, and no less of it would."""
    case = closed(case)
    d = case.decide()
    for outcome in d.rule.outcomes if d.in_force else ():
        flips = d.flips(outcome)
        assert len({len(f.evidence) for f in flips}) <= 1
        for flip in flips:
            assert all(case.book.facts[n].evidence for n, _ in flip.evidence)
            assert _reached(_with(case, dict(flip.evidence)).decide(), outcome)
            for dropped, _ in flip.evidence if len(flip.evidence) > 1 else ():
                fewer = {n: v for n, v in flip.evidence if n != dropped}
                assert not _reached(_with(case, fewer).decide(), outcome)


def _reached(d: Decision, outcome: str) -> bool:
    """Whether the outcome is due or an option in every completion; past the bound on diagrams, whether it is surely one of the two."""
    for made in d.plan.compiled:
        ends = made.ends(d.case.answers.known)
        if ends is None:
            return d.state(outcome) in ("due", "option", "reached")
        if ends & ~made.good(lambda result: result.gives(outcome)):
            return False
    return True


@of_book
def _turned(book: Book) -> Book:
    """The same book with its rules, and the clauses of each, in the opposite order."""
    return attrs.evolve(book, rules={n: attrs.evolve(r, clauses=r.clauses[::-1]) for n, r in reversed(list(book.rules.items()))})


def order_is_irrelevant(case: Invented, data: st.DataObject) -> None:
    """The order of answers, clauses and names changes nothing."""
    one = case.decide()
    two = attrs.evolve(case, book=_turned(case.book), answers=dict(reversed(list(case.answers.items())))).decide()
    assert one.outcomes() == two.outcomes()
    assert one.missing == two.missing
    assert [q.fact for q in one.ask()] == [q.fact for q in two.ask()]


def questions_are_missing_facts_and_declined_ones_never_come_back(case: Invented, data: st.DataObject) -> None:
    """Questions are about what is missing, or broad ones before that, in the order of their stages; each can change something."""
    case = closed(case)
    d = case.decide()
    every = asking.ask([d], details=True)
    missing = {n for n in d.missing if is_asked(case.book, d.case.answers, n)}
    broad = {gate for n in missing for gate in openers(case.book).get(n, ())} - d.case.answers.known.keys()
    askable = {n for n in missing | broad if case.book.facts[n].askable}
    assert {q.fact for q in every} == {n for n in askable if case.answers.get(n) != "DECLINED"}
    for questions in (d.ask(), every):
        stages = [(q.judgement, q.fact in d.case.answers.marks, not q.likely, q.stage) for q in questions]
        if _grouped(case.book, d):  # broad questions come before single ones of an earlier stage
            stages = [(own, marked, unlikely, 0) for own, marked, unlikely, _ in stages]
        assert stages == sorted(stages)
        assert all(q.changes for q in questions)


def a_later_stage_waits_until_earlier_ones_cannot_change_what_it_would(case: Invented, data: st.DataObject) -> None:
    """A question of a later stage is offered only when those of earlier stages cannot change what it would."""
    case = closed(case)
    d = case.decide()
    offered, every = d.ask(), asking.ask([d], details=True)
    assert set(offered) <= set(every)
    if _grouped(case.book, d):
        return  # an opening question holds single ones back, and so questions of a later stage may come first

    def outcomes(q: asking.Question) -> set[str]:
        return {o for c in q.changes for o in c.outcomes}

    assert bool(offered) == bool(every)
    for q in every:
        if not q.judgement and q.fact not in d.case.answers.marks:
            earlier = [e for e in offered if e.stage < q.stage and not e.judgement and e.fact not in d.case.answers.marks]
            assert (q in offered) == (not outcomes(q) <= set().union(*map(outcomes, earlier)))


def _grouped(book: Book, d: Decision) -> bool:
    """Whether an opening question stands before something that is missing."""
    opened = {name for fact in book.facts.values() for name in (fact.id, *fact.opens) if fact.opens}
    return not opened.isdisjoint(d.missing)


def asking_until_nothing_is_left_settles_or_leaves_only_what_cannot_be_asked(case: Invented, data: st.DataObject) -> None:
    """Whoever answers every question ends with a settled result, but for what was declined or has no question."""
    case = closed(case)
    d = case.decide()
    for _ in range(len(case.book.facts) + 1):
        questions = d.ask()
        if not questions:
            break
        fact = case.book.facts[questions[0].fact]
        alone: Any = case.dates.as_of if fact.type == "date" else fact.low  # of what only derived facts read
        values = asking.values_of(d.case, fact, [d]) or (alone,)
        answer = as_answer(fact, values[0]) if _can_be(case, {fact.id: as_answer(fact, values[0])}) else "DECLINED"
        case = _with(case, {fact.id: answer})
        d = case.decide()
    left = [n for n in d.missing if case.answers.get(n) != "DECLINED" and case.book.facts[n].askable]
    left = [n for n in left if is_asked(case.book, d.case.answers, n)]
    assert not left or _grouped(case.book, d)
    assert d.settled == (not d.missing)


def one_more_sign_never_lowers_the_step(case: Invented, data: st.DataObject) -> None:
    """In a rule of signs with steps, seeing a sign never lowers floor or ceiling; nor does not seeing what reassures."""
    d = case.decide()
    signs = [n for n in d.facts if (f := case.book.facts[n]).type == "bool" and f.polarity != "neutral" and not (f.derived or f.judgement)]
    if not d.rule.ordered or case.book.rulesets[d.rule.ruleset].kind != "indicators" or not signs:
        return
    sign = data.draw(st.sampled_from(signs))
    risk = case.book.facts[sign].polarity == "risk"
    with_, without = (_with(case, {sign: seen}).decide() for seen in (risk, not risk))
    place: dict[str | None, int] = {None: -1, **{o: n for n, o in enumerate(d.rule.outcomes)}}
    assert place[with_.floor] >= place[without.floor]
    assert place[with_.ceiling] >= place[without.ceiling]


# -- what is said --------------------------------------------------------------------------------------------------


def danger_is_said_first(case: Invented, data: st.DataObject) -> None:
    """As long as danger is not excluded, the sheet of every language and register begins with the number to call.

    The person is looked at on the last day until which the law was read.
    """
    if rules_on_danger(case.book):
        day = last_day(case.book)
        a = attrs.evolve(case, dates=day, answers=on_those_days(case.book, case.answers, day)).assess()
        found = danger_of(case.book, a.decisions)
        for lang, register in itertools.product(LANGUAGES, REGISTERS) if found.first() else ():
            lines, call = a.page(lang, register=register)["parts"][0]["lines"], urgent(found, lang, register)["phone"]
            assert lines[0]["about"].startswith(("danger.", "letter.danger")), f"danger stands first: {lang}, {register}"
            assert call is None or any(call in line["text"] for line in lines), f"the number to call stands there: {lang}, {register}"


def nobody_is_left_without_a_sentence(case: Invented, data: st.DataObject) -> None:
    """Whatever is possible has a sentence in every language and register, and whatever is due is said."""
    d = case.decide()
    for lang, register in itertools.product(LANGUAGES, REGISTERS):
        sentences = {o: Speaker(case.book, lang, register, d.case.dates).outcome(d.rule.id, o).strip() for o in d.possible}
        assert all(sentences.values()), f"each outcome has a sentence: {lang}, {register}"
        said = text(decision_report(d, lang, register=register))
        assert d.due is None or sentences[d.due] in said, f"what is due is said: {lang}, {register}"


def an_overlay_decides_nothing_of_ours(case: Invented, data: st.DataObject) -> None:
    """A shipped rule gives a person the same with rules read beside it, whatever is answered to their facts."""
    book, ours = case.book, source.book()
    if book.overlay:
        name = data.draw(st.sampled_from(sorted(ours.rules)))
        person = data.draw(cases(Loaded(book, book.rules[name], case.dates.as_of)))
        theirs = {n: a for n, a in case.answers.items() if book.adds(n)}
        given = on_those_days(book, {**person.answers, **theirs}, person.dates)
        beside = attrs.evolve(person, answers=given).decide(name)
        alone = attrs.evolve(person, book=ours, answers={n: a for n, a in given.items() if n in ours.facts}).decide(name)
        assert beside.outcomes() == alone.outcomes()
        assert [q.fact for q in beside.ask()] == [q.fact for q in alone.ask()]


LAWS: Final[tuple[Law, ...]] = (
    results_are_exact, clauses_are_never_wrong, missing_is_complete_and_exact, learning_only_narrows,
    open_dates_join_the_versions_they_can_touch, reasons_are_sufficient_and_irreducible, flips_lead_there_and_are_smallest,
    order_is_irrelevant, questions_are_missing_facts_and_declined_ones_never_come_back,
    a_later_stage_waits_until_earlier_ones_cannot_change_what_it_would,
    asking_until_nothing_is_left_settles_or_leaves_only_what_cannot_be_asked, one_more_sign_never_lowers_the_step,
    danger_is_said_first, nobody_is_left_without_a_sentence, an_overlay_decides_nothing_of_ours,
)  # fmt: skip


# -- laws of the rule data as a whole ----------------------------------------------------------------------------


def canonical_form_keeps_everything(book: Book) -> None:
    """Written as canonical text and read again, the rule data are the same, but for the name of an overlay, which no such text has."""
    text = canon.dumps(book)
    again = attrs.evolve(canon.loads(text), overlay=book.overlay)
    assert again == book
    assert canon.dumps(again) == text


def three_languages_say_the_same_numbers(book: Book) -> None:
    """Each sentence has the same numbers in Finnish, Swedish and English; the month of a date may be a number or a word."""
    every = {lang: texts(book, lang) for lang in LANGUAGES}
    for context in book.own().texts:
        first, *others = (_numbers(each.say(context)) for each in every.values())
        assert all(other == first for other in others), f"the numbers differ between languages: {context}"


def _numbers(sentence: str) -> set[str]:
    return {*re.findall(r"\d+", re.sub(r"\b(\d{1,2}\.)\d{1,2}\.", r"\1", sentence))}


def an_overlay_changes_nothing_of_ours(book: Book) -> None:
    """Beside rules of others every shipped fact, rule, number and sentence is what it was."""
    if book.overlay:
        ours = source.book()
        for part in ("facts", "rulesets", "rules", "acts", "sources", "actors", "lists", "later", "parameters", "texts", "stories"):
            with_, without = getattr(book, part), getattr(ours, part)
            changed = [name for name, each in without.items() if with_.get(name) != each]
            assert not changed, f"the overlay changes {part}: {', '.join(changed)}"
        assert {kind: only(sheet, lambda name: not book.adds(name)) for kind, sheet in book.sheets.items()} == ours.sheets, (
            "the overlay changes sheets"
        )
        assert {*ours.relations} <= {*book.relations}, "the overlay changes relations"
        assert all(book.adds(relation.id) for relation in {*book.relations} - {*ours.relations}), "the overlay adds relations of ours"


BOOK_LAWS: Final = (canonical_form_keeps_everything, three_languages_say_the_same_numbers, an_overlay_changes_nothing_of_ours)
