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
