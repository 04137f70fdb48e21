"""The program knows no country: a small book of an invented one, which gives its roles to other ids, decides, asks and gives reasons."""

import json
from datetime import date
from pathlib import Path

import pytest

import tunnistus as tn
from tests.worlds import FACT
from tunnistus.checking.upkeep import roles
from tunnistus.reading.files import read_directory
from tunnistus.rules.model import PARTS, Book

DAY = date(2026, 11, 24)
FILES = {
    "acts": 'acts:\n  IslA: {number: "1/1999", name: saarilaki, kind: act, url: "https://example.org/act", url_basis: pattern}\n',
    "actors": "actors:\n  harbour_guard: {role: front_line, versions: [{name: satamavartija}]}\n",
    "sources": "sources:\n  tide_guide: {title: Vuorovesiopas, basis: general_knowledge}\n",
    "facts": "facts:"
    + FACT.format(name="locked_in")
    + FACT.format(name="wages_kept")
    + FACT.format(name="is_islander_child").replace("    type: bool", "    role: minor\n    status: true\n    type: bool"),
    "way": "way:\n  - - shore\n",
    "shore": """ruleset: shore
title: Ranta
verified: {until: 2026-11-24}
rules:
  tide.now:
    title: Nyt
    role: step
    ordered: true
    outcomes: [stay, row]
    otherwise: stay
    states: {row: advice}
    clauses:
      seen: {then: row, effect: practice, source: [tide_guide], when: {any: [locked_in, wages_kept]}}
    says: {stay: Odota., row: Kysy.}
    plain: {stay: Odota., row: Kysy.}
  shore.leave:
    title: Lupa
    outcomes: [granted]
    otherwise: nothing
    clauses:
      young: {then: granted, effect: duty, cite: ["IslA 4 § 2 mom."], who: harbour_guard, when: {all: [is_islander_child, wages_kept]}}
    says: {granted: Myönnetään.}
    plain: {granted: Saat.}
""",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    here: Path = tmp_path_factory.mktemp("island")
    for name, text in FILES.items():
        (here / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_directory(here)


def test_what_cannot_be_read_is_refused_without_a_word_of_another_country(book: Book) -> None:
    talk = tn.interview({}, as_of=DAY, book=book)
    for work in (
        lambda: tn.interview_again("[]", book=book), lambda: tn.interview_again({"moves": 5}, book=book),
        lambda: tn.changed("[]", book=book), lambda: tn.assess_again("[]", book=book), lambda: talk.answer(True, to="nobody_knows"),
    ):  # fmt: skip
        with pytest.raises(tn.errors.TunnistusError) as refused:
            work()
        assert refused.value.urgent("en") == ()


FIRE = """  fire.now:
    title: Tuli
    part: {part}
    outcomes: [call]
    otherwise: nothing
    clauses:
      seen: {{then: call, effect: practice, source: [tide_guide], when: {{any: [locked_in, wages_kept]}}}}
    says: {{call: Huuda heti.}}
    plain: {{call: Huuda heti.}}
"""


@pytest.mark.parametrize("part", [part for part in PARTS if part != "beside"])
def test_every_page_can_be_written_whatever_part_a_rule_without_a_role_belongs_to(part: str, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / f"{name}.yaml").write_text(text + (FIRE.format(part=part) if name == "shore" else ""), encoding="utf-8")
    made = read_directory(tmp_path)
    for answers in ({}, {"locked_in": True}, {"locked_in": False}, {"locked_in": tn.MAYBE}):
        a = tn.assess(answers, as_of=DAY, book=made)
        assert all(a.explain("fi", register=register, full=full) for register in ("worker", "plain") for full in (False, True))
        assert tn.interview(answers, as_of=DAY, book=made).turn("fi").says
    assert "112" not in tn.assess({}, as_of=DAY, book=made).explain("fi")


def test_what_no_rule_has_the_role_of_is_an_error_that_says_so(book: Book) -> None:
    a = tn.assess({"locked_in": True}, as_of=DAY, book=book)
    assert a.next_step.floor == "row"
    for work in (lambda: a.emergency, lambda: a.child_route):
        with pytest.raises(tn.errors.UnknownName, match="No rule has the role"):
            work()


def test_it_decides_asks_and_gives_reasons(book: Book) -> None:
    a = tn.assess({"wages_kept": True, "locked_in": False}, as_of=DAY, book=book)
    assert (a.next_step.floor, a.next_step.rule.id, a.state) == ("row", "tide.now", "advice")
    assert [q.fact for q in a.ask()] == ["is_islander_child"]
    assert a.next_step.why("row").facts == ("wages_kept",)
    assert a.decisions["shore.leave"].possible == ("granted",)
    later = tn.assess({"wages_kept": True, "is_islander_child": True}, as_of=DAY, book=book)
    assert later.decisions["shore.leave"].due == "granted"
    assert later.ask() == ()


def test_what_is_told_of_it_names_nothing_of_the_shipped_rules(book: Book) -> None:
    a = tn.assess({"wages_kept": True}, as_of=DAY, book=book)
    told = json.dumps([a.to_dict(full=True, values=True), a.receipt(values=True)["decisions"]])
    shipped = tn.book()
    own = {"next_step"}  # a rule of ours, and a key of every result
    assert [
        name for name in (*shipped.facts, *shipped.rules, *shipped.acts, *shipped.rulesets) if f'"{name}"' in told and name not in own
    ] == []
    assert "IslA 4 § 2 mom." in json.dumps(
        tn.assess({"wages_kept": True, "is_islander_child": True}, as_of=DAY, book=book).to_dict(), ensure_ascii=False
    )


def test_a_role_of_the_worker_is_refused_where_nothing_asks_for_it(book: Book) -> None:
    with pytest.raises(tn.errors.UnknownName, match="asks what the worker is"):
        tn.assess({}, as_of=DAY, roles=["harbour_guard"], book=book)


FOREMOST = """  tide.rising: {title: Nousuvesi, role: danger, part: emergency, outcomes: [climb], otherwise: nothing,
    clauses: {sea: {then: climb, effect: practice, source: [tide_guide], when: locked_in}},
    says: {climb: Avaa ovi heti.}, plain: {climb: Ovi avataan.}}
  tide.perhaps: {title: Ehkä nousuvesi, role: danger_in_view, part: emergency, outcomes: [look], otherwise: nothing,
    clauses: {sea: {then: look, effect: practice, source: [tide_guide], when: locked_in}},
    says: {look: Katso ovea.}, plain: {look: Kerro ovesta.}}
  isle.child: {title: Saaren lapsi, role: child, part: child, outcomes: [small], otherwise: nothing,
    clauses: {young: {then: small, effect: practice, source: [tide_guide], when: is_islander_child}},
    says: {small: Hae veneen pienin paikka. Istu vieressä.}, plain: {small: Saat paikan.}}
  isle.perhaps: {title: Ehkä saaren lapsi, role: child_in_view, part: child, outcomes: [seat], otherwise: nothing,
    clauses: {young: {then: seat, effect: practice, source: [tide_guide], when: is_islander_child}},
    says: {seat: Varaa pieni paikka.}, plain: {seat: Kerro iästäsi.}}
"""


def test_its_pages_find_danger_the_child_and_the_step_by_their_roles(tmp_path: Path) -> None:
    files = {**FILES, "shore": FILES["shore"].replace("  tide.now:", f"{FOREMOST}  tide.now:")}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    book = read_directory(tmp_path)

    def page(answers: dict[str, bool]) -> list[str]:
        told = tn.assess(answers, as_of=DAY, book=book).explain("fi").splitlines()
        wanted = (
            "Avaa ovi heti.",
            "Katso ovea.",
            "Hae veneen pienin paikka.",
            "Istu vieressä.",
            "Varaa pieni paikka.",
            "1. Kysy.",
            "1. Odota.",
        )
        return [line for line in told if line in wanted]

    assert page({"wages_kept": True}) == ["Katso ovea.", "Varaa pieni paikka.", "1. Kysy."]
    assert page({"locked_in": True, "is_islander_child": False}) == ["Avaa ovi heti.", "1. Kysy."]
    assert page({"locked_in": False, "is_islander_child": True}) == ["Hae veneen pienin paikka.", "Istu vieressä.", "1. Odota."]
    assert [*roles(book)] == []


def test_a_single_sentence_on_the_child_is_a_single_line(tmp_path: Path) -> None:
    files = {**FILES, "shore": FILES["shore"].replace("  tide.now:", f"{FOREMOST.replace(' Istu vieressä.', '')}  tide.now:")}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    told = tn.assess({"is_islander_child": True}, as_of=DAY, book=read_directory(tmp_path)).explain("fi").splitlines()
    at = told.index("Hae veneen pienin paikka.")
    assert "" not in told[at - 1 : at + 2], "no empty line inside of the section"
