"""A whole assessment by the shipped rules and the next questions, beside the second workload written by hand. Needs no peer."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import tunnistus as tn
from benchmarks import frame
from benchmarks.hand import HAND
from benchmarks.workloads import cases, workload
from tests.pages import assessed, pages
from tunnistus.shipping import source
from tunnistus.trying.cases import read_person

AS_OF = date(2026, 11, 24)
ROUNDS, SHEETS = 9, 3  # rounds; a round of sheets is long
CALLS = 7  # in a round, the median counts, as it does for the others


def berry_picker() -> dict[str, Any]:
    """Answers about an invented person."""
    return dict(read_person(frame.ROOT / "docs" / "examples" / "berry-picker.yaml", book=source.book()).answers)


def parts() -> list[frame.Part]:
    """Two parts."""
    return [_deciding(), _sheets()]


def _sheets() -> frame.Part:
    """Pages of ten invented people, each assessed anew from what they answered: the mean of one page in one language."""
    given = cases(workload("w2"), 400)
    wanted = dict(pages())
    checked = frame.agree("brief", [a.explain("fi") for _, a in assessed()], [wanted[f"{name}.brief.fi.txt"] for name, _ in assessed()])

    def mean(write: Callable[[Any], str]) -> float:
        return frame.once(lambda: [write(a) for _, a in assessed()])() / checked

    times = frame.interleaved({
        "w2 by hand": frame.each(HAND["w2"], given),
        "brief": lambda: mean(lambda a: a.explain("sv")),
        "HTML": lambda: mean(lambda a: tn.render(a, "sv", form="html")),
    }, SHEETS)  # fmt: skip
    floor = times["w2 by hand"]
    ratios = [
        frame.Ratio("assessed anew and the brief written ÷ w2 by hand", times["brief"] / floor, at_most=4_000),
        frame.Ratio("assessed anew and the HTML written, with the full page ÷ w2 by hand", times["HTML"] / floor, at_most=7_500),
    ]
    said = "Processor time of one page, the mean of the ten people of `docs/examples/pages`."
    return frame.Part("Pages of the shipped rules", said, ratios, times)


def _deciding() -> frame.Part:
    answers, given, book = berry_picker(), cases(workload("w2"), 400), source.book()
    tn.assess(answers, as_of=AS_OF, book=book).ask()

    def ask(anew: bool = False) -> float:
        assessment = tn.assess(answers, as_of=AS_OF, book=book)
        for decision in assessment.decisions.values():  # all are decided before the clock runs
            if anew:
                decision.plan.forget()
        return frame.once(assessment.ask)()

    days = (AS_OF + timedelta(days=n) for n in itertools.count(1))

    def assess_on(day: date) -> object:
        return [d.outcomes() for d in tn.assess(answers, as_of=day, book=book).decisions.values()]

    same_day, on_a_new_day = frame.once(lambda: assess_on(AS_OF)), frame.once(lambda: assess_on(next(days)))
    times = frame.interleaved({
        "w2 by hand": frame.each(HAND["w2"], given),
        "assess": lambda: statistics.median(same_day() for _ in range(CALLS)),
        "assess, on a new day each time": lambda: statistics.median(on_a_new_day() for _ in range(CALLS)),
        "ask": lambda: statistics.median(ask() for _ in range(CALLS)),
        "ask, nobody like that before": lambda: statistics.median(ask(anew=True) for _ in range(CALLS)),
    }, ROUNDS)  # fmt: skip
    floor = times["w2 by hand"]
    ratios = [
        frame.Ratio("a whole assessment, every outcome read ÷ w2 by hand", times["assess"] / floor, at_most=1_000),
        frame.Ratio("the same on a new day ÷ on the same day", times["assess, on a new day each time"] / times["assess"], at_most=3),
        frame.Ratio("ask() on it ÷ w2 by hand", times["ask"] / floor, at_most=2_500),
        frame.Ratio("ask(), nobody like that before ÷ w2 by hand", times["ask, nobody like that before"] / floor, at_most=10_000),
    ]
    title = f"The shipped rules: {len(book.rules)} rules, {len(book.facts)} facts"
    said = "The berry picker's case of the examples. The gate (`make gate`) holds these rules against the reference."
    return frame.Part(title, said, ratios, times)
