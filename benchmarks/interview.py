"""The next question of an interview, for people like whom nobody was in the process before, beside the second workload by hand.

``python -m benchmarks.interview NUMBER`` prints states of interviews with invented people as JSON, each with what is asked in it. Another
process makes them, so that nothing is known of them where they are timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

import tunnistus as tn
from benchmarks import frame
from benchmarks.hand import HAND
from benchmarks.shipped import AS_OF
from benchmarks.workloads import cases, workload

ROUNDS, STATES = 3, 100  # rounds, after one to warm up; states that are new in each
STEPS = 25  # questions that were put before, at the most
NO = 2  # how much more often than another answer: most signs are not there


def states(number: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield states of so many interviews, each with the fact that is asked about then, or nothing."""
    book = tn.book()
    for person in range(number):
        draw = Random(person)
        talk = tn.interview({}, as_of=AS_OF, book=book)
        for _ in range(draw.randint(0, STEPS)):
            talk = _moved(talk, draw)
        yield talk.to_dict(), talk.asked or ""


def _moved(talk: tn.Interview, draw: Random) -> tn.Interview:
    """What somebody says to the question, or how they go on."""
    if talk.problem:
        return talk.right(draw.choice([*talk.unclear, None]))
    if talk.asked:
        fact = talk.book.facts[talk.asked]
        values = {"bool": [True, False, *[False] * NO], "enum": list(fact.values)}.get(fact.type, [])
        return talk.answer(draw.choice([*values, "maybe", "declined", None]), unclear=True)
    return talk.go_on(draw.choice(talk.ways)) if talk.ways else talk


def parts() -> list[frame.Part]:
    """One part."""
    return [part(told_elsewhere(STATES * (ROUNDS + 1)))]


def told_elsewhere(number: int) -> list[tuple[dict[str, Any], str]]:
    """Return the states of so many interviews, which another process makes: here nothing is known of them."""
    command = [sys.executable, "-m", "benchmarks.interview", str(number)]
    made = subprocess.run(command, cwd=frame.ROOT, check=True, capture_output=True, text=True)
    return [(state, fact) for state, fact in json.loads(made.stdout)]


def part(told: Sequence[tuple[dict[str, Any], str]]) -> frame.Part:
    """The time of a turn from the answers of some states, each timed once.

    Args:
        told: states that are new here, as many for each round and to warm up, with what is asked in each.
    """
    book, given = tn.book(), cases(workload("w2"), 400)
    many = len(told) // (ROUNDS + 1)
    new, turns = iter(told), list[str]()

    def ask(state: dict[str, Any]) -> None:
        turns.append(tn.interview_again(state, book=book).turn("sv").fact)

    def mean() -> float:
        return frame.once(lambda: [ask(state) for state, _ in islice(new, many)])() / many

    times = frame.interleaved({"w2 by hand": frame.each(HAND["w2"], given), "the next question": mean}, ROUNDS)
    checked = frame.agree("the next question", turns, [fact for _, fact in told])
    value = times["the next question"] / times["w2 by hand"]
    ratio = frame.Ratio("the next question, with what has to be seen first ÷ w2 by hand", value, at_most=4_500)
    said = (
        f"From the answers of {checked - many} interviews with invented people, up to {STEPS} questions long, none seen before: what "
        "has to be seen first, where the person stands, the question with its choices and why it is asked. Another process asked the same."
    )
    return frame.Part("The next question of an interview", said, [ratio], times)


if __name__ == "__main__":
    json.dump([*states(int(sys.argv[1]))], sys.stdout)
