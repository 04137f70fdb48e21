"""How long a whole assessment and its questions take, beside a hand-written function over the same facts: ratios, no limits.

Run by ``make test``; by hand: ``python benchmarks/shipped.py``. Medians, interleaved, one thread.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tunnistus as tn
from tunnistus import source
from tunnistus.cases import read_person

ROUNDS = 15
AS_OF = date(2026, 11, 24)
CASE = Path(__file__).parents[1] / "docs" / "examples" / "berry-picker.yaml"


def hand_written(answers: Mapping[str, Any], facts: tuple[str, ...]) -> str:
    """What somebody would write without the library: one pass over all facts, open ones counted, one step out."""
    seen = open_ = 0
    for name in facts:
        value = answers.get(name)
        if value is None or isinstance(value, tn.Mark):
            open_ += 1
        elif value is True:
            seen += 1
    if answers.get("person_asks_for_assistance") is True:
        return "propose"
    return "consult" if seen else "keep_contact" if open_ else "nothing"


def timed(function: Callable[[], object]) -> float:
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def main() -> None:
    answers = read_person(CASE).answers
    book = source.book()
    facts = tuple(book.facts)
    tn.assess(answers, as_of=AS_OF).ask()  # expands the rules once
    times: dict[str, list[float]] = {"hand-written": [], "assess": [], "ask": []}
    for _ in range(ROUNDS):
        times["hand-written"].append(timed(lambda: [hand_written(answers, facts) for _ in range(100)]) / 100)
        a = None

        def run() -> None:
            nonlocal a
            a = tn.assess(answers, as_of=AS_OF)

        times["assess"].append(timed(run))
        assert a is not None
        times["ask"].append(timed(a.ask))
    middle = {name: statistics.median(seconds) for name, seconds in times.items()}
    floor = middle["hand-written"]
    print(f"\n{len(book.rules)} rules, {len(facts)} facts; median of {ROUNDS} rounds, berry picker's case")
    for name, seconds in middle.items():
        print(f"  {name:14} {seconds * 1e3:9.3f} ms   {seconds / floor:9.0f} × hand-written")


if __name__ == "__main__":
    main()
