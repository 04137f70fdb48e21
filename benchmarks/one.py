"""One person: verdicts, traces, reasons and whole assessments, beside peers and Python written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tunnistus as tn
from benchmarks import frame, ours, peers
from benchmarks.hand import HAND
from benchmarks.workloads import Workload, cases, verdicts, workload
from tunnistus.deciding import reference
from tunnistus.deciding.decide import Case, Verdict, decide_all
from tunnistus.deciding.lanes import View
from tunnistus.deciding.plan import Sheet, sheet
from tunnistus.deciding.program import CODES, getter
from tunnistus.deciding.unexplained import compiled
from tunnistus.explaining import explain
from tunnistus.explaining.reasons import Wanted, minimal
from tunnistus.rules.answers import read_answers
from tunnistus.rules.derive import PLAIN
from tunnistus.rules.formula import exact
from tunnistus.rules.truth import FALSE, OPEN, TRUE

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
        self.derived = [(f.id, PLAIN[f.derived.by], getter(list(f.derived.inputs))) for f in facts if f.derived]
        self.blank = dict.fromkeys(self.book.facts)
        program = self.sheet.program
        self.wanted = [
            (rule, program.slot[f], {CODES[truth]: Wanted(program, [f], truth) for truth in (TRUE, FALSE)}, f if f.entangled else None)
            for rule, f in self.yes.items()
        ]
        self.entangled = {rule for rule, formula in self.yes.items() if formula.entangled}

    def known(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return read_answers(self.book, answers, ours.DATES).known

    def full(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers in which every fact is a key."""
        return {**self.blank, **answers}

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

    def derive(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """All facts, open ones too: the answers, and what follows from them."""
        known = {**self.blank, **answers}
        for name, function, inputs in self.derived:
            values = inputs(known)
            if None not in values:
                known[name] = function(*values)
        return known

    def trace(self, answers: Mapping[str, Any]) -> tuple[int, ...]:
        """Derived facts worked out, and the value of every node, the verdicts among them."""
        return self.sheet.program.run(self.derive(answers))

    def why(self, answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """The deciding facts of every rule that is settled: sufficient and none of them superfluous."""
        known = self.derive(answers)
        codes = self.sheet.program.run(known)
        view = View(self.sheet.program, known, codes)
        names, wanted = [], []
        for rule, slot, reasons, entangled in self.wanted:
            code = codes[slot]
            if code == 16 and entangled:
                code = CODES[view.truth(entangled)[0]]
            if code != 16:
                names.append(rule)
                wanted.append(reasons[code])
        return dict(zip(names, minimal(view, wanted), strict=True))

    def decided_why(self, answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """The same through the public interface: answers checked, Decisions made, with the clauses that carry them."""
        decisions = explain.decisions_of(Case(self.book, read_answers(self.book, answers, ours.DATES), ours.DATES), self.book.rules)
        asked = [(d, due) for d in decisions.values() if (due := d.due)]
        return {d.rule.id: reason.facts for (d, _), reason in zip(asked, explain.reasons_of(asked), strict=True)}


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
        count += sum(_reasons(of, mine, c) for c in given if of.name != "w3")
    return count


def _reasons(of: Workload, mine: Ours, answers: Mapping[str, Any]) -> int:
    """Hold the deciding facts against the plain definition: they suffice, and without any of them the rule is open."""
    known, found = mine.known(answers), mine.why(answers)
    for rule, names in found.items():
        formula, only = mine.yes[rule], {n: known[n] for n in names}
        less = [{n: v for n, v in only.items() if n != dropped} for dropped in names]
        frame.agree(f"deciding facts on {of.name}", [exact(formula, part)[0] for part in less], [OPEN] * len(less))
        frame.agree(f"deciding facts on {of.name}", [exact(formula, only)], [exact(formula, known)])
    return frame.agree(f"why on {of.name}", [mine.decided_why(answers)], [found])


def workload_part(name: str) -> frame.Part:
    of, mine = workload(name), Ours(name)
    evaluate, provenance = peers.shalosh(of)
    bare = {"datalogic-py": peers.datalogic(of), "zen-engine": peers.zen(of)}
    engines = {**bare, "shalosh": evaluate, "ours": mine.short} | ({"by hand": HAND[name]} if name in HAND else {})
    count = _checked(of, mine, engines)
    given = [mine.full(c) for c in cases(of, CASES[name])]
    timers = {label: frame.each(engine, given) for label, engine in engines.items() if label != "shalosh"}
    timers["ours, verdict over all completions"] = frame.each(mine.verdict, given)
    known = [{n: v for n, v in c.items() if v is not None} for c in given]
    timers["ours, with full trace"] = frame.each(mine.trace, known)
    if name != "w3":
        timers["shalosh, deciding facts"] = frame.each(provenance, given[:60])
        timers["ours, deciding facts"] = frame.each(mine.why, known)
        timers["ours, why of every Decision: answers checked, Decisions made"] = frame.each(mine.decided_why, given)
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
        found.append(
            frame.Ratio(
                "deciding facts of every rule, from answers that were checked: shalosh ÷ ours", reasons, at_least={"w1": 5, "w2": 10}[name]
            )
        )
        public = times["shalosh, deciding facts"] / times["ours, why of every Decision: answers checked, Decisions made"]
        found.append(frame.Ratio("the same through Decisions, answers checked: shalosh ÷ ours", public))
    for label, most in (("decide: answers checked, a Decision over all 60 facts", 8), ("assess: answers checked, nine Decisions", None)):
        if f"ours, {label}" in times:
            found.append(frame.Ratio(f"{label} ÷ Python by hand", times[f"ours, {label}"] / times["by hand"], at_most=most))
    return found


def parts() -> list[frame.Part]:
    """w1, w2 and w3."""
    return [workload_part(name) for name in ("w1", "w2", "w3")]
