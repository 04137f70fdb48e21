"""What is public: said on one page, exact for type checkers, closed under what is returned, and plain to look at."""

import ast
import enum
import inspect
import pickle
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pytest

import tunnistus as tn
from tests import ROOT
from tests.examples import blocks, run
from tests.public import MODULES, public
from tunnistus import columns, errors
from tunnistus.api import problems
from tunnistus.rules.answer_types import stub
from tunnistus.shipping import ids, sealed, source

USER = ROOT / "tests" / "data" / "every_public_name.py"
DAY = date(2026, 11, 24)


# -- the page and the names --------------------------------------------------------------------------------------


def said() -> dict[str, list[str]]:
    """The names in the tables of the page, by module."""
    page = (ROOT / "docs" / "public-interface.md").read_text(encoding="utf-8")
    _, *sections = re.split(r"^## `([\w.]+)`$", page, flags=re.M)
    return {module: re.findall(r"^\| `(\w+)` \|", told, re.M) for module, told in zip(sections[::2], sections[1::2], strict=True)}


def test_the_page_names_exactly_what_is_public() -> None:
    assert {module: sorted(names) for module, names in said().items()} == {name: sorted(m.__all__) for name, m in MODULES.items()}
    assert "docs/public-interface.md" in (ROOT / "README.md").read_text(encoding="utf-8")


BY_PLACE = {
    "diff": "first second",
    "lesson": "story",
    "columns.balance": "rules first second",
    "columns.bounds": "sums",
    "columns.compare": "rules first second",
    "columns.decide": "rules",
    "columns.examine": "rules",
    "columns.stream": "rules",
    "testing.answers": "facts",
    "testing.dates": "rule",
    "testing.json_answers": "facts",
    "testing.population": "seed",
}
"""What may stand after the first argument without its name, beside the language; the page tells it in a sentence."""


def test_everything_after_the_first_argument_goes_by_name_but_for_what_the_page_names() -> None:
    found = {}
    for path, thing in public().items():
        if inspect.isfunction(thing):
            kinds = {name: each.kind for name, each in inspect.signature(thing).parameters.items()}
            placed = [name for name, kind in kinds.items() if kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
            found[path.removeprefix("tunnistus.")] = " ".join(name for name in placed[1:] if name != "lang")
    assert {path: names for path, names in found.items() if names} == BY_PLACE


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_there_and_dir_shows_no_other(name: str) -> None:
    module = MODULES[name]
    assert [each for each in module.__all__ if getattr(module, each, None) is None] == []
    if name != "tunnistus.errors":  # a plain module shows what it imports
        assert dir(module) == sorted(module.__all__)
    for misspelt in (f"{each}x" for each in module.__all__):
        with pytest.raises(AttributeError, match=misspelt):
            getattr(module, misspelt)


def test_a_name_that_two_doors_have_is_the_same_thing() -> None:
    found: dict[str, Any] = {}
    for path, thing in public().items():
        assert found.setdefault(path.rpartition(".")[2], thing) is thing, path


def test_the_ids_for_editors_are_those_of_the_rule_data() -> None:
    book = source.book()
    assert source.read_compiled(sealed.TYPES, bytes.decode) == stub(book)
    compile(stub(book), sealed.TYPES, "exec")
    assert typing.get_type_hints(tn.AnswersDict).keys() == book.facts.keys()
    assert [*typing.get_args(tn.FactId)] == [*tn.AnswersDict.__annotations__] == [*book.facts]
    assert pickle.loads(pickle.dumps(tn.AnswersDict)) is ids.AnswersDict is tn.AnswersDict
    assert [*typing.get_args(tn.RuleId)] == [rule.id for rule in book.rules_in_order()]


def test_the_examples_of_the_page_run_as_written() -> None:
    assert len(blocks("docs/public-interface.md")) >= 3
    run("docs/public-interface.md")


# -- what is returned is public ----------------------------------------------------------------------------------


def shown(kind: type) -> list[str]:
    """The names that ``dir()`` of an object of this class shows."""
    made = kind.__new__(kind)
    if hasattr(made, "__dict__") and attrs.has(kind):
        vars(made).update(dict.fromkeys(f.name for f in attrs.fields(kind)))
    return [name for name in dir(made) if not name.startswith("_")]


def annotation(thing: Any, name: str) -> Any:
    """An annotation of a class or function, with those names that its module imports for type checkers only."""
    written = vars(thing)["__annotations__"] if isinstance(thing, type) else thing.__annotations__
    names = {**{path.rpartition(".")[2]: each for path, each in public().items()}, **vars(import_module(thing.__module__))}
    return eval(written[name], names) if isinstance(written[name], str) else written[name]


def returned(thing: Any) -> Iterator[Any]:
    """The annotations of what a public function returns, or of every attribute and method that an object of a class shows."""
    if not isinstance(thing, type):
        yield annotation(thing, "return")
        return
    if issubclass(thing, (enum.Enum, pytest.Item, pytest.Collector)):
        return  # what these show is Python's and pytest's
    for name in shown(thing):
        member = getattr(thing, name, None)
        member = getattr(member, "fget", None) or getattr(member, "func", None) or member
        home = next((base for base in thing.__mro__ if name in vars(base).get("__annotations__", {})), None)
        if home:
            yield annotation(home, name)
        elif str(getattr(member, "__module__", "")).startswith("tunnistus"):
            yield annotation(member, "return")


def classes(written: Any) -> Iterator[type]:
    if isinstance(written, type) and not typing.get_args(written):
        yield written
    for part in typing.get_args(written):
        yield from classes(part)


def test_everything_that_is_returned_is_exported() -> None:
    exported = [thing for thing in public().values() if isinstance(thing, type) or (callable(thing) and hasattr(thing, "__annotations__"))]
    lacking = {
        f"{thing.__name__}: {kind.__module__}.{kind.__name__}"
        for thing in exported
        for written in returned(thing)
        for kind in classes(written)
        if kind.__module__.split(".")[0] == "tunnistus" and kind not in exported
    }
    assert lacking == set()
    assert {tn.Reason, tn.Question, tn.Clause} <= {kind for thing in exported for a in returned(thing) for kind in classes(a)}


def test_a_result_shows_what_a_user_needs_and_no_helper() -> None:
    decision = tn.load("permit.52a1", on=DAY).decide({})
    for thing, names in (
        (decision, "ask by_stretch case ceiling certain clauses counts due exact facts flips floor guidance in_force in_scope missing missing_dates not_covered notices open_options options outcomes "
         "periods possible receipt rests_on rests_on_part rule settled state to_dict to_json versions why why_all why_not"),
        (tn.assess({}, as_of=DAY), "ask beside by_role cards case child_route decisions duties emergency explain html identification law "
         "next_step not_in_force other_help others out_of_scope page part pdf receipt rights signs standing state to_dict to_json why why_all"),
        (tn.show(decision, "fi"), "kind lang title to_html to_markdown to_text"),
        (tn.picture(decision, "fi"), "kind lang title to_dot to_html to_markdown to_mermaid to_svg to_text"),
        (tn.diff("permit.52a1", date(2024, 8, 31), DAY), "book explain first rules same second to_dict topic"),
        (tn.load("permit.52a1", on=DAY), "book decide on rule"),
        (columns.balance(pa.table({"in_finland": [True]}), "next_step", DAY, DAY),
         "at_least base book by counts days explain groups nobody people refused refused_in_danger set_aside to_csv to_dict topics unit weight"),
        (columns.compare(pa.table({"in_finland": [True]}), "next_step", DAY, DAY),
         "acts at_least base book clauses days examples explain outcomes people refused refused_in_danger rules topics"),
        (columns.plan("next_step", as_of=DAY), "batch book check decide exact judged keep reading receipt schema stream"),
        (columns.plan("next_step", as_of="day"), "batch book check days decide judged keep reading receipt schema stream"),
    ):  # fmt: skip
        assert [name for name in dir(thing) if not name.startswith("_")] == names.split()
        assert [name for name in names.split() if getattr(thing, name, thing) is thing] == []


def test_what_is_printed_is_short() -> None:
    book = source.book()
    data = [*book.facts.values(), *book.rules.values(), *book.rulesets.values(), *book.lists.values()]
    data += [part for rule in book.rules.values() for part in (*rule.clauses, *rule.notices)]
    assert [thing for thing in [book, *data] if len(repr(thing)) > 300] == []
    assert repr(book.rules["permit.52a1"]) == "<Rule permit.52a1: temporary, refused>"
    results = tn.assess({"documents_withheld": True}, as_of=DAY)
    changes = tn.diff("law/assistance-system/identification", date(2022, 12, 31), DAY)
    parts = [c for d in results.decisions.values() for c in (d, d.case, *d.clauses, *d.periods, *d.notices)]
    assert [thing for thing in (results, *parts, changes, *changes) if len(repr(thing)) > 600] == []


# -- every error can be handled alike ------------------------------------------------------------------------------


WRONG = {
    "outside-domain": lambda: tn.assess({"documents_withheld": 1}, as_of=DAY),
    "answer": lambda: tn.assess({"worker_role": "teacher"}, as_of=DAY, roles=["social_worker"]),
    "unknown-name": lambda: tn.load("permit.52a", on=DAY),
    "date": lambda: tn.assess({}, as_of="2026-11-24"),  # type: ignore[arg-type]
    "judgement": lambda: tn.assess({"worker_presumes_victim": True}, as_of=DAY),
    "contradiction": lambda: tn.assess({"age_under_18": True, "date_of_birth": date(1970, 1, 1)}, as_of=DAY).explain("fi"),
    "outside-domain unknown-fact": lambda: tn.answers_from_json({"documents_withheld": 1, "nobody": True}),
}


@pytest.mark.parametrize("codes", WRONG)
def test_every_error_has_a_code_and_each_fault_alone_and_what_is_wrong_can_be_said_without_the_fact(codes: str) -> None:
    with pytest.raises(tn.TunnistusError) as caught:
        WRONG[codes]()
    problem = caught.value
    assert sorted(each.code for each in problem.every) == codes.split()
    for each in problem.every:
        assert each.code in problems.CODES
        for lang in ("fi", "sv", "en"):
            assert tn.said(each, lang).removeprefix(f"{each.where}: ").startswith(tn.said(each.what, lang))
            assert each.where not in tn.said(each.what, lang)


# -- errors reach another process --------------------------------------------------------------------------------


def kinds(base: type[tn.TunnistusError]) -> Iterator[type[tn.TunnistusError]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("kind", sorted(set(kinds(tn.TunnistusError)), key=lambda k: k.__name__))
def test_an_error_is_the_same_after_pickling(kind: type[tn.TunnistusError], protocol: int) -> None:
    problem = kind("It is wrong.", where="here", todo="Do this.")
    problem.add_note("And more.")
    if isinstance(problem, errors.LoadError):
        problem.code, problem.more = "gap", (errors.LoadError("Also this."),)
    again = pickle.loads(pickle.dumps(problem, protocol))
    assert (type(again), str(again), again.args, again.__notes__) == (kind, str(problem), problem.args, problem.__notes__)
    assert vars(again).keys() == vars(problem).keys()


# -- type checkers -----------------------------------------------------------------------------------------------


def mypy(path: Path) -> str:
    known = f"--cache-dir={path.parents[1] / 'mypy'}"  # of the package, for all files that are checked
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-color-output", known, path.name]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False).stdout


def pyright(path: Path) -> str:
    (path.parent / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, path.name]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False).stdout


CHECKERS = {"mypy": (mypy, "Success: no issues found"), "pyright": (pyright, "0 errors, 0 warnings")}


@pytest.mark.deep
def test_the_user_file_uses_every_public_name_and_runs() -> None:
    text = USER.read_text(encoding="utf-8")
    used = {f"{n.value.id}.{n.attr}" for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)}
    wanted = {path.removeprefix("tunnistus.") if path.count(".") > 1 else path.replace("tunnistus", "tn") for path in public()}
    assert wanted - used == set()
    subprocess.run([sys.executable, "-W", "error", USER], check=True, cwd=ROOT)


@pytest.mark.deep
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_type_checker_passes_the_user_file_in_strict_mode(checker: str, tmp_path: Path) -> None:
    run, passed = CHECKERS[checker]
    path = tmp_path / "user.py"
    path.write_text(USER.read_text(encoding="utf-8"), encoding="utf-8")
    assert passed in run(path)


WRONG_ANSWERS = """import tunnistus as tn
right: tn.AnswersDict = {"documents_withheld": True, "date_of_birth": None, "wants_help": tn.DECLINED}
mine: dict[str, object] = {"a_fact_of_mine": True}
print(tn.assess(right, as_of=tn.Dates.as_of), tn.assess(mine, as_of=tn.Dates.as_of))
wrong: tn.AnswersDict = {"documents_witheld": True}
other: tn.AnswersDict = {"residence_basis": "seasonal"}
third: tn.AnswersDict = {"worker_presumes_victim": True}
"""


@pytest.mark.deep
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_type_checker_refuses_a_misspelt_fact_and_a_value_that_it_does_not_take(checker: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(WRONG_ANSWERS, encoding="utf-8")
    lines = {int(n) for n in re.findall(r"wrong\.py:(\d+)(?::\d+)?:? (?:- )?error", CHECKERS[checker][0](path))}
    assert lines == {5, 6, 7}


@pytest.mark.deep
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_type_checker_refuses_every_misspelt_name(checker: str, tmp_path: Path) -> None:
    misspelt = ["tunnistus.asess", "tunnistus.MABYE", *(f"{path}x" for path in public())]
    path = tmp_path / "wrong.py"
    path.write_text("\n".join([f"import {', '.join(MODULES)}", *(f"print({name})" for name in misspelt)]), encoding="utf-8")
    lines = {int(n) for n in re.findall(r"wrong\.py:(\d+)(?::\d+)?:? (?:- )?error", CHECKERS[checker][0](path))}
    assert lines == set(range(2, 2 + len(misspelt)))


def test_a_public_name_is_looked_up_once_and_is_then_a_name_like_others() -> None:
    for name in (n for n in tn.__all__ if not n.startswith("__")):
        found = getattr(tn, name)
        assert vars(tn)[name] is found, name
