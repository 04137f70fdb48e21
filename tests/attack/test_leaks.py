"""Faults 11 to 14 of the attack: answers and dates of a case in messages, in what errors hold, and in ``repr``."""

import json
import pickle
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

import tunnistus as tn
from tests.worlds import book, duty, rule
from tunnistus import errors
from tunnistus.commands.main import main
from tunnistus.errors import TunnistusError, door
from tunnistus.reading.documents import PersonDoc
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read, read_text
from tunnistus.shipping.carryover import carry_over_file, renamed
from tunnistus.trying.cases import read_person

AS_OF = date(2026, 11, 24)
CANARY = "Aamu Esimerkki"
DAY = date(1987, 3, 19)
DAYS = ("1987-03-19", "1987, 3, 19", "19.3.1987")
HERE = Path(__file__).name


def below(problem: BaseException) -> Iterator[Any]:
    """The frames through which an error came out of the library."""
    step: TracebackType | None = problem.__traceback__
    while step:
        if Path(step.tb_frame.f_code.co_filename).name != HERE:
            yield step.tb_frame
        step = step.tb_next


def held(problem: BaseException) -> str:
    """Everything that an error tells to whoever has it: text, pickle, what it came from, and variables on the way out of the library."""
    chain = [problem, problem.__context__, problem.__cause__]
    said = [str(each) + repr(each) + repr(vars(each)) + repr(each.args) for each in chain if each is not None]
    variables = [repr(dict(frame.f_locals)) for frame in below(problem)]
    return "".join([*said, *variables, *traceback.format_exception(problem), repr(pickle.loads(pickle.dumps(problem)))])


# -- 11: errors about a case file print the answer ------------------------------------------------------------------------

WRITTEN = {
    "a date in another form": "date_of_birth: 1987-3-19",
    "a date with a time": "date_of_birth: 1987-03-19T10:00",
    "a day that is none": "date_of_birth: 1987-02-30",
    "a day too far away": "date_of_birth: 0987-03-19",
    "a word of another YAML": "documents_withheld: yes",
    "a number as text": "documents_withheld: '6173.50'",
    "too many decimals": "documents_withheld: 6173.504321",
    "thousands": "documents_withheld: 6_173",
    "an exponent": "documents_withheld: 6173e2",
    "hours": "documents_withheld: 61:73",
    "a name": f"documents_withheld: {CANARY}",
    "a name in a list": f"documents_withheld: [{CANARY}]",
    "a name as a judgement": f"documents_withheld: {{judged: {CANARY}, by: 6173, day: 1987-03-19}}",
    "who judged": f"worker_presumes_victim: {{judged: true, by: {CANARY}, day: 1987-03-19}}",
    "an anchor": "documents_withheld: &Esimerkki 6173",
    "an alias": "documents_withheld: *Esimerkki",
    "a tag": "documents_withheld: !Esimerkki 6173",
    "a handle": "documents_withheld: !Esimerkki!6173 x",
    "an escape": f'documents_withheld: "{CANARY} \\q"',
    "a quote that does not end": f'documents_withheld: "{CANARY}',
    "a bracket that does not end": f"documents_withheld: [{CANARY}",
    "a value where a key stands": f"{CANARY}: true",
    "a value as a key, twice": f"{CANARY}: true\n  {CANARY}: false",
    "a number as a key": "6173.50: true",
    "a day as a key": "1987-03-19: true",
}
TOLD = ("Esimerkki", "6173", "6_173", "61:73", "1987", "yes", "0987")


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    "given", ["answers:\n  {}\n", "answers: {{}}\nothers:\n  - about: child\n    answers:\n      {}\n", "about: hän\n{}\n"]
)
def test_11_a_case_file_is_refused_with_its_place_and_without_the_answer(
    name: str, given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(given.format(WRITTEN[name]), encoding="utf-8")
    assert main(["assess", str(path), "--as-of", "2026-11-24"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert not [each for each in TOLD if each in err], err
    assert len(err.strip()) > 20


@pytest.mark.parametrize("name", WRITTEN)
def test_11_carrying_a_file_over_tells_no_answer(name: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"answers:\n  recovery_status: {CANARY}\n  {WRITTEN[name]}\n", encoding="utf-8")
    try:
        told = repr(carry_over_file(path)) + " ".join(carry_over_file(path).unknown)
    except TunnistusError as problem:
        told = held(problem)
    assert not [each for each in TOLD if each in told], told


@pytest.mark.parametrize("key", ["act_from", "act_to", "applied_on"])
def test_11_a_date_of_the_case_that_cannot_be_is_not_told(key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"as_of: 1987-03-18\n{key}: 1987-03-19\nanswers: {{}}\n", encoding="utf-8")
    assert main(["assess", str(path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"{key}: ")
    assert "1987" not in err


# -- 12: dates of the case in errors and in repr --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["act_from", "act_to", "applied_on"])
def test_12_a_date_that_cannot_be_is_not_told(name: str) -> None:
    with pytest.raises(tn.TunnistusError) as caught:
        tn.assess({}, as_of=date(1987, 3, 18), **{name: DAY})  # type: ignore[arg-type]
    assert caught.value.where == name
    assert not [each for each in DAYS if each in held(caught.value)]


def test_12_no_repr_shows_a_date_of_the_case() -> None:
    dates = tn.Dates(AS_OF, DAY, DAY, DAY)
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF, act_from=DAY, act_to=DAY, applied_on=DAY, others=[("child", {})])
    stretches = [s for d in a.decisions.values() for s in d.by_stretch]
    for thing in (dates, a, a.case, a.others, *a.decisions.values(), stretches, a.receipt):
        assert not [each for each in DAYS if each in repr(thing)], thing


# -- 13: what is seen, and days of periods --------------------------------------------------------------------------------

PERIOD = ", period: {from: begins, shortest: {days: 3}, longest: {months: 6}, text: Lyhyt aika., counting: Päivästä.}"


def decided() -> tn.Decision:
    return tn.load("r", on=AS_OF, book=book(rule(f"one: {duty('a', more=PERIOD)}"))).decide({"a": True, "begins": DAY})


def test_13_no_repr_shows_a_day_of_a_period_or_what_is_seen() -> None:
    (period,) = decided().periods
    assert (period.start, period.longest_until) == (DAY, date(1987, 9, 19))
    assert "1987" not in repr(period)
    a, b = (tn.assess({"documents_withheld": seen}, as_of=AS_OF) for seen in (True, False))
    assert a.signs != b.signs
    assert repr(a.signs) == repr(b.signs)
    assert [*map(repr, a.signs.all)] == [*map(repr, b.signs.all)]


def test_13_plain_data_hold_the_days_of_periods_only_when_they_are_asked_for() -> None:
    d = decided()
    assert "1987" not in json.dumps(d.to_dict())
    assert d.to_dict()["periods"] == [{"clause": "one", "start_fact": "begins", "unchecked": False, "over": False}]
    assert d.to_dict(values=True)["periods"][0]["start"] == "1987-03-19"
    assert {k: v for k, v in d.to_dict(values=True).items() if k != "periods"} == {k: v for k, v in d.to_dict().items() if k != "periods"}


def test_13_plain_data_call_dates_of_the_case_by_their_names() -> None:
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF, act_from=DAY, act_to=AS_OF, applied_on=DAY, others=[("child", {})])
    assert any(d.by_stretch for d in a.decisions.values())
    assert "1987-03-19" not in json.dumps(a.to_dict())
    assert "act_from" in json.dumps(a.to_dict())
    assert "1987-03-19" in json.dumps(a.to_dict(values=True))


def test_13_the_command_line_gives_days_of_periods_only_when_they_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("as_of: 2026-11-24\nact_from: 1987-03-19\nanswers: {documents_withheld: true}\n", encoding="utf-8")
    for more, there in (([], False), (["--values"], True)):
        assert main(["assess", str(path), "--format", "json", *more]) == 0
        assert ("1987-03-19" in capsys.readouterr().out) is there


def test_13_documents_show_nothing_of_themselves(tmp_path: Path) -> None:
    text = f"about: {CANARY}\nact_from: 1987-03-19\nanswers: {{a: {CANARY}, b: {{judged: {CANARY}, by: x, day: 1987-03-19}}}}\n"
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    document, person = read_text(text, name="case.yaml"), read_person(path)
    parsed = parse(PersonDoc, document)
    assert parsed.act_from == DAY
    for thing in (document, parsed, parsed.answers["b"], person, *person.answers.values()):
        if thing is not person.answers["a"]:
            assert CANARY not in f"{thing!r} {thing}"
            assert "1987" not in f"{thing!r} {thing}"
    assert repr(document) == "Document(name='case.yaml')"


# -- 14: what errors came from, and the frames that they came through -----------------------------------------------------


def test_14_a_file_that_is_not_utf8_is_not_held_by_the_error(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(f"answers: {{a: {CANARY}}}\n".encode() + b"# \xe4\n")
    for call in (read, read_person, carry_over_file):
        with pytest.raises(TunnistusError) as caught:
            call(path)  # type: ignore[operator]
        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None
        assert CANARY not in held(caught.value)


def refused() -> dict[str, Callable[[], object]]:
    """Public calls that are refused, each with an answer that nobody may see afterwards."""
    loaded = tn.load("permit.52a1", on=AS_OF)
    wrong = {"documents_withheld": CANARY}
    old, new = next(iter(renamed().facts.items()))
    return {
        "assess": lambda: tn.assess(wrong, as_of=AS_OF),
        "assess others": lambda: tn.assess({}, as_of=AS_OF, others=[("child", wrong)]),
        "assess roles": lambda: tn.assess({}, as_of=AS_OF, roles=[CANARY]),
        "assess a contradiction": lambda: tn.assess({"date_of_birth": DAY, "age_under_18": True, "in_finland": CANARY}, as_of=AS_OF),
        "decide": lambda: loaded.decide({"in_finland": CANARY}),
        "decide a key": lambda: loaded.decide({CANARY: True}),
        "carry over": lambda: tn.carry_over({old: CANARY, new: CANARY}),
        "read": lambda: read_text(f"answers: {{a: [{CANARY}", name="case"),
    }


@pytest.mark.parametrize("name", list(refused()))
def test_14_an_error_leaves_the_library_alone(name: str) -> None:
    with pytest.raises(TunnistusError) as caught:
        refused()[name]()
    assert not [each for each in (CANARY, *DAYS) if each in held(caught.value)]
    assert len(list(below(caught.value))) == 1  # the door


def test_14_every_public_function_that_is_given_answers_is_a_door() -> None:
    from tunnistus import columns
    from tunnistus.columns import batches, sql
    from tunnistus.columns.kernel import Deciding

    doors: list[Any] = [
        tn.assess, tn.load, tn.render, tn.read_rules, tn.carry_over, tn.diff, tn.Loaded.decide, columns.plan, columns.decide, columns.stream,
        Deciding.decide, Deciding.stream, batches.decide_files, sql.queries, read, read_text, parse,
    ]  # fmt: skip
    assert [each for each in doors if each.__code__.co_filename != errors.__file__] == []
    every = [getattr(module, name) for module in (tn, columns) for name in module.__all__]
    functions = [each for each in every if callable(each) and not isinstance(each, type)]
    assert {each.__name__ for each in functions} - {each.__name__ for each in doors} == {"reader"}


@door
def pieces(secret: str) -> Iterator[int]:
    yield 1
    try:
        raise ValueError(secret)
    except ValueError:
        raise TunnistusError("Refused.")  # noqa: B904


def test_14_what_comes_piece_by_piece_goes_through_the_door_too() -> None:
    found = pieces(CANARY)
    assert next(found) == 1
    with pytest.raises(TunnistusError) as caught:
        next(found)
    assert CANARY not in held(caught.value)
