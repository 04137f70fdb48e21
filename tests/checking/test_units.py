"""The sentences of the statutes: units against the structure of the acts and against citations, and omissions planted into them."""

import shutil
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import ROOT
from tests.act_structure import Listed, listed
from tests.effort import first_fast
from tunnistus.checking.units import units
from tunnistus.commands.main import main
from tunnistus.reading.rulefile import read_cite
from tunnistus.reading.unitfile import read_statutes, ruleset_beside
from tunnistus.rules.model import Book, Cite, Window
from tunnistus.rules.statute import HOMES, Leaf, Place, Section, Statutes, order_of, place_of, read_place
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.trying.units import reason, table

BOOK = source.book()
STATUTES = read_statutes(ROOT / "indicators", book=BOOK)


def test_the_shipped_units_hold() -> None:
    assert len(STATUTES.units) > 300
    assert [str(finding) for finding in units(STATUTES, BOOK)] == []


# -- places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "subsections", "items", "sentences"), [
    ("1 mom.", ("1", "1"), None, None),
    ("1 mom. 2–4 k.", ("1", "1"), ("2", "4"), None),
    ("2 mom. 1-2 v.", ("2", "2"), None, (1, 2)),
    ("1 mom. 2 a k. 2 v.", ("1", "1"), ("2 a", "2 a"), (2, 2)),
    ("1–3 mom.", ("1", "3"), None, None),
    ("4 k.", None, ("4", "4"), None),
    ("§", None, None, None),
])  # fmt: skip
def test_a_place_is_read(text: str, subsections: Any, items: Any, sentences: Any) -> None:
    assert read_place(text) == Place(subsections, items, sentences)


@pytest.mark.parametrize("text", ["", "mom.", "1 mom", "1 mom. k.", "kaikki", "1 v. 1 mom.", "1 mom.  1 k."])
def test_what_is_no_place_is_none(text: str) -> None:
    assert read_place(text) is None


def test_numbers_stand_in_the_order_of_the_law() -> None:
    assert sorted(["52 b", "6", "52", "52 a", "153 a", "153"], key=order_of) == ["6", "52", "52 a", "52 b", "153", "153 a"]
    assert sorted(["25:3 a", "3:1", "25:3", "25:10"], key=order_of) == ["3:1", "25:3", "25:3 a", "25:10"]


LEAVES = st.builds(Leaf, st.sampled_from("123"), st.sampled_from(["", "1", "2", "2 a", "3"]), st.integers(1, 3))
PAIRS = st.tuples(st.sampled_from("123"), st.sampled_from("123")).map(lambda pair: (min(pair), max(pair)))
PLACES = st.builds(Place, st.none() | PAIRS, st.none() | PAIRS, st.none() | st.tuples(st.integers(1, 3)).map(lambda n: (n[0], n[0])))


@given(PLACES, PLACES, LEAVES)
def test_places_meet_and_lie_in_one_another_as_their_sentences_do(one: Place, other: Place, leaf: Leaf) -> None:
    cited = attrs.evolve(other, sentences=None)  # citations have no sentences
    if leaf in one and leaf in cited:
        assert one.meets(cited)
    if one.inside(cited) and leaf in one and not (cited.items and one.items is None):
        assert leaf in cited


# -- planted omissions -------------------------------------------------------------------------------------------


def codes(statutes: Statutes, book: Book) -> set[str]:
    return {finding.code for finding in units(statutes, book)}


PlaceOfClause = tuple[str, str, Cite]


def cited_places() -> list[PlaceOfClause]:
    """Twelve clauses with a citation of an item or subsection that units stand for: of each topic in turn another act, the clause in the middle."""
    of_topic: dict[str, dict[str, list[PlaceOfClause]]] = {}
    for rule in BOOK.rules_in_order():
        for clause in rule.clauses:
            for cite in clause.cite:
                exact = cite.subsection and "–" not in f"{cite.subsection}{cite.item}{cite.section}"
                if exact and STATUTES.sections_of(cite)[0] in STATUTES.units:
                    of_act = of_topic.setdefault(rule.ruleset.rpartition("/")[0], {})
                    of_act.setdefault(cite.act, []).append((rule.id, clause.name, cite))
    acts = [[those[len(those) // 2] for those in of_act.values()] for of_act in of_topic.values()]
    turns = [one for turn in zip_longest(*acts) for one in turn if one]
    return list(dict.fromkeys(turns))[:12]


def test_the_planted_omissions_are_of_many_acts_and_topics() -> None:
    planted = cited_places()
    assert len(planted) >= 10
    assert len({cite.act for _, _, cite in planted}) >= 5
    assert len({BOOK.rules[rule].ruleset.rpartition("/")[0] for rule, _, _ in planted}) >= 5


def with_cites(rule: str, name: str, change: Any) -> Book:
    old = BOOK.rules[rule]
    clauses = tuple(attrs.evolve(c, cite=change(c.cite)) if c.name == name else c for c in old.clauses)
    return attrs.evolve(BOOK, rules={**BOOK.rules, rule: attrs.evolve(old, clauses=clauses)})


@pytest.mark.parametrize(("rule", "name", "cite"), first_fast(cited_places(), 4, several=True), ids=lambda each: str(each))
def test_a_citation_that_is_dropped_or_moved_by_one_is_found(rule: str, name: str, cite: Cite) -> None:
    def moved(cites: tuple[Cite, ...]) -> tuple[Cite, ...]:
        number = cite.item if cite.item.isdigit() else cite.subsection
        after = str(int(number) + 1)
        changed = attrs.evolve(cite, item=after) if cite.item.isdigit() else attrs.evolve(cite, subsection=after)
        return tuple(changed if each == cite else each for each in cites)

    assert codes(STATUTES, with_cites(rule, name, moved)) & {"cite-without-unit", "cite-beyond-unit", "unit-beyond-cite"}
    assert "unit-beyond-cite" in codes(STATUTES, with_cites(rule, name, lambda cites: tuple(each for each in cites if each != cite)))


@pytest.mark.parametrize(("rule", "name", "cite"), first_fast(cited_places(), 4, several=True), ids=lambda each: str(each))
def test_a_unit_that_is_dropped_or_no_longer_names_its_clause_is_found(rule: str, name: str, cite: Cite) -> None:
    section = STATUTES.sections_of(cite)[0]
    those = STATUTES.units[section]
    naming = [unit for unit in those if (rule, name) in unit.clauses and unit.place.meets(place_of(cite))]
    assert naming
    for unit in naming:
        without = attrs.evolve(STATUTES, units={**STATUTES.units, section: tuple(u for u in those if u is not unit)})
        assert codes(without, BOOK) & {"unit-without-home", "cite-without-unit", "cite-beyond-unit", "unit-too-wide"}
    silent = [
        attrs.evolve(u, clauses=tuple(c for c in u.clauses if c != (rule, name)), facts=("in_finland",)) if u in naming else u
        for u in those
    ]
    assert "cite-beyond-unit" in codes(attrs.evolve(STATUTES, units={**STATUTES.units, section: tuple(silent)}), BOOK)


def test_a_sentence_that_the_act_gains_is_found() -> None:
    section = next(s for s in STATUTES.units if s in STATUTES.structures)
    structure = STATUTES.structures[section]
    day, act, leaves = structure.versions[-1]
    gained = attrs.evolve(structure, versions=(*structure.versions, (day + timedelta(days=1), act, (*leaves, Leaf("77", "", 1)))))
    assert "unit-without-home" in codes(attrs.evolve(STATUTES, structures={**STATUTES.structures, section: gained}), BOOK)


@pytest.mark.deep
@pytest.mark.parametrize(("file", "old", "new", "code"), [
    ("law/permit/employer.units.yaml", '    2 mom. 2 v.: {says: "toimeentuloa ei edellytetä", clauses: [means_of_support.waiver.employer]}\n', "", "unit-without-home"),
    ("law/assistance-system/removal.yaml", '["VastL 38 f § 1 mom. 3 k."]', '["VastL 38 f § 1 mom. 2 k."]', "cite-beyond-unit"),
], ids=["a unit", "a citation"])  # fmt: skip
def test_the_command_finds_what_is_planted_into_the_shipped_files(
    file: str, old: str, new: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tunnistus.checking.verify.check", lambda *_, **__: [])  # the solver has tests of its own
    data = tmp_path / "indicators"
    shutil.copytree(ROOT / "indicators", data)
    written = (data / file).read_text(encoding="utf-8")
    assert written.count(old) == 1
    (data / file).write_text(written.replace(old, new), encoding="utf-8")
    assert main(["check", str(data)]) == 1
    assert f"[{code}]" in capsys.readouterr().out


# -- sections with a letter --------------------------------------------------------------------------------------

LISTED = listed()


def without_home(statutes: Statutes, known: dict[str, Listed]) -> list[str]:
    """The sections that must be listed, from the list or the record, of which a version has a sentence that no unit holds, or that have no unit."""
    found = []
    for act, one in known.items():
        recorded = {s.number for s in statutes.structures if s.act == act and one.covers(s.number)}
        for section in (Section(act, number) for number in sorted({*one.sections, *one.unread, *recorded}, key=order_of)):
            structure = statutes.structures.get(section)
            since = one.whole_since(section.number) or ""
            versions = [version for version in structure.versions if version[0].isoformat() >= since] if structure else []
            if section not in statutes.units or any(
                not statutes.owner(section, leaf, day) for day, _, leaves in versions for leaf in leaves
            ):
                found.append(str(section))
    return found


def test_every_section_with_a_letter_has_a_home_in_each_of_its_versions() -> None:
    assert without_home(STATUTES, LISTED) == []


def test_the_record_knows_every_section_with_a_letter_that_is_listed() -> None:
    missing = [
        f"{act} {number} §" for act, one in LISTED.items() for number in one.sections if Section(act, number) not in STATUTES.structures
    ]
    assert missing == []


def unrecorded(statutes: Statutes, known: dict[str, Listed]) -> list[str]:
    """The versions that an act prints by the list, and that the record does not have."""
    return [
        f"{section} ({by})"
        for act, one in known.items()
        for section, those in ((Section(act, number), acts) for number, acts in one.sections.items())
        for by in those
        if by not in {version[1] for version in statutes.structures[section].versions}
    ]


def test_the_record_knows_every_version_that_is_listed() -> None:
    assert unrecorded(STATUTES, LISTED) == []


def test_of_what_is_whole_every_section_without_a_letter_is_listed() -> None:
    """Sections without a letter are numbered without a gap, but for those that are said to be missing."""
    missing = [
        number for one in LISTED.values() for first, last, _ in one.whole for number in numbers(first, last) if number not in one.sections
    ]
    assert missing == []
    assert [(name, number) for name, one in LISTED.items() for number in one.sections if not one.covers(number)] == []


def numbers(first: str, last: str) -> list[str]:
    """The numbers without a letter from the first section to the last, which stand in one chapter."""
    chapter, colon, start = first.rpartition(":")
    end = last.rpartition(":")[2]
    return [f"{chapter}{colon}{n}" for n in range(int(start), int(end) + 1)]


def test_each_version_of_what_is_whole_begins_when_its_act_enters_into_force() -> None:
    wrong = [
        f"{section} ({act}): {day}"
        for section, structure in STATUTES.structures.items()
        if (one := LISTED.get(section.act)) and (since := one.whole_since(section.number)) is not None
        for day, act, _ in structure.versions
        if day.isoformat() >= since and one.in_force.get(act) != day.isoformat()
    ]
    assert wrong == []


def test_a_version_that_is_dropped_from_the_record_is_found() -> None:
    section = Section("VastL", "16")
    structure = STATUTES.structures[section]
    shorter = attrs.evolve(structure, versions=structure.versions[:-1])
    assert unrecorded(attrs.evolve(STATUTES, structures={**STATUTES.structures, section: shorter}), LISTED) == ["VastL 16 § (87/2015)"]


@pytest.mark.parametrize("every", first_fast([20, 1]))
def test_a_section_with_a_letter_that_is_left_without_a_unit_is_found(every: int) -> None:
    sections = [Section(act, number) for act, one in LISTED.items() for number in (*one.sections, *one.unread)]
    for section in sections[::every]:
        planted = attrs.evolve(STATUTES, units={s: those for s, those in STATUTES.units.items() if s != section})
        assert without_home(planted, LISTED) == [str(section)]


def test_a_section_with_a_letter_that_only_the_record_knows_is_found() -> None:
    act, one = next(iter(LISTED.items()))
    new = Section(act, f"{one.among[0][0].split()[0]} z")
    planted = attrs.evolve(STATUTES, structures={**STATUTES.structures, new: next(iter(STATUTES.structures.values()))})
    assert without_home(planted, LISTED) == [str(new)]


def test_a_version_whose_unit_ends_too_early_is_found() -> None:
    section, unit = next(
        (s, u)
        for s, those in STATUTES.units.items()
        if s.act in LISTED and s.number in LISTED[s.act].sections
        for u in those
        if not u.valid.until
    )
    structure = STATUTES.structures[section]
    ended = attrs.evolve(unit, valid=Window(unit.valid.since, structure.versions[-1][0] - timedelta(days=1)))
    planted = attrs.evolve(STATUTES, units={**STATUTES.units, section: tuple(ended if u is unit else u for u in STATUTES.units[section])})
    assert without_home(planted, LISTED) == [str(section)]


# -- the table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_table_lists_every_unit_in_the_order_of_the_law(lang: str) -> None:
    said = table(STATUTES, BOOK, lang)
    assert said.count("\n| ") >= sum(map(len, STATUTES.units.values()))
    assert "**none**" not in said
    assert {unit.home for those in STATUTES.units.values() for unit in those} <= set(HOMES)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_reason_in_words_is_the_same_in_every_language(lang: str) -> None:
    """A sentence of the unit is not translated; a key is."""
    (sentence,) = [u for u in STATUTES.units[Section("VastL", "1")] if u.left_out]
    (key,) = [u for u in STATUTES.units[Section("VastL", "56")] if u.left_out]
    said = Speaker(BOOK, lang)
    assert sentence.left_out.startswith("Kertoo, mitä varten laki on. ")
    assert reason(said.t, sentence, BOOK) == sentence.left_out
    assert reason(said.t, key, BOOK) == said.t.say("ruleset.law/assistance-system/procedure.not_encoded.fee_decision") != key.left_out


def test_a_structure_says_what_stands_on_a_day() -> None:
    structure = STATUTES.structures[Section("UlkL", "52 a")]
    assert structure.on(date(2006, 7, 30)) == ()
    assert Leaf("1", "3", 1) in structure.on(date(2006, 7, 31))
    assert read_cite("UlkL 52 a § 1 mom. 3 k.") == Cite("UlkL", "52 a", "1", "3")
    assert Window() in [unit.valid for unit in STATUTES.units[Section("UlkL", "52 a")]]


def test_a_cited_section_without_units_is_found_in_an_act_that_has_some() -> None:
    rule, name, cite = cited_places()[0]
    for other, found in ((attrs.evolve(cite, section="999"), True), (Cite("2011/36/EU", "999", unit="art"), False)):
        codes_ = codes(STATUTES, with_cites(rule, name, lambda cites, other=other: (*cites, other)))
        assert ("cite-without-unit" in codes_) is found


@pytest.mark.parametrize("place", ["indicators/law/permit/stay", "draft/law/permit/stay", "law/permit/stay"])
def test_the_rule_set_beside_a_file_of_units_is_found_whatever_the_directory_is_called(place: str) -> None:
    found = ruleset_beside(f"{place}.units.yaml:3:1", source.book())
    assert found is not None
    assert found.id == "law/permit/stay"
    assert ruleset_beside("draft/law/acts.units.yaml", source.book()) is None
