"""Rule mutation: is there a case that notices when a rule is wrong? What no case notices comes with a case that would.

A mutant is *killed* when some case expects another result than it gives, *equivalent* when no person and no day can tell it from the
rule, which is proved, and else a *survivor*.
"""

from __future__ import annotations

import itertools
import multiprocessing
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from tunnistus.checking.checks import Look
from tunnistus.checking.solver import Solver, TooLarge
from tunnistus.comparing.comparison import rules_of
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.deciding.expand import Days, Expanded, closure, every_version, worlds
from tunnistus.errors import LoadError, TunnistusError, nearest
from tunnistus.messages import message
from tunnistus.reading.documents import CaseDoc
from tunnistus.reading.findings import Witness, cases_yaml
from tunnistus.reading.strict import read
from tunnistus.rules.answers import Dates
from tunnistus.rules.formula import all_of, none_of
from tunnistus.rules.model import Book, Clause, Const, Fact, Node, Parameter, Rule, Value
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE
from tunnistus.shipping.directories import read_beside
from tunnistus.trying.cases import Example, case_files, case_of, read_cases, unlike, unlike_shown
from tunnistus.trying.mutants import KINDS, TOLD, Mutant, greater, greater_amounts, mutants, parameter_mutants
from tunnistus.trying.vignettes import read_vignettes

__all__ = ["Bench", "Fate", "justified", "mutate", "read_examples", "report", "stale", "summary", "unjustified"]


@attrs.frozen
class Fate:
    """What became of a mutant: ``killed``, ``equivalent`` or ``survived``.

    Attributes:
        witness: of a survivor a case that would kill it; empty when none could be made.
        instead: what the mistake would give in it.
    """

    id: str
    kind: str
    ruleset: str
    where: str
    fate: str
    witness: tuple[Witness, ...] = ()
    instead: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f"{self.where}: {self.id}"
        return "\n".join([said, *([cases_yaml(self.witness, "  ")] if self.witness else []), *self._mistaken])

    @property
    def _mistaken(self) -> list[str]:
        return [f"  by the mistake {each}" for each in self.instead]

    @property
    def alike(self) -> Hashable:
        """What survivors have in common for which one case to paste is enough; each without a case stands alone."""
        return repr([(each.dates, each.answers, each.expect) for each in self.witness]) if self.witness else self.id


@attrs.frozen
class _Expected:
    """What one case expects of one rule."""

    case: Case
    rule: str
    doc: Any
    example: Example

    @property
    def doc_keys(self) -> Collection[str]:
        """What it expects something of."""
        return getattr(self.doc, "model_fields_set", ())

    def killed(self, book: Book) -> bool:
        """Whether it expects something else than some rules give."""
        try:
            return any(unlike(decide(Case(book, self.case.answers, self.case.dates), self.rule, Verdict), self.doc))
        except TunnistusError:
            return True

    def notices(self, clause: Clause, kind: str) -> bool:
        """Whether it expects something else where a clause has another decider, citation or period."""
        decision = decide(self.case, self.rule, Verdict)
        changed = [clause if each.name == clause.name else each for each in decision.carrying]
        return any(unlike_shown(decision, self.doc, kind, changed))


def read_examples(directory: Path) -> list[Example]:
    """Read the case files below a directory, and the vignettes in it if there are any. Raises :class:`LoadError`."""
    found = [example for path in case_files(directory) for example in read_cases(path)]
    return found + [v.example for v in read_vignettes(directory / "vignettes").values()]


class Bench:
    """The book and the cases that its mutants are held against."""

    def __init__(self, book: Book, examples: Iterable[Example]) -> None:
        greater = {each.id: each for each in map(greater_amounts, book.parameters.values())}
        self.book = book = attrs.evolve(book, parameters={**book.parameters, **greater})  # for clauses and facts that name a wrong one
        self._uses = {rule.id: frozenset(r.id for r in closure(book, [rule.id])) for rule in book.rules_in_order()}
        self._expected = [e for example in examples for e in self._read(example)]

    def _read(self, example: Example) -> Iterator[_Expected]:
        case = case_of(self.book, example)
        for name, doc in example.doc.expect.items():
            if name not in self.book.rules:
                raise LoadError(
                    message("There is no rule {name}.", name=repr(name)),
                    where=example.where,
                    todo=nearest(name, self.book.rules),
                    code="unknown-rule",
                )
            if any(unlike(decide(case, name, Verdict), doc)):
                raise LoadError(
                    message("A case fails even with the rules unchanged."),
                    where=example.where,
                    todo=message("Run `tunnistus cases` first."),
                )
            yield _Expected(case, name, doc, example)

    def try_named(self, kind: str, name: str) -> list[Fate]:
        """Return the fates of a ``rule``, of a derived ``fact`` or of a ``parameter``."""
        if kind == "rule":
            return self.try_rule(self.book.rules[name])
        return self.try_fact(self.book.facts[name]) if kind == "fact" else self.try_parameter(self.book.parameters[name])

    def try_rule(self, rule: Rule) -> list[Fate]:
        """Return the fate of every mutant of a rule, in the order of the rule."""
        reaching = [e for e in self._expected if rule.id in self._uses[e.rule]]
        reaching.sort(key=lambda e: e.rule != rule.id)
        days = [fact.id for fact in self.book.facts.values() if fact.type == "date"]
        return [self._try(mutant, rule, reaching) for mutant in mutants(rule, self.book.actors, days)]

    def _try(self, mutant: Mutant, rule: Rule, reaching: list[_Expected]) -> Fate:
        fate: str = "killed"
        witness: tuple[Witness, ...] = ()
        instead: tuple[str, ...] = ()
        if mutant.kind in TOLD:
            fate = "killed" if self._noticed(mutant, rule, reaching) else "survived"
            return Fate(mutant.id, mutant.kind, rule.ruleset, mutant.where, fate)
        book = attrs.evolve(self.book, rules={**self.book.rules, rule.id: mutant.rule})
        if mutant.kind == "covers":  # no outcome is another one: only a case that says of the rule whether it covers the person notices
            reaching = [e for e in reaching if e.rule == rule.id and "not_covered" in e.doc_keys]
        first = sorted(reaching, key=lambda e: mutant.fact not in e.case.answers.known) if mutant.fact else reaching
        if not any(e.killed(book) for e in first):
            fate, witness, instead = self._left(mutant, rule, book)
        return Fate(mutant.id, mutant.kind, rule.ruleset, mutant.where, fate, witness, instead)

    def _noticed(self, mutant: Mutant, rule: Rule, reaching: list[_Expected]) -> bool:
        """Whether a case says of the rule what its mutant tells otherwise. Nothing else needs to be decided anew."""
        clause = mutant.rule.clause(mutant.clause)
        saying = (e for e in reaching if e.rule == rule.id and mutant.kind in e.doc_keys)
        return any(e.notices(clause, mutant.kind) for e in saying)

    def try_fact(self, fact: Fact) -> list[Fate]:
        """Return the fate of a derived fact that counts with a greater number: what is derived from the answers, is derived anew."""
        fates, derived = [], fact.derived
        for n, name in enumerate(derived.parameters if derived else ()):
            assert derived is not None
            names = (*derived.parameters[:n], greater(name), *derived.parameters[n + 1 :])
            other = attrs.evolve(fact, derived=attrs.evolve(derived, parameters=names))
            book = attrs.evolve(self.book, facts={**self.book.facts, fact.id: other})
            deriving = (e for e in self._expected if fact.id in e.case.answers.known)
            fates.append(_fate(f"{fact.id} / derived {greater(name)}", "derived", fact.theme, fact.where, self._fails(deriving, book)))
        return fates

    def try_parameter(self, parameter: Parameter) -> list[Fate]:
        """Return the fate of each version of a number of the law that is greater, for whatever names it."""
        deriving = {fact.id for fact in self.book.facts.values() if fact.derived and parameter.id in fact.derived.parameters}
        reading = [e for e in self._expected if "period" in e.doc_keys or not deriving.isdisjoint(e.case.answers.known)]
        fates = []
        for what, changed in parameter_mutants(parameter):
            book = attrs.evolve(self.book, parameters={**self.book.parameters, parameter.id: changed})
            fates.append(_fate(f"{parameter.id} / parameter {what}", "parameter", "", parameter.where, self._fails(reading, book)))
        return fates

    def _fails(self, expected: Iterable[_Expected], book: Book) -> bool:
        """Whether one of some cases fails by rules by which what follows from its answers can be another thing."""
        return any(self._read_otherwise(each, book) for each in expected)

    @staticmethod
    def _read_otherwise(expected: _Expected, book: Book) -> bool:
        try:
            return attrs.evolve(expected, case=case_of(book, expected.example)).killed(book)
        except TunnistusError:  # what was answered contradicts what follows now
            return True

    # -- equivalent, or how to tell ------------------------------------------------------------------------------

    def _left(self, mutant: Mutant, rule: Rule, book: Book) -> tuple[str, tuple[Witness, ...], tuple[str, ...]]:
        """A mutant that no case kills: prove that no case can, or find one that does, and what the mutant gives in it."""
        fate = "equivalent"
        for days, old, new in self._versions(rule, mutant.rule, book):
            pairs = _pairs(old, new)
            solver = Solver([node for pair in pairs for node in pair], self.book.facts, relations_of(self.book))
            try:
                differ = old.in_force != new.in_force or not all(solver.same(*pair) for pair in pairs)
                people = list(self._people(solver, pairs, old, new)) if differ else []
            except TooLarge:
                return "survived", (), ()
            if differ:
                fate = "survived"
                witness, instead = self._case(mutant, rule, book, days, people)
                if witness:
                    return fate, witness, instead
        return fate, (), ()

    def _versions(self, rule: Rule, other: Rule, book: Book) -> Iterator[tuple[Days, Expanded, Expanded]]:
        """Every version of the rule with the mutant in the same version, each pair once."""
        days = [d for b, r in ((self.book, rule), (book, other)) for d, _ in every_version(b, r)]
        if rule.clock != other.clock:
            days += _apart({day for d in days for day in d.values()})
        seen = set()
        for d in days:
            dates = Dates(max(d.values()), d["act"], d["act"], d["application"])
            d = {**d, "decision": dates.as_of}
            old, new = worlds(self.book, rule, dates)[0], worlds(book, other, dates)[0]
            if (id(old), id(new)) not in seen:
                seen.add((id(old), id(new)))
                yield d, old, new

    def _case(
        self, mutant: Mutant, rule: Rule, book: Book, days: Days, people: Iterable[dict[str, Value]]
    ) -> tuple[tuple[Witness, ...], tuple[str, ...]]:  # fmt: skip
        """A small case in which an outcome is certain by the rule and excluded by the mutant, or the other way round; it is tried out."""
        look = Look(self.book, rule, ())
        for person in sorted(people, key=len):
            found = look.cases(mutant.id.removeprefix(f"{rule.id} / "), (days, person))
            if found and (instead := self._instead(found[0], book, rule.id)):
                return found, instead
        return (), ()

    def _people(self, solver: Solver, pairs: Iterable[tuple[Node, Node]], old: Expanded, new: Expanded) -> Iterator[dict[str, Value]]:
        """For every outcome the fewest known facts with which only one of the two gives it."""
        if old.in_force != new.in_force:
            yield {}
            return
        for one, two in pairs:
            for node in (all_of((a, none_of((b,)))) for a, b in ((one, two), (two, one))):
                person = solver.somebody(node)
                if person is not None:
                    yield person

    def _instead(self, witness: Witness, book: Book, rule: str) -> tuple[str, ...]:
        """What is other than expected by a mutant."""
        shown = {"name": witness.name, **witness.dates, "answers": witness.answers, "expect": {rule: _lists(witness.expect[rule])}}
        example = Example(witness.name, "", CaseDoc.model_validate(shown))
        case = case_of(self.book, example)
        return tuple(map(str, unlike(decide(Case(book, case.answers, case.dates), rule, Verdict), example.doc.expect[rule])))


def _fate(id_: str, kind: str, ruleset: str, where: str, fails: bool) -> Fate:
    return Fate(id_, kind, ruleset, where, "killed" if fails else "survived")


def _apart(days: Collection[date]) -> Iterator[Days]:
    """Every way in which the deeds, the application and the deciding can lie on some days, in this order of time or the same."""
    for act, application, decision in itertools.combinations_with_replacement(sorted(days), 3):
        yield {"decision": decision, "act": act, "application": application}


def _lists(expected: Any) -> Any:
    return {k: [*v] if isinstance(v, tuple) else v for k, v in expected.items()} if isinstance(expected, Mapping) else expected


def _pairs(old: Expanded, new: Expanded) -> list[tuple[Node, Node]]:
    """The conditions of both for each outcome and step among those whom the rule concerns, for these, and for those not covered, where they
    are not written alike.

    None where one of the two is not in force.
    """
    if not (old.in_force and new.in_force):
        return []
    scopes = old.rule.scope, new.rule.scope
    roots = [(all_of((scopes[0], one.node)), all_of((scopes[1], two.node))) for one, two in zip(old.roots, new.roots, strict=True)]
    roots += [scopes, (_not_covered(old), _not_covered(new))]
    return [(one, two) for one, two in roots if one != two]


def _not_covered(world: Expanded) -> Node:
    """The condition that a rule gives somebody whom it concerns nothing, and covers only a part of a provision."""
    return all_of((world.rule.scope, none_of(map(world.possible, world.rule.outcomes)))) if world.rule.covers_part else Const(FALSE)


# -- all rules ---------------------------------------------------------------------------------------------------

_BENCH: list[Bench] = []  # of a process that works for another one


def mutate(directories: Sequence[Path], topics: Sequence[str] = (), *, jobs: int = 1) -> list[Fate]:
    """Return the fate of every mutant of the rules below the directories, by the cases below them, in the order of the files.

    Args:
        topics: rule ids, ids of rule sets, or beginnings of such ids; without them all rules.
        jobs: processes to work in; the result is the same.

    Raises:
        LoadError: the rules or cases cannot be read, or a case fails before anything is changed.
        UnknownName: there is no such rule or topic.
    """
    book = read_beside(*directories)
    rules = {rule.id: rule for topic in topics for rule in rules_of(book, topic)} if topics else {r.id: r for r in book.rules_written()}
    names = [("rule", name) for name in rules]
    if not topics:
        own = book.own()
        names += [("fact", fact.id) for fact in own.facts.values() if fact.derived and fact.derived.parameters]
        names += [("parameter", name) for name in own.parameters]
    if jobs <= 1:
        bench = Bench(book, _examples(directories))
        return [fate for each in names for fate in bench.try_named(*each)]
    with multiprocessing.Pool(jobs, _begin, (tuple(directories),)) as pool:
        return [fate for fates in pool.imap(_work, names, chunksize=1) for fate in fates]


def _examples(directories: Iterable[Path]) -> list[Example]:
    return [example for directory in directories for example in read_examples(directory)]


def _begin(directories: tuple[Path, ...]) -> None:
    _BENCH[:] = [Bench(read_beside(*directories), _examples(directories))]


def _work(named: tuple[str, str]) -> list[Fate]:
    return _BENCH[0].try_named(*named)


# -- what is told ------------------------------------------------------------------------------------------------


def justified(path: Path) -> dict[str, str]:
    """Read the survivors that are justified, id to reason. Raises :class:`LoadError`."""
    document = read(path)
    data = document.data
    if not isinstance(data, dict) or not all(isinstance(reason, str) and reason.strip() for reason in data.values()):
        raise document.error(
            (), message("This is not a list of justified mutants."), message("Write a reason after every id."), code="wrong-value"
        )
    return dict(data)


def summary(fates: Sequence[Fate], reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield what is told: survivors by the case that kills them, a line for every rule set and kind, what is out of date, the share."""
    left = [f for f in fates if f.fate == "survived"]
    groups: dict[Hashable, list[Fate]] = {}
    for fate in unjustified(fates, reasons):
        groups.setdefault(fate.alike, []).append(fate)
    for first, *others in groups.values():  # one case to paste kills all of them
        yield from (f"{each.where}: {each.id}" for each in others)
        yield str(first)
    for title, key in (("rule set", "ruleset"), ("kind", "kind")):
        yield f"{title:42} {'mutants':>8} {'killed':>8} {'equivalent':>11} {'justified':>10} {'survivors':>10}"
        yield from _table(fates, key, reasons)
    yield from (f"justified, but {_why(name, fates)}: {name}" for name in stale(fates, reasons))
    counts = Counter(f.fate for f in fates)
    told = counts["killed"] + counts["equivalent"]
    new = len(unjustified(fates, reasons))
    share = 100 * counts["killed"] / (len(fates) - counts["equivalent"] or 1)
    yield (
        f"{len(fates)} mutants: {counts['killed']} killed, {counts['equivalent']} equivalent by proof, {len(left) - new} justified, "
        f"{new} survivors; {share:.2f} % of those that can be told are killed"
        if told
        else "no mutants"
    )


def report(fates: Sequence[Fate], reasons: Mapping[str, str]) -> dict[str, Any]:
    """Return the same as data for JSON: counts, each survivor with its case to paste, and what is out of date."""
    counts = Counter("justified" if f.fate == "survived" and f.id in reasons else f.fate for f in fates)
    survivors = [
        {"id": f.id, "kind": f.kind, "where": f.where, "case": cases_yaml(f.witness) if f.witness else "", "instead": [*f.instead]}
        for f in unjustified(fates, reasons)
    ]
    numbers = {name: counts[name] for name in ("killed", "equivalent", "justified")}
    return {"mutants": len(fates), **numbers, "survivors": survivors, "out_of_date": stale(fates, reasons)}


def _table(fates: Sequence[Fate], key: str, reasons: Mapping[str, str]) -> Iterator[str]:
    groups: dict[str, list[Fate]] = {name: [] for name in KINDS} if key == "kind" else {}
    for fate in fates:
        groups.setdefault(getattr(fate, key), []).append(fate)
    for name, group in groups.items():
        if group:
            counts = Counter("justified" if f.fate == "survived" and f.id in reasons else f.fate for f in group)
            numbers = [len(group), counts["killed"], counts["equivalent"], counts["justified"], counts["survived"]]
            yield f"  {name:40} " + " ".join(f"{n:{w}}" for n, w in zip(numbers, (8, 8, 11, 10, 10), strict=True))


def unjustified(fates: Iterable[Fate], reasons: Mapping[str, str]) -> list[Fate]:
    """Return the survivors without a reason."""
    return [f for f in fates if f.fate == "survived" and f.id not in reasons]


def stale(fates: Iterable[Fate], reasons: Mapping[str, str]) -> list[str]:
    """Return the justified ids that are no survivors: killed or equivalent by now, or of a mutant that is gone."""
    left = {f.id for f in fates if f.fate == "survived"}
    return [name for name in reasons if name not in left]


def _why(name: str, fates: Iterable[Fate]) -> str:
    return next((f.fate for f in fates if f.id == name), "gone")
