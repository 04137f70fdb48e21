"""Why a rule that does not concern somebody gives nothing."""

from datetime import date

import tunnistus as tn

DAY = date(2006, 7, 31)


def test_what_nobody_could_have_needs_no_reason() -> None:
    """In 2006 the police were asked and not the Immigration Service: that a Finnish citizen is not concerned adds nothing to that."""
    rule = tn.load("apply.where", on=DAY)
    citizen = rule.decide({"citizenship": "finnish"}, act_from=DAY, act_to=DAY, applied_on=DAY)
    assert citizen.why("police").facts == ("citizenship",)
    assert citizen.why("immigration_service").facts == ()
