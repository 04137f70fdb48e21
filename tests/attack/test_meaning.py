"""Faults 4, 5, 6, 9 and 10 of the attack: bounds of which one was forgotten, tests that say nothing about the person, derived facts of other
types, names and answers that silently replace others, and mappings that say two things.
"""

import itertools
import operator
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import reference
from tests.worlds import FACT, FACTS, HEAD, book, decided, duty, rule
from tunnistus.checking.verify import check
from tunnistus.errors import AnswerError, LoadError
from tunnistus.rules.answers import Dates, Judged, Mark
from tunnistus.rules.calendar import Length
from tunnistus.rules.derive import DATES, REGISTRY, SIGNATURES, Inputs
from tunnistus.rules.model import Book, Derived

DAY = date(2026, 11, 24)

WORDS = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}


def of(when: str, *more: str) -> Book:
    """A book whose rule grants something under a condition."""
    return book(rule("\n".join([f"one: {duty(when)}", *more]), head="outcomes: [granted, refused]\n    otherwise: nothing"))


# -- 4: bounds overwrite each other ------------------------------------------------------------------------------------


@given(
    bounds=st.permutations(list(WORDS)).flatmap(
        lambda words: st.lists(st.integers(0, 30), min_size=2, max_size=4).map(lambda each: (words, each))
    ),
    near=st.integers(-1, 1),
)
def test_04_all_bounds_of_a_comparison_count(bounds: tuple[list[str], list[int]], near: int) -> None:
    """Whatever their order, also where no value is left between them."""
    pairs = dict(zip(*bounds, strict=False))
    made = of(f"{{fact: days, {', '.join(f'{word}: {bound}' for word, bound in pairs.items())}}}")
    for days in {0, 1000, *(bound + near for bound in pairs.values())} - {-1}:
        holds = all(WORDS[word](days, bound) for word, bound in pairs.items())
        assert decided(made, {"days": days}).due == ("granted" if holds else None), (pairs, days)


def test_04_so_do_those_of_days() -> None:
    made = of("{fact: begins, ge: 2020-01-10, gt: 2020-01-03}")
    days = [date(2020, 1, n) for n in (4, 9, 10, 11)]
    assert [decided(made, {"begins": day}).due for day in days] == [None, None, "granted", "granted"]


# -- 5: tests that always or never hold ---------------------------------------------------------------------------------

ALWAYS = (
    "{fact: days, ge: 0}", "{fact: days, le: 1000}", "{fact: days, gt: -1, lt: 1001}", "{fact: kind, in: [red, blue, green]}",
    "{fact: a, in: [true, false]}", "{fact: begins, ge: 1600-01-01}", "{not: {fact: kind, in: []}}", "{fact: begins, le: 2999-12-31}",
)  # fmt: skip
NEVER = (
    "{fact: days, lt: 0}", "{fact: days, gt: 1000}", "{fact: kind, in: []}", "{fact: days, ge: 10, lt: 10}", "{fact: a, in: []}",
    "{fact: begins, lt: 1600-01-01}", "{not: {fact: kind, in: [green, blue, red]}}", "{fact: days, ge: 10, le: 3}",
)  # fmt: skip


def said(made: Book, answers: dict[str, Any]) -> tuple[Any, ...]:
    d = decided(made, answers)
    whole = reference.decide(d.case, "r")
    assert (whole.due, whole.possible, whole.settled, whole.missing) == (d.due, {*d.possible}, d.settled, {*d.missing})
    return d.due, d.possible, d.settled, d.exact, d.missing, tuple(q.fact for q in d.ask())


@pytest.mark.parametrize("test", ALWAYS)
def test_05_a_test_that_always_holds_waits_for_no_answer(test: str) -> None:
    granted = ("granted", ("granted",), True, True, (), ())
    assert said(of(test), {}) == granted
    assert said(of(f"{{all: [b, {test}]}}"), {"b": True}) == granted
    assert said(of(f"{{at_least: 2, of: [b, c, {test}]}}"), {"c": True}) == granted
    assert said(of(f"{{all: [b, {test}]}}"), {})[4:] == (("b",), ("b",))
    assert decided(of(f"{{any: [b, {test}]}}"), {"b": True, "a": False}).why("granted").facts == ()


@pytest.mark.parametrize("test", NEVER)
def test_05_a_test_that_never_holds_leaves_nothing_possible(test: str) -> None:
    nothing = (None, (), True, True, (), ())
    assert said(of(test), {}) == nothing
    assert said(of(f"{{all: [b, {test}]}}"), {}) == nothing
    assert said(of(f"{{any: [b, {test}]}}"), {}) == (None, ("granted",), False, True, ("b",), ("b",))


@pytest.mark.parametrize("test", ALWAYS)
def test_05_a_floor_is_not_too_low_and_a_scope_for_everybody_is_none(test: str) -> None:
    clauses = f"one: {{then: granted, effect: duty, cite: [UlkL 1 §], who: police, when: {test}}}"
    d = decided(book(rule(clauses, head="ordered: true\n    outcomes: [refused, granted]\n    otherwise: refused")), {})
    assert (d.floor, d.ceiling, d.settled, d.missing) == ("granted", "granted", True, ())
    made = book(rule(f"one: {duty('a')}", head=f"outcomes: [granted, refused]\n    otherwise: nothing\n    scope: {test}"))
    assert said(made, {"a": True}) == ("granted", ("granted",), True, True, (), ())


@pytest.mark.parametrize("test", [*ALWAYS, *NEVER])
def test_05_the_checker_tells_of_it_where_it_stands(test: str) -> None:
    found = [f for f in check(of(f"{{any: [b, {{all: [c, {test}]}}]}}")) if f.code == "constant-test"]
    assert [(f.about, f.level, f.where.split(":")[0]) for f in found] == [("one", "error", "rules.yaml")]


# -- 9: what one says is silently replaced by another ---------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["police_officer", "social_worker", "MAYBE", Mark.DECLINED, "CANARY"])
@pytest.mark.parametrize("roles", [["health_worker"], ["health_worker", "teacher"]])
def test_09_roles_do_not_replace_an_answer(answer: Any, roles: list[str]) -> None:
    with pytest.raises(AnswerError) as problem:
        tn.assess({"worker_role": answer}, as_of=DAY, roles=roles)
    assert problem.value.where == "worker_role"
    assert str(answer) not in str(problem.value)


def test_09_a_role_that_is_the_answer_is_taken() -> None:
    with_answer, without = (
        tn.assess(given, as_of=DAY, roles=["health_worker"]).to_dict() for given in ({"worker_role": "health_worker"}, {})
    )
    assert with_answer == without
    assert tn.assess({"worker_role": None}, as_of=DAY, roles=["health_worker"]).to_dict() == without


@pytest.mark.parametrize(
    ("rules", "where", "what"),
    [
        ("conditions:\n  a: {any: [b, c]}\nrules:\n" + rule(f"one: {duty('a')}"), "rules.yaml:5", "'a' is also a fact"),
        ("groups:\n  a: [b, c]\nrules:\n" + rule(f"one: {duty('{any: a}')}"), "rules.yaml:5", "'a' is also a fact"),
        ("rules:\n" + rule(f"one: {duty('a')}", name="a"), "rules.yaml:5", "'a' is also a fact"),
        (
            "rules:\n" + rule(f"one: {duty('a')}", head="outcomes: [granted, nothing]"),
            "rules.yaml:7",
            "'nothing' already says that there is no outcome",
        ),
    ],
)
def test_09_a_name_that_shadows_another_is_refused(rules: str, where: str, what: str) -> None:
    with pytest.raises(LoadError) as problem:
        book(rules.replace("refused:", "nothing:") if "nothing]" in rules else rules, head=HEAD.removesuffix("rules:\n"))
    assert [one.code for one in problem.value.every] == ["shadowed-name"]
    assert str(problem.value.where).startswith(where)
    assert what in problem.value.what


# -- 10: a mapping says one thing when it is checked, and another when it is read -------------------------------------------


class TwoFaces(dict[str, Any]):
    """What it shows changes with the way and the time of asking."""

    def __init__(self, *faces: dict[str, Any]) -> None:
        super().__init__(faces[-1])
        self.faces = list(faces)

    def items(self) -> Any:
        return (self.faces.pop(0) if len(self.faces) > 1 else self.faces[0]).items()

    def keys(self) -> Any:
        return dict.fromkeys(["a"]).keys()

    def values(self) -> Any:
        return {"a": True}.values()

    def __getitem__(self, name: str) -> Any:
        return True


FACES: list[dict[str, Any]] = [
    {"a": "CANARY"}, {"a": 2}, {"kind": "purple"}, {"judged": True}, {"a": True, "b": Judged(True, by="police", on=date(2020, 1, 1))},
    {"nothing": True}, {7: True},
]  # fmt: skip


@pytest.mark.parametrize("face", FACES, ids=str)
def test_10_what_counts_was_checked(face: dict[str, Any]) -> None:
    made = of("a")
    with pytest.raises(tn.TunnistusError):
        decided(made, TwoFaces(face, {"a": True}))
    first = decided(made, TwoFaces({"a": False}, face))
    assert (dict(first.case.answers.known), first.case.answers.given) == ({"a": False}, ("a",))


@pytest.mark.parametrize("items", [[1], [("a",)], [("a", True, 2)], [([], True)], 7, None], ids=str)
def test_10_items_that_are_no_pairs_are_refused(items: Any) -> None:
    class Odd(dict[str, Any]):
        def items(self) -> Any:
            return items

    for call in (lambda odd: decided(of("a"), odd), lambda odd: tn.assess(odd, as_of=DAY)):
        with pytest.raises(AnswerError, match=r"^answers: The answers are not a dictionary\."):
            call(Odd())


def test_10_an_assessment_reads_the_answers_once() -> None:
    answers = TwoFaces({"worker_role": "police_officer"}, {"worker_role": "CANARY"})
    assert tn.assess(answers, as_of=DAY, roles=["police_officer"]).case.answers.known["worker_role"] == "police_officer"


# -- 6: derived facts of other types ----------------------------------------------------------------------------------------

YOUNG = FACT.format(name="young")
MISFITS = {
    "a boolean under an enumeration": ("by: younger, from: [begins, as_of], with: [{years: 18}]", "type: enum", "gives a bool"),
    "a boolean under a number": ("by: younger, from: [begins, as_of], with: [{years: 18}]", "type: number", "gives a bool"),
    "a number under a boolean": ("by: days_since, from: [begins, as_of]", "type: bool", "gives a number"),
    "members that the fact lacks": ("by: length_asked, from: [days, begins], with: [{days: 30}, {months: 6}]", "type: enum", "gives one of: too_short"),
    "a boolean for a day": ("by: younger, from: [a, as_of], with: [{years: 18}]", "type: bool", "takes: date, as_of"),
    "a number for a day": ("by: not_after, from: [days, begins]", "type: bool", "takes: day, day"),
    "a day that may be open": ("by: days_since, from: [begins, applied_on]", "type: number", "takes: date, as_of"),
    "one input too few": ("by: not_after, from: [begins]", "type: bool", "takes: day, day"),
    "one input too many": ("by: may_be_child, from: [a, b]", "type: bool", "takes: bool"),
    "a date for a question": ("by: one_maybe, from: [a, as_of]", "type: bool", "takes: fact …"),
}  # fmt: skip


def deriving(how: str, kind: str = "type: bool") -> Book:
    """A book with a derived fact, which its one rule reads."""
    said = {"type: enum": "values: {red: On., blue: Ei.}", "type: number": "value: On {value}.\n    min: 0\n    max: 1000"}.get(kind, "")
    text = "\n".join(line for line in YOUNG.splitlines() if not line.strip().startswith(("ask:", "plain:")))
    if said:
        text = text.replace("    met: On young.\n    unmet: Ei ole young.", f"    {said}").replace("type: bool", kind)
    when = {"type: enum": "{fact: young, is: red}", "type: number": "{fact: young, ge: 3}"}.get(kind, "young")
    rules = rule(f"one: {duty(when)}", head="outcomes: [granted, refused]\n    otherwise: nothing")
    return book(rules, facts=FACTS + text + f"\n    derived: {{{how}}}\n")


@pytest.mark.parametrize("name", MISFITS)
def test_06_what_does_not_fit_its_function_is_refused_at_load(name: str) -> None:
    how, kind, what = MISFITS[name]
    with pytest.raises(LoadError, match=what) as problem:
        deriving(how, kind)
    assert [(one.code, str(one.where).split(":")[0]) for one in problem.value.every] == [("derivation-type", "facts.yaml")]


@pytest.mark.parametrize("name", MISFITS)
def test_06_and_when_a_book_that_nobody_loaded_decides(name: str) -> None:
    how, kind, what = MISFITS[name]
    good = (
        deriving("by: days_since, from: [begins, as_of]", "type: number") if "number" in kind else deriving("by: may_be_child, from: [a]")
    )
    by, names = how.removeprefix("by: ").partition(", with: ")[0].split(", from: ")
    young = attrs.evolve(good.facts["young"], derived=Derived(by, tuple(names.strip("[]").split(", "))), where="")
    if kind == "type: enum":
        young = attrs.evolve(young, type="enum", values=("red", "blue"))
    bad = attrs.evolve(good, facts={**good.facts, "young": young})
    with pytest.raises(LoadError, match=what) as problem:
        decided(bad, {"a": True, "days": 3, "begins": date(2020, 1, 1)})
    assert problem.value.where == "young"


def test_06_a_value_beyond_the_domain_is_told_without_it() -> None:
    made = deriving("by: days_since, from: [begins, as_of]", "type: number")
    assert decided(made, {"begins": date(2021, 4, 7)}).due == "granted"  # 999 days before 2024
    with pytest.raises(AnswerError, match=r"^young: What follows from other answers is outside .* Check these: begins, as_of\.$"):
        decided(made, {"begins": date(2021, 4, 1)})


def test_06_nor_does_it_come_into_columns() -> None:
    pa = pytest.importorskip("pyarrow")
    from tunnistus import columns

    plan = columns.plan("r", as_of=date(2024, 1, 1), book=deriving("by: days_since, from: [begins, as_of]", "type: number"))
    days = [date(2021, 4, 7), None, date(2021, 4, 1), date(1990, 1, 1)]
    assert plan.decide(pa.table({"begins": pa.array(days[:2])})).column("r.due.granted").to_pylist() == [True, None]
    with pytest.raises(AnswerError, match=r"^young: What follows .*: 2 rows of the batch, first row 2\. Check these: begins, as_of\.$"):
        plan.decide(pa.table({"begins": pa.array(days)}))


def test_06_every_function_fits_what_it_says() -> None:
    """With inputs of the kinds that it takes, known or open, each gives what it says, and never another error than ours."""
    known: dict[str, list[Any]] = {
        "date": [None, *(DAY + timedelta(days=n) for n in (-9000, -200, -31, -1, 0, 1))], "number": [None, 0, 30, 182, 400], "bool": [None, True, False],
        "fact": [None, True],
    }  # fmt: skip
    for by, signature in SIGNATURES.items():
        amounts = tuple(Length(days=30) if kind == "length" else DAY for kind in signature.counts)
        takes = [*signature.takes, *signature.takes[-1:] * signature.more]
        names = [kind if kind in DATES else f"f{n}" for n, kind in enumerate(takes)]
        choices = [known["date" if kind == "day" else kind] if kind not in DATES else [None, DAY - timedelta(days=40)] for kind in takes]
        for row in itertools.product(*choices):
            given = dict(zip(names, row, strict=True))
            dates = Dates(DAY, **{n: v for n, v in given.items() if n in DATES and n != "as_of"})
            values = {n: v for n, v in given.items() if n not in DATES and v is not None}
            found = REGISTRY[by](Inputs(tuple(names), values, {}, dates, amounts=amounts))
            wanted = {"bool": bool, "number": int}.get(signature.gives) if isinstance(signature.gives, str) else str
            assert found is None or type(found) is wanted, (by, found)
            assert found is None or isinstance(signature.gives, str) or found in signature.gives
