"""Faults 11 to 15 of the attack: answers and dates of a case in messages, in what errors hold, in ``repr``, and in files that others read."""

import json
import os
import pickle
import shutil
import stat
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
import yaml

import tunnistus as tn
from tests.attack.frames import frames_below
from tests.worlds import book, duty, rule
from tunnistus import errors, writing
from tunnistus.commands.main import main
from tunnistus.errors import TunnistusError, door
from tunnistus.reading import strict
from tunnistus.reading.documents import PersonDoc
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read, read_text
from tunnistus.rules.model import LANGUAGES
from tunnistus.trying.cases import read_person

AS_OF = date(2026, 11, 24)
CANARY = "Aamu Esimerkki"
DAY = date(1987, 3, 19)
DAYS = ("1987-03-19", "1987, 3, 19", "19.3.1987")
HERE = Path(__file__).name


def held(problem: BaseException) -> str:
    """Everything that an error tells to whoever has it: text, pickle, what it came from, and variables on the way out of the library."""
    chain = [problem, problem.__context__, problem.__cause__]
    said = [str(each) + repr(each) + repr(vars(each)) + repr(each.args) for each in chain if each is not None]
    said += [tn.said(each, lang) for each in chain if isinstance(each, TunnistusError) for lang in LANGUAGES]
    variables = [repr(dict(frame.f_locals)) for frame in frames_below(problem, HERE)]
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


@pytest.mark.parametrize("name", ["a handle", "an alias", "an escape", "a tag", "an anchor", "a bracket that does not end"])
def test_11_nor_does_a_parser_that_is_written_in_python_tell_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken where there is none in C, and says more of what it found."""
    monkeypatch.setattr(strict, "LOADER", yaml.SafeLoader)
    with pytest.raises(TunnistusError) as caught:
        read_text(f"answers:\n  {WRITTEN[name]}\n", name="case.yaml")
    assert not [each for each in TOLD if each in held(caught.value)]


@pytest.mark.parametrize("key", ["act_from", "act_to", "applied_on"])
def test_11_a_date_of_the_case_that_cannot_be_is_not_told(key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"as_of: 1987-03-18\n{key}: 1987-03-19\nanswers: {{}}\n", encoding="utf-8")
    assert main(["assess", str(path)]) == 2
    err = capsys.readouterr().err
    assert err.splitlines()[-1].startswith(f"{key}: ")
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
    assert "1987" not in json.dumps(d.to_dict(full=True))
    assert d.to_dict(full=True)["periods"] == [{"clause": "one", "start_fact": "begins", "unchecked": False, "over": False}]
    assert d.to_dict(full=True, values=True)["periods"][0]["start"] == "1987-03-19"
    assert {k: v for k, v in d.to_dict(values=True).items() if k != "answers"} == d.to_dict()


def test_13_plain_data_call_dates_of_the_case_by_their_names() -> None:
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF, act_from=DAY, act_to=AS_OF, applied_on=DAY, others=[("child", {})])
    assert any(d.by_stretch for d in a.decisions.values())
    assert "1987-03-19" not in json.dumps(a.to_dict(full=True))
    assert "act_from" in json.dumps(a.to_dict(full=True))
    assert "1987-03-19" in json.dumps(a.to_dict(full=True, values=True))


def test_13_the_command_line_gives_days_of_periods_only_when_they_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("as_of: 2026-11-24\nact_from: 1987-03-19\nanswers: {documents_withheld: true}\n", encoding="utf-8")
    for more, there in (([], False), (["--full"], False), (["--values"], True), (["--full", "--values"], True)):
        assert main(["assess", str(path), "--format", "json", *more]) == 0
        assert ("1987-03-19" in capsys.readouterr().out) is there


def test_13_documents_show_nothing_of_themselves(tmp_path: Path) -> None:
    text = f"about: {CANARY}\nact_from: 1987-03-19\nanswers: {{a: {CANARY}, b: {{judged: {CANARY}, by: x, day: 1987-03-19}}}}\n"
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    document, person = read_text(text, name="case.yaml"), read_person(path, book=tn.book())
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
    for call in (read, partial(read_person, book=tn.book())):
        with pytest.raises(TunnistusError) as caught:
            call(path)  # type: ignore[operator]
        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None
        assert CANARY not in held(caught.value)


def refused() -> dict[str, Callable[[], object]]:
    """Public calls that are refused, each with an answer that nobody may see afterwards."""
    loaded = tn.load("permit.52a1", on=AS_OF)
    wrong = {"documents_withheld": CANARY}
    return {
        "assess": lambda: tn.assess(wrong, as_of=AS_OF),
        "assess others": lambda: tn.assess({}, as_of=AS_OF, others=[("child", wrong)]),
        "assess roles": lambda: tn.assess({}, as_of=AS_OF, roles=[CANARY]),
        "assess a contradiction": lambda: tn.assess({"date_of_birth": DAY, "age_under_18": True, "in_finland": CANARY}, as_of=AS_OF),
        "decide": lambda: loaded.decide({"in_finland": CANARY}),
        "decide a key": lambda: loaded.decide({CANARY: True}),
        "a form": lambda: tn.form(facts=["documents_withheld"]).answers({CANARY: 1, "page": {CANARY: 2}}),
        "a name in a form": lambda: tn.form(facts=["documents_withheld"]).answers({CANARY: 1}),
        "answers from JSON": lambda: tn.answers_from_json({CANARY: CANARY, "documents_withheld": CANARY, "date_of_birth": CANARY}),
        "read": lambda: read_text(f"answers: {{a: [{CANARY}", name="case"),
    }


@pytest.mark.parametrize("name", list(refused()))
def test_14_an_error_leaves_the_library_alone(name: str) -> None:
    with pytest.raises(TunnistusError) as caught:
        refused()[name]()
    assert not [each for each in (CANARY, *DAYS) if each in held(caught.value)]
    assert len(list(frames_below(caught.value, HERE))) == 1  # the door


def test_14_every_public_function_that_is_given_answers_is_a_door() -> None:
    from tunnistus import columns
    from tunnistus.columns import batches
    from tunnistus.columns.kernel import Deciding

    doors: list[Any] = [
        tn.assess, tn.load, tn.render, tn.picture, tn.read_rules, tn.changed, tn.diff, tn.verify, tn.answers_from_json, tn.assess_again, tn.interview, tn.interview_again, tn.json_schema, tn.form, tn.show,
        tn.list_actors, tn.list_facts, tn.list_rules, tn.list_stories, tn.practise, tn.lesson, tn.warm, tn.Loaded.decide, columns.balance, columns.bounds, columns.codebook, columns.compare, columns.examine, columns.facts, columns.labelled, columns.plan, columns.decide, columns.schema, columns.stream,
        Deciding.decide, Deciding.stream, batches.decide_files, read, read_text, parse,
    ]  # fmt: skip
    assert [each for each in doors if each.__code__.co_filename != errors.__file__] == []
    every = [getattr(module, name) for module in (tn, columns) for name in module.__all__]
    functions = [each for each in every if isinstance(each, FunctionType)]
    assert {each.__name__ for each in functions} - {each.__name__ for each in doors} == {"book", "reader", "said"}


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


# -- 15: results that others read, and targets that others prepared --------------------------------------------------------

CASES = book(rule(f"one: {duty('a')}"))
Prepare = Callable[[Path, Path], object]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"a": [True, None, False, True]}), path)
    return path


def many(table: Path, out: Path, progress: Callable[[int, int], object] = lambda done, total: None) -> int:
    from tunnistus import columns
    from tunnistus.columns import batches

    return batches.decide_files(columns.plan("r", as_of=AS_OF, book=CASES), table, out, rows=1, progress=progress)


def modes(directory: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.lstat().st_mode) for each in (directory, *directory.iterdir())}


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_15_a_result_is_for_nobody_else_while_it_is_written_and_after(table: Path, tmp_path: Path) -> None:
    out, seen = tmp_path / "far" / "away" / "out", dict[str, int]()
    many(table, out, lambda done, total: seen.update(modes(out.with_name("out.part"))))
    assert set(seen) == {"out.part", "_lock", "_run.json", *(f"part-{n:06}.parquet" for n in range(4))}
    for found in (seen, modes(out)):
        assert {name: mode for name, mode in found.items() if mode != (0o700 if name.startswith("out") else 0o600)} == {}


def begun(table: Path, out: Path) -> Path:
    """Work of our own that was not finished."""

    def end(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        many(table, out, end)
    return out.with_name(out.name + ".part")


def linked(work: Path, elsewhere: Path) -> None:
    elsewhere.mkdir(mode=0o700)
    shutil.rmtree(work)
    work.symlink_to(elsewhere)


def put(name: str, how: Callable[[Path, Path], object]) -> Prepare:
    def prepare(work: Path, elsewhere: Path) -> None:
        elsewhere.write_text("stays")
        elsewhere.chmod(0o600)  # as a part of our own has it, so that nothing but the way it came there is wrong
        (work / name).unlink(missing_ok=True)
        how(work / name, elsewhere)

    return prepare


PREPARED: dict[str, Prepare] = {
    "a link to a directory": linked,
    "a link to nothing": lambda work, elsewhere: (shutil.rmtree(work), work.symlink_to(elsewhere)),
    "a file": lambda work, elsewhere: (shutil.rmtree(work), work.write_text("")),
    "a directory that others may enter": lambda work, elsewhere: work.chmod(0o755),
    "a directory that others may write into": lambda work, elsewhere: work.chmod(0o720),
    "a part that others may write": lambda work, elsewhere: (work / "part-000001.parquet").chmod(0o602),
    "a part that is a link": put("part-000001.parquet", Path.symlink_to),
    "a part that has another name": put("part-000001.parquet", Path.hardlink_to),
    "a part that comes, as a link": put("part-000003.parquet", Path.symlink_to),
    "a part that is a directory": put("part-000003.parquet", lambda path, _: path.mkdir(0o700)),
    "a lock that is a link": put("_lock", Path.symlink_to),
    "a run that is a link": put("_run.json", Path.symlink_to),
    "a file that is none of ours": put("part-7.parquet", lambda path, _: path.touch(0o600)),
    "a hidden file": put(".secret", lambda path, _: path.touch(0o600)),
    "a directory in it": put("more", lambda path, _: path.mkdir(0o700)),
}


@pytest.mark.parametrize("name", PREPARED)
def test_15_a_prepared_target_is_refused_and_nothing_of_it_is_touched(name: str, table: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    PREPARED[name](begun(table, out), elsewhere)
    before = {path: path.lstat() for path in sorted(tmp_path.rglob("*"))}
    with pytest.raises(TunnistusError, match="not a directory of our own") as caught:
        many(table, out)
    assert caught.value.where == str(out) + ".part"
    assert caught.value.todo
    after = {path: path.lstat() for path in sorted(tmp_path.rglob("*"))}
    assert {path: found.st_mtime_ns for path, found in after.items()} == {path: found.st_mtime_ns for path, found in before.items()}


@pytest.mark.parametrize("whose", ["out.part", "part-000001.parquet"])
def test_15_what_belongs_to_another_user_is_refused(whose: str, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = begun(table, tmp_path / "out")
    ours, really = os.geteuid(), writing._is_ours
    monkeypatch.setattr(writing.os, "geteuid", lambda: ours + 1)
    with pytest.raises(TunnistusError, match="not a directory of our own"):
        many(table, tmp_path / "out")
    theirs = (work if whose == "out.part" else work / whose).lstat().st_ino
    monkeypatch.setattr(writing.os, "geteuid", lambda: ours)
    monkeypatch.setattr(writing, "_is_ours", lambda found, kind: found.st_ino != theirs and really(found, kind))
    with pytest.raises(TunnistusError, match="not a directory of our own"):
        many(table, tmp_path / "out")


def test_15_work_of_our_own_goes_on(table: Path, tmp_path: Path) -> None:
    work = begun(table, tmp_path / "out")
    (work / "part-000003.parquet.ab_12cde.tmp").touch(0o600)
    assert many(table, tmp_path / "out") == 4
    assert sorted(modes(tmp_path / "out")) == ["_run.json", "out", *(f"part-{n:06}.parquet" for n in range(4))]


def test_15_a_link_where_the_result_shall_stand_is_refused(table: Path, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TunnistusError, match="exists already"):
        many(table, tmp_path / "out")
    assert not (tmp_path / "elsewhere").exists()
