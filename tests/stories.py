"""Stories that were written before the rules on signs: look-alikes with twins, weak signs together, victims.

Each has the step that a competent worker would take, and the sources of that. ``python -m tests.stories`` tells on which step they land with
the rules of today, by the answers of their authors and by those of readers who had only the text of a story and the questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

import tunnistus as tn
from tests import ROOT
from tunnistus.reading.strict import read

DAY = date(2026, 11, 26)
KINDS = ("look_alike", "weak_signs", "victim")
EXPECTED = ("keep_contact", "find_out", "consult", "propose")
SENT_ON = ("consult", "propose")
READINGS = ("before-mending", "after-mending")


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


@attrs.frozen
class Read:
    """What a reader's answers to the questions about one text lead to."""

    story: str
    twin: bool
    kind: str
    hard: bool
    language: str
    expected: str
    floor: str
    clauses: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the person is sent on although that was not expected, or not sent on although it was."""
        return (self.expected in SENT_ON) != (self.floor in SENT_ON)


def readings(name: str) -> Iterator[Read]:
    """Yield what the answers of a reading (``tests/data/readings/<name>.yaml``) lead to with the rules of today."""
    told = read(ROOT / "tests" / "data" / "readings" / f"{name}.yaml").data["readings"]
    for story, person in stories().items():
        for which, (kind, _, expected) in zip(("base", "twin"), people(person), strict=False):
            given = told.get(story, {}).get(which)
            if given:
                step = tn.assess({**given["answers"]}, as_of=DAY).next_step
                floor = step.floor or ""
                clauses = step.why_all(floor).clauses
                yield Read(story, which == "twin", kind, bool(person.get("hard")), given["language"], expected, floor, clauses)


def figures(read_: Iterable[Read]) -> dict[str, tuple[int, int]]:
    """Return how many are judged as expected, of how many: people to be sent on, look-alikes, hard ones among them, weak signs."""
    every = list(read_)
    groups = {
        "people to be sent on": [r for r in every if r.expected in SENT_ON],
        "look-alikes": [r for r in every if r.kind == "look_alike"],
        "hard look-alikes": [r for r in every if r.kind == "look_alike" and r.hard],
        "weak signs, not to be sent on": [r for r in every if r.kind == "weak_signs" and r.expected not in SENT_ON],
    }
    return {title: (sum(not r.differs for r in group), len(group)) for title, group in groups.items()}


if __name__ == "__main__":
    print(f"{'kind':<12}{'expected':<14}{'lands on':<14}{'people':>6}")
    for (kind, expected, floor), many in sorted(landing().items()):
        print(f"{kind:<12}{expected:<14}{floor:<14}{many:>6}")
    for name in READINGS:
        found = list(readings(name))
        print(f"\nReading: {name}")
        for title, (as_expected, of) in figures(found).items():
            print(f"{title:<32}{as_expected:>4} of {of:<4}{as_expected / of:>5.0%}")
        for each in found:
            if each.differs:
                print(
                    f"| `{each.story}`{' (twin)' if each.twin else ''} | {each.language} | {each.expected} | {each.floor} | {', '.join(each.clauses)} |"
                )
