"""What a second reading of the law found wrong and settled in the rules on residence and help: one test for each, named by its rule."""

from datetime import date
from typing import Any

import pytest

import tunnistus as tn
from tunnistus import Judged


def judged(value: bool, on: date, by: str = "permit_authority") -> Judged:
    return Judged(value, by=by, on=on)


def decided(rule: str, answers: dict[str, Any], on: date, applied_on: date | None = None) -> tuple[str | None, set[str], bool]:
    """What is due by a rule, what is an option, and whether that is settled."""
    d = tn.load(rule, on=on).decide(answers, applied_on=applied_on)
    return d.due, set(d.options), d.settled


def test_assist_tell_police_of_threat_names_whom_the_threat_must_concern_and_who_may_tell() -> None:
    day = date(2026, 11, 24)
    answers = {"admitted_to_assistance_system": True, "serious_threat_suspected": judged(True, day, "assistance_system")}
    a = tn.assess(answers, as_of=day)
    assert "may_tell" in decided("assist.tell_police_of_threat", answers, day)[1]
    for lang, close, others, staff, director in [
        ("fi", "läheise", "muun ihmiskaupparikoksen uhrin", "henkilökunnan", "johtaja"),
        ("sv", "närståendes", "annat människohandelsoffers", "personals", "Föreståndaren"),
        ("en", "somebody close", "another victim of a trafficking offence", "staff", "director"),
    ]:
        said = " ".join(a.explain(lang, full=True).split())
        assert all(words in said for words in (close, others, staff, director)), lang
    told = " ".join(a.explain("fi", register="plain", full=True).split())
    assert "Vastaanottokeskuksen johtaja saa kertoa poliisille" in told


def test_asylum_ex_officio_examines_nothing_while_the_application_waits_for_temporary_protection_to_end() -> None:
    day = date(2026, 6, 11)
    waiting = {"citizenship": "third_country", "asylum_pending": True, "temporary_protection": True}
    assert decided("asylum.ex_officio", waiting, day) == (None, set(), False)
    assert decided("asylum.ex_officio", waiting | {"asylum_examined_despite_protection": False}, day) == ("suspended", set(), True)
    assert decided("asylum.ex_officio", waiting | {"asylum_examined_despite_protection": True}, day) == ("examined", set(), True)


def test_permit_permanent_is_a_power_where_the_sponsor_does_not_qualify() -> None:
    day = date(2024, 8, 31)
    family = {
        "citizenship": "third_country", "residence_permit_held": True, "other_permit_held": "other", "residence_basis": "family",
        "four_years_continuous_permit": True, "permit_conditions_still_exist": judged(True, day), "offence_bars_permanent": judged(False, day),
    }  # fmt: skip
    assert decided("permit.permanent", family, day, day) == (None, set(), False)
    for qualifies, result in [(True, ("permanent", set(), True)), (False, (None, {"permanent"}, True))]:
        answers = family | {"sponsor_qualifies_for_permanent": judged(qualifies, day)}
        assert decided("permit.permanent", answers, day, day) == result


def test_child_representative_permit_is_a_power_for_a_child_in_the_system_who_is_found_to_be_no_victim() -> None:
    day = date(2024, 12, 31)
    child = {
        "age_under_18": True, "in_finland": True, "without_guardian": True, "has_other_legal_representative": False, "residence_permit_held": True,
        "admitted_to_assistance_system": True, "admission_ground": "child", "victim_permit_held": "none", "child_permit_route": "another_way",
    }  # fmt: skip
    assert decided("child.representative.permit", child, day) == (None, set(), False)
    no_finding = child | {"reasonably_suspected_victim": judged(False, day)}
    assert decided("child.representative.permit", no_finding, day) == (None, {"representative_possible"}, True)
    assert decided("child.representative.permit", child | {"admission_ground": "victim"}, day) == ("representative", set(), True)


def relative(day: date, **more: Any) -> dict[str, Any]:
    """A family member of somebody with a continuous permit, with everything in order but what is given."""
    clear = ("endangers_public_order", "endangers_public_health", "endangers_international_relations", "entry_rules_circumvented")
    known = {"citizenship": "third_country", "sponsor_permit": "continuous_52a2", "sponsor_permit_before_application": True}
    in_order = {"means_of_support_secured": True, "valid_passport": True, "stayed_without_right_before_applying": False}
    refusal = {name: judged(False, day) for name in clear} | {
        "refusal_unreasonable": judged(True, day),
        "refusal_necessary": judged(False, day),
    }
    return known | in_order | {name: value for name, value in refusal.items() if day >= date(2024, 9, 1) or name in clear} | more


def test_identity_passport_and_permit_52a_family_ask_no_passport_of_a_child_born_in_finland() -> None:
    day = date(2026, 11, 24)
    first = {"age_under_18": True, "family_permit_route": "born_here"}
    passport = {"citizenship": "third_country", "permit_applied_for": "family_tie"}
    assert decided("identity.passport", passport | first, day) == (None, {"exempt", "required"}, True)
    assert decided("identity.passport", passport | first, date(2024, 8, 31)) == ("required", set(), True)
    child = {"valid_passport": False, "other_travel_document": False, "family_relation": "child", "in_finland": True}
    child |= {"child_age_at_application_and_decision": "minor_at_both", "family_permit_route": "born_here"}
    assert decided("permit.52a.family", relative(day, **child), day) == (None, {"continuous"}, True)
    assert decided("permit.52a.family", relative(day, **child | {"valid_passport": True}), day)[0] == "continuous"


def test_permit_52a_family_decides_an_application_of_june_2010_by_the_text_before() -> None:
    day, june, august = date(2011, 1, 31), date(2010, 6, 15), date(2010, 8, 1)
    foster = relative(
        day, family_permit_route="filed_abroad", family_relation="foster_child", child_age_at_application_and_decision="minor_at_both"
    )
    grown = foster | {"family_relation": "child", "child_age_at_application_and_decision": "minor_at_application_only"}
    grown |= {"delay_not_own_fault": judged(False, day)}
    due, nothing = ("continuous", set(), True), (None, set(), True)
    assert [decided("permit.52a.family", foster, day, applied) for applied in (june, august)] == [nothing, due]
    assert [decided("permit.52a.family", grown, day, applied) for applied in (june, august)] == [due, nothing]
    assert decided("permit.52a.family", foster, day) == (None, set(), False)
    d = tn.load("permit.52a.family", on=day).decide(foster)
    assert (d.missing, d.missing_dates, d.exact) == ((), ("applied_on",), True)
    assert [(s.when["application"].until, s.verdict.due) for s in d.by_stretch] == [(date(2010, 7, 31), None), (None, "continuous")]
    page = tn.assess({"citizenship": "third_country"}, as_of=day, others=[("family_member", foster)]).explain("fi", full=True)
    assert "Tulos riippuu siitä, milloin hakemus on tehty." in page


@pytest.mark.parametrize("day", [date(2006, 7, 31), date(2010, 8, 1), date(2023, 1, 31), date(2023, 2, 1), date(2025, 6, 16)])
def test_permit_52a_family_is_exact_when_all_is_open(day: date) -> None:
    assert tn.load("permit.52a.family", on=day).decide({}).exact


@pytest.mark.parametrize("day", [date(2023, 2, 1), date(2026, 11, 24)])
def test_permit_52a_family_asks_for_the_filing_day_only_while_it_tells_the_text(day: date) -> None:
    d = tn.load("permit.52a.family", on=day).decide(relative(day, family_relation="foster_child"))
    assert "applied_on" not in d.missing_dates or not d.by_stretch
    assert ("open_date", "application") not in [(note.kind, note.key) for note in d.notices]


def test_permit_52a_family_gives_nothing_to_a_husband_here_without_a_visa_and_says_so_through_others() -> None:
    day = date(2026, 11, 24)
    husband = relative(day, in_finland=True, family_relation="spouse", spouses_old_enough=True)
    assert decided("permit.52a.family", husband, day) == (None, set(), False)
    for route, due in [("here_lived_together", "continuous"), ("here_refusal_unreasonable", "continuous"), ("here_otherwise", None)]:
        assert decided("permit.52a.family", husband | {"family_permit_route": route}, day) == (due, set(), True)
    husband |= {"family_permit_route": "here_otherwise"}
    a = tn.assess({"citizenship": "third_country"}, as_of=day, others=[("family_member", husband)])
    said = "Suomessa sen saa vain 49 §:n perusteella."
    for page in (a.explain("fi", full=True), a.html("fi", full=True), a.to_json("fi")):
        assert said in " ".join(page.split())
