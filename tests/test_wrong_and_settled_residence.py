"""What a second reading of the law found wrong and settled in the rules on residence and help: one test for each, named by its rule."""

from datetime import date
from typing import Any

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
