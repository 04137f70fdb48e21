"""Every argument of every public function, given what it does not take: an error of ours, or a result, and nothing else comes out.

The functions are those that the page of the public interface names, and the methods that ``dir()`` of what they return shows. What is given
are canaries: none of them stands in an error.
"""

import datetime
import difflib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from fastapi import FastAPI

import tunnistus as tn
from tests import ROOT
from tests.api.client import asking
from tests.public import public
from tunnistus import columns, errors, testing
from tunnistus.kinds import Kinds, WrongKind, _Written
from tunnistus.messages import message
from tunnistus.reading.documents import FactFile
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read_text

DAY = date(2026, 11, 24)
CANARY, NUMBER = "Kanarie 471147", 471147
MARKERS = ("Kanarie", "kanarie", "471147", "1913")
TABLE = pa.table({"documents_withheld": [True, None]})


class Raises:
    """Whatever it is asked, it raises."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError(CANARY)

    def __iter__(self) -> Iterator[Any]:
        raise ZeroDivisionError(CANARY)

    def __len__(self) -> int:
        raise ZeroDivisionError(CANARY)

    def __getitem__(self, name: object) -> Any:
        raise ZeroDivisionError(CANARY)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise ZeroDivisionError(CANARY)


class RaisingMapping(Raises, Mapping[Any, Any]):
    """The same as a mapping."""


class RaisingSequence(Raises, Sequence[Any]):
    """The same as a sequence."""


def failing() -> Iterator[str]:
    yield "documents_withheld"
    raise ZeroDivisionError(CANARY)


WRONG: dict[str, Callable[[], Any]] = {
    "nothing": lambda: None,
    "a number": lambda: NUMBER,
    "a list": lambda: [CANARY],
    "a dictionary": lambda: {CANARY: CANARY},
    "pairs": lambda: [(CANARY, CANARY)],
    "a set": lambda: {CANARY},
    "text": lambda: CANARY,
    "text with control characters": lambda: f"\x1b[2J{CANARY}\x00\u202e",
    "a long text": lambda: CANARY * 1_000,
    "bytes": CANARY.encode,
    "a truth value": lambda: True,
    "a day with a time": lambda: datetime.datetime(1913, 7, 29),  # noqa: DTZ001
    "a class": lambda: type(CANARY.replace(" ", ""), (), {}),
    "what raises": Raises,
    "a mapping that raises": RaisingMapping,
    "a sequence that raises": RaisingSequence,
    "a generator that raises": failing,
}

A = tn.assess({"documents_withheld": True}, as_of=DAY)
RULE = tn.load("permit.52a1", on=DAY)
STEP, PERMIT = A.next_step, RULE.decide({"in_finland": False})
PLAN, DATED = columns.plan("next_step", as_of=DAY), columns.plan("next_step", as_of="day")
TALK = tn.interview({}, as_of=DAY)
UNCLEAR = TALK.answer(False, to="right_of_residence").answer("finnish", to="citizenship", unclear=True)
COUNTS = pa.table({"cell": ["all", "few"], "people": [3, None]})
ABOUT: dict[str, Any] = {"rules": "next_step"}

# Of every function that is public: how it is called, each argument once. Methods are named by what they are of.
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "answers_from_json": (tn.answers_from_json, {"given": {}, "lenient": False, "dates": tn.Dates(DAY), "book": None}),
    "assess": (tn.assess, {"answers": {}, "as_of": DAY, "act_from": DAY, "act_to": DAY, "applied_on": DAY, "roles": ["social_worker"],
               "others": [("child", {})], "book": None, "earlier": None}),
    "assess_again": (tn.assess_again, {"result": A.to_dict(values=True), "book": None}),
    "changed": (tn.changed, {"result": A.to_dict(values=True), "as_of": DAY, "book": None}),
    "diff": (tn.diff, {"topic": "permit.52a1", "first": date(2024, 8, 31), "second": DAY, "book": None}),
    "form": (tn.form, {"rules": ["permit.52a1"], "facts": ["in_finland"], "judged_by": ["worker"], "register": "worker", "book": None}),
    "interview": (tn.interview, {"answers": {}, "as_of": DAY, "act_from": DAY, "act_to": DAY, "applied_on": DAY, "book": None}),
    "interview_again": (tn.interview_again, {"state": TALK.to_dict(), "book": None}),
    "json_schema": (tn.json_schema, {"kind": "answers", "book": None}),
    "lesson": (tn.lesson, {"lang": "fi", "story": "alike_courier", "book": None}),
    "list_actors": (tn.list_actors, {"lang": "fi", "book": None}),
    "list_facts": (tn.list_facts, {"lang": "fi", "rule": "permit.52a1", "subject": "documents", "kind": "sign", "book": None}),
    "list_rules": (tn.list_rules, {"lang": "fi", "on": DAY, "book": None}),
    "list_stories": (tn.list_stories, {"lang": "fi", "kind": "look_alike", "book": None}),
    "load": (tn.load, {"name": "permit.52a1", "on": DAY, "book": None}),
    "picture": (tn.picture, {"thing": PERMIT, "lang": "fi", "kind": "timeline", "book": None}),
    "practise": (tn.practise, {"story": "alike_courier", "book": None}),
    "read_rules": (partial(tn.read_rules, ROOT / "tests" / "bad" / "base"), {"installed": [], "locales": [], "check": False, "beside": None}),
    "render": (tn.render, {"result": PERMIT, "lang": "fi", "register": "worker", "form": "html", "full": False, "lists": False, "handbook": ""}),
    "said": (tn.said, {"problem": errors.DateError(message("This is not a date.")), "lang": "fi"}),
    "show": (tn.show, {"thing": "in_finland", "lang": "fi", "register": "worker", "book": None, "handbook": ""}),
    "verify": (tn.verify, {"receipt": PERMIT.receipt(), "book": None}),
    "warm": (tn.warm, {"as_of": DAY, "book": None}),
    "columns.balance": (columns.balance, {"data": TABLE, **ABOUT, "first": date(2024, 8, 31), "second": DAY, "as_of": None, "by": None,
                        "weight": None, "at_least": 1, "keep": [], "judged": None, "exact": True, "book": None,
                        "progress": lambda done, total: None, "set_aside": None}),
    "columns.bounds": (columns.bounds, {"data": COUNTS, "sums": [("all", ["few"])], "at_least": 5, "base": 1}),
    "columns.codebook": (columns.codebook, {**ABOUT, "as_of": DAY, "act_from": None, "act_to": None, "applied_on": None, "book": None}),
    "columns.compare": (columns.compare, {"data": TABLE, **ABOUT, "first": date(2024, 8, 31), "second": DAY, "as_of": None, "examples": 0,
                        "at_least": 1, "keep": [], "judged": None, "exact": True, "book": None, "progress": lambda done, total: None}),
    "columns.decide": (columns.decide, {"data": TABLE, **ABOUT, "as_of": DAY}),
    "columns.examine": (columns.examine, {"data": TABLE, **ABOUT, "as_of": DAY}),
    "columns.facts": (columns.facts, {**ABOUT, "book": None}),
    "columns.labelled": (columns.labelled, {"data": TABLE, "book": None}),
    "columns.plan": (columns.plan, {**ABOUT, "as_of": DAY, "act_from": None, "act_to": None, "applied_on": None, "exact": True,
                     "clauses": False, "only": ["next_step.reached.find_out"], "keep": [], "judged": None, "book": None}),
    "columns.reader": (columns.reader, {"data": TABLE}),
    "columns.schema": (columns.schema, {**ABOUT, "book": None}),
    "columns.stream": (lambda **given: list(columns.stream(**given)), {"data": TABLE, **ABOUT, "as_of": DAY}),
    "testing.answers": (testing.answers, {"of": "permit.52a1", "facts": ["in_finland"], "marks": True, "dates": tn.Dates(DAY)}),
    "testing.cases": (testing.cases, {
        "of": "permit.52a1", "in_force_only": False, "outcome": "", "settled": False, "open": "temporary", "share": 0.5}),
    "testing.check_laws": (testing.check_laws, {"of": "permit.52a1", "max_examples": 1}),
    "testing.dates": (testing.dates, {"of": "permit.52a1", "rule": "permit.52a1", "in_force_only": False}),
    "testing.interviews": (testing.interviews, {"of": "permit.52a1", "start": None}),
    "testing.pasted": (testing.pasted, {"text": "cases: [{name: a, as_of: 2026-11-24, answers: {}, expect: {permit.52a1: {}}}]", "of": "permit.52a1"}),
    "testing.json_answers": (testing.json_answers, {"of": "permit.52a1", "facts": ["in_finland"], "lenient": False}),
    "testing.population": (testing.population, {"n": 1, "seed": 1, "rules": "permit.52a1", "as_of": DAY, "marginals": None, "joint": [], "outcomes": 0.0, "book": None}),
    "api.install": (tn.api.install, {"app": FastAPI(), "path": "/tunnistus", "book": None}),
    "api.create_app": (tn.api.create_app, {"book": None, "leave": "", "today": None, "handbook": ""}),
    "Assessment.ask": (A.ask, {"only": ["next_step"], "skip": ["in_finland"], "details": True}),
    "Assessment.explain": (A.explain, {"lang": "fi", "register": "worker", "full": False, "markdown": False, "lists": False}),
    "Assessment.html": (A.html, {"lang": "fi", "register": "worker", "full": False, "lists": False, "handbook": ""}),
    "Assessment.cards": (A.cards, {"lang": "fi"}),
    "Assessment.page": (A.page, {"lang": "fi", "register": "worker"}),
    "Assessment.part": (A.part, {"name": "help"}),
    "Assessment.pdf": (A.pdf, {"lang": "fi", "register": "worker"}),
    "Assessment.receipt": (A.receipt, {"values": False}),
    "Assessment.to_dict": (A.to_dict, {"full": False, "values": False}),
    "Assessment.to_json": (A.to_json, {"lang": "fi", "register": "worker", "full": False, "values": False}),
    "Calendar.at_latest": (tn.book().calendar.at_latest, {"day": DAY}),
    "Calendar.first_working_day": (tn.book().calendar.first_working_day, {"day": DAY}),
    "Book.adds": (tn.book().adds, {"id_": "x"}),
    "Decision.flips": (PERMIT.flips, {"outcome": "temporary"}),
    "Decision.receipt": (PERMIT.receipt, {"values": False}),
    "Decision.state": (PERMIT.state, {"outcome": "temporary"}),
    "Decision.to_dict": (PERMIT.to_dict, {"full": False, "values": False}),
    "Decision.to_json": (PERMIT.to_json, {"full": False, "values": False}),
    "Decision.why": (PERMIT.why, {"outcome": "temporary"}),
    "Decision.why_all": (PERMIT.why_all, {"outcome": "temporary"}),
    "Decision.why_not": (PERMIT.why_not, {"outcome": "temporary"}),
    "Balance.explain": (columns.balance(TABLE, "next_step", DAY, DAY).explain, {"lang": "fi", "markdown": False}),
    "Compared.explain": (columns.compare(TABLE, "next_step", DAY, DAY).explain, {"lang": "fi", "markdown": False}),
    "Examined.explain": (columns.examine(TABLE, "next_step", as_of=DAY).explain, {"lang": "fi", "markdown": False}),
    "Changed.explain": (tn.changed(A.to_dict(values=True)).explain, {"lang": "fi", "markdown": False}),
    "Changed.to_dict": (tn.changed(A.to_dict(values=True)).to_dict, {"lang": "fi"}),
    "Diff.explain": (tn.diff("permit.52a1", DAY, DAY).explain, {"lang": "fi", "markdown": False}),
    "Form.answers": (tn.form(facts=["in_finland"]).answers, {"sent": {}, "others": ["more"]}),
    "Form.json_schema": (tn.form(facts=["in_finland"]).json_schema, {"lang": "fi"}),
    "Form.sheets": (tn.form(facts=["in_finland"]).sheets, {"lang": "fi"}),
    "Form.xlsx": (tn.form(facts=["in_finland"]).xlsx, {"lang": "fi"}),
    "Lesson.said_in": (tn.lesson("en").said_in, {"lang": "fi"}),
    "Lesson.take": (tn.lesson("en").take, {"chosen": ["alike_courier"]}),
    "Loaded.decide": (RULE.decide, {"answers": {}, "act_from": None, "act_to": None, "applied_on": None}),
    "Practice.ask": (tn.practise("alike_courier").ask, {"fact": "in_finland"}),
    "Practice.notice": (tn.practise("alike_courier").notice, {"facts": ["earnings_taken"]}),
    "Practice.say": (tn.practise("alike_courier").notice([]).say, {"step": "find_out"}),
    "Plan.decide": (PLAN.decide, {"data": TABLE}),
    "Plan.stream": (lambda data: list(PLAN.stream(data)), {"data": TABLE}),
    "Dated.decide": (DATED.decide, {"data": TABLE.append_column("day", pa.array([DAY, DAY]))}),
    "Dated.stream": (lambda data: list(DATED.stream(data)), {"data": TABLE.append_column("day", pa.array([DAY, DAY]))}),
    "Interview.answer": (TALK.answer, {"value": True, "to": "documents_withheld", "unclear": False}),
    "Interview.go_on": (TALK.go_on, {"way": "law"}),
    "Interview.private": (TALK.private, {"lang": "fi", "register": "worker"}),
    "Interview.right": (UNCLEAR.right, {"fact": "citizenship"}),
    "Interview.turn": (TALK.turn, {"lang": "fi", "register": "worker", "fact": "in_finland"}),
    "Rule.clause": (RULE.rule.clause, {"name": "proceedings"}),
    "Signs.state": (A.signs.state, {"name": "seen"}),
    "Verification.explain": (tn.verify(PERMIT.receipt()).explain, {"lang": "fi"}),
    "Window.within": (RULE.rule.valid.within, {"outer": tn.Window()}),
    "Invented.decide": (testing.Invented(tn.book(), ("permit.52a1",), {}, tn.Dates(DAY)).decide, {"rule": "permit.52a1"}),
    "Dates": (tn.Dates, {"as_of": DAY, "act_from": DAY, "act_to": DAY, "applied_on": DAY}),
}  # fmt: skip
ARGUMENTS = [(name, argument) for name, (_, given) in CALLS.items() for argument in given]


INSTEAD = {
    "given": ("answers",), "sent": ("submission", "answers"), "result": ("dates", "answers"), "state": ("dates", "moves", "answers"),
    "value": ("documents_withheld",),
}  # fmt: skip
"""What stands in place of the name of an argument that is gone through as a whole."""
TAKEN = {("balance", "progress"), ("compare", "progress"), ("check_laws", "max_examples"), ("population", "n")}
"""What is called by the function, whatever it raises, and numbers of which a large one is only slow."""


def tried(name: str, argument: str, wrong: Any) -> tn.TunnistusError | None:
    """The error that comes of an argument; none where there is a result. Anything else fails the test."""
    function, given = CALLS[name]
    try:
        function(**{**given, argument: wrong})
    except tn.TunnistusError as problem:
        return problem
    return None


def methods(thing: Any) -> Iterator[str]:
    """The methods of an object that take an argument, as ``dir()`` shows them."""
    for name in (each for each in dir(thing) if not each.startswith("_")):
        method = getattr(thing, name, None)
        if inspect.ismethod(method) and method.__module__.startswith("tunnistus") and inspect.signature(method).parameters:
            yield name


NO_CALLS = {
    "CaseTest", "CaseTests", "tunnistus_book", "testing.rulesets",  # for pytest and Hypothesis, which call them
    "Book.begins", "Book.found_by", "Book.told_of_nobody", "Invented.printed", "Lesson.begin", "TunnistusError.said",
    "Plan.batch", "Plan.check", "Dated.batch", "Dated.check", "book",
    "testing.write_population",  # it writes a file, and its arguments are those of population
}  # fmt: skip


def test_39_every_public_function_and_each_of_its_arguments_is_tried() -> None:
    functions = {path.removeprefix("tunnistus."): thing for path, thing in public().items() if inspect.isfunction(thing)}
    assert [*functions.keys() - CALLS.keys() - NO_CALLS] == []
    for name, thing in functions.items():
        if name in CALLS:
            names = [
                n for n, each in inspect.signature(thing).parameters.items() if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
            ]
            assert {*names} <= {*CALLS[name][1]}, name
    owners = {name.partition(".")[0]: getattr(function, "__self__", None) for name, (function, _) in CALLS.items() if name[0].isupper()}
    shown = {f"{name}.{method}" for name, thing in owners.items() if thing is not None for method in methods(thing)}
    assert sorted(shown - CALLS.keys() - NO_CALLS) == []
    assert len(CALLS) > 70


@pytest.mark.deep
@pytest.mark.parametrize("name", CALLS)
def test_39_what_an_argument_does_not_take_is_an_error_of_ours_that_names_it_and_shows_nothing_of_it(name: str) -> None:
    _, given = CALLS[name]
    for argument in given:
        for what, make in WRONG.items():
            right = {"nothing": given[argument] is None, "a truth value": isinstance(given[argument], bool)}.get(what, False)
            if right or (name.rpartition(".")[2], argument) in TAKEN:
                continue
            problem = tried(name, argument, make())
            if problem is not None:
                said = f"{problem!r} {problem} {vars(problem)} {problem.__cause__!r} {problem.__context__!r}"
                assert [mark for mark in MARKERS if mark in said] == [], (argument, what, said)
                assert argument in problem.where or problem.where in INSTEAD.get(argument, ()), (argument, what, said)


ANY = {
    ("read_rules", "locales"),
    ("api.install", "path"),
    ("Form.answers", "others"),
    ("Book.adds", "id_"),
    ("columns.decide", "as_of"),
    ("columns.examine", "as_of"),
}
NAMES = [
    (name, argument, item if isinstance(item, str) else item[0])
    for name, (_, given) in CALLS.items()
    for argument, item in given.items()
    if (name, argument) not in ANY and item and argument not in ("handbook", "leave", "others", "text")
    and (isinstance(item, str) or (isinstance(item, list) and isinstance(item[0], str)))
]  # fmt: skip


@pytest.mark.parametrize(("name", "argument", "right"), NAMES, ids=[f"{name}-{argument}" for name, argument, _ in NAMES])
def test_39_the_nearest_name_is_proposed_for_one_that_is_misspelt_and_for_one_in_another_case(name: str, argument: str, right: str) -> None:
    listed = isinstance(CALLS[name][1][argument], list)
    for wrong in (f"{right[:-1]}x" if len(right) > 2 else f"{right}x", right.upper()):
        problem = tried(name, argument, [wrong] if listed else wrong)
        assert isinstance(problem, tn.errors.UnknownName), (wrong, problem)
        assert "Did you mean" in problem.todo or right in problem.todo, (wrong, problem)
        assert argument in problem.where or wrong in problem.where or argument in ("thing",), (wrong, problem)


# -- names in collections, and what others give ----------------------------------------------------------------------


def test_32_only_and_skip_take_names_that_there_are_and_no_text() -> None:
    only = A.ask(only=["permit.52a1"])
    assert {stake.rule for question in only for stake in question.changes} == {"permit.52a1"}
    assert A.ask(only=A.identification) == A.ask(only=[*A.identification]) != ()
    with pytest.raises(tn.errors.ArgumentError, match=r"^only: The argument is of another kind\. It takes: Collection\[str\] \| None\.$"):
        A.ask(only="permit.52a1")
    with pytest.raises(tn.errors.UnknownName, match=r"^only=next_stap: There is no such rule\. Did you mean 'next_step'\?$"):
        A.ask(only=["next_stap"])
    with pytest.raises(tn.errors.UnknownName, match=r"^skip=in_finlan: There is no such fact\. Did you mean 'in_finland'\?$"):
        A.ask(skip=["in_finlan"])


class Stream:
    """A table of somebody else, which gives some rows and then raises."""

    def __init__(self, good: bool) -> None:
        self.good = good

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if not self.good:
            raise RuntimeError(CANARY)
        return pa.RecordBatchReader.from_batches(TABLE.schema, self.batches()).__arrow_c_stream__(requested_schema)

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from TABLE.to_batches()
        raise ValueError(CANARY)


GIVEN: dict[str, Callable[[], Any]] = {
    "a stream that cannot be opened": lambda: Stream(good=False),
    "a stream that breaks off": lambda: Stream(good=True),
    "a reader of batches that raise": lambda: pa.RecordBatchReader.from_batches(TABLE.schema, Stream(good=True).batches()),
    "an object that raises": Raises,
}
READ: dict[str, Callable[[Any], Any]] = {
    "decide": lambda data: columns.decide(data, "next_step", as_of=DAY),
    "stream": lambda data: [*columns.stream(data, "next_step", as_of=DAY)],
    "compare": lambda data: columns.compare(data, "next_step", date(2022, 12, 31), DAY),
    "balance": lambda data: columns.balance(data, "next_step", date(2022, 12, 31), DAY),
    "bounds": lambda data: columns.bounds(data, []),
    "examine": lambda data: columns.examine(data, "next_step", as_of=DAY),
    "reader": lambda data: columns.reader(data).read_all(),
    "plan": PLAN.decide,
}


@pytest.mark.parametrize("how", READ)
@pytest.mark.parametrize("what", GIVEN)
def test_39_what_a_table_of_others_raises_is_an_error_of_ours_without_its_text(what: str, how: str) -> None:
    with pytest.raises(tn.errors.AnswerError) as caught:
        READ[how](GIVEN[what]())
    problem = caught.value
    assert str(problem) == "data: The table cannot be read: what gives it has failed. Read it by itself to see why."
    assert (problem.__cause__, problem.__context__) == (None, None)


def test_39_what_memory_lacks_and_what_a_callback_raises_come_out_as_they_are() -> None:
    class Large:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise MemoryError

    def stop(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(MemoryError):
        columns.reader(Large())
    with pytest.raises(KeyboardInterrupt):
        columns.compare(TABLE, "next_step", date(2022, 12, 31), DAY, progress=stop)


def test_39_a_collection_is_gone_through_once_and_may_be_any() -> None:
    once = (name for name in ["in_finland"])
    assert tn.form(facts=once).facts == tn.form(facts={"in_finland": 1}.keys()).facts == ("in_finland",)  # type: ignore[arg-type]
    with pytest.raises(tn.errors.ArgumentError, match="facts"):
        tn.form(facts={"in_finland"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="fakts"):
        tn.form(fakts=["in_finland"])  # type: ignore[call-arg]


# -- one input with very many faults ---------------------------------------------------------------------------------


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names for which a suggestion was searched."""
    found: list[str] = []
    search = difflib.get_close_matches

    def counted(name: str, *args: Any, **kwargs: Any) -> list[str]:
        found.append(name)
        return search(name, *args, **kwargs)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    return found


def last(problem: tn.TunnistusError) -> tuple[int, str]:
    return len(problem.every), str(problem.every[-1].what)


MORE = (errors.ENOUGH, "There may be more faults than these.")


def test_38_of_very_many_unknown_names_some_are_told_and_for_few_the_nearest_is_searched(searched: list[str]) -> None:
    with pytest.raises(tn.errors.AnswersRefused) as caught:
        tn.answers_from_json({f"documents_withhel{n}": True for n in range(30_000)})
    assert last(caught.value) == MORE
    assert len(searched) == errors.SUGGESTED
    assert len(str(caught.value)) < 100 * errors.ENOUGH
    assert [each.todo for each in caught.value.every if "Did you mean" in each.todo] == [caught.value.todo] * errors.SUGGESTED


def test_38_a_file_with_very_many_unknown_keys_tells_some(searched: list[str]) -> None:
    text = "facts: {}\n" + "".join(f"ruels{n}: 1\n" for n in range(10_000))
    with pytest.raises(tn.errors.LoadError) as caught:
        parse(FactFile, read_text(text, name="facts.yaml"))
    assert last(caught.value) == MORE
    assert 0 < len(searched) <= errors.SUGGESTED
    assert len(str(caught.value)) < 200 * errors.ENOUGH


def test_38_few_faults_are_all_told() -> None:
    with pytest.raises(tn.errors.AnswersRefused) as caught:
        tn.answers_from_json({f"documents_withhel{n}": True for n in range(errors.ENOUGH - 1)})
    assert {each.code for each in caught.value.every} == {"unknown-fact"}
    assert len(caught.value.every) == errors.ENOUGH - 1


HUGE: dict[str, dict[str, Any]] = {
    "keys": {f"answres{n}": 1 for n in range(50_000)},
    "keys of others": {"others": [{"about": "child", "answers": {}, **{f"answres{n}": 1 for n in range(2_500)}} for _ in range(20)]},
    "answers of others": {"others": [{"about": "child", "answers": dict.fromkeys(tn.book().facts, NUMBER)} for _ in range(20)]},
    "facts that were asked": {"skip": [NUMBER] * 5_000},
}


@pytest.mark.enable_socket
@pytest.mark.parametrize("what", HUGE)
def test_38_a_request_with_very_many_faults_has_a_small_answer(what: str, searched: list[str]) -> None:
    body = {"answers": {}, "as_of": "2026-11-24", **HUGE[what]}
    with asking(raise_server_exceptions=False) as client:
        response = client.post("/ask", json=body, headers={"Accept-Language": "en"})
    told = response.json()["errors"]
    assert (response.status_code, len(told), told[-1]["code"]) == (422, errors.ENOUGH, "too-many")
    assert told[-1]["detail"] == "There may be more faults than these. Correct these first."
    assert len(response.content) < 40_000 < len(response.request.content) or what == "facts that were asked"
    assert len(searched) <= errors.SUGGESTED


# -- how annotations are read ------------------------------------------------------------------------------------------


def of(annotation: object) -> Kinds:
    def function(it: object) -> None: ...

    function.__annotations__["it"] = annotation
    return Kinds(function)


class Day(date):
    """A day of somebody else."""


ANNOTATED: dict[str, tuple[object, list[Any], list[Any]]] = {
    "text": ("str", ["", "a"], [None, b"a", 1, ["a"]]),
    "a class that is no text": (str, ["a"], [None, 1]),
    "a class of another module": (date, [DAY], [None, "2026-11-24", datetime.datetime(2026, 1, 1)]),  # noqa: DTZ001
    "several": ("date | str | None", [DAY, "a", None], [1, True, datetime.datetime(2026, 1, 1), Day(2026, 1, 1)]),  # noqa: DTZ001
    "a number": ("int", [1, 10**30], [True, 1.0, "1"]),
    "a truth value": ("bool", [True], [1, 0, None, "true"]),
    "a list": ("Sequence[str]", [[], ("a",), ["a", "b"], {"a": 1}.keys()], ["a", b"a", {"a"}, {"a": 1}, [1], [["a"]], None]),
    "a list or text": ("str | Sequence[str]", ["a", ["a"]], [1, [1]]),
    "any that holds": ("Collection[str] | None", [None, {"a"}, {"a": 1}, frozenset("a")], ["a", [None]]),
    "paths": ("Iterable[Path | str]", [["a", ROOT]], [[1], ROOT]),
    "pairs": ("Sequence[tuple[str, Mapping[str, Any]]]", [[("a", {})], [["a", {}]]], [["ab"], [("a",)], [("a", {}, {})]]),
    "a mapping of pairs": ("Mapping[str, tuple[str, date]] | None", [{}, {"a": ("b", DAY)}, None], [{"a": 1}, [("a", 1)]]),
    "what the function reads": ("str | Mapping[str, Any]", [1, None, [Raises()]], []),
    "a class of ours": ("Book | None", [tn.book(), None], ["a", type("Book", (), {})()]),
    "a function": ("Callable[[int, int | None], object]", [print, lambda one, two: None], [None, "print"]),
}


@pytest.mark.parametrize("what", ANNOTATED)
def test_39_what_is_taken_is_what_the_annotation_says(what: str) -> None:
    annotation, right, wrong = ANNOTATED[what]
    kinds = of(annotation)
    for item in right:
        (by_place,), by_name = kinds.fitted((item,), {})[0], kinds.fitted((), {"it": item})[1]["it"]
        assert by_place == by_name
        assert by_place is item or [*map(tuple, by_place)] == [*map(tuple, item)]
    for item in wrong:
        with pytest.raises(WrongKind) as caught:
            kinds.fitted((item,), {})
        assert caught.value.argument == "it"


def test_classes_of_ours_are_looked_at_once_and_those_of_others_are_not_kept() -> None:
    looked: list[Any] = []

    class Looking(_Written):
        def _is_ours(self, item: Any) -> bool:
            looked.append(item)
            return super()._is_ours(item)

    takes = Looking("it", "Path | None", {})
    theirs = type("Theirs", (type(ROOT),), {"__module__": "theirs"})
    items = [ROOT, ROOT / "src", None, theirs("a"), theirs("b")]
    assert [takes.taken(item) for item in items] == items
    assert looked == [ROOT, *items[3:]]


def test_a_list_of_what_is_taken_is_handed_on_as_it_is_and_other_collections_by_their_kind() -> None:
    names, pairs = of("Sequence[str]"), of("Sequence[tuple[str, int]]")
    for good in (["a", "b"], ("a",), []):
        assert names.fitted((good,), {})[0][0] is good
    for wrong in (["a", 1], {"a"}, {"a": 1}):
        with pytest.raises(WrongKind):
            names.fitted((wrong,), {})
    assert pairs.fitted(([["a", 1]],), {})[0][0] == (("a", 1),), "what holds pairs is gone through"
