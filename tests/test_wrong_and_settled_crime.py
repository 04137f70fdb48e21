"""Results that were wrong and settled, each held against the sentence of the act that was missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

import tunnistus as tn

DAY = date(2026, 11, 24)


def decided(rule: str, answers: Mapping[str, Any], on: date = DAY, **days: date) -> Any:
    return tn.load(rule, on=on).decide(answers, **days)


def judged(value: bool, by: str, on: date = DAY) -> tn.Judged:
    return tn.Judged(value, by=by, on=on)


# -- police.recorded_interview: ETL 9:4 § 4 mom. and OK 17:24 § 3 mom. (724 and 731/2022, 453 and 454/2023) --------


@pytest.mark.parametrize(("on", "named"), [(date(2023, 9, 30), []), (date(2023, 10, 1), ["recording_as_evidence"])])
def test_recorded_interview_of_procuring_only_from_the_day_on_which_the_act_names_it(on: date, named: list[str]) -> None:
    procuring = {
        "sexual_act_offence_investigated": False,
        "sex_trade_offence_investigated": True,
        "trafficking_offence_investigated": False,
    }
    answers = {"injured_party": True, "age_under_18": False, "trial_hearing_endangers_health": judged(True, "court", on), **procuring}
    found = decided("police.recorded_interview", answers, on)
    assert (list(found.options), found.settled) == (named, True)


def test_recorded_interview_is_open_while_it_is_not_known_which_sexual_offence_it_is() -> None:
    answers = {"injured_party": True, "age_under_18": False, "trial_hearing_endangers_health": judged(True, "court")}
    found = decided(
        "police.recorded_interview", {**answers, "sexual_offence_investigated": True, "trafficking_offence_investigated": False}
    )
    assert (found.settled, set(found.missing)) == (False, {"sexual_act_offence_investigated", "sex_trade_offence_investigated"})


# -- right.anonymous_witness: ROL 5:11 a § 1 mom. 1 k. -----------------------------------------------------------


@pytest.mark.parametrize("on", [date(2016, 1, 1), date(2022, 12, 31), date(2023, 1, 1), DAY])
@pytest.mark.parametrize("named", ["aggravated_procuring_suspected", "eight_year_offence_suspected"])
def test_anonymous_witness_of_each_offence_that_the_act_names(named: str, on: date) -> None:
    answers = {"anonymous_witness_applied_for": True, "anonymity_necessary": judged(True, "district_court", on)}
    found = decided("right.anonymous_witness", {**answers, "trafficking_offence_investigated": False, named: True}, on)
    assert (list(found.options), found.settled) == (["anonymous"], True)


# -- identify.formal.investigator: VastL 38 § 1 mom. (388/2015) ---------------------------------------------------


def test_formal_identification_is_for_the_investigation_authority_or_the_prosecutor() -> None:
    (clause,) = tn.load("identify.formal.investigator", on=date(2020, 1, 1)).rule.clauses
    assert clause.who == "investigator_or_prosecutor"


# -- crime.non_punishment: RL 3:4 § 1 mom. -----------------------------------------------------------------------


def test_non_punishment_waives_nothing_of_a_child_of_14_who_is_not_liable_at_all() -> None:
    suspected = {
        "own_border_offence_suspected": False,
        "own_non_border_offence_suspected": True,
        "own_offence_compelled": judged(True, "court"),
    }
    deed = {"act_from": date(2026, 1, 1), "act_to": date(2026, 6, 30)}
    child = decided("crime.non_punishment", {"date_of_birth": date(2012, 3, 2), **suspected}, **deed)
    assert (child.due, list(child.options), child.settled) == ("not_liable", [], True)
    young = decided("crime.non_punishment", {"date_of_birth": date(2010, 3, 2), **suspected}, **deed)
    assert (list(young.options), list(young.missing)) == ([], ["under_15_at_own_offence"])


# -- delim.work_discrimination: RL 47:3 a § gives way to RL 25:3 § -------------------------------------------------


def test_work_discrimination_gives_way_where_trafficking_of_an_adult_is_met() -> None:
    names = ("by_employer", "discrimination_ground", "markedly_unfavourable", "work_distress_exploited", "could_refuse_and_leave")
    elements = ("means_dependent_position", "act_recruited", "purpose_forced_labour", "means_led_to_act", "intent")
    answers = {f"offence_{name}": judged(True, "court") for name in (*names, *elements)}
    deed = {"act_from": date(2021, 12, 1), "act_to": date(2021, 12, 1)}
    assert decided("crime.adult", answers, **deed).due == "met"
    found = decided("delim.work_discrimination", answers, **deed)
    assert (found.due, "work_discrimination" in found.possible) == ("trafficking_side", False)


# -- right.compensation: RikosvahinkoL 23 § ----------------------------------------------------------------------

HARMED = {
    "offence_caused_harm": True, "harmful_offence_in_finland": True, "resident_in_eu_state": True, "compensation_judgment_final": False,
    "compensation_matter_before_court": False, "offence_committed_on": date(2020, 2, 2),
}  # fmt: skip


@pytest.mark.parametrize(("reason", "due"), [(False, "nothing"), (True, "compensation")])
def test_compensation_of_an_offence_that_was_never_reported_is_due_for_a_special_reason_only(reason: bool, due: str) -> None:
    unreported = {**HARMED, "offence_dealt_with_in_court": False, "offence_report": "not_reported"}
    assert decided("right.compensation", unreported).missing == ("unreported_compensation_justified",)
    found = decided("right.compensation", {**unreported, "unreported_compensation_justified": judged(reason, "state_treasury")})
    assert (found.due or "nothing", found.settled) == (due, True)


@pytest.mark.parametrize(("neglected", "due"), [(True, "nothing"), (False, "compensation")])
def test_compensation_after_a_trial_hangs_on_whether_a_claim_was_neglected(neglected: bool, due: str) -> None:
    tried = {**HARMED, "offence_dealt_with_in_court": True, "offence_report": "reported_by_person"}
    assert decided("right.compensation", tried).missing == ("damages_claim_neglected",)
    found = decided("right.compensation", {**tried, "damages_claim_neglected": judged(neglected, "state_treasury")})
    assert (found.due or "nothing", found.settled) == (due, True)


# -- duty.report_to_child_welfare: LastensuojeluL 25 § 1 mom. (88/2010) ------------------------------------------

CHILD = {"age_under_18": True, "learned_in_task": True, "organisation_in_child_welfare_list": True}


@pytest.mark.parametrize("role", ["interpreter", "business_worker"])
@pytest.mark.parametrize(("on", "due"), [(date(2010, 2, 28), "nothing"), (date(2010, 3, 1), "report_to_municipality")])
def test_report_to_child_welfare_on_commission_of_a_listed_body_from_the_first_day_of_the_act(role: str, on: date, due: str) -> None:
    work = {"worker_role": role, "works_on_commission_or_independently": True, "child_welfare_need_suspected": judged(True, "worker", on)}
    found = decided("duty.report_to_child_welfare", {**CHILD, **work}, on)
    assert (found.due or "nothing", found.settled) == (due, True)


# -- duty.inform_national_rapporteur: YvvL 4 § 2 mom. ------------------------------------------------------------


@pytest.mark.parametrize(("gives", "due"), [(True, "give_without_identity"), (False, "nothing")])
def test_the_rapporteur_is_informed_by_a_private_clinic_that_gives_services_of_the_system(gives: bool, due: str) -> None:
    nurse = {"worker_role": "health_worker", "worker_acts_for_authority": False, "rapporteur_asks_information": True}
    nurse |= {"identifying_data_indispensable_for_rapporteur": judged(False, "national_rapporteur")}
    assert decided("duty.inform_national_rapporteur", nurse).missing == ("organisation_in_trafficking_help",)
    found = decided("duty.inform_national_rapporteur", {**nurse, "organisation_in_trafficking_help": gives})
    assert (found.due or "nothing", found.settled) == (due, True)


def test_charges_and_punishment_may_be_waived_of_a_deed_that_nobody_compelled() -> None:
    answers = {"own_border_offence_suspected": False, "own_non_border_offence_suspected": True, "under_15_at_own_offence": False}
    answers |= {"own_offence_compelled": judged(False, "court")}
    deed = {"act_from": date(2026, 1, 1), "act_to": date(2026, 6, 30)}
    assert set(decided("crime.non_punishment", answers, **deed).missing) == {"charges_waiver_grounds_met", "punishment_waiver_grounds_met"}
    found = {**answers, "charges_waiver_grounds_met": judged(True, "prosecutor"), "punishment_waiver_grounds_met": judged(False, "court")}
    assert decided("crime.non_punishment", found, **deed).options == ("charges_may_be_waived",)
