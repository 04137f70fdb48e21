"""The diagram of one rule as ``docs/deciding.md`` draws it; ``make generate`` writes it."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from tests import ROOT
from tunnistus.deciding.compiled import Compiled
from tunnistus.deciding.plan import sheet
from tunnistus.rules.answers import Dates
from tunnistus.shipping import source

PAGE: Final = ROOT / "docs" / "deciding.md"
RULE: Final = "right.counsel_of_procuring_target"
BLOCK: Final = re.compile(r"(<!-- made by make generate -->\n).*?(<!-- end -->)", re.DOTALL)


def compiled() -> Compiled:
    """Return the rule as a diagram, in the version of the day until which its law was read."""
    book = source.book()
    rule = book.rules[RULE]
    day: date = book.rulesets[rule.ruleset].verified_until
    (found,) = sheet(book, (RULE,), Dates(day))[RULE].compiled
    return found


def drawing(made: Compiled) -> str:
    """Return a diagram as a flowchart in the language of Mermaid: a box for each fact that is asked for, a round one for each result."""
    assert made.root is not None
    d = made.diagrams
    lines = ["flowchart TD"]
    order = [at for at in d.under(made.root) if d.below[at]]
    for at in order:
        lines.append(f'    n{at}["{made.names[d.level[at]]}"]')
    for at in (at for at in d.under(made.root) if not d.below[at]):
        result = made.results[d.ends[at].bit_length() - 1]
        told = [*(f"due: {o}" for o in result.due), *(f"option: {o}" for o in result.options)]
        lines.append(f'    n{at}(["{", ".join(told) or "nothing"}"])')
    for at in order:
        for item, below in zip(made.cells(d.level[at]).values, d.below[at], strict=True):
            word = {True: "yes", False: "no"}.get(item, str(item)) if isinstance(item, bool) else str(item)
            lines.append(f"    n{at} -- {word} --> n{below}")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """Return the page with the drawing as it has to be."""
    return BLOCK.sub(lambda found: f"{found[1]}```mermaid\n{drawing(compiled())}```\n{found[2]}", text)
