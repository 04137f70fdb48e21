"""The example of the README and of the package runs as written, and nothing heavy is loaded for deciding."""

import doctest
import subprocess
import sys

import tunnistus
from tests import ROOT
from tests.examples import blocks, execute
from tunnistus.explaining import explain
from tunnistus.rules import truth


def test_the_example_of_the_readme_runs_as_written() -> None:
    found = blocks("README.md")
    assert any("tn.diff(" in block and "a.next_step" in block for block in found)
    for block in found:
        execute("README.md", block, {})


def test_the_examples_in_docstrings_hold() -> None:
    for module in (tunnistus, explain, truth):
        result = doctest.testmod(module)
        assert result.failed == 0
        assert result.attempted > 0


def test_deciding_loads_neither_pydantic_nor_yaml_nor_babel() -> None:
    code = (
        "import sys, tunnistus as t, datetime as d; t.assess({'in_finland': True}, as_of=d.date(2026,11,24)); "
        "assert not {'pydantic','yaml','babel','holidays'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_public_names_are_there_whatever_was_imported_before() -> None:
    code = "import tunnistus.assessment, tunnistus.comparing.comparison, tunnistus as t; assert callable(t.assess) and callable(t.diff) and callable(t.load)"
    subprocess.run([sys.executable, "-c", code + "; [getattr(t, n) for n in t.__all__]"], check=True, cwd=ROOT)
