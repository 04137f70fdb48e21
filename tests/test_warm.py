"""What a service does at its start: afterwards nobody waits for what is the same for everybody, and nothing is another result."""

from datetime import date
from typing import Any

import attrs
import pytest

import tunnistus as tn
from tests import ROOT
from tunnistus.shipping import source

DAY = date(2026, 11, 24)
PEOPLE: tuple[dict[str, Any], ...] = (
    {"answers": {"documents_withheld": True}},
    {"answers": {"documents_withheld": True}, "act_from": DAY},
    {"answers": {}, "roles": ["police_officer"], "others": [("child", {"documents_withheld": True})]},
)


def told(book: tn.Book, person: dict[str, Any]) -> str:
    return tn.assess(**person, as_of=DAY, book=book).to_json("sv")


def test_nobody_waits_for_rules_that_were_prepared() -> None:
    book = attrs.evolve(source.book(), memo={})
    tn.warm(as_of=DAY, book=book)
    made = {key for key in book.memo if "sheet" in key}
    assert [told(book, person) for person in PEOPLE] == [told(source.book(), person) for person in PEOPLE]
    assert made
    assert made == {key for key in book.memo if "sheet" in key}


def test_it_prepares_the_last_day_until_which_the_law_was_read() -> None:
    book = tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules", beside=None)
    tn.warm(book=book)
    made = set(book.memo)
    assert made
    tn.assess({}, as_of=max(each.verified_until for each in book.rulesets.values()), book=book).ask()
    assert made == set(book.memo)


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(tn.TunnistusError, match="as_of"):
        tn.warm(as_of="2026-11-24")  # type: ignore[arg-type]
