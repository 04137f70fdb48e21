"""What is known counts: groups, rows, what follows, contradictions; and rules decided by somebody who has only read the definition."""

import itertools
import json
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT, gate
from tests.effort import tries
from tests.worlds import FACT, FACTS, book, duty, rule
from tunnistus.commands.interview import Talk
from tunnistus.commands.main import main
from tunnistus.conversation import interview as begun
from tunnistus.deciding.decide import Case
from tunnistus.errors import Contradiction
from tunnistus.explaining.explain import decision_of
from tunnistus.reading import canon
from tunnistus.reading.strict import read
from tunnistus.rules import answers as answers_module
from tunnistus.rules.answers import Dates, Mark, read_answers
from tunnistus.rules.model import AtLeast, Book, Clause, Const, Node, Not, Relation, Test, Use, Value, inside
from tunnistus.rules.relations import named, relations_of
from tunnistus.shipping import source
from tunnistus.testing.strategies import rulesets

DAY = date(2024, 1, 1)
STAY = """
relations:
  red_means_a:
    if: {fact: kind, is: red}
    then: {fact: a, is: true}
    because: Punainen tarkoittaa a.
  a_and_c_go_together:
    if: {fact: a, is: true}
    then: {fact: c, is: true}
    because: A tarkoittaa c.
  c_means_a_or_blue:
    if: {fact: c, is: true}
    then: {any: [{fact: a, is: true}, {fact: kind, is: blue}]}
    because: C tarkoittaa a tai sinistä.
"""


def small(when: str) -> Book:
    return book(rule(f"grant: {duty(when)}"), facts=FACTS + STAY)


def decided(of: Book, **answers: Any) -> Any:
    return decision_of(Case(of, read_answers(of, answers, Dates(DAY)), Dates(DAY)), "r")


def test_values_follow_both_ways_and_through_others_and_are_no_answers() -> None:
    of = small("c")
    answers = read_answers(of, {"kind": "red"}, Dates(DAY))
    assert (answers.known, answers.follow, answers.given) == ({"kind": "red", "a": True, "c": True}, ("a", "c"), ("kind",))
    assert read_answers(of, {"c": False}, Dates(DAY)).known == {"c": False, "a": False}
    assert read_answers(of, {"a": False, "kind": "green"}, Dates(DAY)).known == {"a": False, "kind": "green", "c": False}


def test_a_mark_is_not_erased_by_a_value_that_follows_and_nothing_follows_from_a_mark() -> None:
    of = small("c")
    answers = read_answers(of, {"kind": "red", "c": Mark.MAYBE, "a": Mark.DECLINED}, Dates(DAY))
    assert answers.marks == {"c": Mark.MAYBE, "a": Mark.DECLINED}
    assert answers.known == {"kind": "red", "a": True, "c": True}
    assert read_answers(of, {"a": Mark.MAYBE}, Dates(DAY)).known == {}


def test_a_contradiction_names_the_fewest_facts_and_the_relations_and_no_value() -> None:
    of = small("c")
    with pytest.raises(Contradiction) as refused:
        read_answers(of, {"b": True, "kind": "red", "c": False}, Dates(DAY))
    assert (refused.value.facts, refused.value.relations) == (("c", "kind"), ("red_means_a", "a_and_c_go_together"))
    assert "red" not in str(refused.value).replace("red_means_a", "")
    assert "alse" not in str(refused.value)


def test_of_two_contradictions_the_smaller_is_told() -> None:
    related = """
relations:
  one: {if: {fact: e, is: false}, then: {fact: d, is: true}, because: X.}
  two: {if: {fact: e, is: true}, then: {fact: d, is: false}, because: X.}
  three: {if: {fact: kind, is: red}, then: {any: [{fact: a, is: false}, {fact: d, is: true}]}, because: X.}
"""
    made = book(rule("one: " + duty("a")), facts=FACTS + FACT.format(name="d") + FACT.format(name="e") + related)
    with pytest.raises(Contradiction) as refused:
        read_answers(made, {"a": True, "kind": "red", "d": True, "e": True}, Dates(date(2024, 1, 1)))
    assert (refused.value.facts, refused.value.relations) == (("d", "e"), ("two",))


def test_a_reason_names_answers_and_the_relations_between_them_and_the_result() -> None:
    reason = decided(small("c"), kind="red", b=True).why("granted")
    assert (reason.state, reason.facts, reason.relations) == ("due", ("kind",), ("red_means_a", "a_and_c_go_together"))
    both = decided(small("{any: [a, {not: c}]}"), kind="green").why("granted")
    assert (both.state, both.facts, both.relations) == ("due", ("kind",), ("c_means_a_or_blue",))


def test_a_page_says_why_the_one_follows_from_the_other_with_its_place_in_the_law() -> None:
    page = tn.render(decided(small("c"), kind="red"), "fi")
    assert page.index("On punainen.") < page.index("Punainen tarkoittaa a.") < page.index("A tarkoittaa c.")
    assert "Punainen tarkoittaa" not in tn.render(decided(small("c"), kind="red"), "fi", register="plain")
    page = tn.render(tn.load("emergency", on=date(2026, 11, 24)).decide({"contact_need": "danger"}), "en")
    assert page.index("112") < page.index("Contact is sought because somebody is in immediate danger.")


def test_what_holds_of_everybody_who_can_exist_is_settled_though_nothing_is_known() -> None:
    d = decided(small("{any: [{not: a}, c]}"))
    assert (d.due, d.settled, d.missing, d.exact) == ("granted", True, (), True)
    assert d.why("granted").facts == ()


def test_of_facts_that_follow_from_each_other_one_is_asked_and_what_must_change_with_it_counts() -> None:
    back = STAY + "  c_means_a:\n    if: {fact: c, is: true}\n    then: {fact: a, is: true}\n    because: C tarkoittaa a.\n"
    of = book(rule(f"grant: {duty('{all: [a, c]}')}"), facts=FACTS + back)
    assert decided(of).missing == ("a",)
    assert decided(small("{all: [a, c]}")).missing == ("a", "c")
    assert [q.fact for q in decided(of).ask()] == ["a"]


def test_relations_survive_the_canonical_form_and_their_sentence_is_a_text() -> None:
    of = small("c")
    assert canon.loads(canon.dumps(of)) == of
    assert of.texts["relation.red_means_a.because"] == "Punainen tarkoittaa a."


@given(rulesets())
def test_no_relation_of_a_book_makes_a_value_impossible(made: Book) -> None:
    for group in relations_of(made).groups:
        for name, values in zip(group.names, group.values, strict=True):
            assert {v for (v,) in group.rows([name], {})} == set(values)


# -- somebody who has only read the definition -------------------------------------------------------------------


def holds(relation: Relation, person: Mapping[str, Any]) -> bool:
    return not inside(person[relation.when.fact], relation.when.cells) or any(inside(person[t.fact], t.cells) for t in relation.then)


def everybody(of: Book, known: Mapping[str, Any], read: set[str]) -> list[dict[str, Any]]:
    """All people who can exist with what is known, by the values of what a rule reads and of all facts in relations."""
    names = sorted(read | {n for r in of.relations for n in r.facts})
    values = {n: [known[n]] if n in known else list(named(of.facts[n])) for n in names}
    people = (dict(zip(values, row, strict=True)) for row in itertools.product(*values.values()))
    return [p for p in people if all(holds(r, p) for r in of.relations)]


def true_of(of: Book, node: Node, person: Mapping[str, Value], days: Mapping[str, date], within: Node) -> bool:
    """Whether a condition holds, of a rule for the people ``within``."""
    match node:
        case Test(fact, cells):
            return inside(person[fact], cells)
        case Not(inner):
            return not true_of(of, inner, person, days, within)
        case AtLeast(k, children):
            return sum(true_of(of, c, person, days, within) for c in children) >= k
        case Const(truth):
            return truth == 1
        case Use(name, outcome):
            rule_, (due, options) = of.rules[name], outcome_of(of, name, person, days)
            if rule_.scope != within and (due or options) and not true_of(of, rule_.scope, person, days, rule_.scope):
                return False
            if rule_.ordered:
                return due is not None and rule_.outcomes.index(due) >= rule_.outcomes.index(outcome)
            return outcome == due or outcome in options


def outcome_of(of: Book, name: str, person: Mapping[str, Value], days: Mapping[str, date]) -> tuple[str | None, frozenset[str]]:
    rule_ = of.rules[name]
    day = days[rule_.clock]
    if day not in rule_.valid:
        return None, frozenset()
    clauses = {c.name: c for c in rule_.clauses if day in c.valid}

    def beat(c: Clause) -> list[Clause]:
        return [b for b in clauses.values() if c.name in b.beats]

    def weak(b: Clause, c: Clause) -> bool:
        return b.effect == "power" and c.effect != "power"

    def applies(c: Clause) -> bool:
        return true_of(of, c.when, person, days, rule_.scope) and not any(applies(b) for b in beat(c) if not weak(b, c))

    found = [c for c in clauses.values() if c.then and applies(c)]
    if rule_.ordered:
        steps = [rule_.outcomes.index(c.then) for c in found] + ([rule_.outcomes.index(rule_.otherwise)] if rule_.otherwise else [])
        return (rule_.outcomes[max(steps)] if steps else None), frozenset()
    options = {c.then for c in found if c.effect == "power" or any(weak(b, c) and applies(b) for b in beat(c))}
    due = {c.then for c in found if c.effect != "power" and not any(weak(b, c) and applies(b) for b in beat(c))}
    if not options and not due and rule_.otherwise:
        due = {rule_.otherwise}
    return next(iter(due), None), frozenset(options)


def compared(seeds: range, books: int) -> int:
    """Decide cases twice, and return how many."""
    many = 0
    for n, made in enumerate(gate.generated_books(books)):
        names = {n for r in made.relations for n in r.facts}
        for name in made.rules:
            facts = set(gate.asked_facts(made, gate.reached_rules(made, name)))
            if not made.relations or not facts <= {*names, "b1", "b2", "b3", "b4", "e1", "e2"}:
                continue
            for seed in seeds:
                dice = random.Random(1000 * n + seed)
                raw = {f: dice.choice(named(made.facts[f])) for f in sorted(facts | names) if dice.random() < 0.4}
                days = dict.fromkeys(("decision", "act", "application"), dice.choice(gate.border_days(made, made.rules)))
                people = everybody(made, raw, facts)
                if not people:
                    with pytest.raises(Contradiction):
                        read_answers(made, raw, Dates(days["decision"]))
                    continue
                when = Dates(days["decision"], days["act"], days["act"], days["application"])
                d = decision_of(Case(made, read_answers(made, raw, when), when), name)
                concerned = {true_of(made, made.rules[name].scope, p, days, made.rules[name].scope) for p in people}
                if concerned == {False}:
                    assert (d.counts, d.possible, d.settled, d.missing) == (False, (), True, ()), (n, name, raw)
                    many += 1
                    continue
                results = {outcome_of(made, name, p, days) for p in people}
                open_ = len(results) > 1 or (len(concerned) > 1 and any(due or options for due, options in results))
                dues = {due for due, _ in results}
                if d.rule.ordered:
                    steps = [-1 if due is None else d.rule.outcomes.index(due) for due in dues]
                    found = [-1 if s is None else d.rule.outcomes.index(s) for s in (d.floor, d.ceiling)]
                    assert found == [min(steps), max(steps)], (n, name, raw)
                else:
                    assert d.due == (next(iter(dues)) if len(dues) == 1 else None), (n, name, raw)
                    assert set(d.options) == frozenset.intersection(*(options for _, options in results)), (n, name, raw)
                    assert set(d.possible) == {o for due, options in results for o in (due, *options) if o}, (n, name, raw)
                assert d.settled == (not open_), (n, name, raw)
                assert bool(d.missing) == open_, (n, name, raw)
                many += 1
    return many


def test_rules_with_relations_and_scopes_are_decided_as_the_definition_says() -> None:
    assert compared(range(4), 80) > 80


@pytest.mark.deep
def test_rules_with_relations_and_scopes_are_decided_as_the_definition_says_many_times() -> None:
    assert compared(range(28), 400) >= 2_500  # of the gate, which compares the same with more engines, come 20,000


@settings(max_examples=tries(60))
@given(rulesets(), st.data())
def test_learning_what_can_be_only_narrows_what_follows(made: Book, data: st.DataObject) -> None:
    relations = relations_of(made)
    for group in relations.groups:
        rows = group.rows(group.names, {})
        row = dict(zip(group.names, data.draw(st.sampled_from(rows)), strict=True))
        some = data.draw(st.sets(st.sampled_from(group.names)))
        known = {n: row[n] for n in some}
        follow = relations.follow(known)
        assert follow.items() <= row.items()
        assert relations.follow({**known, **follow}) == {}


def test_columns_mark_a_row_of_answers_that_contradict_and_decide_the_others() -> None:
    pa = pytest.importorskip("pyarrow")
    of = small("c")
    data = pa.table({"kind": ["red", "red", None, "green"], "c": [False, None, True, None], "b": [True] * 4})
    found = tn_columns().decide(data, "r", as_of=DAY, book=of).to_pylist()
    assert [row["refused"] for row in found] == [True, False, False, False]
    assert [row["r.due.granted"] for row in found] == [None, True, True, None]


def tn_columns() -> Any:
    from tunnistus import columns

    return columns


def test_an_assessment_of_answers_that_contradict_is_refused_without_a_value() -> None:
    with pytest.raises(tn.TunnistusError) as refused:
        tn.assess({"age_under_18": True, "date_of_birth": date(1980, 5, 17)}, as_of=date(2026, 11, 24))
    assert isinstance(refused.value, Contradiction)
    assert "1980" not in str(refused.value)


# -- the shipped relations ---------------------------------------------------------------------------------------


def vocabulary() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read(ROOT / "docs" / "vocabulary.yaml").data["rows"]
    return rows


def test_every_shipped_relation_stands_in_the_table_and_the_table_gives_a_reason_for_every_other_pair() -> None:
    shipped = source.book()
    taken = {row["taken"]: row["facts"] for row in vocabulary() if row["class"] == "relation" and row["taken"]}
    assert taken == {r.id: list(r.facts) for r in shipped.relations}
    assert [row["facts"] for row in vocabulary() if len(row["why"]) < 10] == []
    assert {row["class"] for row in vocabulary()} == {"relation", "derived", "condition", "one_question", "wording", "left"}
    single = {name for row in vocabulary() if row["class"] in ("relation", "left", "one_question") for name in row["facts"]}
    assert [n for n in single if n not in shipped.facts and n not in ("act_from", "act_to")] == []


def test_no_shipped_relation_is_about_a_sign() -> None:
    shipped = source.book()
    assert len(shipped.relations) > 10
    assert [r.id for r in shipped.relations for n in r.facts if shipped.facts[n].polarity != "neutral" and n != "immediate_danger"] == []


@pytest.mark.parametrize(("answers", "follow"), [
    ({"residence_basis": "finnish_citizen"}, {"citizenship": "finnish", "right_of_residence": True}),
    ({"citizenship": "finnish"}, {"residence_basis": "finnish_citizen"}),
    ({"victim_permit_held": "temporary_52a1"}, {"residence_permit_held": True, "right_of_residence": True}),
    ({"residence_permit_held": False}, {"victim_permit_held": "none"}),
    ({"residence_basis": "no_permit"}, {"right_of_residence": False, "in_finland": True, "residence_permit_held": False}),
    ({"residence_basis": "asylum_applicant"}, {"asylum_pending": True}),
    ({"temporary_protection": True}, {"right_of_residence": True}),
    ({"turned_12": False}, {"turned_15": False, "age_under_18": True, "may_be_child": True}),
    ({"date_of_birth": date(1980, 5, 17)}, {"age_under_18": False, "turned_12": True, "turned_15": True}),
    ({"removal_from_system_decided": False}, {"removal_from_system_final": False, "removal_from_system_not_at_once": False}),
    ({"worker_role": "police_officer"}, {"worker_acts_for_authority": True}),
    ({"contact_need": "danger"}, {"immediate_danger": True}),
])  # fmt: skip
def test_what_follows_of_shipped_facts(answers: dict[str, Any], follow: dict[str, Any]) -> None:
    known = read_answers(source.book(), answers, Dates(date(2026, 11, 24))).known
    assert {n: known.get(n) for n in follow} == follow
    asked = {q.fact for q in tn.assess(answers, as_of=date(2026, 11, 24)).ask(details=True)}
    assert asked.isdisjoint(follow)


def test_a_contradiction_names_the_answer_from_which_a_related_fact_was_derived() -> None:
    with pytest.raises(Contradiction) as error:
        read_answers(source.book(), {"date_of_birth": date(1980, 5, 17), "turned_15": False}, Dates(date(2026, 11, 24)))
    assert error.value.facts == ("date_of_birth", "turned_15")


CONTRADICTING = {"citizenship": "finnish", "right_of_residence": False, "immediate_danger": True, "documents_withheld": True}


def case_file(tmp_path: Path) -> str:
    path = tmp_path / "person.yaml"
    lines = "".join(f"  {n}: {str(v).lower()}\n" for n, v in CONTRADICTING.items())
    path.write_text(f"as_of: 2026-11-24\nanswers:\n{lines}", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("form", ["text", "json", "html", "markdown"])
def test_a_case_file_that_contradicts_itself_shows_danger_and_what_rests_on_the_rest_first(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", case_file(tmp_path), "--lang", "en", "--format", form]) == 1
    page, said = capsys.readouterr()
    assert "112" in page
    assert "Is the person a citizen of Finland" in said
    assert "A Finnish citizen is not a foreigner in the sense of the Aliens Act, and may be in Finland without a permit." in said
    assert "finnish" not in said.replace("Finnish", "")
    if form == "json":
        data = json.loads(page)
        assert {d["rule"]: d["due"] for d in data["decisions"]}["emergency"] == "call_112"
        assert data["next_step"]["floor"] == "find_out"


@pytest.mark.parametrize(("choice", "known"), [("a", {"citizenship": "finnish"}), ("b", {"right_of_residence": False}), ("5", {})])
def test_the_interview_asks_which_is_right_after_danger_and_leaves_both_open_until_then(choice: str, known: dict[str, Any]) -> None:
    said: list[str] = []
    first = begun({"immediate_danger": True, "right_of_residence": False}, as_of=date(2026, 11, 24))
    typed = iter(["a", "2", choice])  # by habit: neither answer is right because of it
    talk = Talk(first, "en", "worker", lambda prompt: next(typed), said.append)
    assert talk.ask(talk.turn("citizenship"))
    page = "\n".join(said)
    assert page.index("112") < page.index("cannot be true at the same time") < page.index("This answer is right")
    assert talk.now.answers == {"immediate_danger": True, **known}
    assert talk.now.so_far.case.answers.known.get("citizenship") == known.get("citizenship")


def test_no_message_about_a_contradiction_shows_a_value_anywhere() -> None:
    with pytest.raises(Contradiction) as refused:
        tn.assess(CONTRADICTING, as_of=date(2026, 11, 24))
    assert str(refused.value) == (
        "citizenship, right_of_residence: These answers cannot be true together (citizen_may_stay). Correct one of them, or leave them open."
    )


@pytest.mark.parametrize("answers", [
    {"victim_permit_held": "temporary_52a1"}, {"turned_12": False}, {"residence_basis": "asylum_applicant"},
])  # fmt: skip
def test_less_is_asked_than_without_relations(answers: dict[str, Any]) -> None:
    shipped = source.book()
    bare = attrs.evolve(shipped, relations=())
    asked = [{q.fact for q in tn.assess(answers, as_of=date(2026, 11, 24), book=b).ask(details=True)} for b in (shipped, bare)]
    assert asked[0] < asked[1]


def test_a_role_that_contradicts_an_answer_does_not_keep_the_page_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "person.yaml"
    path.write_text("as_of: 2026-11-24\nanswers: {worker_acts_for_authority: false, immediate_danger: true}\n", encoding="utf-8")
    assert main(["assess", str(path), "--lang", "en", "--role", "police_officer"]) == 1
    page, said = capsys.readouterr()
    assert "112" in page
    assert "In this role the worker works for a public authority." in said


def test_a_contradiction_of_what_nobody_answered_is_raised_and_not_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: Any) -> None:
        raise Contradiction.between(("a", "c"))

    monkeypatch.setattr(answers_module, "read_answers", refused)
    with pytest.raises(Contradiction):
        answers_module.set_aside(small("c"), {"b": True}, Dates(DAY))
