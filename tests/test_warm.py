"""What a service does at its start: afterwards nobody waits for what is the same for everybody, and nothing is another result."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import attrs
import pytest

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


@pytest.mark.deep
def test_nobody_waits_for_rules_that_were_prepared() -> None:
    book = attrs.evolve(source.book())
    tn.warm(as_of=DAY, book=book)
    made = {*sheets_of(book)}
    assert [told(book, person) for person in PEOPLE] == [told(source.book(), person) for person in PEOPLE]
    assert made
    assert made == {*sheets_of(book)}


def test_threads_that_come_together_read_and_compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book, made = attrs.evolve(source.book()), Counter[str]()

    def counted(module: Any, name: str, about: Callable[..., str]) -> None:
        real = getattr(module, name)

        def call(*given: Any) -> Any:
            made[f"{name} {about(*given)}"] += 1
            return real(*given)

        monkeypatch.setattr(module, name, call)

    counted(plan, "_plan", lambda book, name, dates: name)
    counted(plan, "Compiled", lambda version, *_: f"{version.rule.id} {version.number}")
    counted(source, "_read_book", lambda *_: "")
    monkeypatch.setattr(source, "_LAST", {})
    together = Barrier(8)

    def one(_: int) -> str:
        together.wait()
        assert source.book()
        a = tn.assess({"documents_withheld": True}, as_of=DAY, book=book)
        return repr(a.ask()) + a.to_json("sv")

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(one, range(8)))) == 1
    assert {*made.values()} == {1}
    assert {name.split()[0] for name in made} == {"_plan", "Compiled", "_read_book"}


@pytest.mark.deep
def test_threads_that_ask_together_are_told_the_same_and_who_has_nothing_to_ask_finds_out_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    book, real, together = attrs.evolve(source.book()), asking._asked, Barrier(4)
    met = Counter[str]()

    def asked(*given: Any) -> Any:
        met["asked"] += 1
        return real(*given)

    monkeypatch.setattr(asking, "_asked", asked)
    settled = tn.load("emergency", on=DAY, book=book).decide({"immediate_danger": True})
    assert settled.ask() == ()
    assert not met

    def one(_: int) -> str:
        a = tn.assess({}, as_of=DAY, book=book)
        together.wait()
        return repr(a.ask())

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(one, range(4)))) == 1
    assert met


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
