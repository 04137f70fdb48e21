"""What is worked out beforehand about a person of whom nothing is known is what would be found, and is used where it holds."""

import json
from datetime import date
from typing import Any

import attrs
import pytest

import tunnistus as tn
from tunnistus.deciding.plan import Plan, sheet
from tunnistus.explaining import nobody
from tunnistus.explaining.assessed import rules_about
from tunnistus.rules.answers import Dates
from tunnistus.rules.wire import read
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)


def anew(nobody: Any = None) -> tn.Book:
    """The book as if nobody had used it, without what was worked out beforehand or with something else in its place."""
    book = attrs.evolve(BOOK)
    if nobody:
        book.told_of_nobody(nobody)
    return book


def plans(book: tn.Book, day: date = DAY, rules: list[str] | None = None) -> dict[str, Plan]:
    names = rules_about(book, "person") if rules is None else rules
    return dict(sheet(book, [book.rules[name] for name in names], Dates(day)).plans)


def begins_with(plan: Plan) -> dict[Any, Any]:
    return plan.before(plan)


def test_what_was_written_is_what_would_be_found() -> None:
    """Read back into plans that know nothing, and compared with what these find themselves."""
    told = nobody.told(anew())
    read_back = plans(anew(nobody=nobody.reader(told.encode())))
    fresh = anew()
    a = tn.assess({}, as_of=max(r.verified_until for r in BOOK.rulesets.values()), book=fresh)
    a.ask(details=True)
    counted = 0
    for name, decision in a.decisions.items():
        known, found = begins_with(read_back[name]), decision.alike
        assert known["work"] == decision.plan.work
        roots = [formula for _, _, due, _, option in decision.plan.slots for formula in (due, option)]
        again = [formula for _, _, due, _, option in read_back[name].slots for formula in (due, option)]
        same = {other: one for one, other in zip(roots, again, strict=True) if one}
        turned = {same.get(key, key): item for key, item in known.items() if key != "work"}
        found = {key: item for key, item in found.items() if key != "effects" or item}
        assert {key: item for key, item in turned.items() if key != "effects" or item} == found, name
        counted += len(known["effects"])
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
    assert all(map(begins_with, plans(book).values()))
    others = [*plans(book, date(2016, 5, 1)).values(), *plans(book, rules=["next_step", "emergency"]).values()]
    assert len(others) > 2
    assert not any(map(begins_with, others))
    assert not any(map(begins_with, plans(anew()).values()))


def test_a_book_without_rules_about_the_person_has_nothing_to_tell() -> None:
    book = attrs.evolve(BOOK, rules={}, rulesets={})
    assert json.loads(nobody.told(book)) == {}
    begun = nobody.reader(nobody.told(book).encode())
    assert not any(begun((), plan) for plan in plans(anew()).values())


def test_what_is_false_in_it_would_be_seen() -> None:
    """The comparison above rests on this: what stands there counts."""
    told = json.loads(nobody.told(anew()))
    told["plans"]["next_step"]["hanging"] = told["plans"]["next_step"]["asked"] = []
    book = anew(nobody=nobody.reader(json.dumps(told).encode()))
    whole = dict(tn.assess({}, as_of=DAY, book=book).decisions.items())
    assert whole["next_step"].missing == ()
    assert tn.assess({}, as_of=DAY).next_step.missing
