"""Deeds and applications on either side of a change of law."""

from datetime import date
from typing import Any

from hypothesis import settings

from tests import ROOT
from tests.worlds import FACT, duty, rule
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.shipping import source
from tunnistus.testing.laws import QUIET
from tunnistus.testing.strategies import cases, rulesets
from tunnistus.trying.cases import case_of, read_cases

BOOK = source.book()
DAY = date(2026, 11, 24)
GENERATED = rulesets().flatmap(cases)
HOW = settings(deadline=None, suppress_health_check=QUIET)
HARSH = rule(
    f"old: {duty('a', more=', valid: {until: 2014-12-31}')}\nnew: {duty('{all: [a, b]}', more=', valid: {from: 2015-01-01}')}",
    head="outcomes: [granted, refused]\n    clock: act", more="valid: {from: 2004-08-01}",
)  # fmt: skip
LATER = HARSH.replace("  r:", "  s:").replace("clock: act", "clock: application").replace("2014", "2017").replace("2015", "2018")
EITHER_CLOCK = (
    HARSH.replace("  r:", "  q:")
    + LATER.replace("valid: {from: 2004-08-01}", "")
    + rule(f"one: {duty('{any: [{use: q, is: granted}, {use: s, is: granted}]}')}")
)
YOUNG = (
    FACT.format(name="young")
    .replace("    ask: Onko young?\n    plain: Onko sinulla young?\n", "")
    .replace("    met:", "    derived: {by: younger_at_offence, from: [begins, act_from, act_to, as_of], with: [{years: 18}]}\n    met:")
)


def aggravated() -> dict[str, Any]:
    """The case of 2010 beside the rule, but somebody took the person into their power, and nobody took control over them."""
    example = next(c for c in read_cases(ROOT / "indicators/law/offence/aggravated.cases.yaml") if "2010" in c.name)
    answers = case_of(BOOK, example).answers
    changed = {
        "offence_act_recruited": False, "offence_act_took_into_power_until_2014": True,
        "offence_act_took_control_from_2015": False, "offence_means_pressure": False,
    }  # fmt: skip
    judged = {name: Judged(value, by="court", on=DAY) for name, value in changed.items()}
    return {**{name: answers.judged.get(name, answers.known[name]) for name in answers.given}, **judged}


PERMIT = {
    "residence_permit_held": True, "four_years_continuous_permit": True, "victim_permit_held": "none", "other_permit_held": "other",
    "residence_basis": "work_permit",
    **{n: Judged(False, by="permit_authority", on=DAY) for n in ("permanent_conditions_from_2026", "offence_bars_permanent")},
    "permit_conditions_still_exist": Judged(True, by="permit_authority", on=DAY),
}  # fmt: skip


def decided_by(name: str, answers: dict[str, Any], **dates: date) -> Decision:
    when = Dates(DAY, **dates)
    return decision_of(Case(BOOK, read_answers(BOOK, answers, when), when), name)
