"""Rule mutation: mutants differ from their rule, equivalence is proved, and a proposed case kills its survivor."""

import itertools
import shutil
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from tests import ROOT
from tests.effort import tries
from tests.worlds import FACT, FACTS, duty, people, rule
from tests.worlds import book as small
from tunnistus.commands.main import main
from tunnistus.comparing.changes import version
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.deciding.expand import first_days
from tunnistus.errors import LoadError
from tunnistus.reading.documents import CaseDoc
from tunnistus.reading.findings import cases_yaml
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import AtLeast, Book, Const, Not, Test, Window
from tunnistus.shipping import source
from tunnistus.testing.strategies import rulesets
from tunnistus.trying.cases import Example
from tunnistus.trying.mutants import KINDS, TOLD, mutants
from tunnistus.trying.mutation import Bench, Fate, justified, mutate, stale, summary, unjustified

BASE = ROOT / "tests" / "bad" / "base"
DAY = date(2024, 1, 1)
ABC = small(rule("one: " + duty("{all: [a, {any: [b, c]}]}"), head="outcomes: [granted, refused]\n    otherwise: refused"))


def example(name: str, answers: dict[str, object], expect: object, as_of: date = DAY) -> Example:
    return Example(name, "t:1:1", CaseDoc.model_validate({"name": name, "as_of": as_of, "answers": answers, "expect": {"r": expect}}))


def ids(book: Book, name: str = "r") -> list[str]:
    return [m.id for m in mutants(book.rules[name])]


def test_the_mutants_of_a_small_rule_are_these() -> None:
    assert ids(ABC) == [
        "r / one / flip a @0", "r / one / flip b @1.0", "r / one / flip c @1.1",
        "r / one / leaf a @0", "r / one / leaf b @1.0", "r / one / leaf c @1.1",
        "r / one / part 1 of 2 @1", "r / one / count 1 for 2 of 2", "r / one / count 2 for 1 of 2 @1",
        "r / one / clause", "r / one / effect duty to power", "r / one / who police to nobody", "r / one / cite UlkL 1 § to 2",
        "r / otherwise refused",
    ]  # fmt: skip


def test_the_manual_explains_every_kind() -> None:
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("| `")] == [
        f"| `{kind}` | {meaning} |" for kind, meaning in KINDS.items()
    ]


def test_a_leaf_is_left_out_as_if_it_were_not_written() -> None:
    book = small(
        rule("one: " + duty("{all: [{not: a}, {any: [b, {not: {all: [c]}}]}]}") + "\ntwo: " + duty("{not: secret}", then="refused"))
    )
    left = {m.id: m.rule for m in mutants(book.rules["r"]) if m.kind == "leaf"}
    b, c = Test("b", (True,)), Not(AtLeast(1, (Test("c", (True,)),)))
    assert [r.clauses[0].when for r in left.values()][:3] == [
        AtLeast(2, (Const(1), AtLeast(1, (b, c)))),
        AtLeast(2, (Not(Test("a", (True,))), AtLeast(1, (Const(2), c)))),
        AtLeast(2, (Not(Test("a", (True,))), AtLeast(1, (b, Const(2))))),
    ]
    assert left["r / two / leaf secret @0"].clauses[1].when == Const(1)


def test_values_bounds_and_days_are_mutated() -> None:
    when = "{any: [{fact: kind, in: [red, blue]}, {fact: days, ge: 5, lt: 8}, {fact: begins, le: 2020-01-31}]}"
    more = ", valid: {from: 2020-01-01}, beats: [two]"
    book = small(
        rule(
            "one: " + duty(when, more=more) + "\ntwo: " + duty("a", then="refused"),
            head="outcomes: [granted, refused]\n    valid: {until: 2023-12-31}",
        )
    )
    found = [i.removeprefix("r / ") for i in ids(book)]
    assert [i for i in found if i.split(" / ")[-1].split()[0] in ("member", "bound", "date", "beats")] == [
        "one / member kind without red @0", "one / member kind without blue @0",
        "one / bound days low 5 - 1 @1", "one / bound days low 5 + 1 @1", "one / bound days high 7 - 1 @1", "one / bound days high 7 + 1 @1",
        "one / bound begins high 2020-01-31 - 1 @2", "one / bound begins high 2020-01-31 + 1 @2",
        "one / beats two", "one / date from 2020-01-01 - 1", "one / date from 2020-01-01 + 1",
        "date until 2023-12-31 - 1", "date until 2023-12-31 + 1",
    ]  # fmt: skip
    shorter = next(m.rule for m in mutants(book.rules["r"]) if m.id.endswith("until 2023-12-31 - 1"))
    assert {c.valid.until for c in shorter.clauses} | {shorter.valid.until} == {date(2023, 12, 30)}


@given(rulesets())
@settings(max_examples=tries(30))
def test_every_mutant_is_another_rule_with_an_id_of_its_own(book: Book) -> None:
    for each in book.rules.values():
        found = list(mutants(each))
        assert len({m.id for m in found}) == len(found)
        assert all(m.rule != each and m.kind in KINDS for m in found)


@pytest.mark.deep
@given(rulesets())
@settings(max_examples=tries(12))
def test_without_cases_a_mutant_is_equivalent_or_comes_with_a_case_that_kills_it(book: Book) -> None:
    bench = Bench(book, [])
    for each in book.rules.values():
        changed = {m.id: m.rule for m in mutants(each)}
        for fate in bench.try_rule(each):
            other = attrs.evolve(book, rules={**book.rules, each.id: changed[fate.id]})
            if fate.kind in (*TOLD, "clock"):
                assert fate.fate == "survived" or (fate.kind == "clock" and alike(book, other, each.id))
            elif fate.fate == "equivalent":
                assert alike(book, other, each.id)
            else:
                assert fate.fate == "survived"
                assert fate.witness
                shown = fate.witness[0]
                doc = {"name": "some", **shown.dates, "answers": shown.answers, "expect": {n: plain(e) for n, e in shown.expect.items()}}
                case = Example("n", "t:1:1", CaseDoc.model_validate(doc))
                assert [f.fate for f in Bench(book, [case]).try_rule(each) if f.id == fate.id] == ["killed"]


def plain(expected: object) -> object:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in expected.items()} if isinstance(expected, dict) else expected


def alike(book: Book, other: Book, name: str) -> bool:
    """Whether two books give the same in every cell and version; cells past 64 are sampled evenly."""
    days = {d + timedelta(days=n) for b in (book, other) for d in (*first_days(b, b.rules[name]), DAY) for n in (-1, 0)}
    for day in days:
        whole = list(itertools.islice(people(book, *(version(b, b.rules[name], day) for b in (book, other))), 4096))
        for known in whole[:: len(whole) // 64 + 1]:
            one, two = (verdict(b, name, known, day) for b in (book, other))
            if one != two:
                return False
    return True


def verdict(book: Book, name: str, known: dict[str, object], day: date) -> tuple[object, ...]:
    dates = Dates(day, day, day, day)
    answers = attrs.evolve(read_answers(book, {}, dates), known=known)
    v = decide(Case(book, answers, dates), name, Verdict)
    return v.in_force, v.due if v.settled else None, v.options, v.possible, v.floor, v.ceiling, v.not_covered


def test_pairs_at_the_borders_kill_every_mutant_and_one_case_less_does_not() -> None:
    told = {"who": "police", "cite": ["UlkL 1 §"]}
    yes, no = {"due": "granted", "settled": True, **told}, {"due": "refused", "settled": True}
    cases = [
        example("b holds", {"a": True, "b": True, "c": False}, yes), example("c holds", {"a": True, "b": False, "c": True}, yes),
        example("neither", {"a": True, "b": False, "c": False}, no), example("not a", {"a": False, "b": True, "c": True}, no),
    ]  # fmt: skip
    assert {f.fate for f in Bench(ABC, cases).try_rule(ABC.rules["r"])} == {"killed"}
    for n in range(len(cases)):
        left = [f for f in Bench(ABC, cases[:n] + cases[n + 1 :]).try_rule(ABC.rules["r"]) if f.fate != "killed"]
        assert left
        assert all(f.fate == "survived" and f.witness for f in left)


def test_what_no_person_can_tell_is_proved_and_is_no_survivor() -> None:
    book = small(rule("one: " + duty("{any: [a, {all: [a, b]}]}"), head="outcomes: [granted, refused]\n    otherwise: nothing"))
    fates = {f.id: f.fate for f in Bench(book, []).try_rule(book.rules["r"])}
    assert fates["r / one / leaf b @1.1"] == "equivalent"
    assert fates["r / one / leaf a @0"] == "survived"


def test_a_mutant_is_killed_through_a_rule_that_uses_its_rule() -> None:
    uses = rule("two: " + duty("{use: r, is: granted}"), name="above")
    book = small(rule("one: " + duty("a"), head="outcomes: [granted, refused]\n    otherwise: refused") + uses)
    doc = {"name": "some", "as_of": DAY, "answers": {"a": True}, "expect": {"above": {"due": "granted"}}}
    fates = {f.id: f.fate for f in Bench(book, [Example("n", "t:1:1", CaseDoc.model_validate(doc))]).try_rule(book.rules["r"])}
    assert fates["r / one / flip a"] == "killed"
    assert fates["r / one / leaf a"] == "survived"


def test_a_case_that_fails_already_is_refused() -> None:
    with pytest.raises(LoadError, match="fails even with the rules unchanged"):
        Bench(ABC, [example("wrong", {"a": False}, {"due": "granted"})])


@pytest.mark.parametrize("part", ["", "\n    covers: part\n    but: Muuta ei käsitellä."], ids=["whole", "part"])
def test_a_rule_out_of_force_for_a_day_is_seen(part: str) -> None:
    book = small(rule("one: " + duty("a"), head="outcomes: [granted, refused]\n    valid: {from: 2020-01-01}" + part))
    assert book.rules["r"].valid == Window(date(2020, 1, 1))
    fates = {f.id: f for f in Bench(book, []).try_rule(book.rules["r"])}
    late, early = fates["r / date from 2020-01-01 + 1"], fates["r / date from 2020-01-01 - 1"]
    assert [w.dates["as_of"] for w in (late.witness[0], early.witness[0])] == [date(2020, 1, 1), date(2019, 12, 31)]
    assert early.witness[0].expect == {"r": "not_in_force"}


# -- what changes no outcome ---------------------------------------------------------------------------------------

PERIOD = ", period: {from: begins, shortest: {days: 30}, longest: {months: 6}, text: Aika, counting: Päivästä.}"
TIMED = small(rule("one: " + duty("a", more=PERIOD) + "\ntwo: " + duty("b", then="refused", more=", beats: [one]")))
HOLDS = {"a": True, "b": False, "begins": date(2024, 3, 1)}


def told(expect: object) -> dict[str, str]:
    """The fates of deciders, citations and periods, by one case in which the first clause applies."""
    bench = Bench(attrs.evolve(TIMED, actors={**TIMED.actors}), [example("holds", HOLDS, expect)])
    return {f.id.removeprefix("r / "): f.fate for f in bench.try_rule(TIMED.rules["r"]) if f.kind in TOLD}


def test_outcomes_alone_kill_no_decider_no_citation_and_no_length() -> None:
    fates = told({"due": "granted", "possible": ["granted"], "settled": True})
    assert list(fates) == [
        "one / who police to worker", "one / cite UlkL 1 § to 2", "one / period shortest 30 days + 1", "one / period longest 6 months + 1",
        "two / who police to worker", "two / cite UlkL 1 § to 2",
    ]  # fmt: skip
    assert set(fates.values()) == {"survived"}


@pytest.mark.parametrize(("key", "expected", "killed"), [
    ("who", "police", ["one / who police to worker"]),
    ("cite", ["UlkL 1 §"], ["one / cite UlkL 1 § to 2"]),
    ("period", {"longest": {"months": 6}}, ["one / period longest 6 months + 1"]),
    ("period", {"shortest": {"days": 30}, "longest": {"months": 6}}, ["one / period shortest 30 days + 1", "one / period longest 6 months + 1"]),
])  # fmt: skip
def test_what_a_case_says_of_its_clause_kills_what_tells_that_otherwise(key: str, expected: object, killed: list[str]) -> None:
    fates = told({key: expected})
    assert [name for name, fate in fates.items() if fate == "killed"] == killed


def test_a_last_day_is_counted_anew_from_another_length_and_another_first_day() -> None:
    fates = told({"period": {"longest_until": date(2024, 9, 1)}})
    assert [name for name, fate in fates.items() if fate == "killed"] == ["one / period longest 6 months + 1"]
    later = attrs.evolve(TIMED, facts={**TIMED.facts, "ends": attrs.evolve(TIMED.facts["begins"], id="ends")})
    bench = Bench(later, [example("holds", HOLDS, {"period": {"from": "begins"}})])
    assert [f.fate for f in bench.try_rule(later.rules["r"]) if " / period from " in f.id] == ["killed"]


def test_another_section_is_one_that_the_rule_does_not_cite() -> None:
    book = small(
        rule(
            "one: "
            + duty("a")
            + "\ntwo: "
            + duty("b").replace("UlkL 1 §", "UlkL 2 a § 3 mom.")
            + "\nthree: "
            + duty("c").replace("UlkL 1", "UlkL 25:3")
        )
    )
    assert [m.id.partition(" / cite ")[2] for m in mutants(book.rules["r"]) if m.kind == "cite"] == [
        "UlkL 1 § to 2", "UlkL 2 a § 3 mom. to 3 a", "UlkL 25:3 § to 25:4",
    ]  # fmt: skip


def test_another_clock_is_noticed_where_the_days_lie_in_different_versions() -> None:
    book = small(rule("one: " + duty("a"), head="outcomes: [granted, refused]\n    clock: act\n    valid: {from: 2020-01-01}"))
    now = {"name": "now", "as_of": date(2024, 1, 1), "answers": {"a": True}, "expect": {"r": {"due": "granted"}}}
    days = {"act_from": date(2020, 1, 1), "act_to": date(2020, 1, 1)}

    def clocks(*docs: dict[str, object]) -> list[str]:
        bench = Bench(book, [Example("n", "t:1:1", CaseDoc.model_validate(doc)) for doc in docs])
        return [f.fate for f in bench.try_rule(book.rules["r"]) if f.kind == "clock"]

    late = {**now, **days, "applied_on": date(2023, 1, 1)}
    early = {
        **now,
        "act_from": date(2019, 1, 1),
        "act_to": date(2019, 1, 1),
        "applied_on": date(2023, 1, 1),
        "expect": {"r": "not_in_force"},
    }
    assert clocks(late) == ["survived", "survived"]
    assert clocks(late, early) == ["killed", "killed"]


def test_a_rule_of_all_days_goes_by_no_other_clock() -> None:
    assert [m.id for m in mutants(ABC.rules["r"]) if m.kind == "clock"] == []


def test_a_number_that_nobody_holds_survives_for_each_name_and_alone() -> None:
    """Of the shipped numbers no case held means: greater for one fact, and greater for whatever names it, nobody notices."""
    bench = Bench(source.book(), [])
    counting = [fact for fact in source.book().facts.values() if fact.derived and fact.derived.parameters]
    assert len(counting) >= 15
    for fact in counting:
        assert fact.derived
        fates = bench.try_named("fact", fact.id)
        assert [(f.id, f.kind, f.fate) for f in fates] == [
            (f"{fact.id} / derived {name} + 1", "derived", "survived") for name in fact.derived.parameters
        ]
    for parameter in source.book().parameters.values():
        fates = bench.try_named("parameter", parameter.id)
        assert [(f.kind, f.fate, f.where) for f in fates] == [("parameter", "survived", parameter.where)] * len(parameter.versions)


def test_a_greater_number_is_noticed_by_a_case_of_its_period_and_by_one_of_what_is_derived() -> None:
    text = rule(f"one: {duty('late', more=', period: {from: begins, longest: {months: 6}, text: Aika, counting: Lasketaan.}')}")
    late = FACT.format(name="late").replace(
        "    met:", "    derived: {by: longer_ago, from: [begins, as_of], with: [{months: 6}]}\n    met:"
    )
    made = small(text, facts=FACTS + late)
    now = {"name": "nn", "as_of": date(2024, 1, 1)}
    period = {**now, "answers": {"late": True}, "expect": {"r": {"due": "granted", "period": {"longest": {"months": 6}}}}}
    derived = {**now, "answers": {"begins": date(2023, 6, 30)}, "expect": {"r": {"due": "granted"}}}

    def fates(*docs: dict[str, object]) -> dict[str, str]:
        bench = Bench(made, [Example("n", "t:1:1", CaseDoc.model_validate(doc)) for doc in docs])
        found = [*bench.try_named("parameter", "6 months"), *bench.try_named("fact", "late"), *bench.try_named("rule", "r")]
        return {f.kind: f.fate for f in found if f.kind in ("parameter", "derived", "period")}

    assert fates(period)["parameter"] == fates(derived)["parameter"] == fates(derived)["derived"] == "killed"
    assert fates()["parameter"] == fates(period)["derived"] == "survived"


# -- what is told ------------------------------------------------------------------------------------------------


def test_the_summary_tells_shares_survivors_and_what_is_out_of_date() -> None:
    fates = [
        Fate(f"r / {n}", "flip", "t", "t.yaml:3:1", fate)
        for n, fate in enumerate(["killed", "killed", "equivalent", "survived", "survived"])
    ]
    reasons = {"r / 3": "said", "r / 0": "said", "r / 9": "said"}
    said = list(summary(fates, reasons))
    assert said[0] == "t.yaml:3:1: r / 4"
    assert said[-1] == "5 mutants: 2 killed, 1 equivalent by proof, 1 justified, 1 survivors; 50.00 % of those that can be told are killed"
    assert said[-3:-1] == ["justified, but killed: r / 0", "justified, but gone: r / 9"]
    assert [f.id for f in unjustified(fates, reasons)] == ["r / 4"]
    assert stale(fates, reasons) == ["r / 0", "r / 9"]


def test_survivors_that_one_case_kills_are_told_together_with_what_the_mistake_would_give(tmp_path: Path) -> None:
    here = tmp_path / "rules"
    shutil.copytree(BASE, here)
    rules = here / "rules.yaml"
    rules.write_text(rules.read_text().replace("{any: [sign, {not: safe}]}", "{all: [sign, {any: [sign, safe]}]}"))
    left = [f for f in mutate([here], ["base.step"]) if f.fate == "survived" and f.witness]
    alike = {repr([(w.dates, w.answers, w.expect) for w in f.witness]) for f in left}
    assert 1 <= len(alike) < len(left)
    said = list(summary(left, {}))
    assert sum("cases:" in each for each in said) == len(alike)
    assert all(any(line.split("\n")[0] == f"{f.where}: {f.id}" for line in said) for f in left)
    for fate in left:
        assert fate.instead
        assert all(f"  by the mistake {each}" in str(fate) for each in fate.instead)
        assert all(each.startswith("base.step: ") for each in fate.instead)


def test_a_justification_needs_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "j.yaml"
    path.write_text('"r / 1": "It has one."\n')
    assert justified(path) == {"r / 1": "It has one."}
    path.write_text('"r / 1": " "\n')
    with pytest.raises(LoadError, match="Write a reason"):
        justified(path)


def test_the_command_fails_for_a_survivor_until_its_case_is_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = tmp_path / "rules"
    shutil.copytree(BASE, here)
    found = mutate([here], ["base.step"])
    assert {f.fate for f in found} == {"survived"}
    assert main(["mutate", "--rules", str(here), "base.step"]) == 1
    assert "cases:\n" in capsys.readouterr().out
    for n, fate in enumerate(found):
        (here / f"{n}.cases.yaml").write_text(cases_yaml(fate.witness) + "\n")
    assert main(["mutate", "--rules", str(here), "base.step"]) == 0
    assert "100.00 %" in capsys.readouterr().out


def test_the_command_lists_what_cannot_be_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = tmp_path / "rules"
    shutil.copytree(BASE, here)
    rules = here / "rules.yaml"
    rules.write_text(rules.read_text().replace("{any: [sign, {not: safe}]}", "{any: [sign, {all: [sign, {not: safe}]}]}"))
    assert main(["mutate", "--rules", str(here), "base.step", "--equivalent"]) == 1
    listed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("equivalent: ")]
    assert [line.partition(": base.step / ")[2] for line in listed if " leaf " in line] == ["seen / leaf safe @1.1.0"]


def test_the_command_fails_for_a_justification_out_of_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reasons = tmp_path / "j.yaml"
    left = mutate([BASE], ["base.step"])
    reasons.write_text("".join(f'"{f.id}": "Only a test."\n' for f in left))
    argv = ["mutate", "--rules", str(BASE), "--justified", str(reasons)]
    assert main([*argv, "base.step"]) == 0
    reasons.write_text(reasons.read_text() + '"base.step / gone": "Was there."\n')
    assert main([*argv, "base.step"]) == 0, "a part says nothing of the rest"
    assert main(argv) == 1
    assert "justified, but gone: base.step / gone" in capsys.readouterr().out


def test_more_processes_find_the_same() -> None:
    assert mutate([BASE], jobs=2) == mutate([BASE])
