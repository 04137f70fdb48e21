"""The code of the pages, which readers copy: tests run it as it stands there."""

import re
from typing import Any, NamedTuple

from tests import ROOT

__all__ = ["Fenced", "blocks", "execute", "fenced", "run"]

Names = dict[str, Any]


def blocks(page: str, language: str = "python") -> list[str]:
    """The blocks of code in a language that a page has, in order; the page is named from the root of the checkout."""
    found = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.S | re.M)
    assert found, f"{page} has no {language}"
    return found


class Fenced(NamedTuple):
    """A block of code of a page: its language, empty for commands, and why the tests do not run it, empty where they do."""

    language: str
    code: str
    reason: str


def fenced(text: str) -> list[Fenced]:
    """All blocks of code of a page of the handbook, in order; directives of MyST, such as ``{toctree}``, are none."""
    found = re.finditer(r"^(?:(?:%|<!--) Not run by the tests: ([^\n]*?)(?: -->)?\n\n)?```([^\n]*)\n(.*?)^```$", text, re.S | re.M)
    return [Fenced(each[2], each[3], each[1] or "") for each in found if not each[2].startswith("{")]


def execute(page: str, block: str, names: Names) -> None:
    """Run a block of a page, with names that there are already and those that it adds."""
    exec(compile(block, page, "exec"), names)


def run(page: str, names: Names | None = None) -> Names:
    """Run all Python of a page, each block with the names of those before it, and return the names."""
    names = {} if names is None else names
    for block in blocks(page):
        execute(page, block, names)
    return names
