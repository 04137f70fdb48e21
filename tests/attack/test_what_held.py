"""What did not break when the library was attacked, so that it never does: no code from data, threads, nothing kept, pages and queries of foreign words.

Hostile rule data and answers stand in ``tests/reading/test_limits.py``, decisions against an evaluator of somebody else in
``tests/test_independent.py``, reasons and questions in the laws (``tests/testing/test_laws.py``).
"""

import ast
import gc
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tests.worlds import FACT, FACTS, book, duty, rule
from tunnistus.shipping import source

AS_OF = date(2026, 11, 24)
SOURCES = sorted((ROOT / "src" / "tunnistus").rglob("*.py"))
CODE = {"eval", "exec", "compile", "__import__"}


def calls(path: Path) -> set[str]:
    """The plain names that a module calls, and the modules that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return named | imported | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src" / "tunnistus")))
def test_no_module_unpickles_or_makes_code_of_data(path: Path) -> None:
    found = calls(path)
    assert not found & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    assert not found & CODE


def test_foreign_words_are_no_markup_in_a_page() -> None:
    nasty = "<script>alert(1)</script> ja <img src=x onerror=alert(1)>"
    made = book(rule("one: " + duty("z")).replace("Myönnetään.", nasty), facts=FACTS + FACT.format(name="z").replace("On z.", nasty))
    decision = tn.load("r", on=AS_OF, book=made).decide({"z": True})
    assert nasty in tn.render(decision, "fi")
    html = tn.render(decision, "fi", form="html")
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.deep
def test_sixteen_threads_tell_what_one_does() -> None:
    people: list[dict[str, Any]] = [
        {},
        {"documents_withheld": True},
        {"immediate_danger": True},
        {"age_under_18": True, "in_finland": True},
    ]
    alone = [tn.assess(given, as_of=AS_OF).explain("sv", full=True) for given in people]
    start = threading.Barrier(16)

    def one(number: int) -> str:
        start.wait()
        return tn.assess(people[number % 4], as_of=AS_OF).explain("sv", full=True)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(one, range(16))) == [alone[number % 4] for number in range(16)]


def test_nothing_of_a_person_is_kept_after_the_result_has_gone() -> None:
    """Counted: whoever holds a dictionary of plain answers is not seen by the collector of garbage."""
    born, owed = date(1961, 2, 3), int("486139")
    before = sys.getrefcount(born), sys.getrefcount(owed)
    given_: dict[str, Any] = {"date_of_birth": born, "debt_amount_eur": owed, "in_finland": True, "documents_withheld": True}
    result = tn.assess(given_, as_of=AS_OF)
    said = result.explain("fi", full=True), result.ask(), result.html("fi")
    assert said
    assert (sys.getrefcount(born), sys.getrefcount(owed)) > before
    del result, said, given_
    gc.collect()
    assert (sys.getrefcount(born), sys.getrefcount(owed)) == before


SIGNS = [
    f.id
    for f in source.book().facts.values()
    if f.type == "bool" and f.polarity == "risk" and f.askable and not f.derived and not f.judgement
]


@settings(max_examples=tries(40))
@given(st.lists(st.sampled_from(SIGNS), max_size=4, unique=True), st.sampled_from(SIGNS))
def test_one_more_sign_worsens_nothing(seen: list[str], more: str) -> None:
    steps = source.book().rules["next_step"].outcomes
    before = tn.assess(dict.fromkeys(seen, True), as_of=AS_OF)
    after = tn.assess(dict.fromkeys([*seen, more], True), as_of=AS_OF)
    assert steps.index(after.next_step.floor or steps[0]) >= steps.index(before.next_step.floor or steps[0])
    for kind in ("emergency", "child_route"):
        assert getattr(before, kind).due in (None, getattr(after, kind).due) or before.decisions is after.decisions
