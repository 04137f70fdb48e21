"""The meaning of deciding, example by example: beats, powers, otherwise, clocks, steps, judgements, periods, notices."""

from datetime import date

import pytest

from tests.worlds import LATER, book, decided, duty, rule
from tunnistus.errors import LoadError, NotInForce, UnknownName
from tunnistus.rules.answers import Judged

POWER_OVER_DUTY = rule(
    f"grant: {duty('a')}\nrefuse: {{then: refused, effect: power, cite: [UlkL 36 §], who: police, beats: [grant], when: b}}",
    more="otherwise: refused",
)


def test_a_power_that_beats_a_duty_makes_both_options() -> None:
    d = decided(book(POWER_OVER_DUTY), {"a": True, "b": True})
    assert (d.due, set(d.options), d.settled) == (None, {"granted", "refused"}, True)
    d = decided(book(POWER_OVER_DUTY), {"a": True, "b": False})
    assert (d.due, d.options) == ("granted", ())
    d = decided(book(POWER_OVER_DUTY), {"a": True})
    assert (d.due, d.options, set(d.open_options), set(d.possible)) == (
        None,
        (),
        {"granted", "refused"},
        {"granted", "refused"},
    )
    d = decided(book(POWER_OVER_DUTY), {"a": False, "b": False})
    assert d.due == "refused"


def test_a_bar_that_beats_a_duty_removes_it() -> None:
    b = book(rule(f"grant: {duty('a')}\nbar: {duty('b', then='refused', effect='bar', more=', beats: [grant]')}"))
    d = decided(b, {"a": True, "b": True})
    assert (d.due, d.options) == ("refused", ())
    assert [w.state for w in d.why_not("granted")] == ["beaten"]
    assert d.why_not("granted")[0].beaten_by == ("bar",)
    assert decided(b, {"a": True}).missing == ("b",)


def test_a_beaten_clause_beats_nobody() -> None:
    clauses = f"one: {duty('a')}\ntwo: {duty('b', then='refused', effect='bar', more=', beats: [one]')}\nthree: {{effect: definition, cite: [UlkL 1 §], beats: [two], when: c}}"
    b = book(rule(clauses))
    assert decided(b, {"a": True, "b": True, "c": True}).due == "granted"
    assert decided(b, {"a": True, "b": True, "c": False}).due == "refused"


def test_nothing_open_ever_fires_and_absence_is_not_no() -> None:
    b = book(rule(f"one: {duty('{not: a}')}"))
    assert decided(b, {}).due is None
    assert decided(b, {}).possible == ("granted",)
    for mark in ("MAYBE", "DECLINED"):
        assert decided(b, {"a": mark}).outcomes() == decided(b, {}).outcomes()
    assert decided(b, {"a": False}).due == "granted"


def test_each_decision_tells_its_own_days_also_in_one_version_of_the_rule() -> None:
    b = book(rule(f"one: {duty('a')}"))
    days = [date(2020, 1, 1), date(2024, 2, 29)]
    assert [[day["decision"] for day in decided(b, {}, as_of=day).days] for day in days] == [[day] for day in days]


def test_otherwise_holds_only_when_no_clause_does() -> None:
    b = book(rule(f"one: {duty('a')}", more="otherwise: refused"))
    assert [decided(b, {"a": v}).due for v in (True, False)] == ["granted", "refused"]
    assert decided(b, {}).due is None
    assert decided(book(rule(f"one: {duty('a')}")), {"a": False}).outcomes()["possible"] == []


def test_excluded_middle_is_seen_through() -> None:
    b = book(rule(f"one: {duty('{any: [a, {not: a}]}')}"))
    assert decided(b, {}).due == "granted"
    assert decided(b, {}).missing == ()
    three = rule("one: " + duty("{any: [{fact: kind, in: [red, blue]}, {fact: kind, is: green}]}"))
    assert decided(book(three), {}).due == "granted"


def test_a_used_rule_is_expanded_before_exactness_is_judged() -> None:
    text = rule(f"one: {duty('{any: [{use: s, is: granted}, {not: a}]}')}") + rule(f"one: {duty('a')}", name="s")
    assert decided(book(text), {}).due == "granted"


# -- versions ----------------------------------------------------------------------------------------------------

VERSIONS = rule(
    f"old: {duty('a', more=', valid: {until: 2014-12-31}')}\nnew: {duty('{all: [a, b]}', more=', valid: {from: 2015-01-01}')}",
    head="outcomes: [granted, refused]\n    clock: act", more="valid: {from: 2004-08-01}",
)  # fmt: skip


@pytest.mark.parametrize(("act", "due", "in_force"), [
    (date(2004, 7, 31), None, False), (date(2004, 8, 1), "granted", True), (date(2014, 12, 31), "granted", True), (date(2015, 1, 1), None, True),
])  # fmt: skip
def test_the_act_clock_takes_the_version_of_the_deed(act: date, due: str | None, in_force: bool) -> None:
    d = decided(book(VERSIONS), {"a": True, "b": False}, act_from=act, act_to=act)
    assert (d.due, d.in_force) == (due, in_force)


def test_an_interval_joins_every_version_it_touches() -> None:
    d = decided(book(VERSIONS), {"a": True, "b": False}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    assert (d.due, d.possible, d.settled, len(d.versions)) == (None, ("granted",), False, 2)
    d = decided(book(VERSIONS), {"a": True, "b": True}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    assert (d.due, d.settled) == ("granted", True)
    d = decided(book(VERSIONS), {"a": True, "b": True})
    assert d.due is None, "the deeds may be older than the rule"
    assert ("open_date", "act") in [(n.kind, n.key) for n in d.notices]


def test_a_use_follows_the_clock_of_the_rule_it_names() -> None:
    text = VERSIONS.replace("  r:", "  s:") + rule(f"one: {duty('{use: s, is: granted}')}")
    d = decided(book(text), {"a": True, "b": False}, act_from=date(2010, 1, 1), act_to=date(2010, 1, 1))
    assert d.due == "granted"


def test_out_of_force_gives_no_outcome_at_all() -> None:
    b = book(rule(f"one: {duty('a')}", more="otherwise: refused\n    valid: {from: 2020-01-01}"))
    d = decided(b, {"a": False}, as_of=date(2019, 12, 31))
    assert (d.in_force, d.due, d.possible) == (False, None, ())
    assert d.why("refused").facts == ()
    from tunnistus.assessment import load

    with pytest.raises(NotInForce, match="not in force on 2019-12-31"):
        load("r", on=date(2019, 12, 31), book=b)
    with pytest.raises(UnknownName, match="no such rule"):
        load("q", on=date(2019, 12, 31), book=b)
    assert load("r", on=date(2020, 1, 1), book=b).decide({"a": True}).due == "granted"


@pytest.mark.parametrize(("clock", "dates"), [("act", {"act_from": date(2019, 1, 1), "act_to": date(2019, 1, 1)}),
                                              ("application", {"applied_on": date(2019, 1, 1)})])  # fmt: skip
def test_a_repealed_rule_of_deeds_or_applications_is_loaded_for_older_ones(clock: str, dates: dict[str, date]) -> None:
    from tunnistus.assessment import load

    b = book(rule(f"one: {duty('a')}", more=f"clock: {clock}\n    valid: {{from: 2015-01-01, until: 2019-12-31}}"))
    later = load("r", on=date(2024, 1, 1), book=b)
    assert later.decide({"a": True}, **dates).due == "granted"
    assert not later.decide({"a": True}, **dict.fromkeys(dates, date(2020, 1, 1))).in_force
    with pytest.raises(NotInForce):
        load("r", on=date(2014, 12, 31), book=b)


# -- steps, judgements, periods, notices -------------------------------------------------------------------------

STEPS = rule(f"middle: {duty('a', then='consult')}\nhigh: {duty('b', then='propose')}", more="otherwise: keep\n    ordered: true").replace(
    "outcomes: [granted, refused]", "outcomes: [keep, consult, propose]"
).replace("{granted: Myönnetään., refused: Evätään.}", "{keep: K., consult: C., propose: P.}").replace(
    "{granted: Saat., refused: Et saa.}", "{keep: K., consult: C., propose: P.}"
)  # fmt: skip


@pytest.mark.parametrize(("answers", "floor", "ceiling"), [
    ({}, "keep", "propose"), ({"a": True}, "consult", "propose"), ({"b": True}, "propose", "propose"), ({"a": False, "b": False}, "keep", "keep"),
    ({"b": False}, "keep", "consult"), ({"a": True, "b": False}, "consult", "consult"), ({"a": False}, "keep", "propose"),
])  # fmt: skip
def test_steps_have_a_floor_and_a_ceiling(answers: dict[str, bool], floor: str, ceiling: str) -> None:
    d = decided(book(STEPS), answers)
    assert (d.floor, d.ceiling, d.settled) == (floor, ceiling, floor == ceiling)
    assert d.possible[0] == floor
    assert d.possible[-1] == ceiling


def test_a_judgement_counts_only_from_its_decider() -> None:
    b = book(rule(f"one: {duty('judged')}"))
    yes = {"judged": Judged(True, by="police", on=date(2023, 1, 1))}
    d = decided(b, yes)
    assert (d.due, d.rests_on) == ("granted", ("judged",))
    d = decided(b, {"judged": Judged(True, by="worker", on=date(2023, 1, 1))})
    assert (d.due, d.missing, d.rests_on) == (None, ("judged",), ("judged",))
    assert ("view", "judged") in [(n.kind, n.key) for n in d.notices]


def test_a_period_gives_dates_or_says_which_date_is_missing() -> None:
    period = ", period: {from: begins, shortest: {days: 30}, longest: {months: 6}, text: Aika, counting: Lasketaan.}"
    b = book(rule(f"one: {duty('a', more=period)}"))
    (p,) = decided(b, {"a": True, "begins": date(2023, 8, 31)}).periods
    assert (p.shortest_until, p.longest_until) == (date(2023, 9, 30), date(2024, 2, 29))
    (p,) = decided(b, {"a": True}).periods
    assert (p.start_fact, p.start, p.longest_until) == ("begins", None, None)
    assert decided(b, {}).periods == ()


def test_dates_beyond_the_horizon_and_later_changes_are_told() -> None:
    b = book(rule(f"one: {duty('a')}"), **LATER)
    kinds = lambda day: [n.kind for n in decided(b, {"a": True}, as_of=day).notices]  # noqa: E731
    assert kinds(date(2025, 2, 21)) == []
    assert kinds(date(2025, 2, 22)) == ["unconfirmed"]
    assert kinds(date(2026, 6, 12)) == ["unconfirmed", "later_change"]


def test_flips_are_evidence_and_never_judgements() -> None:
    b = book(rule(f"one: {duty('{all: [a, b]}')}\ntwo: {duty('judged')}"))
    assert [dict(f.evidence) for f in decided(b, {"a": False}).flips("granted")] == [{"a": True, "b": True}]
    assert decided(book(rule(f"one: {duty('judged')}")), {}).flips("granted") == ()


def test_a_receipt_holds_no_values_unless_asked() -> None:
    d = decided(book(rule(f"one: {duty('a')}")), {"a": True, "secret": True})
    receipt = d.receipt()
    assert receipt["facts"] == ["a"]
    assert "answers" not in receipt
    assert d.receipt(values=True)["answers"] == {"a": True}


def test_a_reason_leaves_out_a_fact_that_decides_nothing_over_all_completions() -> None:
    b = book(rule(f"one: {duty('{all: [a, {not: {all: [b, {any: [a, c]}]}}]}')}"))
    d = decided(b, {"a": True, "b": True})
    assert (d.state("granted"), d.why("granted").facts) == ("excluded", ("b",))
    assert decided(b, {"b": True}).state("granted") == "excluded"


@pytest.mark.parametrize("first", ["r", "later"])
def test_a_notice_may_use_a_rule_that_no_clause_uses(first: str) -> None:
    """Wherever it stands in the files."""
    using = rule(f"one: {duty('a')}", more="notices: {told: {text: Huomaa., when: {use: later, is: granted}}}")
    later = rule(f"one: {duty('b')}", name="later")
    b = book(using + later if first == "r" else later + using)
    for known, told in ({"b": True}, True), ({"b": False}, False):
        assert ("told" in [n.key for n in decided(b, {"a": True, **known}).notices]) is told


def test_a_notice_that_uses_its_own_rule_is_a_circle() -> None:
    with pytest.raises(LoadError, match="use each other in a circle"):
        book(rule(f"one: {duty('a')}", more="notices: {told: {text: Huomaa., when: {use: r, is: granted}}}"))
