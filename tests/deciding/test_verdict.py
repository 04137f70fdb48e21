"""What stands beside the outcome of a decision: notices with their keys, periods, what it reads, and whether it still holds."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from tests.engines import TooSmall
from tests.worlds import ACTS, FACT, FACTS, HEAD, LATER, book, decided, duty, rule
from tunnistus.deciding.decide import Case, PeriodDates, Verdict, decide
from tunnistus.rules.answers import Dates, Judged, Mark, read_answers
from tunnistus.rules.model import Book, Window

DAY = date(2024, 1, 1)
MANY = [f"f{n:02}" for n in range(13)]
RING = "{any: [" + ", ".join(f"{{all: [{a}, {{not: {b}}}]}}" for a, b in zip(MANY, MANY[1:] + MANY[:1], strict=True)) + "]}"


def notes(b: Book, answers: dict[str, Any] | None = None, **dates: date) -> list[tuple[str, str]]:
    return [(n.kind, n.key) for n in decided(b, answers or {}, **dates).notices]


def verdict(b: Book, answers: Mapping[str, Any], dates: Dates | None = None) -> Verdict:
    when = dates or Dates(DAY)
    return decide(Case(b, read_answers(b, answers, when), when), "r", Verdict)


def test_notices_name_what_they_are_about() -> None:
    more = "notices:\n      always: {text: Aina.}\n      if_b: {text: Ehkä., when: b}\n      ended: {text: Ei., valid: {until: 2020-01-01}}"
    b = book(rule(f"one: {duty('judged')}", more=more), **LATER)
    assert notes(b) == [("rule", "always"), ("rule", "if_b")]
    assert notes(b, {"b": False}) == [("rule", "always")]
    assert notes(b, {"b": True}, as_of=date(2026, 6, 12)) == [
        ("unconfirmed", "UlkL"),
        ("later_change", "pact"),
        ("rule", "always"),
        ("rule", "if_b"),
    ]
    assert notes(b, {"b": False, "judged": Judged(True, by="worker", on=DAY)}) == [("rule", "always"), ("view", "judged")]


def test_what_nobody_has_read_is_told_of_deeds_by_their_own_days() -> None:
    b = book(rule(f"one: {duty('a')}", more="clock: act"), **LATER)
    day, unread = date(2026, 11, 24), [("unconfirmed", "UlkL"), ("later_change", "pact")]
    read = date(2025, 2, 21)
    assert notes(b, as_of=day, act_from=read, act_to=read) == []
    assert notes(b, as_of=day, act_from=read, act_to=date(2026, 6, 11)) == unread[:1]
    assert notes(b, as_of=day, act_from=read, act_to=date(2026, 6, 12)) == unread
    assert notes(b, as_of=day, act_from=read) == unread
    assert notes(b, as_of=day) == unread


TWO_ACTS = ACTS + "  VastL: {number: 746/2011, name: vastaanottolaki, kind: act, url: x, url_basis: pattern, verified: 2025-02-21}\n"


@pytest.mark.parametrize(("touched", "told"), [
    ("UlkL", True), ("UlkL 1 §", True), ("UlkL 1 § 2 mom.", True), ("UlkL 1 § 2 mom. 3–4 k.", True), ("UlkL 1 § 2 mom. 5 k.", False),
    ("UlkL 1 § 3 mom.", False), ("UlkL 2 §", False), ("VastL", False),
])  # fmt: skip
def test_a_later_change_touches_what_it_meets(touched: str, told: bool) -> None:
    later = LATER["later.yaml"].replace("[UlkL]", f"['{touched}']")
    clause = duty("a").replace("UlkL 1 §", "UlkL 1 § 2 mom. 4 k.")
    b = book(rule(f"one: {clause}"), **{"later.yaml": later, "acts.yaml": TWO_ACTS})
    assert (("later_change", "pact") in notes(b, as_of=date(2026, 6, 12))) is told


def test_what_signs_call_for_does_not_hang_on_the_wording_of_the_law_that_they_use() -> None:
    using = rule(f"one: {duty('{use: r, is: granted}').replace('UlkL 1 §', 'VastL 1 §')}", name="s")
    for kind, told in (("law", True), ("indicators", False)):
        other = HEAD.replace("ruleset: t", "ruleset: u").replace("rules:", f"kind: {kind}\nrules:") + using
        b = book(rule(f"one: {duty('a')}"), **LATER, **{"acts.yaml": TWO_ACTS, "other.yaml": other})
        found = [n.kind for n in decided(b, {}, "s", as_of=date(2026, 6, 12)).notices]
        assert ("later_change" in found) is told


def test_guidance_is_what_rests_on_no_provision() -> None:
    practice = duty("b", effect="practice").replace("who:", "source: [guide], who:").replace("cite: [UlkL 1 §], ", "")
    b = book(rule(f"law: {duty('a')}\nadvice: {practice}"))
    decisions = [decided(b, answers) for answers in ({}, {"a": True}, {"a": False, "b": True}, {"a": True, "b": True}, {"b": True})]
    assert [d.due for d in decisions] == [None, "granted", "granted", "granted", "granted"]
    assert [d.guidance for d in decisions] == [False, False, True, False, True]
    assert [d.to_dict().get("guidance") for d in decisions] == [None, None, True, None, True]


def test_a_view_about_something_else_is_no_notice() -> None:
    b = book(rule(f"one: {duty('a')}"))
    assert notes(b, {"judged": Judged(True, by="worker", on=DAY)}) == []


@pytest.mark.parametrize(("clock", "dates", "told"), [
    ("act", {}, True), ("act", {"act_from": DAY}, True), ("act", {"act_to": DAY}, True), ("act", {"act_from": DAY, "act_to": DAY}, False),
    ("application", {}, True), ("application", {"applied_on": DAY}, False), ("decision", {}, False),
])  # fmt: skip
def test_an_open_date_is_told_when_the_rule_changes_by_its_clock(clock: str, dates: dict[str, date], told: bool) -> None:
    b = book(rule(f"one: {duty('a', more=', valid: {from: 2015-01-01}')}", more=f"clock: {clock}"))
    assert notes(b, **dates) == ([("open_date", clock)] if told else [])
    assert notes(book(rule(f"one: {duty('a')}", more=f"clock: {clock}")), **dates) == []


@pytest.mark.parametrize("order", [(5, 15, 25), (25, 15, 5)])
def test_people_whom_one_version_alone_tells_apart_are_decided_apart(order: tuple[int, ...]) -> None:
    """Both versions are touched, each with a border of its own; what was found out of one person is not said of another."""
    until, since = ", valid: {until: 2014-12-31}", ", valid: {from: 2015-01-01}"
    low, high = duty("{fact: days, le: 10}", more=until), duty("{fact: days, le: 20}", more=since)
    b = book(rule(f"low: {low}\nhigh: {high}", more="clock: act"))
    assert {n: decided(b, {"days": n}, act_from=date(2010, 1, 1)).possible for n in order} == {5: ("granted",), 15: ("granted",), 25: ()}
    assert {n: decided(b, {"days": n}, act_from=date(2010, 1, 1)).settled for n in order} == {5: True, 15: False, 25: True}


def test_a_rule_out_of_force_has_no_notices() -> None:
    b = book(rule(f"one: {duty('a')}", head="outcomes: [granted, refused]\n    valid: {from: 2025-01-01}"))
    assert notes(b, as_of=DAY) == []
    assert notes(b, as_of=date(2025, 3, 1)) == [("unconfirmed", "UlkL")]


def test_past_the_bound_of_a_diagram_the_result_says_that_it_is_not_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.deciding.compiled.Diagrams", TooSmall)
    b = book(rule(f"one: {duty(RING)}\ntwo: {duty('a', then='refused')}"), facts=FACTS + "".join(FACT.format(name=n) for n in MANY))
    d = decided(b, {})
    assert (d.exact, notes(b)) == (False, [("inexact", "r")])
    known = dict.fromkeys((*MANY, "a"), True)
    assert (decided(b, known).exact, notes(b, known)) == (True, [])


def test_a_version_out_of_force_leaves_the_result_exact() -> None:
    b = book(
        rule(f"one: {duty('{any: [a, {not: a}]}')}", head="outcomes: [granted, refused]\n    clock: act\n    valid: {from: 2020-01-01}")
    )
    d = decided(b, {}, act_from=date(2019, 1, 1), act_to=DAY)
    assert (d.exact, d.in_force, d.settled, d.due, d.possible) == (True, True, False, None, ("granted",))
    assert d.versions == (Window(date(2020, 1, 1)),)


def test_a_period_names_its_clause_and_its_start() -> None:
    period = ", period: {from: begins, shortest: {days: 30}, text: Aika, counting: Lasketaan.}"
    b = book(rule(f"one: {duty('a', more=period)}"))
    begins = date(2023, 8, 31)
    assert decided(b, {"a": True, "begins": begins}).periods == (PeriodDates("one", "begins", begins, begins + timedelta(days=30), None),)


def test_the_representation_shows_the_result_and_no_answer() -> None:
    v = verdict(book(rule(f"one: {duty('a')}")), {"a": True, "b": False})
    assert repr(v) == (
        "Verdict('r', in_force=True, due='granted', options=(), open_options=(), possible=('granted',), settled=True, exact=True, "
        "floor=None, ceiling=None)"
    )


def test_a_verdict_holds_while_nothing_that_it_reads_has_changed() -> None:
    period = ", period: {from: begins, shortest: {days: 30}, text: Aika, counting: Lasketaan.}"
    b = book(rule(f"one: {duty('{any: [a, judged]}', more=period)}"))
    v = verdict(b, {"a": True})
    assert v.reads == {"a", "judged", "begins"}

    def holds(answers: Mapping[str, Any], dates: Dates = v.case.dates, other: Book = b) -> bool:
        return v.holds_for(Case(other, read_answers(other, answers, dates), dates))

    view, judged = (Judged(True, by=who, on=DAY) for who in ("worker", "police"))
    assert holds({"a": True})
    assert holds({"a": True, "b": False, "c": Mark.MAYBE})
    for changed in ({}, {"a": False}, {"a": Mark.MAYBE}, {"a": True, "judged": Mark.DECLINED}, {"a": True, "begins": DAY}):
        assert not holds(changed), changed
    assert not holds({"a": True, "judged": view})
    assert not holds({"a": True, "judged": judged})
    assert not holds({"a": True}, Dates(DAY + timedelta(days=1)))
    assert not holds({"a": True}, other=attrs.evolve(b))


def test_each_kind_of_answer_counts_for_whether_a_verdict_holds() -> None:
    b = book(rule(f"one: {duty('judged')}"))
    early, late = ({"judged": Judged(True, by="police", on=day)} for day in (date(2023, 1, 1), date(2023, 2, 1)))
    whole = verdict(b, early)
    assert whole.holds_for(verdict(b, early).case)
    assert not whole.holds_for(verdict(b, late).case), "another judgement of the same value"
    seen = verdict(b, {"judged": Judged(True, by="worker", on=DAY)})
    assert not seen.holds_for(verdict(b, {"judged": Judged(False, by="worker", on=DAY)}).case), "another view"
    doubt = verdict(b, {"judged": Mark.MAYBE})
    assert not doubt.holds_for(verdict(b, {"judged": Mark.DECLINED}).case), "another mark"


def test_steps_and_options_of_several_versions_are_joined() -> None:
    acts = {"act_from": date(2019, 1, 1), "act_to": DAY}
    old, new = ", valid: {until: 2019-12-31}", ", valid: {from: 2020-01-01}"
    steps = "ordered: true\n    clock: act\n    outcomes: [granted, refused]\n    otherwise: granted"
    b = book(rule(f"one: {duty('a', then='refused', more=old)}\ntwo: {duty('{any: [a, b]}', then='refused', more=new)}", head=steps))
    assert [(d.floor, d.ceiling) for d in (decided(b, {"a": True}, **acts), decided(b, {"a": False, "b": True}, **acts))] == [
        ("refused", "refused"), ("granted", "refused"),
    ]  # fmt: skip
    powers = "\n".join(
        f"{n}: {duty(when, effect='power', more=days)}" for n, when, days in (("one", "a", old), ("two", "{any: [a, b]}", new))
    )
    b = book(rule(powers, head="clock: act\n    outcomes: [granted, refused]"))
    assert decided(b, {"a": True}, **acts).options == ("granted",)
    d = decided(b, {"a": False, "b": True}, **acts)
    assert (d.options, d.open_options, d.possible) == ((), ("granted",), ("granted",))
