"""The examples of the page on Python and of the package run as written, and nothing heavy is loaded for deciding."""

import doctest
import inspect
import subprocess
import sys
from importlib import import_module

import pytest

from handbook.english import MODULES
from tests import ROOT
from tests.examples import blocks, execute, run
from tests.tools import needs_weasyprint

DRAWN = ("rulesets", "tunnistus_book")  # given by Hypothesis and pytest, not called


@needs_weasyprint
def test_the_examples_of_the_page_run_as_written() -> None:
    assert any("tn.diff(" in block and "a.next_step" in block for block in blocks("docs/python.md"))
    run("docs/python.md")


def test_the_examples_of_the_page_run_where_no_pdf_can_be_written() -> None:
    pdf, names = 'a.pdf("fi")', dict[str, object]()
    assert sum(pdf in block for block in blocks("docs/python.md")) == 1
    for block in blocks("docs/python.md"):
        execute("docs/python.md", block.replace(pdf, "pass"), names)
    assert "a" in names


def examples() -> list[str]:
    """The modules whose docstrings hold examples."""
    found = [path for path in sorted((ROOT / "src").rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]
    return [".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__") for path in found]


@pytest.mark.parametrize("name", examples())
def test_the_examples_in_docstrings_hold(name: str) -> None:
    if name.startswith("tunnistus.columns"):
        pytest.importorskip("pyarrow")
    result = doctest.testmod(import_module(name))
    assert result.failed == 0
    assert result.attempted > 0


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_has_an_example(module: str) -> None:
    named = {name: getattr(import_module(module), name) for name in import_module(module).__all__}
    functions = {name: thing for name, thing in named.items() if inspect.isfunction(thing) and name not in DRAWN}
    assert functions or module == "tunnistus.errors"
    assert [name for name, function in functions.items() if ">>> " not in (function.__doc__ or "")] == []


def test_deciding_loads_neither_pydantic_nor_yaml_nor_babel() -> None:
    code = (
        "import sys, tunnistus as t, datetime as d; t.assess({'in_finland': True}, as_of=d.date(2026,11,24)); "
        "assert not {'pydantic','yaml','babel','holidays','jinja2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_public_names_are_there_whatever_was_imported_before() -> None:
    code = "import tunnistus.assessment, tunnistus.comparing.comparison, tunnistus as t; assert callable(t.assess) and callable(t.diff) and callable(t.load)"
    subprocess.run([sys.executable, "-c", code + "; [getattr(t, n) for n in t.__all__]"], check=True, cwd=ROOT)
