"""Published lists: every row and strength, the rule and the tables of 2009 row by row, bounds against brute force, and what is no sign."""

import ast
import itertools
import json
import re
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests import ROOT
from tests.examples import blocks
from tests.house import MODULES, imports
from tests.worlds import ACTORS, ACTS, FACTS, SOURCES, expanded
from tunnistus.assessment import assess
from tunnistus.checking.checks import FORBIDDEN
from tunnistus.checking.verify import check
from tunnistus.errors import LoadError
from tunnistus.reading import canon
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules import published
from tunnistus.rules.formula import leaves, value
from tunnistus.rules.model import LANGUAGES, Book, Listing, Row
from tunnistus.rules.published import DIMENSIONS, MEANS, holds, ilo_2009, palermo, positive, survey, touched
from tunnistus.rules.truth import FALSE, OPEN, TRUE
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

SHARED = ROOT.parent / "shared"
SNAPSHOT: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "ilo-2009.snapshot.json").read_text(encoding="utf-8"))
CODES: dict[str, list[str]] = json.loads((ROOT / "tests" / "data" / "htcds.codes.json").read_text(encoding="utf-8"))["codes"]
BOOK = source.book()
FOUR = {"AL": "adult_labour", "AS": "adult_sexual", "CL": "child_labour", "CS": "child_sexual"}
ALL = [(code, BOOK.lists[f"ilo2009.{name}"]) for code, name in FOUR.items()]
STRENGTHS = ("strong", "medium", "weak")


# -- the data ------------------------------------------------------------------------------------------------------


def columns(row: Row) -> list[Any]:
    return [row.group, row.key, row.strength, row.basis, bool(row.disputed), list(row.expresses), list(row.supports)]


def test_all_264_rows_are_there_with_strength_basis_and_facts() -> None:
    assert {row.ref: columns(row) for _, li in ALL for row in li.rows} == SNAPSHOT["rows"]
    assert len(SNAPSHOT["rows"]) == 264


def test_the_180_facts_of_the_shared_vocabulary_are_there() -> None:
    assert len(SNAPSHOT["facts"]) == 180
    assert [name for name in SNAPSHOT["facts"] if name not in BOOK.facts] == []


def material(name: str) -> Any:
    return yaml.safe_load((SHARED / name).read_text(encoding="utf-8"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the material that the lists were written from")
def test_the_snapshot_is_the_material() -> None:
    """The material names some facts in its own way, and tells what they are here."""
    ilo, ours = material("indicators/ilo-2009.yaml"), material("law/renamed-ids.yaml")["facts"]

    def here(name: str) -> str:
        return here(ours[name]) if name in ours else name

    rows = {
        r["id"].removeprefix("ilo2009-"): [
            r["dimension"], r["key"], r["strength"], r["strength_confidence"], "disputed" in r,
            [*map(here, r["maps_to"])], [*map(here, r.get("supporting_facts", []))],
        ]
        for r in ilo["indicators"]
    }  # fmt: skip
    assert rows == SNAPSHOT["rows"]
    assert [here(fact["id"]) for fact in material("indicators/facts.yaml")["facts"]] == SNAPSHOT["facts"]
    assert [[t["s"], t["m"], t["w"], t["positive"]] for t in ilo["aggregation"]["tests"]] == SNAPSHOT["rule"]


@pytest.mark.parametrize(("code", "total"), [("AL", 67), ("AS", 67), ("CL", 65), ("CS", 65)])
def test_every_dimension_has_its_published_counts(code: str, total: int) -> None:
    rows = dict(ALL)[code].rows
    counts = {d: [sum(r.group == d and r.strength == s for r in rows) for s in STRENGTHS] for d in DIMENSIONS}
    assert counts == SNAPSHOT["counts"][code]
    assert len(rows) == total


def test_lists_and_the_maps_of_facts_say_the_same() -> None:
    def of_facts() -> Any:
        for fact in BOOK.facts.values():
            for row in (m for m in fact.maps if m.source == "ilo2009"):
                note = dict(row.note)
                for code, strength in (part.split(": ") for part in note["strength"].split(", ")):
                    yield code, note["dimension"], note["indicator"], strength, note["role"], fact.id

    def of_lists() -> Any:
        for code, listing in ALL:
            for row in listing.rows:
                for role in ("expresses", "supports"):
                    yield from ((code, row.group, row.key, row.strength, role, name) for name in getattr(row, role))

    assert set(of_facts()) == set(of_lists())


@pytest.mark.parametrize("name", ["ilo11", "ilo11r2025", "unodc"])
def test_lists_without_strengths_hold_the_maps_of_the_facts(name: str) -> None:
    listing = BOOK.lists[name]
    rows = {row.ref: set(row.relates) for row in listing.rows}
    of_facts: dict[str, set[str]] = {}
    for fact in BOOK.facts.values():
        for row in (m for m in fact.maps if m.source == name):
            of_facts.setdefault(row.ref, set()).add(fact.id)
    unread = {"general", "domestic", "begging", "forced_criminality"} if name == "unodc" else set()
    assert rows == {ref: facts for ref, facts in of_facts.items() if ref not in unread}
    assert not any(row.strength for row in listing.rows)


def test_the_eleven_indicators_stand_in_their_order() -> None:
    assert [row.ref for row in BOOK.lists["ilo11"].rows] == [str(n) for n in range(1, 12)]


def test_every_list_names_its_source_and_says_what_was_not_read() -> None:
    for listing in BOOK.lists.values():
        assert listing.source in BOOK.sources
        assert f"list.{listing.id}.title" in BOOK.texts
        assert listing.basis == "read" or f"list.{listing.id}.notice" in BOOK.texts
    assert {li.id for li in BOOK.lists.values() if li.basis == "read"} == {"htcds"}
    assert {f"list.ilo2009.{name}" for name in (*DIMENSIONS, *published._SURVEY)} <= BOOK.texts.keys()


def test_no_row_of_2009_is_called_read_before_somebody_has_compared_it() -> None:
    assert not [row.ref for _, li in ALL for row in li.rows if row.basis in ("read", "partly_read")]
    assert [row.ref for _, li in ALL for row in li.rows if row.disputed] == ["AL-AVR-13", "AL-AVR-14"]


def test_the_canonical_form_keeps_every_list() -> None:
    assert canon.loads(canon.dumps(BOOK)).lists == BOOK.lists
    assert canon.loads(canon.dumps(BOOK)) == BOOK


def test_an_installed_library_has_the_lists_without_yaml_or_pydantic() -> None:
    code = (
        "import sys; from tunnistus.rules import published; from tunnistus.shipping import source; "
        "assert len(published.ilo_2009(source.book(), {})) == 4; assert not {'yaml', 'pydantic', 'babel'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# -- HTCDS ---------------------------------------------------------------------------------------------------------


def test_every_code_of_htcds_exists_and_every_code_list_is_whole() -> None:
    ours: dict[str, list[str]] = {}
    for row in BOOK.lists["htcds"].rows:
        ours.setdefault(row.group, []).append(row.ref)
    assert ours.pop("Consent") == ["Consent"]
    assert set(ours.pop("RoleInProcess")) <= set(CODES["RoleInProcess"])
    assert ours == {name: codes for name, codes in CODES.items() if name not in ("RoleInProcess", "TraffickingStatus")}
    assert {name: len(codes) for name, codes in CODES.items() if name.startswith(("Method", "TypeOfE"))} == {
        "MethodOfRecruitment": 10, "MethodsOfControl": 16, "TypeOfExploitation": 11,
    }  # fmt: skip


def test_htcds_holds_the_maps_of_the_facts() -> None:
    rows = BOOK.lists["htcds"].rows
    places = {(place, name) for row in rows for place in (row.ref, row.group) for name in (*row.relates, *row.supports, *dict(row.values))}
    of_facts = {(m.ref, fact.id) for fact in BOOK.facts.values() for m in fact.maps if m.source == "htcds"}
    assert of_facts <= places
    assert {name for _, name in places} == {name for _, name in of_facts}
    assert all(row.relates for row in rows if row.group == "MethodsOfControl" and row.ref != "Other")


def test_a_value_stands_for_one_code_at_most() -> None:
    seen = [(row.group, name, member) for row in BOOK.lists["htcds"].rows for name, members in row.values for member in members]
    assert len(seen) == len(set(seen))


def test_no_code_says_that_somebody_is_or_is_not_a_victim() -> None:
    assert "NotAVictimOfTrafficking" in CODES["TraffickingStatus"]
    assert not {row.ref for row in BOOK.lists["htcds"].rows} & set(CODES["TraffickingStatus"])


def test_codes_follow_from_signs_and_values() -> None:
    known = {"documents_withheld": True, "debt_to_exploiter": False, "recruiter_relationship": "parent", "work_sector": "begging"}
    found = {(s.row.group, s.row.ref): s.facts for s in touched(BOOK, "htcds", known)}
    assert found == {
        ("MethodsOfControl", "WithholdsDocuments"): ("documents_withheld",),
        ("RelationshipToTrafficker", "Familial"): ("recruiter_relationship",),
    }


def test_a_reassuring_fact_speaks_for_a_row_when_it_is_false() -> None:
    assert not touched(BOOK, "ilo11", {"has_access_to_own_id": True, "weekly_hours": 90})
    (seen,) = touched(BOOK, "ilo11", {"has_access_to_own_id": False, "documents_holder": "employer"})
    assert (seen.row.ref, seen.facts) == ("7", ("has_access_to_own_id",))


# -- the rule for one dimension --------------------------------------------------------------------------------------


def rows_of(strong: int, medium: int, weak: int) -> list[Row]:
    counts = dict(zip(STRENGTHS, (strong, medium, weak), strict=True))
    return [Row(f"{s}{n}", "exploitation", strength=s, expresses=(f"{s}{n}",)) for s, count in counts.items() for n in range(count)]


def rule(s: int, m: int, w: int) -> bool:
    return s >= 2 or (s >= 1 and s + m + w >= 2) or (m >= 2 and m + w >= 3)


@pytest.mark.parametrize(("s", "m", "w", "holds_"), SNAPSHOT["rule"])
def test_the_rule_row_by_row(s: int, m: int, w: int, holds_: bool) -> None:
    node = positive(rows_of(9, 9, 9))
    seen = {f"{name}{n}" for name, count in zip(STRENGTHS, (s, m, w), strict=True) for n in range(count)}
    known = {row.ref: row.ref in seen for row in rows_of(9, 9, 9)}
    assert value(node, known) == (TRUE if holds_ else FALSE)
    assert rule(s, m, w) is holds_
    assert value(positive(rows_of(s, m, w)), dict.fromkeys(seen, True)) == (TRUE if holds_ else FALSE)


def test_the_rule_is_the_formula_and_the_four_sentences_for_all_counts() -> None:
    for s, m, w in itertools.product(range(4), range(5), range(5)):
        sentences = s >= 2 or (s >= 1 and m + w >= 1) or m >= 3 or (m >= 2 and w >= 1)
        assert rule(s, m, w) is sentences
        rows = rows_of(s, m, w)
        assert value(positive(rows), {r.ref: True for r in rows}) == (TRUE if sentences else FALSE)


def test_a_row_holds_when_one_expressing_fact_is_true_and_not_when_all_are_false() -> None:
    row = Row("r", "g", strength="medium", expresses=("a", "b"), supports=("c",))
    table = {(True, None): TRUE, (True, False): TRUE, (False, False): FALSE, (False, None): OPEN, (None, None): OPEN}
    for (a, b), truth in table.items():
        known = {n: v for n, v in {"a": a, "b": b, "c": True}.items() if v is not None}
        assert value(holds(row), known) == truth


# -- bounds, against brute force -------------------------------------------------------------------------------------


def counted(listing: Listing, name: str, true: set[str]) -> bool:
    """The rule by plain counting, without the algebra."""
    if true & set(dict(listing.alone).get(name, ())):
        return True
    held = [r.strength for r in listing.rows if r.group == name and true & set(r.expresses)]
    return rule(held.count("strong"), held.count("medium"), held.count("weak"))


def bools(listing: Listing, name: str) -> list[str]:
    facts = {f for r in listing.rows if r.group == name for f in r.expresses} | set(dict(listing.alone).get(name, ()))
    return sorted(facts)


@st.composite
def partly_known(draw: st.DrawFn) -> tuple[Listing, str, dict[str, bool], list[str]]:
    """A list, a dimension, answers to all but a few of its facts, and the open ones."""
    listing = draw(st.sampled_from([li for _, li in ALL]))
    name = draw(st.sampled_from(DIMENSIONS))
    facts = bools(listing, name)
    open_ = draw(st.lists(st.sampled_from(facts), max_size=7, unique=True))
    likely = st.sampled_from([False, False, False, True])
    return listing, name, {f: draw(likely) for f in facts if f not in open_}, open_


@given(partly_known())
def test_the_bounds_of_a_dimension_are_exact(case: tuple[Listing, str, dict[str, bool], list[str]]) -> None:
    listing, name, known, open_ = case
    rule = published._by_dimension(BOOK, listing.id)[name]
    every = [
        counted(listing, name, {f for f, v in {**known, **dict(zip(open_, values, strict=True))}.items() if v})
        for values in itertools.product((True, False), repeat=len(open_))
    ]
    d = published._dimension(listing, name, rule, known)
    assert (d.lower, d.upper) == (all(every), any(every))
    held = [r for r in listing.rows if r.group == name and any(known.get(f) for f in r.expresses)]
    assert d.seen == tuple(r.ref for r in held)
    assert set(d.open) == {r.ref for r in listing.rows if r.group == name and r not in held and set(r.expresses) & set(open_)}


@st.composite
def answers_to_a_list(draw: st.DrawFn) -> tuple[Listing, dict[str, bool], list[str]]:
    listing = draw(st.sampled_from([li for _, li in ALL]))
    facts = sorted({f for d in DIMENSIONS for f in bools(listing, d)})
    open_ = draw(st.lists(st.sampled_from(facts), max_size=6, unique=True))
    true = draw(st.lists(st.sampled_from(facts), max_size=14, unique=True))
    return listing, {f: f in true for f in facts if f not in open_}, open_


def drawn_from(listing: Listing, known: dict[str, bool], open_: list[str]) -> list[dict[str, bool]]:
    """The truth of every dimension in every completion."""
    worlds = [{**known, **dict(zip(open_, v, strict=True))} for v in itertools.product((True, False), repeat=len(open_))]
    return [{d: counted(listing, d, {f for f, v in world.items() if v}) for d in DIMENSIONS} for world in worlds]


def class_of(d: dict[str, bool]) -> str:
    """The survey table as a plain reading of its columns."""
    deceived, coerced = d["deceptive_recruitment"], d["coercive_recruitment"]
    vulnerable = d["recruitment_by_abuse_of_vulnerability"] or d["abuse_of_vulnerability_at_destination"]
    exploited, forced = d["exploitation"], d["coercion_at_destination"]
    if exploited and forced and (deceived or coerced):
        return "trafficked_for_forced_labour"
    if exploited and not forced and deceived and not coerced:
        return "deceived_and_exploited"
    if not forced and not (deceived or coerced or vulnerable):
        return "exploited_migrant_labour_rights_case" if exploited else "not_exploited_migrant"
    return "outside_table"


@given(answers_to_a_list(), st.sampled_from([None, True, False]), st.sampled_from([None, True, False]))
def test_the_tables_are_exact_over_all_completions(
    case: tuple[Listing, dict[str, bool], list[str]], act: bool | None, intended: bool | None
) -> None:
    listing, known, open_ = case
    result = published._result(BOOK, listing, known, act, intended)
    every = drawn_from(listing, known, open_)
    if listing.id == "ilo2009.adult_labour":
        assert result.survey is not None
        assert set(result.survey.possible) == {class_of(d) for d in every}
        assert result.survey.certain == (class_of(every[0]) if len({class_of(d) for d in every}) == 1 else "")
    else:
        assert result.survey is None
    child = listing.population == "child"
    purposes = [i for i in (True, False) if intended in (None, i)]
    acts = [a for a in (True, False) if act in (None, a)]
    elements = {
        a and (d["exploitation"] or i) and (child or any(d[m] for m in MEANS)) for d in every for i in purposes for a in acts
    }  # fmt: skip
    assert result.palermo == (OPEN if len(elements) == 2 else TRUE if True in elements else FALSE)


@given(answers_to_a_list(), st.data())
def test_learning_only_narrows_and_one_more_sign_never_takes_away(
    case: tuple[Listing, dict[str, bool], list[str]], data: st.DataObject
) -> None:
    listing, known, open_ = case
    before = published._result(BOOK, listing, known, True, None)
    learnt = data.draw(st.dictionaries(st.sampled_from(open_), st.booleans())) if open_ else {}
    after = published._result(BOOK, listing, {**known, **learnt}, True, None)
    for d in DIMENSIONS:
        assert before.dimensions[d].lower <= after.dimensions[d].lower <= after.dimensions[d].upper <= before.dimensions[d].upper
    assert before.palermo in (OPEN, after.palermo)
    if before.survey and after.survey:
        assert set(after.survey.possible) <= set(before.survey.possible)
    more = {**known, data.draw(st.sampled_from(sorted(known))): True}
    raised = published._result(BOOK, listing, more, True, None)
    for d in DIMENSIONS:
        assert raised.dimensions[d].lower >= before.dimensions[d].lower
        assert raised.dimensions[d].upper >= before.dimensions[d].upper


def test_dimensions_that_the_survey_table_holds_against_each_other_share_no_fact() -> None:
    """Then deciding over dimensions is as exact as deciding over facts; the two of vulnerability occur in one direction only."""
    for _, listing in ALL:
        of = {d: {f for r in listing.rows if r.group == d for f in r.expresses} for d in DIMENSIONS}
        shared = {frozenset((a, b)) for a, b in itertools.combinations(DIMENSIONS, 2) if of[a] & of[b]}
        assert shared == {frozenset((DIMENSIONS[2], DIMENSIONS[5]))}


# -- from dimensions to classes --------------------------------------------------------------------------------------

DR, CR, AVR, EX, CD, AVD = DIMENSIONS
TABLE = [
    ((), "not_exploited_migrant"),
    ((EX,), "exploited_migrant_labour_rights_case"),
    ((DR, EX), "deceived_and_exploited"),
    ((DR, EX, CD), "trafficked_for_forced_labour"),
    ((CR, EX, CD), "trafficked_for_forced_labour"),
    ((DR, CR, EX, CD), "trafficked_for_forced_labour"),
    # what the table leaves open
    ((CR, EX), "outside_table"),
    ((DR, CR, EX), "outside_table"),
    ((EX, CD), "outside_table"),
    ((DR,), "outside_table"),
    ((CR, CD), "outside_table"),
    ((CD,), "outside_table"),
    # abuse of vulnerability reinforces means, and can stand in for them; the table has no row for the second
    ((AVR, DR, EX), "deceived_and_exploited"),
    ((AVD, DR, EX, CD), "trafficked_for_forced_labour"),
    ((AVR, EX), "outside_table"),
    ((AVD, EX), "outside_table"),
    ((AVR, EX, CD), "outside_table"),
]


def truths(positive_: tuple[str, ...], open_: tuple[str, ...] = ()) -> dict[str, int]:
    return {d: OPEN if d in open_ else TRUE if d in positive_ else FALSE for d in DIMENSIONS}


@pytest.mark.parametrize(("dimensions", "name"), TABLE)
def test_the_survey_table_row_by_row(dimensions: tuple[str, ...], name: str) -> None:
    assert survey(truths(dimensions)).certain == name
    assert class_of({d: d in dimensions for d in DIMENSIONS}) == name


def test_the_survey_table_has_one_row_for_every_combination() -> None:
    for values in itertools.product((TRUE, FALSE), repeat=6):
        assert len(survey(dict(zip(DIMENSIONS, values, strict=True))).possible) == 1


def test_open_dimensions_leave_the_rows_between_them_open() -> None:
    assert survey(truths((DR, EX), (CD,))).possible == ("deceived_and_exploited", "trafficked_for_forced_labour")
    assert survey(truths((DR, EX), (CD,))).certain == ""
    assert len(survey(truths((), DIMENSIONS)).possible) == 5


@pytest.mark.parametrize("means", MEANS)
def test_any_means_and_exploitation_make_the_elements_of_palermo_for_an_adult(means: str) -> None:
    assert palermo(truths((means, EX)), child=False, act=True, intended=False) == TRUE
    assert palermo(truths((means,)), child=False, act=True, intended=True) == TRUE
    assert palermo(truths((means,)), child=False, act=True, intended=False) == FALSE
    assert palermo(truths((means,)), child=False, act=True) == OPEN
    assert palermo(truths((means, EX)), child=False, act=False) == FALSE
    assert palermo(truths((means, EX)), child=False) == OPEN
    assert palermo(truths((EX,), (means,)), child=False, act=True) == OPEN


def test_without_means_there_are_elements_for_a_child_only() -> None:
    for intended in (True, None, False):
        assert palermo(truths((EX,)), child=False, act=True, intended=intended) == FALSE
        assert palermo(truths((EX,)), child=True, act=True, intended=intended) == TRUE
    assert palermo(truths(()), child=True, act=True, intended=True) == TRUE
    assert palermo(truths(MEANS), child=True, act=True, intended=False) == FALSE
    assert palermo(truths((), (EX,)), child=True, act=True, intended=False) == OPEN
    assert palermo(truths((EX,)), child=True) == OPEN


# -- results -------------------------------------------------------------------------------------------------------


def of(known: dict[str, Any], **more: Any) -> dict[str, published.ListResult]:
    return {r.listing.id.removeprefix("ilo2009."): r for r in ilo_2009(BOOK, known, **more)}


def test_age_chooses_the_list_and_doubt_keeps_both() -> None:
    assert {n: r.applies for n, r in of({}).items()} == dict.fromkeys(FOUR.values(), OPEN)
    assert set(of({"age_under_18": True, "may_be_child": True})) == {"child_labour", "child_sexual"}
    assert set(of({"age_under_18": False, "may_be_child": False})) == {"adult_labour", "adult_sexual"}
    maybe = {n: r.applies for n, r in of({"may_be_child": True}).items()}
    assert maybe == {"adult_labour": OPEN, "adult_sexual": OPEN, "child_labour": TRUE, "child_sexual": TRUE}


def test_two_strong_rows_make_coercion_at_destination_certain() -> None:
    result = of({"documents_withheld": True, "debt_worked_off": True, "physical_violence": True})["adult_labour"]
    d = result.dimensions[CD]
    assert (d.lower, d.upper, d.truth) == (True, True, TRUE)
    assert d.seen[0] == "AL-CD-01"
    assert result.survey is not None
    assert "not_exploited_migrant" not in result.survey.possible


def test_a_fact_that_only_supports_calls_for_a_question_and_holds_no_row() -> None:
    supporting = [(r, f) for r in BOOK.lists["ilo2009.adult_labour"].rows for f in r.supports if f not in r.expresses]
    assert supporting
    for row, name in supporting:
        d = of({name: True})["adult_labour"].dimensions[row.group]
        assert row.ref in d.open
        assert name in d.follow_up


def test_for_a_child_one_exchange_for_sexual_acts_is_exploitation_without_counting() -> None:
    for name in dict(BOOK.lists["ilo2009.child_sexual"].alone)["exploitation"]:
        d = of({name: True})["child_sexual"].dimensions[EX]
        assert (d.lower, d.alone) == (True, (name,))
        assert not of({name: True})["adult_sexual"].dimensions[EX].lower
    assert [li.id for _, li in ALL if li.alone] == ["ilo2009.child_sexual"]


def test_what_was_not_read_is_marked_in_every_result() -> None:
    found = of({"could_not_arrange_travel_self": True})
    assert found["adult_labour"].marks == ("secondary_transcription",)
    assert found["adult_labour"].dimensions[AVR].disputed == ("AL-AVR-14",)
    assert {"general_knowledge_low", "general_knowledge_medium"} <= set(found["child_sexual"].marks)
    for result in found.values():
        assert result.marks
        assert all(BOOK.texts[notice] for notice in result.notices)
        assert all(d.marks for d in result.dimensions.values() if d.seen or d.open)


def test_one_strong_sign_asks_for_advice_although_no_dimension_holds() -> None:
    """The low threshold stands alone: the rule of 2009 is far too strict for offering help."""
    known = {"debt_worked_off": True}
    assert not any(d.lower for r in ilo_2009(BOOK, known) for d in r.dimensions.values())
    assert assess(known, as_of=date(2026, 11, 24)).next_step.floor == "consult"


@pytest.mark.parametrize(
    "name", ["rules.answers", "rules.derive", "deciding.expand", "deciding.decide", "explaining.explain", "trying.cases", "checking.verify"]
)
def test_nothing_that_decides_or_asks_reads_the_lists(name: str) -> None:
    used = set(imports(ast.parse(MODULES[f"tunnistus.{name}"].read_text(encoding="utf-8"))))
    assert not [found for found in used if found.startswith("tunnistus.rules.published")]


# -- what is never a sign --------------------------------------------------------------------------------------------

NEVER = re.compile(r"kansala|kansallis|etni[ns]|uskon|sukupuol|ihonvär|romani|lähtömaa|ulkomaala|naise|mieh", re.I)
EXPLOITED = {"beliefs_exploited"}  # not the belief: that somebody uses it to control the person


def sign_tests() -> set[tuple[str, str]]:
    """(rule, fact) for every test in a rule of signs, the rules that it uses included."""
    rules = [r for r in BOOK.rules.values() if BOOK.rulesets[r.ruleset].kind == "indicators"]
    return {(r.id, t.fact) for r in rules for c in r.clauses for t, _ in leaves(expanded(BOOK, c.when))}


def test_no_fact_that_is_a_sign_is_about_nationality_ethnicity_religion_or_gender() -> None:
    for fact in BOOK.facts.values():
        if fact.polarity == "neutral" or fact.id in EXPLOITED:
            continue
        texts = [text for context, text in BOOK.texts.items() if context.startswith(f"fact.{fact.id}.")]
        assert not [text for text in texts if NEVER.search(text)], fact.id
        assert not re.search(r"nationalit|ethnic|religio|gender|citizen", fact.id)


# Facts that are no signs and that rules on signs read all the same: what the person or the worker says, what help is needed, whether it may
# be a child, who holds the papers, and what authorities have found.
FINDINGS = {t.fact for c in BOOK.rules["findings"].clauses for t, _ in leaves(expanded(BOOK, c.when))}
NEUTRAL = FINDINGS | {
    "homeless_or_eviction_threat",
    "may_be_child",
    "documents_holder",
    "interpreter_needed",
    "safe_contact_method",
    "person_asks_for_assistance",
    "unmanageable_debts",
    "worker_presumes_victim",
}


def test_no_rule_of_signs_tests_a_fact_that_is_no_sign() -> None:
    tested = {name for _, name in sign_tests()}
    assert "documents_withheld" in tested
    assert not tested & {*FORBIDDEN, "work_sector"}
    assert {name for name in tested if BOOK.facts[name].polarity == "neutral"} <= NEUTRAL
    assert {name for name in tested if BOOK.facts[name].element == "law"} <= NEUTRAL


def test_no_text_of_a_rule_of_signs_or_of_a_list_makes_origin_or_gender_a_sign() -> None:
    sets = [r.id for r in BOOK.rulesets.values() if r.kind == "indicators"]
    rules = [r.id for r in BOOK.rules.values() if r.ruleset in sets]
    heads = tuple(f"rule.{n}." for n in rules)
    said = {c: t for c, t in BOOK.texts.items() if c.startswith(heads)}
    names = {c: t for c, t in BOOK.texts.items() if c.startswith("list.") and ".not_encoded." not in c}
    assert said
    assert names
    assert {c: t for c, t in {**said, **names}.items() if NEVER.search(t)} == {}


def test_selling_sex_is_no_sign_of_an_adult_in_any_rule_or_list() -> None:
    assert "sells_sex_or_sexual_services" not in {name for _, name in sign_tests()}
    assert BOOK.facts["sells_sex_or_sexual_services"].polarity == "neutral"
    for listing in BOOK.lists.values():
        rows = {f for row in listing.rows for f in (*row.expresses, *row.supports, *row.relates)}
        assert "sells_sex_or_sexual_services" not in rows
    assert {li.id for li in BOOK.lists.values() if any("sells_sex_or_sexual_services" in f for _, f in li.alone)} == {
        "ilo2009.child_sexual"
    }  # fmt: skip


@pytest.mark.deep
def test_every_rule_of_signs_is_monotone_by_structure() -> None:
    found = [str(f) for f in check(BOOK) if "sign" in f.what]
    assert found == []
    assert {name for name, _ in sign_tests()} >= {"next_step", "emergency"}


def test_every_dimension_is_monotone_by_structure() -> None:
    for _, listing in ALL:
        for name, condition in published._by_dimension(BOOK, listing.id).items():
            assert all(up and test.cells == (True,) for test, up in leaves(condition)), (listing.id, name)


# -- the page ------------------------------------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "signs.md").read_text(encoding="utf-8")


def test_the_page_tells_of_every_list_and_its_example_runs() -> None:
    assert set(re.findall(r"^\| `([a-z0-9._]+)` \|", PAGE, re.M)) == BOOK.lists.keys() - {"ilo2009"}
    (code,) = blocks("docs/signs.md")
    names: dict[str, Any] = {}
    for line in filter(None, code.splitlines()):
        expression, _, told = line.partition("  # ")
        if told:
            assert told.startswith(repr(eval(expression, names)).replace("'", '"')), line
        else:
            exec(line, names)


# -- refusals ------------------------------------------------------------------------------------------------------

GOOD = """
list: made
title: Luettelo
source: guide
edition: "2009"
basis: read
groups:
  one:
    - {ref: A-1, relates: [a], values: {kind: [red]}}
"""
BAD = {
    "unknown fact": (GOOD.replace("[a]", "[secrit]"), "no fact 'secrit'", "Did you mean 'secret'?"),
    "unknown member": (GOOD.replace("[red]", "[redd]"), "'redd' is not a value", "Did you mean 'red'?"),
    "unknown source": (GOOD.replace("guide", "gide"), "no source 'gide'", "Did you mean 'guide'?"),
    "unknown list": (GOOD + "part_of: mad", "no list 'mad'", "Did you mean 'made'?"),
    "unknown key": (GOOD.replace("relates", "relate"), "'relate' is not known", "Did you mean 'relates'?"),
    "unknown basis": (GOOD.replace("basis: read", "basis: seen"), "'basis'", "Write one of: read,"),
    "not read and silent": (GOOD.replace("basis: read", "basis: commentary"), "nothing says so", "Write notice"),
    "a row twice": (GOOD + "    - {ref: A-1}\n", "'A-1' is given twice", "Keep one"),
    "no strength": (GOOD + "part_of: made", "has no strength", "Write strength"),
    "not a sign": (GOOD.replace("relates: [a]", "expresses: [kind]"), "not a yes-or-no sign", "seen or told"),
    "not a sign alone": (GOOD + "alone: {one: [days]}", "not a yes-or-no sign", "seen or told"),
}


def made(text: str) -> Book:
    documents = {"facts.yaml": FACTS, "acts.yaml": ACTS, "actors.yaml": ACTORS, "sources.yaml": SOURCES, "list.yaml": text}
    return build_book(read_text(content, name=name) for name, content in documents.items())


def test_a_good_list_is_read() -> None:
    listing = made(GOOD).lists["made"]
    assert listing.rows == (Row("A-1", "one", relates=("a",), values=(("kind", ("red",)),)),)


@pytest.mark.parametrize("name", BAD)
def test_bad_lists_are_refused(name: str) -> None:
    text, what, advice = BAD[name]
    with pytest.raises(LoadError) as problem:
        made(text)
    assert what in str(problem.value)
    assert advice in str(problem.value)
    assert problem.value.where.startswith("list.yaml:")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_assessment_can_be_set_beside_the_lists_with_from_where_they_are_known(lang: str) -> None:
    a = assess({"documents_withheld": True, "works_excessive_hours": True, "paid_little_or_nothing": True}, as_of=date(2026, 11, 24))
    say = Speaker(BOOK, lang).t.say
    said = a.explain(lang, lists=True)
    for context in (
        "list.ilo2009.adult_labour.title",
        "list.ilo2009.adult_labour.notice",
        "list.ilo2009.notice",
        "list.ilo11.notice",
        "list.ilo11.7",
    ):
        assert say(context) in said
    assert say("list.ilo2009.not_exploited_migrant") not in said
    assert say("list.ilo2009.notice") not in a.explain(lang, full=True)
    assert say("list.ilo2009.notice") not in assess({}, as_of=date(2026, 11, 24)).explain(lang, lists=True)


def test_every_fact_that_a_rule_of_signs_reads_says_what_counts_and_what_does_not() -> None:
    read = {name for _, name in sign_tests()} | {f.id for f in BOOK.facts.values() if f.opens and f.theme == "opening"}
    asked = [n for n in read if BOOK.facts[n].element != "law" and BOOK.facts[n].askable]
    assert len(asked) >= 170
    assert [n for n in asked if f"fact.{n}.counts" not in BOOK.texts or f"fact.{n}.counts_not" not in BOOK.texts] == []
