"""The interplay matrix: every cell follows from the facts of status, and the page is in step with the table."""

from datetime import date

import pytest

from tests.interplay import NEGATIVE, Person, cell, decided, read_table
from tunnistus.shipping import source

BOOK = source.book()
TABLE = read_table()
OF_THE_NOTE = date(2024, 10, 1)


@pytest.mark.parametrize("day", TABLE.dates, ids=str)
@pytest.mark.parametrize("person", TABLE.persons, ids=lambda p: p.id)
def test_every_cell_follows_from_the_status(person: Person, day: date) -> None:
    expected = {path: person.expected(path, day) for path in TABLE.paths}
    assert {path: cell(BOOK, TABLE, person, path, day) for path in TABLE.paths} == expected


def test_the_cells_of_the_note_are_the_same_or_say_why_not() -> None:
    differing = {
        (p.id, path) for p, path, day in TABLE.cells() if day == OF_THE_NOTE and p.expected(path, day) != TABLE.of_the_note(p, path)
    }
    assert differing == {(p.id, path) for p in TABLE.persons for path in p.differs}
    assert all(len(why) > 60 for p in TABLE.persons for why in p.differs.values())


def test_the_table_holds_what_was_asked_for() -> None:
    assert [str(day) for day in TABLE.dates] == ["2014-06-01", "2020-05-10", "2023-06-01", "2024-10-01", "2026-11-24"]
    assert len(TABLE.persons) >= 18
    assert {word for p in TABLE.persons for cells in p.cells.values() for word in cells.values()} == {"open", "remark", "closed"}
    for person in TABLE.persons:
        assert set(person.remarks) <= set(person.paths)
        assert all(set(cells) == set(person.paths) for cells in person.cells.values()), person.id
        assert set(person.cells) == {day for day in TABLE.dates if not person.since or day >= person.since}


def test_only_facts_of_status_are_taken_as_known() -> None:
    names = {name for p in TABLE.persons for name in p.facts}
    names |= {name for p in TABLE.persons for remark in p.remarks.values() for name in remark.get("closed_if", {})}
    assert len(names) > 5
    assert [n for n in names if BOOK.facts[n].judgement or BOOK.facts[n].polarity != "neutral"] == []


def test_every_remark_shows_in_some_cell() -> None:
    shown = {(p.id, path) for p, path, day in TABLE.cells() if p.expected(path, day) == "remark"}
    assert shown == {(p.id, path) for p in TABLE.persons for path in p.remarks}


def test_the_paths_name_rules_and_the_refused_outcome_is_no_way_forward() -> None:
    outcomes = {o for path in TABLE.paths.values() for o in BOOK.rules[path["rule"]].outcomes}
    assert outcomes - NEGATIVE == {"granted", "given", "temporary", "continuous", "unrestricted", "may_apply", "pending"}


def test_a_family_member_abroad_is_barred_by_a_temporary_permit_and_by_no_other() -> None:
    for person, path, day in TABLE.cells():
        if path == "F" and person.facts["in_finland"] is False and path in person.paths:
            bar = decided(BOOK, "permit.52a.family_bar", person.facts, day)
            assert (bar.due == "no_family_permit") is (person.expected(path, day) == "closed")


def test_every_result_after_the_texts_that_were_read_says_so() -> None:
    day = max(TABLE.dates)
    for person, path, _ in TABLE.cells():
        decision = decided(BOOK, TABLE.paths[path]["rule"], person.facts, day)
        assert not decision.counts or "unconfirmed" in {note.kind for note in decision.notices}
        assert decision.exact
