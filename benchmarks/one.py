"""One person: what users get, raw answers in and results read, beside bare verdicts of peers and hand-written Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks import frame, ours, peers
from benchmarks.hand import HAND
from benchmarks.ours import Ours, known
from benchmarks.workloads import Workload, cases, verdicts, workload
from tests import reference

ROUNDS = 7
CASES = {"w1": 400, "w2": 400, "w3": 30}
MOST = {"w1": 6, "w2": 3.5}  # times the fastest peer's bare verdict
YES = {"yes": True, "no": False, None: None}
EVERY = "ours, every rule: `assess`"
LAST = "ours, the last rule alone: `decide`"
WHY = "ours, every rule and why: `assess`, `why`"
AGREEING = "shalosh, verdicts and the facts that agree with them"
NOTE = """*Ours* is what users call: raw answers in and each of them checked, results out and read: of every decision what is
due, what is possible and whether it is settled. What Kleene logic leaves open although every completion agrees is settled;
reasons, notices, periods and questions can be asked for of the same decisions. A *bare verdict* is the Kleene value of every
rule, and nothing else:

{left_out}

Peers get answers in which every fact is a key, as they need them; ours those that were given."""


def _checked(of: Workload, mine: Ours, engines: Mapping[str, Callable[[Any], Any]]) -> int:
    """Hold every engine against the plain Kleene value, and ours against that where it is known and against the reference."""
    count = 0
    for mix in ("dense", "sparse"):
        given = cases(of, 200 if of.name != "w3" else 20, mix)
        wanted = [verdicts(of, c) for c in given]
        for name, engine in engines.items():
            count += frame.agree(f"{name} on {of.name}", map(engine, given), wanted)
        for c, kleene in zip(given, wanted, strict=True):
            sure = {rule: verdict for rule, verdict in kleene.items() if verdict is not None}
            due = {rule: YES[d.due] for rule, d in mine.decisions(known(c)).items()}
            count += frame.agree(f"ours on {of.name}", [due[rule] for rule in sure], sure.values())
        count += sum(_exact(of, mine, c) for c in (given[:40] if of.name != "w3" else given[:2]))
        count += sum(_reasons(of, mine, c) for c in given if of.name != "w3")
    return count


def _exact(of: Workload, mine: Ours, answers: Mapping[str, Any]) -> int:
    """Hold what is read of decisions against the reference, where that tries every way."""
    count = 0
    for rule, d in [*mine.decisions(known(answers)).items()][:40]:
        whole = reference.decide(d.case, rule)
        if whole.complete:
            alone = mine.rules[rule].decide(known(answers))
            for way, one in (("assess", d), ("decide", alone)):
                read = one.due, frozenset(one.possible), one.settled
                want = whole.due, frozenset(whole.possible), whole.settled
                count += frame.agree(f"{way} on {of.name}", [read], [want])
    return count


def _reasons(of: Workload, mine: Ours, answers: Mapping[str, Any]) -> int:
    """Hold the deciding facts against the plain definition: they suffice, and without any of them the rule is open."""
    found = mine.why(known(answers))
    decided = mine.decisions(known(answers))
    for rule, names in found.items():
        only = {n: decided[rule].case.answers.known[n] for n in names}
        less = [{n: v for n, v in only.items() if n != dropped} for dropped in names]
        decide = mine.rules[rule].decide
        frame.agree(f"deciding facts on {of.name}", [decide(part).due for part in less], [None] * len(less))
        frame.agree(f"deciding facts on {of.name}", [decide(only).due], [decided[rule].due])
    return frame.agree(f"why on {of.name}", [{*found}], [{rule for rule, d in decided.items() if d.due}])


def workload_part(name: str) -> frame.Part:
    of, mine = workload(name), ours.ours(name)
    evaluate, provenance = peers.shalosh(of)
    bare = {"datalogic-py": peers.datalogic(of), "zen-engine": peers.zen(of)}
    engines = {**bare, "shalosh": evaluate} | ({"by hand": HAND[name]} if name in HAND else {})
    count = _checked(of, mine, engines)
    full = cases(of, CASES[name])
    given = [known(c) for c in full]
    timed = {label: engine for label, engine in engines.items() if label != "shalosh"}
    timers = {f"{label}, bare verdict": frame.each(engine, full) for label, engine in timed.items()}
    timers[EVERY] = frame.each(mine.every, given)
    timers[LAST] = frame.each(mine.last, given)
    if name != "w3":
        timers[AGREEING] = frame.each(provenance, full[:60])
        timers[WHY] = frame.each(mine.why, given)
    times = frame.interleaved(timers, ROUNDS)
    title = f"{name}: {len(of.facts)} facts, {len(of.rules)} rules"
    said = f"{count:,} results agreed with the reference before anything was timed; 0 did not."
    return frame.Part(title, said, _ratios(name, times), times, [_note()] if name == "w1" else ())


def _note() -> str:
    left_out = "\n".join(f"* {name} leaves out: {what}." for name, what in peers.LEAVES_OUT.items())
    return NOTE.format(left_out=left_out)


def _ratios(name: str, times: Mapping[str, float]) -> list[frame.Ratio]:
    fastest = min(("datalogic-py", "zen-engine"), key=lambda peer: times[f"{peer}, bare verdict"])
    peer = times[f"{fastest}, bare verdict"]
    found = [
        frame.Ratio(f"{EVERY} ÷ fastest peer's bare verdict ({fastest})", times[EVERY] / peer, at_most=MOST.get(name)),
        frame.Ratio(f"{LAST} ÷ the same", times[LAST] / peer),
    ]
    if name != "w3":
        hand = times["by hand, bare verdict"]
        found.append(frame.Ratio(f"{EVERY} ÷ Python by hand", times[EVERY] / hand))
        found.append(frame.Ratio(f"{LAST} ÷ Python by hand", times[LAST] / hand, at_most=8 if name == "w2" else None))
        found.append(frame.Ratio(f"{WHY} ÷ shalosh", times[WHY] / times[AGREEING]))
    return found


def parts() -> list[frame.Part]:
    """w1, w2 and w3."""
    return [workload_part(name) for name in ("w1", "w2", "w3")]
