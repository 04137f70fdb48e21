"""What changed between two days: exact counts of cells, clauses that account for them, witnesses that show it, told in three languages."""

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from functools import partial
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.comparing.two_days import on, outcome
from tests.examples import blocks
from tests.worlds import HEAD, duty, parts_of, people, rule
from tests.worlds import book as small
from tunnistus.checking.solver import Solver
from tunnistus.commands.main import main
from tunnistus.comparing import changes
from tunnistus.comparing.changes import ChangeGroup, RuleChange, RuleResult, compare, version
from tunnistus.deciding.compiled import Conditions
from tunnistus.deciding.expand import first_days
from tunnistus.errors import DateError, LimitError, UnknownName
from tunnistus.rules.formula import all_of, analyse, any_of, leaves, none_of, value
from tunnistus.rules.model import AtLeast, Book, Node, Not, Relation, Span, Test
from tunnistus.rules.relations import Relations, relations_of
from tunnistus.rules.truth import FALSE, TRUE
from tunnistus.saying import report
from tunnistus.saying.show import rule_report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.testing.strategies import EARLY, LATE, rulesets

BOOK = source.book()
REFORM = date(2022, 12, 31), date(2023, 1, 1)
DAYS = [EARLY - timedelta(days=1), EARLY, LATE, LATE + timedelta(days=1)]
LANGUAGES = ["fi", "sv", "en"]


def test_the_page_on_changes_shows_what_its_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    (command,) = blocks("docs/changes.md", "")
    assert main([*command.split()[3:], "--lang", "en"]) == 0
    (shown,) = blocks("docs/changes.md", "text")
    assert shown.strip() == capsys.readouterr().out.strip()


def shows(book: Book, change: RuleChange, group: ChangeGroup, first: date, second: date) -> None:
    """The witness gives the two results of its group, whatever else is true of the person."""
    for day, expected in ((first, group.before), (second, group.after)):
        assert outcome(on(book, change.rule.id, group.witness, day)) == expected, change.rule.id


# -- generated rules ---------------------------------------------------------------------------------------------


@st.composite
def compared(draw: st.DrawFn) -> tuple[Book, str, date, date]:
    """A generated book, one of its rules, and two days of different versions."""
    book = draw(rulesets())
    first, second = draw(st.sampled_from(list(itertools.combinations(DAYS, 2))))
    return book, draw(st.sampled_from(sorted(book.rules))), first, second


@given(rulesets(), st.sampled_from(DAYS))
def test_nothing_differs_from_itself(book: Book, day: date) -> None:
    d = tn.diff("made", day, day, book=book)
    assert (len(d), d.same) == (0, tuple(book.rules))


@given(compared())
def test_every_count_is_that_of_brute_force(case: tuple[Book, str, date, date]) -> None:
    book, name, first, second = case
    found = compare(book, book.rules[name], first, second)
    everybody = list(people(book, version(book, book.rules[name], first), version(book, book.rules[name], second)))
    directions: Counter[tuple[RuleResult, RuleResult]] = Counter()
    in_groups: Counter[int] = Counter()
    groups = found.groups if found else ()
    for cell in everybody:
        pair = tuple(outcome(on(book, name, cell, day)) for day in (first, second))
        holding = [
            n for n, g in enumerate(groups) if (g.before, g.after) == pair and all(value(c.differs, cell) == TRUE for c in g.clauses)
        ]
        in_groups.update(holding)
        if pair[0] != pair[1]:
            directions[pair] += 1  # type: ignore[index]
            assert holding, "a difference for which no group accounts"
    assert (found.cells if found else 0) == directions.total()
    assert {(g.before, g.after) for g in groups} == set(directions)
    assert [g.cells for g in groups] == [in_groups[n] for n in range(len(groups))]
    if found and found.status != "passed":
        assert found.all_cells == len(everybody)


@given(compared())
def test_every_witness_shows_its_difference_and_no_fact_can_be_left_out(case: tuple[Book, str, date, date]) -> None:
    book, name, first, second = case
    found = compare(book, book.rules[name], first, second)
    for group in found.groups if found else ():
        assert group.before != group.after
        assert group.cells
        assert found is not None
        shows(book, found, group, first, second)
        for left_out in group.witness:
            rest = {n: v for n, v in group.witness.items() if n != left_out}
            pair = [on(book, name, rest, day) for day in (first, second)]
            clear = [d.settled and RuleResult(d.due, d.options) == r for d, r in zip(pair, (group.before, group.after), strict=True)]
            through = analyse(all_of(c.differs for c in group.clauses), book.facts)
            assert not (all(clear) and Conditions([through], book.facts, relations_of(book)).truth(through, rest)[0] == TRUE)


@given(compared())
def test_counts_are_the_same_in_both_directions(case: tuple[Book, str, date, date]) -> None:
    book, name, first, second = case
    there, back = compare(book, book.rules[name], first, second), compare(book, book.rules[name], second, first)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.cells, there.all_cells) == (back.cells, back.all_cells)

        def totals(change: RuleChange, sign: int) -> set[Any]:
            return {(g.before, g.after)[::sign] for g in change.groups}

        assert totals(there, 1) == totals(back, -1)


@given(compared())
def test_an_outcome_changes_only_through_a_clause_or_the_life_of_the_rule(case: tuple[Book, str, date, date]) -> None:
    book, name, first, second = case
    found = compare(book, book.rules[name], first, second)
    groups = found.groups if found else ()
    for group in groups:
        assert found is not None
        assert group.clauses or found.status in ("begins", "ends")
        days = [{c.clause.name: c for c in on(book, name, group.witness, day).clauses} for day in (first, second)]
        for clause in group.clauses:
            before, after = (side and day[side.name] for side, day in zip((clause.before, clause.after), days, strict=True))
            assert TRUE in [side.applies for side in (before, after) if side]
            if before and after and clause.kinds[0] == "condition" and not {"effect", "outcome", "beats"} & set(clause.kinds):
                assert {before.when, after.when} == {TRUE, FALSE}
    for one, two in itertools.permutations(groups, 2):
        if (one.before, one.after) == (two.before, two.after):
            assert not {c.name for c in one.clauses} <= {c.name for c in two.clauses}


FINEST: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys("abc", (True, False)), "kind": ("red", "blue", "green"), "days": (0, 2, 3, 4, 6, 7),
}  # fmt: skip
VOCABULARY = small(rule("c: " + duty("a"))).facts


def formulas() -> st.SearchStrategy[Node]:
    """Conditions with thresholds, in which facts of several cells stand more than once."""
    bools = st.sampled_from(["a", "b", "c"]).map(lambda n: Test(n, (True,)))
    enums = st.sampled_from([("red",), ("red", "blue"), ("green",)]).map(lambda c: Test("kind", c))
    numbers = st.sampled_from([Span(None, 3), Span(4, 6), Span(2, None)]).map(lambda s: Test("days", (s,)))

    def wider(child: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        lists = st.lists(child, min_size=1, max_size=4).map(tuple)
        return child.map(Not) | lists.flatmap(lambda of: st.integers(1, len(of)).map(lambda k: AtLeast(k, of)))

    return st.recursive(bools | enums | numbers, wider, max_leaves=12)


def solver_of(*nodes: Node, links: tuple[Relation, ...] = ()) -> Solver:
    """A solver in which all values are told apart that generated conditions can tell apart."""
    finest = [Test("days", (Span(low, high),)) for low, high in ((None, 3), (4, 6), (2, None))]
    alone = [Test("kind", (kind,)) for kind in FINEST["kind"]]
    return Solver([*nodes, *finest, *alone, *(Test(n, (True,)) for n in "abc")], VOCABULARY, Relations(VOCABULARY, links))


@given(formulas())
def test_counting_equals_brute_force(node: Node) -> None:
    solver = solver_of(node)
    every = people_of_cells()
    truths = [value(node, cell) for cell in every]
    assert solver.all == len(every)
    assert solver.count(node) == sum(t == TRUE for t in truths)
    assert solver.some(node) is (TRUE in truths)


def people_of_cells() -> list[dict[str, Any]]:
    """One value of each cell: of days up to 1, 2 and 3, 4 to 6, and from 7 on."""
    parts = {**FINEST, "days": (0, 2, 4, 7)}
    return [dict(zip(parts, values, strict=True)) for values in itertools.product(*parts.values())]


LINKS = (Relation("r1", Test("a", (True,)), (Test("b", (True,)),)), Relation("r2", Test("b", (True,)), (Test("kind", ("red",)),)))


@pytest.mark.parametrize("links", [(), LINKS], ids=["free", "linked"])
@given(node=formulas())
def test_the_fewest_facts_make_it_true_and_of_several_sets_the_earliest(links: tuple[Relation, ...], node: Node) -> None:
    solver = solver_of(node, links=links)
    holds = all_of(any_of((Not(link.when), *link.then)) for link in links)
    every = [cell for cell in people_of_cells() if value(holds, cell) == TRUE]
    parts = {name: tuple(dict.fromkeys(cell[name] for cell in every)) for name in solver.reads(node)}
    certain = []
    for some in itertools.product(*(((name, None), *((name, v) for v in values)) for name, values in parts.items())):
        given = {name: v for name, v in some if v is not None}
        truths = {value(node, cell) for cell in every if given.items() <= cell.items()}
        if truths == {TRUE}:
            ranks = sorted((VOCABULARY[name].order, parts[name].index(v)) for name, v in given.items())
            certain.append((len(given), ranks, given))
    found = solver.somebody(node)
    assert found == (min(certain, key=lambda each: each[:2])[2] if certain else None)
    assert found is None or list(found) == sorted(found, key=lambda n: VOCABULARY[n].order)


def test_the_earliest_facts_and_first_values_make_the_witness() -> None:
    either = any_of(Test(n, (True,)) for n in ("c", "b", "a"))
    for node, found in (
        (either, {"a": True}),
        (Test("kind", ("blue", "green")), {"kind": "blue"}),
        (Not(either), {"a": False, "b": False, "c": False}),
    ):
        assert solver_of(node).somebody(node) == found


def test_only_people_who_exist_are_counted_and_named() -> None:
    """Of facts that relations link, one need not be compared with anything to exclude a cell; nor is it ever named."""
    links = [Relation("r1", Test("a", (True,)), (Test("b", (True,)),)), Relation("r2", Test("b", (True,)), (Test("kind", ("red",)),))]
    node = all_of((Test("a", (True,)), any_of((Test("kind", ("red",)), Test("c", (True,))))))
    solver = Solver([node], VOCABULARY, Relations(VOCABULARY, links))
    assert (solver.all, solver.count(node)) == (6, 2)  # of 8 cells of a, c and red those with a and without red hold nobody
    assert solver.somebody(node) == {"a": True}
    assert not solver.some(Test("a", (True,)), none_of((Test("kind", ("red",)),)))


@pytest.mark.deep
def test_counts_far_beyond_enumeration_are_exact() -> None:
    change = compare(BOOK, BOOK.rules["next_step"], date(2015, 6, 30), date(2015, 7, 1))
    assert change is not None
    every = prod(map(len, parts_of(BOOK, version(BOOK, change.rule, date(2015, 7, 1))).values()))
    assert 4_096**3 < change.all_cells < every  # only cells in which somebody can exist
    (asked,) = {c for g in change.groups for c in g.clauses if "worker_presumes_victim" in {t.fact for t, _ in leaves(c.differs)}}
    assert sorted(t.fact for t, _ in leaves(asked.differs)) == ["person_asks_for_assistance", "worker_presumes_victim"]
    assert change.all_cells * 3 // 4 < change.cells < change.all_cells  # whoever asks or is presumed a victim, and who was found to be one


# -- small rules, one kind of change each ------------------------------------------------------------------------

BEFORE, AFTER = date(2019, 12, 31), date(2020, 1, 1)
OLD, NEW = ", valid: {until: 2019-12-31}", ", valid: {from: 2020-01-01}"


def changed(clauses: str, **kwargs: Any) -> RuleChange:
    found = compare(small(rule(clauses, **kwargs)), small(rule(clauses, **kwargs)).rules["r"], BEFORE, AFTER)
    assert found is not None
    return found


def kinds(found: RuleChange) -> list[tuple[str, ...]]:
    return [c.kinds for c in found.clauses]


def test_a_clause_that_only_stands_elsewhere_is_no_change_of_outcome() -> None:
    old, new = duty("a", more=OLD), duty("a", more=NEW).replace("UlkL 1 §", "UlkL 2 §")
    found = changed(f"one: {old}\ntwo: {new}")
    assert (found.status, found.cells, found.groups, kinds(found)) == ("named", 0, (), [("cite",)])


def test_other_actor_or_period_is_told_apart_from_the_outcome() -> None:
    other = changed(f"one: {duty('a', more=OLD)}\ntwo: {duty('a', more=NEW).replace('police', 'worker')}")
    assert (other.status, kinds(other)) == ("named", [("who",)])
    period = ", period: {from: begins, longest: {days: %s}, text: Aika, counting: Päivinä.}"
    longer = changed(f"one: {duty('a', more=OLD + period % 30)}\ntwo: {duty('a', more=NEW + period % 60)}")
    assert (longer.status, kinds(longer)) == ("named", [("period",)])


def test_other_words_of_the_same_meaning_are_no_change() -> None:
    clauses = f"one: {duty('{all: [a, b]}', more=OLD)}\ntwo: {duty('{not: {any: [{not: a}, {not: b}]}}', more=NEW)}"
    assert compare(small(rule(clauses)), small(rule(clauses)).rules["r"], BEFORE, AFTER) is None


def test_a_changed_condition_has_a_group_for_each_direction() -> None:
    found = changed(f"one: {duty('a', more=OLD)}\ntwo: {duty('b', more=NEW)}")
    assert (found.status, found.cells, found.all_cells, kinds(found)) == ("changed", 2, 4, [("condition",)])
    assert [(g.before.due, g.after.due, g.cells, g.witness) for g in found.groups] == [
        (None, "granted", 1, {"a": False, "b": True}),
        ("granted", None, 1, {"a": True, "b": False}),
    ]


def test_may_in_the_place_of_shall_is_a_changed_effect() -> None:
    found = changed(f"one: {duty('a', more=OLD)}\ntwo: {duty('a', effect='power', more=NEW)}")
    (group,) = found.groups
    assert kinds(found) == [("effect",)]
    assert (group.before, group.after, group.witness) == (RuleResult("granted"), RuleResult(None, ("granted",)), {"a": True})


def test_an_exception_that_no_longer_beats_is_a_changed_beats() -> None:
    old, new = (duty("b", then="refused", effect="power", more=more) for more in (OLD, NEW + ", beats: [main]"))
    found = changed(f"main: {duty('a')}\none: {old}\ntwo: {new}")
    (group,) = found.groups
    assert [c.kinds for c in group.clauses] == [("beats",)]
    assert (group.before, group.after) == (RuleResult("granted", ("refused",)), RuleResult(None, ("granted", "refused")))


def test_a_change_in_a_rule_that_is_used_is_traced_to_it() -> None:
    used = rule(f"one: {duty('a', more=OLD)}\ntwo: {duty('b', more=NEW)}", name="u")
    book = small(used + rule(f"c: {duty('{use: u, is: granted}')}"))
    found = compare(book, book.rules["r"], BEFORE, AFTER)
    assert found is not None
    assert [(c.name, c.kinds, c.through) for c in found.clauses] == [("c", ("condition",), ("u",))]
    said = tn.diff("r", BEFORE, AFTER, book=book).explain("en")
    assert "The change comes from rules that the clause refers to:" in said


def test_clauses_that_account_together_are_named_together() -> None:
    found = changed(
        f"one: {duty('a', more=OLD)}\ntwo: {duty('a', then='refused', effect='bar', more=NEW)}\nthree: {duty('b', then='refused', more=NEW)}"
    )
    pairs = {(g.before.due, g.after.due): [c.name for c in g.clauses] for g in found.groups}
    assert pairs == {("granted", "refused"): ["one", "two"], (None, "refused"): ["three"]}


def test_a_clause_that_does_the_same_there_on_both_days_is_not_blamed() -> None:
    say = "{any: [c, {all: [%s, secret]}]}"
    found = changed(
        f"one: {duty('a', more=OLD)}\ntwo: {duty('b', more=NEW)}\n"
        f"three: {duty(say % 'a', then='refused', effect='power', more=OLD)}\nfour: {duty(say % 'b', then='refused', effect='power', more=NEW)}"
    )
    groups = [g for g in found.groups if (g.before, g.after) == (RuleResult("granted", ("refused",)), RuleResult(None, ("refused",)))]
    assert [[c.name for c in g.clauses] for g in groups] == [["one"]]


def test_rules_that_begin_end_follow_or_pass_are_told() -> None:
    head = "outcomes: [granted, refused]\n    valid: {%s}"
    clauses = f"c: {duty('a')}"
    book = small(
        rule(clauses, name="old", head=head % "until: 2019-12-31")
        + rule(clauses, name="new", head=head % "from: 2020-01-01")
        + rule(clauses, name="brief", head=head % "from: 2019-06-01, until: 2019-06-30")
    )
    found = {r.rule.id: (r.status, r.instead) for r in tn.diff("t", BEFORE, AFTER, book=book)}
    assert found == {"old": ("ends", ("new",)), "new": ("begins", ("old",))}
    passed = {r.rule.id: r.status for r in tn.diff("t", date(2019, 1, 1), AFTER, book=book)}
    assert passed == {"old": "ends", "new": "begins", "brief": "passed"}
    said = tn.diff("t", date(2019, 1, 1), AFTER, book=book).explain("en")
    assert "Rules that are in force only between these dates" in said
    assert "The rule comes into force on 1 June 2019." in said
    assert "The rule is in force until 30 June 2019 and no longer after that." in said


def test_another_holder_of_a_function_is_a_change_of_name_alone() -> None:
    actors = "actors:\n  police:\n    versions:\n      - {valid: {until: 2019-12-31}, name: Vanha}\n      - {valid: {from: 2020-01-01}, name: Uusi}\n"
    book = small(rule(f"c: {duty('a')}"), **{"actors.yaml": actors})
    d = tn.diff("t", BEFORE, AFTER, book=book)
    assert [(r.status, r.actors, r.cells) for r in d] == [("named", ("police",), 0)]
    said = d.explain("fi")
    assert said.index("Vanha") < said.index("Uusi")
    assert "Kaikkien sääntöjen lopputulos on sama molempina päivinä." in said


def test_a_rule_with_another_clock_says_which_day_counts() -> None:
    clauses = f"one: {duty('a', more=OLD)}\ntwo: {duty('b', more=NEW)}"
    book = small(rule(clauses, head="outcomes: [granted, refused]\n    clock: act"))
    assert "In this rule the day on which the act was committed is what counts." in tn.diff("r", BEFORE, AFTER, book=book).explain("en")
    assert "Päivä on säännöstä riippuen" in tn.diff("r", BEFORE, AFTER, book=book).explain("fi")


def test_days_after_the_law_was_read_are_said_to_be_unconfirmed() -> None:
    clauses = f"one: {duty('a', more=', valid: {until: 2025-12-31}')}\ntwo: {duty('b', more=', valid: {from: 2026-01-01}')}"
    said = tn.diff("r", date(2025, 12, 31), date(2026, 1, 1), book=small(rule(clauses), head=HEAD)).explain("en")
    assert "21 February 2025" in said


def test_of_a_rule_without_a_provision_it_is_said_until_when_its_sources_were_read() -> None:
    practice = (
        duty("a", effect="practice", more=", valid: {until: 2025-12-31}")
        .replace("who:", "source: [guide], who:")
        .replace("cite: [UlkL 1 §], ", "")
    )
    book = small(rule(f"one: {practice}"), head=HEAD)
    said = "The sources have been read up to 21 February 2025."
    assert said in tn.diff("r", date(2025, 12, 31), date(2026, 1, 1), book=book).explain("en")
    assert said in report.text(rule_report(book, "r", "en"))
    assert said not in tn.diff("r", date(2025, 2, 20), date(2025, 2, 21), book=book).explain("en")


def test_a_rule_too_large_to_be_compared_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    book = small(rule(f"one: {duty('a', more=OLD)}\ntwo: {duty('b', more=NEW)}"))
    monkeypatch.setattr(changes, "Solver", partial(Solver, most=3))
    with pytest.raises(LimitError, match="does not tell") as caught:
        compare(book, book.rules["r"], BEFORE, AFTER)
    assert caught.value.where == "r"


# -- the shipped rules -------------------------------------------------------------------------------------------

STATEMENTS = {
    "recovery.grant": {
        "fi": ["Toipumisajan antaminen", "Sääntö on voimassa 31. joulukuuta 2022 asti, ei enää sen jälkeen.",
               "Joutsenon vastaanottokeskus voi antaa henkilölle toipumisajan", "746/2011 36 § 1 mom."],
        "sv": ["Regeln gäller till och med den 31 december 2022 och inte längre därefter.", "återhämtningstid", "746/2011 36 § 1 mom."],
        "en": ["The rule is in force until 31 December 2022 and no longer after that.", "recovery period", "746/2011 section 36(1)"],
    },
    "identify.by_admission": {
        "fi": ["Sääntö tulee voimaan 1. tammikuuta 2023.", "se samalla tunnistaa hänet ihmiskaupan uhriksi", "746/2011 35 § 1 mom."],
        "sv": ["Regeln träder i kraft den 1 januari 2023.", "identifierar", "746/2011 35 § 1 mom."],
        "en": ["The rule comes into force on 1 January 2023.", "identifies", "746/2011 section 35(1)"],
    },
    "assist.remove.mandatory": {
        "fi": ["Rikosasian päättyminen ei ole poistamisen peruste.", "Joutsenon vastaanottokeskus poistaa henkilön auttamisjärjestelmästä.",
               "Esitutkinnan lopettamispäätöksen mukaan asiassa ei ole kyse ihmiskaupparikoksesta.", "746/2011 38 f § 1 mom. 3–5 k."],
        "sv": ["746/2011 38 f § 1 mom. 3–5 punkten", "Ingenting följer av denna regel."],
        "en": ["The end of the criminal case is not a ground for removal.", "746/2011 section 38 f(1)(3–5)",
               "According to the decision ending the investigation, the matter is not a trafficking offence."],
    },
}  # fmt: skip


def told(text: str, name: str) -> str:
    """What a story says of one rule."""
    lines = text.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.endswith(f" · {name}\n"))
    return "".join([lines[at - 1], *itertools.takewhile(lambda line: line.startswith("    "), lines[at:])])


def reform(name: str) -> RuleChange:
    return next(r for r in tn.diff("law/assistance-system", *REFORM) if r.rule.id == name)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STATEMENTS)
def test_the_reform_of_2023_is_told(name: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """1294/2022: the recovery period is gone, admission identifies, removal no longer follows the criminal process."""
    assert main(["diff", "law/assistance-system", "2022-12-31", "2023-01-01", "--lang", lang]) == 0
    whole = capsys.readouterr().out
    section = told(whole, name)
    for words in STATEMENTS[name][lang]:
        assert words in section
    book = source.book()
    speaker = Speaker(book, lang)
    for group in reform(name).groups:
        for fact, item in group.witness.items():
            assert f"- {speaker.fact(book.facts[fact], item)}\n" in section


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_witnesses_of_the_reform_hold_when_decided_again(name: str) -> None:
    change = reform(name)
    assert change.groups
    for group in change.groups:
        shows(BOOK, change, group, *REFORM)


def test_removal_followed_the_criminal_process_until_2022() -> None:
    """746/2011 38 f § 1 mom. 3–5 k., repealed by 1294/2022; items 6 and 7 were only renumbered."""
    change = reform("assist.remove.mandatory")
    by_clause = {c.name: g for g in change.groups for c in g.clauses}
    assert by_clause["not_an_offence"].witness["criminal_case_stage"] == "ended_not_trafficking"
    assert (by_clause["not_an_offence"].before.due, by_clause["not_an_offence"].after.due) == ("removed", None)
    assert {c.name: c.kinds for c in change.clauses} == {
        "not_identified": ("removed",), "not_an_offence": ("removed",), "left_2015": ("cite",), "wish_or_disappearance_2015": ("cite",),
        "identification_undecided": ("removed",),
    }  # fmt: skip


@pytest.mark.parametrize(("name", "day", "direction", "cite"), [
    # UlkL 36 § was a power until 31.8.2024; 36 a–36 b § are bars from 1.9.2024
    ("permit.52a1", date(2024, 9, 1), (RuleResult(None, ("temporary", "refused")), RuleResult("refused")), "36 b"),
    ("refusal.discretionary_until_2024", date(2024, 9, 1), (RuleResult(None, ("may_refuse",)), RuleResult()), "36"),
    # 746/2011 35 §: the offence test of 388/2015 gave way to the test of 1294/2022
    ("assist.admit.victim", date(2023, 1, 1), (RuleResult("admitted"), RuleResult()), "35"),
    ("assist.admit.victim", date(2023, 1, 1), (RuleResult(), RuleResult("admitted")), "35"),
    # 746/2011 38 a §: from municipalities to wellbeing services counties, Åland apart
    ("organise.with_municipality", date(2023, 1, 1), (RuleResult("municipality"), RuleResult("county")), ""),
    ("organise.with_municipality", date(2023, 1, 1), (RuleResult("municipality"), RuleResult("aland")), ""),
    # 36 § of 746/2011 and 57 § 2 mom.: repealed with the recovery period
    ("recovery.no_appeal", date(2023, 1, 1), (RuleResult("no_appeal"), RuleResult()), "57"),
])  # fmt: skip
def test_changes_of_the_law_that_are_known(name: str, day: date, direction: tuple[RuleResult, RuleResult], cite: str) -> None:
    first = day - timedelta(days=1)
    change = compare(BOOK, BOOK.rules[name], first, day)
    assert change is not None
    groups = [g for g in change.groups if (g.before, g.after) == direction]
    assert groups, [(g.before, g.after) for g in change.groups]
    cited = {c.section for g in groups for x in g.clauses for side in (x.before, x.after) if side for c in side.cite}
    assert not cite or cite in cited
    for group in groups:
        shows(BOOK, change, group, first, day)


def test_a_longer_permit_is_a_change_of_period() -> None:
    """358/2007: a further permit for up to four years instead of three (UlkL 54 § 1 mom., 55 § 1 mom.), and 36 § 1 mom. no longer stops it for health."""
    d = tn.diff("permit.extend.same_ground", date(2007, 4, 30), date(2007, 5, 1))
    assert [(r.status, [c.kinds for c in r.clauses]) for r in d] == [("changed", [("period",), ("condition",)])]
    for lang, three, four in (
        ("fi", "Enintään 3 vuotta.", "Enintään 4 vuotta."),
        ("sv", "Högst 3 år.", "Högst 4 år."),
        ("en", "At most 3 years.", "At most 4 years."),
    ):
        said = d.explain(lang)
        assert said.index(three) < said.index(four)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_organiser_has_another_name_from_2023(lang: str) -> None:
    d = tn.diff("assist.measures", *REFORM)
    assert [(r.status, r.actors) for r in d] == [("named", ("organiser",))]
    said = d.explain(lang)
    assert {"fi": "hyvinvointialue", "sv": "välfärdsområde", "en": "wellbeing services county"}[lang] in said


@pytest.mark.deep(26)
def test_every_witness_of_every_change_of_every_shipped_rule_holds() -> None:
    seen = 0
    for rule_ in BOOK.rules_in_order():
        for day in first_days(BOOK, rule_):
            first = day - timedelta(days=1)
            change = compare(BOOK, rule_, first, day)
            assert change is None or change.cells is not None
            for group in change.groups if change else ():
                assert change is not None
                assert group.cells
                shows(BOOK, change, group, first, day)
                seen += 1
                alike = [g for g in change.groups if g is not group and (g.before, g.after) == (group.before, group.after)]
                assert not [g for g in alike if {c.name for c in g.clauses} <= {c.name for c in group.clauses}]
    assert seen > 400


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_story_is_made_of_whole_sentences_and_never_counts_people(lang: str) -> None:
    said = tn.diff("law/assistance-system", *REFORM).explain(lang)
    assert "{" not in said
    assert "None" not in said
    counts = [
        line
        for line in said.splitlines()
        if any(c.isdigit() for c in line) and any(word in line.lower() for word in ("kombin", "combin", "yhdistelm"))
    ]
    assert counts
    assert not [line for line in counts if any(word in line.lower() for word in ("henkilö", "person", "people"))]
    markdown = tn.diff("law/assistance-system", *REFORM).explain(lang, markdown=True)
    assert markdown.startswith("# ")
    assert markdown.count("\n## ") == sum(line.startswith("---") for line in said.splitlines())


def test_what_the_person_may_choose_is_not_left_to_somebody_who_decides() -> None:
    """A seasonal worker may add an employer from 17 June 2021; renewal stays with the authority."""
    said = tn.diff("seasonal_work.new_employer", date(2021, 6, 16), date(2021, 6, 17)).explain("en").splitlines()
    after = {a.strip(): b.strip() for a, b in itertools.pairwise(said) if "themselves" in a or "discretion" in a}
    own = next(b for a, b in after.items() if "themselves" in a)
    assert "apply" in own
    assert own not in (b for a, b in after.items() if "discretion" in a)


def test_other_clauses_on_the_same_provision_that_stay_are_named() -> None:
    d = tn.diff("law/assistance-system", *REFORM)
    told = {each["place"]: [(one["rule"], one["clause"]) for one in each["clauses"]] for each in d.to_dict()["unchanged_beside"]}
    moved = {(r.rule.id, side.name) for r in d for c in r.clauses if c.kinds != ("cite",) for side in (c.before, c.after) if side}
    cited = {str(cite) for r in d for c in r.clauses for side in (c.before, c.after) if side for cite in side.cite}
    assert told
    assert set(told) <= cited
    for place, others in told.items():
        for rule_id, name in others:
            clause = next(c for c in BOOK.rules[rule_id].clauses if c.name == name)
            assert (rule_id, name) not in moved
            assert all(day in clause.valid for day in REFORM)
            assert place.split(" ")[0] in {cite.act for cite in clause.cite}
    for lang in LANGUAGES:
        said = d.explain(lang)
        assert all(f"· {rule_id}\n" in said for others in told.values() for rule_id, _ in others)


def test_where_no_clause_changes_no_other_is_named() -> None:
    d = tn.diff("reflect.extend", date(2026, 1, 1), date(2026, 2, 1))
    assert d.to_dict()["unchanged_beside"] == []


def test_the_json_holds_what_the_result_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "law/assistance-system", "2022-12-31", "2023-01-01", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    d = tn.diff("law/assistance-system", *REFORM)
    assert data == json.loads(json.dumps(d.to_dict()))
    assert [r["rule"] for r in data["rules"]] == [r.rule.id for r in d]
    grant = next(r for r in data["rules"] if r["rule"] == "recovery.grant")
    assert (grant["status"], grant["cells"], grant["all_cells"]) == ("ends", 2, 12)
    assert grant["groups"][0]["witness"] == {
        "admitted_to_assistance_system": True,
        "citizenship": "finnish",
        "recovery_given_with_admission": True,
    }


def test_wrong_topics_and_days_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'recovery.grant'\?"):
        tn.diff("recovery.grnt", *REFORM)
    with pytest.raises(DateError, match="Give the earlier day first"):
        tn.diff("recovery.grant", *reversed(REFORM))
    with pytest.raises(DateError, match="first: This is not a date"):
        tn.diff("recovery.grant", "2022-12-31", REFORM[1])  # type: ignore[arg-type]
    assert main(["diff", "law", "2023-01-01", "2022-12-31"]) == 2
    assert "second: 2022-12-31 is before 2023-01-01" in capsys.readouterr().err


def test_a_topic_is_a_rule_a_rule_set_or_a_shelf() -> None:
    whole = {r.rule.id for r in tn.diff("law/assistance-system", *REFORM)}
    assert {r.rule.id for r in tn.diff("law/assistance-system/recovery", *REFORM)} < whole
    assert [r.rule.id for r in tn.diff("recovery.grant", *REFORM)] == ["recovery.grant"]
    assert tn.diff("law/assistance-system/", *REFORM).same == tn.diff("law/assistance-system", *REFORM).same


@pytest.mark.deep
def test_the_story_does_not_hang_on_the_hash_seed() -> None:
    command = [sys.executable, "-m", "tunnistus", "diff", "law", "2022-12-31", "2023-01-01", "--lang", "fi"]
    outputs = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}, capture_output=True, check=True, cwd=ROOT
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert all(outputs)


def test_the_example_in_the_documentation_is_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
    command, said = (part.split("```")[0] for part in page.split("```\n", 1)[1].split("```text\n"))
    assert main(command.split()[3:]) == 0
    assert capsys.readouterr().out == said


@pytest.mark.deep
def test_a_witness_of_very_many_facts_is_told_in_part_and_says_so() -> None:
    days = date(2015, 6, 30), date(2015, 7, 1)
    d = tn.diff("child_route", *days)
    (group,) = d.rules[0].groups

    def deciding(name: str) -> bool:
        rest = {n: v for n, v in group.witness.items() if n != name}
        before, after = (on(BOOK, "child_route", rest, day) for day in days)
        return (before.due, before.possible) == (after.due, after.possible) or not after.settled

    for lang in LANGUAGES:
        speaker, said = Speaker(BOOK, lang), d.explain(lang)
        told_ = [n for n, v in group.witness.items() if f"- {speaker.fact(BOOK.facts[n], v)}\n" in said]
        assert len(told_) < len(group.witness)
        assert any(map(deciding, {*told_} - {"may_be_child"})), "beside the age, of which both days ask, one is told on which they differ"
        assert f"{len(group.witness) - len(told_)} " in said
