"""The order of questions, over all ways to answer broad and single ones: likely before unlikely, broad before single, nothing lost."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import tries
from tunnistus import Assessment, assess
from tunnistus.explaining.asking import Question
from tunnistus.explaining.opening import heard, is_likely, openers
from tunnistus.rules.graph import used_rules
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)
BROAD = [f.id for f in BOOK.facts.values() if f.opens and f.askable and f.polarity == "risk"]
SINGLE = [n for n in openers(BOOK) if BOOK.facts[n].type == "bool" and BOOK.facts[n].askable and n not in BROAD]
ANSWERS = st.sampled_from([True, False, "MAYBE", "DECLINED"])
SAID = st.fixed_dictionaries({}, optional={n: ANSWERS | st.just("skip") for n in [*BROAD, "age_under_18", "authority_has_acted"]})
SEEN = st.dictionaries(st.sampled_from(SINGLE), ANSWERS, max_size=3)


def asked(said: Mapping[str, Any], seen: Mapping[str, Any], **more: Any) -> tuple[Assessment, list[str], list[Question]]:
    """Return the assessment, what was skipped, and the questions of identification."""
    skip = [n for n, answer in said.items() if answer == "skip"]
    a = assess({**{n: answer for n, answer in said.items() if answer != "skip"}, **seen}, as_of=DAY)
    return a, skip, list(a.ask(only=a.identification, skip=skip, **more))


def likely(a: Assessment, name: str, skip: Collection[str]) -> bool:
    return is_likely(BOOK, a.case.answers, name, heard(BOOK, a.case.answers, skip))


@settings(max_examples=tries(25))
@given(said=SAID, seen=SEEN, details=st.booleans())
def test_what_is_likely_comes_before_what_is_not_and_every_broad_question_before_a_single_one_of_an_unknown_group(
    said: dict[str, Any], seen: dict[str, Any], details: bool
) -> None:
    a, skip, questions = asked(said, seen, details=details)
    marks = a.case.answers.marks
    fresh = [q for q in questions if not q.judgement and q.fact not in marks]
    assert [q.likely for q in fresh] == sorted((q.likely for q in fresh), reverse=True)
    assert all(likely(a, q.fact, skip) for q in questions if q.likely)
    late = [at for at, q in enumerate(fresh) if not q.likely]
    broad = [at for at, q in enumerate(fresh) if BOOK.facts[q.fact].opens and q.likely]
    assert not late or not broad or max(broad) < min(late)
    assert not {q.fact for q in questions} & {*skip, *(n for n, mark in marks.items() if mark == "DECLINED")}


@settings(max_examples=tries(15))
@given(said=SAID, seen=SEEN)
def test_questions_hang_on_nothing_but_the_answers_and_what_was_skipped(said: dict[str, Any], seen: dict[str, Any]) -> None:
    turned = dict(reversed(said.items())), dict(reversed(seen.items()))
    assert asked(said, seen)[2] == asked(*turned)[2]


@settings(max_examples=tries(15))
@given(said=SAID, seen=SEEN)
def test_with_details_nothing_that_can_change_something_is_left_out(said: dict[str, Any], seen: dict[str, Any]) -> None:
    a, skip, questions = asked(said, seen, details=True)
    tables = used_rules(a.next_step.rule)
    open_ = {n for d in a.identification.values() if d.in_force and d.rule.id not in tables for n in d.missing}
    open_ |= {gate for n in open_ for gate in openers(BOOK).get(n, ())} - a.case.answers.known.keys()
    declined = {n for n, mark in a.case.answers.marks.items() if mark == "DECLINED"}
    assert {q.fact for q in questions} == {n for n in open_ if BOOK.facts[n].askable} - declined - set(skip)
    usual = a.ask(only=a.identification, skip=skip)
    assert set(usual) <= set(questions)


@settings(max_examples=tries(20))
@given(said=SAID, gate=st.sampled_from(BROAD), data=st.data())
def test_a_yes_to_a_broad_question_makes_its_group_likely_and_never_makes_another_fact_less_so(
    said: dict[str, Any], gate: str, data: st.DataObject
) -> None:
    before, skip, _ = asked(said, {})
    answer = data.draw(st.sampled_from([True, "MAYBE"]))
    after, skipped, _ = asked({**said, gate: answer}, {})
    assert all(likely(after, n, skipped) for n in BOOK.facts[gate].opens)
    for name in SINGLE:
        if likely(before, name, skip) and gate not in openers(BOOK)[name]:
            assert likely(after, name, skipped)


@settings(max_examples=tries(20))
@given(said=SAID, name=st.sampled_from(SINGLE))
def test_a_sign_that_is_seen_makes_its_group_likely_and_nothing_else_less_so(said: dict[str, Any], name: str) -> None:
    before, skip, _ = asked(said, {})
    after, _, questions = asked(said, {name: BOOK.facts[name].polarity != "reassuring"})
    assert name not in {q.fact for q in questions}
    gates = [g for g in openers(BOOK)[name] if BOOK.facts[g].polarity == "risk" and said.get(g) != "DECLINED"]
    assert all(likely(after, n, skip) for gate in gates for n in BOOK.facts[gate].opens)
    assert all(likely(after, n, skip) for n in SINGLE if likely(before, n, skip))


def test_after_not_known_the_single_questions_come_last_and_are_marked() -> None:
    skip = [f.id for f in BOOK.facts.values() if f.askable and (f.opens or f.id not in openers(BOOK))]
    a = assess({}, as_of=DAY)
    questions = [q for q in a.ask(only=a.identification, skip=skip) if not q.judgement]
    assert questions
    assert not any(q.likely for q in questions)
    told = assess({"someone_threatens_or_hurts": True}, as_of=DAY)
    assert all(q.likely for q in told.ask(only=told.identification))
