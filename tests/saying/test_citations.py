"""A place in an act is found by every way in which it is cited, with all clauses that rest on it and no other."""

import json
from datetime import date

import pytest

from tests.commands.line import run
from tests.effort import first_fast
from tunnistus.rules.horizon import touches
from tunnistus.rules.model import LANGUAGES, Cite
from tunnistus.saying.citations import cited_places, clauses_citing, place_data, place_report
from tunnistus.saying.report import text
from tunnistus.saying.speaker import Speaker, place_in
from tunnistus.shipping import source

BOOK = source.book()
CITES = sorted({cite for rule in BOOK.rules.values() for clause in rule.clauses for cite in clause.cite}, key=str)
SINGLE = [cite for cite in CITES if "–" not in str(cite)]


def ways(cite: Cite, lang: str) -> list[str]:
    """How a place is written: with the id, the name or the number of the act."""
    s = Speaker(BOOK, lang)
    name = s.t.say(f"act.{cite.act}.name")
    return [s.cite(cite), s.short(cite), f"{name} {place_in(cite, lang)}", f"{cite.act} {place_in(cite, lang)}"]


def test_there_is_much_to_find() -> None:
    assert len(SINGLE) > 300


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_place_that_a_clause_cites_is_found_by_each_way_to_cite_it(lang: str) -> None:
    for cite in SINGLE:
        for way in ways(cite, lang):
            found = cited_places(BOOK, way)
            assert cite in found, way
            assert len({BOOK.texts[f"act.{each.act}.name"] for each in found}) == 1, "one act, or acts of one name"


def test_all_clauses_that_cite_a_place_are_found_and_those_of_other_sections_are_not() -> None:
    for cite in SINGLE:
        found = {(rule.id, clause.name) for rule, clause in clauses_citing(BOOK, cite)}
        wanted = {(rule.id, clause.name) for rule in BOOK.rules.values() for clause in rule.clauses if cite in clause.cite}
        assert wanted <= found, cite
        same = {(cite.act, cite.unit)}
        assert all(same & {(each.act, each.unit) for each in BOOK.rules[rule].clause(name).cite} for rule, name in found)


def test_a_part_finds_the_whole_and_the_whole_its_parts_but_no_other_part() -> None:
    def found(text: str) -> set[str]:
        (place,) = cited_places(BOOK, text)
        return {f"{rule.id}.{clause.name}" for rule, clause in clauses_citing(BOOK, place)}

    whole = found("UlkL 52 b §")
    assert found("UlkL 52 b § 2 mom.") < whole
    assert "reflect.grant.original" in whole - found("UlkL 52 b § 2 mom.")  # cites the first subsection
    assert "identity.passport.victim" in found("UlkL 35 § 3 mom.")  # cites the whole section
    assert found("UlkL 52 §").isdisjoint(whole)
    assert found("RL 25 luvun 3 §") == found("RL 25:3 §") == found("Criminal Code section 25:3") != set()


@pytest.mark.parametrize(
    "way",
    [
        "UlkL 52 b § 2 mom.", "ulkl 52b § 2 mom", "ulkomaalaislain 52 b §:n 2 momentti", "utlänningslagen 52 b § 2 mom.",
        "Aliens Act (301/2004) section 52 b(2)", "section 52 b (2) of the Aliens Act", "301/2004 52 b § 2 mom.", " UlkL\u00a052 b § 2 mom. ",
    ],
)  # fmt: skip
def test_people_cite_as_they_are_used_to(way: str) -> None:
    assert cited_places(BOOK, way) == (Cite("UlkL", "52 b", "2"),)


@pytest.mark.parametrize("way", ["", "UlkL", "52 b §", "UlkL pykälä", "Sometime Act section 5", "UlkL 52 b § 2 mom. ja muuta", "next_step"])
def test_what_names_no_act_or_no_place_is_none(way: str) -> None:
    assert cited_places(BOOK, way) == ()


def test_a_name_that_two_acts_have_had_finds_both() -> None:
    assert cited_places(BOOK, "lain kotoutumisen edistämisestä 5 §") == (Cite("KotoL2010", "5"), Cite("KotoL2025", "5"))
    assert cited_places(BOOK, "KotoL2010 5 §") == (Cite("KotoL2010", "5"),)


@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_the_page_has_each_clause_its_days_and_what_has_changed_since(lang: str) -> None:
    place = Cite("UlkL", "52 b", "2")
    page, s = text(place_report(BOOK, place, lang)), Speaker(BOOK, lang)
    assert place_data(BOOK, place, lang)["later"] == [change.key for change in BOOK.later.values() if touches(change, place)] != []
    assert s.cite(place) in page
    assert [clause["clause"] for clause in place_data(BOOK, place, lang)["clauses"]] == [c.name for _, c in clauses_citing(BOOK, place)]
    assert all(f"\n  {clause.name}\n" in page for _, clause in clauses_citing(BOOK, place))
    assert s.day(date(2026, 6, 12)) in page, "the national acts on the Pact touch the whole act"
    assert page.index(s.day(date(2026, 6, 12))) < page.index("no_right_of_residence")


def test_the_command_shows_a_place_and_says_where_to_look_when_no_clause_cites_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show", "UlkL 52 b § 2 mom.", "--lang", "fi")[1] == text(place_report(BOOK, Cite("UlkL", "52 b", "2"), "fi"))
    code, said, _ = run(capsys, "show", "UlkL 52 b §", "--json", "--lang", "en")
    assert (code, json.loads(said)) == (0, [place_data(BOOK, Cite("UlkL", "52 b"), "en")])
    code, said, error = run(capsys, "show", "UlkL 999 §", "--lang", "en")
    assert (code != 0, said) == (True, "")
    assert "UlkL 999 §: No clause cites this place." in error
    assert "trace --units" in error
    assert run(capsys, "show", "UlkL 52 b §", "--picture", "svg")[0] != 0
