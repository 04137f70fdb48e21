"""Canaries: answers of some thirty kinds go through everything that can be asked of them, and stand nowhere where nobody asked for values.

Left out, because they show answers on purpose: the pages about a person (text, Markdown, HTML, notebooks), which say what is seen;
``values=True``; the day of deciding; columns that are kept; an invented person of :mod:`tunnistus.testing`, which prints as a case to paste; and the dates of a
case in receipts, and in what a run on Parquet files rests on, without which nothing could be decided again.
"""

import copy
import datetime
import gc
import io
import json
import logging
import os
import pickle
import re
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis.vendor.pretty import pretty

import tunnistus as tn
from tests import ROOT
from tests.attack.canaries import AS_OF, DAY, KINDS, LATER, MADE, MORE, NAME, NUMBER, PAY, RELATION, RULE
from tests.attack.frames import frames_below
from tests.worlds import FACTS
from tunnistus.commands import interview
from tunnistus.commands.main import main
from tunnistus.conversation import interview as begun
from tunnistus.discreet import is_discreet
from tunnistus.errors import TunnistusError
from tunnistus.rules.answers import Dates, read_answers, set_aside
from tunnistus.trying.cases import read_cases, run

pytestmark = pytest.mark.deep

MARKERS = ("Aamu", "Esimerkki", "486139", "486 139", "486,139", "7294", "729463", "7 294", "1913", "2713", "-20610", "-1067", "713, 7, 29")
DIGEST = re.compile(r"(?<![0-9a-zA-Z])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9a-zA-Z])")
THIS = Path(__file__).name


# The same as the checker lets it through: nothing beside what is derived from it, and no gap.
CHECKED = RULE.replace(", {fact: begins, le: 1990-01-01}", "").replace(
    "outcomes: [granted, refused]", "outcomes: [granted, refused]\n    otherwise: nothing"
)


def found(*texts: Any) -> list[str]:
    """The canaries that stand in some texts or bytes."""
    said = " ".join(text.decode("latin-1") + text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text) for text in texts)
    said = DIGEST.sub("", said)  # of rules and program: others with every change of them, and sooner or later with four digits of a canary
    return [marker for marker in MARKERS if marker in said]


def told(problem: BaseException) -> list[str]:
    """All that an error says in whatever way, and what it came from."""
    stream = io.StringIO()
    logger = logging.getLogger("of.the.service")
    logger.propagate, logger.handlers = False, [logging.StreamHandler(stream)]
    logger.error("failed: %s", problem, exc_info=problem)
    logger.error("failed: %r", problem)
    copies = (problem, pickle.loads(pickle.dumps(problem)), copy.copy(problem), copy.deepcopy(problem))
    said = [f"{each} {each!r} {each.args} {vars(each)}" for each in copies]
    said += ["".join(traceback.format_exception(problem)), stream.getvalue()]
    said += [f"{problem.__cause__!r} {problem.__context__!r}", *(repr(dict(frame.f_locals)) for frame in frames_below(problem, THIS))]
    return said + [str(each) for each in getattr(problem, "more", ())]


def plain(thing: Any) -> list[str]:
    """What results tell without being asked for values."""
    said = [repr(thing)]
    for name in ("to_dict", "receipt"):
        if isinstance(thing, tn.Assessment | tn.Decision):
            said.append(json.dumps(getattr(thing, name)()))
    if isinstance(thing, tn.Assessment | tn.Decision):
        said += [json.dumps(thing.to_dict(full=True)), tn.render(thing, "en", form="json", full=True)]
    if isinstance(thing, tn.Decision):
        said += [repr(x) for x in (thing.periods, thing.clauses, thing.notices, thing.by_stretch, thing.ask(), thing.rests_on, thing.case)]
        said += [repr(thing.why(o)) + repr(thing.why_all(o)) + repr(thing.why_not(o)) for o in thing.rule.outcomes]
    if isinstance(thing, tn.Assessment):
        said += [repr(x) for x in (thing.signs, thing.standing, thing.ask(), thing.why(), thing.why_all(), thing.others, thing.case)]
    return said


Given = Mapping[Any, Any]
CALLS: dict[str, Callable[[Given], Any]] = {
    "assess": lambda given: tn.assess(given, as_of=AS_OF, book=MADE),
    "assess again": lambda given: tn.assess(given, as_of=AS_OF, book=MADE, earlier=tn.assess({}, as_of=AS_OF, book=MADE)),
    "assess others": lambda given: tn.assess({}, as_of=AS_OF, others=[("child", given)], book=MADE),
    "assess by shipped rules": lambda given: tn.assess({"date_of_birth": DAY, **given}, as_of=AS_OF),
    "a role": lambda given: tn.assess({}, as_of=AS_OF, roles=[next(iter(given.values()))]),
    "roles": lambda given: tn.assess({}, as_of=AS_OF, roles=next(iter(given.values()))),
    "answers": lambda given: tn.assess(next(iter(given.values())), as_of=AS_OF, book=MADE),
    "others": lambda given: tn.assess({}, as_of=AS_OF, others=[(next(iter(given.values())), {})], book=MADE),
    "as_of": lambda given: tn.assess({}, as_of=next(iter(given.values())), book=MADE) and None,  # the day of deciding is shown
    "act_from": lambda given: tn.assess({}, as_of=date(1900, 1, 1), act_from=next(iter(given.values())), book=MADE),
    "applied_on": lambda given: tn.assess({}, as_of=date(1900, 1, 1), applied_on=next(iter(given.values())), book=MADE),
    "decide": lambda given: tn.load("r", on=AS_OF, book=MADE).decide(given),
    "answers from JSON": lambda given: tn.answers_from_json(given, book=MADE),
    "answers from JSON on a day": lambda given: tn.answers_from_json(given, dates=Dates(AS_OF), book=MADE),
    "answers from a form": lambda given: tn.answers_from_json(given, lenient=True, book=MADE),
    "answers from JSON text": lambda given: tn.answers_from_json(json.dumps({str(n): a for n, a in given.items()}, default=str), book=MADE),
    "answers from text": lambda given: tn.answers_from_json(str(next(iter(given.values()))), book=MADE),
    "assess a stored result": lambda given: tn.assess_again({"dates": {"as_of": str(AS_OF)}, "answers": given}, book=MADE),
    "assess again on days": lambda given: tn.assess_again(
        {"dates": {"as_of": str(AS_OF), "act_from": next(iter(given.values())), **given}}
    ),
    "an interview": lambda given: tn.interview(given, as_of=AS_OF, book=MADE),
    "an interview with an answer": lambda given: tn.interview({}, as_of=AS_OF, book=MADE).answer(
        next(iter(given.values())), to=str(next(iter(given)))
    ),
    "an interview again": lambda given: tn.interview_again(
        {"dates": {"as_of": str(AS_OF)}, "moves": [{"fact": name, "answer": answer} for name, answer in given.items()]}, book=MADE
    ),
    "judged": lambda given: tn.Judged(next(iter(given.values())), by=NAME, on=DAY),
    "dates": lambda given: Dates(AS_OF, DAY, DAY, DAY),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS)
def test_13_no_call_tells_an_answer(kind: str, call: str) -> None:
    """The error and all that it holds; or the result, as it shows itself."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = CALLS[call](KINDS[kind])
            problem = None
        except TunnistusError as raised:
            result, problem = None, raised
    assert found(*map(str, caught)) == []
    assert problem is None or found(*told(problem)) == []
    parts = (
        [*result.decisions.values(), *(d for o in result.others for d in o.decisions.values())] if isinstance(result, tn.Assessment) else []
    )
    assert found(*(said for thing in (result, *parts[:40]) for said in plain(thing))) == []


def test_13_most_kinds_are_refused_and_the_others_reach_the_result() -> None:
    """Else the test above would say nothing."""
    refused = []
    for kind, given in KINDS.items():
        try:
            read_answers(MADE, given, Dates(AS_OF))
        except TunnistusError:
            refused.append(kind)
    assert [*KINDS][-1] not in refused
    assert len(refused) == len(KINDS) - 1 >= 30
    d = CALLS["decide"]([*KINDS.values()][-1])
    assert found(json.dumps(d.to_dict(values=True)), json.dumps(d.receipt(values=True))) == ["486139", "7294", "1913"]
    assert found(tn.render(d, "en")) != []


def test_13_the_error_about_an_answer_is_the_same_whatever_it_is() -> None:
    """What is refused by kind alone says nothing that depends on the value."""
    others = {"a": ["x", 1, 1.5, b"x", [1]], "kind": ["x", 7, "purple"], "days": ["x", -1, 10**9, 1.5], "begins": ["x", date(1400, 1, 1)]}
    for fact, values in others.items():
        said = set()
        for value in values:
            with pytest.raises(TunnistusError) as caught:
                read_answers(MADE, {fact: value}, Dates(AS_OF))
            said.add(str(caught.value))
        assert len(said) == 1, said
    contradicted = [{"kind": "red", "b": False, "days": n} for n in (1, 2)]
    assert len({str(problem) for given in contradicted for problem in set_aside(MADE, given, Dates(AS_OF))[1]}) == 1


def test_13_no_object_of_the_library_shows_an_answer() -> None:
    """Everything alive after people were decided in each way, frames of generators and caches included."""
    given = [*KINDS.values()][-1]
    a = tn.assess({**given}, as_of=AS_OF, act_from=DAY, applied_on=DAY, others=[("child", {"begins": DAY})], book=MADE)
    b = tn.assess({"date_of_birth": DAY, "documents_withheld": True}, as_of=AS_OF, act_from=DAY, applied_on=DAY)
    kept = [
        a.ask(),
        a.why(),
        a.explain("fi", full=True),
        a.explain("fi"),
        a.explain("fi", register="plain"),
        json.dumps(a.page("fi")),
        b.ask(),
        b.explain("fi", full=True),
        [d.missing for d in (*a.decisions.values(), *b.decisions.values())],
    ]
    shown = [repr(thing) for thing in gc.get_objects() if str(type(thing).__module__).partition(".")[0] == "tunnistus"]
    held = [d.by_stretch for d in b.decisions.values()], [d.periods for d in a.decisions.values()]
    shown += [pretty(thing) for thing in gc.get_objects() if is_discreet(thing)]  # as Hypothesis prints things
    assert all((kept, held))
    assert len(shown) > 1000
    shown = [re.sub(r" at 0x[0-9a-f]+", "", said) for said in shown]  # an address may hold the digits of an answer by chance
    assert [said[:300] for said in shown if found(said)] == []


# -- files and the command line -------------------------------------------------------------------------------------------


def written(given: Given) -> str | None:
    """The answers as YAML, if somebody could write them so."""
    said = {n: {"judged": a.value, "by": a.by, "day": a.on} if isinstance(a, tn.Judged) else a for n, a in given.items()}
    said = {n: str(a) if isinstance(a, Decimal | StrEnum) else a for n, a in said.items()}
    try:
        return yaml.safe_dump({"answers": said}, allow_unicode=True)
    except yaml.YAMLError:
        return None


FILES = {kind: text for kind, given in KINDS.items() if (text := written(given))}


@pytest.mark.parametrize("kind", FILES)
def test_11_no_command_tells_an_answer_of_a_case_file(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    for text in (FILES[kind], FILES[kind].replace("answers:", "answer:"), FILES[kind] + "x: [", FILES[kind].replace(": ", ":\t", 1)):
        path.write_text(f"as_of: 1900-01-01\nact_from: 1913-07-29\n{text}", encoding="utf-8")
        for form in ("json", "text", "html"):
            assert main(["assess", str(path), "--as-of", "2026-11-24", "--format", form]) == 2, text
        assert found(capsys.readouterr().err) == []
    assert len(FILES) > 25


def test_11_a_case_file_that_is_right_tells_its_answers_only_where_it_is_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("act_from: 1913-07-29\nanswers: {date_of_birth: 1913-07-29, debt_amount_eur: 486139}\n", encoding="utf-8")
    assert main(["assess", str(path), "--as-of", "2026-11-24", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert found(out, err) == []


def test_11_the_interview_says_nothing_back_before_its_page() -> None:
    said: list[str] = []
    typed = iter([NAME, f"={NUMBER}{NUMBER}", "=1913-07-29", "0"])
    talk = interview.Talk(begun({}, as_of=AS_OF), "fi", "worker", lambda prompt: next(typed), said.append)
    talk.ask(talk.turn("date_of_birth"))
    talk.ask(talk.turn("documents_withheld"))
    assert talk.now.answers == {"date_of_birth": DAY}
    assert found(*said, repr(talk), *map(repr, (talk.turn(), *talk.turn().choices, *talk.now.moves))) == []


CASES = f"""cases:
  - name: a wrong value
    as_of: 2026-11-24
    answers: {{a: {NAME}, begins: 1913-07-29}}
    expect: {{r: {{due: granted}}}}
  - name: another result
    as_of: 2026-11-24
    answers: {{b: false, days: 3, begins: 2020-07-29, pay: 1.25}}
    expect: {{r: {{due: granted, missing: [a]}}}}
  - name: contradictory
    as_of: 2026-11-24
    answers: {{kind: red, b: false, days: {NUMBER}, begins: 1913-07-29}}
    expect: {{r: {{due: granted}}}}
"""
FAILING = """
from datetime import date
from decimal import Decimal
from hypothesis import given, settings, strategies as st
import tunnistus as tn
from tests.attack.canaries import KINDS, MADE, AS_OF

def results():
    return [tn.assess(KINDS["all that is right"], as_of=AS_OF, act_from=date(1913, 7, 29), book=MADE)]

@settings(database=None)
@given(st.sampled_from(results()))
def test_drawn(a):
    d, signs, periods, case = a.decisions["r"], a.signs, a.decisions["r"].periods, a.case
    assert (d, signs, periods, case, a) == 0

def test_compared():
    a, b = results() + results()
    assert a.case.dates == tn.Dates(AS_OF), "dates"
    assert a.case.answers == tn.Answers(), "answers"

def test_compared_periods():
    (a,) = results()
    assert a.decisions["r"].periods[0] == tn.PeriodDates("one", "begins", None, None, None)

def test_refused():
    tn.assess(KINDS["text for yes or no"], as_of=AS_OF, book=MADE)
"""


def run_pytest(directory: Path, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
    known = {each.value for each in metadata.entry_points(group="pytest11")}
    plugin = [] if "tunnistus.testing.plugin" in known else ["-p", "tunnistus.testing.plugin"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        "-c",
        os.devnull,
        f"--rootdir={directory}",
        "--tb=long",
        "-rA",
        "-vv",
    ]
    done = subprocess.run([*command, *plugin, *arguments], cwd=directory, env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_13_pytest_shows_no_answer_of_a_case_that_fails(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for name, text in small().items():
        (rules / name).write_text(text, encoding="utf-8")
    (tmp_path / "right.cases.yaml").write_text(CASES, encoding="utf-8")
    (tmp_path / "wrong.cases.yaml").write_text(CASES.replace("begins: 1913-07-29", "begins: 1913-7-29"), encoding="utf-8")
    (tmp_path / "bytes.cases.yaml").write_bytes(CASES.encode() + b"# \xe4\n")
    out = run_pytest(
        tmp_path, "-o", f"tunnistus_cases={tmp_path}", "--tunnistus-rules", str(rules), "--showlocals", "--continue-on-collection-errors"
    )
    assert "another result" in out
    assert "The file is not UTF-8 text" in out
    assert found(out.replace(str(tmp_path), "")) == []
    assert [found(*run(MADE, example)) for example in read_cases(tmp_path / "right.cases.yaml")] == [[], [], []]


def small() -> dict[str, str]:
    """The files of the small rule data."""
    from tests.worlds import ACTORS, ACTS, HEAD, SOURCES

    facts = FACTS.replace("max: 1000\n", "max: 1000000\n").replace("value: Alkaa {value}.", "past: true\n    value: Alkaa {value}.")
    return {
        "acts.yaml": ACTS,
        "actors.yaml": ACTORS,
        "facts.yaml": facts + MORE + RELATION,
        "sources.yaml": SOURCES,
        "rules.yaml": HEAD + CHECKED,
    }


def test_13_hypothesis_and_pytest_show_no_answer_of_a_result_that_fails(tmp_path: Path) -> None:
    (tmp_path / "test_failing.py").write_text(FAILING, encoding="utf-8")
    out = run_pytest(tmp_path, "test_failing.py", "--showlocals")
    assert "4 failed" in out
    assert "    a=Assessment(" in out  # what Hypothesis tried
    own = [line for line in out.splitlines() if "act_from=date(1913, 7, 29)" not in line]  # the line of the test itself
    assert [line for line in own if found(line)] == []


# -- many people ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow")


def tables(pa: Any) -> dict[str, Any]:
    """Columns with canaries: of wrong types, outside the domain, contradictory, and right."""
    return {
        "text for yes or no": {"a": [NAME, None]},
        "text for a member": {"kind": [NAME, "red"]},
        "a dictionary": {"kind": pa.array([NAME, "red"]).dictionary_encode()},
        "text for a number": {"days": [str(NUMBER), None]},
        "a fraction": {"days": [7294.63, 1.0]},
        "too large": {"days": [NUMBER * 10**6, 1]},
        "too fine": {"pay": [Decimal("7294.631"), Decimal("1.000")]},
        "a date as text": {"begins": ["1913-07-29", None]},
        "a time": {"begins": [datetime.datetime(1913, 7, 29), None]},  # noqa: DTZ001
        "the least moment": {"begins": pa.array([-9223372036854775000, None], pa.timestamp("ns"))},
        "too late": {"begins": [date(3013, 7, 29), DAY], "days": [NUMBER, 1]},
        "ahead": {"begins": [LATER, DAY], "days": [NUMBER, 1]},
        "judged": {"judged": [True, None], "days": [NUMBER, 1]},
        "a name": {"is_no_fact": [NAME, None]},
        "marks": {"a.mark": [NAME, None]},
        "bytes": {"a": [NAME.encode(), None]},
        "lists": {"a": [[NAME], None]},
        "contradictory": {"kind": ["red", "red"], "b": [False, True], "begins": [DAY, None], "pay": [PAY, PAY], "days": [NUMBER, 1]},
        "right": {"a": [True, None], "kind": ["red", None], "begins": [DAY, None], "pay": [PAY, PAY], "days": [NUMBER, 1]},
    }


TABLES = (
    "text for yes or no", "text for a member", "a dictionary", "text for a number", "a fraction", "too large", "too fine", "a date as text",
    "a time", "the least moment", "too late", "ahead", "judged", "a name", "marks", "bytes", "lists", "contradictory", "right",
)  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_15_no_column_file_or_error_about_many_people_has_an_answer(kind: str, arrow: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from tunnistus import columns
    from tunnistus.columns import batches

    assert tuple(tables(arrow)) == TABLES
    table = arrow.table(tables(arrow)[kind])
    pq.write_table(table, tmp_path / "in.parquet")
    plans = [columns.plan("r", as_of=AS_OF, book=MADE, clauses=True), columns.plan("r", as_of="decided", book=MADE)]
    dated = table.append_column("decided", arrow.array([AS_OF, AS_OF]))
    said: list[Any] = [repr(plan) for plan in plans]
    calls: list[Callable[[], Any]] = [lambda: plans[0].decide(table), lambda: plans[1].decide(dated), lambda: list(plans[0].stream(table))]
    calls += [
        lambda form=form: batches.decide_files(plans[0], tmp_path / "in.parquet", tmp_path / form, rows=1, form=form)
        for form in ("truths", "masks+missing")
    ]
    for call in calls:
        try:
            result = call()
            said += [repr(result), str(getattr(result, "schema", ""))]
        except TunnistusError as problem:
            said += told(problem)
    said += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "in.parquet"]
    assert found(*said) == []


def test_15_what_columns_are_read_into_shows_no_answer(arrow: Any) -> None:
    from tunnistus import columns

    plan: Any = columns.plan("r", as_of=AS_OF, book=MADE)
    (batch,) = arrow.table(tables(arrow)["right"]).to_batches()
    read, sources = plan.columns(batch)
    assert sources
    assert found(repr(read), repr(sources), repr(plan.sources(batch))) == []
    shown = [repr(thing) for thing in gc.get_objects() if str(type(thing).__module__).startswith("tunnistus.columns")]
    assert [said[:300] for said in shown if found(said)] == []
