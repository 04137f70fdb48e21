"""One person: verdicts, traces, reasons and whole assessments, beside peers and Python written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tunnistus as tn
from benchmarks import frame, ours, peers
from benchmarks.hand import HAND
from benchmarks.workloads import Workload, cases, verdicts, workload
from tunnistus import explain, reference
from tunnistus.answers import read_answers
from tunnistus.decide import Case, Verdict, decide_all
from tunnistus.derive import PLAIN
from tunnistus.lanes import View
from tunnistus.plan import Sheet, sheet
from tunnistus.short import compiled

ROUNDS = 7
NOTE = """*Verdict* is what all engines give here: the Kleene value of every rule. *Over all completions* is what the library means by a
verdict: what Kleene logic leaves open although every completion agrees is settled as well. No peer does that."""
CASES = {"w1": 400, "w2": 400, "w3": 30}
YES = {"yes": True, "no": False, None: None}


class Ours:
    """Our engine loaded with a workload."""

    def __init__(self, name: str) -> None:
        self.book = ours.book(name)
        rules = list(self.book.rules.values())
        self.sheet: Sheet = sheet(self.book, rules, ours.DATES)
        self.rules = rules
        self.yes = {rule: plan.worlds[0].due["yes"] for rule, plan in self.sheet.plans.items()}
        self.short = compiled(self.yes, self.book.facts)
        facts = self.book.facts.values()
        self.derived = [(f.id, PLAIN[f.derived.by], f.derived.inputs) for f in facts if f.derived]
        self.entangled = {rule for rule, formula in self.yes.items() if formula.entangled}

    def known(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return read_answers(self.book, answers, ours.DATES).known

    def full(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers in which every fact is a key."""
        return {**dict.fromkeys(self.book.facts), **answers}

    def verdict(self, answers: Mapping[str, Any]) -> dict[str, bool | None]:
        """Verdicts alone, exact: what Kleene logic leaves open is looked into where that can be weaker than the truth."""
        found = self.short(answers)
        if None in found.values():
            open_ = [rule for rule in self.entangled if found[rule] is None]
            if open_:
                self.settle(answers, found, open_)
        return found

    def settle(self, answers: Mapping[str, Any], found: dict[str, bool | None], rules: list[str]) -> None:
        known = self.known({n: v for n, v in answers.items() if v is not None})
        view = View(self.sheet.program, known, self.sheet.program.trace(known))
        for rule in rules:
            found[rule] = (None, True, False)[view.truth(self.yes[rule])[0]]

    def decided(self, answers: Mapping[str, Any]) -> dict[str, Verdict]:
        return decide_all(Case(self.book, read_answers(self.book, answers, ours.DATES), ours.DATES), self.rules, Verdict)

    def trace(self, answers: Mapping[str, Any]) -> tuple[int, ...]:
        """Derived facts worked out, and the value of every node, the verdicts among them."""
        for name, function, inputs in self.derived:
            values = [answers.get(each) for each in inputs]
            if None not in values:
                answers = {**answers, name: function(*values)}
        return self.sheet.program.trace(answers)

    def why(self, answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """The deciding facts of every rule: sufficient and none of them superfluous."""
        decisions = explain.decisions_of(Case(self.book, read_answers(self.book, answers, ours.DATES), ours.DATES), self.book.rules)
        return {name: d.why(d.due).facts for name, d in decisions.items() if d.due}


def _checked(of: Workload, mine: Ours, engines: Mapping[str, Callable[[Any], Any]]) -> int:
    """Hold every engine against the plain Kleene value, and our exact verdicts against the reference where it tries every way."""
    count = 0
    for mix in ("dense", "sparse"):
        given = cases(of, 200 if of.name != "w3" else 20, mix)
        wanted = [verdicts(of, c) for c in given]
        for name, engine in engines.items():
            count += frame.agree(f"{name} on {of.name}", (engine(mine.full(c)) for c in given), wanted)
        for c in given[:40] if of.name != "w3" else given[:2]:
            case = Case(mine.book, read_answers(mine.book, c, ours.DATES), ours.DATES)
            exact, decided = mine.verdict(mine.full(c)), mine.decided(c)
            for rule in list(of.rules)[:40]:
                whole = reference.decide(case, rule)
                if whole.complete:
                    count += frame.agree(f"exact verdict on {of.name}", [exact[rule]], [YES[whole.due]])
                    count += frame.agree(f"decide on {of.name}", [decided[rule].due], [whole.due])
    return count


def workload_part(name: str) -> frame.Part:
    of, mine = workload(name), Ours(name)
    evaluate, provenance = peers.shalosh(of)
    bare = {"datalogic-py": peers.datalogic(of), "zen-engine": peers.zen(of)}
    engines = {**bare, "shalosh": evaluate, "ours": mine.short} | ({"by hand": HAND[name]} if name in HAND else {})
    count = _checked(of, mine, engines)
    given = [mine.full(c) for c in cases(of, CASES[name])]
    timers = {label: frame.each(engine, given) for label, engine in engines.items() if label != "shalosh"}
    timers["ours, verdict over all completions"] = frame.each(mine.verdict, given)
    timers["ours, with full trace"] = frame.each(mine.trace, [{n: v for n, v in c.items() if v is not None} for c in given])
    if name != "w3":
        timers["shalosh, deciding facts"] = frame.each(provenance, given[:60])
        timers["ours, deciding facts"] = frame.each(mine.why, given[:200])
    if name == "w2":
        rule = tn.load("at_risk", on=ours.DATES.as_of, book=mine.book)
        timers["ours, decide: answers checked, a Decision over all 60 facts"] = frame.each(lambda c: rule.decide(c).due, given)
        timers["ours, assess: answers checked, nine Decisions"] = frame.each(
            lambda c: [d.due for d in tn.assess(c, as_of=ours.DATES.as_of, book=mine.book).decisions.values()], given
        )
    times = frame.interleaved(timers, ROUNDS)
    title = f"{name}: {len(of.facts)} facts, {len(of.rules)} rules"
    return frame.Part(title, _said(count), _ratios(name, times), times, [NOTE] if name == "w1" else ())


def _said(count: int) -> str:
    return f"{count:,} results agreed with the reference before anything was timed; 0 did not."


def _ratios(name: str, times: Mapping[str, float]) -> list[frame.Ratio]:
    fastest = min(("datalogic-py", "zen-engine"), key=times.__getitem__)
    mine = times["ours"]
    found = []
    if name != "w3":
        found.append(frame.Ratio("verdict ÷ Python by hand", mine / times["by hand"], at_most={"w1": 2, "w2": 1.5}[name]))
    found.append(frame.Ratio(f"fastest peer's verdict ({fastest}) ÷ ours", times[fastest] / mine, at_least=3))
    traced = times["ours, with full trace"] / times[fastest]
    found.append(frame.Ratio(f"verdict with full trace ÷ fastest peer's bare verdict ({fastest})", traced, at_most=1))
    if name != "w3":
        reasons = times["shalosh, deciding facts"] / times["ours, deciding facts"]
        found.append(frame.Ratio("deciding facts of every rule: shalosh ÷ ours", reasons, at_least={"w1": 5, "w2": 10}[name]))
    for label, most in (("decide: answers checked, a Decision over all 60 facts", 8), ("assess: answers checked, nine Decisions", None)):
        if f"ours, {label}" in times:
            found.append(frame.Ratio(f"{label} ÷ Python by hand", times[f"ours, {label}"] / times["by hand"], at_most=most))
    return found


def parts() -> list[frame.Part]:
    """w1, w2 and w3."""
    return [workload_part(name) for name in ("w1", "w2", "w3")]
