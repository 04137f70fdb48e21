"""What a service does at its start: afterwards nobody waits for what is the same for everybody, and nothing is another result."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from typing import Any

import attrs
import pytest
from tunnistus.deciding.program import Program

import tunnistus as tn
from tests import ROOT
from tunnistus.deciding import plan
from tunnistus.deciding.plan import sheets_of
from tunnistus.explaining import asking
from tunnistus.shipping import source

DAY = date(2026, 11, 24)
PEOPLE: tuple[dict[str, Any], ...] = (
    {"answers": {"documents_withheld": True}},
    {"answers": {"documents_withheld": True}, "act_from": DAY},
    {"answers": {}, "roles": ["police_officer"], "others": [("child", {"documents_withheld": True})]},
    {"answers": {}, "act_from": DAY, "roles": ["police_officer"], "others": [("child", {"documents_withheld": True})]},
)


def told(book: tn.Book, person: dict[str, Any]) -> str:
    return tn.assess(**person, as_of=DAY, book=book).to_json("sv")


def test_nobody_waits_for_rules_that_were_prepared() -> None:
    book = attrs.evolve(source.book())
    tn.warm(as_of=DAY, book=book)
    made = {*sheets_of(book)}
    assert [told(book, person) for person in PEOPLE] == [told(source.book(), person) for person in PEOPLE]
    assert made
    assert made == {*sheets_of(book)}


def test_threads_that_come_together_read_and_compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book, made = attrs.evolve(source.book()), Counter[str]()

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def call(*given: Any) -> Any:
            made[name] += 1
            return real(*given)

        monkeypatch.setattr(module, name, call)

    counted(plan, "_make")
    counted(Program, "_straight")
    counted(source, "_read_book")
    monkeypatch.setattr(source, "_LAST", {})
    together = Barrier(8)

    def one(_: int) -> str:
        together.wait()
        assert source.book()
        a = tn.assess({"documents_withheld": True}, as_of=DAY, book=book)
        return repr(a.ask()) + a.to_json("sv")

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(one, range(8)))) == 1
    assert made == {"_make": 1, "_straight": 1, "_read_book": 1}


def test_one_thread_finds_out_what_can_be_asked_while_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    book, real, together = attrs.evolve(source.book()), asking._asked, Barrier(4)
    inside, met, done = Counter[str](), [], Event()

    def asked(*given: Any) -> Any:
        inside["now"] += 1
        met.append((done.is_set(), inside["now"]))
        time.sleep(0.05)  # the others come meanwhile
        found = real(*given)
        inside["now"] -= 1
        done.set()
        return found

    monkeypatch.setattr(asking, "_asked", asked)
    settled = tn.load("emergency", on=DAY, book=book).decide({"immediate_danger": True})
    assert settled.ask() == ()
    assert met == []  # who has nothing to ask has found out nothing

    def one(_: int) -> int:
        a = tn.assess({}, as_of=DAY, book=book)
        together.wait()
        return len(a.ask())

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(one, range(4)))) == 1
    assert [n for after, n in met if not after] == [1]


def test_it_prepares_the_last_day_until_which_the_law_was_read() -> None:
    book = tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules", beside=None)
    tn.warm(book=book)
    made = {*book.kept}, {*sheets_of(book)}
    assert all(made)
    tn.assess({}, as_of=max(each.verified_until for each in book.rulesets.values()), book=book).ask()
    assert made == ({*book.kept}, {*sheets_of(book)})


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(tn.TunnistusError, match="as_of"):
        tn.warm(as_of="2026-11-24")  # type: ignore[arg-type]
