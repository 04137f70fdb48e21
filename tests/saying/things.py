"""What a notebook shows: one of each kind."""

from datetime import date
from functools import cache
from typing import Any

import tunnistus as tn

DAY = date(2026, 11, 24)
STORY = "alike_courier"


@cache
def things() -> dict[str, Any]:
    a = tn.assess({"documents_withheld": True, "earnings_taken": True, "age_under_18": False}, as_of=DAY)
    rule = tn.load("permit.52a1", on=DAY)
    return {
        "assessment": a,
        "decision": rule.decide({"in_finland": True, "citizenship": "third_country"}),
        "diff": tn.diff("law/reflection-period/period", date(2022, 12, 31), date(2023, 1, 1)),
        "fact": "documents_withheld",
        "interview": tn.interview({"immediate_danger": False}, as_of=DAY),
        "lesson": tn.lesson("fi", STORY),
        "question": a.ask()[0],
        "rule": rule,
        "story": STORY,
    }
