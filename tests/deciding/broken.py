"""Mistakes made on purpose, each with the engine that rests on what it breaks: the gate has to see all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

import attrs
import pytest

from tunnistus.deciding import compiled, expand, missing, plan
from tunnistus.deciding.compiled import Cells, Compiled, Table
from tunnistus.deciding.decide import Verdict
from tunnistus.deciding.plan import Plan
from tunnistus.explaining import asking, nobody
from tunnistus.rules import formula, mdd, relations
from tunnistus.rules.mdd import FALSE, LAST, Diagrams
from tunnistus.rules.truth import FALSE as NO
from tunnistus.rules.truth import OPEN
from tunnistus.rules.truth import TRUE as YES

__all__ = ["BROKEN"]

Patch = pytest.MonkeyPatch
Broken = Callable[[Patch], None]


def instead(patch: Patch, owner: Any, name: str, other: Callable[..., Any]) -> None:
    """Put a function in the place of one, which it gets as its first argument."""
    whole = getattr(owner, name)
    patch.setattr(owner, name, lambda *given, **more: other(whole, *given, **more))


# -- making diagrams ---------------------------------------------------------------------------------------------


def sums_count_one_more(patch: Patch) -> None:
    instead(patch, Diagrams, "at_least", lambda whole, d, k, of: whole(d, k + (1 < k < len(of)), of))


def all_is_any(patch: Patch) -> None:
    instead(patch, Diagrams, "at_least", lambda whole, d, k, of: whole(d, 1 if k == len(of) else k, of))


def negation_is_lost(patch: Patch) -> None:
    patch.setattr(Diagrams, "negate", lambda d, root: root)


def branches_in_the_middle_are_not_compared(patch: Patch) -> None:
    instead(patch, Diagrams, "node", lambda whole, d, level, below: below[0] if below[0] == below[-1] else whole(d, level, below))


def other_levels_have_the_same_nodes(patch: Patch) -> None:
    def node(whole: Any, d: Diagrams, level: int, below: tuple[int, ...]) -> int:
        known = {key[1:]: at for key, at in d._unique.items() if len(key) == 3 and key[0] >= level}  # no node stands above its parent
        return known.get(below) or int(whole(d, level, below))

    instead(patch, Diagrams, "node", node)


def results_are_not_joined(patch: Patch) -> None:
    patch.setattr(Diagrams, "relabel", lambda d, root, new: root)


def nobody_has_the_first_result(patch: Patch) -> None:
    patch.setattr(Diagrams, "among", lambda d, exists, root: d.choose(exists, root, FALSE))


def everybody_exists(patch: Patch) -> None:
    patch.setattr(Table, "among", lambda self, root: root)


def what_only_relations_tell_apart_is_one(patch: Patch) -> None:
    def comparisons(table: Table) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for test in formula.tests_in_order(table._nodes):
            for name in table._by.of[test.fact].names if test.fact in table._by.of else ():
                found.setdefault(name, [])
            found.setdefault(test.fact, []).append(test.cells)
        return found

    patch.setattr(Table, "_comparisons", property(comparisons))


def a_border_belongs_to_what_lies_before(patch: Patch) -> None:
    patch.setattr(compiled, "bisect_right", bisect_left)


def the_last_stretch_is_forgotten(patch: Patch) -> None:
    instead(patch, compiled, "candidates", lambda whole, fact, some: whole(fact, some)[: None if fact.values else -1] or whole(fact, some))


def members_that_no_rule_names_are_the_first(patch: Patch) -> None:
    class Fewer(Cells):
        def __init__(self, fact: Any, comparisons: Any) -> None:
            some = [*comparisons]
            super().__init__(fact, some)
            whole, named = self.branch, {cell for cells in some for cell in cells if isinstance(cell, str)}
            if fact.type == "enum":
                self.branch = lambda item: whole(item) if item in named else 0

    patch.setattr(compiled, "Cells", Fewer)


def the_lowest_step_wins(patch: Patch) -> None:
    def steps(made: Compiled, version: Any) -> tuple[int, list[compiled.Result]]:
        d, names = made.diagrams, version.rule.outcomes
        root = d.end(0)
        for n, step in reversed([*enumerate(names, 1)]):
            root = d.choose(made.of(version.reached[step].node), d.end(n), root)
        return root, [compiled.Result(True, names[:n]) for n in range(len(names) + 1)]

    patch.setattr(Compiled, "_steps", steps)


def a_rule_out_of_force_gives_otherwise(patch: Patch) -> None:
    patch.setattr(compiled, "NOTHING", compiled.Result(True))


# -- walking over them -------------------------------------------------------------------------------------------


def only_the_first_branch_of_what_is_open(patch: Patch) -> None:
    def reached(d: Diagrams, root: int, names: Sequence[str], branches: Sequence[Any], get: Any, most: int = 0) -> int:
        at = root
        while d.level[at] != LAST:
            item = get(names[d.level[at]])
            at = d.below[at][0 if item is None else branches[d.level[at]](item)]
        return d.ends[at]

    patch.setattr(Diagrams, "reached", reached)


def whoever_is_known_is_taken_for_open(patch: Patch) -> None:
    instead(
        patch, Diagrams, "reached", lambda whole, d, root, names, branches, get, *most: whole(d, root, names, branches, lambda name: None)
    )


def who_has_gone_far_is_at_an_end(patch: Patch) -> None:
    def reached(whole: Any, *given: Any) -> int:
        found: int = whole(*given)
        return 1 if found == -1 else found

    instead(patch, Diagrams, "reached", reached)


def yes_and_no_alone_are_known(patch: Patch) -> None:
    instead(
        patch, Diagrams, "reached",
        lambda whole, d, root, names, branches, get, *most: whole(
            d, root, names, branches, lambda n: v if isinstance(v := get(n), bool) else None
        ),
    )  # fmt: skip


def the_last_level_is_no_support(patch: Patch) -> None:
    instead(patch, Diagrams, "support", lambda whole, d, root: {*sorted(whole(d, root))[:-1]})


def what_is_known_is_not_put_in(patch: Patch) -> None:
    instead(patch, Diagrams, "restrict", lambda whole, d, source, root, branching: whole(d, source, root, lambda level: None))


def paths_that_skip_a_question_are_forgotten(patch: Patch) -> None:
    patch.setattr(mdd, "bisect_left", lambda *_: 0)


def the_pass_ahead_looks_at_one_step_only(patch: Patch) -> None:
    instead(patch, Diagrams, "ahead", lambda whole, d, root, branching: (whole(d, root, branching)[0], {}))


def the_pass_ahead_takes_every_branch(patch: Patch) -> None:
    instead(patch, Diagrams, "ahead", lambda whole, d, root, branching: whole(d, root, lambda level: None))


# -- as they are shipped -----------------------------------------------------------------------------------------


def every_version_is_written_as_one(patch: Patch) -> None:
    patch.setattr(nobody, "_number", lambda number: "")


def relations_are_forgotten_in_writing(patch: Patch) -> None:
    instead(patch, Compiled, "held", lambda whole, made: (held := whole(made)) and held._replace(roots=[held.roots[1], *held.roots[1:]]))


def results_are_read_in_another_order(patch: Patch) -> None:
    instead(patch, Compiled, "held", lambda whole, made: (held := whole(made)) and held._replace(results=held.results[::-1]))


# -- what is missing ---------------------------------------------------------------------------------------------


def nothing_is_missing(patch: Patch) -> None:
    patch.setattr(plan, "hanging", lambda *_: set())


def everything_hangs_on_everything(patch: Patch) -> None:
    patch.setattr(plan, "hanging", lambda table, root, known, *_: {*table.names} - {n for n in known if known[n] is not None})


def related_facts_change_alone(patch: Patch) -> None:
    patch.setattr(missing, "_free", lambda *_: iter(()))


def only_the_first_row_goes_on(patch: Patch) -> None:
    instead(patch, missing, "_free", lambda whole, *given: ((group, names, rows[:1]) for group, names, rows in whole(*given)))


def any_other_row_is_near(patch: Patch) -> None:
    def turns(rows: Sequence[tuple[object, ...]]) -> set[tuple[int, int, int]]:
        return {(n, m, at) for n, a in enumerate(rows) for m, b in enumerate(rows) for at in range(len(a)) if a[at] != b[at]}

    patch.setattr(missing, "nearest_turns", turns)


def nothing_else_may_change(patch: Patch) -> None:
    def alone(whole: Any, rows: Sequence[tuple[object, ...]]) -> set[tuple[int, int, int]]:
        return {(n, m, at) for n, m, at in whole(rows) if sum(a != b for a, b in zip(rows[n], rows[m], strict=True)) == 1}

    instead(patch, missing, "nearest_turns", alone)


def too_large_is_as_if_nothing_were_related(patch: Patch) -> None:
    instead(patch, plan, "left_in", lambda whole, formulas, known, related, by: whole(formulas, known, (), by))


def whom_a_rule_concerns_is_not_missing(patch: Patch) -> None:
    instead(patch, Plan, "hanging", lambda whole, self, known, in_scope, possible: whole(self, known, in_scope, False))


def facts_that_follow_from_each_other_are_all_asked(patch: Patch) -> None:
    patch.setattr(relations.Relations, "apart", lambda self, names, known, facts: list(names))


# -- what a rule gives -------------------------------------------------------------------------------------------


def plans_ignore_the_dates(patch: Patch) -> None:
    patch.setattr(plan, "versions", lambda *_: ())


def all_people_are_alike(patch: Patch) -> None:
    patch.setattr(Plan, "_kind", lambda self, known: ())


def kinds_ignore_numbers_and_days(patch: Patch) -> None:
    def telling(self: Plan) -> tuple[tuple[str, ...], tuple[()]]:
        return tuple(sorted(n for n in self.around if self.book.facts[n].type in ("bool", "enum"))), ()

    patch.setattr(Plan, "_telling", property(telling))


def the_last_version_alone_tells_kinds_apart(patch: Patch) -> None:
    def telling(self: Plan) -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]:
        named = sorted(n for n in self.around if self.book.facts[n].type in ("bool", "enum"))
        found = {n: made.cells(level).branch for made in self.compiled for n, level in made.level.items() if n not in named}
        return tuple(named), tuple(sorted(found.items()))

    patch.setattr(Plan, "_telling", property(telling))


def kinds_ignore_what_only_relations_read(patch: Patch) -> None:
    patch.setattr(Plan, "around", property(lambda self: frozenset(self.tests)))


def what_one_version_gives_is_kept_for_all(patch: Patch) -> None:
    class Confused(dict[Any, Any]):
        def get(self, key: Any, default: Any = None) -> Any:
            return super().get((*key[:2], key[2][:1]), default)

        def __setitem__(self, key: Any, made: Any) -> None:
            super().__setitem__((*key[:2], key[2][:1]), made)

    kept: WeakKeyDictionary[Plan, Confused] = WeakKeyDictionary()
    patch.setattr(Plan, "_by_ends", property(lambda self: kept.setdefault(self, Confused())))


def one_version_stands_for_all(patch: Patch) -> None:
    instead(patch, Plan, "_results", lambda whole, self, ends: whole(self, (ends[0], *(0 for _ in ends[1:]))))


def rules_concern_everybody(patch: Patch) -> None:
    patch.setattr(Plan, "concerned", lambda self, known: (YES, True))


def who_is_in_and_who_is_out_are_swapped(patch: Patch) -> None:
    patch.setattr(plan, "TRUTHS", (OPEN, YES, NO, OPEN))


def settled_whomever_it_concerns(patch: Patch) -> None:
    patch.setattr(Verdict, "settled", property(lambda self: not any(OPEN in pair for pair in self.states.values())))


def nothing_is_entangled(patch: Patch) -> None:
    for module in (compiled, plan):
        instead(patch, module, "by_kleene", lambda whole, *given: (whole(*given)[0], True))


def open_is_taken_for_false(patch: Patch) -> None:
    instead(patch, plan, "by_kleene", lambda whole, *given: (whole(*given)[0] or NO, True))


def who_perhaps_is_meant_certainly_is(patch: Patch) -> None:
    instead(patch, Plan, "_made", lambda whole, self, in_scope, sure, *rest: whole(self, in_scope, True, *rest))


def carried_decisions_are_never_renewed(patch: Patch) -> None:
    patch.setattr(Verdict, "holds_for", lambda self, case: True)


def carried_decisions_ignore_the_dates(patch: Patch) -> None:
    instead(patch, Verdict, "holds_for", lambda whole, self, case: whole(self, attrs.evolve(case, dates=self.case.dates)))


# -- formulas and relations --------------------------------------------------------------------------------------


def beats_are_ignored(patch: Patch) -> None:
    instead(patch, expand, "_standing", lambda whole, clauses, when: whole([attrs.evolve(c, beats=()) for c in clauses], when))


def powers_weaken_nothing(patch: Patch) -> None:
    instead(patch, expand, "_standing", lambda whole, *given: (whole(*given)[0], {name: [] for name in whole(*given)[1]}))


def whom_a_used_rule_concerns_is_forgotten(patch: Patch) -> None:
    def without(whole: Any, book: Any, node: Any, days: Any, within: Any = expand.EVERYBODY, folded: Any = None) -> Any:
        return whole(book, node, days, book.rules[node.rule].scope if isinstance(node, expand.Use) else within, folded)

    instead(patch, expand, "without_use", without)


def used_rules_read_no_related_facts(patch: Patch) -> None:
    instead(
        patch,
        expand,
        "_related",
        lambda whole, book, rule, clauses, days: {} if any(map(_uses, clauses)) else whole(book, rule, clauses, days),
    )


def _uses(clause: Any) -> bool:
    return any(isinstance(part, expand.Use) for part in expand.tests_or_uses(clause.when))


def one_version_of_an_interval(patch: Patch) -> None:
    instead(patch, expand, "_moments", lambda whole, borders, first, last: whole(borders, first, last)[:1])


def versions_are_mixed_up(patch: Patch) -> None:
    instead(patch, expand, "_expand", lambda whole, book, rule, days: whole(book, rule, dict.fromkeys(days, date(1700, 1, 1))))


def every_row_is_left(patch: Patch) -> None:
    instead(patch, relations.Group, "rows", lambda whole, group, names, known: whole(group, names, {}))


def facts_that_nobody_reads_narrow_nothing(patch: Patch) -> None:
    def rows(whole: Any, group: Any, names: Any, known: Any) -> Any:
        return whole(group, names, {n: v for n, v in known.items() if n != "h1"})

    instead(patch, relations.Group, "rows", rows)


# -- foreseeing --------------------------------------------------------------------------------------------------


def states_are_never_refreshed(patch: Patch) -> None:
    patch.setattr(asking, "foreseen", lambda verdict, supposed: verdict.found)


def what_is_supposed_is_open(patch: Patch) -> None:
    instead(patch, asking, "foreseen", lambda whole, verdict, supposed: whole(verdict, dict.fromkeys(supposed)))


def what_becomes_open_stays_known(patch: Patch) -> None:
    instead(
        patch, asking, "foreseen", lambda whole, verdict, supposed: whole(verdict, {n: v for n, v in supposed.items() if v is not None})
    )


def no_answer_changes_whom_it_concerns(patch: Patch) -> None:
    whole = asking._Foresight._passes.fget  # type: ignore[attr-defined]
    patch.setattr(asking._Foresight, "_passes", property(lambda self: (passes := whole(self)) and (None, passes[1])))


def answers_are_read_at_the_first_version(patch: Patch) -> None:
    instead(patch, asking._Foresight, "_of", lambda whole, self, passed, version, name, item: whole(self, passed, 0, name, item))


# -- columns -----------------------------------------------------------------------------------------------------


def whoever_cannot_exist_comes_to_an_end_in_columns(patch: Patch) -> None:
    walk = import_module("tunnistus.columns.walks").Walk
    whole = walk.of
    patch.setattr(walk, "of", lambda table, root: whole(table, table.whole if isinstance(table, Compiled) and root == table.root else root))


_DECIDE: tuple[Broken, ...] = (
    sums_count_one_more, all_is_any, negation_is_lost, branches_in_the_middle_are_not_compared, other_levels_have_the_same_nodes,
results_are_not_joined, nobody_has_the_first_result, everybody_exists,
    what_only_relations_tell_apart_is_one,
    a_border_belongs_to_what_lies_before, the_last_stretch_is_forgotten, members_that_no_rule_names_are_the_first, the_lowest_step_wins,
    a_rule_out_of_force_gives_otherwise, only_the_first_branch_of_what_is_open, whoever_is_known_is_taken_for_open,
    yes_and_no_alone_are_known, the_last_level_is_no_support, what_is_known_is_not_put_in, nothing_is_missing,
    everything_hangs_on_everything, related_facts_change_alone, only_the_first_row_goes_on,
    any_other_row_is_near, nothing_else_may_change, whom_a_rule_concerns_is_not_missing, facts_that_follow_from_each_other_are_all_asked,
    all_people_are_alike, kinds_ignore_numbers_and_days, kinds_ignore_what_only_relations_read, what_one_version_gives_is_kept_for_all,
    one_version_stands_for_all, rules_concern_everybody, who_is_in_and_who_is_out_are_swapped, settled_whomever_it_concerns,
    beats_are_ignored, powers_weaken_nothing, whom_a_used_rule_concerns_is_forgotten, used_rules_read_no_related_facts,
    one_version_of_an_interval, versions_are_mixed_up, every_row_is_left, facts_that_nobody_reads_narrow_nothing,
)  # fmt: skip
BROKEN: tuple[tuple[str, Broken], ...] = (
    *(("decide", each) for each in _DECIDE),
    ("together", plans_ignore_the_dates),
    ("unlike", who_has_gone_far_is_at_an_end),
    ("kleene", nothing_is_entangled),
    ("kleene", open_is_taken_for_false),
    ("kleene", who_perhaps_is_meant_certainly_is),
    ("kleene", too_large_is_as_if_nothing_were_related),
    ("held", every_version_is_written_as_one),
    ("held", relations_are_forgotten_in_writing),
    ("held", results_are_read_in_another_order),
    ("earlier", carried_decisions_are_never_renewed),
    ("earlier", carried_decisions_ignore_the_dates),
    ("ask", states_are_never_refreshed),
    ("ask", what_is_supposed_is_open),
    ("ask", what_becomes_open_stays_known),
    ("ahead", paths_that_skip_a_question_are_forgotten),
    ("ahead", the_pass_ahead_looks_at_one_step_only),
    ("ahead", the_pass_ahead_takes_every_branch),
    ("ahead", no_answer_changes_whom_it_concerns),
    ("ahead", answers_are_read_at_the_first_version),
    ("arrow", everybody_exists),
    ("arrow", whoever_cannot_exist_comes_to_an_end_in_columns),
)
