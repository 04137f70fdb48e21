"""The last day of a period: that of the decision that was made, and else what the law allows."""

import re
from datetime import date
from typing import Any

import pytest

import tunnistus as tn
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

AS_OF = date(2026, 11, 24)
FIRST, DECIDED, LONGEST = date(2026, 10, 15), date(2026, 12, 15), date(2027, 4, 15)
JUDGED = tn.Judged(True, by="reflection_authority", on=date(2026, 11, 1))
VICTIM: dict[str, Any] = {
    "citizenship": "third_country", "in_finland": True, "reasonably_suspected_victim": JUDGED, "victim_permit_held": "none",
    "right_of_residence": False, "asylum_pending": False, "circumstances_require_reflection_extension": JUDGED,
    "reflection_starts_on": FIRST,
}  # fmt: skip
GIVEN = VICTIM | {"reflection_ends_on": DECIDED}


def written(lang: str, day: date) -> str:
    return re.escape(Speaker(source.book(), lang).day(day))


@pytest.mark.parametrize(("lang", "said"), [("fi", "päätöksen mukaan"), ("sv", "enligt beslutet"), ("en", "by the decision")])
@pytest.mark.parametrize("full", [False, True])
def test_lawyer_the_page_says_the_last_day_of_the_decision_and_the_maximum_only_as_what_an_extension_can_reach(
    lang: str, said: str, full: bool
) -> None:
    page = " ".join(tn.assess(GIVEN, as_of=AS_OF).explain(lang, full=full).split())
    decided, longest = written(lang, DECIDED), written(lang, LONGEST)
    assert re.search(f"{said}[^.:]*{decided}", page)
    sentences = [sentence for sentence in re.split(r"(?<=[.?]) (?=[A-ZÅÄÖ])", page) if re.search(longest, sentence)]
    assert sentences
    assert all(re.search({"fi": "Jatkettuna", "sv": "förlängs", "en": "extended"}[lang], sentence) for sentence in sentences)


def test_lawyer_without_a_last_day_the_page_says_what_the_law_allows() -> None:
    page = " ".join(tn.assess(VICTIM, as_of=AS_OF).explain("fi", full=True).split())
    assert not re.search(written("fi", DECIDED), page)
    d = tn.load("reflect.extend", on=AS_OF).decide(VICTIM | {"reflection_status": "running", "reflection_six_months_given": False})
    (period,) = d.periods
    assert (period.start, period.decided_until, period.longest_until) == (FIRST, None, LONGEST)


def test_lawyer_the_periods_as_data_tell_both_days_apart() -> None:
    told = tn.assess(GIVEN, as_of=AS_OF).to_dict(values=True, full=True)
    periods = {d["rule"]: d["periods"] for d in told["decisions"] if d["rule"] in ("reflect.grant", "reflect.extend")}
    days = {rule: [(p["shortest_until"], p["decided_until"], p["longest_until"]) for p in each] for rule, each in periods.items()}
    assert days == {
        "reflect.grant": [(None, DECIDED.isoformat(), None)],
        "reflect.extend": [(None, DECIDED.isoformat(), LONGEST.isoformat())],
    }
    without = tn.assess(GIVEN, as_of=AS_OF).to_dict(full=True)
    assert not any("decided_until" in p for d in without["decisions"] for p in d.get("periods", ()))


def test_lawyer_the_picture_has_the_last_day_of_the_decision() -> None:
    listed = tn.picture(tn.assess(GIVEN, as_of=AS_OF), "en", kind="timeline").to_text()
    near = {day: re.split(written("en", day), listed, maxsplit=1)[1].split("2026")[0] for day in (DECIDED, LONGEST)}
    assert "last day by the decision" in near[DECIDED]
    assert "last day that an extension can reach" in near[LONGEST]


def test_lawyer_the_last_day_alone_is_told_too() -> None:
    alone = {name: answer for name, answer in GIVEN.items() if name != "reflection_starts_on"}
    page = " ".join(
        tn.assess(alone | {"reflection_status": "running", "reflection_six_months_given": False}, as_of=AS_OF).explain("en").split()
    )
    assert re.search(f"by the decision the last day is {written('en', DECIDED)}", page)
