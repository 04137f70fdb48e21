"""Hostile rule data end in an error that names the place and the number, and dear questions in a bounded number of steps.

Nothing here looks at a clock: what must not run on is counted.
"""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

from tests.worlds import ACTORS, ACTS, FACT, FACTS, HEAD, SOURCES, book, decided, duty, rule
from tunnistus import limits
from tunnistus.checking import verify
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import Expanded, first_days, worlds
from tunnistus.errors import AnswerError, Contradiction, DateError, LimitError, LoadError, TunnistusError, UnknownName, nearest
from tunnistus.explaining import explain
from tunnistus.reading.files import read_directory
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read, read_text
from tunnistus.rules import formula
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.formula import Formula
from tunnistus.rules.graph import acyclic
from tunnistus.rules.model import AtLeast, Book, Fact, Node, Not, Test
from tunnistus.rules.relations import relations_of
from tunnistus.rules.sizes import Size, sizes
from tunnistus.shipping import source
from tunnistus.testing.strategies import rulesets


def many(count: int, line: Callable[[int], str]) -> str:
    return "\n".join(line(n) for n in range(count))


def refused(make: Callable[[], Any], what: str, where: str = "") -> None:
    with pytest.raises(LoadError) as problem:
        make()
    assert what in str(problem.value)
    assert problem.value.where.startswith(where), problem.value.where
    assert len(problem.value.every) <= 100
    assert all(len(str(one)) < 1_500 for one in problem.value.every)


# -- directories -------------------------------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A directory of rule data that loads."""
    directory = tmp_path / "rules"
    directory.mkdir()
    files = {"acts": ACTS, "actors": ACTORS, "facts": FACTS, "sources": SOURCES, "rules": HEAD + rule(f"one: {duty('a')}")}
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")
    return directory


def test_the_directory_loads(rules: Path) -> None:
    assert list(read_directory(rules).rules) == ["r"]


def test_links_are_refused_whether_they_lead_outside_or_in_a_circle(rules: Path) -> None:
    outside = rules.parent / "outside.yaml"
    outside.write_text("facts: {}\n", encoding="utf-8")
    for target in (outside, rules, Path("/dev/zero"), rules / "link.yaml", rules / "facts.yaml"):
        (rules / "link.yaml").symlink_to(target)
        refused(lambda: read_directory(rules), "This is a link.", "rules/link.yaml")
        (rules / "link.yaml").unlink()


def test_a_pipe_is_no_file(rules: Path) -> None:
    os.mkfifo(rules / "pipe.yaml")
    refused(lambda: read_directory(rules), "not an ordinary file", "rules/pipe.yaml")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"\xff\xfea\x00", "not UTF-8"),
        (b"facts: \x00\n", "The character U+0000 is not seen"),
        (b"a" * (limits.MAX_BYTES + 1), "larger than 1000000 bytes"),
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"&a [*a, *a]\n", "Anchors"),
        (b"{" * 5_000, "deeper than 40 levels"),
        (b"a: " + b"[" * 41 + b"]" * 41, "deeper than 40 levels"),
        (b"- 1\n" * 60_000, "more than 50000 values"),
        (b"k" * 500 + b": 1\n", "The key has 500 characters"),
        (b"? " + b"k" * 1500 + b"\n: 1\n", "The key has 1500 characters"),
        (b"a: 0001-01-01\n", "too far away"),
        (b"a: 9999-12-31\n", "too far away"),
        (b"a: 1" + b"0" * 500_000 + b"\n", "more than one way"),
        (b'a: "\\ud800"\n', "rules/hostile.yaml:1"),
        (b"a: !" + b"t" * 100_000 + b" x\n", "Tags"),
    ],
    ids=lambda v: repr(v[:24]) if isinstance(v, bytes) else "",
)
def test_hostile_files_are_refused_with_their_place(rules: Path, raw: bytes, what: str) -> None:
    (rules / "hostile.yaml").write_bytes(raw)
    refused(lambda: read_directory(rules), what, "rules/hostile.yaml")


def test_no_more_is_read_of_a_file_than_it_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sparse.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)
    asked: list[int] = []
    whole = Path.open

    def opened(self: Path, mode: str = "r", *rest: Any) -> Any:
        file = whole(self, mode, *rest)
        counting = attrs.make_class("Counting", [])
        counting.read = lambda _, size=-1: asked.append(size) or file.read(size)
        counting.__enter__, counting.__exit__ = (lambda me: me), (lambda *_: file.close())
        return counting()

    monkeypatch.setattr(Path, "open", opened)
    refused(lambda: read(path), "larger than")
    assert asked == [limits.MAX_BYTES + 1]


def test_directories_have_bounds_on_files_levels_and_bytes(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = rules.joinpath(*"abcdefghij")
    deep.mkdir(parents=True)
    (deep / "x.yaml").write_text("facts: {}\n", encoding="utf-8")
    refused(lambda: read_directory(rules), "nested more than 8 levels deep", "rules/a/b/c")
    (deep / "x.yaml").unlink()
    for path in (deep, *itertools.islice(deep.parents, 9)):
        path.rmdir()
    for bound, low, what in (
        ("MAX_FILES", 4, "5 files"),
        ("MAX_ALL_BYTES", 100, "at most 100 are read"),
        ("MAX_ENTRIES", 3, "more than 3 files"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(limits, bound, low)
            refused(lambda: read_directory(rules), what, "rules")


def test_file_names_that_are_no_text_are_refused(rules: Path) -> None:
    (rules / "a\nb.yaml").write_text("facts: {}\n", encoding="utf-8")
    refused(lambda: read_directory(rules), "not printable text")
    (rules / "a\nb.yaml").unlink()
    name = os.fsencode(rules) + b"/\xff.yaml"
    with open(name, "w", encoding="utf-8") as file:
        file.write("facts: {}\n")
    refused(lambda: read_directory(rules), "not printable text")


# -- rules that grow when they are written out -------------------------------------------------------------------


def doubling(count: int) -> str:
    first = rule(f"one: {duty('a')}", name="r0")
    return first + "".join(
        rule(f"one: {duty(f'{{any: [{{use: r{n}, is: granted}}, {{not: {{use: r{n}, is: granted}}}}]}}')}", name=f"r{n + 1}")
        for n in range(count)
    )


def test_rules_that_double_each_other_are_refused_before_they_are_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula, "analyse", lambda *_: pytest.fail("expanded"))
    refused(lambda: book(doubling(60)), "nodes when written out; at most 40000 are allowed", "rules.yaml:")
    refused(lambda: book(doubling(400)), "when written out", "rules.yaml:")


def test_a_chain_of_rules_is_refused_and_needs_no_stack() -> None:
    chain = rule(f"one: {duty('a')}", name="r0")
    chain += "".join(rule(f"one: {duty(f'{{use: r{n}, is: granted}}')}", name=f"r{n + 1}") for n in range(400))
    refused(lambda: book(chain), "levels deep when written out; at most 100", "rules.yaml:")
    ring = {str(n): [str(n + 1)] for n in range(100_000)}
    acyclic(ring, {}, "x", "rule-cycle")
    with pytest.raises(LoadError, match="x: 0 → 1 → 2 → 3"):
        acyclic({**ring, "100000": ["0"]}, {}, "x", "rule-cycle")


def test_named_conditions_that_double_each_other_are_refused() -> None:
    named = "conditions:\n  c0: a\n" + many(60, lambda n: f"  c{n + 1}: {{all: [c{n}, c{n}]}}")
    refused(
        lambda: book(rule(f"one: {duty('c16')}"), head=HEAD.replace("rules:", f"{named}\nrules:")), "more than 20000 parts", "rules.yaml:"
    )


def test_a_chain_of_named_conditions_is_refused() -> None:
    named = "conditions:\n  c0: a\n" + many(2_000, lambda n: f"  c{n + 1}: {{not: c{n}}}")
    head = HEAD.replace("rules:", f"{named}\nrules:")
    refused(lambda: book(rule(f"one: {duty('c2000')}"), head=head), "nested more than 40 levels deep", "rules.yaml:")


def test_groups_that_are_named_everywhere_are_refused() -> None:
    group = "groups:\n  g: [" + ", ".join(["a"] * 5_000) + "]\n"
    clauses = many(20, lambda n: f"c{n}: {duty('{any: g}')}")
    refused(lambda: book(rule(clauses), head=HEAD.replace("rules:", f"{group}rules:")), "more than 20000 parts")


def test_clauses_that_beat_each_other_exponentially_are_refused() -> None:
    lines = many(
        40, lambda n: f"c{n}: {duty('a', more=', beats: [' + ', '.join(f'c{m}' for m in range(n)) + ']')}".replace(", beats: []", "")
    )
    refused(lambda: book(rule(lines)), "nodes when written out")


def test_a_chain_of_beats_is_refused() -> None:
    lines = many(60, lambda n: f"c{n}: {duty('a', more=f', beats: [c{n - 1}]' if n else '')}")
    refused(lambda: book(rule(lines)), "levels deep when written out")


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: book(rule(many(9_000, lambda n: f"c{n}: {{effect: practice, source: [guide], when: a}}"))), "more than 50000 values"),
        (lambda: book(rule(many(201, lambda n: f"c{n}: {duty('a')}"))), "'clauses': There is too much here. Write at most 200"),
        (lambda: book(rule(f"one: {duty('a')}", head="outcomes: [" + ", ".join(f"o{n}" for n in range(101)) + "]")), "'outcomes': There is too much here. Write at most 100"),
        (lambda: book(rule(f"one: {duty('a')}"), facts=FACTS.replace("green: On vihreä.", ", ".join(f"v{n}: On jokin." for n in range(30_000)))), "more than 50000 values"),
        (lambda: book(rule(f"one: {duty('a')}"), facts=FACTS.replace("green: On vihreä.", ", ".join(f"v{n}: On jokin." for n in range(300)))), "'values': There is too much here. Write at most 200"),
        (lambda: book(rule(f"one: {duty('{any: [' + ', '.join(f'{{fact: days, is: {n}}}' for n in range(500)) + ']}')}")), "compares 'days' with 500 values"),
        (lambda: book(rule(f"one: {duty('{any: [' + ', '.join(f'{{fact: days, is: {n}}}' for n in range(0, 600, 3)) + ']}')}")), "tells 201 values of one fact apart"),
        (lambda: book(rule(f"one: {duty('a', more=', period: {from: begins, longest: {years: 100000}, text: Aika, counting: Lasketaan.}')}")), "'years'"),
        (lambda: book(rule(f"one: {duty('a')}"), facts=FACTS.replace("On {value} päivää.", "On {value:999999999} päivää.")), "Braces may stand only around"),
        (lambda: book(rule(f"one: {duty('a')}"), facts=FACTS.replace("On {value} päivää.", "On {value.__class__} {value} päivää.")), "Braces may stand only around"),
        (lambda: book(rule(f"one: {duty('{fact: [a], is: true}')}")), "There is no fact or condition ['a']"),
        (lambda: book(rule(f"one: {duty('{use: {a: 1}, is: granted}')}")), "There is no rule {'a': 1}"),
        (lambda: book(rule(f"one: {duty('x' * 300_000)}")), "There is no fact or condition 'xxx"),
    ],
    ids=[
        "a million bytes of clauses", "clauses", "outcomes", "members past the values of a file", "members", "values in tests", "cells", "length of a period", "format bomb",
        "attribute of a value", "fact that is a list", "rule that is a mapping", "endless name",
    ],
)  # fmt: skip
def test_rules_past_a_bound_are_refused(make: Callable[[], Book], what: str) -> None:
    refused(make, what)


def test_too_many_facts_and_rules_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    few = "facts:" + "".join(FACT.format(name=f"f{n}") for n in range(4))
    text = HEAD + "".join(rule(f"one: {duty('a')}", name=f"r{n}") for n in range(5))
    from tunnistus.reading import schema

    monkeypatch.setattr(schema, "_BOUNDS", {"facts": len(FACTS.split("type:")) + 1, "rules": 4})
    refused(lambda: build_book([read_text(FACTS, name="a.yaml"), read_text(few, name="b.yaml")]), "more than 10 facts", "b.yaml:")
    refused(
        lambda: build_book([*(read_text(t, name=n) for n, t in (("a", ACTS), ("b", ACTORS), ("c", FACTS))), read_text(text, name="d")]),
        "more than 4 rules",
        "d:",
    )
    assert schema.limits.MAX_FACTS < limits.MAX_VALUES


def test_thousands_of_versions_are_refused() -> None:
    def clause(n: int) -> str:
        year, month = divmod(n, 12)
        return f"c{n}: {duty('a', more=f', valid: {{from: {1900 + year}-{month + 1:02}-01}}')}"

    one = rule(many(120, clause), more="clock: act")
    few = book(rule(many(50, clause), more="clock: act"))
    assert sizes(few.rules, few.facts)["r"].versions == 51
    refused(lambda: book(one), "can touch 121 versions; at most 100")
    by = [rule(many(20, clause), name=f"by_{clock}", more=f"clock: {clock}") for clock in ("act", "application")]
    both = rule(f"one: {duty('{any: [{use: by_act, is: granted}, {use: by_application, is: granted}]}')}")
    refused(lambda: book(by[0] + by[1] + both), "can touch 441 versions; at most 100")


ENTANGLED = "{at_least: 3, of: [" + ", ".join(f"f{n}, {{not: f{n}}}" for n in range(12)) + "]}"
FACTS_12 = FACTS + "".join(FACT.format(name=f"f{n}") for n in range(12))


# -- the size from the text is an upper bound of what expanding gives--------------------------------------------------


def nodes(node: Node) -> int:
    below = node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()
    return sum(map(nodes, below)) + (len(node.cells) if isinstance(node, Test) else 1)


def depth(node: Node) -> int:
    below = node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()
    return 1 + max(map(depth, below), default=0)


def formulas(world: Expanded) -> list[Formula]:
    return [*world.roots, *(f for _, *two in world.clauses for f in two), *(f for _, f in world.notices)]


def bounded(of: Book, name: str, size: Size, on: date = date(2026, 1, 1)) -> None:
    found = worlds(of, of.rules[name], Dates(on))
    assert len(found) <= size.versions
    for world in found:
        every = formulas(world)
        assert sum(nodes(f.node) for f in every) <= size.nodes
        assert max((depth(f.node) for f in every), default=0) <= size.depth
        assert max((len(f.cells[n]) for f in world.roots for n in f.facts), default=1) <= size.cells


@given(rulesets())
def test_sizes_bound_generated_rules(of: Book) -> None:
    for name, size in sizes(of.rules, of.facts).items():
        for day in (date(2026, 1, 1), *first_days(of, of.rules[name])):
            bounded(of, name, size, day)


@pytest.mark.parametrize("day", [date(2006, 8, 1), date(2010, 8, 1), date(2015, 7, 1), date(2023, 1, 31), date(2024, 9, 1)])
def test_sizes_bound_every_version_of_a_shipped_rule(day: date) -> None:
    of = source.book()
    by_rule = sizes(of.rules, of.facts)
    for name in of.rulesets["law/permit/family"].rules:
        bounded(of, name, by_rule[name], day)


def test_sizes_bound_shipped_rules_and_leave_room() -> None:
    of = source.book()
    by_rule = sizes(of.rules, of.facts)
    for name, size in by_rule.items():
        bounded(of, name, size)
    found = by_rule.values()
    assert max(c.nodes for c in found) * 4 < limits.MAX_NODES
    assert max(c.depth for c in found) * 4 <= limits.MAX_EXPANDED_DEPTH
    assert max(c.cells for c in found) * 4 < limits.MAX_CELLS
    assert max(c.versions for c in found) * 4 < limits.MAX_VERSIONS


# -- deciding and explaining end -----------------------------------------------------------------------------------


def clash(count: int) -> tuple[Node, dict[str, Fact]]:
    """A formula in which every fact stands in both directions many times, and nothing folds early."""
    facts = {f"x{n}": Fact(f"x{n}", "bool", "t", n) for n in range(count)}
    tests = [Test(n, (True,)) for n in facts]
    triples = itertools.islice(itertools.combinations(tests, 3), 40 * count)
    return AtLeast(1, tuple(AtLeast(2, (a, Not(b), AtLeast(2, (b, Not(c), Not(a))))) for a, b, c in triples)), facts


def test_a_rule_that_cannot_be_checked_is_a_finding() -> None:
    of = book(rule(f"one: {duty(ENTANGLED)}\ntwo: {duty('b', then='refused')}"), facts=FACTS_12)
    found = [f for f in verify.check(of, most=10) if f.code == "not-proved"]
    assert {f.where.partition(":")[0] for f in found} == {"rules.yaml", "facts.yaml"}


def wide(count: int) -> Book:
    """One threshold over twice as many conditions as there are facts, every fact in both directions."""
    names = [f"f{n}" for n in range(count)]
    children = ", ".join(f"{n}, {{all: [{{not: {n}}}, {names[i - 1]}]}}" for i, n in enumerate(names))
    facts = FACTS + "".join(FACT.format(name=n) for n in names)
    return book(rule(f"one: {duty(f'{{at_least: {count + 1}, of: [{children}]}}')}"), facts=facts)


def test_a_wide_threshold_of_entangled_facts_is_decided_by_kleene_logic() -> None:
    d = decided(wide(700), {})
    assert (d.due, set(d.possible), d.exact) == (None, {"granted"}, False)
    assert [n.kind for n in d.notices if n.kind == "inexact"] == ["inexact"]
    assert set(d.missing) == {f"f{n}" for n in range(700)}


# -- answers -------------------------------------------------------------------------------------------------------

HOSTILE: list[tuple[Any, type[TunnistusError]]] = [
    ({1: True}, UnknownName),
    ({None: True}, UnknownName),
    ({"a": []}, AnswerError),
    ({"a": {"all": []}}, AnswerError),
    ({"days": 10**18}, AnswerError),
    ({"days": 10**5000}, AnswerError),
    ({"days": 1.5}, AnswerError),
    ({"begins": date(9999, 12, 31)}, AnswerError),
    ({"begins": date(1, 1, 1)}, AnswerError),
    ({"kind": ["red"]}, AnswerError),
    ({"x" * 100_000: True}, UnknownName),
    ({"judged": {"judged": True}}, TunnistusError),
]


@pytest.mark.parametrize(("raw", "kind"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_are_refused_without_being_shown(raw: Any, kind: type[TunnistusError]) -> None:
    of = book(rule(f"one: {duty('a')}"))
    with pytest.raises(kind) as problem:
        read_answers(of, raw, Dates(date(2024, 1, 1)))
    assert len(str(problem.value)) < 1_500


def test_judgements_of_nobody_are_refused() -> None:
    from tunnistus.rules.answers import Judged

    of = book(rule(f"one: {duty('judged')}"))
    for by in ([], {}, None, 3):
        with pytest.raises(UnknownName, match="not a known actor"):
            read_answers(of, {"judged": Judged(True, by=by, on=date(2000, 1, 1))}, Dates(date(2024, 1, 1)))  # type: ignore[arg-type]


def test_dates_are_near_enough_to_count_from() -> None:
    for day in (date(1, 1, 1), date(1599, 12, 31), date(3000, 1, 1), date.max):
        with pytest.raises(DateError, match="too far away"):
            Dates(day)
    born = source.book()
    for day in (limits.FIRST_DAY, limits.LAST_DAY):
        when = Dates(limits.LAST_DAY)
        case = Case(born, read_answers(born, {"date_of_birth": day}, when), when)
        assert [explain.decision_of(case, name).due for name in born.rules]


def test_suggestions_are_searched_within_a_bound() -> None:
    assert nearest("granted", ["grantd"]) == "Did you mean 'grantd'?"
    assert nearest("a" * 65, ["a" * 65]) == ""
    assert nearest("granted", ["a" * 10_000]) == ""
    assert nearest(["granted"], ["granted"]) == ""

    def endless() -> Iterator[str]:
        yield from (f"{n:05}" for n in range(20_000))

    assert nearest("zzzzz", endless()) == ""


def test_messages_are_short_whatever_the_file_holds() -> None:
    problem = TunnistusError("w" * 10**6, where="x" * 10**6, todo="t" * 10**6)
    assert len(str(problem)) < 2_000


# -- relations -----------------------------------------------------------------------------------------------------

Pairs = list[tuple[tuple[str, str], list[tuple[str, str]]]]


def linked(count: int, relations: Pairs, read: int, when: str = "") -> Book:
    """A book of yes-or-no facts, relations among them, and a rule that reads some."""

    def side(pair: tuple[str, str]) -> str:
        return f"{{fact: {pair[0]}, is: {pair[1]}}}"

    facts = many(count, lambda n: FACT.format(name=f"e{n}"))
    lines = (
        f"  r{n}: {{if: {side(one)}, then: {{any: [{', '.join(map(side, then))}]}}, because: Niin on.}}"
        for n, (one, then) in enumerate(relations)
    )
    names = ", ".join(f"e{n}" for n in range(read))
    when = when or f"{{any: [{names}]}}"
    return book(rule(f"one: {duty(when)}"), facts="\n".join([FACTS + facts, "relations:", *lines, ""]))


def excluding(count: int) -> Pairs:
    return [((f"e{a}", "true"), [(f"e{b}", "false")]) for a, b in itertools.combinations(range(count), 2)]


def tangled(count: int, relations: int, seed: int) -> Pairs:
    """Relations of three facts, so many that to find a row means to try."""
    dice = random.Random(seed)
    found = [[(f"e{n}", dice.choice(("true", "false"))) for n in dice.sample(range(count), 3)] for _ in range(relations)]
    return [(one, then) for one, *then in found]


def starred(count: int) -> Pairs:
    """Facts that follow from one, and are free without it: more rows than anybody can go through."""
    return [(("e0", "true"), [(f"e{n}", "true")]) for n in range(1, count)]


@pytest.mark.parametrize("count", [3, 20, 60])
def test_37_facts_that_exclude_each_other_are_read_and_decided_fast(count: int) -> None:
    made = linked(count, excluding(count), count)
    (group,) = relations_of(made).groups
    assert len(group.rows(group.names, {})) == count + 1
    diagrams, root = group.diagram
    assert len(diagrams.under(root)) == 2 * count, "two nodes a level"
    assert len(diagrams.level) < 3 * count * count
    nothing, one, fewer = (decided(made, answers) for answers in ({}, {"e1": True}, {"e2": False}))
    assert (nothing.due, nothing.exact, nothing.missing) == (None, True, tuple(f"e{n}" for n in range(count)))
    assert (one.due, one.exact, one.missing) == ("granted", True, ())
    assert (fewer.due, fewer.exact, len(fewer.missing)) == (None, True, count - 1)
    with pytest.raises(Contradiction) as caught:
        decided(made, {"e0": True, "e2": True})
    assert (caught.value.facts, caught.value.relations) == (("e0", "e2"), ("r1",))


TOO_MUCH = "Finding out which answers to these facts go together takes too long. These facts stand in most of the relations: "
RELATED: dict[str, tuple[int, Pairs, str]] = {
    "so tangled that no row is found": (100, tangled(100, 390, 1), f"facts.yaml:2000:3: {TOO_MUCH}e32, e1, e35"),
    "tangled, more of them": (180, tangled(180, 738, 2), TOO_MUCH),
}


@pytest.mark.parametrize("what", RELATED)
def test_37_relations_that_cost_too_much_are_refused_with_what_costs(what: str) -> None:
    count, relations, said = RELATED[what]
    with pytest.raises(LoadError) as caught:
        linked(count, relations, 3)
    assert said in str(caught.value)
    assert [each.code for each in caught.value.every] == ["over-limit"]
    assert caught.value.todo
    assert caught.value.where.startswith("facts.yaml:")


def test_37_groups_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [*excluding(5), *[((f"e{int(a[1:]) + 5}", "true"), [(f"e{int(b[1:]) + 5}", "false")]) for (a, _), [(b, _)] in excluding(5)]]
    sizes_ = [len(group.diagram[0].level) for group in relations_of(linked(10, two, 3)).groups]
    assert len(sizes_) == 2
    monkeypatch.setattr("tunnistus.reading.relations.MAX_RELATED", sum(sizes_) - 1)
    refused(lambda: linked(10, two, 3), TOO_MUCH, "facts.yaml:")


@pytest.mark.parametrize("count", [60, 201])
def test_37_rows_without_end_are_read_and_decided(count: int) -> None:
    """What follows and what is decided never hangs on how many rows there are; past the bound all that is open is missing."""
    made = linked(count, starred(count), count)
    nothing, one = (decided(made, answers) for answers in ({}, {"e0": True}))
    assert (nothing.due, nothing.exact, nothing.missing) == (None, True, tuple(f"e{n}" for n in range(count)))
    assert (one.due, one.missing) == ("granted", ())
    with pytest.raises(LimitError):
        relations_of(made).groups[0].rows([f"e{n}" for n in range(count)], {})


def test_37_what_relations_settle_leaves_nothing_missing_however_many_rows_there_are() -> None:
    always = "{all: [" + ", ".join(f"{{any: [{{not: e0}}, e{n}]}}" for n in range(1, 60)) + "]}"
    d = decided(linked(60, starred(60), 60, always), {})
    assert (d.due, d.settled, d.missing) == ("granted", True, ())


def test_37_related_facts_that_stand_far_apart_are_asked_for_side_by_side() -> None:
    """Pairs that are linked by one fact, all first ones named before all second ones: in that order the diagram would double with each."""
    pairs = [((f"e{n}", "true"), [("e40", "true")]) for n in range(20)] + [((f"e{n}", "true"), [(f"e{n + 20}", "true")]) for n in range(20)]
    (group,) = relations_of(linked(41, pairs, 3)).groups
    assert len(group.diagram[0].level) < 2_000


def test_37_the_shipped_relations_stay_far_from_the_bounds() -> None:
    groups = relations_of(source.book()).groups
    assert len(groups) > 5
    assert sum(len(group.diagram[0].level) for group in groups) * 4 < limits.MAX_RELATED
    assert max(len(group.rows(group.names, {})) for group in groups) * 4 < limits.MAX_ROWS
