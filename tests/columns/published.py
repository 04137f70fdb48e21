"""An attack on counts that are given away: what somebody who knows all of them, and how they come about, can
find by linear programming.

What holds between the counts is written here from what each of them counts (``Compared``), and not from how
the product rounds them.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import attrs
import z3

from tunnistus import columns
from tunnistus.rules.model import Book

__all__ = ["KINDS", "Attack", "Kind", "Published", "counted", "narrowest", "nearest_shares"]

Key = tuple[Any, ...]
REFUSED, IN_DANGER = ("refused",), ("in danger",)
GIVES_NOTHING = {"no", "not_in_force", "out_of_scope", "not_covered"}


@attrs.frozen
class Published:
    """The counts of a comparison, as they are and as they are told, each under a key; what is not told is told as 0."""

    people: int
    true: dict[Key, int]
    told: dict[Key, int]
    acts: dict[Key, tuple[str, ...]]  # of each clause

    @classmethod
    def of(cls, plain: columns.Compared, found: columns.Compared) -> "Published":
        true, told = _keyed(plain), _keyed(found)
        assert told.keys() <= true.keys()
        acts = {key: _acts(plain.book, key) for key in true if key[0] == "clause"}
        return cls(plain.people, true, {key: told.get(key, 0) for key in true}, acts)


def _keyed(found: columns.Compared) -> dict[Key, int]:
    keys: dict[str, Callable[[Any], Key]] = {
        "rule": lambda row: (row["rule"],),
        "cell": lambda row: (row["rule"], row["part"], row["outcome"], row["from"], row["to"]),
        "clause": lambda row: (row["rule"], row["before"], row["after"]),
        "act": lambda row: (row["act"],),
    }
    tables = (found.rules, found.outcomes, found.clauses, found.acts)
    counts = {(kind, *key(row)): row["people"] for (kind, key), each in zip(keys.items(), tables, strict=True) for row in each.to_pylist()}
    return {("refused",): found.refused or 0, ("in danger",): found.refused_in_danger or 0, **counts}


def _acts(book: Book, key: Key) -> tuple[str, ...]:
    _, rule, *names = key
    clauses = [each for each in book.rules[rule].clauses if each.name in names]
    return tuple(dict.fromkeys(cite.act for each in clauses for cite in each.cite))


class Attack:
    """What is known of every count, as linear constraints that Z3 solves over fractions.

    The one who attacks knows the book and the days, hence which cells there can be; the base; the number of
    all people; of each count that is rounded for itself, more than is told, between which multiples it lies;
    and perhaps how many are refused.
    """

    def __init__(self, given: Published, base: int, *, refused: bool) -> None:
        self.given, self.refused = given, refused
        self.of = {key: z3.Real(str(key)) for key in given.true}
        self.counted = given.people - self.of[REFUSED]
        self.solver = z3.SolverFor("QF_LRA")
        for key, count in self.of.items():
            self.solver.add(count >= given.told[key])
            if not (key[0] == "cell" and {"not_in_force", "no"} == {*key[4:]}):  # that follows from others, and is told by these
                self.solver.add(count <= given.true[key] // base * base + base - 1)
            if key not in (REFUSED, IN_DANGER):
                self.solver.add(count <= self.counted)
        self.solver.add(self.of[REFUSED] <= given.people, self.of[IN_DANGER] <= self.of[REFUSED])
        self.solver.add(*[count == 0 for key, count in self.of.items() if key in (REFUSED, IN_DANGER) and not given.true[key]])
        if refused or given.told[REFUSED]:  # that is told as it is
            self.solver.add(self.of[REFUSED] == given.true[REFUSED])
        self.solver.add(*self._relations())

    def _relations(self) -> Iterator[Any]:
        for key in [key for key in self.of if key[0] == "rule"]:
            cells = [each for each in self.of if each[0] == "cell" and each[1] == key[1]]
            clauses = [each for each in self.of if each[0] == "clause" and each[1] == key[1]]
            yield from self._outcomes(self.of[key], cells)
            giving = z3.Sum([self.of[each] for each in cells if not {*each[4:]} <= GIVES_NOTHING])
            for each in clauses:
                yield self.of[each] <= self.of[key]
                yield self.of[each] <= giving
        yield from self._acts()

    def _outcomes(self, people: Any, cells: list[Key]) -> Iterator[Any]:
        """Each person is in one cell of an output at most, and in some cell of the rule; one outcome is due at most."""
        outputs = {each[2:4]: [c for c in cells if c[2:4] == each[2:4]] for each in cells}
        for output in outputs.values():
            yield z3.Sum([self.of[c] for c in output]) <= people
        yield people <= z3.Sum([self.of[c] for c in cells])
        for side in (4, 5):
            yield z3.Sum([self.of[c] for c in cells if c[2] == "due" and c[side] == "yes"]) <= people
            for state in ("out_of_scope", "not_covered"):
                alike = [z3.Sum([self.of[c] for c in output if c[side] == state]) for output in outputs.values()]
                yield from (one == other for one, other in pairwise(alike))
            if any(c[side] == "not_in_force" for c in cells):  # the rule is in force on the other side only
                yield people == self.counted
                yield from (z3.Sum([self.of[c] for c in output]) == self.counted for output in outputs.values())

    def _acts(self) -> Iterator[Any]:
        """A person of an act is one of some clause, and of its rule."""
        for key in [key for key in self.of if key[0] == "act"]:
            clauses = [each for each, acts in self.given.acts.items() if key[1] in acts]
            yield from (self.of[each] <= self.of[key] for each in clauses)
            yield self.of[key] <= z3.Sum([self.of[each] for each in clauses])
            rules = dict.fromkeys(each[1] for each in clauses)
            yield self.of[key] <= z3.Sum([self.of["rule", each] for each in rules])

    def can(self, *more: Any) -> bool:
        """Whether counts can be so."""
        self.solver.push()
        self.solver.add(*more)
        answer = self.solver.check()
        self.solver.pop()
        assert answer != z3.unknown
        return bool(answer == z3.sat)

    def true(self) -> bool:
        """Whether what the attack takes for granted holds of the people: else it proves nothing."""
        return self.can(*(count == self.given.true[key] for key, count in self.of.items()))

    def hidden(self, at_least: int) -> list[Any]:
        """The counts of few people, and those that leave few of all people: those of the refused if nobody knows how many these are."""
        true, counted = self.given.true, self.given.people - self.given.true[REFUSED]
        if self.refused:
            keys = [key for key in true if key not in (REFUSED, IN_DANGER)]
            pairs = [(true[key], self.of[key]) for key in keys]
            pairs += [(counted - true[key], self.counted - self.of[key]) for key in keys]
        else:
            pairs = [(true[key], self.of[key]) for key in (REFUSED, IN_DANGER)]
            pairs += [
                (counted, self.counted),
                (true[REFUSED] - true[IN_DANGER], self.of[REFUSED] - self.of[IN_DANGER]),
            ]
        return [count for n, count in pairs if 0 < n < at_least]

    def bounds(self, count: Any) -> tuple[Fraction, Fraction]:
        """How low and how high a count can be."""
        found = []
        for sign in (-1, 1):
            search = z3.Optimize()
            search.add(self.solver.assertions())
            best = search.maximize(sign * count)
            assert search.check() == z3.sat
            found.append(sign * Fraction(str(search.upper(best))))
        return found[0], found[1]


def narrowest(given: Published, at_least: int, base: int) -> tuple[int, list[Any]]:
    """How many counts are attacked, and of which the bounds are closer than ``at_least``.

    The true count lies between the bounds. So they are far enough apart if the count can be so much higher;
    only else both are sought.
    """
    attacked, found = 0, list[Any]()
    for refused in (True, False):
        attack = Attack(given, base, refused=refused)
        assert attack.true()
        hidden = attack.hidden(at_least)
        near = [(each, *attack.bounds(each)) for each in hidden if not attack.can(each >= 2 * at_least - 1)]
        found += [each for each in near if each[2] - each[1] < at_least]
        attacked += len(hidden)
    return attacked, found


# -- who gains and who loses -------------------------------------------------------------------------------------------

Kind = tuple[tuple[str | None, ...], str | None]  # what each rule does to a person, and all of them together
Share = tuple[int | None, str]  # a rule, or all (None), and an effect
CAME, WENT, OTHER, OPEN = "gain", "lose", "change", "open"


def _together(effects: tuple[str | None, ...]) -> list[str | None]:
    """What all rules together can do to somebody, by what an effect means.

    Somebody gains who is given something and from whom nothing is taken, not even perhaps. What a rule changes, or leaves open, may
    perhaps take something; or not.
    """
    came, went, perhaps = CAME in effects, WENT in effects, OTHER in effects or OPEN in effects
    if came or went:
        alone = [] if came and went else [CAME if came else WENT]
        return [*alone, *([OTHER] if perhaps or not alone else [])]
    return [OTHER] if OTHER in effects else [OPEN] if OPEN in effects else [None]


KINDS: list[Kind] = [(each, all_) for each in product((None, CAME, WENT, OTHER, OPEN), repeat=3) for all_ in _together(each)]


def counted(people: Mapping[Kind, int]) -> dict[Share, int]:
    """The counts of people of these kinds."""
    found: dict[Share, int] = {}
    for (effects, all_), n in people.items():
        for key in [(rule, e) for rule, e in enumerate(effects) if e] + ([(None, all_)] if all_ else []):
            found[key] = found.get(key, 0) + n
    return {key: n for key, n in found.items() if n}


def nearest_shares(true: Mapping[Share, int], told: Mapping[Share, int], size: int, base: int, at_least: int) -> tuple[int, list[Any]]:
    """Attack the counts of a group whose size is known, by how many people of each kind there can be.

    Known are all told counts and, more than is told, between which multiples each lies. Returns how many were attacked, and those that
    are known too closely.
    """
    solver, kinds = z3.SolverFor("QF_LRA"), [z3.Real(f"kind {n}") for n in range(len(KINDS))]
    solver.add(*[each >= 0 for each in kinds], z3.Sum(kinds) == size)
    of: dict[Share, Any] = {key: z3.Sum([kinds[n] for n, kind in enumerate(KINDS) if key in counted({kind: 1})]) for key in true}
    for key, count in of.items():
        solver.add(count >= told[key], count <= true[key] // base * base + base - 1)
    hidden = [of[key] for key, n in true.items() if n < at_least] + [size - of[key] for key, n in true.items() if 0 < size - n < at_least]
    near = []
    for count in hidden:
        ends = []
        for sign in (-1, 1):
            search = z3.Optimize()
            search.add(solver.assertions())
            best = search.maximize(sign * count)
            assert search.check() == z3.sat
            ends.append(sign * Fraction(str(search.upper(best))))
        near += [ends] if ends[1] - ends[0] < at_least else []
    return len(hidden), near
