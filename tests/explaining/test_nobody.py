"""What is worked out beforehand about a person of whom nothing is known is what would be found, and is used where it holds."""

import json
from datetime import date
from typing import Any

import attrs
import pytest

import tunnistus as tn
from tunnistus.deciding.plan import Alike, Plan, sheet
from tunnistus.explaining import nobody
from tunnistus.explaining.assessed import rules_about
from tunnistus.rules.answers import Dates
from tunnistus.rules.mdd import Diagrams
from tunnistus.rules.wire import read
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)


def anew(nobody: Any = None, diagrams: Any = None) -> tn.Book:
    """The book as if nobody had used it, without what was worked out beforehand or with something else in its place."""
    book = attrs.evolve(BOOK)
    if nobody or diagrams:
        book.told_of_nobody(nobody or (lambda plan: Alike()), diagrams or (lambda version: None))
    return book


def plans(book: tn.Book, day: date = DAY) -> dict[str, Plan]:
    return dict(sheet(book, rules_about(book, "person"), Dates(day)))


def held(kept: Alike) -> tuple[Any, ...]:
    """What is kept, without what nobody asked for."""
    return kept.found and attrs.astuple(kept.found), kept.hanging, kept.asked, kept.effects


EMPTY = held(Alike())


@pytest.mark.deep
def test_what_was_written_is_what_would_be_found() -> None:
    """Read back into plans that know nothing, and compared with what these find themselves."""
    told = nobody.told(anew())
    read_back = plans(anew(nobody=nobody.reader(told.encode())))
    fresh = anew()
    a = tn.assess({}, as_of=max(r.verified_until for r in BOOK.rulesets.values()), book=fresh)
    a.ask(details=True)
    counted = 0
    for name, decision in a.decisions.items():
        known = read_back[name].nobody
        assert decision.found
        assert held(known) == held(decision.alike), name
        counted += len(known.effects)
    assert counted > 1_000


def test_it_is_the_text_of_the_compiled_form() -> None:
    compiled = source.compiled()
    with open(f"{compiled}/nobody.json", encoding="utf-8") as file:
        assert file.read() == nobody.told(anew())


@pytest.mark.deep
def test_nobody_is_asked_anything_else_for_it() -> None:
    books = anew(nobody=BOOK.nobody), anew()
    for told in BOOK.stories.values():
        days = {name: date.fromisoformat(told[name]) for name in ("as_of", "act_from", "act_to") if name in told}
        with_it, without = (tn.assess(read(BOOK, told["answers"]), **days, book=book) for book in books)
        for details in (False, True):
            assert with_it.ask(details=details) == without.ask(details=details)
        assert with_it.to_dict() == without.to_dict()


def test_it_is_used_and_only_where_the_rules_and_their_versions_are_the_same() -> None:
    book = anew(nobody=BOOK.nobody)
    assert plans(book)
    assert all(held(plan.nobody) != EMPTY for plan in plans(book).values())
    others = [plan for plan in plans(book, date(2016, 5, 1)).values() if plan.key != plans(book)[plan.rule.id].key]
    others += [Plan(book, plan.rule, plan.worlds) for plan in plans(book).values()]
    assert len(others) > len(plans(book))
    assert [plan.rule.id for plan in (*others, *plans(anew()).values()) if held(plan.nobody) != EMPTY] == []


def test_a_book_without_rules_about_the_person_has_nothing_to_tell() -> None:
    book = attrs.evolve(BOOK, rules={}, rulesets={})
    assert json.loads(nobody.told(book)) == json.loads(nobody.diagrams(book)) == {}
    begun, drawn = nobody.reader(nobody.told(book).encode()), nobody.diagram_reader(nobody.diagrams(book).encode())
    for plan in plans(anew()).values():
        assert held(begun(plan)) == EMPTY
        assert [drawn(world) for world in plan.worlds if drawn(world)] == []


@pytest.mark.deep
def test_what_is_false_in_it_would_be_seen() -> None:
    """The comparison above rests on this: what stands there counts."""
    told = json.loads(nobody.told(anew()))
    row = told["plans"]["next_step"][-1]
    row["hanging"] = row["asked"] = []
    book = anew(nobody=nobody.reader(json.dumps(told).encode()))
    whole = dict(tn.assess({}, as_of=DAY, book=book).decisions.items())
    assert whole["next_step"].missing == ()
    assert tn.assess({}, as_of=DAY).next_step.missing


# -- diagrams ----------------------------------------------------------------------------------------------------


def test_the_diagrams_that_were_written_are_those_that_would_be_made() -> None:
    """With the same facts, results and nodes, whoever numbers them."""
    fresh, kept = (plans(anew(**memo)) for memo in ({}, {"diagrams": BOOK.held}))
    counted = 0
    for name, plan in kept.items():
        for made, again in zip(fresh[name].compiled, plan.compiled, strict=True):
            assert made.held() == again.held(), name
            counted += len(again.diagrams.level)
    assert counted > 1_000


@pytest.mark.deep
def test_they_are_the_text_of_the_compiled_form() -> None:
    with open(f"{source.compiled()}/diagrams.json", encoding="utf-8") as file:
        assert file.read() == nobody.diagrams(anew())


def test_nobody_makes_a_diagram_that_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    book, without = anew(diagrams=BOOK.held), anew()

    def made(*_: Any) -> int:
        raise AssertionError("made")

    monkeypatch.setattr(Diagrams, "node", made)
    day = max(r.verified_until for r in BOOK.rulesets.values())
    a, b = (tn.load("next_step", on=day, book=each).decide({"documents_withheld": True}) for each in (book, without))
    assert a.floor
    with pytest.raises(AssertionError, match="made"):
        assert b.floor


def test_what_is_false_in_them_would_be_seen() -> None:
    told = json.loads(nobody.diagrams(anew()))
    for number, text in told["rules"]["next_step"].items():
        names, results, roots, *rest = json.loads(text)
        told["rules"]["next_step"][number] = json.dumps([names, results, [1, 1, *roots[2:]], *rest])
    book, day = anew(diagrams=nobody.diagram_reader(json.dumps(told).encode())), max(r.verified_until for r in BOOK.rulesets.values())
    false, true = (tn.load("next_step", on=day, book=each).decide({"documents_withheld": True}) for each in (book, BOOK))
    assert false.settled
    assert false.ceiling != true.ceiling
