"""What a review found missing in the signs, point by point: several together, papers, what people say, profit, the State, the past, sale, size."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import tunnistus as tn
from tests.stories import DAY, stories

STORIES = stories()
STEPS = ("keep_contact", "find_out", "consult", "propose")


def step(answers: dict[str, Any], as_of: date = DAY) -> int:
    return STEPS.index(tn.assess(answers, as_of=as_of).next_step.floor or "keep_contact")


def of_story(name: str) -> int:
    return step(dict(STORIES[name]["answers"]))


NO_PAY, NO_REST, FEE = "paid_little_or_nothing", "works_excessive_hours", "recruitment_fee_paid"


@pytest.mark.parametrize("answers", [
    {NO_PAY: True, NO_REST: True, FEE: True, "housing_controlled_by_exploiter": True, "status_tied_to_exploiter": True},
    {NO_PAY: True, NO_REST: True, FEE: True}, {NO_PAY: True, NO_REST: True, "harm_to_health": True},
    {"degrading_working_conditions": True, NO_REST: True, "fears_removal_or_permit_loss": True},
])  # fmt: skip
def test_several_complaints_that_leave_no_way_out_call_for_advice(answers: dict[str, Any]) -> None:
    assert step(answers) == STEPS.index("consult")


def test_the_plain_wage_dispute_is_not_caught() -> None:
    at_work = [n for n, s in STORIES.items() if s["kind"] == "look_alike" and n.startswith("wl_")]
    assert len(at_work) >= 12
    assert [n for n in at_work if of_story(n) >= STEPS.index("consult")] == []


@pytest.mark.parametrize(
    ("holder", "least"), [("employer", "consult"), ("agent", "consult"), ("partner", "find_out"), ("authority", "keep_contact")]
)
def test_papers_with_somebody_else_count_as_papers_withheld(holder: str, least: str) -> None:
    assert step({"documents_holder": holder}) == STEPS.index(least)


@pytest.mark.parametrize("who", ["tells_of_exploitation", "others_tell_of_exploitation"])
def test_what_the_person_or_somebody_who_knows_says_counts(who: str) -> None:
    assert step({who: True}) == STEPS.index("consult")


def test_who_profits_and_who_fetches_the_person_back_are_asked_about() -> None:
    book = tn.assess({}, as_of=DAY).case.book
    assert "others_organise_work_or_sale" in book.facts["someone_profits"].opens
    assert step({"someone_profits": True}) == step({"fetched_back": True}) == step({"denunciation_threat": True}) == STEPS.index("find_out")
    assert step({"someone_profits": True, "fetched_back": True}) == STEPS.index("consult")


@pytest.mark.parametrize(
    "name", ["wl_detained_asylum_seeker", "wl_prison_work", "wl_conscript", "wl_enforcement_debt", "pl_team_leader_after_party"]
)
def test_what_the_law_restricts_and_an_offence_without_a_third_party_stay_below_advice(name: str) -> None:
    assert of_story(name) < STEPS.index("consult")


def test_pressure_that_has_ended_counts_while_help_is_needed_and_not_when_all_is_over() -> None:
    assert of_story("ws_years_after_the_car_wash") >= STEPS.index("consult")
    assert of_story("wl_false_records_left") < STEPS.index("consult")


@pytest.mark.parametrize("name", ["pl_shared_flat_two_phones", "pl_driver_with_fixed_price"])
def test_sale_that_nobody_presses_leads_to_counsel_and_not_to_a_referral(name: str) -> None:
    assert of_story(name) < STEPS.index("consult")
    assert tn.assess(dict(STORIES[name]["answers"]), as_of=DAY).decisions["other_help.sells_sex_support"].due


def test_a_single_small_yes_does_not_lift_the_step_and_pay_has_cents() -> None:
    assert step({"deceived_wages": True, "status_tied_to_exploiter": True}) < STEPS.index("consult")
    a = tn.assess({"hourly_pay_eur": Decimal("7.35")}, as_of=DAY)
    assert a.case.answers.known["hourly_pay_eur"] == Decimal("7.35")
