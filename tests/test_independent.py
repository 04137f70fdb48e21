"""The library against an evaluator that shares nothing with it, on invented books: what is due, possible, missing, and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from tests import independent, invented
from tests.independent import Judged, Mark, Person, Source
from tunnistus.errors import Contradiction

Doc = dict[str, Any]
MARKS = {Mark.MAYBE: tn.MAYBE, Mark.DECLINED: tn.DECLINED}
TRUTHS = {0: None, 1: True, 2: False}

BRIEF, BOOKS = 1, 90  # chunks, and books of a chunk
CHUNKS = [pytest.param(number, marks=[] if number < BRIEF else [pytest.mark.deep]) for number in range(6)]


@dataclass(frozen=True)
class Difference:
    """Something that the library tells otherwise."""

    part: str
    ours: Any
    theirs: Any
    book: invented.Book
    person: Person
    rule: str = ""


def compare(
    book: invented.Book, person: Person, library: tn.Book, earlier: tn.Assessment | None = None
) -> tuple[list[Difference], tn.Assessment | None]:
    """Everything that the library tells otherwise about a person."""
    dates = {"as_of": person.as_of, "act_from": person.act_from, "act_to": person.act_to, "applied_on": person.applied_on}
    ours = None if book.rulebook.contradicts(person) else book.rulebook.known(person)
    try:
        assessed = tn.assess(answers(person), **dates, book=library, earlier=earlier)
    except Contradiction as error:
        return contradictions(book, person, ours, error), None
    if ours is None:
        return [Difference("contradiction", True, False, book, person)], None
    known, follow = ours
    found = [Difference("known", known, dict(assessed.case.answers.known), book, person)]
    found.append(Difference("follow", follow, set(assessed.case.answers.follow), book, person))
    for rule, source in book.rulebook.rules.items():
        decision = assessed.decisions[rule]
        found += decided(book, person, source, decision)
        found += listed(book, person, source, decision, assessed)
        found += stretches(book, person, source, decision)
    if len(person.answers) % 3 == 1:  # loading all of them tells no more
        one = list(assessed.decisions)[len(person.answers) // 3 % len(assessed.decisions)]
        found.append(loaded(book, person, one, assessed.decisions[one], library))
        found += asked(book, person, one, assessed.decisions[one])
        found += reasons(book, person, book.rulebook.rules[one], assessed.decisions[one])
    return [difference for difference in found if difference.ours != difference.theirs], assessed


def answers(person: Person) -> dict[str, Any]:
    """A person's answers as the library takes them."""
    given: dict[str, Any] = {}
    for fact, answer in person.answers.items():
        if isinstance(answer, Judged):
            given[fact] = tn.Judged(answer.value, by=answer.by, on=person.as_of)
        else:
            given[fact] = MARKS[answer] if isinstance(answer, Mark) else answer
    return given


def contradictions(book: invented.Book, person: Person, ours: object, error: Contradiction) -> list[Difference]:
    """The answers must contradict each other, and so must those that are named; fewer of them must not."""
    if ours is not None:
        return [Difference("contradiction", False, True, book, person)]
    named = person.with_answers({fact: person.answers[fact] for fact in error.facts if fact in person.answers})
    contradict = book.rulebook.contradicts(named)
    found = [Difference("named answers contradict", (), () if contradict else error.facts, book, person)]
    found.append(Difference("answers named", book.rulebook.fewest_contradicting(person), len(error.facts), book, person))
    return [difference for difference in found if difference.ours != difference.theirs]


def decided(book: invented.Book, person: Person, rule: Source, decision: tn.Decision) -> Iterator[Difference]:
    verdict = book.rulebook.decide(rule.id, person)
    assert not verdict.unexplained, "our own: what is open hangs on nothing"
    if rule.doc.get("ordered"):
        told = {"floor": (verdict.floor, decision.floor), "ceiling": (verdict.ceiling, decision.ceiling)}
    else:
        told = {"due": (verdict.due[0] if verdict.due else None, decision.due), "options": (verdict.options, decision.options)}
    told |= {
        "in force": (verdict.in_force, decision.in_force),
        "in scope": (verdict.in_scope, TRUTHS[decision.in_scope]),
        "truths": (verdict.truths, truths_of(decision)),
        "possible": (verdict.possible, decision.possible),
        "settled": (verdict.settled, decision.settled),
        "missing": (verdict.missing, decision.missing),
        "exact": (True, decision.exact),
    }
    for part, (ours, theirs) in told.items():
        yield Difference(part, ours, theirs, book, person, rule.id)
    hangs = decision.settled or decision.missing or decision.missing_dates or decision.by_stretch
    yield Difference("what is open hangs on something", True, bool(hangs), book, person, rule.id)


def stretches(book: invented.Book, person: Person, rule: Source, decision: tn.Decision) -> Iterator[Difference]:
    """On each day that the dates can be just one stretch holds, with the result of that day alone; without stretches all days give the same."""
    found = set()
    for days in book.rulebook.versions(rule, person):
        alone = book.rulebook.decide_alone(rule.id, person, days)
        ours = (alone.says_something, tuple(alone.truths.values()), alone.settled, alone.missing)
        found.add(ours)
        holding = [
            stretch.verdict for stretch in decision.by_stretch if all(holds(window, days[clock]) for clock, window in stretch.when.items())
        ]
        if decision.by_stretch:
            told = [(its.counts, tuple(truths_of(its).values()), its.settled, its.missing) for its in holding]
            yield Difference("stretches", [ours], told, book, person, rule.id)
    yield Difference("has stretches", len(found) > 1, bool(decision.by_stretch), book, person, rule.id)


def truths_of(decision: Any) -> dict[str, tuple[bool | None, bool | None]]:
    """Of each outcome whether it is due and whether an option, as far as the rule says anything."""
    return {outcome: (TRUTHS[state[0]], TRUTHS[state[1]]) for outcome, state in decision.states.items()} if decision.counts else {}


def holds(window: tn.Window, day: date) -> bool:
    return (window.since is None or window.since <= day) and (window.until is None or day <= window.until)


def listed(book: invented.Book, person: Person, rule: Source, decision: tn.Decision, assessed: tn.Assessment) -> Iterator[Difference]:
    """Rules that say nothing are listed by why."""
    yield Difference("not in force", not decision.in_force, rule.id in assessed.not_in_force, book, person, rule.id)
    yield Difference("out of scope", decision.in_force and decision.in_scope == 2, rule.id in assessed.out_of_scope, book, person, rule.id)


def asked(book: invented.Book, person: Person, rule: str, decision: tn.Decision) -> Iterator[Difference]:
    """Only what is missing is asked, nothing that was declined; and something, as long as something is left to ask."""
    left = {fact for fact in decision.missing if "derived" not in book.facts[fact] and person.answers.get(fact) is not Mark.DECLINED}
    try:
        questions = {question.fact for question in decision.ask()}
    except Contradiction:
        yield Difference("asks", "questions", "Contradiction", book, person, rule)
        return
    yield Difference("asked beyond what is missing", set(), questions - left, book, person, rule)
    yield Difference("asks", bool(left), bool(questions), book, person, rule)


def reasons(book: invented.Book, person: Person, rule: Source, decision: tn.Decision) -> Iterator[Difference]:
    """What is named as the reason decides alone, and nothing of it can be left out; of who is out of scope the scope is named."""
    known, _ = book.rulebook.known(person)
    for outcome in rule.doc["outcomes"] if decision.counts else ():
        state = decision.state(outcome)
        facts = decision.why(outcome).facts
        values = {fact: person.answers[fact] if isinstance(person.answers.get(fact), Judged) else known[fact] for fact in facts}
        for left_out in ("", *facts):
            told = {fact: value for fact, value in values.items() if fact != left_out}
            same = state == book.rulebook.possible(rule.id, person.with_answers(told)).state(outcome)
            if state != "open":
                yield Difference("reason", (outcome, left_out, not left_out), (outcome, left_out, same), book, person, rule.id)


def loaded(book: invented.Book, person: Person, rule: str, decision: tn.Decision, library: tn.Book) -> Difference:
    """A rule decided alone gives what it gives among all."""
    try:
        alone = tn.load(rule, on=person.as_of, book=library)
    except tn.errors.NotInForce:
        theirs: Any = "NotInForce"
    else:
        dates = {"act_from": person.act_from, "act_to": person.act_to, "applied_on": person.applied_on}
        theirs = alone.decide(answers(person), **dates).to_dict(full=True)
    source = book.rulebook.rules[rule]
    loadable = source.in_force(person.as_of) if source.clock == "decision" else source.begins <= person.as_of  # deeds can be older
    return Difference("loaded", decision.to_dict(full=True) if loadable else "NotInForce", theirs, book, person, rule)


def library(book: invented.Book, directory: Path) -> tn.Book:
    directory.mkdir(exist_ok=True)
    book.write(directory)
    return tn.read_rules(directory, check=False)  # what is drawn need not make sense


# ---------------------------------------------------------------------------------------------------------------- differences that were mended


def small(facts: Doc, relations: Sequence[Doc], *rules: Doc) -> invented.Book:
    """A book of rules given by their clauses."""
    written = {}
    for number, clauses in enumerate(rules):
        for clause in clauses.values():
            clause |= {"source": ["guide"]} if clause["effect"] == "practice" else {"cite": ["ExL 1 §"], "who": "office"}
        outcomes = sorted({clause["then"] for clause in clauses.values()})
        says = dict.fromkeys(outcomes, "Näin on.")
        rule = {"title": "Keksitty sääntö", "outcomes": outcomes, "otherwise": "nothing", "clauses": clauses, "says": says, "plain": says}
        written[f"rule.{number}"] = rule
    file = {"ruleset": "law/small", "title": "Keksitty aihe", "verified": {"until": DAY}, "rules": written}
    related = {f"relation_{number}": {**relation, "because": "Näin on aina."} for number, relation in enumerate(relations)}
    return invented.Book({name: {"stage": 2, **doc} for name, doc in facts.items()}, related, [file])


def duty(then: str, when: Any) -> Doc:
    return {"then": then, "effect": "duty", "when": when}


BOOL: Doc = {"type": "bool"}
CHILD: Doc = BOOL | {"derived": {"by": "may_be_child", "from": ["age_under_18"]}}
DAY = date(2024, 1, 1)

MENDED = {
    "a power leaves guidance standing": (
        small(
            {"one": BOOL, "two": BOOL},
            [],
            {
                "guidance": {"then": "low", "effect": "practice", "when": "one"},
                "may": {"then": "high", "effect": "power", "when": "two", "beats": ["guidance"]},
            },
        ),
        Person({"one": True, "two": True}, DAY),
    ),
    "asking supposes nothing that contradicts the answers": (
        small({"age_under_18": BOOL, "derived": CHILD}, [], {"clause": duty("low", "age_under_18")}),
        Person({"derived": True}, DAY),
    ),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_difference_that_was_mended_stays_so(name: str, tmp_path: Path) -> None:
    book, person = MENDED[name]
    assert compare(book, person, library(book, tmp_path))[0] == []


def library_unless_too_dear(book: invented.Book, directory: Path) -> tn.Book | None:
    try:
        return library(book, directory)
    except tn.errors.LoadError as error:
        if error.code != "over-limit":
            raise
        return None


@pytest.mark.parametrize("chunk", CHUNKS)
def test_the_library_tells_what_the_independent_evaluator_tells(chunk: int, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    count = BOOKS if chunk >= BRIEF else BOOKS // 4
    for seed in range(chunk * BOOKS, chunk * BOOKS + count):
        book = invented.Draw(seed).book()
        theirs = library_unless_too_dear(book, tmp_path / str(seed))
        seen["too dear"] += theirs is None
        if theirs is None:
            continue
        earlier = None
        for person in invented.people(book, seed, 25):
            left, earlier = compare(book, person, theirs, earlier)
            assert not left, f"seed {seed}: {[(d.part, d.rule, d.ours, d.theirs) for d in left]}\n{person}"
            seen["cases"] += 1
    assert seen["cases"] == (count - seen["too dear"]) * 25
    assert seen["too dear"] <= max(2, count // 30)


def removes(power: Doc, other: Doc) -> bool:
    """A power that beats a duty removes it."""
    return False


def from_the_first_day(day: date, *windows: Doc | None) -> bool:
    """Nothing ends."""
    return all((w.get("from") or day) <= day for w in windows if w)


def below_or_at(value: Any, test: Doc) -> bool:
    """The constant of a bound is inside it."""
    return real_compares(value, {{"lt": "le"}.get(word, word): constant for word, constant in test.items()})


real_compares = independent.compares


@pytest.mark.parametrize(("name", "planted"), [("weakens", removes), ("inside", from_the_first_day), ("compares", below_or_at)])
def test_a_planted_fault_is_seen(name: str, planted: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(independent, name, planted)
    for seed in range(60):
        book = invented.Draw(seed).book()
        theirs = library_unless_too_dear(book, tmp_path / str(seed))
        if theirs and any(compare(book, person, theirs)[0] for person in invented.people(book, seed, 8)):
            return
    pytest.fail("nobody noticed")


@pytest.mark.parametrize("seed", range(6))
def test_many_entangled_facts_are_decided_exactly(seed: int, tmp_path: Path) -> None:
    book = invented.Draw(seed).wide_book()
    theirs = library(book, tmp_path)
    assert any(2 ** len(invented.Draw(n).wide_book().facts) > 4096 for n in range(6)), "more combinations than anybody enumerates"
    for person in invented.people(book, seed, 12):
        ours = book.rulebook.possible("rule.0", person)
        decision = tn.assess(answers(person), as_of=person.as_of, book=theirs).decisions["rule.0"]
        told = (decision.due, decision.options, decision.possible, decision.settled)
        assert told == (ours.due[0] if ours.due else None, ours.options, ours.possible, ours.settled)
        assert decision.exact
