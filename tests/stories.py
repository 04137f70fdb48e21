"""Stories that were written before the rules on signs change: look-alikes with twins, weak signs together, victims.

Each has the step that a competent worker would take, and the sources of that. ``python -m tests.stories`` tells on which step they land with
the rules of today. They become tests of the rules once signs are judged by structure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import tunnistus as tn
from tests import ROOT
from tunnistus.reading.strict import read

DAY = date(2026, 11, 26)
KINDS = ("look_alike", "weak_signs", "victim")
EXPECTED = ("keep_contact", "find_out", "consult", "propose")


def stories() -> dict[str, Mapping[str, Any]]:
    """Return every story by id."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted((ROOT / "tests" / "data" / "stories").glob("*.yaml")):
        data = read(path).data["stories"]
        assert not found.keys() & data.keys(), path.name
        found.update(data)
    return found


def people(story: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the person of a story and the twin: which of them, the answers, the expected step."""
    yield story["kind"], dict(story["answers"]), story["expect"]
    if "twin" in story:
        yield "twin", {**story["answers"], **story["twin"]["differs"]}, story["twin"]["expect"]


def landing() -> Counter[tuple[str, str, str]]:
    """Return how many people of each kind are expected on a step and land on one."""
    found: Counter[tuple[str, str, str]] = Counter()
    for story in stories().values():
        for kind, answers, expected in people(story):
            found[kind, expected, tn.assess(answers, as_of=DAY).next_step.floor or ""] += 1
    return found


if __name__ == "__main__":
    print(f"{'kind':<12}{'expected':<14}{'lands on':<14}{'people':>6}")
    for (kind, expected, floor), many in sorted(landing().items()):
        print(f"{kind:<12}{expected:<14}{floor:<14}{many:>6}")
