"""The page of all changes: every change of every rule stands there once, by the act that the recorded versions of the statutes name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pytest

from handbook import site
from handbook.changes import Changes, amendments, changes_page
from handbook.english import english_sources
from handbook.material import Material, Teller, material
from handbook.pages import Entry, Page, Part, anchors, links, written
from handbook.rules import rule_page
from tests.handbook.made import EACH, broken
from tunnistus.rules.horizon import touches
from tunnistus.saying.addresses import address

pytestmark = pytest.mark.enable_socket  # pages show what the service answers, and its loop talks to itself through sockets
FEW = ("assist.admit.victim", "fee.client", "crime.aggravated", "permit.52d", "identify.by_admission", "stay.pending")


@cache
def told() -> Material:
    return material()


@cache
def some() -> dict[str, Changes]:
    """The changes of a few rules, which take little time."""
    return {name: site._changes_of(name) for name in FEW}


@cache
def every() -> dict[str, Changes]:
    return site.changes_of_rules(2)


@cache
def page(lang: str = "fi", *, whole: bool = False) -> Page:
    return changes_page(Teller(told(), lang), every() if whole else some())


def led(of: Page) -> Counter[str]:
    return Counter(link.to for link in links(of) if "#changes-" in link.to)


def wanted(changes: dict[str, Changes]) -> Counter[str]:
    return Counter(f"{address(f'rule {name}')}#changes-{day}" for name, days in changes.items() for day, _ in days)


def days_of(changes: dict[str, Changes]) -> list[date]:
    return sorted({day for days in changes.values() for day, _ in days})


def parts(of: Iterable[Part]) -> Iterator[Part]:
    for part in of:
        yield part
        yield from parts(part.inside)


def lines(of: Iterable[Entry]) -> Iterator[str]:
    for entry in of:
        yield "".join(each if isinstance(each, str) else each.text for each in entry.said)
        yield from lines(entry.under)


def day(name: str, lang: str = "fi") -> Part:
    return next(part for part in parts(page(lang).parts) if part.anchor == name)


def said(part: Part) -> list[str]:
    return [line for each in parts([part]) for line in lines(each.entries)]


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_every_change_of_every_rule_stands_there_once(whole: bool) -> None:
    changes = every() if whole else some()
    assert len(changes) == (len(told().book.rules) if whole else len(FEW))
    assert led(page(whole=whole)) == wanted(changes)
    assert set(led(page(whole=whole)).values()) == {1}


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_each_year_and_day_has_one_heading_in_their_order(whole: bool) -> None:
    changes = every() if whole else some()
    *years, later = page(whole=whole).parts
    assert later.anchor == "later"
    assert [year.anchor for year in years] == sorted({str(each.year) for each in days_of(changes)})
    assert [part.anchor for year in years for part in year.inside] == [str(each) for each in days_of(changes)]
    assert all(part.anchor.startswith(year.anchor) and len(part.said) == 1 for year in years for part in year.inside)


def test_a_change_leads_to_the_page_of_its_rule_and_that_leads_back() -> None:
    t = Teller(told(), "fi")
    rules = [rule_page(t, told().book.rules[name], changes) for name, changes in some().items()]
    there = {page_.place: {*anchors(page_)} for page_ in rules}
    for to in led(page()):
        place, _, anchor = to.partition("#")
        assert anchor in there[place]
    back = Counter(link.to for page_ in rules for link in links(page_) if link.to.startswith("changes#"))
    assert back == Counter(f"changes#{when}" for changes in some().values() for when, _ in changes)


@pytest.mark.deep
@pytest.mark.parametrize("lang", EACH)
def test_every_address_leads_somewhere_on_the_whole_site(lang: str) -> None:
    by_hand = [name.removesuffix(".md") for name in english_sources()] if lang == "en" else ()
    assert broken(list(site.pages(Teller(told(), lang), every())), by_hand) == []


@pytest.mark.deep
@pytest.mark.parametrize("lang", EACH)
def test_the_page_stays_readable(lang: str) -> None:
    whole, changes = page(lang, whole=True), wanted(every()).total()
    assert len(written(whole)) < 1_250 * changes, "characters for each change"
    open_lines = [line for part in parts(whole.parts) if not part.fold for line in lines(part.entries)]
    assert sum(map(len, open_lines)) < 100 * changes, "what is long stands in a fold"
    assert len({*anchors(whole)}) == len(list(anchors(whole)))


# -- by which act ------------------------------------------------------------------------------------------------


def test_an_act_is_named_only_where_a_recorded_version_of_a_section_begins_on_the_day() -> None:
    recorded = {(section.act, number, since) for section, each in told().statutes.structures.items() for since, number, _ in each.versions}
    found = {(act, number, when) for days in some().values() for when, change in days for act, number in amendments(told(), when, change)}
    assert len(found) > 5
    assert found <= recorded


@pytest.mark.parametrize(
    ("when", "act", "number"),
    [("2015-07-01", "VastL", "388/2015"), ("2023-01-01", "VastL", "1294/2022"), ("2024-09-01", "UlkL", "472/2024")],
)
def test_the_acts_that_are_known_are_named(when: str, act: str, number: str) -> None:
    name = Teller(told(), "fi").s.act(act)
    assert any(line.startswith(name) and number in line for line in said(day(when)))


def test_a_new_act_amends_nothing() -> None:
    (line,) = [line for line in said(day("2011-09-01")) if line.startswith(Teller(told(), "fi").s.act("VastL"))]
    assert "muuttava" not in line


def test_what_no_recorded_version_gave_says_what_it_is_based_on() -> None:
    lines_of_day = said(day("2025-05-06"))
    assert not any("Säädökset, joista" in line for line in lines_of_day)
    assert any(line.startswith("Perusta: 301/2004 40 §") for line in lines_of_day)
    assert "changes#later-lawful_stay_2025" in {link.to for link in links(page())}


# -- who and what ------------------------------------------------------------------------------------------------


def test_a_day_says_how_many_rules_there_are_of_which_subjects() -> None:
    (lead,) = day("2025-05-06").said
    assert lead == ("1 säännön lopputulos muuttuu. Aihe: Oleskelu, työ ja maasta poistaminen.",)
    assert day("2025-05-06", "en").said[0][0].startswith("The outcome of 1 rule changes. Subject: ")


def test_where_an_outcome_changes_there_is_somebody_to_whom_it_makes_a_difference() -> None:
    for name, days in some().items():
        for when, change in days:
            people = next((part for part in day(str(when)).inside if part.anchor == f"{when}-people"), None)
            assert (people is not None and bool(people.fold)) or not change.groups, (name, when)


def test_who_acts_instead_of_whom_stands_once_on_a_day() -> None:
    heading = "Tehtävät, joiden hoitaja tai hoitajan nimi vaihtuu:"
    assert said(day("2023-01-01")).count(heading) == 1


def test_every_later_change_stands_at_the_end_with_the_places_it_touches() -> None:
    later = page().parts[-1]
    assert [entry.anchor for entry in later.entries] == [
        f"later-{each.key}" for each in sorted(told().book.later.values(), key=lambda each: (each.since, each.key))
    ]
    for entry, each in zip(later.entries, sorted(told().book.later.values(), key=lambda each: (each.since, each.key)), strict=True):
        leads = [link for link in entry.under[0].said if not isinstance(link, str)]
        assert len(leads) == len(each.touches)
        assert all(touches(each, place) for place in each.touches)


def test_without_changes_the_page_still_tells_what_is_known_later() -> None:
    empty = changes_page(Teller(told(), "fi"), {})
    assert [part.anchor for part in empty.parts] == ["later"]
