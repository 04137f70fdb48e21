"""The library against an evaluator that shares nothing with it, on invented books: what is due, possible, missing, and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from tests import invented
from tests.independent import Judged, Mark, Person, Source
from tunnistus.errors import Contradiction

Doc = dict[str, Any]
MARKS = {Mark.MAYBE: tn.MAYBE, Mark.DECLINED: tn.DECLINED}
TRUTHS = {0: None, 1: True, 2: False}

BRIEF, BOOKS = 8, 90  # chunks, and books of a chunk
CHUNKS = [pytest.param(number, marks=[] if number < BRIEF else [pytest.mark.deep]) for number in range(BRIEF + 24)]


@dataclass(frozen=True)
class Difference:
    """Something that the library tells otherwise."""

    part: str
    ours: Any
    theirs: Any
    book: invented.Book
    person: Person
    rule: str = ""

    @property
    def derived(self) -> list[str]:
        return [name for name, doc in self.book.facts.items() if "derived" in doc]

    @property
    def clauses(self) -> list[tuple[Doc, Doc]]:
        """Each clause that beats another, of the rule and of those that it uses."""
        rules = self.book.rulebook.used(self.book.rulebook.rules[self.rule]) if self.rule else []
        named = [(rule.doc["clauses"], clause) for rule in rules for clause in rule.doc["clauses"].values()]
        return [(clause, clauses[name]) for clauses, clause in named for name in clause.get("beats", ())]


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
    if len(person.answers) % 3 == 1:  # loading all of them tells no more
        one = list(assessed.decisions)[len(person.answers) // 3 % len(assessed.decisions)]
        found.append(loaded(book, person, one, assessed.decisions[one], library))
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
    found = [Difference("named answers contradict", True, book.rulebook.contradicts(named), book, person)]
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
        "possible": (verdict.possible, decision.possible),
        "settled": (verdict.settled, decision.settled),
        "missing": (verdict.missing, decision.missing),
        "exact": (verdict.exact, decision.exact),
    }
    for part, (ours, theirs) in told.items():
        yield Difference(part, ours, theirs, book, person, rule.id)
    hangs = decision.settled or decision.missing or decision.missing_dates or decision.by_stretch
    yield Difference("what is open hangs on something", True, bool(hangs), book, person, rule.id)


def listed(book: invented.Book, person: Person, rule: Source, decision: tn.Decision, assessed: tn.Assessment) -> Iterator[Difference]:
    """Rules that say nothing are listed by why."""
    yield Difference("not in force", not decision.in_force, rule.id in assessed.not_in_force, book, person, rule.id)
    yield Difference("out of scope", decision.in_force and decision.in_scope == 2, rule.id in assessed.out_of_scope, book, person, rule.id)


def loaded(book: invented.Book, person: Person, rule: str, decision: tn.Decision, library: tn.Book) -> Difference:
    """A rule decided alone gives what it gives among all."""
    try:
        alone = tn.load(rule, on=person.as_of, book=library)
    except tn.errors.NotInForce:
        theirs: Any = "NotInForce"
    else:
        dates = {"act_from": person.act_from, "act_to": person.act_to, "applied_on": person.applied_on}
        theirs = alone.decide(answers(person), **dates).to_dict()
    source = book.rulebook.rules[rule]
    loadable = source.in_force(person.as_of) if source.clock == "decision" else source.begins <= person.as_of  # deeds can be older
    return Difference("loaded", decision.to_dict() if loadable else "NotInForce", theirs, book, person, rule)


def library(book: invented.Book, directory: Path) -> tn.Book:
    directory.mkdir(exist_ok=True)
    book.write(directory)
    return tn.read_rules(directory)


# ---------------------------------------------------------------------------------------------------------------- known differences


@dataclass(frozen=True)
class Known:
    """A difference that is known: why the library is the one to mend, and somebody about whom it occurs."""

    reason: str
    explains: Callable[[Difference], bool]
    book: invented.Book
    person: Person


def small(clauses: Doc, facts: Doc, relations: Sequence[Doc] = (), **more: Any) -> invented.Book:
    """A book of one rule."""
    for clause in clauses.values():
        clause |= {"source": ["guide"]} if clause["effect"] == "practice" else {"cite": ["ExL 1 §"], "who": "office"}
    outcomes = sorted({clause["then"] for clause in clauses.values()})
    says = dict.fromkeys(outcomes, "Näin on.")
    rule = {
        "title": "Keksitty sääntö",
        "outcomes": outcomes,
        "otherwise": "nothing",
        "clauses": clauses,
        "says": says,
        "plain": says,
        **more,
    }
    file = {"ruleset": "law/small", "title": "Keksitty aihe", "verified": {"until": DAY}, "rules": {"rule": rule}}
    related = {f"relation_{number}": {**relation, "because": "Näin on aina."} for number, relation in enumerate(relations)}
    return invented.Book({name: {"stage": 2, **doc} for name, doc in facts.items()}, related, [file])


BOOL: Doc = {"type": "bool"}
DAY = date(2024, 1, 1)
ONLY = {"clause": {"then": "low", "effect": "duty", "when": "one"}}

KNOWN = {
    "a power leaves guidance standing": Known(
        "Decision 0002 leaves only a duty, a bar and a definition standing beside a power that beats them.",
        lambda found: any(power["effect"] == "power" and other["effect"] == "practice" for power, other in found.clauses),
        small(
            {
                "guidance": {"then": "low", "effect": "practice", "when": "one"},
                "may": {"then": "high", "effect": "power", "when": "two", "beats": ["guidance"]},
            },
            {"one": BOOL, "two": BOOL},
        ),
        Person({"one": True, "two": True}, DAY),
    ),
    "a contradiction names more answers than contradict each other": Known(
        "Contradiction.facts are the fewest facts that contradict each other (decision 0026).",
        lambda found: found.part == "answers named" and found.theirs > found.ours,
        small(
            ONLY,
            {"one": BOOL, "two": {"type": "enum", "values": ["red", "blue"]}, "three": BOOL, "four": BOOL},
            [
                {"if": {"fact": "four", "is": False}, "then": {"fact": "three", "is": True}},
                {"if": {"fact": "four", "is": True}, "then": {"fact": "three", "is": False}},
                {"if": {"fact": "two", "is": "red"}, "then": {"any": [{"fact": "one", "is": False}, {"fact": "three", "is": True}]}},
            ],
        ),
        Person({"one": True, "two": "red", "three": True, "four": True}, DAY),
    ),
    "a contradiction names a derived fact that got a mark": Known(
        "A contradiction names the answers from which a value was derived (decision 0029); a mark on the derived fact gives it no value.",
        lambda found: (
            found.part == "named answers contradict" and any(isinstance(found.person.answers.get(name), Mark) for name in found.derived)
        ),
        small(
            ONLY,
            {
                "one": BOOL,
                "date_of_birth": {"type": "date"},
                "derived": BOOL | {"derived": {"by": "turned_15", "from": ["date_of_birth", "as_of"]}},
            },
            [{"if": {"fact": "one", "is": True}, "then": {"fact": "derived", "is": True}}],
        ),
        Person({"one": True, "date_of_birth": date(2020, 1, 1), "derived": Mark.DECLINED}, DAY),
    ),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_difference_still_occurs_and_is_told_from_others(name: str, tmp_path: Path) -> None:
    known = KNOWN[name]
    found, _ = compare(known.book, known.person, library(known.book, tmp_path))
    assert found, f"mended: take it out of the list ({known.reason})"
    assert {other for difference in found for other, its in KNOWN.items() if its.explains(difference)} == {name}
    assert all(known.explains(difference) for difference in found)


def unexplained(differences: Sequence[Difference], seen: Counter[str]) -> list[Difference]:
    left = []
    for difference in differences:
        names = [name for name, known in KNOWN.items() if known.explains(difference)]
        seen.update(names[:1])
        if not names:
            left.append(difference)
    return left


@pytest.mark.parametrize("chunk", CHUNKS)
def test_the_library_tells_what_the_independent_evaluator_tells(chunk: int, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    count = BOOKS if chunk >= BRIEF else BOOKS // 4
    for seed in range(chunk * BOOKS, chunk * BOOKS + count):
        book = invented.Draw(seed).book()
        theirs = library(book, tmp_path / str(seed))
        earlier = None
        for person in invented.people(book, seed, 25):
            differences, earlier = compare(book, person, theirs, earlier)
            left = unexplained(differences, seen)
            assert not left, f"seed {seed}: {[(d.part, d.rule, d.ours, d.theirs) for d in left]}\n{person}"
            seen["cases"] += 1
    assert seen["cases"] == count * 25
