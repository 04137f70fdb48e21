"""The code of the pages, which readers copy: tests run it as it stands there."""

import re
from typing import Any

from tests import ROOT

__all__ = ["blocks", "execute", "run"]

Names = dict[str, Any]


def blocks(page: str, language: str = "python") -> list[str]:
    """The blocks of code in a language that a page has, in order; the page is named from the root of the checkout."""
    found = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.S | re.M)
    assert found, f"{page} has no {language}"
    return found


def execute(page: str, block: str, names: Names) -> None:
    """Run a block of a page, with names that there are already and those that it adds."""
    exec(compile(block, page, "exec"), names)


def run(page: str, names: Names | None = None) -> Names:
    """Run all Python of a page, each block with the names of those before it, and return the names."""
    names = {} if names is None else names
    for block in blocks(page):
        execute(page, block, names)
    return names
